//! S27: every reading of a patient and every write leaves exactly one entry, at every door that is open to somebody.

use crate::{access::DOORS, scene::Scene};

/// Verbs that only look, and at nothing of a patient's record: who is here, who works here, when, and what is told to the
/// one it concerns.
const LOOKS: &[&str] = &[
    "accounts::is_set_up",
    "accounts::signed_in",
    "accounts::profile",
    "accounts::devices",
    "accounts::people",
    "accounts::factor_state",
    "family::dependants",
    "patients::payers",
    "patients::list",
    "patients::alike",
    // A file that never arrived whole: nothing happened.
    "imports::begin",
    "imports::imports",
    // Whoever acts for themselves already is told yes, and nothing happened.
    "family::act_for_myself",
    // A secret that no app knows yet, and questions to a browser: nothing happened.
    "accounts::new_factor",
    // What was just made, for the page that shows it.
    "accounts::keep_made",
    "accounts::made",
    "accounts::forget_made",
    "accounts::passkeys",
    "accounts::passkey_creation",
    "accounts::passkey_request",
    "links::invitations",
    "terms::acceptances",
    "audit::security_log",
    "professionals::list",
    "professionals::see",
    "professionals::profile",
    "professionals::directory",
    "scheduling::opening_hours",
    "scheduling::booking_rules",
    "scheduling::exceptions",
    "scheduling::holidays",
    "scheduling::free_days",
    "scheduling::move_window",
    "scheduling::patient_to_book",
    "scheduling::booking_window",
    "scheduling::appointment",
    "scheduling::visits",
    "scheduling::board",
    "scheduling::on_agenda",
    "scheduling::changes",
    "calendar::feed",
    "calls::log",
    "care::patients",
    "privacy::officer",
    // The search that found them left its entry.
    "privacy::found",
    "privacy::readings",
    "privacy::contests",
    "privacy::reviews",
    "audit::trail",
];

/// Verbs that read a patient: their entry names the patient and the reader.
const READINGS: &[&str] =
    &["records::open", "care::patient", "records::of_patient", "patients::registration", "patients::sheet"];

both_engines! {
    async fn s27_every_open_door_leaves_exactly_the_entries_it_should(clinic: Clinic) {
        let scene = Scene::new(clinic).await;
        let like = scene.target().await;
        for door in DOORS {
            for who in Scene::allowed(door) {
                let target = scene.target_for(door, &like).await;
                let before = scene.clinic.chain().await.len();
                let caller = scene.ask(door, who, &target).await;
                let entries = scene.clinic.chain().await.split_off(before);
                let expected = usize::from(!LOOKS.contains(&door.verb));
                assert_eq!(entries.len(), expected, "{} asked by {who}: {entries:?}", door.verb);
                if READINGS.contains(&door.verb) {
                    let (link, _) = &entries[0];
                    assert_eq!((link.account, link.patient), (caller.actor.account(), Some(target.patient)), "{}", door.verb);
                }
            }
        }
    }
}
