//! Calendars elsewhere: the private address of a feed, and what is read there.

use domain::{
    Actor, Moment, ProfessionalId,
    audit::EventKind::{CalendarFeedMade, CalendarFeedRemoved},
    calendar::{FEED_DAYS_BACK, FEED_ENDING, FEED_PATH, FEED_SHOWN_MINUTES, With},
    links::Token,
};
use store::{Caller, accounts, calendar, family, scheduling};

use crate::given::{Clinic, assert_denied, assert_missing, booking, new_dependant};

/// The token of somebody's new feed.
async fn made(caller: &Caller) -> Token {
    calendar::make_feed(caller).await.unwrap();
    shown(caller).await.unwrap()
}

async fn shown(caller: &Caller) -> Option<Token> {
    let address = calendar::feed(caller).await.unwrap()?.address?;
    let token = address.strip_prefix(FEED_PATH).unwrap().strip_suffix(FEED_ENDING).unwrap();
    Some(Token::new(token.to_owned()))
}

/// Who the visits of a feed are with.
async fn read(clinic: &Clinic, token: &Token, now: Moment) -> Vec<With> {
    let feed = calendar::by_token(&clinic.visitor().at(now), token).await.unwrap();
    feed.visits.into_iter().map(|visit| visit.with).collect()
}

both_engines! {
    async fn the_address_of_a_feed_is_told_when_it_was_made_and_never_again(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        assert!(calendar::feed(&ana).await.unwrap().is_none());
        let token = clinic.leaving(&[CalendarFeedMade], made(&ana)).await;
        assert!(token.is_sound());
        assert!(shown(&ana).await == Some(token.clone()), "and still a moment later");
        let later = ana.at(ana.now.plus_minutes(FEED_SHOWN_MINUTES));
        let feed = clinic.untouched(calendar::feed(&later)).await.unwrap().unwrap();
        assert!(feed.address.is_none() && feed.since.at == ana.now);
        assert!(clinic.untouched(calendar::by_token(&clinic.visitor(), &token)).await.is_ok(), "no line for each reading");
        let dump = format!("{:?}", clinic.dump().await);
        assert!(!dump.contains(token.reveal()), "only its hash is kept");
    }

    async fn another_address_ends_the_one_before_and_a_removed_one_opens_nothing(clinic: Clinic) {
        let (ana, visitor) = (clinic.patient("Ana").await, clinic.visitor());
        let old = made(&ana).await;
        let new = made(&ana).await;
        assert!(old != new);
        assert_missing(clinic.untouched(calendar::by_token(&visitor, &old)).await);
        calendar::by_token(&visitor, &new).await.unwrap();
        clinic.leaving(&[CalendarFeedRemoved], calendar::remove_feed(&ana)).await.unwrap();
        assert_missing(calendar::by_token(&visitor, &new).await);
        assert_missing(clinic.untouched(calendar::remove_feed(&ana)).await);
        for text in ["", "a", &"A".repeat(43), &"á".repeat(43), "' or 1=1 --", &"a".repeat(100_000)] {
            assert_missing(clinic.untouched(calendar::by_token(&visitor, &Token::new(text.to_owned()))).await);
        }
    }

    async fn a_patient_reads_their_own_visits_and_those_of_whom_they_answer_for(clinic: Clinic) {
        let (ana, rui, helena) =
            (clinic.patient("Ana").await, clinic.patient("Rui").await, clinic.professional("Helena").await);
        let nina = family::add(&ana, new_dependant("Nina")).await.unwrap();
        let for_nina = ana.acting_as(Actor::Guardian(ana.actor.account().unwrap(), nina));
        clinic.booked(&for_nina, &helena).await;
        clinic.booked(&rui, &helena).await;
        clinic.booked(&ana, &helena).await;
        let token = made(&ana).await;
        let own = With::Professional("Helena".into());
        let of_nina = With::OfDependant { patient: "Nina".into(), professional: "Helena".into() };
        assert!(read(&clinic, &token, ana.now).await == [of_nina, own.clone()], "in order, and nobody else's");
        let visit = scheduling::visits(&for_nina).await.unwrap().0[0].id;
        scheduling::cancel(&for_nina, visit).await.unwrap();
        assert!(read(&clinic, &token, ana.now).await == [own], "what was called off is gone");
        // From the other side: the same feed whoever Ana acts for at the moment.
        assert!(calendar::feed(&for_nina).await.unwrap().is_some());
        clinic.booked(&for_nina, &helena).await;
        assert_eq!(read(&clinic, &token, ana.now).await.len(), 2);
        clinic.sql("update guardianship set ended_at = since").await.unwrap();
        assert_eq!(read(&clinic, &token, ana.now).await.len(), 1, "whom they answer for no more");
    }

    async fn a_professional_reads_initials(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        clinic.booked(&clinic.patient("Ana Maria Souza").await, &helena).await;
        let token = made(&helena).await;
        assert!(read(&clinic, &token, helena.now).await == [With::Initials("A. S.".into())]);
    }

    async fn a_feed_ends_a_month_back(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let slot = clinic.slot_of(&helena).await;
        scheduling::book(&ana, booking(slot)).await.unwrap();
        let token = made(&ana).await;
        let back = slot.starts_at.plus_minutes(FEED_DAYS_BACK * 24 * 60);
        assert_eq!(read(&clinic, &token, back).await.len(), 1);
        assert_eq!(read(&clinic, &token, back.plus_minutes(1)).await.len(), 0);
    }

    async fn a_feed_goes_with_its_account(clinic: Clinic) {
        let (helena, marta) = (clinic.professional("Helena").await, clinic.administrator().await);
        let token = made(&helena).await;
        accounts::deactivate(&marta, helena.actor.account().unwrap()).await.unwrap();
        assert_missing(calendar::by_token(&clinic.visitor(), &token).await);
        assert_denied(calendar::make_feed(&marta).await);
    }

    /// However many visits there are, a feed reads an index from where it begins, and sorts nothing.
    async fn a_feed_enters_an_index(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        fill(&clinic, &ana, helena.must_be_professional().unwrap()).await;
        for (name, sql) in calendar::LISTED {
            clinic.assert_enters_an_index(name, sql, "").await;
        }
    }
}

/// Enough visits that a planner would rather not read them all.
async fn fill(clinic: &Clinic, ana: &Caller, helena: ProfessionalId) {
    let id = if clinic.is_sqlite() { "randomblob(16)" } else { "gen_random_uuid()" };
    let [ana, helena] = [ana.must_be_patient().unwrap().0, helena.0].map(|id| clinic.literal(id));
    let fill = format!(
        "insert into appointment (id, professional_id, patient_id, payer_id, starts_at, ends_at, booked_at)
         with recursive line(number) as (select 1 union all select number + 1 from line where number < 3000)
         select {id}, {helena}, {ana}, (select id from payer), number * 3600000000, number * 3600000000 + 1, 0 from line"
    );
    clinic.sql(&fill).await.unwrap();
    // Of the others there is one: a planner that knew it would rather read that one first.
    clinic.sql("analyze appointment").await.unwrap();
}
