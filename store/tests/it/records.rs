//! The clinical record: written once, read by two people, and every reading leaves its event.

use domain::{
    AppointmentId, Refusal,
    audit::EventKind::{NoteWritten, RecordOpened},
    records::NOTES_A_VISIT_MAX,
};
use store::{Caller, Error, records, scheduling};

use crate::given::{Clinic, REASON, assert_denied, assert_missing, assert_refused, at_once, monday, note, outcome};

const NOTE: &str = "melhora da amplitude\nexercícios em casa";

/// Ana, Helena and their visit at nine; both look at the clock at nine.
async fn visit(clinic: &Clinic) -> (Caller, Caller, AppointmentId) {
    let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena Prado").await);
    let visit = clinic.booked(&ana, &helena).await;
    (ana.at(monday("09:00")), helena.at(monday("09:00")), visit)
}

both_engines! {
    async fn s27_author_and_patient_read_a_note_and_each_reading_is_one_event(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let write = records::write_note(&helena, note(visit, NOTE));
        let id = clinic.leaving(&[NoteWritten], write).await.unwrap();
        for reader in [&helena, &ana, &ana] {
            let record = clinic.leaving(&[RecordOpened], records::open(reader, visit)).await.unwrap();
            assert_eq!(record.reason, REASON);
            assert_eq!(record.notes.len(), 1);
            let read = &record.notes[0];
            assert_eq!((read.id, read.text.as_str(), read.author.as_str()), (id, NOTE, "Helena Prado"));
            assert_eq!((read.written.at, read.written.clock()), (monday("09:00"), "09:00".into()));
        }
    }

    async fn s27_an_event_names_the_reader_and_the_patient(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        records::open(&helena, visit).await.unwrap();
        let (link, _) = clinic.chain().await.pop().unwrap();
        assert_eq!((link.kind, link.subject), (RecordOpened, visit.0));
        assert_eq!((link.account, link.patient), (helena.actor.account(), Some(ana.must_be_patient().unwrap())));
    }

    async fn s27_without_an_event_there_is_no_answer(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        records::write_note(&helena, note(visit, NOTE)).await.unwrap();
        clinic.wall().await;
        for reader in [&ana, &helena] {
            let answer = clinic.untouched(records::open(reader, visit)).await;
            assert!(matches!(answer, Err(Error::Broken(_))), "{}", outcome(answer));
        }
        let write = clinic.untouched(records::write_note(&helena, note(visit, "outra"))).await;
        assert!(matches!(write, Err(Error::Broken(_))), "{}", outcome(write));
    }

    async fn nobody_else_reads_a_record(clinic: Clinic) {
        let (_, helena, visit) = visit(&clinic).await;
        records::write_note(&helena, note(visit, NOTE)).await.unwrap();
        let (rui, otto) = (clinic.patient("Rui").await, clinic.professional("Otto").await);
        for stranger in [rui, otto.clone()] {
            assert_missing(clinic.untouched(records::open(&stranger.at(helena.now), visit)).await);
        }
        let marta = clinic.administrator().await;
        assert_denied(clinic.untouched(records::open(&marta, visit)).await);
        assert_missing(clinic.untouched(records::write_note(&otto.at(helena.now), note(visit, "x1"))).await);
    }

    async fn an_empty_record_is_opened_and_leaves_an_event_too(clinic: Clinic) {
        let (ana, slot) = (clinic.patient("Ana").await, clinic.free_slot().await);
        let silent = domain::scheduling::Booking { reason: String::new(), ..crate::given::booking(slot) };
        let visit = scheduling::book(&ana, silent).await.unwrap();
        let record = clinic.leaving(&[RecordOpened], records::open(&ana, visit)).await.unwrap();
        assert!(record.reason.is_empty() && record.notes.is_empty());
    }

    async fn notes_stand_in_the_order_they_were_written(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        for (clock, text) in [("09:05", "primeira"), ("09:10", "segunda"), ("11:00", "terceira")] {
            records::write_note(&helena.at(monday(clock)), note(visit, text)).await.unwrap();
        }
        let texts = records::open(&ana, visit).await.unwrap().notes.into_iter().map(|note| note.text);
        assert_eq!(texts.collect::<Vec<_>>(), ["primeira", "segunda", "terceira"]);
    }

    async fn a_note_is_written_once_the_room_is_open_and_after_the_visit_too(clinic: Clinic) {
        let (_, helena, visit) = visit(&clinic).await;
        let early = helena.at(monday("08:44"));
        assert_refused(clinic.untouched(records::write_note(&early, note(visit, NOTE))).await, Refusal::NotYetBegun);
        records::write_note(&helena.at(monday("08:45")), note(visit, NOTE)).await.unwrap();
        scheduling::complete(&helena, visit).await.unwrap();
        records::write_note(&helena.at(monday("18:00")), note(visit, NOTE)).await.unwrap();
    }

    async fn a_visit_that_was_called_off_takes_no_note(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        scheduling::cancel(&ana.at(monday("07:30")), visit).await.unwrap();
        assert_refused(clinic.untouched(records::write_note(&helena, note(visit, NOTE))).await, Refusal::Cancelled);
    }

    async fn a_visit_takes_only_so_many_notes_at_once_too(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        for _ in 1..NOTES_A_VISIT_MAX {
            records::write_note(&helena, note(visit, "nota")).await.unwrap();
        }
        let answers = at_once(6, move |_| {
            let helena = helena.clone();
            async move { records::write_note(&helena, note(visit, "a última")).await }
        });
        crate::given::assert_one_winner(answers.await, Refusal::TooManyNotes);
        assert_eq!(records::open(&ana, visit).await.unwrap().notes.len() as i64, NOTES_A_VISIT_MAX);
    }
}

