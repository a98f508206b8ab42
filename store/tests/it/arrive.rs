//! What follows a sign-in: limits of devices, a word about new ones, and when somebody was last here.

use domain::{
    AccountId, Language, Moment,
    audit::EventKind::{DeviceEnded, NewCountry, NewDevice},
    devices::{Agent, Browser, System, Whereabouts},
    jobs::Job,
    policy::Policy,
    security::NotableKind,
};
use store::{
    Caller,
    accounts::{
        self, Arrival,
        device::{self, DeviceSession},
    },
    audit,
};

use crate::given::{Clinic, assert_denied, assert_missing, random_id};

const PHONE: Agent = Agent { browser: Browser::Chrome, system: System::Android };
const DESK: Agent = Agent { browser: Browser::Firefox, system: System::Linux };

fn home() -> Whereabouts {
    Whereabouts::of(Some([203, 0, 113, 7].into()), Some("America/Sao_Paulo"))
}

/// Signs in with a browser: the session, and what follows.
async fn come(caller: &Caller, browser: &str, agent: Agent) -> Vec<u8> {
    come_from(caller, browser, agent, home()).await
}

async fn come_from(caller: &Caller, browser: &str, agent: Agent, whereabouts: Whereabouts) -> Vec<u8> {
    let account = caller.actor.account().unwrap();
    let session = random_id().as_bytes().to_vec();
    let kept = DeviceSession {
        account: Some(account),
        agent,
        whereabouts: whereabouts.clone(),
        data: b"{}".to_vec(),
        expires_at: caller.now.plus_minutes(60 * 24),
    };
    assert!(device::create(caller, &session, &kept).await.unwrap());
    let arrival = Arrival { account, session: &session, browser: browser.as_bytes(), agent, whereabouts: &whereabouts };
    accounts::arrive(caller, &arrival).await.unwrap();
    session
}

async fn is_in(clinic: &Clinic, session: &[u8]) -> bool {
    device::load(&clinic.visitor(), session).await.unwrap().is_some()
}

fn minutes(caller: &Caller, minutes: i64) -> Caller {
    caller.at(caller.now.plus_minutes(minutes))
}

