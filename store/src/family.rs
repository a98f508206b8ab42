//! Family: the people one account is responsible for, acting for them, and who hears of them.

use domain::{
    AccountId, Actor, AppointmentId, GuardianshipId, Language, Moment, PatientId, Refusal, Verb,
    audit::Event,
    family::{DEPENDANTS_MAX, Dependant, NewDependant, Relationship, came_of_age},
    field::fold,
    time::age_years,
};
use jiff::civil::Date;

use crate::{
    caller::Caller,
    db::Db,
    error::{Error, Result},
    patients::{NewPatient, masked_cpf},
    sql::{Tx, in_turn},
    vault::Sealed,
    work::{Read, Work},
};

/// Adds somebody the caller is responsible for. Whether their CPF is known here already is not told.
///
/// # Errors
/// [`Refusal::DependantKnown`] for somebody of the same name and birth date, [`Refusal::TooManyDependants`].
pub async fn add(caller: &Caller, new: NewDependant) -> Result<PatientId> {
    caller.must(Verb::KeepFamily)?;
    let guardian = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    // The limit spans rows, and so does who is known already.
    in_turn(&mut work.tx, guardian.0).await?;
    must_have_room(&mut work.tx, guardian, &new).await?;
    let patient = caller.new_id::<PatientId>();
    let row =
        NewPatient { id: patient, account: None, name: &new.name, birth_date: new.birth_date, cpf: new.cpf.as_ref() };
    row.insert(&mut work, caller).await?;
    insert(&mut work, caller, guardian, patient, new.relationship).await?;
    work.commit(Event::DependantAdded(patient)).await?;
    Ok(patient)
}

/// Those the caller is responsible for, by name.
///
/// # Errors
/// When the caller is not a patient.
pub async fn dependants(caller: &Caller) -> Result<Vec<Dependant>> {
    caller.must(Verb::KeepFamily)?;
    let guardian = caller.must_be_signed_in()?;
    let mut read = caller.read().await?;
    let rows = rows!(
        &mut read.tx,
        DependantRow,
        "select patient.id, patient.name, patient.birth_date, patient.cpf, guardianship.relationship, guardianship.since
         from guardianship join patient on patient.id = guardianship.patient_id
         where guardianship.account_id = $1 and guardianship.ended_at is null
         order by patient.name_folded, patient.id limit $2",
        guardian,
        DEPENDANTS_MAX
    )?;
    let mut dependants = Vec::with_capacity(rows.len());
    for row in rows {
        dependants.push(row.open(caller, &mut read.tx).await?);
    }
    Ok(dependants)
}

/// Ends that the caller is responsible for somebody. From this moment they act for them nowhere, in no tab.
///
/// # Errors
/// [`Error::Missing`] when they are not; [`Refusal::VisitsAhead`] while visits wait of which nobody would hear any more.
pub async fn end(caller: &Caller, patient: PatientId) -> Result<()> {
    caller.must(Verb::KeepFamily)?;
    let guardian = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    in_turn(&mut work.tx, patient.0).await?;
    let count = run!(
        &mut work.tx,
        "update guardianship set ended_at = $3 where account_id = $1 and patient_id = $2 and ended_at is null",
        guardian,
        patient,
        caller.now
    )?;
    if count == 0 {
        return Err(Error::Missing);
    }
    if has_visits_ahead(&mut work.tx, patient, caller.now).await? {
        return Err(Refusal::VisitsAhead.into());
    }
    work.commit(Event::GuardianshipEnded(patient)).await
}

/// Begins to act for somebody the caller is responsible for; the sign-in layer remembers it for this browser.
///
/// # Errors
/// [`Error::Missing`] when they are not.
pub async fn act_for(caller: &Caller, patient: PatientId) -> Result<()> {
    caller.must(Verb::KeepFamily)?;
    let guardian = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    if !is_guardian(&mut work.tx, guardian, patient).await? {
        return Err(Error::Missing);
    }
    work.commit(Event::ActingBegun(patient)).await
}

/// Acts for oneself again. For somebody who does already, nothing happens.
///
/// # Errors
/// When the caller is not a patient.
pub async fn act_for_myself(caller: &Caller) -> Result<()> {
    caller.must(Verb::KeepFamily)?;
    match caller.actor.acts_for() {
        Some(patient) => caller.begin().await?.commit(Event::ActingEnded(patient)).await,
        None => Ok(()),
    }
}

/// Who somebody is whose browser acts for a patient. The guardianship is looked at each time: once it has ended they are
/// themselves again, whatever a browser remembers.
///
/// # Errors
/// When the database does not answer.
pub async fn acting(db: &Db, own: Actor, patient: PatientId) -> Result<Actor> {
    let Actor::Patient(account, _) = own else { return Ok(own) };
    let mut read = Read::open(db).await?;
    let is_guardian = is_guardian(&mut read.tx, account, patient).await?;
    Ok(if is_guardian { Actor::Guardian(account, patient) } else { own })
}

