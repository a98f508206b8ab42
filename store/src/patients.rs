//! Patients: registering.

use domain::{
    AccountId, FieldErrors, PatientId, Problem, Role, Verb,
    audit::Event,
    field::{Cpf, Name, fold},
    patients::Registration,
};
use jiff::civil::Date;

use crate::{
    accounts::{NewAccount, password},
    caller::Caller,
    error::Result,
    sql::Tx,
    terms,
    vault::{Place, Sealed},
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
    let row = NewPatient {
        id: patient,
        account: Some(account),
        name: &registration.name,
        birth_date: registration.birth_date,
        cpf: registration.cpf.as_ref(),
    };
    row.insert(work, caller).await?;
    terms::keep(&mut work.tx, caller, account, registration.accepted).await?;
    Ok((account, Event::PatientRegistered(patient)))
}

// queries

/// A patient about to be kept.
pub(crate) struct NewPatient<'a> {
    pub(crate) id: PatientId,
    /// Their own account; none for those whom somebody else acts for.
    pub(crate) account: Option<AccountId>,
    pub(crate) name: &'a Name,
    pub(crate) birth_date: Date,
    pub(crate) cpf: Option<&'a Cpf>,
}

impl NewPatient<'_> {
    /// Keeps the row. A CPF belongs to one patient with an account: for another one it is taken. Somebody without an
    /// account is kept all the same, only not found by it: nobody learns by adding a relative who is known here, and
    /// nobody keeps the owner of a CPF out by adding it.
    pub(crate) async fn insert(&self, work: &mut Work, caller: &Caller) -> Result<()> {
        let key = caller.vault.data_key(work, self.id.0, caller.now).await?;
        let sealed = match self.cpf {
            Some(cpf) => Some(key.seal(Place::new("patient", "cpf", self.id.0), cpf.digits())?),
            None => None,
        };
        let index = self.cpf.map(|cpf| caller.vault.index("cpf", cpf.digits()));
        if self.account.is_some() {
            let release = "update patient set cpf_index = null where cpf_index = $1 and account_id is null";
            run!(&mut work.tx, release, index.as_deref())?;
        }
        let is_kept = self.write(work, caller, sealed.as_ref(), index.as_deref()).await?;
        if !is_kept && self.account.is_some() {
            return Err(FieldErrors::one("cpf", Problem::Taken).into());
        }
        if !is_kept {
            self.write(work, caller, sealed.as_ref(), None).await?;
        }
        Ok(())
    }

    /// Whether it was kept: not, when somebody has the CPF.
    async fn write(
        &self,
        work: &mut Work,
        caller: &Caller,
        cpf: Option<&Sealed>,
        index: Option<&[u8]>,
    ) -> Result<bool> {
        let count = run!(
            &mut work.tx,
            "insert into patient (id, account_id, name, name_folded, birth_date, cpf, cpf_index, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (cpf_index) do nothing",
            self.id,
            self.account,
            self.name.as_str(),
            fold(self.name.as_str()),
            self.birth_date.to_string(),
            cpf,
            index,
            caller.now
        )?;
        Ok(count == 1)
    }
}

/// A CPF with its middle hidden, for those it is shown to.
pub(crate) async fn masked_cpf(
    caller: &Caller,
    tx: &mut Tx,
    patient: PatientId,
    sealed: Option<Sealed>,
) -> Result<Option<String>> {
    let Some(sealed) = sealed else { return Ok(None) };
    let key = caller.vault.existing_key(tx, patient.0).await?;
    let digits = key.open(Place::new("patient", "cpf", patient.0), &sealed)?;
    Ok(Cpf::parse(&digits).ok().map(|cpf| cpf.masked()))
}
