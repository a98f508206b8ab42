//! The log of an appointment, for those who may see it: never the words of a reason, which stand in the record.

use domain::{
    AppointmentId, Moment, Verb,
    scheduling::{AppointmentChange, AppointmentKind, AppointmentState, CHANGES_MAX, Party, ReasonKind},
};
use jiff::tz::TimeZone;

use super::course::within_reach;
use crate::{
    caller::Caller,
    error::{Error, Result},
};

/// What was done with an appointment, by whom and when, in order.
///
/// # Errors
/// [`Error::Missing`] when it is not theirs.
pub async fn changes(caller: &Caller, id: AppointmentId) -> Result<Vec<AppointmentChange>> {
    let reach = caller.must(Verb::SeeAppointmentChanges)?;
    let mut read = caller.read().await?;
    within_reach(&mut read.tx, caller, reach, id).await?;
    let found = rows!(
        &mut read.tx,
        ChangeRow,
        "select appointment_change.at, appointment_change.party, account.name, appointment_change.from_state,
                appointment_change.to_state, appointment_change.starts_at, appointment_change.reason_kind,
                appointment.kind, unit.time_zone
         from appointment_change
         join appointment on appointment.id = appointment_change.appointment_id
         join professional on professional.id = appointment.professional_id
         join unit on unit.id = professional.unit_id
         left join account on account.id = appointment_change.account_id
         where appointment_change.appointment_id = $1 order by appointment_change.number limit $2",
        id,
        CHANGES_MAX
    )?;
    found.into_iter().map(ChangeRow::change).collect()
}

#[derive(sqlx::FromRow)]
struct ChangeRow {
    at: Moment,
    party: Party,
    name: Option<String>,
    from_state: Option<AppointmentState>,
    to_state: AppointmentState,
    starts_at: Moment,
    reason_kind: Option<ReasonKind>,
    kind: AppointmentKind,
    time_zone: String,
}

impl ChangeRow {
    fn change(self) -> Result<AppointmentChange> {
        let zone = TimeZone::get(&self.time_zone).map_err(Error::broken)?;
        Ok(AppointmentChange {
            at: self.at.in_zone(&zone),
            party: self.party,
            name: self.name,
            from: self.from_state,
            kind: self.from_state.is_none().then_some(self.kind),
            to: self.to_state,
            starts: self.starts_at.in_zone(&zone),
            reason: self.reason_kind,
        })
    }
}