// queries

/// Whether another one may be added, and this one is not there yet.
async fn must_have_room(tx: &mut Tx, guardian: AccountId, new: &NewDependant) -> Result<()> {
    let known = rows!(
        tx,
        (String, String),
        "select patient.name_folded, patient.birth_date
         from guardianship join patient on patient.id = guardianship.patient_id
         where guardianship.account_id = $1 and guardianship.ended_at is null",
        guardian
    )?;
    let same = (fold(new.name.as_str()), new.birth_date.to_string());
    if known.contains(&same) {
        return Err(Refusal::DependantKnown.into());
    }
    let is_full = i64::try_from(known.len()).is_ok_and(|count| count >= DEPENDANTS_MAX);
    if is_full { Err(Refusal::TooManyDependants.into()) } else { Ok(()) }
}

async fn insert(
    work: &mut Work,
    caller: &Caller,
    guardian: AccountId,
    patient: PatientId,
    relationship: Relationship,
) -> Result<()> {
    run!(
        &mut work.tx,
        "insert into guardianship (id, account_id, patient_id, relationship, since) values ($1, $2, $3, $4, $5)",
        caller.new_id::<GuardianshipId>(),
        guardian,
        patient,
        relationship,
        caller.now
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct DependantRow {
    id: PatientId,
    name: String,
    birth_date: String,
    cpf: Option<Sealed>,
    relationship: Relationship,
    since: Moment,
}

impl DependantRow {
    async fn open(self, caller: &Caller, tx: &mut Tx) -> Result<Dependant> {
        let born = self.birth_date.parse::<Date>().map_err(Error::broken)?;
        let since = self.since.in_zone(&caller.zone);
        Ok(Dependant {
            patient: self.id,
            name: self.name,
            age_years: age_years(born, caller.today()),
            relationship: self.relationship,
            cpf_masked: masked_cpf(caller, tx, self.id, self.cpf).await?,
            since,
            came_of_age: came_of_age(born, since.date(), caller.today()),
            is_acted_for: caller.actor.acts_for() == Some(self.id),
        })
    }
}

/// Whether an account is responsible for a patient at this moment.
pub(crate) async fn is_guardian(tx: &mut Tx, account: AccountId, patient: PatientId) -> Result<bool> {
    let found = row!(
        tx,
        (i64,),
        "select cast(1 as bigint) from guardianship where account_id = $1 and patient_id = $2 and ended_at is null",
        account,
        patient
    )?;
    Ok(found.is_some())
}

async fn has_visits_ahead(tx: &mut Tx, patient: PatientId, now: Moment) -> Result<bool> {
    let found = row!(
        tx,
        (i64,),
        "select cast(1 as bigint) from appointment
         where patient_id = $1 and ends_at > $2 and cancelled_at is null and completed_at is null and missed_at is null
         limit 1",
        patient,
        now
    )?;
    Ok(found.is_some())
}

/// Why a visit is not the caller's. A visit of their own family is told apart: they only act for somebody else, in this
/// tab or in another. Everybody else's is missing.
pub(crate) async fn not_theirs(tx: &mut Tx, caller: &Caller, visit: AppointmentId) -> Result<Error> {
    let (Actor::Patient(account, _) | Actor::Guardian(account, _)) = caller.actor else { return Ok(Error::Missing) };
    let found = row!(
        tx,
        (i64,),
        "select cast(1 as bigint) from appointment where id = $1 and (
             patient_id in (select id from patient where account_id = $2)
             or patient_id in (select patient_id from guardianship where account_id = $2 and ended_at is null))",
        visit,
        account
    )?;
    Ok(found.map_or(Error::Missing, |_| Refusal::OtherPerson.into()))
}

/// Somebody who hears of a patient: the patient themselves, or somebody responsible for them.
#[derive(Clone)]
pub struct FamilyReader {
    /// The account.
    pub account: AccountId,
    /// How to greet them.
    pub name: String,
    /// Where to.
    pub email: String,
    /// What they read.
    pub language: Language,
}

impl std::fmt::Debug for FamilyReader {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("FamilyReader")
    }
}

/// Who hears of a patient, always in the same order: nobody of them is deactivated.
pub(crate) async fn readers(tx: &mut Tx, patient: PatientId) -> Result<Vec<FamilyReader>> {
    let found = rows!(
        tx,
        (AccountId, String, String, Language),
        "select account.id, account.name, account.email, account.language from account
         where account.deactivated_at is null and (
             account.id in (select account_id from patient where id = $1)
             or account.id in (select account_id from guardianship where patient_id = $1 and ended_at is null))
         order by account.id",
        patient
    )?;
    let reader = |(account, name, email, language)| FamilyReader { account, name, email, language };
    Ok(found.into_iter().map(reader).collect())
}
