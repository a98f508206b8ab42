//! Keys: one for each person, made once, wrapped by the clinic's master key.

use store::{Caller, MasterKey, Place, Vault, scheduling};

use crate::given::{Clinic, MASTER_KEY, assert_missing, at_once, booking, monday, random_id};

both_engines! {
    async fn a_persons_key_is_made_once(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let before = clinic.texts("select wrapped from person_key").await;
        assert_eq!(before.len(), 1);
        clinic.booked(&ana, &helena).await;
        clinic.booked(&ana, &helena).await;
        assert_eq!(clinic.texts("select wrapped from person_key").await, before);
    }

    async fn a_key_made_by_many_at_once_is_one_key(clinic: Clinic) {
        let person = random_id();
        let system = clinic.system();
        let sealed = at_once(8, move |_| {
            let system = system.clone();
            async move {
                let mut work = system.begin().await.unwrap();
                let key = system.vault.data_key(&mut work, person, system.now).await.unwrap();
                work.commit(domain::audit::Event::SignedOut(person.into())).await.unwrap();
                key.seal(place(person), "dor").unwrap()
            }
        });
        let sealed = sealed.await;
        let mut work = clinic.system().begin().await.unwrap();
        let key = clinic.system().vault.data_key(&mut work, person, clinic.now()).await.unwrap();
        assert!(sealed.iter().all(|sealed| key.open(place(person), sealed).unwrap() == "dor"));
    }

    async fn two_people_have_two_keys(clinic: Clinic) {
        let (ana, rui) = (random_id(), random_id());
        let system = clinic.system();
        let mut work = system.begin().await.unwrap();
        let hers = system.vault.data_key(&mut work, ana, system.now).await.unwrap();
        let his = system.vault.data_key(&mut work, rui, system.now).await.unwrap();
        let sealed = hers.seal(place(ana), "dor").unwrap();
        assert!(his.open(place(ana), &sealed).is_err());
    }

    async fn a_key_wrapped_under_another_master_key_is_not_used(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let slot = clinic.slot_of(&helena).await;
        let stranger = Caller { vault: Vault::new(&MasterKey([8; 32])), ..ana.clone() };
        clinic.untouched(scheduling::book(&stranger, booking(slot))).await.unwrap_err();
        let same = Caller { vault: Vault::new(&MasterKey(MASTER_KEY)), ..ana };
        scheduling::book(&same, booking(slot)).await.unwrap();
    }

    async fn dropped_work_leaves_nothing(clinic: Clinic) {
        let system = clinic.system();
        clinic.untouched(async {
            let mut work = system.begin().await.unwrap();
            system.vault.data_key(&mut work, random_id(), system.now).await.unwrap();
            work.enqueue(domain::jobs::Job::TellCancelled(random_id().into())).await.unwrap();
            drop(work);
        })
        .await;
    }

    async fn a_record_without_a_key_is_missing(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = clinic.booked(&ana, &helena).await;
        clinic.sql("delete from person_key").await.unwrap();
        assert_missing(clinic.untouched(store::records::open(&ana.at(monday("09:00")), visit)).await);
    }
}

fn place(person: uuid::Uuid) -> Place {
    Place::new("note", "text", person)
}

/// The connections that read cannot write, whatever the statement.
#[test]
fn reading_connections_cannot_write() {
    crate::given::on(crate::given::Engine::Sqlite, async |clinic: Clinic| {
        let store::Db::Sqlite { read, .. } = &clinic.db else { unreachable!() };
        assert!(sqlx::query("delete from payer").execute(read).await.is_err());
        assert_eq!(clinic.texts("select name from payer").await, ["Particular"]);
    });
}
