//! Breaking the glass and contesting, as the doors and the letters show it.

use app::{error::AppError, mail::DemoMail, privacy::api::Reviews};
use axum::http::StatusCode;
use domain::{
    AppointmentId, PatientId, Refusal,
    care::{PatientPage, PatientRecord},
    privacy::{
        BREAK_GLASS_MINUTES, BreakGlassForm, ContestForm, Found, Reading, SEARCHES_AN_HOUR_MAX, SoughtForm, Why,
    },
};

use crate::{
    clinic::{Clinic, Engine, Plan, REASON, on_plan},
    database::number,
    doors::{Door, Things, Town},
    people::Person,
};

const GLASS_REASON: &str = "Desmaiou na recepção.";

/// What a professional types who looks for Ana.
const ANA: [(&str, &str); 2] = [("form[name]", "Ana Souza"), ("form[birth_date]", "1990-05-20")];

/// Ana with a visit of Helena's, and Otávio, who has never met her.
async fn strangers(clinic: &Clinic) -> (Person, Person, AppointmentId) {
    let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
    let visit = clinic.booked(&ana, &helena).await;
    (ana, clinic.professional("Otávio Lins").await, visit)
}

async fn break_glass(otavio: &Person) -> PatientId {
    let found = otavio.browser.call("seek_patient", &ANA).await.json::<Option<Found>>().unwrap();
    let id = found.id.to_string();
    otavio.browser.call("break_glass", &[("form[patient]", &id), ("form[reason]", GLASS_REASON)]).await.json()
}

