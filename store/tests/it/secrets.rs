//! S28: what is secret stands in no plain column, and in no error.

use store::{records, scheduling};

use crate::{
    given::{Clinic, PASSWORD, REASON, booking, email_of, monday, note, registration_with},
    raw::holds,
};

const CPF_DIGITS: &str = "52998224725";
const CPF: &str = "529.982.247-25";
const NOTE: &str = "suspeita de hernia discal";

/// A clinic in which every secret there is was typed once.
async fn full_of_secrets(clinic: &Clinic) -> domain::AppointmentId {
    let registration = registration_with("Ana", &email_of("Ana"), CPF);
    let account = clinic.enrolled(registration).await;
    let (ana, helena) = (clinic.holder(account).await, clinic.professional("Helena").await);
    let visit = clinic.booked(&ana, &helena).await;
    let helena = helena.at(monday("09:00"));
    records::write_note(&helena, note(visit, NOTE)).await.unwrap();
    scheduling::complete(&helena, visit).await.unwrap();
    let record = records::open(&ana, visit).await.unwrap();
    assert_eq!((record.reason.as_str(), record.notes[0].text.as_str()), (REASON, NOTE));
    visit
}

both_engines! {
    async fn s28_no_secret_stands_in_a_plain_column(clinic: Clinic) {
        full_of_secrets(&clinic).await;
        let dump = clinic.dump().await;
        assert!(holds(&dump, "Ana") && holds(&dump, "Particular"), "the search finds what is there");
        for secret in [CPF_DIGITS, CPF, REASON, NOTE, "hernia", "lombalgia", PASSWORD] {
            assert!(!holds(&dump, secret), "{secret} stands in the database");
        }
    }

    async fn s28_no_secret_stands_in_an_error(clinic: Clinic) {
        full_of_secrets(&clinic).await;
        let again = registration_with("Rui", &email_of("Ana"), CPF);
        let taken = store::patients::enrol(&clinic.system(), again, None).await.unwrap_err();
        let rui = clinic.patient("Rui").await;
        let slot = clinic.slot_of(&clinic.professional("Otto").await).await;
        clinic.sql("drop table job").await.unwrap();
        let broken = scheduling::book(&rui, booking(slot)).await.unwrap_err();
        assert!(matches!(broken, store::Error::Broken(_)));
        for text in [format!("{taken:?} {taken}"), format!("{broken:?} {broken}"), format!("{rui:?}")] {
            for secret in [CPF_DIGITS, CPF, REASON, "example.com"] {
                assert!(!text.contains(secret), "{text}");
            }
        }
    }
}

/// Not a byte of it on the disk either: not in the file, not in its log.
#[test]
fn s28_no_secret_stands_in_the_files() {
    crate::given::on(crate::given::Engine::Sqlite, async |clinic: Clinic| {
        full_of_secrets(&clinic).await;
        for entry in std::fs::read_dir(clinic.folder().unwrap()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            for secret in [CPF_DIGITS, CPF, REASON, NOTE, "hernia", PASSWORD] {
                let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
                assert!(!found, "{secret} stands in {}", path.display());
            }
        }
    });
}
