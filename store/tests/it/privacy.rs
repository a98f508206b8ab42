//! Breaking the glass, who saw what, and contesting it.

use domain::{
    BreakGlassId, PatientId, Refusal,
    audit::EventKind::{
        BreakGlassReading, ContestAnswered, GlassBroken, GlassReviewed, PatientSought, ReadingContested, RecordOpened,
    },
    jobs::Job,
    privacy::{
        After, BREAK_GLASS_MINUTES, FOUND_MINUTES, NewAnswer, NewReview, OPEN_CONTESTS_MAX, REVIEWS_ROWS_MAX, Review,
        SEARCHES_AN_HOUR_MAX, Why,
    },
};
use store::{Caller, Error, care, privacy, records};

use crate::{
    given::{
        Clinic, GLASS_REASON, assert_missing, assert_one_winner, assert_refused, at_once, broken_glass, contested,
        email_of, monday, note, outcome, registration, registration_with, sought, sought_by_cpf,
    },
    raw::holds,
};

const CPF: &str = "529.982.247-25";
const NOTE: &str = "melhora da amplitude";

fn id(patient: &Caller) -> PatientId {
    patient.must_be_patient().unwrap()
}

/// Ana with a CPF and a note of Helena's; Otto, who has never met her. All look at the clock at nine.
async fn strangers(clinic: &Clinic) -> (Caller, Caller, Caller) {
    let registration = registration_with("Ana Souza", &email_of("Ana Souza"), CPF);
    let ana = clinic.holder(clinic.enrolled(registration).await).await;
    let (helena, otto) = (clinic.professional("Helena").await, clinic.professional("Otto").await);
    let visit = clinic.booked(&ana, &helena).await;
    let nine = monday("09:00");
    records::write_note(&helena.at(nine), note(visit, NOTE)).await.unwrap();
    (ana.at(nine), helena.at(nine), otto.at(nine))
}

/// Otto found Ana and broke the glass.
async fn broken(clinic: &Clinic) -> (Caller, Caller, BreakGlassId) {
    let (ana, _, otto) = strangers(clinic).await;
    privacy::seek(&otto, sought("Ana Souza")).await.unwrap().unwrap();
    let glass = privacy::break_glass(&otto, broken_glass(id(&ana))).await.unwrap();
    (ana, otto, glass)
}

