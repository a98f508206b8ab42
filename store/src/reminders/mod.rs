//! Reminders: planned for every visit ahead, due once each, and answered by a link without a sign-in. What makes them
//! safe for several nodes and clocks that differ are rows: a unique key for each, and an update that one node wins.

mod answer;
mod letter;

use domain::{
    AppointmentId, Moment, PatientId, ReminderId,
    audit::Event,
    jobs::Job,
    links::LinkKind,
    reminders::{Ahead, KEEP_REMINDERS_DAYS},
    scheduling::AppointmentState,
};
use uuid::Uuid;

use crate::{
    caller::Caller,
    error::Result,
    family::readers,
    jobs::must_be_system,
    links,
    scheduling::{CourseRow, course_columns},
    sql::{Tx, in_turn},
};

pub use answer::{cancel, confirm, visit};
pub use letter::{ReminderLetter, ReminderReader, letter};

/// What nodes that plan take turns for.
const PLANNING: Uuid = Uuid::from_u128(3);
/// Visits planned in one go; the next look finds what is left.
const PLANNED_AT_ONCE_MAX: i64 = 200;
/// Reminders that are seen to in one go.
const DUE_AT_ONCE_MAX: i64 = 100;

/// What the clinic looks for every minute.
pub const LISTED: &[(&str, &str)] = &[("UNPLANNED", UNPLANNED), ("DUE", DUE)];

const UNPLANNED: &str = "select id, starts_at, booked_at, reminded_for from appointment
    where starts_at > $1 and reminded_for is distinct from starts_at
      and cancelled_at is null and completed_at is null and missed_at is null
    order by starts_at limit $2";

const DUE: &str = "select id from reminder where due_at <= $1 and done_at is null order by due_at limit $2";

/// Plans the reminders of visits that have none yet for the time they begin. Only what is still ahead is planned. Gives
/// how many visits were looked at.
///
/// # Errors
/// [`crate::Error::Denied`] for anybody but the clinic itself.
pub async fn plan(caller: &Caller, ahead: &Ahead) -> Result<usize> {
    must_be_system(caller)?;
    if ahead.is_empty() || unplanned(&mut caller.read().await?.tx, caller.now).await?.is_empty() {
        return Ok(0);
    }
    let mut work = caller.begin().await?;
    in_turn(&mut work.tx, PLANNING).await?;
    let unplanned = unplanned(&mut work.tx, caller.now).await?;
    for row in &unplanned {
        // When a visit was moved is not known: a moment ago.
        let since = row.reminded_for.map_or(row.booked_at, |_| caller.now);
        for (minutes, due_at) in ahead.after(since, row.starts_at) {
            run!(
                &mut work.tx,
                "insert into reminder (id, appointment_id, starts_at, minutes_before, due_at) values ($1, $2, $3, $4, $5)
                 on conflict (appointment_id, starts_at, minutes_before) do nothing",
                caller.new_id::<ReminderId>(),
                row.id,
                row.starts_at,
                minutes,
                due_at
            )?;
        }
        let sql = "update appointment set reminded_for = $2 where id = $1 and starts_at = $2";
        run!(&mut work.tx, sql, row.id, row.starts_at)?;
    }
    work.commit_bookkeeping().await?;
    Ok(unplanned.len())
}

/// Leaves a letter to be sent for every reminder that is due. What is due of a visit that was called off, moved, begun, or
/// of which a nearer reminder is due as well, is passed over. Gives how many were seen to.
///
/// # Errors
/// [`crate::Error::Denied`] for anybody but the clinic itself.
pub async fn queue_due(caller: &Caller, ahead: &Ahead) -> Result<usize> {
    must_be_system(caller)?;
    let due = rows!(&mut caller.read().await?.tx, (ReminderId,), DUE, caller.now, DUE_AT_ONCE_MAX)?;
    let (count, mut broken) = (due.len(), None);
    for (id,) in due {
        // One that cannot be seen to must not keep the others waiting.
        if let Err(error) = see_to(caller, ahead, id).await {
            broken.get_or_insert(error);
        }
    }
    broken.map_or(Ok(count), Err)
}

