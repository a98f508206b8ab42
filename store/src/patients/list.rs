//! The list of patients: by name or the latest first, narrowed or searched, a page at a time. Every text below enters an
//! index in the order it is shown in, and goes on behind the last one shown; nothing is counted.

use domain::{
    AccountId, PatientId, Verb,
    field::fold,
    patients::{LIST_ROWS_MAX, ListAsked, ListFilter, ListOrder, ListPage, ListSought, PatientCard, beginnings},
    time::age_years,
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
};

/// A page of the list of patients. Whoever is found by a number is found alone, whatever else is asked.
///
/// # Errors
/// When the caller does not keep the registry. [`Error::Missing`] behind a patient who does not exist.
pub async fn list(caller: &Caller, asked: ListAsked) -> Result<ListPage> {
    caller.must(Verb::KeepRegistry)?;
    let mut read = caller.read().await?;
    let tx = &mut read.tx;
    let index = |what, digits: &str| caller.vault.index(what, digits);
    let mut found = match &asked.sought {
        ListSought::Cpf(digits) => rows!(&mut *tx, CardRow, BY_CPF, index("cpf", digits))?,
        ListSought::Cns(digits) => rows!(&mut *tx, CardRow, BY_CNS, index("cns", digits))?,
        ListSought::Words(words) => by_words(tx, &asked, words).await?,
        ListSought::All => everybody(tx, &asked).await?,
    };
    let rows_max = usize::try_from(LIST_ROWS_MAX).unwrap_or(0);
    let is_more = found.len() > rows_max;
    found.truncate(rows_max);
    let next = found.last().filter(|_| is_more).map(|row| row.id);
    let patients = found.into_iter().map(|row| row.card(caller)).collect::<Result<_>>()?;
    Ok(ListPage { patients, next })
}

/// Makes a patient found by these names; those of before, if there are any, find them no more.
pub(super) async fn keep_words(tx: &mut Tx, id: PatientId, before: Option<Names<'_>>, now: Names<'_>) -> Result<()> {
    if let Some(before) = before {
        for word in before.beginnings() {
            let sql = "delete from patient_word where word = $1 and name_folded = $2 and patient_id = $3";
            run!(&mut *tx, sql, word, fold(before.shown), id)?;
        }
    }
    let name_folded = fold(now.shown);
    for word in now.beginnings() {
        let sql = "insert into patient_word (word, name_folded, patient_id) values ($1, $2, $3)";
        run!(&mut *tx, sql, word, name_folded.as_str(), id)?;
    }
    Ok(())
}

/// The names somebody is found by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Names<'a> {
    /// What they are called, which is where they stand in the list.
    pub(super) shown: &'a str,
    /// The name in the document, where it is another.
    pub(super) full: Option<&'a str>,
}

impl Names<'_> {
    fn beginnings(self) -> std::collections::BTreeSet<String> {
        beginnings(&[self.shown, self.full.unwrap_or_default()])
    }
}

// queries

#[derive(sqlx::FromRow)]
pub(super) struct CardRow {
    id: PatientId,
    name: String,
    full_name: Option<String>,
    birth_date: String,
    account_id: Option<AccountId>,
}

impl CardRow {
    pub(super) fn card(self, caller: &Caller) -> Result<PatientCard> {
        let birth_date = self.birth_date.parse::<Date>().map_err(Error::broken)?;
        Ok(PatientCard {
            id: self.id,
            name: self.name,
            full_name: self.full_name,
            birth_date,
            age_years: age_years(birth_date, caller.today()),
            has_account: self.account_id.is_some(),
        })
    }
}

