//! The demo clinic: made through the same verbs that people use, so that its audit chain is a real one.

use std::{fs, path::Path};

use anyhow::anyhow;
use domain::{
    AccountId, Actor, ProfessionalId,
    accounts::{FirstAdministrator, SignInForm},
    field::Password,
    patients::RegistrationForm,
    people::StaffForm,
    professionals::ProfessionalForm,
    scheduling::{Allowance, BookingForm, BookingRules, WeekForm},
    terms::{Accepted, CURRENT},
};
use store::{Caller, Error};

use crate::clinic::Clinic;

/// The password of every demo log-in.
pub const PASSWORD: &str = "amparo demo 1";

/// The demo log-ins: e-mail and what they are for.
pub const LOG_INS: [(&str, &str); 6] = [
    ("admin@amparo.example", "administração / administrator"),
    ("helena@amparo.example", "fisioterapeuta, dias úteis 8h-18h / physiotherapist, weekdays"),
    ("otavio@amparo.example", "clínico de plantão 24 h / physician on duty, always open"),
    ("ana@amparo.example", "paciente, com consulta marcada / patient with a booked visit"),
    ("rui@amparo.example", "paciente / patient"),
    ("recepcao@amparo.example", "recepção, agenda de todos / reception, everybody's agenda"),
];

/// Whom people of the demo write to about their data.
pub const OFFICER: (&str, &str) = ("Clara Nunes", "encarregada@amparo.example");

const WEEKDAY: &str = "08:00-12:00, 13:00-18:00";
const ALL_DAY: &str = "00:00-24:00";

/// A data folder with this file held the demo once, and its log-ins are still there.
const MARK: &str = "demo";

/// Whether a data folder held the demo once.
#[must_use]
pub fn is_marked(data: &Path) -> bool {
    data.join(MARK).exists()
}

/// Notes that a data folder holds the demo.
///
/// # Errors
/// When the folder takes no file.
pub fn mark(data: &Path) -> std::io::Result<()> {
    fs::write(data.join(MARK), "The demo was loaded here: its log-ins have a public password.\n")
}

/// Loads the demo clinic into an empty database; one that has people stays as it is.
///
/// # Errors
/// When the database does not answer.
pub async fn load(clinic: &Clinic) -> anyhow::Result<()> {
    let system = clinic.system();
    if store::accounts::is_set_up(&system).await? {
        return Ok(());
    }
    // Before the first log-in: one that was made and is not noted would be the worse half.
    mark(&clinic.settings.data)?;
    let first = FirstAdministrator::check("Marina Costa", LOG_INS[0].0, PASSWORD).map_err(Error::from)?;
    let administrator = store::accounts::set_up(&system, "Clínica Amparo", first).await?;
    let administrator = settle(clinic, administrator).await?;
    let helena =
        add(&administrator, "Helena Prado", LOG_INS[1].0, ("CREFITO", "123456-F", "Fisioterapia", "30")).await?;
    let otavio = add(&administrator, "Otávio Lins", LOG_INS[2].0, ("CRM", "98765", "Clínica geral", "10")).await?;
    for (email, _) in &LOG_INS[1..3] {
        let come_in =
            SignInForm { identifier: (*email).into(), password: PASSWORD.into() }.check().map_err(Error::from)?;
        settle(clinic, store::accounts::sign_in(&clinic.caller(Actor::Visitor), come_in).await?.account).await?;
    }
    open(&administrator, helena, WEEKDAY, "").await?;
    open(&administrator, otavio, ALL_DAY, ALL_DAY).await?;
    let rosa = StaffForm {
        role: "reception".into(),
        name: "Rosa Melo".into(),
        email: LOG_INS[5].0.into(),
        password: PASSWORD.into(),
    };
    let rosa = store::accounts::add_staff(&administrator, rosa.check().map_err(Error::from)?).await?;
    settle(clinic, rosa).await?;
    let ana = register(clinic, "Ana Souza", LOG_INS[3].0, "1988-03-14", "529.982.247-25").await?;
    register(clinic, "Rui Barbosa Lima", LOG_INS[4].0, "1961-09-02", "111.444.777-35").await?;
    book_next(&ana, otavio, "Dor lombar há duas semanas, pior ao acordar.").await?;
    Ok(())
}

/// Accepts the texts in somebody's name, as they would on the page after signing in.
async fn settle(clinic: &Clinic, account: AccountId) -> anyhow::Result<Caller> {
    let before = actor(clinic, account).await?;
    store::terms::accept(&before, Accepted::parse(CURRENT).map_err(|_| anyhow!("the texts changed"))?).await?;
    actor(clinic, account).await
}

async fn actor(clinic: &Clinic, account: AccountId) -> anyhow::Result<Caller> {
    let actor = store::accounts::actor(clinic.db(), account).await?.unwrap_or(Actor::Visitor);
    Ok(clinic.caller(actor))
}

async fn add(
    administrator: &Caller,
    name: &str,
    email: &str,
    (council, registration, specialty, visit_minutes): (&str, &str, &str, &str),
) -> anyhow::Result<ProfessionalId> {
    let form = ProfessionalForm {
        name: name.into(),
        email: email.into(),
        password: PASSWORD.into(),
        council: council.into(),
        registration: registration.into(),
        uf: "SP".into(),
        specialty: specialty.into(),
        visit_minutes: visit_minutes.into(),
    };
    Ok(store::professionals::add(administrator, form.check().map_err(Error::from)?).await?)
}

async fn open(administrator: &Caller, whose: ProfessionalId, weekday: &str, weekend: &str) -> anyhow::Result<()> {
    let form = WeekForm {
        professional: whose.to_string(),
        monday: weekday.into(),
        tuesday: weekday.into(),
        wednesday: weekday.into(),
        thursday: weekday.into(),
        friday: weekday.into(),
        saturday: weekend.into(),
        sunday: weekend.into(),
        ..WeekForm::default()
    };
    store::scheduling::set_opening_hours(administrator, form.check().map_err(Error::from)?).await?;
    // Whoever looks at the demo on a holiday finds it open.
    let rules = BookingRules { holidays: Allowance::Allowed, ..BookingRules::default() };
    Ok(store::scheduling::set_booking_rules(administrator, (whose, rules)).await?)
}

async fn register(clinic: &Clinic, name: &str, email: &str, born: &str, cpf: &str) -> anyhow::Result<Caller> {
    let system = clinic.system();
    let form = RegistrationForm {
        name: name.into(),
        email: email.into(),
        birth_date: born.into(),
        cpf: cpf.into(),
        accepted: CURRENT.into(),
    };
    let registration = form.check(system.today()).map_err(Error::from)?;
    let account = store::patients::enrol(&system, registration, Password::parse(PASSWORD).ok()).await?;
    actor(clinic, account).await
}

/// Books the next free slot of somebody who is always there, for ten minutes each: it begins within eleven minutes, and
/// its room is open at once.
async fn book_next(patient: &Caller, professional: ProfessionalId, reason: &str) -> anyhow::Result<()> {
    let days = store::scheduling::free_days(patient, professional, None).await?;
    let Some(slot) = days.first().and_then(|day| day.slots.first()) else { return Ok(()) };
    let form = BookingForm {
        professional: professional.to_string(),
        starts_at: slot.at.to_string(),
        reason: reason.into(),
        ..BookingForm::default()
    };
    store::scheduling::book(patient, form.check().map_err(Error::from)?).await?;
    Ok(())
}
