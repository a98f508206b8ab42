//! What letters about privacy need to know. Only the clinic itself reads this; nothing of a record stands in it.

use domain::{AccountId, Actor, BreakGlassId, ContestId, Language, Local, Moment, Role};

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
    /// What they read.
    pub language: Language,
    /// Whether the reader is the patient, or responsible for them; else it is an administrator.
    pub is_patient: bool,
    /// The name of the patient, when the reader is responsible for them.
    pub dependant: Option<String>,
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
    /// What they read.
    pub language: Language,
    /// The name of the patient, when the reader is responsible for them.
    pub dependant: Option<String>,
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
        (String, String, Language, Role, String, Moment, String, Option<AccountId>),
        "select account.name, account.email, account.language, account.role, professional.name, break_glass.opened_at,
                patient.name, patient.account_id
         from break_glass
         join patient on patient.id = break_glass.patient_id
         join professional on professional.id = break_glass.professional_id
         join account on account.id = $2
         where break_glass.id = $1",
        glass,
        reader
    )?;
    let (name, email, language, role, professional, opened_at, patient, own) = found.ok_or(Error::Missing)?;
    let (opened, is_patient) = (opened_at.in_zone(&caller.zone), role == Role::Patient);
    let dependant = Some(patient).filter(|_| is_patient && own != Some(reader));
    Ok(GlassMail { name, email, language, is_patient, dependant, professional, opened })
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
        (String, String, Language, Role, String, Option<AccountId>),
        "select account.name, account.email, account.language, account.role, patient.name, patient.account_id
         from contest
         join patient on patient.id = contest.patient_id
         join account on account.id = $2 where contest.id = $1",
        contest,
        reader
    )?;
    let (name, email, language, role, patient, own) = found.ok_or(Error::Missing)?;
    let dependant = Some(patient).filter(|_| role == Role::Patient && own != Some(reader));
    Ok(ContestMail { name, email, language, dependant })
}

fn must_be_system(caller: &Caller) -> Result<()> {
    if caller.actor == Actor::System { Ok(()) } else { Err(Error::Denied) }
}
