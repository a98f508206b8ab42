//! Device sessions: one row for each browser that is signed in.

use domain::{
    DeviceId, Moment,
    accounts::SIGN_IN_IDLE_MINUTES,
    audit::EventKind,
    devices::{Agent, Browser, System, Whereabouts},
};
use store::{
    Caller, Error, accounts,
    accounts::device::{self, DeviceSession},
};

use crate::{given::at_once, raw::holds};

const PHONE: Agent = Agent { browser: Browser::Chrome, system: System::Android };
const COOKIE: &[u8] = b"a cookie of thirty-two characters";

fn session(caller: &Caller, expires_at: Moment) -> DeviceSession {
    DeviceSession {
        account: caller.actor.account(),
        agent: PHONE,
        whereabouts: Whereabouts::of(Some([203, 0, 113, 7].into()), Some("America/Sao_Paulo")),
        data: b"{\"theme\":\"dark\"}".to_vec(),
        expires_at,
    }
}

fn for_a_while(caller: &Caller) -> DeviceSession {
    session(caller, caller.now.plus_minutes(SIGN_IN_IDLE_MINUTES))
}

both_engines! {
    async fn a_session_is_found_by_its_cookie(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        assert!(clinic.leaving(&[], device::create(&ana, COOKIE, &for_a_while(&ana))).await.unwrap());
        let found = device::load(&clinic.visitor(), COOKIE).await.unwrap().unwrap();
        assert_eq!((found.account, found.expires_at), (ana.actor.account(), for_a_while(&ana).expires_at));
        assert_eq!(found.data, b"{\"theme\":\"dark\"}");
        assert!(device::load(&clinic.visitor(), b"another cookie").await.unwrap().is_none());
    }

    async fn only_the_hash_of_a_cookie_is_kept(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        device::create(&ana, COOKIE, &for_a_while(&ana)).await.unwrap();
        assert!(!holds(&clinic.dump().await, std::str::from_utf8(COOKIE).unwrap()));
    }

    async fn a_cookie_in_use_is_not_given_again(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        assert!(device::create(&ana, COOKIE, &for_a_while(&ana)).await.unwrap());
        assert!(!clinic.untouched(device::create(&rui, COOKIE, &for_a_while(&rui))).await.unwrap());
        assert_eq!(device::load(&rui, COOKIE).await.unwrap().unwrap().account, ana.actor.account());
    }

    async fn of_many_who_take_one_cookie_one_gets_it(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let answers = at_once(10, move |_| {
            let ana = ana.clone();
            async move { device::create(&ana, COOKIE, &for_a_while(&ana)).await.unwrap() }
        });
        assert_eq!(answers.await.into_iter().filter(|taken| *taken).count(), 1);
    }

    async fn a_session_changes_while_it_lasts(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        device::create(&ana, COOKIE, &session(&clinic.visitor(), ana.now.plus_minutes(1))).await.unwrap();
        clinic.leaving(&[], device::save(&ana, COOKIE, &for_a_while(&ana))).await.unwrap();
        let found = device::load(&ana.at(ana.now.plus_minutes(2)), COOKIE).await.unwrap().unwrap();
        assert_eq!(found.account, ana.actor.account());
    }

    async fn s8_an_ended_session_stays_ended(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        device::create(&ana, COOKIE, &for_a_while(&ana)).await.unwrap();
        device::delete(&ana, COOKIE).await.unwrap();
        clinic.untouched(device::save(&ana, COOKIE, &for_a_while(&ana))).await.unwrap();
        assert!(device::load(&ana, COOKIE).await.unwrap().is_none());
    }

    async fn s8_a_session_ends_at_its_hour(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let until = ana.now.plus_minutes(30);
        device::create(&ana, COOKIE, &session(&ana, until)).await.unwrap();
        assert!(device::load(&ana.at(until.plus_seconds(-1)), COOKIE).await.unwrap().is_some());
        assert!(device::load(&ana.at(until), COOKIE).await.unwrap().is_none());
    }

    async fn expired_sessions_are_removed_and_others_stay(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        for (cookie, minutes) in [(b"first", 10), (b"secnd", 20), (b"third", 30)] {
            device::create(&ana, cookie, &session(&ana, ana.now.plus_minutes(minutes))).await.unwrap();
        }
        let later = ana.at(ana.now.plus_minutes(20));
        assert_eq!(clinic.leaving(&[], device::delete_expired(&later)).await.unwrap(), 2);
        assert_eq!(clinic.number("select count(*) from device_session").await, 1);
    }

    async fn people_see_their_own_devices_the_latest_first(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        device::create(&ana, COOKIE, &for_a_while(&ana)).await.unwrap();
        let later = ana.at(ana.now.plus_minutes(5));
        device::create(&later, b"her tablet", &for_a_while(&later)).await.unwrap();
        device::create(&rui, b"his phone", &for_a_while(&rui)).await.unwrap();
        let seen = accounts::devices(&later, COOKIE).await.unwrap();
        assert_eq!(seen.iter().map(|device| device.is_this).collect::<Vec<_>>(), [false, true]);
        assert_eq!((seen[0].agent, seen[0].since.at, seen[1].seen.at), (PHONE, later.now, ana.now));
        // One that has run out is none.
        let over = ana.at(for_a_while(&ana).expires_at);
        assert_eq!(accounts::devices(&over, COOKIE).await.unwrap().len(), 1);
    }

    async fn a_device_is_signed_out_from_elsewhere(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        device::create(&ana, COOKIE, &for_a_while(&ana)).await.unwrap();
        device::create(&ana, b"her tablet", &for_a_while(&ana)).await.unwrap();
        let tablet = accounts::devices(&ana, COOKIE).await.unwrap().into_iter().find(|device| !device.is_this).unwrap().id;
        let refused = clinic.untouched(accounts::end_device(&rui, tablet)).await;
        assert!(matches!(refused, Err(Error::Missing)), "somebody else's");
        clinic.leaving(&[EventKind::DeviceEnded], accounts::end_device(&ana, tablet)).await.unwrap();
        assert!(device::load(&ana, b"her tablet").await.unwrap().is_none());
        assert!(device::load(&ana, COOKIE).await.unwrap().is_some());
        let again = clinic.untouched(accounts::end_device(&ana, tablet)).await;
        assert!(matches!(again, Err(Error::Missing)), "signed out already");
        let nobodys = clinic.untouched(accounts::end_device(&ana, DeviceId(uuid::Uuid::nil()))).await;
        assert!(matches!(nobodys, Err(Error::Missing)));
    }

    async fn all_other_devices_are_signed_out_at_once(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        for cookie in [COOKIE, b"her tablet", b"her desk"] {
            device::create(&ana, cookie, &for_a_while(&ana)).await.unwrap();
        }
        device::create(&rui, b"his phone", &for_a_while(&rui)).await.unwrap();
        assert_eq!(clinic.leaving(&[EventKind::DeviceEnded], accounts::end_other_devices(&ana, COOKIE)).await.unwrap(), 2);
        assert_eq!(accounts::devices(&ana, COOKIE).await.unwrap().len(), 1);
        assert!(device::load(&rui, b"his phone").await.unwrap().is_some());
    }
}
