//! What becomes of a row: a patient, nothing because they are known, or a line about what is wrong with it.

use domain::{
    FieldErrors, ImportId, PatientId, Problem,
    field::{Email, fold},
    import::{Mapping, REFUSED_ROWS_MAX, Row, RowReason},
    patients::{Detail, Sheet},
};

use crate::{
    caller::Caller,
    error::{Error, Result},
    patients::keep_new,
    sql::Tx,
    work::Work,
};

/// What became of a row.
pub(super) enum Became {
    Added(PatientId),
    Known,
    Refused,
}

/// Keeps a row.
pub(super) async fn keep(
    work: &mut Work,
    caller: &Caller,
    import: ImportId,
    row: &Row,
    mapping: &Mapping,
) -> Result<Became> {
    let line = i64::try_from(row.line).map_err(Error::broken)?;
    let columns = match &row.columns {
        Ok(columns) => columns,
        Err(fault) => return refuse(&mut work.tx, import, line, vec![(String::new(), RowReason::from(*fault))]).await,
    };
    let details = match mapping.patient(columns, caller.today()) {
        Ok(details) => details,
        Err(errors) => return refuse(&mut work.tx, import, line, reasons(errors)).await,
    };
    match known(&mut work.tx, caller, details.sheet()).await? {
        Known::Yes => Ok(Became::Known),
        Known::No => keep_new(work, caller, &details).await.map(Became::Added),
        Known::OtherHasCns => {
            let taken = FieldErrors::one(Detail::Cns.as_str(), Problem::Taken);
            refuse(&mut work.tx, import, line, reasons(taken)).await
        }
    }
}

fn reasons(errors: FieldErrors) -> Vec<(String, RowReason)> {
    errors.0.into_iter().map(|(field, problem)| (field, problem.into())).collect()
}

/// Notes what is wrong with a row; never what stands in it.
async fn refuse(tx: &mut Tx, import: ImportId, line: i64, reasons: Vec<(String, RowReason)>) -> Result<Became> {
    let kept = "select rows_refused from patient_import where id = $1 and rows_refused < $2";
    if row!(&mut *tx, (i64,), kept, import, REFUSED_ROWS_MAX)?.is_some() {
        for (field, reason) in reasons {
            run!(
                &mut *tx,
                "insert into patient_import_refused (import_id, line, field, reason) values ($1, $2, $3, $4)
                 on conflict (import_id, line, field) do nothing",
                import,
                line,
                field,
                reason
            )?;
        }
    }
    Ok(Became::Refused)
}

enum Known {
    Yes,
    No,
    /// The CNS is that of a patient who is somebody else.
    OtherHasCns,
}

/// Whether the clinic knows somebody: by CPF; by the e-mail of an account; by CNS; by a name and the birth date. Two people
/// with different CPFs are two people, whatever else they share: a parent's address, or a common name.
async fn known(tx: &mut Tx, caller: &Caller, sheet: &Sheet) -> Result<Known> {
    let given = |detail| Some(sheet.text(detail)).filter(|text| !text.is_empty());
    let cpf = given(Detail::Cpf).map(|digits| caller.vault.index("cpf", digits));
    if cpf.is_some() && row!(&mut *tx, (PatientId,), BY_CPF, cpf.as_deref())?.is_some() {
        return Ok(Known::Yes);
    }
    if let Some(email) = given(Detail::Email).and_then(|email| Email::parse(email).ok()) {
        let found = row!(&mut *tx, (PatientId,), BY_EMAIL, email.folded(), cpf.as_deref())?;
        if found.is_some() {
            return Ok(Known::Yes);
        }
    }
    if let Some(cns) = given(Detail::Cns).map(|digits| caller.vault.index("cns", digits)) {
        let found = row!(&mut *tx, (Option<Vec<u8>>,), BY_CNS, cns)?;
        match found {
            Some((other,)) if other.is_some() && cpf.is_some() => return Ok(Known::OtherHasCns),
            Some(_) => return Ok(Known::Yes),
            None => {}
        }
    }
    let names = [sheet.text(Detail::Name), sheet.shown_name()].map(fold);
    for name in if names[0] == names[1] { &names[..1] } else { &names[..] } {
        for sql in [BY_NAME, BY_DOCUMENT] {
            let found = row!(&mut *tx, (PatientId,), sql, name, sheet.text(Detail::BirthDate), cpf.as_deref())?;
            if found.is_some() {
                return Ok(Known::Yes);
            }
        }
    }
    Ok(Known::No)
}

// queries

const BY_CPF: &str = "select id from patient where cpf_index = $1";
const BY_EMAIL: &str = "select patient.id from account join patient on patient.account_id = account.id
                        where account.email_folded = $1
                          and ($2 is null or patient.cpf_index is null or patient.cpf_index = $2)";
const BY_CNS: &str = "select cpf_index from patient where cns_index = $1";
const BY_NAME: &str = "select id from patient where name_folded = $1 and birth_date = $2
                         and ($3 is null or cpf_index is null or cpf_index = $3) limit 1";
const BY_DOCUMENT: &str = "select id from patient where full_name_folded = $1 and birth_date = $2
                             and ($3 is null or cpf_index is null or cpf_index = $3) limit 1";
