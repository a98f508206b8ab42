//! Tickets: issued to the two people of an appointment inside its time window, spent once.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    AccountId, AppointmentId, CallId, Moment, PatientId, ProfessionalId, Verb,
    audit::Event,
    calls::{Seat, TICKET_SECONDS, Ticket},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    caller::Caller,
    error::{Error, Result},
    scheduling::{AppointmentRow, entered, own_appointment},
    sql::{Tx, in_turn},
    vault::random,
};

/// Issues a ticket to one of the two people of an appointment.
///
/// # Errors
/// [`Error::Missing`] to everybody else; a refusal outside the time window.
pub async fn issue_ticket(caller: &Caller, appointment: AppointmentId) -> Result<Ticket> {
    caller.must(Verb::JoinCall)?;
    let account = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    let row = own_appointment(&mut work.tx, caller, appointment).await?;
    row.course().may_enter(caller.now)?;
    let call = call_of(&mut work.tx, caller, appointment).await?;
    let secret = URL_SAFE_NO_PAD.encode(random::<32>()?);
    run!(
        &mut work.tx,
        "insert into call_ticket (secret_hash, call_id, account_id, issued_at, expires_at) values ($1, $2, $3, $4, $5)",
        hash(&secret),
        call,
        account,
        caller.now,
        caller.now.plus_seconds(TICKET_SECONDS)
    )?;
    work.commit(Event::CallTicketIssued(call, row.patient_id)).await?;
    Ok(Ticket { call, secret })
}

/// Somebody who was let into the room.
#[derive(Clone, Copy, Debug)]
pub struct Admission {
    /// The call.
    pub call: CallId,
    /// Its appointment.
    pub appointment: AppointmentId,
    /// The patient it concerns.
    pub patient: PatientId,
    /// Who came in.
    pub account: AccountId,
    /// Where they sit.
    pub seat: Seat,
    /// This stay.
    pub attendance: Uuid,
    /// When the room closes.
    pub closes_at: Moment,
}

impl Admission {
    /// An admission is of use to the person who was let in, and to nobody else.
    pub(super) fn must_belong_to(&self, caller: &Caller) -> Result<()> {
        if caller.actor.account() == Some(self.account) { Ok(()) } else { Err(Error::Missing) }
    }
}

/// Spends a ticket: the person enters the room.
///
/// # Errors
/// [`Error::Missing`] for a ticket that is unknown, expired, spent, or somebody else's; a refusal when the room closed
/// in the meantime.
pub async fn spend_ticket(caller: &Caller, call: CallId, secret: &str) -> Result<Admission> {
    caller.must(Verb::JoinCall)?;
    let account = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    let count = run!(
        &mut work.tx,
        "update call_ticket set spent_at = $4
         where secret_hash = $1 and call_id = $2 and account_id = $3 and spent_at is null and expires_at > $4",
        hash(secret),
        call,
        account,
        caller.now
    )?;
    if count != 1 {
        return Err(Error::Missing);
    }
    let found = row!(&mut work.tx, (AppointmentId,), "select appointment_id from call where id = $1", call)?;
    let appointment = found.ok_or(Error::Missing)?.0;
    // Where a visit stands may change by it; whoever takes both turns takes the appointment's before the call's.
    in_turn(&mut work.tx, appointment.0).await?;
    in_turn(&mut work.tx, call.0).await?;
    let row = own_appointment(&mut work.tx, caller, appointment).await?;
    row.course().may_enter(caller.now)?;
    let seat = seat(caller, &row).ok_or(Error::Missing)?;
    let attendance = enter(&mut work.tx, caller, call, account, seat).await?;
    let both = other_is_there(&mut work.tx, call, seat).await?;
    entered(&mut work, caller, appointment, both).await?;
    work.commit(Event::CallJoined(call, row.patient_id)).await?;
    let closes_at = row.course().closes_at();
    Ok(Admission { call, appointment, patient: row.patient_id, account, seat, attendance, closes_at })
}

fn seat(caller: &Caller, row: &AppointmentRow) -> Option<Seat> {
    if caller.patient() == Some(row.patient_id) {
        Some(Seat::Patient)
    } else {
        let professional: ProfessionalId = row.professional_id;
        (caller.professional() == Some(professional)).then_some(Seat::Professional)
    }
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

// queries

/// The call of an appointment, made when its door is first asked for.
async fn call_of(tx: &mut Tx, caller: &Caller, appointment: AppointmentId) -> Result<CallId> {
    run!(
        &mut *tx,
        "insert into call (id, appointment_id, created_at) values ($1, $2, $3) on conflict (appointment_id) do nothing",
        caller.new_id::<CallId>(),
        appointment,
        caller.now
    )?;
    let found = row!(tx, (CallId,), "select id from call where appointment_id = $1", appointment)?;
    Ok(found.ok_or(Error::Missing)?.0)
}

/// A new stay. An older one of the same seat that was never closed, by a crash or a second window, ends here.
async fn enter(tx: &mut Tx, caller: &Caller, call: CallId, account: AccountId, seat: Seat) -> Result<Uuid> {
    run!(
        &mut *tx,
        "update call_attendance set left_at = $3 where call_id = $1 and seat = $2 and left_at is null",
        call,
        seat,
        caller.now
    )?;
    run!(
        &mut *tx,
        "update call set started_at = coalesce(started_at, $2), ended_at = null where id = $1",
        call,
        caller.now
    )?;
    let attendance = caller.new_id::<Uuid>();
    run!(
        tx,
        "insert into call_attendance (id, call_id, account_id, seat, joined_at) values ($1, $2, $3, $4, $5)",
        attendance,
        call,
        account,
        seat,
        caller.now
    )?;
    Ok(attendance)
}

async fn other_is_there(tx: &mut Tx, call: CallId, seat: Seat) -> Result<bool> {
    let found = row!(
        tx,
        (i64,),
        "select cast(1 as bigint) from call_attendance where call_id = $1 and seat <> $2 and left_at is null limit 1",
        call,
        seat
    )?;
    Ok(found.is_some())
}
