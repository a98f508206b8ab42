//! Breaking the glass: finding a patient outside of one's care, and opening their record for an hour.

use domain::{
    AccountId, BreakGlassId, Moment, PatientId, Refusal, Verb,
    audit::Event,
    jobs::Job,
    privacy::{BREAK_GLASS_MINUTES, BreakGlass, FOUND_MINUTES, Found, SEARCHES_AN_HOUR_MAX, Sought},
    time::age_years,
};
use jiff::civil::Date;

use super::tell_administrators;
use crate::{
    caller::Caller,
    care::grounds,
    error::{Error, Result},
    family::readers,
    sql::{Tx, in_turn},
    vault::Place,
};

/// Finds the one patient that what is typed fits exactly; nobody when it fits none, or several. Counted, found or not.
///
/// # Errors
/// [`Refusal::TooManySearches`] past the limit of an hour.
pub async fn seek(caller: &Caller, sought: Sought) -> Result<Option<Found>> {
    caller.must(Verb::SeekPatient)?;
    let account = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    // What was counted stays true until this search is counted too.
    in_turn(&mut work.tx, account.0).await?;
    if searches(&mut work.tx, account, caller.now.plus_minutes(-60)).await? >= SEARCHES_AN_HOUR_MAX {
        return Err(Refusal::TooManySearches.into());
    }
    let found = match fitting(&mut work.tx, caller, &sought).await?.as_slice() {
        [one] => Some(one.found(caller, &mut work.tx).await?),
        _ => None,
    };
    work.commit(Event::PatientSought(account, found.as_ref().map(|found| found.id))).await?;
    Ok(found)
}

/// Somebody whom the caller found within the hour, once more: for a page that is drawn after the search.
///
/// # Errors
/// [`Error::Missing`] when the caller has not found them within the hour.
pub async fn found(caller: &Caller, patient: PatientId) -> Result<Found> {
    caller.must(Verb::SeekPatient)?;
    let account = caller.must_be_signed_in()?;
    let mut read = caller.read().await?;
    if !was_found(&mut read.tx, account, patient, caller.now.plus_minutes(-FOUND_MINUTES)).await? {
        return Err(Error::Missing);
    }
    let sql = "select id, name, birth_date from patient where id = $1";
    let found = row!(&mut read.tx, FittingRow, sql, patient)?.ok_or(Error::Missing)?;
    found.found(caller, &mut read.tx).await
}

/// Opens the record of a patient who was just found, for an hour. Every administrator and the patient, or those
/// responsible for them, are told.
///
/// # Errors
/// [`Error::Missing`] when the caller has not found them within the hour; [`Refusal::AlreadyOpen`] when they are in the
/// caller's care, or opened already.
pub async fn break_glass(caller: &Caller, glass: BreakGlass) -> Result<BreakGlassId> {
    caller.must(Verb::BreakGlass)?;
    let (account, professional) = (caller.must_be_signed_in()?, caller.must_be_professional()?);
    let patient = glass.patient;
    let mut work = caller.begin().await?;
    in_turn(&mut work.tx, account.0).await?;
    if !was_found(&mut work.tx, account, patient, caller.now.plus_minutes(-FOUND_MINUTES)).await? {
        return Err(Error::Missing);
    }
    match grounds(&mut work.tx, caller, patient).await {
        Err(Error::Missing) => {}
        Ok(_) => return Err(Refusal::AlreadyOpen.into()),
        Err(error) => return Err(error),
    }
    let id = caller.new_id::<BreakGlassId>();
    let key = caller.vault.data_key(&mut work, patient.0, caller.now).await?;
    run!(
        &mut work.tx,
        "insert into break_glass (id, professional_id, patient_id, reason, opened_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
        id,
        professional,
        patient,
        key.seal(Place::new("break_glass", "reason", id.0), &glass.reason)?,
        caller.now,
        caller.now.plus_minutes(BREAK_GLASS_MINUTES)
    )?;
    tell_administrators(&mut work, |administrator| Job::TellGlassBroken(id, administrator)).await?;
    for reader in readers(&mut work.tx, patient).await? {
        work.enqueue(Job::TellGlassBroken(id, reader.account)).await?;
    }
    work.commit(Event::GlassBroken(id, patient)).await?;
    Ok(id)
}

// queries

#[derive(sqlx::FromRow)]
struct FittingRow {
    id: PatientId,
    name: String,
    birth_date: String,
}

impl FittingRow {
    async fn found(&self, caller: &Caller, tx: &mut Tx) -> Result<Found> {
        let born = self.birth_date.parse::<Date>().map_err(Error::broken)?;
        let is_open = match grounds(tx, caller, self.id).await {
            Ok(_) => true,
            Err(Error::Missing) => false,
            Err(error) => return Err(error),
        };
        Ok(Found { id: self.id, name: self.name.clone(), age_years: age_years(born, caller.today()), is_open })
    }
}

/// Two are enough to know that what was typed does not tell one from another.
async fn fitting(tx: &mut Tx, caller: &Caller, sought: &Sought) -> Result<Vec<FittingRow>> {
    match sought {
        Sought::Cpf(cpf) => rows!(
            tx,
            FittingRow,
            "select id, name, birth_date from patient where cpf_index = $1",
            caller.vault.index("cpf", cpf.digits())
        ),
        Sought::Person(name_folded, birth_date) => rows!(
            tx,
            FittingRow,
            "select id, name, birth_date from patient
             where (name_folded = $1 or full_name_folded = $1) and birth_date = $2 limit 2",
            name_folded.as_str(),
            birth_date.to_string()
        ),
    }
}

async fn searches(tx: &mut Tx, account: AccountId, since: Moment) -> Result<i64> {
    let found = row!(
        tx,
        (i64,),
        "select count(*) from audit_event where account_id = $1 and kind = 'patient_sought' and at > $2",
        account,
        since
    )?;
    Ok(found.map_or(0, |(count,)| count))
}

async fn was_found(tx: &mut Tx, account: AccountId, patient: PatientId, since: Moment) -> Result<bool> {
    let found = row!(
        tx,
        (i64,),
        "select cast(1 as bigint) from audit_event
         where account_id = $1 and kind = 'patient_sought' and at > $2 and patient_id = $3 limit 1",
        account,
        since,
        patient
    )?;
    Ok(found.is_some())
}
