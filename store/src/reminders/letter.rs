//! What the letters of a reminder say. For the job loop alone: only here the tokens of their links become readable.

use domain::{
    Language, LinkId, Moment, ReminderId,
    links::{LinkKind, Token},
};

use super::reminder;
use crate::{
    caller::Caller,
    error::Result,
    jobs::must_be_system,
    links,
    scheduling::{AppointmentMail, appointment_mail},
    sql::Tx,
};

/// The letters of a reminder.
#[derive(Debug)]
pub struct ReminderLetter {
    /// The visit.
    pub about: AppointmentMail,
    /// Who is written to.
    pub readers: Vec<ReminderReader>,
}

/// Somebody who is reminded, and what they may do by a link.
pub struct ReminderReader {
    /// How to greet them.
    pub name: String,
    /// Where to.
    pub email: String,
    /// What they read.
    pub language: Language,
    /// Says that the patient will come; none when that was said.
    pub confirm: Option<Token>,
    /// Calls the visit off; none when it is too late for that.
    pub cancel: Option<Token>,
}

impl std::fmt::Debug for ReminderReader {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("ReminderReader")
    }
}

/// What the letters of a reminder say; none when nobody is to hear of it: the visit was called off, moved or begun since.
/// Whoever is responsible for the patient now is written to.
///
/// # Errors
/// [`crate::Error::Denied`] for anybody but the clinic itself.
pub async fn letter(caller: &Caller, id: ReminderId) -> Result<Option<ReminderLetter>> {
    must_be_system(caller)?;
    let row = reminder(&mut caller.read().await?.tx, id).await?;
    let Some(row) = row.filter(|row| row.is_wanted(caller.now)) else { return Ok(None) };
    let about = appointment_mail(caller, row.appointment_id).await?;
    let mut read = caller.read().await?;
    let mut readers = Vec::with_capacity(about.readers.len());
    for reader in &about.readers {
        let open = open_links(&mut read.tx, id, reader.account.0, caller.now).await?;
        let token = |kind: LinkKind| {
            let link = open.iter().find(|(_, of)| *of == kind)?;
            Some(links::token_of(caller, link.0))
        };
        readers.push(ReminderReader {
            name: reader.name.clone(),
            email: reader.email.clone(),
            language: reader.language,
            confirm: token(LinkKind::ConfirmVisit),
            cancel: token(LinkKind::CancelVisit),
        });
    }
    Ok(Some(ReminderLetter { about, readers }))
}

// queries

async fn open_links(
    tx: &mut Tx,
    reminder: ReminderId,
    account: uuid::Uuid,
    now: Moment,
) -> Result<Vec<(LinkId, LinkKind)>> {
    rows!(
        tx,
        (LinkId, LinkKind),
        "select id, kind from account_link where reminder_id = $1 and account_id = $2
         and used_at is null and revoked_at is null and expires_at > $3 order by id",
        reminder,
        account,
        now
    )
}
