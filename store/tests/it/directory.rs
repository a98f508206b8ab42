//! The directory that visitors search, and the free times it is sorted by.

use domain::{
    Moment,
    professionals::{DirectoryCard, DirectoryForm, DirectorySearch, ProfileForm, Spoken},
    scheduling::WeekForm,
};
use store::{Caller, accounts, professionals, scheduling};

use crate::given::{Clinic, biography, booking, mornings, new_professional, picture, profile, profile_form, whoever};

async fn found(caller: &Caller, search: DirectorySearch) -> Vec<DirectoryCard> {
    professionals::directory(caller, search).await.unwrap().cards
}

async fn names(caller: &Caller, form: DirectoryForm) -> Vec<String> {
    found(caller, form.check().unwrap()).await.into_iter().map(|card| card.name).collect()
}

fn all() -> DirectoryForm {
    DirectoryForm::default()
}

/// The clinic looks until nothing is left to look at.
async fn freshen(clinic: &Clinic) {
    while professionals::freshen(&clinic.system()).await.unwrap() > 0 {}
}

async fn next_free(clinic: &Clinic, name: &str) -> Option<Moment> {
    freshen(clinic).await;
    let cards = found(&clinic.visitor(), whoever(name)).await;
    cards[0].next_free.map(|local| local.at)
}

