//! The registry: what is kept of a patient beside the record. The desk keeps all of it, patients keep how they are reached,
//! and whoever cares for them reads it. Every change stays, with both texts, sealed.

use domain::{
    AccountId, FieldErrors, Moment, PatientId, PayerId, Problem, Reach, Refusal, Verb,
    audit::Event,
    field::{Cpf, fold},
    patients::{Change, Contact, Detail, Details, EDITS_MAX, Edit, Payer, RegistrationPage, RegistrationSheet, Sheet},
    time::age_years,
};
use jiff::civil::Date;
use uuid::Uuid;

use super::list::{self, Names};
use crate::{
    caller::Caller,
    care::grounds,
    error::{Error, RefuseOn, Result},
    sql::Tx,
    vault::{DataKey, Place, Sealed},
    work::Work,
};

/// Payers one can choose from.
const PAYERS_MAX: i64 = 200;

/// Registers a patient at the desk, without an account of their own.
///
/// # Errors
/// The CPF or the CNS, when another patient has it.
pub async fn add(caller: &Caller, details: Details) -> Result<PatientId> {
    caller.must(Verb::KeepRegistry)?;
    let mut work = caller.begin().await?;
    let id = caller.new_id::<PatientId>();
    let key = caller.vault.data_key(&mut work, id.0, caller.now).await?;
    let row = sealed_row(caller, &mut work.tx, &key, id, details.sheet()).await?;
    let names = (row.name.clone(), row.full_name.clone());
    insert(&mut work, caller, id, row).await?;
    list::keep_words(&mut work.tx, id, None, names_of(&names.0, names.1.as_deref())).await?;
    work.commit(Event::PatientAdded(id)).await?;
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

// queries

/// A patient as the database keeps them.
#[derive(sqlx::FromRow)]
struct PatientRow {
    id: PatientId,
    account_id: Option<AccountId>,
    name: String,
    full_name: Option<String>,
    birth_date: String,
    cpf: Option<Sealed>,
    cpf_index: Option<Vec<u8>>,
    payer_id: PayerId,
    details: Option<Sealed>,
    version: i64,
    created_at: Moment,
}

impl PatientRow {
    fn sheet(&self, key: &DataKey) -> Result<Sheet> {
        let sheet = match &self.details {
            Some(sealed) => {
                let text = key.open(details_place(self.id), sealed)?;
                serde_json::from_str(&text).map_err(Error::broken)?
            }
            None => Sheet::default(),
        };
        let cpf = self.cpf.as_ref().map(|sealed| key.open(Place::new("patient", "cpf", self.id.0), sealed));
        let (name, social_name) = match &self.full_name {
            Some(full_name) => (full_name.as_str(), self.name.as_str()),
            None => (self.name.as_str(), ""),
        };
        Ok(sheet
            .with(Detail::Name, name)
            .with(Detail::SocialName, social_name)
            .with(Detail::BirthDate, self.birth_date.as_str())
            .with(Detail::Cpf, cpf.transpose()?.unwrap_or_default())
            .with(Detail::Payer, self.payer_id.to_string()))
    }
}

const fn details_place(id: PatientId) -> Place {
    Place::new("patient", "details", id.0)
}

async fn registered(tx: &mut Tx, id: PatientId) -> Result<PatientRow> {
    let found = row!(
        tx,
        PatientRow,
        "select id, account_id, name, full_name, birth_date, cpf, cpf_index, payer_id, details, version, created_at
         from patient where id = $1",
        id
    )?;
    found.ok_or(Error::Missing)
}

async fn all_payers(tx: &mut Tx) -> Result<Vec<Payer>> {
    let found = rows!(tx, (PayerId, String), "select id, name from payer order by name, id limit $1", PAYERS_MAX)?;
    Ok(found.into_iter().map(|(id, name)| Payer { id, name }).collect())
}

/// A sheet as it goes into the columns of its patient.
struct SealedRow {
    name: String,
    name_folded: String,
    full_name: Option<String>,
    full_name_folded: Option<String>,
    birth_date: String,
    cpf: Option<Sealed>,
    cpf_index: Option<Vec<u8>>,
    cns_index: Option<Vec<u8>>,
    uf: Option<String>,
    payer_id: PayerId,
    details: Sealed,
}

async fn sealed_row(caller: &Caller, tx: &mut Tx, key: &DataKey, id: PatientId, sheet: &Sheet) -> Result<SealedRow> {
    let given = |detail| Some(sheet.text(detail)).filter(|text| !text.is_empty());
    let index = |what, detail| given(detail).map(|text| caller.vault.index(what, text));
    let payer_id = PayerId::parse(sheet.text(Detail::Payer)).map_err(|_| no_such_payer())?;
    let payer = row!(tx, (PayerId,), "select id from payer where id = $1", payer_id)?;
    payer.ok_or_else(no_such_payer)?;
    let full_name = given(Detail::SocialName).map(|_| sheet.text(Detail::Name).to_owned());
    let cpf = given(Detail::Cpf).map(|digits| key.seal(Place::new("patient", "cpf", id.0), digits));
    // What stands in a column of its own is not kept twice.
    let columns = [Detail::Name, Detail::SocialName, Detail::BirthDate, Detail::Cpf, Detail::Payer];
    let rest = columns.into_iter().fold(sheet.clone(), |rest, detail| rest.with(detail, ""));
    let rest = serde_json::to_string(&rest).map_err(Error::broken)?;
    Ok(SealedRow {
        name: sheet.shown_name().to_owned(),
        name_folded: fold(sheet.shown_name()),
        full_name_folded: full_name.as_deref().map(fold),
        full_name,
        birth_date: sheet.text(Detail::BirthDate).to_owned(),
        cpf: cpf.transpose()?,
        cpf_index: index("cpf", Detail::Cpf),
        cns_index: index("cns", Detail::Cns),
        uf: given(Detail::Uf).map(str::to_owned),
        payer_id,
        details: key.seal(details_place(id), &rest)?,
    })
}

fn no_such_payer() -> Error {
    FieldErrors::one(Detail::Payer.as_str(), Problem::NotAChoice).into()
}

async fn insert(work: &mut Work, caller: &Caller, id: PatientId, row: SealedRow) -> Result<()> {
    run!(
        &mut work.tx,
        "insert into patient (id, name, name_folded, full_name, full_name_folded, birth_date, cpf, cpf_index, cns_index,
                              uf, payer_id, details, version, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13)",
        id,
        row.name,
        row.name_folded,
        row.full_name,
        row.full_name_folded,
        row.birth_date,
        row.cpf,
        row.cpf_index,
        row.cns_index,
        row.uf,
        row.payer_id,
        row.details,
        caller.now
    )
    .taken_on("patient_cpf_index_key", Detail::Cpf.as_str())
    .taken_on("patient_cns_index_key", Detail::Cns.as_str())?;
    Ok(())
}

