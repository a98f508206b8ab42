//! What letters about privacy need to know. Only the clinic itself reads this; nothing of a record stands in it.

use domain::{AccountId, Actor, BreakGlassId, ContestId, Local, Moment, Role};

use crate::{
    caller::Caller,
    error::{Error, Result},
};

/// A letter about a broken glass.
#[derive(Clone)]
pub struct GlassMail {
    /// How to greet the reader.
    pub name: String,
    /// Where to.
    pub email: String,
    /// Whether the reader is the patient; else it is an administrator.
    pub is_patient: bool,
    /// Who broke it.
    pub professional: String,
    /// When.
    pub opened: Local,
}

/// A letter about a contest.
#[derive(Clone)]
pub struct ContestMail {
    /// How to greet the reader.
    pub name: String,
    /// Where to.
    pub email: String,
}

/// What to write to one account about a broken glass.
///
/// # Errors
/// [`Error::Denied`] for a person, [`Error::Missing`] when there is no such glass or account.
pub async fn glass_mail(caller: &Caller, glass: BreakGlassId, reader: AccountId) -> Result<GlassMail> {
    must_be_system(caller)?;
    let mut read = caller.read().await?;
    let found = row!(
        &mut read.tx,
        (String, String, Role, String, Moment),
        "select account.name, account.email, account.role, professional.name, break_glass.opened_at
         from break_glass
         join professional on professional.id = break_glass.professional_id
         join account on account.id = $2
         where break_glass.id = $1",
        glass,
        reader
    )?;
    let (name, email, role, professional, opened_at) = found.ok_or(Error::Missing)?;
    let opened = opened_at.in_zone(&caller.zone);
    Ok(GlassMail { name, email, is_patient: role == Role::Patient, professional, opened })
}

/// What to write to one account about a contest.
///
/// # Errors
/// [`Error::Denied`] for a person, [`Error::Missing`] when there is no such contest or account.
pub async fn contest_mail(caller: &Caller, contest: ContestId, reader: AccountId) -> Result<ContestMail> {
    must_be_system(caller)?;
    let mut read = caller.read().await?;
    let found = row!(
        &mut read.tx,
        (String, String),
        "select account.name, account.email from contest join account on account.id = $2 where contest.id = $1",
        contest,
        reader
    )?;
    let (name, email) = found.ok_or(Error::Missing)?;
    Ok(ContestMail { name, email })
}

fn must_be_system(caller: &Caller) -> Result<()> {
    if caller.actor == Actor::System { Ok(()) } else { Err(Error::Denied) }
}
