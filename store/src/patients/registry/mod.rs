//! The registry: what is kept of a patient beside the record. The desk keeps all of it, patients keep how they are reached,
//! and whoever cares for them reads it. Every change stays, with both texts, sealed.

mod rows;

use domain::{
    PatientId, Reach, Refusal, Verb,
    audit::Event,
    field::Cpf,
    patients::{Change, Contact, Detail, Details, Edit, Payer, RegistrationPage, RegistrationSheet, Sheet},
    time::age_years,
};
use jiff::civil::Date;

pub(crate) use self::rows::KeptPatient;
pub(super) use self::rows::email_index;
use self::rows::{PatientRow, all_payers, edits, insert, keep_changes, registered, sealed_row, update};
use super::list::{self, Names};
use crate::{
    caller::Caller,
    care::grounds,
    error::{Error, Result},
    sql::Tx,
    work::Work,
};

/// Registers a patient at the desk, without an account of their own.
///
/// # Errors
/// The CPF or the CNS, when another patient has it.
pub async fn add(caller: &Caller, details: Details) -> Result<PatientId> {
    caller.must(Verb::KeepRegistry)?;
    let mut work = caller.begin().await?;
    let id = keep_new(&mut work, caller, &details).await?;
    work.commit(Event::PatientAdded(id)).await?;
    Ok(id)
}

/// Keeps a new patient without an account, under a key of their own, and makes them found by their names.
pub(crate) async fn keep_new(work: &mut Work, caller: &Caller, details: &Details) -> Result<PatientId> {
    let id = caller.new_id::<PatientId>();
    let key = caller.vault.data_key(work, id.0, caller.now).await?;
    let row = sealed_row(caller, &mut work.tx, &key, id, details.sheet()).await?;
    let names = (row.name.clone(), row.full_name.clone());
    insert(work, caller, id, row).await?;
    list::keep_words(&mut work.tx, id, None, names_of(&names.0, names.1.as_deref())).await?;
    Ok(id)
}

/// Who can pay for somebody's visits.
///
/// # Errors
/// When the caller does not keep the registry.
pub async fn payers(caller: &Caller) -> Result<Vec<Payer>> {
    caller.must(Verb::KeepRegistry)?;
    let mut read = caller.read().await?;
    all_payers(&mut read.tx).await
}

/// What is kept of a patient: at the desk of everybody, else of oneself or of a patient in one's care.
///
/// # Errors
/// [`Error::Missing`] for everybody else's. No event, no answer.
pub async fn registration(caller: &Caller, id: PatientId) -> Result<RegistrationPage> {
    let reach = caller.must(Verb::SeeRegistration)?;
    let mut work = caller.begin().await?;
    let event = match reach {
        Reach::Any => Event::RegistrationSeen(id),
        Reach::Own if caller.patient() == Some(id) => Event::RegistrationSeen(id),
        Reach::Care => grounds(&mut work.tx, caller, id).await?.event(Event::PatientSeen(id), id),
        Reach::Own | Reach::Nothing => return Err(Error::Missing),
    };
    let row = registered(&mut work.tx, id).await?;
    let key = caller.vault.existing_key(&mut work.tx, id.0).await?;
    let payers = all_payers(&mut work.tx).await?;
    let edits = if reach == Reach::Care { Vec::new() } else { edits(&mut work.tx, caller, &key, id).await? };
    let sheet = row.sheet(&key)?;
    let born = sheet.text(Detail::BirthDate).parse::<Date>().map_err(Error::broken)?;
    let page = RegistrationPage {
        id,
        version: row.version,
        age_years: age_years(born, caller.today()),
        since: row.created_at.in_zone(&caller.zone),
        has_account: row.account_id.is_some(),
        sheet: Detail::ALL.iter().fold(Sheet::default(), |shown, &detail| {
            shown.with(detail, to_look_at(detail, sheet.text(detail), &payers))
        }),
        edits: edits.into_iter().map(|edit| edit_to_look_at(edit, &payers)).collect(),
    };
    work.commit(event).await?;
    Ok(page)
}

/// What is kept of the caller, or of the person they act for.
///
/// # Errors
/// When the caller is not a patient.
pub async fn own_registration(caller: &Caller) -> Result<RegistrationPage> {
    caller.must(Verb::EditContact)?;
    registration(caller, caller.must_be_patient()?).await
}

/// What is kept of a patient as it is kept, for those who change it.
///
/// # Errors
/// [`Error::Missing`] when there is no such patient. No event, no answer.
pub async fn sheet(caller: &Caller, id: PatientId) -> Result<RegistrationSheet> {
    caller.must(Verb::KeepRegistry)?;
    let mut work = caller.begin().await?;
    let row = registered(&mut work.tx, id).await?;
    let key = caller.vault.existing_key(&mut work.tx, id.0).await?;
    let payers = all_payers(&mut work.tx).await?;
    let sheet = RegistrationSheet { id, version: row.version, sheet: row.sheet(&key)?, payers };
    work.commit(Event::RegistrationSeen(id)).await?;
    Ok(sheet)
}

