//! The people of a clinic. They come in through the doors that real people use.

use domain::{
    AccountId, Actor, AppointmentId, Moment, ProfessionalId,
    accounts::SignedIn,
    family::RESPONSIBLE,
    field::{Password, fold},
    patients::RegistrationForm,
    people::StaffForm,
    scheduling::{BookingForm, FreeDay},
    terms::CURRENT,
};
use store::Caller;

use crate::{
    browser::Browser,
    clinic::{ADMINISTRATOR, Clinic, PASSWORD, REASON},
};

const ALL_DAY: &str = "00:00-24:00";

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) email: String,
    pub(crate) account: AccountId,
    pub(crate) browser: Browser,
}

impl Clinic {
    /// Signs in with a new browser.
    pub(crate) async fn sign_in(&self, email: &str) -> Person {
        let browser = self.browser();
        let fields = [("form[identifier]", email), ("form[password]", PASSWORD)];
        browser.call("sign_in", &fields).await.json::<()>();
        let account = browser.who().await.unwrap().account;
        if let Some(Actor::BeforeTerms(..)) = store::accounts::actor(self.db(), account).await.unwrap() {
            // Whoever comes in for the first time is asked, and says yes.
            browser.call("accept_terms", &[("form[accepted]", CURRENT)]).await.json::<()>();
        }
        Person { email: email.into(), account, browser }
    }

    pub(crate) async fn administrator(&self) -> Person {
        self.sign_in(ADMINISTRATOR).await
    }

    /// A patient with a password, who came in as those of the demo do; how people register is told in `registration.rs`.
    pub(crate) async fn patient(&self, name: &str) -> Person {
        let email = email_of(name);
        let form = RegistrationForm {
            name: name.into(),
            email: email.clone(),
            birth_date: "1990-05-20".into(),
            cpf: String::new(),
            accepted: CURRENT.into(),
        };
        let system = self.system();
        let password = Password::parse(PASSWORD).ok();
        store::patients::enrol(&system, form.check(system.today()).unwrap(), password).await.unwrap();
        self.sign_in(&email).await
    }

    /// A professional who is always there, half an hour for each visit.
    pub(crate) async fn professional(&self, name: &str) -> Person {
        let (administrator, email) = (self.administrator().await.browser, email_of(name));
        let number = format!("{}-F", 100_000 + self.next());
        let id = administrator.call("add_professional", &new_professional(name, &email, &number)).await;
        let id = id.json::<ProfessionalId>().to_string();
        administrator.call("set_opening_hours", &always(&id)).await.json::<()>();
        administrator.call("set_booking_rules", &booking_rules(&id)).await.json::<()>();
        self.sign_in(&email).await
    }

    /// Opens an account for somebody of the staff; no door does this yet.
    pub(crate) async fn staff(&self, role: &str, name: &str) -> AccountId {
        let email = email_of(&format!("{name} {}", self.next()));
        let form = StaffForm { role: role.into(), name: name.into(), email, password: PASSWORD.into() };
        store::accounts::add_staff(&self.system(), form.check().unwrap()).await.unwrap()
    }

    /// Somebody at the reception.
    pub(crate) async fn reception(&self, name: &str) -> Person {
        let account = self.staff("reception", name).await;
        self.sign_in(&self.email_of_account(account).await).await
    }

    async fn email_of_account(&self, account: AccountId) -> String {
        store::accounts::account_mail(&self.system(), account).await.unwrap().email
    }

    /// The same person, for a verb of the store.
    pub(crate) async fn as_caller(&self, person: &Person) -> Caller {
        self.caller(store::accounts::actor(self.db(), person.account).await.unwrap().unwrap())
    }

    pub(crate) async fn professional_id(&self, person: &Person) -> ProfessionalId {
        self.as_caller(person).await.must_be_professional().unwrap()
    }

