//! S26: the audit chain shows every change, and names the first link that does not fit.

use domain::audit::{EventKind, FIRST_HASH, Hash, Link};
use store::{
    audit::{self, Broken, Checkpoint, CheckpointKey, Verification},
    records, scheduling,
};
use uuid::Uuid;

use crate::given::{Clinic, monday, note};

/// A whole story; it leaves more than ten links.
async fn whole_story(clinic: &Clinic) {
    let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
    let visit = clinic.booked(&ana, &helena).await;
    let (ana, helena) = (ana.at(monday("09:00")), helena.at(monday("09:00")));
    let ticket = store::calls::issue_ticket(&ana, visit).await.unwrap();
    let admission = store::calls::spend_ticket(&ana, ticket.call, &ticket.secret).await.unwrap();
    store::calls::leave(&ana, &admission).await.unwrap();
    records::write_note(&helena, note(visit, "melhora")).await.unwrap();
    scheduling::complete(&helena, visit).await.unwrap();
    records::open(&ana, visit).await.unwrap();
}

fn key() -> CheckpointKey {
    CheckpointKey::from_seed(&[3; 32])
}

async fn checkpoint(clinic: &Clinic) -> Checkpoint {
    let (sequence, hash) = audit::head(&clinic.db).await.unwrap().unwrap();
    key().read(&key().sign(sequence, hash, clinic.now()).to_text().unwrap()).unwrap()
}

async fn verify(clinic: &Clinic) -> Verification {
    audit::verify(&clinic.db, None).await.unwrap()
}

/// The chain as it is after somebody with all rights executed a statement.
async fn broken_by(clinic: &Clinic, deed: &str) -> Option<Broken> {
    clinic.without_triggers("audit_event").await;
    assert_ne!(clinic.sql(deed).await.unwrap(), 0, "{deed}");
    verify(clinic).await.broken
}

fn hash_of(bytes: &[u8]) -> Hash {
    bytes.try_into().unwrap()
}

