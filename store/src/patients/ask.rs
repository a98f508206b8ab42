//! Asking to become a patient. Whether the address is known is not even looked up: the job finds out, and only its owner
//! reads the letter.

use domain::{
    AccountId, Actor, Language, Moment, Refusal, RegistrationId, Verb,
    audit::Event,
    codes::{CODE_MINUTES, Code},
    field::Email,
    hex,
    jobs::Job,
    limits::Door,
    patients::{REGISTRATION_HOURS, Registration, RegistrationForm},
};

use crate::{
    accounts::{code_hash, link_hash},
    caller::Caller,
    error::{Error, Result},
    limits::{self, Whom},
    sql::Tx,
    vault::{self, Place, Sealed},
};

/// Registrations that may wait at one time. Anybody can ask: their rows must not fill the disk.
const WAITING_MAX: i64 = 20_000;

/// Asks to become a patient: sends a code to the address. An older registration of the same address is over.
///
/// # Errors
/// [`Refusal::TooManyTries`] when this address, or this network, asked too often.
pub async fn register(caller: &Caller, registration: Registration) -> Result<RegistrationId> {
    caller.must(Verb::Register)?;
    let folded = registration.email.folded();
    let _counted = limits::count(caller, Door::Register, &Whom::Typed(folded.clone())).await?;
    let id = caller.new_id::<RegistrationId>();
    let form = serde_json::to_string(&RegistrationForm::from(&registration)).map_err(Error::broken)?;
    let sealed = caller.vault.seal(place(id), &form)?;
    let mut work = caller.begin().await?;
    // Not in turn: a few more than the limit do no harm.
    let waiting = row!(&mut work.tx, (i64,), "select count(*) from registration")?;
    if waiting.is_some_and(|(count,)| count >= WAITING_MAX) {
        return Err(Refusal::Busy.into());
    }
    run!(
        &mut work.tx,
        "insert into registration (id, email_index, form, language, tries, expires_at) values ($1, $2, $3, $4, 0, $5)
         on conflict (email_index) do update set id = $1, form = $3, language = $4, code_hash = null, link_hash = null,
             tries = 0, code_expires_at = null, expires_at = $5",
        id,
        caller.vault.index("registration", &folded),
        sealed,
        caller.language,
        caller.now.plus_minutes(REGISTRATION_HOURS * 60)
    )?;
    work.enqueue(Job::SendRegistrationCode(id)).await?;
    work.commit(Event::RegistrationAsked(id)).await?;
    Ok(id)
}

/// Sends another code for a registration that waits.
///
/// # Errors
/// [`Refusal::SignInExpired`] when it waits no more; [`Refusal::TooManyTries`].
pub(crate) async fn again(caller: &Caller, id: RegistrationId) -> Result<()> {
    let waiting = {
        let mut read = caller.read().await?;
        waiting(&mut read.tx, caller, id).await?.ok_or(Refusal::SignInExpired)?
    };
    let _counted = limits::count(caller, Door::Register, &Whom::Typed(waiting.email.folded())).await?;
    let mut work = caller.begin().await?;
    work.enqueue(Job::SendRegistrationCode(id)).await?;
    work.commit(Event::RegistrationAsked(id)).await
}

/// The letter of a registration. The code is never written down.
pub struct RegistrationMail {
    /// Where to.
    pub email: String,
    /// How to greet them, when they have an account already; nobody else is greeted by what a stranger typed.
    pub known_as: Option<String>,
    /// What it is written in.
    pub language: Language,
    /// The digits.
    pub code: Code,
    /// What the link ends in.
    pub link: String,
}

/// Mints the code of a registration; the one before is worth nothing any more. For the job loop alone.
///
/// # Errors
/// [`Error::Missing`] when it waits no more, or when its address belongs to somebody who may not come in.
pub async fn registration_mail(caller: &Caller, id: RegistrationId) -> Result<RegistrationMail> {
    if caller.actor != Actor::System {
        return Err(Error::Denied);
    }
    let code = Code::of_chance(u64::from_be_bytes(vault::random()?));
    let link = hex::hex(&vault::random::<32>()?);
    let mut work = caller.begin().await?;
    let waiting = waiting(&mut work.tx, caller, id).await?.ok_or(Error::Missing)?;
    let known = row!(
        &mut work.tx,
        (String, Language, Option<Moment>),
        "select name, language, deactivated_at from account where email_folded = $1",
        waiting.email.folded()
    )?;
    let (known_as, language) = match known {
        Some((_, _, Some(_))) => return Err(Error::Missing),
        Some((name, language, None)) => (Some(name), language),
        None => (None, waiting.language),
    };
    run!(
        &mut work.tx,
        "update registration set code_hash = $2, link_hash = $3, tries = 0, code_expires_at = $4 where id = $1",
        id,
        code_hash(caller, AccountId(id.0), &code),
        link_hash(&link),
        caller.now.plus_minutes(CODE_MINUTES)
    )?;
    work.commit_bookkeeping().await?;
    Ok(RegistrationMail { email: waiting.email.as_str().to_owned(), known_as, language, code, link })
}

/// Forgets registrations that nobody finished in time; gives how many.
///
/// # Errors
/// When the database does not answer.
pub async fn forget_registrations(caller: &Caller) -> Result<u64> {
    let mut work = caller.begin().await?;
    let count = run!(&mut work.tx, "delete from registration where expires_at <= $1", caller.now)?;
    work.commit_bookkeeping().await?;
    Ok(count)
}

/// What was typed, opened again.
pub(super) fn opened(caller: &Caller, id: RegistrationId, form: &Sealed) -> Result<RegistrationForm> {
    serde_json::from_str(&caller.vault.open(place(id), form)?).map_err(Error::broken)
}

const fn place(id: RegistrationId) -> Place {
    Place::new("registration", "form", id.0)
}

// queries

/// A registration that waits, as far as letters and limits need it.
pub(super) struct Waiting {
    pub(super) email: Email,
    language: Language,
}

pub(super) async fn waiting(tx: &mut Tx, caller: &Caller, id: RegistrationId) -> Result<Option<Waiting>> {
    let sql = "select form, language from registration where id = $1 and expires_at > $2";
    let Some((form, language)) = row!(tx, (Sealed, Language), sql, id, caller.now)? else { return Ok(None) };
    let email = Email::parse(&opened(caller, id, &form)?.email).map_err(|_| Error::Missing)?;
    Ok(Some(Waiting { email, language }))
}
