//! The rows of the registry: a sheet in the columns of its patient, and its changes.

use domain::{
    AccountId, FieldErrors, Moment, PatientId, PayerId, Problem, Refusal,
    field::fold,
    patients::{Change, Detail, EDITS_MAX, Edit, Payer, Sheet},
};
use uuid::Uuid;

use crate::{
    caller::Caller,
    error::{Error, RefuseOn, Result},
    sql::Tx,
    vault::{DataKey, Place, Sealed},
    work::Work,
};

/// Payers one can choose from.
const PAYERS_MAX: i64 = 200;

/// A patient as the database keeps them.
#[derive(sqlx::FromRow)]
pub(super) struct PatientRow {
    pub(super) id: PatientId,
    pub(super) account_id: Option<AccountId>,
    pub(super) name: String,
    pub(super) full_name: Option<String>,
    pub(super) birth_date: String,
    pub(super) cpf: Option<Sealed>,
    pub(super) cpf_index: Option<Vec<u8>>,
    pub(super) payer_id: PayerId,
    pub(super) details: Option<Sealed>,
    pub(super) version: i64,
    pub(super) created_at: Moment,
}

impl PatientRow {
    pub(super) fn sheet(&self, key: &DataKey) -> Result<Sheet> {
        let kept = KeptPatient {
            id: self.id,
            name: &self.name,
            full_name: self.full_name.as_deref(),
            birth_date: &self.birth_date,
            cpf: self.cpf.as_ref(),
            details: self.details.as_ref(),
        };
        Ok(kept.sheet(Some(key))?.with(Detail::Payer, self.payer_id.to_string()))
    }
}

/// The columns of a patient in which their sheet stands, all but the payer.
pub(crate) struct KeptPatient<'a> {
    pub(crate) id: PatientId,
    pub(crate) name: &'a str,
    pub(crate) full_name: Option<&'a str>,
    pub(crate) birth_date: &'a str,
    pub(crate) cpf: Option<&'a Sealed>,
    pub(crate) details: Option<&'a Sealed>,
}

impl KeptPatient<'_> {
    /// The sheet, as far as there is a key to open it: of somebody erased the name alone is left.
    pub(crate) fn sheet(&self, key: Option<&DataKey>) -> Result<Sheet> {
        let sheet = match self.details.zip(key) {
            Some((sealed, key)) => {
                let text = key.open(details_place(self.id), sealed)?;
                serde_json::from_str(&text).map_err(Error::broken)?
            }
            None => Sheet::default(),
        };
        let cpf = self.cpf.zip(key).map(|(sealed, key)| key.open(Place::new("patient", "cpf", self.id.0), sealed));
        let (name, social_name) = match self.full_name {
            Some(full_name) => (full_name, self.name),
            None => (self.name, ""),
        };
        Ok(sheet
            .with(Detail::Name, name)
            .with(Detail::SocialName, social_name)
            .with(Detail::BirthDate, self.birth_date)
            .with(Detail::Cpf, cpf.transpose()?.unwrap_or_default()))
    }
}

const fn details_place(id: PatientId) -> Place {
    Place::new("patient", "details", id.0)
}

pub(super) async fn registered(tx: &mut Tx, id: PatientId) -> Result<PatientRow> {
    let found = row!(
        tx,
        PatientRow,
        "select id, account_id, name, full_name, birth_date, cpf, cpf_index, payer_id, details, version, created_at
         from patient where id = $1",
        id
    )?;
    found.ok_or(Error::Missing)
}

pub(super) async fn all_payers(tx: &mut Tx) -> Result<Vec<Payer>> {
    let found = rows!(tx, (PayerId, String), "select id, name from payer order by name, id limit $1", PAYERS_MAX)?;
    Ok(found.into_iter().map(|(id, name)| Payer { id, name }).collect())
}

/// A sheet as it goes into the columns of its patient.
pub(super) struct SealedRow {
    pub(super) name: String,
    pub(super) name_folded: String,
    pub(super) full_name: Option<String>,
    pub(super) full_name_folded: Option<String>,
    pub(super) birth_date: String,
    pub(super) cpf: Option<Sealed>,
    pub(super) cpf_index: Option<Vec<u8>>,
    pub(super) cns_index: Option<Vec<u8>>,
    pub(super) email_index: Option<Vec<u8>>,
    pub(super) uf: Option<String>,
    pub(super) payer_id: PayerId,
    pub(super) details: Sealed,
}

pub(super) async fn sealed_row(
    caller: &Caller,
    tx: &mut Tx,
    key: &DataKey,
    id: PatientId,
    sheet: &Sheet,
) -> Result<SealedRow> {
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
        email_index: given(Detail::Email).map(|email| email_index(caller, email)),
        uf: given(Detail::Uf).map(str::to_owned),
        payer_id,
        details: key.seal(details_place(id), &rest)?,
    })
}

/// An e-mail address, by which those who share it are found.
pub(in crate::patients) fn email_index(caller: &Caller, email: &str) -> Vec<u8> {
    caller.vault.index("email", &email.to_ascii_lowercase())
}

fn no_such_payer() -> Error {
    FieldErrors::one(Detail::Payer.as_str(), Problem::NotAChoice).into()
}

pub(super) async fn insert(work: &mut Work, caller: &Caller, id: PatientId, row: SealedRow) -> Result<()> {
    let kept = run!(
        &mut work.tx,
        "insert into patient (id, name, name_folded, full_name, full_name_folded, birth_date, cpf, cpf_index, cns_index,
                              uf, payer_id, details, version, created_at, email_index)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $14)",
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
        caller.now,
        row.email_index
    );
    unless_taken(kept).map(drop)
}

pub(super) async fn update(work: &mut Work, before: &PatientRow, row: SealedRow) -> Result<()> {
    let kept = run!(
        &mut work.tx,
        "update patient set name = $3, name_folded = $4, full_name = $5, full_name_folded = $6, birth_date = $7, cpf = $8,
                cpf_index = $9, cns_index = $10, uf = $11, payer_id = $12, details = $13, email_index = $14,
                version = version + 1
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
        row.details,
        row.email_index
    );
    // Somebody was quicker, in this very moment.
    if unless_taken(kept)? == 0 { Err(Refusal::ChangedMeanwhile.into()) } else { Ok(()) }
}

/// Says which number another patient has.
fn unless_taken(kept: Result<u64>) -> Result<u64> {
    kept.taken_on("patient_cpf_index_key", Detail::Cpf.as_str()).taken_on("patient_cns_index_key", Detail::Cns.as_str())
}

const fn changes_place(id: Uuid) -> Place {
    Place::new("patient_change", "changes", id)
}

pub(super) async fn keep_changes(
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

pub(super) async fn edits(tx: &mut Tx, caller: &Caller, key: &DataKey, id: PatientId) -> Result<Vec<Edit>> {
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