    /// Books the next free slot of a professional: the room is open at once.
    pub(crate) async fn booked(&self, patient: &Person, professional: &Person) -> AppointmentId {
        let professional = self.professional_id(professional).await;
        let id = professional.to_string();
        let days = patient.browser.call("free_days", &[("professional", &id)]).await.json::<Vec<FreeDay>>();
        let starts_at = days[0].slots[0].at.to_string();
        patient.browser.call("book_appointment", &booking(&id, &starts_at)).await.json()
    }

    /// Books past the doors, when a story needs many visits.
    pub(crate) async fn booked_at(&self, patient: &Person, professional: ProfessionalId, at: Moment) -> AppointmentId {
        let form = BookingForm {
            professional: professional.to_string(),
            starts_at: at.to_string(),
            reason: REASON.into(),
            ..BookingForm::default()
        };
        store::scheduling::book(&self.as_caller(patient).await, form.check().unwrap()).await.unwrap()
    }
}

impl Browser {
    pub(crate) async fn who(&self) -> Option<SignedIn> {
        self.call("who_am_i", &[]).await.json()
    }
}

// what people type

pub(crate) fn email_of(name: &str) -> String {
    format!("{}@example.com", fold(name).replace(' ', "."))
}

pub(crate) fn registration<'a>(name: &'a str, email: &'a str) -> [(&'static str, &'a str); 5] {
    [
        ("form[name]", name),
        ("form[email]", email),
        ("form[birth_date]", "1990-05-20"),
        ("form[cpf]", ""),
        ("form[accepted]", CURRENT),
    ]
}

pub(crate) fn new_professional<'a>(name: &'a str, email: &'a str, number: &'a str) -> [(&'static str, &'a str); 8] {
    [
        ("form[name]", name),
        ("form[email]", email),
        ("form[password]", PASSWORD),
        ("form[council]", "CREFITO"),
        ("form[registration]", number),
        ("form[uf]", "SP"),
        ("form[specialty]", "Fisioterapia"),
        ("form[visit_minutes]", "30"),
    ]
}

/// A profile with nothing left out that must be said.
pub(crate) fn profile<'a>(professional: &'a str, number: &'a str) -> [(&'static str, &'a str); 8] {
    [
        ("form[professional]", professional),
        ("form[council1]", "CREFITO"),
        ("form[registration1]", number),
        ("form[uf1]", "SP"),
        ("form[specialty1]", "Fisioterapia"),
        ("form[language1]", "pt"),
        ("form[price]", "150,00"),
        ("form[modality]", "remote"),
    ]
}

pub(crate) fn dependant(name: &str) -> [(&'static str, &str); 5] {
    [
        ("form[name]", name),
        ("form[birth_date]", "2019-08-01"),
        ("form[cpf]", ""),
        ("form[relationship]", "child"),
        ("form[responsible]", RESPONSIBLE),
    ]
}

/// The usual rules of somebody who works on holidays too.
pub(crate) fn booking_rules(professional: &str) -> [(&'static str, &str); 9] {
    [
        ("form[professional]", professional),
        ("form[buffer_before]", "0"),
        ("form[buffer_after]", "0"),
        ("form[lead]", "1"),
        ("form[horizon]", "60"),
        ("form[daily_max]", ""),
        ("form[cancel]", "60"),
        ("form[holidays]", "allowed"),
        ("form[walk_ins]", "allowed"),
    ]
}

pub(crate) fn always(professional: &str) -> [(&'static str, &str); 8] {
    [
        ("form[professional]", professional),
        ("form[monday]", ALL_DAY),
        ("form[tuesday]", ALL_DAY),
        ("form[wednesday]", ALL_DAY),
        ("form[thursday]", ALL_DAY),
        ("form[friday]", ALL_DAY),
        ("form[saturday]", ALL_DAY),
        ("form[sunday]", ALL_DAY),
    ]
}

pub(crate) fn booking<'a>(professional: &'a str, starts_at: &'a str) -> [(&'static str, &'a str); 3] {
    [("form[professional]", professional), ("form[starts_at]", starts_at), ("form[reason]", REASON)]
}