both_engines! {
    async fn a_stranger_is_found_by_what_fits_exactly_and_by_nothing_less(clinic: Clinic) {
        let (ana, helena, otto) = strangers(&clinic).await;
        for sought in [sought_by_cpf(CPF), sought_by_cpf("52998224725"), sought("ana  SOUZA")] {
            let found = clinic.leaving(&[PatientSought], privacy::seek(&otto, sought)).await.unwrap().unwrap();
            assert_eq!((found.id, found.name.as_str(), found.is_open), (id(&ana), "Ana Souza", false));
        }
        let (link, _) = clinic.chain().await.pop().unwrap();
        assert_eq!((link.account, link.patient), (otto.actor.account(), Some(id(&ana))));
        for nobody in [sought("Ana"), sought("Souza"), sought("Ana Souz"), sought_by_cpf("111.444.777-35")] {
            let found = clinic.leaving(&[PatientSought], privacy::seek(&otto, nobody)).await.unwrap();
            assert_eq!(found, None);
        }
        assert_eq!(clinic.chain().await.pop().unwrap().0.patient, None, "nobody was found");
        assert!(privacy::seek(&helena, sought("Ana Souza")).await.unwrap().unwrap().is_open, "she cares for her");
    }

    async fn two_who_share_name_and_birth_date_are_told_apart_by_cpf_alone(clinic: Clinic) {
        let (ana, _, otto) = strangers(&clinic).await;
        let other = registration_with("Ana Souza", "outra@example.com", "111.444.777-35");
        clinic.enrolled(other).await;
        assert_eq!(privacy::seek(&otto, sought("Ana Souza")).await.unwrap(), None);
        assert_eq!(privacy::seek(&otto, sought_by_cpf(CPF)).await.unwrap().unwrap().id, id(&ana));
    }

    async fn searches_are_counted_for_an_hour_found_or_not_and_at_once_too(clinic: Clinic) {
        let (_, helena, otto) = strangers(&clinic).await;
        let many = usize::try_from(SEARCHES_AN_HOUR_MAX).unwrap() + 6;
        let searcher = otto.clone();
        let answers = at_once(many, move |number| {
            let otto = searcher.clone();
            let whom = if number % 2 == 0 { sought("Ana Souza") } else { sought("Ninguém Aqui") };
            async move { privacy::seek(&otto, whom).await }
        });
        let (tried, refused): (Vec<_>, Vec<_>) = answers.await.into_iter().partition(Result::is_ok);
        assert_eq!(tried.len() as i64, SEARCHES_AN_HOUR_MAX);
        for answer in refused {
            assert_refused(answer, Refusal::TooManySearches);
        }
        let soon = otto.at(otto.now.plus_minutes(59));
        assert_refused(clinic.untouched(privacy::seek(&soon, sought("Ana Souza"))).await, Refusal::TooManySearches);
        privacy::seek(&helena, sought("Ana Souza")).await.unwrap();
        privacy::seek(&otto.at(otto.now.plus_minutes(60)), sought("Ana Souza")).await.unwrap();
    }

    async fn a_broken_glass_opens_the_record_for_an_hour_and_everybody_hears_of_it(clinic: Clinic) {
        let (ana, _, otto) = strangers(&clinic).await;
        let nilo = clinic.staff("administrator", "Nilo").await;
        let gone = clinic.staff("administrator", "Cida").await;
        let marta = clinic.administrator().await;
        store::accounts::deactivate(&marta, gone.actor.account().unwrap()).await.unwrap();
        privacy::seek(&otto, sought("Ana Souza")).await.unwrap().unwrap();
        let before = clinic.queued().await.len();
        let breaking = privacy::break_glass(&otto, broken_glass(id(&ana)));
        let glass = clinic.leaving(&[GlassBroken], breaking).await.unwrap();
        let told = clinic.queued().await.split_off(before);
        let expected = [&marta, &nilo, &ana].map(|reader| Job::TellGlassBroken(glass, reader.actor.account().unwrap()));
        assert_eq!(told.len(), expected.len());
        assert!(expected.iter().all(|job| told.contains(job)), "{told:?}");
        let page = clinic.leaving(&[BreakGlassReading], care::patient(&otto, id(&ana))).await.unwrap();
        assert_eq!(page.until.unwrap().at, otto.now.plus_minutes(BREAK_GLASS_MINUTES));
        let read = clinic.leaving(&[BreakGlassReading], records::of_patient(&otto, id(&ana))).await.unwrap();
        assert_eq!(read.notes[0].text, NOTE);
        assert!(care::patients(&otto, "").await.unwrap().is_empty(), "she is no patient of his");
    }

    async fn a_glass_closes_after_its_hour_whatever_is_tried(clinic: Clinic) {
        let (ana, otto, _) = broken(&clinic).await;
        let at = |minutes| otto.at(otto.now.plus_minutes(minutes));
        records::of_patient(&at(BREAK_GLASS_MINUTES - 1), id(&ana)).await.unwrap();
        for late in [at(BREAK_GLASS_MINUTES), at(BREAK_GLASS_MINUTES + 1), at(-1)] {
            assert_missing(clinic.untouched(records::of_patient(&late, id(&ana))).await);
            assert_missing(clinic.untouched(care::patient(&late, id(&ana))).await);
        }
        for deed in ["update break_glass set expires_at = expires_at + 1", "delete from break_glass"] {
            let refused = clinic.untouched(clinic.sql(deed)).await.unwrap_err();
            assert_eq!(refused.constraint().as_deref(), Some("break_glass_append_only"), "{deed}");
        }
        let copy = clinic.literal(crate::given::random_id());
        let longer = format!(
            "insert into break_glass select {copy}, professional_id, patient_id, reason, opened_at, expires_at + 1
             from break_glass"
        );
        let refused = clinic.untouched(clinic.sql(&longer)).await.unwrap_err();
        assert_eq!(refused.constraint().as_deref(), Some("break_glass_length"));
    }

    async fn a_glass_is_of_use_to_whoever_broke_it_and_for_that_patient(clinic: Clinic) {
        let (ana, otto, _) = broken(&clinic).await;
        let (rui, lara) = (clinic.patient("Rui").await, clinic.professional("Lara").await);
        assert_missing(clinic.untouched(records::of_patient(&lara.at(otto.now), id(&ana))).await);
        assert_missing(clinic.untouched(records::of_patient(&otto, id(&rui))).await);
    }

    async fn only_somebody_who_was_just_found_is_opened(clinic: Clinic) {
        let (ana, helena, otto) = strangers(&clinic).await;
        assert_missing(clinic.untouched(privacy::break_glass(&otto, broken_glass(id(&ana)))).await);
        privacy::seek(&otto, sought("Ana Souza")).await.unwrap().unwrap();
        let late = otto.at(otto.now.plus_minutes(FOUND_MINUTES));
        assert_missing(clinic.untouched(privacy::break_glass(&late, broken_glass(id(&ana)))).await);
        privacy::seek(&helena, sought("Ana Souza")).await.unwrap().unwrap();
        let needless = privacy::break_glass(&helena, broken_glass(id(&ana)));
        assert_refused(clinic.untouched(needless).await, Refusal::AlreadyOpen);
    }

    async fn of_many_who_break_one_glass_at_once_one_does(clinic: Clinic) {
        let (ana, _, otto) = strangers(&clinic).await;
        privacy::seek(&otto, sought("Ana Souza")).await.unwrap().unwrap();
        let patient = id(&ana);
        let answers = at_once(6, move |_| {
            let otto = otto.clone();
            async move { privacy::break_glass(&otto, broken_glass(patient)).await }
        });
        assert_one_winner(answers.await, Refusal::AlreadyOpen);
    }

    async fn s27_without_an_event_no_glass_is_broken_and_nobody_is_found(clinic: Clinic) {
        let (ana, otto, _) = broken(&clinic).await;
        clinic.wall().await;
        let seek = clinic.untouched(privacy::seek(&otto, sought("Ana Souza"))).await;
        assert!(matches!(seek, Err(Error::Broken(_))), "{}", outcome(seek));
        let read = clinic.untouched(records::of_patient(&otto, id(&ana))).await;
        assert!(matches!(read, Err(Error::Broken(_))), "{}", outcome(read));
    }

    async fn an_administrator_reviews_a_broken_glass_once(clinic: Clinic) {
        let (ana, otto, glass) = broken(&clinic).await;
        records::of_patient(&otto, id(&ana)).await.unwrap();
        care::patient(&otto, id(&ana)).await.unwrap();
        let marta = clinic.administrator().await.at(otto.now);
        let open = clinic.leaving(&[], privacy::reviews(&marta, None)).await.unwrap();
        assert_eq!(open.len(), 1);
        let seen = &open[0];
        assert_eq!((seen.professional.as_str(), seen.patient.as_str()), ("Otto", "Ana Souza"));
        assert_eq!((seen.reason.as_str(), seen.readings, seen.reviewed.is_none()), (GLASS_REASON, 2, true));
        let review = || NewReview { glass, note: "Conversei com ele.".into() };
        clinic.leaving(&[GlassReviewed], privacy::mark_reviewed(&marta, review())).await.unwrap();
        let done = privacy::reviews(&marta, None).await.unwrap().remove(0);
        assert_eq!(done.reviewed.map(|(who, at)| (who, at.at)), Some(("Marta Lima".into(), marta.now)));
        assert_eq!(done.note, "Conversei com ele.");
        assert_refused(clinic.untouched(privacy::mark_reviewed(&marta, review())).await, Refusal::AlreadyReviewed);
        assert!(!serde_json::to_string(&open).unwrap().contains(NOTE));
    }

    async fn the_reviews_go_on_on_the_next_page(clinic: Clinic) {
        let otto = clinic.professional("Otto").await;
        let marta = clinic.administrator().await;
        for number in 0..=REVIEWS_ROWS_MAX {
            // The limit of searches is one of an hour.
            let otto = otto.at(otto.now.plus_minutes(10 * number));
            let letter = |place: i64| char::from(b'a' + u8::try_from(place).unwrap());
            let name = format!("Ana {}{}lia", letter(number / 26).to_ascii_uppercase(), letter(number % 26));
            let account = clinic.enrolled(registration(&name)).await;
            let patient = clinic.holder(account).await.must_be_patient().unwrap();
            privacy::seek(&otto, sought(&name)).await.unwrap();
            let glass = privacy::break_glass(&otto, broken_glass(patient)).await.unwrap();
            if number % 2 == 0 {
                privacy::mark_reviewed(&marta, NewReview { glass, note: String::new() }).await.unwrap();
            }
        }
        let first = privacy::reviews(&marta, None).await.unwrap();
        let second = privacy::reviews(&marta, first.last().map(Review::after)).await.unwrap();
        assert_eq!((first.len() as i64, second.len()), (REVIEWS_ROWS_MAX, 1));
        let all = first.iter().chain(&second).collect::<Vec<_>>();
        assert!(all.windows(2).all(|pair| {
            let key = |review: &Review| (review.reviewed.is_some(), -review.opened.at.micros());
            key(pair[0]) < key(pair[1])
        }), "the open ones first, then the latest, and none twice");
        let after = second[0].after();
        assert_eq!(After::parse(&after.to_string()), Some(after));
        assert!(privacy::reviews(&marta, Some(after)).await.unwrap().is_empty());
        assert!(privacy::contests(&marta, Some(after)).await.unwrap().is_empty());
        for odd in ["", "open", "open.1", "open.x.y", "shut.1.018f2f6e-0000-7000-8000-000000000000", "open.-1.018f2f6e-0000-7000-8000-000000000000"] {
            assert_eq!(After::parse(odd), None, "{odd}");
        }
    }

    async fn who_was_found_is_seen_again_within_the_hour(clinic: Clinic) {
        let (otto, ana) = (clinic.professional("Otto").await, clinic.patient("Ana Souza").await);
        assert_missing(privacy::found(&otto, id(&ana)).await);
        let found = privacy::seek(&otto, sought("Ana Souza")).await.unwrap().unwrap();
        assert_eq!(clinic.leaving(&[], privacy::found(&otto, id(&ana))).await.unwrap(), found);
        let late = otto.at(otto.now.plus_minutes(FOUND_MINUTES));
        assert_missing(privacy::found(&late, id(&ana)).await);
        assert_missing(privacy::found(&clinic.professional("Helena").await, id(&ana)).await);
    }

    async fn a_patient_sees_who_read_when_and_why_the_latest_first(clinic: Clinic) {
        let (ana, otto, _) = broken(&clinic).await;
        let helena = clinic.holder(clinic.account_named("Helena").await).await.at(otto.now);
        records::of_patient(&otto, id(&ana)).await.unwrap();
        records::of_patient(&helena, id(&ana)).await.unwrap();
        let visit = domain::AppointmentId::parse(&clinic.texts("select id from appointment").await[0]).unwrap();
        records::open(&helena, visit).await.unwrap();
        records::open(&ana, visit).await.unwrap();
        let readings = clinic.leaving(&[], privacy::readings(&ana, None)).await.unwrap();
        let seen = readings.iter().map(|it| (it.who.as_deref().unwrap(), it.why, it.reason.as_deref())).collect::<Vec<_>>();
        assert_eq!(seen, [
            ("Ana Souza", Why::Own, None),
            ("Helena", Why::Visit, None),
            ("Helena", Why::Care, None),
            ("Otto", Why::BreakGlass, Some(GLASS_REASON)),
            ("Otto", Why::BreakGlass, Some(GLASS_REASON)),
            ("Otto", Why::Search, None),
        ]);
        let older = privacy::readings(&ana, Some(readings[3].sequence)).await.unwrap();
        assert_eq!(older.iter().map(|it| it.sequence).collect::<Vec<_>>(), [readings[4].sequence, readings[5].sequence]);
        let rui = clinic.patient("Rui").await;
        assert!(privacy::readings(&rui, None).await.unwrap().is_empty());
    }

    async fn a_reading_is_contested_once_answered_once_and_the_patient_sees_the_answer(clinic: Clinic) {
        let (ana, otto, _) = broken(&clinic).await;
        records::of_patient(&otto, id(&ana)).await.unwrap();
        let sequence = privacy::readings(&ana, None).await.unwrap()[0].sequence;
        let marta = clinic.administrator().await;
        let id = clinic.leaving(&[ReadingContested], privacy::contest(&ana, contested(sequence))).await.unwrap();
        assert!(clinic.queued().await.contains(&Job::TellContested(id, marta.actor.account().unwrap())));
        let again = clinic.untouched(privacy::contest(&ana, contested(sequence))).await;
        assert_refused(again, Refusal::AlreadyContested);

        let open = clinic.leaving(&[], privacy::contests(&marta, None)).await.unwrap().remove(0);
        assert_eq!((open.id, open.patient.as_str(), open.who.as_deref()), (id, "Ana Souza", Some("Otto")));
        assert_eq!((open.why, open.text.as_str(), &open.answer), (Why::BreakGlass, "não conheço esta pessoa", &None));
        let answer = || NewAnswer { contest: id, answer: "Foi uma emergência.".into() };
        clinic.leaving(&[ContestAnswered], privacy::answer_contest(&marta, answer())).await.unwrap();
        assert!(clinic.queued().await.contains(&Job::TellContestAnswered(id, ana.actor.account().unwrap())));
        assert_refused(clinic.untouched(privacy::answer_contest(&marta, answer())).await, Refusal::AlreadyAnswered);
        let own = privacy::readings(&ana, None).await.unwrap().remove(0).contest.unwrap();
        assert_eq!((own.text.as_str(), own.answer.as_deref()), ("não conheço esta pessoa", Some("Foi uma emergência.")));
    }

    async fn what_is_no_reading_of_theirs_is_not_contested(clinic: Clinic) {
        let (ana, ..) = broken(&clinic).await;
        let rui = clinic.patient("Rui").await;
        let reading = privacy::readings(&ana, None).await.unwrap()[0].sequence;
        let booked = clinic.number("select min(sequence) from audit_event where kind = 'appointment_booked'").await;
        for (who, sequence) in [(&rui, reading), (&ana, booked), (&ana, 0), (&ana, i64::MAX)] {
            assert_missing(clinic.untouched(privacy::contest(who, contested(sequence))).await);
        }
    }

    async fn open_contests_have_a_limit_at_once_too(clinic: Clinic) {
        let (ana, helena, _) = strangers(&clinic).await;
        let visit = domain::AppointmentId::parse(&clinic.texts("select id from appointment").await[0]).unwrap();
        for _ in 0..OPEN_CONTESTS_MAX + 2 {
            clinic.leaving(&[RecordOpened], records::open(&helena, visit)).await.unwrap();
        }
        let sequences = privacy::readings(&ana, None).await.unwrap().into_iter().map(|it| it.sequence).collect::<Vec<_>>();
        for &sequence in &sequences[3..] {
            privacy::contest(&ana, contested(sequence)).await.unwrap();
        }
        let answers = at_once(3, move |number| {
            let (ana, sequence) = (ana.clone(), sequences[number]);
            async move { privacy::contest(&ana, contested(sequence)).await }
        });
        assert_one_winner(answers.await, Refusal::TooManyContests);
    }

    async fn s28_reasons_contests_and_answers_stand_in_no_plain_column(clinic: Clinic) {
        let (ana, _, glass) = broken(&clinic).await;
        let marta = clinic.administrator().await;
        let review = NewReview { glass, note: "uma palavra reservada".into() };
        privacy::mark_reviewed(&marta, review).await.unwrap();
        let sequence = privacy::readings(&ana, None).await.unwrap()[0].sequence;
        let contest = privacy::contest(&ana, contested(sequence)).await.unwrap();
        privacy::answer_contest(&marta, NewAnswer { contest, answer: "resposta reservada".into() }).await.unwrap();
        let dump = clinic.dump().await;
        assert!(holds(&dump, "Ana Souza"), "the search finds what is there");
        for secret in [GLASS_REASON, "desmaiou", "reservada", "não conheço", "52998224725"] {
            assert!(!holds(&dump, secret), "{secret} stands in the database");
        }
    }
}
