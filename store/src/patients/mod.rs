//! Patients: registering, and what the desk keeps of them (`registry.rs`), finding
//! them (`list.rs`).
//!
//! Somebody asks, a letter goes to the address they gave, and whoever reads it finishes: `ask.rs`, then `confirm.rs`. What
//! is answered before that is the same for everybody, so that nobody learns who is known here.

mod ask;
mod confirm;
mod alike;
mod list;
mod registry;

use domain::{
    AccountId, Actor, Language, PatientId, Role,
    audit::Event,
    field::{Cpf, Name, Password, fold},
    jobs::Job,
    patients::Registration,
};
use jiff::civil::Date;

use crate::{
    accounts::{NewAccount, password},
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
    terms,
    vault::{Place, Sealed},
    work::Work,
};

pub use alike::alike;
pub(crate) use ask::again;
pub use ask::{RegistrationMail, forget_registrations, register, registration_mail};
pub(crate) use confirm::{confirm_with_code, confirm_with_link};
use list::Names;
pub use list::{LISTED, list};
pub(crate) use registry::{KeptPatient, keep_new, registered_email};
pub use registry::{add, edit, edit_contact, own_registration, payers, registration, sheet};

/// Registers a patient whose address needs no proof: only the clinic itself may, for the people of its demonstration.
///
/// # Errors
/// [`domain::Problem::Taken`] when somebody else has the address.
pub async fn enrol(caller: &Caller, registration: Registration, password: Option<Password>) -> Result<AccountId> {
    if caller.actor != Actor::System {
        return Err(Error::Denied);
    }
    let password_hash = match &password {
        Some(password) => Some(password::hash(password.reveal()).await?),
        None => None,
    };
    let mut work = caller.begin().await?;
    let (account, event) = open_account(&mut work, caller, &registration, (password_hash, caller.language)).await?;
    work.commit(event).await?;
    Ok(account)
}

/// Keeps a patient with an account of their own, and what they accepted; gives what happened.
pub(crate) async fn open_account(
    work: &mut Work,
    caller: &Caller,
    registration: &Registration,
    (password_hash, language): (Option<String>, Language),
) -> Result<(AccountId, Event)> {
    let (account, patient) = (caller.new_id::<AccountId>(), caller.new_id::<PatientId>());
    let new = NewAccount {
        id: account,
        role: Role::Patient,
        name: registration.name.as_str(),
        email: &registration.email,
        password_hash,
        language,
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
    /// Keeps a patient. A CPF that somebody else has is kept sealed and opens nothing: whether they are known here must not
    /// be told to whoever types a number. Whoever has an account of their own goes before those who have none; of two with
    /// accounts the earlier one gets a letter, and the clinic a line in its security log.
    pub(crate) async fn insert(&self, work: &mut Work, caller: &Caller) -> Result<()> {
        let key = caller.vault.data_key(work, self.id.0, caller.now).await?;
        let Some(cpf) = self.cpf else { return self.write(work, caller, (None, None)).await.map(drop) };
        let sealed = key.seal(Place::new("patient", "cpf", self.id.0), cpf.digits())?;
        let index = caller.vault.index("cpf", cpf.digits());
        if self.account.is_some() {
            let release = "update patient set cpf_index = null where cpf_index = $1 and account_id is null";
            run!(&mut work.tx, release, index.as_slice())?;
        }
        if self.write(work, caller, (Some(&sealed), Some(&index))).await? {
            return Ok(());
        }
        self.write(work, caller, (Some(&sealed), None)).await?;
        match self.account {
            Some(account) => tell_holder(work, account, &index).await,
            None => Ok(()),
        }
    }

    /// Whether it was kept: not, when somebody has the CPF.
    async fn write(
        &self,
        work: &mut Work,
        caller: &Caller,
        (cpf, cpf_index): (Option<&Sealed>, Option<&[u8]>),
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
            cpf_index,
            caller.now
        )?;
        if count == 1 {
            list::keep_words(&mut work.tx, self.id, None, Names { shown: self.name.as_str(), full: None }).await?;
        }
        Ok(count == 1)
    }
}

/// Tells whoever has a CPF that this account registered with it.
async fn tell_holder(work: &mut Work, account: AccountId, index: &[u8]) -> Result<()> {
    let sql = "select id, account_id from patient where cpf_index = $1";
    let holder = row!(&mut work.tx, (PatientId, Option<AccountId>), sql, index)?;
    let (holder, holder_account) = holder.ok_or(Error::Missing)?;
    if let Some(holder_account) = holder_account {
        work.enqueue(Job::TellCpfInUse(holder_account)).await?;
    }
    work.also(Event::CpfInUse(account, holder));
    Ok(())
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