both_engines! {
    async fn the_chain_of_a_whole_story_verifies(clinic: Clinic) {
        whole_story(&clinic).await;
        let found = verify(&clinic).await;
        assert_eq!(found.broken, None);
        let chain = clinic.chain().await;
        assert_eq!(found.links, chain.len() as i64);
        assert!(found.links > 10);
        assert_eq!(found.head, crate::raw::hex(&chain.last().unwrap().1));
        let mut hash = FIRST_HASH;
        for (number, (link, kept)) in chain.iter().enumerate() {
            assert_eq!(link.sequence, number as i64 + 1, "no number is left out");
            hash = link.hash(&hash);
            assert_eq!(*kept, hash);
        }
    }

    async fn the_hash_of_any_link_can_be_asked_for(clinic: Clinic) {
        whole_story(&clinic).await;
        for (link, hash) in clinic.chain().await {
            assert_eq!(audit::hash_at(&clinic.db, link.sequence).await.unwrap(), Some(hash_of(&hash)));
        }
        assert_eq!(audit::hash_at(&clinic.db, 1_000).await.unwrap(), None);
    }

    async fn an_empty_chain_verifies(clinic: Clinic) {
        assert_eq!(audit::head(&clinic.db).await.unwrap(), None);
        assert_eq!((verify(&clinic).await.links, verify(&clinic).await.broken), (0, None));
    }

    async fn an_event_is_never_changed_or_removed(clinic: Clinic) {
        clinic.patient("Ana").await;
        let over = if clinic.is_sqlite() {
            "insert or replace into audit_event
             select sequence, 0, actor, account_id, kind, subject_id, patient_id, acted_for, hash from audit_event"
        } else {
            "insert into audit_event select * from audit_event on conflict (sequence) do update set at = 0"
        };
        let update = "update audit_event set at = 0";
        for deed in [update, "update audit_event set hash = hash", "delete from audit_event", over] {
            let refused = clinic.untouched(clinic.sql(deed)).await.unwrap_err();
            assert_eq!(refused.constraint().as_deref(), Some("audit_event_append_only"), "{deed}");
        }
        if !clinic.is_sqlite() {
            clinic.untouched(clinic.sql("truncate audit_event")).await.unwrap_err();
        }
    }

    async fn a_change_in_any_column_is_found_and_named(clinic: Clinic) {
        whole_story(&clinic).await;
        clinic.without_triggers("audit_event").await;
        let id = clinic.literal(Uuid::from_u128(9));
        let bytes = clinic.bytes(&[9; 32]);
        let changes = [
            "at = at + 1".to_owned(),
            "actor = 'system'".into(),
            format!("account_id = {id}"),
            "account_id = null".into(),
            "kind = 'signed_out'".into(),
            format!("subject_id = {id}"),
            format!("patient_id = {id}"),
            "patient_id = null".into(),
            format!("hash = {bytes}"),
        ];
        let chain = clinic.chain().await;
        let booked = chain.iter().position(|(link, _)| link.kind == EventKind::AppointmentBooked).unwrap();
        let (link, hash) = &chain[booked];
        for change in changes {
            clinic.sql(&format!("update audit_event set {change} where sequence = {}", link.sequence)).await.unwrap();
            assert_eq!(verify(&clinic).await.broken, Some(Broken::Changed(link.sequence)), "{change}");
            assert_eq!(verify(&clinic).await.links, link.sequence - 1);
            clinic.sql(&format!("delete from audit_event where sequence = {}", link.sequence)).await.unwrap();
            clinic.forge(link, &hash_of(hash)).await;
            assert_eq!(verify(&clinic).await.broken, None, "put back as it was");
        }
    }

    async fn a_changed_number_is_a_gap(clinic: Clinic) {
        whole_story(&clinic).await;
        let broken = broken_by(&clinic, "update audit_event set sequence = 1000 where sequence = 4").await;
        assert_eq!(broken, Some(Broken::Gap(4)));
    }

    async fn a_word_on_no_list_is_named_wherever_it_stands(clinic: Clinic) {
        whole_story(&clinic).await;
        let broken = broken_by(&clinic, "update audit_event set kind = 'nothing_happened' where sequence = 5").await;
        assert_eq!(broken, Some(Broken::Unreadable(5)));
        assert_eq!(verify(&clinic).await.links, 4);
    }

    async fn a_link_removed_from_the_middle_is_a_gap(clinic: Clinic) {
        whole_story(&clinic).await;
        assert_eq!(broken_by(&clinic, "delete from audit_event where sequence = 5").await, Some(Broken::Gap(5)));
    }

    async fn a_removed_beginning_is_a_gap(clinic: Clinic) {
        whole_story(&clinic).await;
        assert_eq!(broken_by(&clinic, "delete from audit_event where sequence <= 2").await, Some(Broken::Gap(1)));
    }

    async fn two_links_that_changed_places_are_found(clinic: Clinic) {
        whole_story(&clinic).await;
        clinic.without_triggers("audit_event").await;
        for (from, to) in [(4, -1), (7, 4), (-1, 7)] {
            clinic.sql(&format!("update audit_event set sequence = {to} where sequence = {from}")).await.unwrap();
        }
        assert_eq!(verify(&clinic).await.broken, Some(Broken::Changed(4)));
    }

    async fn a_link_put_into_the_middle_is_found(clinic: Clinic) {
        whole_story(&clinic).await;
        let chain = clinic.chain().await;
        clinic.without_triggers("audit_event").await;
        for (link, _) in chain.iter().rev().filter(|(link, _)| link.sequence > 4) {
            let (from, to) = (link.sequence, link.sequence + 1);
            clinic.sql(&format!("update audit_event set sequence = {to} where sequence = {from}")).await.unwrap();
        }
        let false_link = Link { sequence: 5, ..chain[4].0 };
        let hash = false_link.hash(&hash_of(&chain[3].1));
        clinic.forge(&false_link, &hash).await;
        // The false link fits what is before it: it is what comes after that gives it away.
        assert_eq!(verify(&clinic).await.broken, Some(Broken::Changed(6)));
    }

    async fn a_doubled_link_is_found(clinic: Clinic) {
        whole_story(&clinic).await;
        let chain = clinic.chain().await;
        let (last, hash) = chain.last().unwrap();
        clinic.forge(&Link { sequence: last.sequence + 1, ..*last }, &hash_of(hash)).await;
        assert_eq!(verify(&clinic).await.broken, Some(Broken::Changed(last.sequence + 1)));
    }
}