async fn update(work: &mut Work, before: &PatientRow, row: SealedRow) -> Result<()> {
    let count = run!(
        &mut work.tx,
        "update patient set name = $3, name_folded = $4, full_name = $5, full_name_folded = $6, birth_date = $7, cpf = $8,
                cpf_index = $9, cns_index = $10, uf = $11, payer_id = $12, details = $13, version = version + 1
         where id = $1 and version = $2",
        before.id,
        before.version,
        row.name,
        row.name_folded,
        row.full_name,
        row.full_name_folded,
        row.birth_date,
        row.cpf,
        row.cpf_index,
        row.cns_index,
        row.uf,
        row.payer_id,
        row.details
    )
    .taken_on("patient_cpf_index_key", Detail::Cpf.as_str())
    .taken_on("patient_cns_index_key", Detail::Cns.as_str())?;
    // Somebody was quicker, in this very moment.
    if count == 0 { Err(Refusal::ChangedMeanwhile.into()) } else { Ok(()) }
}

const fn changes_place(id: Uuid) -> Place {
    Place::new("patient_change", "changes", id)
}

async fn keep_changes(
    work: &mut Work,
    caller: &Caller,
    key: &DataKey,
    before: &PatientRow,
    changes: &[Change],
) -> Result<()> {
    let id = caller.new_id::<Uuid>();
    let text = serde_json::to_string(changes).map_err(Error::broken)?;
    run!(
        &mut work.tx,
        "insert into patient_change (id, patient_id, version, account_id, changes, changed_at)
         values ($1, $2, $3, $4, $5, $6)",
        id,
        before.id,
        before.version + 1,
        caller.actor.account(),
        key.seal(changes_place(id), &text)?,
        caller.now
    )?;
    Ok(())
}

async fn edits(tx: &mut Tx, caller: &Caller, key: &DataKey, id: PatientId) -> Result<Vec<Edit>> {
    let found = rows!(
        tx,
        (Uuid, Sealed, Moment, Option<String>),
        "select patient_change.id, patient_change.changes, patient_change.changed_at, account.name
         from patient_change left join account on account.id = patient_change.account_id
         where patient_change.patient_id = $1 order by patient_change.version desc limit $2",
        id,
        EDITS_MAX
    )?;
    let edit = |(id, sealed, at, by): (Uuid, Sealed, Moment, Option<String>)| {
        let changes = serde_json::from_str(&key.open(changes_place(id), &sealed)?).map_err(Error::broken)?;
        Ok(Edit { at: at.in_zone(&caller.zone), by, changes })
    };
    found.into_iter().map(edit).collect()
}
