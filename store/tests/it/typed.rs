//! What people type into the forms of the clinic.

use domain::{
    AppointmentId, ProfessionalId, Role,
    accounts::{Credentials, FirstAdministrator, NewPassword, NewPasswordForm, SignInForm},
    links::{Invitation, InvitationForm, NewEmail, NewEmailForm},
    patients::{Registration, RegistrationForm},
    terms::CURRENT,
    professionals::{NewProfessional, ProfessionalForm},
    records::NewNote,
    scheduling::{Booking, WeekForm},
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
        password: PASSWORD.into(),
        accepted: CURRENT.into(),
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
    SignInForm { email: email.into(), password: password.into() }.check().unwrap()
}

pub(crate) fn booking(slot: Slot) -> Booking {
    Booking { professional: slot.professional, starts_at: slot.starts_at, reason: REASON.into() }
}

pub(crate) fn note(appointment: AppointmentId, text: &str) -> NewNote {
    NewNote { appointment, text: text.into() }
}