both_engines! {
    async fn a_cut_tail_is_found_by_the_signed_checkpoint_alone(clinic: Clinic) {
        whole_story(&clinic).await;
        let checkpoint = checkpoint(&clinic).await;
        let ends_at = checkpoint.sequence - 3;
        let broken = broken_by(&clinic, &format!("delete from audit_event where sequence > {ends_at}")).await;
        assert_eq!(broken, None, "a shorter chain is a chain");
        let found = audit::verify(&clinic.db, Some(&checkpoint)).await.unwrap();
        assert_eq!(found.broken, Some(Broken::CutTail { ends_at, checkpoint: checkpoint.sequence }));
    }

    async fn an_emptied_chain_is_found_by_the_checkpoint(clinic: Clinic) {
        whole_story(&clinic).await;
        let checkpoint = checkpoint(&clinic).await;
        assert_eq!(broken_by(&clinic, "delete from audit_event").await, None);
        let found = audit::verify(&clinic.db, Some(&checkpoint)).await.unwrap();
        assert_eq!(found.broken, Some(Broken::CutTail { ends_at: 0, checkpoint: checkpoint.sequence }));
    }

    async fn a_chain_built_anew_is_found_by_the_checkpoint_alone(clinic: Clinic) {
        whole_story(&clinic).await;
        let checkpoint = checkpoint(&clinic).await;
        let chain = clinic.chain().await;
        clinic.without_triggers("audit_event").await;
        clinic.sql("delete from audit_event").await.unwrap();
        // Somebody who knows how hashes are made leaves one reading out, and puts a sign-out in its place.
        let mut hash = FIRST_HASH;
        for (link, _) in chain {
            let opened = link.kind == EventKind::RecordOpened;
            let link = if opened { Link { kind: EventKind::SignedOut, patient: None, ..link } } else { link };
            hash = link.hash(&hash);
            clinic.forge(&link, &hash).await;
        }
        assert_eq!(verify(&clinic).await.broken, None, "every hash fits");
        let found = audit::verify(&clinic.db, Some(&checkpoint)).await.unwrap();
        assert_eq!(found.broken, Some(Broken::Rebuilt(checkpoint.sequence)));
    }

    async fn an_old_checkpoint_still_verifies_after_growth(clinic: Clinic) {
        clinic.patient("Ana").await;
        let old = checkpoint(&clinic).await;
        clinic.patient("Rui").await;
        clinic.professional("Helena").await;
        let found = audit::verify(&clinic.db, Some(&old)).await.unwrap();
        assert_eq!((found.broken, found.links > old.sequence), (None, true));
        assert_eq!(audit::verify(&clinic.db, Some(&checkpoint(&clinic).await)).await.unwrap().broken, None);
    }

    async fn the_trail_shows_the_latest_first_page_by_page(clinic: Clinic) {
        let marta = clinic.administrator().await;
        for _ in 0..60 {
            store::accounts::sign_out(&marta).await.unwrap();
        }
        let first = audit::trail(&marta, None).await.unwrap();
        assert_eq!((first.len(), first[0].sequence), (50, 62));
        let second = audit::trail(&marta, Some(first[49].sequence)).await.unwrap();
        assert_eq!(second.iter().map(|entry| entry.sequence).collect::<Vec<_>>(), (1..=12).rev().collect::<Vec<_>>());
        assert_eq!((second[11].kind, first[0].account), (EventKind::ClinicSetUp, marta.actor.account()));
        assert_eq!(second[11].hash_prefix.len(), 12);
    }

    async fn events_of_many_at_once_are_one_chain(clinic: Clinic) {
        let marta = clinic.administrator().await;
        crate::given::at_once(40, move |_| {
            let marta = marta.clone();
            async move { store::accounts::sign_out(&marta).await.unwrap() }
        })
        .await;
        let found = verify(&clinic).await;
        assert_eq!((found.links, found.broken), (42, None));
    }
}