both_engines! {
    async fn a_note_is_never_changed_or_removed(clinic: Clinic) {
        let (_, helena, visit) = visit(&clinic).await;
        records::write_note(&helena, note(visit, NOTE)).await.unwrap();
        for deed in ["update note set text = text", "update note set written_at = 0", "delete from note"] {
            let refused = clinic.untouched(clinic.sql(deed)).await.unwrap_err();
            assert_eq!(refused.constraint().as_deref(), Some("note_append_only"), "{deed}");
        }
    }

    async fn a_note_is_not_replaced_by_inserting_over_it(clinic: Clinic) {
        let (_, helena, visit) = visit(&clinic).await;
        records::write_note(&helena, note(visit, NOTE)).await.unwrap();
        let over = if clinic.is_sqlite() {
            "insert or replace into note select id, appointment_id, patient_id, author_id, x'00', 0 from note"
        } else {
            "insert into note select * from note on conflict (id) do update set written_at = 0"
        };
        let refused = clinic.untouched(clinic.sql(over)).await.unwrap_err();
        assert_eq!(refused.constraint().as_deref(), Some("note_append_only"));
        if !clinic.is_sqlite() {
            clinic.untouched(clinic.sql("truncate note")).await.unwrap_err();
        }
    }

    async fn a_sealed_note_does_not_open_in_another_row(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        records::write_note(&helena, note(visit, "a primeira")).await.unwrap();
        records::write_note(&helena, note(visit, "a segunda")).await.unwrap();
        clinic.without_triggers("note").await;
        let moved = "update note set text = (select other.text from note other order by other.text limit 1)";
        clinic.sql(moved).await.unwrap();
        let answer = clinic.untouched(records::open(&ana, visit)).await;
        assert!(matches!(answer, Err(Error::Broken(_))), "{}", outcome(answer));
    }

    async fn a_reason_does_not_open_in_another_visit(clinic: Clinic) {
        let (ana, helena, first) = visit(&clinic).await;
        let second = clinic.booked(&ana.at(monday("07:30")), &helena).await;
        let [one, two] = [first, second].map(|id| clinic.literal(id.0));
        let reason = format!("select reason from appointment where id = {one}");
        let moved = format!("update appointment set reason = ({reason}) where id = {two}");
        clinic.sql(&moved).await.unwrap();
        records::open(&ana, first).await.unwrap();
        let answer = clinic.untouched(records::open(&ana, second)).await;
        assert!(matches!(answer, Err(Error::Broken(_))), "{}", outcome(answer));
    }

    async fn a_record_opens_only_with_its_persons_key(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let rui = clinic.patient("Rui").await;
        clinic.booked(&rui, &helena.at(monday("07:30"))).await;
        records::write_note(&helena, note(visit, NOTE)).await.unwrap();
        let [hers, his] = [&ana, &rui].map(|who| clinic.literal(who.must_be_patient().unwrap().0));
        let wrapped = format!("select wrapped from person_key where person_id = {his}");
        let swap = format!("update person_key set wrapped = ({wrapped}) where person_id = {hers}");
        clinic.sql(&swap).await.unwrap();
        let answer = clinic.untouched(records::open(&ana, visit)).await;
        assert!(matches!(answer, Err(Error::Broken(_))), "{}", outcome(answer));
    }

    async fn erasing_a_persons_key_makes_their_record_unreadable(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        records::write_note(&helena, note(visit, NOTE)).await.unwrap();
        let id = clinic.literal(ana.must_be_patient().unwrap().0);
        clinic.sql(&format!("delete from person_key where person_id = {id}")).await.unwrap();
        for reader in [&ana, &helena] {
            assert_missing(clinic.untouched(records::open(reader, visit)).await);
        }
        assert_eq!(store::audit::verify(&clinic.db, None).await.unwrap().broken, None, "the chain survives");
    }

    async fn another_master_key_opens_nothing(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        records::write_note(&helena, note(visit, NOTE)).await.unwrap();
        let stranger = Caller { vault: store::Vault::new(&store::MasterKey([8; 32])), ..ana };
        let answer = clinic.untouched(records::open(&stranger, visit)).await;
        assert!(matches!(answer, Err(Error::Broken(_))), "{}", outcome(answer));
    }
}