/// Changes what is kept of a patient. What is the same as before is no change, and leaves nothing.
///
/// # Errors
/// [`Refusal::ChangedMeanwhile`] when it began from an older version; the CPF or the CNS, when another patient has it;
/// [`Error::Missing`] when there is no such patient.
pub async fn edit(caller: &Caller, id: PatientId, version: i64, details: Details) -> Result<()> {
    caller.must(Verb::KeepRegistry)?;
    let mut work = caller.begin().await?;
    let row = registered(&mut work.tx, id).await?;
    change(work, caller, row, version, details).await
}

/// Changes how the caller, or the person they act for, is called and reached.
///
/// # Errors
/// [`Refusal::OtherPerson`] when the page was drawn for somebody else than the one acted for now;
/// [`Refusal::ChangedMeanwhile`] when it began from an older version.
pub async fn edit_contact(caller: &Caller, drawn_for: PatientId, version: i64, contact: Contact) -> Result<()> {
    caller.must(Verb::EditContact)?;
    let id = caller.must_be_patient()?;
    if id != drawn_for {
        return Err(Refusal::OtherPerson.into());
    }
    let mut work = caller.begin().await?;
    let row = registered(&mut work.tx, id).await?;
    let key = caller.vault.existing_key(&mut work.tx, id.0).await?;
    let details = contact.within(&row.sheet(&key)?);
    change(work, caller, row, version, details).await
}

/// The address at which the desk reaches a patient, if it knows one.
pub(crate) async fn registered_email(caller: &Caller, tx: &mut Tx, id: PatientId) -> Result<Option<String>> {
    let row = registered(tx, id).await?;
    if row.details.is_none() {
        return Ok(None);
    }
    let key = caller.vault.existing_key(tx, id.0).await?;
    let email = row.sheet(&key)?.text(Detail::Email).to_owned();
    Ok(Some(email).filter(|email| !email.is_empty()))
}

/// Keeps a change of the details, both texts of it, and the version it makes.
async fn change(mut work: Work, caller: &Caller, row: PatientRow, version: i64, details: Details) -> Result<()> {
    if row.version != version {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let key = caller.vault.data_key(&mut work, row.id.0, caller.now).await?;
    let kept = row.sheet(&key)?;
    let changes = kept.changes_to(details.sheet());
    if changes.is_empty() {
        return Ok(());
    }
    let mut sealed = sealed_row(caller, &mut work.tx, &key, row.id, details.sheet()).await?;
    // A number that stays is found by whoever it was found by before: of two with the same CPF one alone is.
    if kept.text(Detail::Cpf) == details.sheet().text(Detail::Cpf) {
        sealed.cpf_index.clone_from(&row.cpf_index);
    }
    let names = (sealed.name.clone(), sealed.full_name.clone());
    update(&mut work, &row, sealed).await?;
    let (before, now) = (names_of(&row.name, row.full_name.as_deref()), names_of(&names.0, names.1.as_deref()));
    if before != now {
        list::keep_words(&mut work.tx, row.id, Some(before), now).await?;
    }
    keep_changes(&mut work, caller, &key, &row, &changes).await?;
    if let Some(account) = row.account_id {
        let name = details.sheet().shown_name();
        run!(&mut work.tx, "update account set name = $2 where id = $1 and name <> $2", account, name)?;
    }
    work.commit(Event::RegistrationChanged(row.id)).await
}

const fn names_of<'a>(shown: &'a str, full: Option<&'a str>) -> Names<'a> {
    Names { shown, full }
}

/// A detail as it is shown to those who do not change it.
fn to_look_at(detail: Detail, text: &str, payers: &[Payer]) -> String {
    match detail {
        Detail::Cpf => Cpf::parse(text).map(|cpf| cpf.masked()).unwrap_or_default(),
        Detail::Payer => {
            let named = payers.iter().find(|payer| payer.id.to_string() == text);
            named.map(|payer| payer.name.clone()).unwrap_or_default()
        }
        _ => text.to_owned(),
    }
}

fn edit_to_look_at(edit: Edit, payers: &[Payer]) -> Edit {
    let changes = edit.changes.into_iter().map(|change| Change {
        before: to_look_at(change.detail, &change.before, payers),
        after: to_look_at(change.detail, &change.after, payers),
        ..change
    });
    Edit { changes: changes.collect(), ..edit }
}
