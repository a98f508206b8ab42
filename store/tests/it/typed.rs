//! What people type into the forms of the clinic.

use domain::{
    AppointmentId, Moment, PatientId, ProfessionalId, Role,
    accounts::{Credentials, FirstAdministrator, NewPassword, NewPasswordForm, SignInForm},
    family::{DependantForm, NewDependant, RESPONSIBLE, Relationship},
    links::{Invitation, InvitationForm, NewEmail, NewEmailForm},
    patients::{Registration, RegistrationForm},
    people::{NewStaff, StaffForm},
    privacy::{BreakGlass, BreakGlassForm, NewContest, Sought, SoughtForm},
    professionals::{
        Biography, DirectoryForm, DirectorySearch, NewProfessional, Photo, ProfessionalForm, Profile, ProfileForm,
    },
    records::NewNote,
    scheduling::{
        Allowance, Booking, BookingRules, CallOff, CallOffForm, ExceptionKind, HolidayForm, Move, MoveForm, NewHoliday,
        ScheduleException, WeekForm,
    },
    terms::CURRENT,
};

use crate::given::{PASSWORD, REASON, Slot};

pub(crate) fn email_of(name: &str) -> String {
    format!("{}@example.com", domain::field::fold(name).replace(' ', "."))
}

pub(crate) fn first_administrator() -> FirstAdministrator {
    FirstAdministrator::check("Marta Lima", &email_of("Marta Lima"), PASSWORD).unwrap()
}

pub(crate) fn registration(name: &str) -> Registration {
    registration_with(name, &email_of(name), "")
}

pub(crate) fn registration_with(name: &str, email: &str, cpf: &str) -> Registration {
    let form = RegistrationForm {
        name: name.into(),
        email: email.into(),
        birth_date: "1990-05-20".into(),
        cpf: cpf.into(),
        accepted: CURRENT.into(),
    };
    form.check(jiff::civil::date(2026, 3, 2)).unwrap()
}

/// Somebody's child, born in 2019.
pub(crate) fn new_dependant(name: &str) -> NewDependant {
    new_dependant_with(name, "2019-08-01", "", Relationship::Child)
}

pub(crate) fn new_dependant_with(name: &str, born: &str, cpf: &str, relationship: Relationship) -> NewDependant {
    let form = DependantForm {
        name: name.into(),
        birth_date: born.into(),
        cpf: cpf.into(),
        relationship: relationship.as_str().into(),
        responsible: RESPONSIBLE.into(),
    };
    form.check(jiff::civil::date(2026, 3, 2)).unwrap()
}

pub(crate) fn new_professional(name: &str, number: u64) -> NewProfessional {
    let form = ProfessionalForm {
        name: name.into(),
        email: email_of(name),
        password: PASSWORD.into(),
        council: "CREFITO".into(),
        registration: format!("{}-F", 100_000 + number),
        uf: "SP".into(),
        specialty: "Fisioterapia".into(),
        visit_minutes: "30".into(),
    };
    form.check().unwrap()
}

/// A whole profile: two registrations, two specialties, two languages.
pub(crate) fn profile_form(professional: ProfessionalId) -> ProfileForm {
    ProfileForm {
        professional: professional.to_string(),
        council1: "CREFITO".into(),
        registration1: "200001-F".into(),
        uf1: "SP".into(),
        council2: "CRM".into(),
        registration2: "98765".into(),
        uf2: "RJ".into(),
        specialty1: "Ortopedia".into(),
        rqe1: "12345".into(),
        specialty2: "Acupuntura".into(),
        language1: "pt".into(),
        language2: "bzs".into(),
        price: "250,00".into(),
        modality: "both".into(),
        time_zone: "America/Manaus".into(),
        ..ProfileForm::default()
    }
}

pub(crate) fn profile(professional: ProfessionalId) -> Profile {
    profile_form(professional).check().unwrap()
}

pub(crate) fn biography(professional: ProfessionalId, text: &str) -> Biography {
    Biography { professional, text: text.into() }
}

/// A search of the directory by words.
pub(crate) fn whoever(words: &str) -> DirectorySearch {
    DirectoryForm { words: words.into(), ..DirectoryForm::default() }.check().unwrap()
}

/// The smallest picture that is taken.
pub(crate) fn picture() -> Photo {
    let chunk = |name: &[u8; 4], bytes: &[u8]| {
        [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], name, bytes, &[0; 4]].concat()
    };
    let head = chunk(b"IHDR", &[0, 0, 0, 64, 0, 0, 0, 64, 8, 2, 0, 0, 0]);
    let parts = [b"\x89PNG\r\n\x1a\n".to_vec(), head, chunk(b"IDAT", b"dots"), chunk(b"IEND", b"")];
    Photo::read(&parts.concat()).unwrap()
}