both_engines! {
    async fn a_visitor_sees_what_a_professional_says_of_themselves_and_nothing_else(clinic: Clinic) {
        let helena = clinic.professional("Helena Prado").await;
        let id = helena.must_be_professional().unwrap();
        professionals::set_profile(&helena, profile(id)).await.unwrap();
        professionals::set_biography(&helena, biography(id, "Cuido de joelhos.")).await.unwrap();
        let photo = professionals::set_photo(&helena, id, picture()).await.unwrap();
        freshen(&clinic).await;
        let card = found(&clinic.visitor(), whoever("")).await.remove(0);
        let told = serde_json::to_value(&card).unwrap();
        let expected = serde_json::json!({
            "id": id,
            "name": "Helena Prado",
            "photo": photo,
            "specialties": [{ "name": "Ortopedia", "rqe": "12345" }, { "name": "Acupuntura", "rqe": null }],
            "registrations": ["CREFITO 200001-F SP", "CRM 98765 RJ"],
            "languages": ["pt", "bzs"],
            "modality": "both",
            "price": 25_000,
            "visit_minutes": 30,
            "biography": "Cuido de joelhos.",
            "next_free": { "at": "2026-03-02T12:00:00Z", "wall": "2026-03-02T09:00:00" },
        });
        assert_eq!(told, expected);
    }

    async fn administrators_reception_and_patients_are_never_listed(clinic: Clinic) {
        clinic.administrator().await;
        clinic.reception("Rosa").await;
        clinic.patient("Ana").await;
        clinic.professional("Helena").await;
        assert_eq!(names(&clinic.visitor(), all()).await, ["Helena"]);
    }

    async fn who_may_not_come_in_is_not_listed(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        let (marta, account) = (clinic.administrator().await, helena.actor.account().unwrap());
        accounts::deactivate(&marta, account).await.unwrap();
        assert!(names(&clinic.visitor(), all()).await.is_empty());
        accounts::reactivate(&marta, account).await.unwrap();
        assert_eq!(names(&clinic.visitor(), all()).await, ["Helena"]);
    }

    async fn a_search_forgets_accents_case_and_order_and_looks_at_every_specialty(clinic: Clinic) {
        let jose = clinic.professional("José da Conceição").await;
        clinic.professional("Ana Prado").await;
        professionals::set_profile(&jose, profile(jose.must_be_professional().unwrap())).await.unwrap();
        let visitor = clinic.visitor();
        for words in ["jose", "CONCEICAO", "conceicao jose", "acup", "ortopedia José", "jo"] {
            assert_eq!(names(&visitor, DirectoryForm { words: words.into(), ..all() }).await, ["José da Conceição"], "{words}");
        }
        for words in ["fisio", "prado"] {
            assert_eq!(names(&visitor, DirectoryForm { words: words.into(), ..all() }).await, ["Ana Prado"], "{words}");
        }
        for words in ["onceicao", "jose prado", "' or '1'='1", "jose\\"] {
            let count = names(&visitor, DirectoryForm { words: words.into(), ..all() }).await.len();
            assert_eq!(count, usize::from(words.starts_with("jose\\")), "{words}");
        }
    }

    async fn language_place_price_and_time_are_asked_together(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        clinic.professional("Otto").await;
        professionals::set_profile(&helena, profile(helena.must_be_professional().unwrap())).await.unwrap();
        freshen(&clinic).await;
        let visitor = clinic.visitor();
        let libras = DirectoryForm { language: Spoken::Libras.as_str().into(), ..all() };
        assert_eq!(names(&visitor, libras.clone()).await, ["Helena"]);
        assert_eq!(names(&visitor, DirectoryForm { modality: "in_person".into(), ..all() }).await, ["Helena"]);
        assert_eq!(names(&visitor, DirectoryForm { modality: "remote".into(), ..all() }).await.len(), 2);
        assert_eq!(names(&visitor, DirectoryForm { price: "250,00".into(), ..all() }).await, ["Helena"]);
        assert!(names(&visitor, DirectoryForm { price: "249,99".into(), ..all() }).await.is_empty());
        let every = DirectoryForm { modality: "remote".into(), price: "300".into(), within: "1".into(), ..libras };
        assert_eq!(names(&visitor, every).await, ["Helena"]);
    }

    async fn whoever_is_free_next_comes_first_and_the_cheapest_when_asked(clinic: Clinic) {
        let (late, never) = (clinic.professional("Late").await, clinic.professional("Never").await);
        let soon = clinic.professional("Soon").await;
        let id = late.must_be_professional().unwrap();
        let friday = WeekForm { professional: id.to_string(), friday: "09:00-12:00".into(), ..WeekForm::default() };
        scheduling::set_opening_hours(&late, friday.check().unwrap()).await.unwrap();
        let closed = WeekForm { professional: never.must_be_professional().unwrap().to_string(), ..WeekForm::default() };
        scheduling::set_opening_hours(&never, closed.check().unwrap()).await.unwrap();
        let cheap = ProfileForm { registration1: "9".into(), registration2: "9".into(), price: "10".into(),
            ..profile_form(never.must_be_professional().unwrap()) };
        professionals::set_profile(&never, cheap.check().unwrap()).await.unwrap();
        professionals::set_profile(&late, profile(id)).await.unwrap();
        freshen(&clinic).await;
        let visitor = clinic.visitor();
        assert_eq!(names(&visitor, all()).await, ["Soon", "Late", "Never"]);
        assert_eq!(names(&visitor, DirectoryForm { order: "price".into(), ..all() }).await, ["Never", "Late", "Soon"]);
        assert_eq!(names(&visitor, DirectoryForm { within: "3".into(), ..all() }).await, ["Soon"]);
        assert_eq!(found(&visitor, whoever("never")).await[0].next_free, None);
        drop(soon);
    }

    async fn what_is_known_follows_bookings_cancellations_and_hours(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        let (ana, first) = (clinic.patient("Ana").await, clinic.slot_of(&helena).await);
        assert_eq!(next_free(&clinic, "helena").await, Some(first.starts_at));
        let visit = scheduling::book(&ana, booking(first)).await.unwrap();
        assert_eq!(next_free(&clinic, "helena").await, Some(first.starts_at.plus_minutes(30)));
        scheduling::cancel(&ana, visit).await.unwrap();
        assert_eq!(next_free(&clinic, "helena").await, Some(first.starts_at));
        let id = helena.must_be_professional().unwrap();
        let afternoon = WeekForm { monday: "14:00-15:00".into(), ..mornings(id) };
        scheduling::set_opening_hours(&helena, afternoon.check().unwrap()).await.unwrap();
        assert_eq!(next_free(&clinic, "helena").await, Some(first.starts_at.plus_minutes(5 * 60)));
        clinic.at("2026-03-02T14:29:30-03:00");
        assert_eq!(found(&clinic.visitor(), whoever("helena")).await[0].next_free, None, "what is over is not told");
        assert_eq!(next_free(&clinic, "helena").await, Moment::parse("2026-03-03T09:00:00-03:00"));
    }

    async fn what_is_known_is_looked_at_again_only_when_it_may_have_changed(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        freshen(&clinic).await;
        assert_eq!(professionals::freshen(&clinic.system()).await.unwrap(), 0);
        let ana = clinic.patient("Ana").await;
        clinic.booked(&ana, &helena).await;
        assert_eq!(professionals::freshen(&clinic.system()).await.unwrap(), 1);
        assert_eq!(professionals::freshen(&clinic.system()).await.unwrap(), 0);
        clinic.at("2026-03-02T08:01:00-03:00");
        assert_eq!(professionals::freshen(&clinic.system()).await.unwrap(), 1, "and every hour");
    }

    async fn page_by_page_everybody_comes_once(clinic: Clinic) {
        let marta = clinic.administrator().await;
        for number in 0..29 {
            professionals::add(&marta, new_professional(&format!("Pessoa {number}"), number)).await.unwrap();
        }
        for order in ["next_free", "price"] {
            let (mut seen, mut after) = (Vec::new(), String::new());
            loop {
                let form = DirectoryForm { order: order.into(), after, ..all() };
                let page = professionals::directory(&clinic.visitor(), form.check().unwrap()).await.unwrap();
                assert!(page.cards.len() <= 12);
                seen.extend(page.cards.into_iter().map(|card| card.id));
                let Some(next) = page.next else { break };
                after = next;
            }
            assert_eq!(seen.len(), 29);
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), 29, "{order}");
        }
    }

    /// P10: the rows of a page are read in their order, from an index; nothing is sorted.
    async fn p10_the_directory_is_read_from_an_index_in_its_order(clinic: Clinic) {
        clinic.professional("Helena").await;
        let indexes = ["next_free_next_free_at_professional_id_idx", "professional_price_idx"];
        for (query, index) in professionals::DIRECTORY_QUERIES.iter().zip(indexes) {
            let plan = clinic.plan(&asking_for_nothing(&clinic, query), "").await.join("\n").to_lowercase();
            assert!(plan.contains(index), "{plan}");
            for sorted in ["temp b-tree for order by", "sort key", "scan professional\n", "seq scan on account"] {
                assert!(!plan.contains(sorted), "{plan}");
            }
        }
    }
}

/// A query of the directory that asks for nothing in particular.
fn asking_for_nothing(clinic: &Clinic, query: &str) -> String {
    let nobody = clinic.literal(uuid::Uuid::nil());
    let values = ["0", &nobody, "9223372036854775807", "'%'", "'%'", "'%'", "'%'", "'%'", "null", "null", "13"];
    // From the last one: `$1` stands in `$11`, too.
    let values = values.iter().enumerate().rev();
    values.fold(query.to_owned(), |text, (place, value)| text.replace(&format!("${}", place + 1), value))
}
