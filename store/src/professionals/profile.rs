//! What a professional says of themselves: registrations, specialties, languages, price, and a biography.

use domain::{
    Centavos, PhotoId, ProfessionalId, Verb,
    audit::Event,
    professionals::{
        Biography, Council, CouncilRegistration, Modality, Profile, ProfileForm, ProfileSheet, Specialty, Spoken, Uf,
        WorkZone, found_by,
    },
};
use uuid::Uuid;

use super::{may_touch, next_free};
use crate::{
    caller::Caller,
    error::{Error, RefuseOn, Result},
    sql::{Tx, in_turn},
};

/// The constraint that keeps a registration from being two people's.
pub(super) const REGISTRATION_KEY: &str = "council_registration_council_registration_uf_key";

/// What verbs that replace registrations take turns for.
const REGISTRATIONS: Uuid = Uuid::from_u128(17);

/// Everything that can be edited of a professional.
///
/// # Errors
/// [`Error::Missing`] when there is no such professional for this caller.
pub async fn profile(caller: &Caller, professional: ProfessionalId) -> Result<ProfileSheet> {
    let reach = caller.must(Verb::EditProfile)?;
    may_touch(caller, reach, professional)?;
    let mut read = caller.read().await?;
    let row = row!(
        &mut read.tx,
        ProfileRow,
        "select name, specialty, rqe, languages, price_centavos, modality, time_zone, biography,
                (select id from professional_photo where professional_id = professional.id) as photo
         from professional where id = $1",
        professional
    )?;
    let row = row.ok_or(Error::Missing)?;
    let registrations = registrations(&mut read.tx, professional).await?;
    let mut specialties = vec![Specialty { name: row.specialty, rqe: row.rqe }];
    specialties.extend(further_specialties(&mut read.tx, professional).await?);
    let profile = Profile {
        professional,
        registrations,
        specialties,
        languages: languages_of(&row.languages),
        price: row.price_centavos,
        modality: row.modality,
        time_zone: row.time_zone,
    };
    Ok(ProfileSheet { name: row.name, form: ProfileForm::of(&profile), biography: row.biography, photo: row.photo })
}

/// Replaces the profile.
///
/// # Errors
/// [`Error::Missing`] when there is no such professional for this caller; the registrations that somebody else has.
pub async fn set_profile(caller: &Caller, profile: Profile) -> Result<()> {
    let reach = caller.must(Verb::EditProfile)?;
    let professional = profile.professional;
    may_touch(caller, reach, professional)?;
    let mut work = caller.begin().await?;
    // Two profiles set at once would otherwise both stand, row by row; two people who swap registrations would wait for
    // one another.
    in_turn(&mut work.tx, REGISTRATIONS).await?;
    let main = profile.specialties.first().ok_or(Error::Missing)?;
    let name = row!(&mut work.tx, (String,), "select name from professional where id = $1", professional)?;
    let (name,) = name.ok_or(Error::Missing)?;
    let found = found_by(&name, profile.specialties.iter().map(|specialty| specialty.name.as_str()));
    run!(
        &mut work.tx,
        "update professional set specialty = $2, rqe = $3, languages = $4, price_centavos = $5, modality = $6,
                                 time_zone = $7, found_by = $8
         where id = $1",
        professional,
        main.name.as_str(),
        main.rqe.as_deref(),
        languages_kept(&profile.languages),
        profile.price,
        profile.modality,
        profile.time_zone,
        found
    )?;
    next_free::may_have_changed(&mut work.tx, professional).await?;
    run!(&mut work.tx, "delete from council_registration where professional_id = $1", professional)?;
    for (position, registration) in (1..).zip(&profile.registrations) {
        insert_registration(&mut work.tx, professional, position, registration)
            .await
            .taken_on(REGISTRATION_KEY, &format!("registration{position}"))?;
    }
    run!(&mut work.tx, "delete from further_specialty where professional_id = $1", professional)?;
    for (position, specialty) in (2_i64..).zip(&profile.specialties[1..]) {
        run!(
            &mut work.tx,
            "insert into further_specialty (professional_id, position, name, rqe) values ($1, $2, $3, $4)",
            professional,
            position,
            specialty.name.as_str(),
            specialty.rqe.as_deref()
        )?;
    }
    work.commit(Event::ProfileChanged(professional)).await
}

/// Replaces the biography.
///
/// # Errors
/// [`Error::Missing`] when there is no such professional for this caller.
pub async fn set_biography(caller: &Caller, biography: Biography) -> Result<()> {
    let reach = caller.must(Verb::EditProfile)?;
    may_touch(caller, reach, biography.professional)?;
    let mut work = caller.begin().await?;
    let sql = "update professional set biography = $2 where id = $1";
    if run!(&mut work.tx, sql, biography.professional, biography.text.as_str())? == 0 {
        return Err(Error::Missing);
    }
    work.commit(Event::ProfileChanged(biography.professional)).await
}

/// Languages as they are kept: words between spaces.
pub(super) fn languages_kept(languages: &[Spoken]) -> String {
    languages.iter().fold(" ".to_owned(), |kept, spoken| kept + spoken.as_str() + " ")
}

/// Languages as they were kept.
pub(super) fn languages_of(kept: &str) -> Vec<Spoken> {
    kept.split(' ').filter_map(Spoken::parse).collect()
}

// queries

#[derive(sqlx::FromRow)]
struct ProfileRow {
    name: String,
    specialty: String,
    rqe: Option<String>,
    languages: String,
    price_centavos: Option<Centavos>,
    modality: Modality,
    time_zone: Option<WorkZone>,
    biography: String,
    photo: Option<PhotoId>,
}

async fn registrations(tx: &mut Tx, professional: ProfessionalId) -> Result<Vec<CouncilRegistration>> {
    let found = rows!(
        tx,
        (Council, String, Uf),
        "select council, registration, uf from council_registration where professional_id = $1 order by position",
        professional
    )?;
    Ok(found.into_iter().map(|(council, number, uf)| CouncilRegistration { council, number, uf }).collect())
}

async fn further_specialties(tx: &mut Tx, professional: ProfessionalId) -> Result<Vec<Specialty>> {
    let found = rows!(
        tx,
        (String, Option<String>),
        "select name, rqe from further_specialty where professional_id = $1 order by position",
        professional
    )?;
    Ok(found.into_iter().map(|(name, rqe)| Specialty { name, rqe }).collect())
}

pub(super) async fn insert_registration(
    tx: &mut Tx,
    professional: ProfessionalId,
    position: i64,
    registration: &CouncilRegistration,
) -> Result<()> {
    run!(
        tx,
        "insert into council_registration (professional_id, position, council, registration, uf)
         values ($1, $2, $3, $4, $5)",
        professional,
        position,
        registration.council,
        registration.number.as_str(),
        registration.uf
    )
    .map(drop)
}
