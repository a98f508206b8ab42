//! Professionals: adding them, showing who works here, and what each says of themselves.

mod directory;
mod next_free;
mod photo;
mod profile;

use domain::{
    AccountId, ProfessionalId, Reach, Role, UnitId, Verb,
    audit::Event,
    field::fold,
    professionals::{CouncilRegistration, Modality, NewProfessional, ProfessionalCard, Spoken, found_by},
};

pub use directory::{DIRECTORY_QUERIES, directory};
pub use next_free::freshen;
pub use photo::{StoredPhoto, photo, remove_photo, set_photo};
pub use profile::{profile, set_biography, set_profile};

use crate::{
    accounts::{
        NewAccount,
        new_password::{self, Owner},
    },
    caller::Caller,
    error::{Error, RefuseOn, Result},
    sql::Tx,
};

/// Professionals on one page.
const PAGE_ROWS_MAX: i64 = 200;

/// Adds a professional with an account of their own.
///
/// # Errors
/// The fields that somebody else has; what is wrong with the password.
pub async fn add(caller: &Caller, new: NewProfessional) -> Result<ProfessionalId> {
    caller.must(Verb::AddProfessional)?;
    let owner = Owner { name: new.name.as_str(), email: new.email.as_str() };
    let password_hash = new_password::hash_first(caller, "password", &new.password, owner).await?;
    let mut work = caller.begin().await?;
    let (_, professional) = open_account(&mut work.tx, caller, &new, password_hash).await?;
    work.commit(Event::ProfessionalAdded(professional)).await?;
    Ok(professional)
}

/// Keeps a professional with an account of their own.
pub(crate) async fn open_account(
    tx: &mut Tx,
    caller: &Caller,
    new: &NewProfessional,
    password_hash: String,
) -> Result<(AccountId, ProfessionalId)> {
    let unit = row!(&mut *tx, (UnitId,), "select id from unit order by created_at, id limit 1")?;
    let (account, professional) = (caller.new_id::<AccountId>(), caller.new_id::<ProfessionalId>());
    let account_row = NewAccount {
        id: account,
        role: Role::Professional,
        name: new.name.as_str(),
        email: &new.email,
        password_hash: Some(password_hash),
        language: caller.language,
    };
    account_row.insert(tx, caller).await?;
    let practice = &new.practice;
    // Who says nothing else speaks Portuguese, by video.
    run!(
        &mut *tx,
        "insert into professional (id, account_id, unit_id, name, name_folded, specialty, visit_minutes, biography,
                                   languages, modality, found_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, $11)",
        professional,
        account,
        unit.ok_or(Error::Missing)?.0,
        new.name.as_str(),
        fold(new.name.as_str()),
        practice.specialty.as_str(),
        practice.visit_minutes,
        profile::languages_kept(&[Spoken::Portuguese]),
        Modality::Remote,
        found_by(new.name.as_str(), [practice.specialty.as_str()]),
        caller.now
    )?;
    next_free::begin(&mut *tx, professional).await?;
    let registration =
        CouncilRegistration { council: practice.council, number: practice.registration.clone(), uf: practice.uf };
    profile::insert_registration(tx, professional, 1, &registration)
        .await
        .taken_on(profile::REGISTRATION_KEY, "registration")?;
    Ok((account, professional))
}

/// The professionals this caller may see and who may come in, by name.
///
/// # Errors
/// When the caller may see none.
pub async fn list(caller: &Caller) -> Result<Vec<ProfessionalCard>> {
    let reach = caller.must(Verb::ListProfessionals)?;
    let own = if reach == Reach::Own { Some(caller.must_be_professional()?) } else { None };
    let mut read = caller.read().await?;
    let found = rows!(
        &mut read.tx,
        CardRow,
        "select professional.id, professional.name, specialty, council, registration, uf, visit_minutes from professional
         join council_registration on professional_id = professional.id and position = 1
         join account on account.id = professional.account_id
         where ($1 is null or professional.id = $1) and account.deactivated_at is null
         order by name_folded, professional.id limit $2",
        own,
        PAGE_ROWS_MAX
    )?;
    Ok(found.into_iter().map(ProfessionalCard::from).collect())
}

/// One professional.
///
/// # Errors
/// [`Error::Missing`] when there is none this caller may see.
pub async fn see(caller: &Caller, professional: ProfessionalId) -> Result<ProfessionalCard> {
    let reach = caller.must(Verb::ListProfessionals)?;
    may_touch(caller, reach, professional)?;
    let mut read = caller.read().await?;
    card(&mut read.tx, professional).await
}

/// What is out of reach is missing, not denied.
pub(crate) fn may_touch(caller: &Caller, reach: Reach, professional: ProfessionalId) -> Result<()> {
    match reach {
        Reach::Any => Ok(()),
        Reach::Own if caller.professional() == Some(professional) => Ok(()),
        Reach::Own | Reach::Care | Reach::Nothing => Err(Error::Missing),
    }
}

// queries

#[derive(sqlx::FromRow)]
struct CardRow {
    id: ProfessionalId,
    name: String,
    specialty: String,
    council: String,
    registration: String,
    uf: String,
    visit_minutes: i64,
}

impl From<CardRow> for ProfessionalCard {
    fn from(row: CardRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            specialty: row.specialty,
            registration: format!("{} {} {}", row.council, row.registration, row.uf),
            visit_minutes: row.visit_minutes,
        }
    }
}

async fn card(tx: &mut Tx, id: ProfessionalId) -> Result<ProfessionalCard> {
    let found = row!(
        tx,
        CardRow,
        "select id, name, specialty, council, registration, uf, visit_minutes from professional
         join council_registration on professional_id = id and position = 1 where id = $1",
        id
    )?;
    found.map(ProfessionalCard::from).ok_or(Error::Missing)
}