both_engines! {
    async fn whoever_comes_in_reads_the_language_of_that_page(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let account = ana.actor.account().unwrap();
        for language in [Language::English, Language::Portuguese] {
            come(&Caller { language, ..ana.clone() }, "phone", PHONE).await;
            assert_eq!(accounts::account_mail(&clinic.system(), account).await.unwrap().language, language);
        }
    }

    async fn one_device_too_many_ends_the_oldest(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let first = come(&ana, "phone", PHONE).await;
        let second = come(&minutes(&ana, 1), "desk", DESK).await;
        let third = clinic.leaving(&[DeviceEnded], come(&minutes(&ana, 2), "phone", PHONE)).await;
        assert!(!is_in(&clinic, &first).await);
        assert!(is_in(&clinic, &second).await && is_in(&clinic, &third).await);
    }

    async fn whoever_works_here_may_use_more(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        let mut sessions = Vec::new();
        for number in 0..=Policy::default().staff_devices_max {
            sessions.push(come(&minutes(&helena, number), "desk", DESK).await);
        }
        assert!(!is_in(&clinic, &sessions[0]).await);
        for session in &sessions[1..] {
            assert!(is_in(&clinic, session).await);
        }
    }

    async fn nobody_elses_devices_end(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        let of_rui = come(&rui, "phone of rui", PHONE).await;
        for number in 0..4 {
            come(&minutes(&ana, number), "phone of ana", PHONE).await;
        }
        assert!(is_in(&clinic, &of_rui).await);
    }

    async fn a_device_that_is_new_to_an_account_is_told_to_its_owner(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        clinic.leaving(&[], come(&ana, "phone", PHONE)).await;
        assert!(clinic.queued().await.is_empty(), "the first one is no news");
        clinic.leaving(&[], come(&minutes(&ana, 1), "phone", PHONE)).await;
        clinic.leaving(&[DeviceEnded, NewDevice], come(&minutes(&ana, 2), "desk", DESK)).await;
        let [Job::TellNewDevice(device)] = clinic.queued().await[..] else { panic!("one letter") };
        let about = accounts::new_device_mail(&clinic.system(), device).await.unwrap();
        assert_eq!((about.name.as_str(), about.email.as_str(), about.agent), ("Ana", "ana@example.com", DESK));
        assert_missing(accounts::new_device_mail(&clinic.system(), random_id().into()).await);
        assert_denied(accounts::new_device_mail(&ana, device).await);
    }

    async fn a_country_that_is_new_to_an_account_is_told_on_a_known_device_too(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let there = |zone: &str| Whereabouts::of(Some([203, 0, 113, 7].into()), Some(zone));
        clinic.leaving(&[], come_from(&ana, "phone", PHONE, there("America/Sao_Paulo"))).await;
        clinic.leaving(&[], come_from(&minutes(&ana, 1), "phone", PHONE, there("America/Manaus"))).await;
        for nowhere in ["UTC", "Etc/GMT+3", "Mars/Olympus", ""] {
            clinic.leaving(&[DeviceEnded], come_from(&minutes(&ana, 2), "phone", PHONE, there(nowhere))).await;
        }
        assert!(clinic.queued().await.is_empty(), "the same country, or none");

        let third = minutes(&ana, 3);
        clinic
            .leaving(&[DeviceEnded, NewCountry], come_from(&third, "phone", PHONE, there("Europe/Lisbon")))
            .await;
        let [Job::TellNewCountry(device)] = clinic.queued().await[..] else { panic!("one letter") };
        let about = accounts::new_device_mail(&clinic.system(), device).await.unwrap();
        assert_eq!((about.country, about.time_zone.as_deref()), (Some("PT"), Some("Europe/Lisbon")));
        let (fourth, fifth) = (minutes(&ana, 4), minutes(&ana, 5));
        clinic.leaving(&[DeviceEnded], come_from(&fourth, "phone", PHONE, there("Atlantic/Azores"))).await;
        let both = come_from(&fifth, "desk", DESK, there("Asia/Tokyo"));
        clinic.leaving(&[DeviceEnded, NewDevice, NewCountry], both).await;
        assert_eq!(clinic.queued().await.len(), 2, "one letter about both");
    }

    async fn a_new_country_stands_out_in_the_security_log(clinic: Clinic) {
        let (administrator, ana) = (clinic.administrator().await, clinic.patient("Ana").await);
        come(&ana, "phone", PHONE).await;
        come_from(&ana, "phone", PHONE, Whereabouts::of(None, Some("Europe/Paris"))).await;
        let log = audit::security_log(&administrator, None).await.unwrap();
        let notable = log.notable.iter().map(|notable| (notable.kind, notable.name.as_deref(), notable.count));
        assert_eq!(notable.collect::<Vec<_>>(), [(NotableKind::NewCountry, Some("Ana"), 1)]);
        assert_eq!(log.entries[0].kind, NewCountry);
        let later = administrator.at(administrator.now.plus_minutes(61));
        assert!(audit::security_log(&later, None).await.unwrap().notable.is_empty());
    }

    async fn people_are_told_when_and_whence_they_came_in_the_time_before(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let last = async || accounts::signed_in(&ana).await.unwrap().unwrap().last_here;
        assert_eq!(last().await, None);
        come(&ana, "phone", PHONE).await;
        assert_eq!(last().await, None, "this is the first time");
        come(&minutes(&ana, 90), "desk", DESK).await;
        let before = last().await.unwrap();
        assert_eq!((before.at, before.agent, before.whereabouts), (ana.now.in_zone(&ana.zone), PHONE, home()));
    }

    async fn s4_nobody_arrives_with_an_account_that_was_deactivated(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let account: AccountId = ana.actor.account().unwrap();
        let (id, now): (_, Moment) = (clinic.literal(account.0), clinic.now());
        clinic.sql(&format!("update account set deactivated_at = {} where id = {id}", now.micros())).await.unwrap();
        let whereabouts = home();
        let arrival = Arrival { account, session: b"s", browser: b"b", agent: PHONE, whereabouts: &whereabouts };
        assert_missing(accounts::arrive(&ana, &arrival).await);
    }
}
