//! What somebody does with a visit by the link of a letter.

use domain::{
    AppointmentId, Moment, Reach, Refusal,
    audit::Event,
    scheduling::{ReasonKind, Step},
};

use super::{
    close::cancelled,
    course::{Why, held, take},
};
use crate::{caller::Caller, error::Result, work::Work};

/// Confirms a visit, or calls it off, together with whatever the transaction did before: a link is spent. The visit must
/// still begin when the letter said.
pub(crate) async fn answer_by_letter(
    mut work: Work,
    holder: &Caller,
    (id, starts_at): (AppointmentId, Moment),
    step: Step,
) -> Result<()> {
    let row = held(&mut work.tx, holder, Reach::Own, id).await?;
    if row.course().span.starts_at != starts_at {
        return Err(Refusal::LinkSpent.into());
    }
    if step == Step::Cancel {
        return cancelled(work, holder, &row, Why { kind: ReasonKind::PatientAsked, text: "" }).await;
    }
    take(&mut work, holder, &row, Step::Confirm, None).await?;
    work.commit(Event::AppointmentConfirmed(id, row.patient_id)).await
}
