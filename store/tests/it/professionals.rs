//! Adding professionals, and showing who works here.

use domain::audit::EventKind::ProfessionalAdded;
use store::professionals;

use crate::given::{assert_missing, assert_taken, new_professional, random_id};

both_engines! {
    async fn an_administrator_adds_a_professional(clinic: Clinic) {
        let marta = clinic.administrator().await;
        let add = professionals::add(&marta, new_professional("Helena Prado", 1));
        let id = clinic.leaving(&[ProfessionalAdded], add).await.unwrap();
        let card = professionals::see(&marta, id).await.unwrap();
        assert_eq!((card.name.as_str(), card.registration.as_str()), ("Helena Prado", "CREFITO 100001-F SP"));
        assert_eq!((card.specialty.as_str(), card.visit_minutes), ("Fisioterapia", 30));
    }

    async fn an_address_or_a_registration_in_use_is_refused(clinic: Clinic) {
        let marta = clinic.administrator().await;
        professionals::add(&marta, new_professional("Helena", 1)).await.unwrap();
        let same_address = professionals::add(&marta, new_professional("Helena", 2));
        assert_taken(clinic.untouched(same_address).await, "email");
        let same_registration = professionals::add(&marta, new_professional("Otto", 1));
        assert_taken(clinic.untouched(same_registration).await, "registration");
    }

    async fn before_the_set_up_nobody_can_be_added(clinic: Clinic) {
        let system = clinic.system();
        let add = professionals::add(&system, new_professional("Helena", 1));
        assert_missing(clinic.untouched(add).await);
    }

    async fn professionals_stand_by_name_whatever_the_accents(clinic: Clinic) {
        for name in ["Íris Melo", "Otto Reis", "Álvaro Dias", "helena Prado"] {
            clinic.professional(name).await;
        }
        let ana = clinic.patient("Ana").await;
        let names = professionals::list(&ana).await.unwrap().into_iter().map(|card| card.name).collect::<Vec<_>>();
        assert_eq!(names, ["Álvaro Dias", "helena Prado", "Íris Melo", "Otto Reis"]);
    }

    async fn a_professional_sees_only_their_own_card(clinic: Clinic) {
        let (helena, otto) = (clinic.professional("Helena").await, clinic.professional("Otto").await);
        let own = professionals::list(&helena).await.unwrap();
        assert_eq!(own.iter().map(|card| card.id).collect::<Vec<_>>(), [helena.must_be_professional().unwrap()]);
        assert_missing(professionals::see(&helena, otto.must_be_professional().unwrap()).await);
        assert_missing(professionals::see(&helena, random_id().into()).await);
    }
}