both_engines! {
    async fn a_stranger_is_read_for_an_hour_after_breaking_the_glass_and_not_before(clinic: Clinic) {
        clinic.jobs_may_stay();
        let (ana, otavio, _) = strangers(&clinic).await;
        let id = clinic.as_caller(&ana).await.must_be_patient().unwrap().to_string();
        for (door, name) in [("patient", "id"), ("read_record", "patient")] {
            assert_eq!(otavio.browser.call(door, &[(name, &id)]).await.error(), AppError::Missing);
        }
        assert_eq!(break_glass(&otavio).await.to_string(), id);
        let page = otavio.browser.call("patient", &[("id", &id)]).await.json::<PatientPage>();
        assert!(page.until.is_some());
        otavio.browser.call("read_record", &[("patient", &id)]).await.json::<PatientRecord>();
        assert_eq!(otavio.browser.get(&format!("/patients/{id}?record=open")).await.status, StatusCode::OK);
        clinic.pass_minutes(BREAK_GLASS_MINUTES);
        for (door, name) in [("patient", "id"), ("read_record", "patient")] {
            assert_eq!(otavio.browser.call(door, &[(name, &id)]).await.error(), AppError::Missing);
        }
        let page = otavio.browser.get(&format!("/patients/{id}?record=open")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }

    async fn s15_a_search_is_no_search_engine(clinic: Clinic) {
        clinic.jobs_may_stay();
        let (_, otavio, _) = strangers(&clinic).await;
        let nobody = [("form[name]", "Ana"), ("form[birth_date]", "1990-05-20")];
        for _ in 0..SEARCHES_AN_HOUR_MAX {
            assert_eq!(otavio.browser.call("seek_patient", &nobody).await.json::<Option<Found>>(), None);
        }
        // Found or not: the count is the same, and in the database.
        for sought in [nobody, ANA] {
            let answer = otavio.browser.call("seek_patient", &sought).await;
            assert_eq!(answer.error(), AppError::Refused(Refusal::TooManySearches));
        }
        let counted = "select count(*) from audit_event where kind = 'patient_sought'";
        assert_eq!(number(clinic.db(), counted).await, SEARCHES_AN_HOUR_MAX);
    }

    async fn a_patient_sees_who_read_contests_it_and_sees_the_answer(clinic: Clinic) {
        clinic.jobs_may_stay();
        let (ana, otavio, _) = strangers(&clinic).await;
        break_glass(&otavio).await;
        let seen = ana.browser.call("who_saw", &[]).await.json::<Vec<Reading>>();
        let seen = seen.iter().map(|it| (it.who.as_deref().unwrap(), it.why, it.reason.as_deref())).collect::<Vec<_>>();
        assert_eq!(seen, [
            ("Otávio Lins", Why::BreakGlass, Some(GLASS_REASON)),
            ("Otávio Lins", Why::Search, None),
        ]);
        let sequence = ana.browser.call("who_saw", &[]).await.json::<Vec<Reading>>()[0].sequence.to_string();
        let contest = [("form[sequence]", sequence.as_str()), ("form[text]", "Não conheço.")];
        ana.browser.call("contest_reading", &contest).await.json::<()>();
        let marta = clinic.administrator().await.browser;
        let open = marta.call("reviews", &[]).await.json::<Reviews>().contests.remove(0);
        let answer = [("form[contest]", open.id.to_string()), ("form[answer]", "Foi uma emergência.".to_owned())];
        let answer = answer.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>();
        marta.call("answer_contest", &answer).await.json::<()>();
        let own = ana.browser.call("who_saw", &[]).await.json::<Vec<Reading>>().remove(0).contest.unwrap();
        assert_eq!(own.answer.as_deref(), Some("Foi uma emergência."));
        for page in [ana.browser.get("/who-saw").await, marta.get("/reviews").await] {
            assert!(page.text().contains("Otávio Lins"), "{}", page.status);
        }
    }
}

#[test]
fn letters_about_a_broken_glass_say_who_and_when_and_nothing_of_the_record() {
    on_plan(Engine::Sqlite, Plan { demo: true, ..Plan::default() }, async |clinic| {
        let (_, otavio, _) = strangers(&clinic).await;
        clinic.work().await;
        break_glass(&otavio).await;
        assert_eq!(clinic.work().await, 2, "the administrator and the patient");
        let letters = otavio.browser.call("demo_messages", &[]).await.json::<Vec<DemoMail>>();
        let to =
            |address: &str| letters.iter().find(|letter| letter.to == address && letter.text.contains("Otávio Lins"));
        let (hers, theirs) = (to("ana.souza@example.com").unwrap(), to("marta@example.com").unwrap());
        assert!(hers.text.contains("/who-saw") && hers.text.contains("08:50"), "{}", hers.text);
        assert!(theirs.text.contains("/reviews") && !theirs.text.contains("Ana"), "{}", theirs.text);
        for letter in &letters {
            for secret in [REASON, GLASS_REASON, "Desmaiou"] {
                assert!(!letter.text.contains(secret) && !letter.subject.contains(secret), "{}", letter.text);
            }
        }
    });
}

// what a knock may be about

impl Town {
    /// What a door of privacy is asked about; made only where it is asked.
    pub(crate) async fn with_what_is_private(&self, door: &Door, things: Things, visit: AppointmentId) -> Things {
        let asks = |other: Things| door.changes_with(&other);
        let other = || "other".to_owned();
        let mut things = things;
        if asks(Things { found: other(), ..Things::default() }) {
            things.found = self.found().await.to_string();
        }
        if asks(Things { glass: other(), ..Things::default() }) {
            let form = BreakGlassForm { patient: self.found().await.to_string(), reason: GLASS_REASON.into() };
            let otavio = self.clinic.as_caller(&self.people[3]).await;
            things.glass = store::privacy::break_glass(&otavio, form.check().unwrap()).await.unwrap().to_string();
        }
        if asks(Things { sequence: other(), ..Things::default() }) {
            things.sequence = self.reading(visit).await;
        }
        if asks(Things { contest: other(), ..Things::default() }) {
            let form = ContestForm { sequence: self.reading(visit).await, text: "Não conheço.".into() };
            let ana = self.clinic.as_caller(&self.people[0]).await;
            things.contest = store::privacy::contest(&ana, form.check().unwrap()).await.unwrap().to_string();
        }
        things
    }

    /// Somebody new whom the other professional just found.
    async fn found(&self) -> PatientId {
        let name = format!("Lia Dias {}", self.clinic.next());
        self.clinic.patient(&name).await;
        let form = SoughtForm { cpf: String::new(), name, birth_date: "1990-05-20".into() };
        let otavio = self.clinic.as_caller(&self.people[3]).await;
        let found = store::privacy::seek(&otavio, form.check(otavio.today()).unwrap()).await.unwrap();
        found.unwrap().id
    }

    /// The number of a new reading of the patient's record.
    async fn reading(&self, visit: AppointmentId) -> String {
        let helena = self.clinic.as_caller(&self.people[2]).await;
        store::records::open(&helena, visit).await.unwrap();
        number(self.clinic.db(), "select max(sequence) from audit_event").await.to_string()
    }
}