/// Somebody of the staff nobody else in this story has met: the number stands in the address.
pub(crate) fn numbered_staff(role: &str, name: &str, number: u64) -> NewStaff {
    let form = StaffForm {
        role: role.into(),
        name: name.into(),
        email: email_of(&format!("{name} {number}")),
        password: PASSWORD.into(),
    };
    form.check().unwrap()
}

pub(crate) fn new_staff(role: &str, name: &str) -> NewStaff {
    numbered_staff(role, name, 0)
}

pub(crate) fn mornings(professional: ProfessionalId) -> WeekForm {
    let day = || "09:00-12:00".to_owned();
    WeekForm {
        professional: professional.to_string(),
        monday: day(),
        tuesday: day(),
        wednesday: day(),
        thursday: day(),
        friday: day(),
        ..WeekForm::default()
    }
}

pub(crate) fn new_password(current: &str, new: &str) -> NewPassword {
    NewPasswordForm { current: current.to_owned(), new: new.to_owned() }.check().unwrap()
}

pub(crate) fn new_email(email: &str) -> NewEmail {
    NewEmailForm { email: email.into(), password: PASSWORD.into() }.check().unwrap()
}

pub(crate) fn invitation(role: Role, name: &str) -> Invitation {
    let form = InvitationForm {
        role: role.as_str().into(),
        name: name.into(),
        email: email_of(name),
        ..InvitationForm::default()
    };
    form.check().unwrap()
}

pub(crate) fn credentials(email: &str, password: &str) -> Credentials {
    SignInForm { identifier: email.into(), password: password.into() }.check().unwrap()
}

pub(crate) fn booking(slot: Slot) -> Booking {
    Booking { professional: slot.professional, starts_at: slot.starts_at, reason: REASON.into(), patient: None }
}

pub(crate) fn note(appointment: AppointmentId, text: &str) -> NewNote {
    NewNote { appointment, text: text.into() }
}

/// Somebody who registered here, by full name and the birth date that all of them have.
pub(crate) fn sought(name: &str) -> Sought {
    let form = SoughtForm { cpf: String::new(), name: name.into(), birth_date: "1990-05-20".into() };
    form.check(jiff::civil::date(2026, 3, 2)).unwrap()
}

pub(crate) fn sought_by_cpf(cpf: &str) -> Sought {
    let form = SoughtForm { cpf: cpf.into(), ..SoughtForm::default() };
    form.check(jiff::civil::date(2026, 3, 2)).unwrap()
}

/// Why somebody breaks the glass in these tests.
pub(crate) const GLASS_REASON: &str = "desmaiou na sala de espera";

pub(crate) fn broken_glass(patient: PatientId) -> BreakGlass {
    BreakGlassForm { patient: patient.to_string(), reason: GLASS_REASON.into() }.check().unwrap()
}

/// A whole day on which nobody is seen.
pub(crate) fn day_off(day: &str) -> ScheduleException {
    let day = day.parse().unwrap();
    ScheduleException { kind: ExceptionKind::Closed, first: day, last: day, starts_minute: 0, ends_minute: 1440 }
}

pub(crate) fn new_holiday(day: &str) -> NewHoliday {
    HolidayForm { date: day.into(), name: "Revolução Constitucionalista".into() }.check().unwrap()
}

/// The reception calls a visit off because the patient asked for it.
pub(crate) fn call_off(appointment: AppointmentId, text: &str) -> CallOff {
    let form = CallOffForm { appointment: appointment.to_string(), kind: "patient_asked".into(), text: text.into() };
    form.check().unwrap()
}

/// The usual rules of somebody who takes walk-ins.
pub(crate) fn with_walk_ins() -> BookingRules {
    BookingRules { walk_ins: Allowance::Allowed, ..BookingRules::default() }
}

/// Another time for a visit, without a reason.
pub(crate) fn moving(appointment: AppointmentId, version: i64, starts_at: Moment) -> Move {
    let form = MoveForm {
        appointment: appointment.to_string(),
        version: version.to_string(),
        starts_at: starts_at.to_string(),
        ..MoveForm::default()
    };
    form.check().unwrap()
}

pub(crate) fn contested(sequence: i64) -> NewContest {
    NewContest { sequence, text: "não conheço esta pessoa".into() }
}