async fn see_to(caller: &Caller, ahead: &Ahead, id: ReminderId) -> Result<()> {
    let mut work = caller.begin().await?;
    let sql = "update reminder set done_at = $2 where id = $1 and done_at is null";
    // Of all who come here at the same time one goes on.
    if run!(&mut work.tx, sql, id, caller.now)? == 0 {
        return Ok(());
    }
    let row = reminder(&mut work.tx, id).await?;
    let Some(row) = row.filter(|row| row.is_wanted(caller.now) && ahead.contains(row.minutes_before)) else {
        return work.commit_bookkeeping().await;
    };
    if nearer_is_due(&mut work.tx, &row, caller.now).await? {
        return work.commit_bookkeeping().await;
    }
    let course = row.course.course();
    for reader in readers(&mut work.tx, row.patient_id).await? {
        let of = |kind| (kind, reader.account);
        if course.state() == AppointmentState::Scheduled {
            let until = course.span.starts_at;
            links::make_for_visit(&mut work.tx, caller, id, of(LinkKind::ConfirmVisit), until).await?;
        }
        let until = course.cancel_until();
        if until > caller.now {
            links::make_for_visit(&mut work.tx, caller, id, of(LinkKind::CancelVisit), until).await?;
        }
    }
    work.enqueue(Job::SendReminder(id)).await?;
    work.commit(Event::AppointmentReminded(row.appointment_id, row.patient_id)).await
}

/// Forgets what was done about visits that were over long ago; gives how many reminders.
///
/// # Errors
/// [`crate::Error::Denied`] for anybody but the clinic itself.
pub async fn forget(caller: &Caller) -> Result<u64> {
    must_be_system(caller)?;
    let mut work = caller.begin().await?;
    let long_ago = caller.now.plus_minutes(-KEEP_REMINDERS_DAYS * 24 * 60);
    // Links go before: they are forgotten sooner, and a clock that jumped may have kept one.
    let count = run!(
        &mut work.tx,
        "delete from reminder where starts_at < $1
         and not exists (select 1 from account_link where account_link.reminder_id = reminder.id)",
        long_ago
    )?;
    work.commit_bookkeeping().await?;
    Ok(count)
}

// queries

#[derive(sqlx::FromRow)]
struct UnplannedRow {
    id: AppointmentId,
    starts_at: Moment,
    booked_at: Moment,
    reminded_for: Option<Moment>,
}

async fn unplanned(tx: &mut Tx, now: Moment) -> Result<Vec<UnplannedRow>> {
    rows!(tx, UnplannedRow, UNPLANNED, now, PLANNED_AT_ONCE_MAX)
}

/// A reminder, and how its visit stands.
#[derive(sqlx::FromRow)]
struct ReminderRow {
    appointment_id: AppointmentId,
    patient_id: PatientId,
    planned_for: Moment,
    minutes_before: i64,
    #[sqlx(flatten)]
    course: CourseRow,
}

impl ReminderRow {
    /// Whether its visit still begins when it was planned for, and is waited for.
    fn is_wanted(&self, now: Moment) -> bool {
        let course = self.course.course();
        let is_waited_for = matches!(course.state(), AppointmentState::Scheduled | AppointmentState::Confirmed);
        is_waited_for && course.span.starts_at == self.planned_for && now < self.planned_for
    }
}

async fn reminder(tx: &mut Tx, id: ReminderId) -> Result<Option<ReminderRow>> {
    row!(
        tx,
        ReminderRow,
        concat!(
            "select reminder.appointment_id, appointment.patient_id, reminder.starts_at as planned_for,
                    reminder.minutes_before, ",
            course_columns!(),
            " from reminder join appointment on appointment.id = reminder.appointment_id where reminder.id = $1"
        ),
        id
    )
}

/// Whether a nearer reminder of the same visit is due already: after a long standstill one letter is enough.
async fn nearer_is_due(tx: &mut Tx, row: &ReminderRow, now: Moment) -> Result<bool> {
    let found = row!(
        tx,
        (ReminderId,),
        "select id from reminder
         where appointment_id = $1 and starts_at = $2 and minutes_before < $3 and due_at <= $4 limit 1",
        row.appointment_id,
        row.planned_for,
        row.minutes_before,
        now
    )?;
    Ok(found.is_some())
}
