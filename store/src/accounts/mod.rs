//! Accounts: coming in, going out, and who one is. One file for each way in.

pub mod device;
pub mod password;

mod arrive;
mod countries;
mod change_password;
mod code;
mod devices;
mod entry;
mod guessable;
mod language;
pub(crate) mod new_password;
mod made;
mod second_factor;
mod people;
mod passkey;
mod set_up;
mod sign_in;

use domain::{
    AccountId, Actor, Moment, PatientId, ProfessionalId, Role, Verb,
    accounts::{Profile, SignedIn},
    audit::Event,
    terms::EDITIONS,
};

use crate::{
    caller::Caller,
    db::Db,
    error::{Error, Result},
    patients::masked_cpf,
    sql::Tx,
    vault::Sealed,
};

pub use arrive::{Arrival, NewDeviceMail, arrive, new_device_mail};
pub use change_password::{AccountMail, account_mail, change_password};
pub use code::{Minted, forget_codes, mint_code, request_code, send_code_again, sign_in_with_code, sign_in_with_link};
pub(crate) use code::{account_of, code_hash, link_hash, stranger};
pub use countries::countries;
pub(crate) use devices::end_every_device;
pub use devices::{devices, end_device, end_other_devices};
pub use entry::Entry;
pub(crate) use entry::{first_factor_proven, missing};
pub use language::choose_language;
pub use made::{forget_made, keep_made, made};
pub use passkey::{
    RelyingParty, add_passkey, forget_ceremonies, passkey_creation, passkey_request, passkeys, remove_passkey,
    rename_passkey, sign_in_with_passkey,
};
pub use people::{add_staff, deactivate, people, reactivate};
pub use second_factor::{
    confirm_factor, factor_state, new_factor, new_recovery_codes, prove_second_factor, remove_factor,
};
pub(crate) use set_up::NewAccount;
pub use set_up::{is_set_up, set_up};
pub use sign_in::sign_in;

/// Who an account is; none when it does not exist or was deactivated.
///
/// # Errors
/// When the database does not answer.
pub async fn actor(db: &Db, account: AccountId) -> Result<Option<Actor>> {
    let found = look!(
        db,
        (Role, Option<PatientId>, Option<ProfessionalId>, i64),
        "select account.role, patient.id, professional.id,
                (select count(*) from acceptance where account_id = account.id
                 and (document = $2 and version = $3 or document = $4 and version = $5))
         from account
         left join patient on patient.account_id = account.id
         left join professional on professional.account_id = account.id
         where account.id = $1 and account.deactivated_at is null",
        account,
        EDITIONS[0].document,
        EDITIONS[0].version,
        EDITIONS[1].document,
        EDITIONS[1].version
    )?;
    Ok(found.and_then(|(role, patient, professional, accepted)| match (role, patient, professional) {
        // The gate stands here, where every request, socket and verb gets its actor: nobody acts around it.
        (role, ..) if accepted != 2 => Some(Actor::BeforeTerms(account, role)),
        (Role::Administrator, ..) => Some(Actor::Administrator(account)),
        (Role::Reception, ..) => Some(Actor::Reception(account)),
        (Role::Professional, _, Some(professional)) => Some(Actor::Professional(account, professional)),
        (Role::Patient, Some(patient), _) => Some(Actor::Patient(account, patient)),
        _ => None,
    }))
}

/// Who is signed in, as pages show it; none for a visitor.
///
/// # Errors
/// When the database does not answer.
pub async fn signed_in(caller: &Caller) -> Result<Option<SignedIn>> {
    let Some(account) = caller.actor.role().and(caller.actor.account()) else { return Ok(None) };
    let mut read = caller.read().await?;
    let found = row!(&mut read.tx, (Role, String), "select role, name from account where id = $1", account)?;
    let Some((role, name)) = found else { return Ok(None) };
    let acts_for = match caller.actor.acts_for() {
        Some(patient) => name_of(&mut read.tx, patient).await?,
        None => None,
    };
    let last_here = arrive::last_here(&mut read.tx, caller, account).await?;
    let idle_minutes = caller.policy.idle_minutes(role);
    Ok(Some(SignedIn { account, role, name, patient: caller.patient(), acts_for, idle_minutes, last_here }))
}

/// Says that this device goes; the session itself is the web layer's to remove.
///
/// # Errors
/// When nobody is signed in.
pub async fn sign_out(caller: &Caller) -> Result<()> {
    let account = caller.must_be_signed_in()?;
    caller.begin().await?.commit(Event::SignedOut(account)).await
}

/// One's own registration data, or that of the person one acts for.
///
/// # Errors
/// When nobody is signed in.
pub async fn profile(caller: &Caller) -> Result<Profile> {
    caller.must(Verb::ReadOwnProfile)?;
    let account = caller.must_be_signed_in()?;
    let mut read = caller.read().await?;
    let found = row!(
        &mut read.tx,
        (Role, String, String, Moment, i64),
        "select role, name, email, created_at,
                cast(case when password_hash is null then 0 else 1 end as bigint) from account where id = $1",
        account
    )?;
    let (role, mut name, email, since, passwords) = found.ok_or(Error::Missing)?;
    if let Some(patient) = caller.actor.acts_for() {
        name = name_of(&mut read.tx, patient).await?.ok_or(Error::Missing)?;
    }
    let (birth_date, cpf_masked) = match caller.patient() {
        Some(patient) => own_patient_data(caller, &mut read.tx, patient).await?,
        None => (None, None),
    };
    Ok(Profile { role, name, email, birth_date, cpf_masked, since, has_password: passwords > 0 })
}

async fn own_patient_data(
    caller: &Caller,
    tx: &mut Tx,
    patient: PatientId,
) -> Result<(Option<jiff::civil::Date>, Option<String>)> {
    let found = row!(&mut *tx, (String, Option<Sealed>), "select birth_date, cpf from patient where id = $1", patient)?;
    let (birth_date, cpf) = found.ok_or(Error::Missing)?;
    Ok((birth_date.parse().ok(), masked_cpf(caller, tx, patient, cpf).await?))
}

async fn name_of(tx: &mut Tx, patient: PatientId) -> Result<Option<String>> {
    let found = row!(tx, (String,), "select name from patient where id = $1", patient)?;
    Ok(found.map(|(name,)| name))
}