macro_rules! listed {
    ($($name:ident $rest:literal)+) => {
        $(pub(super) const $name: &str = concat!(
            "select patient.id, patient.name, patient.full_name, patient.birth_date, patient.account_id ", $rest
        );)+
        /// Every text of the list, for those who look at its plan.
        pub const LISTED: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}

listed! {
    BY_CPF "from patient where cpf_index = $1"
    BY_CNS "from patient where cns_index = $1"
    BY_ACCOUNT "from patient where account_id = $1"
    BY_EMAIL "from patient where email_index = $1 limit $2"
    BY_PERSON "from patient where name_folded = $1 and birth_date = $2 limit $3"
    BY_DOCUMENT "from patient where full_name_folded = $1 and birth_date = $2 limit $3"
    BY_NAME "from patient where (name_folded, id) > ($1, $2) order by name_folded, id limit $3"
    NEWEST "from patient where id < $1 order by id desc limit $2"
    WITH_ACCOUNT "from patient where account_id is not null and (name_folded, id) > ($1, $2)
                  order by name_folded, id limit $3"
    WITHOUT_ACCOUNT "from patient where account_id is null and (name_folded, id) > ($1, $2)
                     order by name_folded, id limit $3"
    OF_UF "from patient where uf = $4 and (name_folded, id) > ($1, $2) order by name_folded, id limit $3"
    OF_PAYER "from patient where payer_id = $4 and (name_folded, id) > ($1, $2) order by name_folded, id limit $3"
    // `case` and not `or`, a subquery and not `exists`: a planner takes what may be nothing for a filter that leaves next to
    // nobody, and would read everybody with the second word to remember them.
    BY_WORDS "from patient_word found join patient on patient.id = found.patient_id
              where found.word = $4 and (found.name_folded, found.patient_id) > ($1, $2)
                and case when $5 is null then 1 else coalesce((select 1 from patient_word other where other.word = $5
                         and other.name_folded = found.name_folded and other.patient_id = found.patient_id), 0) end <> 0
                and case when $6 is null then 1 else coalesce((select 1 from patient_word other where other.word = $6
                         and other.name_folded = found.name_folded and other.patient_id = found.patient_id), 0) end <> 0
                and case when $7 is null then 1 else coalesce((select 1 from patient_word other where other.word = $7
                         and other.name_folded = found.name_folded and other.patient_id = found.patient_id), 0) end <> 0
                and case when $8 is null then 1 when patient.uf = $8 then 1 else 0 end <> 0
                and case when $9 is null then 1 when patient.payer_id = $9 then 1 else 0 end <> 0
                and case when $10 is null then 1 when $10 = 'with' and patient.account_id is not null then 1
                         when $10 = 'without' and patient.account_id is null then 1 else 0 end <> 0
              order by found.name_folded, found.patient_id limit $3"
}

/// Where a page begins that is sorted by name.
async fn behind(tx: &mut Tx, after: Option<PatientId>) -> Result<(String, PatientId)> {
    let Some(after) = after else { return Ok((String::new(), PatientId(Uuid::nil()))) };
    let found = row!(tx, (String,), "select name_folded from patient where id = $1", after)?;
    Ok((found.ok_or(Error::Missing)?.0, after))
}

async fn everybody(tx: &mut Tx, asked: &ListAsked) -> Result<Vec<CardRow>> {
    let limit = LIST_ROWS_MAX + 1;
    if asked.order == ListOrder::Newest && asked.filter == ListFilter::All {
        let before = asked.after.unwrap_or(PatientId(Uuid::max()));
        return rows!(tx, CardRow, NEWEST, before, limit);
    }
    let (name, id) = behind(tx, asked.after).await?;
    match asked.filter {
        ListFilter::All => rows!(tx, CardRow, BY_NAME, name, id, limit),
        ListFilter::WithAccount => rows!(tx, CardRow, WITH_ACCOUNT, name, id, limit),
        ListFilter::WithoutAccount => rows!(tx, CardRow, WITHOUT_ACCOUNT, name, id, limit),
        ListFilter::Uf(uf) => rows!(tx, CardRow, OF_UF, name, id, limit, uf),
        ListFilter::Payer(payer) => rows!(tx, CardRow, OF_PAYER, name, id, limit, payer),
    }
}

async fn by_words(tx: &mut Tx, asked: &ListAsked, words: &[String]) -> Result<Vec<CardRow>> {
    let (name, id) = behind(tx, asked.after).await?;
    let word = |place: usize| words.get(place).map(String::as_str);
    let (uf, payer, account) = match asked.filter {
        ListFilter::All => (None, None, None),
        ListFilter::WithAccount => (None, None, Some("with")),
        ListFilter::WithoutAccount => (None, None, Some("without")),
        ListFilter::Uf(uf) => (Some(uf), None, None),
        ListFilter::Payer(payer) => (None, Some(payer), None),
    };
    let limit = LIST_ROWS_MAX + 1;
    rows!(tx, CardRow, BY_WORDS, name, id, limit, word(0), word(1), word(2), word(3), uf, payer, account)
}
