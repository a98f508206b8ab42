//! Taking patients out: a page at a time in the order of their ids, one event for the whole, and how many left.

use domain::{
    ExportId, PatientId, Verb,
    audit::Event,
    patients::{Detail, Sheet},
};
use uuid::Uuid;

use crate::{
    caller::Caller,
    error::{Error, Result},
    patients::KeptPatient,
    vault::Sealed,
};

/// Patients of one page.
const PAGE_ROWS: i64 = 500;

/// A file that is being taken.
pub struct Export {
    caller: Caller,
    id: ExportId,
    behind: PatientId,
    patients: i64,
}

/// What leaves of a patient.
pub struct ExportedPatient(Sheet);

impl ExportedPatient {
    /// A detail; empty when it is not known.
    #[must_use]
    pub fn text(&self, detail: Detail) -> &str {
        self.0.text(detail)
    }
}

/// Begins to take everybody. The event stands before the first name leaves.
///
/// # Errors
/// When the caller may not.
pub async fn export(caller: &Caller) -> Result<Export> {
    caller.must(Verb::ExportPatients)?;
    let account = caller.must_be_signed_in()?;
    let id = caller.new_id::<ExportId>();
    let mut work = caller.begin().await?;
    let sql = "insert into patient_export (id, account_id, patients, begun_at) values ($1, $2, 0, $3)";
    run!(&mut work.tx, sql, id, account, caller.now)?;
    work.commit(Event::PatientsExported(id)).await?;
    Ok(Export { caller: caller.clone(), id, behind: PatientId(Uuid::nil()), patients: 0 })
}

impl Export {
    /// The next patients; none at the end. They are counted before they leave.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next(&mut self) -> Result<Vec<ExportedPatient>> {
        let mut read = self.caller.read().await?;
        let found = rows!(&mut read.tx, ExportedRow, EXPORTED, self.behind, PAGE_ROWS)?;
        drop(read);
        let last = found.last().map(|row| row.id);
        self.patients += i64::try_from(found.len()).map_err(Error::broken)?;
        let finished_at = last.is_none().then_some(self.caller.now);
        let mut work = self.caller.begin().await?;
        let sql = "update patient_export set patients = $2, finished_at = $3 where id = $1";
        run!(&mut work.tx, sql, self.id, self.patients, finished_at)?;
        work.commit_bookkeeping().await?;
        self.behind = last.unwrap_or(self.behind);
        found.into_iter().map(|row| row.open(&self.caller)).collect()
    }
}

// queries

pub(super) const EXPORTED: &str = "select patient.id, name, full_name, birth_date, cpf, details, wrapped
                            from patient left join person_key on person_key.person_id = patient.id
                            where patient.id > $1 order by patient.id limit $2";

#[derive(sqlx::FromRow)]
struct ExportedRow {
    id: PatientId,
    name: String,
    full_name: Option<String>,
    birth_date: String,
    cpf: Option<Sealed>,
    details: Option<Sealed>,
    wrapped: Option<Vec<u8>>,
}

impl ExportedRow {
    fn open(self, caller: &Caller) -> Result<ExportedPatient> {
        let key = self.wrapped.map(|wrapped| caller.vault.key_of(self.id.0, &wrapped)).transpose()?;
        let kept = KeptPatient {
            id: self.id,
            name: &self.name,
            full_name: self.full_name.as_deref(),
            birth_date: &self.birth_date,
            cpf: self.cpf.as_ref(),
            details: self.details.as_ref(),
        };
        kept.sheet(key.as_ref()).map(ExportedPatient)
    }
}
