//! Patients: registering.

use domain::{AccountId, PatientId, Role, Verb, audit::Event, field::fold, patients::Registration};

use crate::{
    accounts::{NewAccount, password},
    caller::Caller,
    error::{RefuseOn, Result},
    terms,
    vault::Place,
    work::Work,
};

/// Registers a patient with an account of their own.
///
/// # Errors
/// The fields that somebody else has.
pub async fn register(caller: &Caller, registration: Registration) -> Result<AccountId> {
    caller.must(Verb::Register)?;
    let password_hash = password::hash(registration.password.reveal()).await?;
    let mut work = caller.begin().await?;
    let (account, event) = open_account(&mut work, caller, &registration, password_hash).await?;
    work.commit(event).await?;
    Ok(account)
}

/// Keeps a patient with an account of their own, and what they accepted; gives what happened.
pub(crate) async fn open_account(
    work: &mut Work,
    caller: &Caller,
    registration: &Registration,
    password_hash: String,
) -> Result<(AccountId, Event)> {
    let (account, patient) = (caller.new_id::<AccountId>(), caller.new_id::<PatientId>());
    let new = NewAccount {
        id: account,
        role: Role::Patient,
        name: registration.name.as_str(),
        email: &registration.email,
        password_hash,
    };
    new.insert(&mut work.tx, caller).await?;
    insert(work, caller, patient, account, registration).await?;
    terms::keep(&mut work.tx, caller, account, registration.accepted).await?;
    Ok((account, Event::PatientRegistered(patient)))
}

// queries

async fn insert(
    work: &mut Work,
    caller: &Caller,
    patient: PatientId,
    account: AccountId,
    registration: &Registration,
) -> Result<()> {
    let key = caller.vault.data_key(work, patient.0, caller.now).await?;
    let sealed = match &registration.cpf {
        Some(cpf) => Some(key.seal(Place::new("patient", "cpf", patient.0), cpf.digits())?),
        None => None,
    };
    let index = registration.cpf.as_ref().map(|cpf| caller.vault.index("cpf", cpf.digits()));
    run!(
        &mut work.tx,
        "insert into patient (id, account_id, name, name_folded, birth_date, cpf, cpf_index, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        patient,
        account,
        registration.name.as_str(),
        fold(registration.name.as_str()),
        registration.birth_date.to_string(),
        sealed.as_ref(),
        index.as_deref(),
        caller.now
    )
    .taken_on("patient_cpf_index_key", "cpf")
    .map(|_| ())
}
