//! Adding professionals, and showing who works here.

use domain::{
    audit::EventKind::{AccountDeactivated, PhotoChanged, ProfessionalAdded, ProfileChanged},
    professionals::{PhotoKind, ProfileForm},
};
use store::{accounts, professionals};

use crate::given::{
    assert_missing, assert_taken, at_once, biography, new_professional, picture, profile, profile_form, random_id,
};

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

    async fn a_new_professional_speaks_portuguese_and_sees_people_by_video(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        let sheet = professionals::profile(&helena, helena.must_be_professional().unwrap()).await.unwrap();
        let ProfileForm { language1, language2, modality, price, time_zone, .. } = sheet.form;
        let said = [language1, language2, modality, price, time_zone];
        assert_eq!(said, ["pt", "", "remote", "", ""]);
        assert_eq!((sheet.biography.as_str(), sheet.photo), ("", None));
    }

    async fn a_professional_says_who_they_are_and_the_trail_says_so(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        let id = helena.must_be_professional().unwrap();
        clinic.leaving(&[ProfileChanged], professionals::set_profile(&helena, profile(id))).await.unwrap();
        let text = "Cuido de joelhos.\nHá dez anos.";
                clinic.leaving(&[ProfileChanged], professionals::set_biography(&helena, biography(id, text))).await.unwrap();
        let sheet = professionals::profile(&helena, id).await.unwrap();
        assert_eq!((sheet.name.as_str(), &sheet.form, sheet.biography.as_str()), ("Helena", &profile_form(id), text));
        let card = professionals::see(&helena, id).await.unwrap();
        assert_eq!((card.specialty.as_str(), card.registration.as_str()), ("Ortopedia", "CREFITO 200001-F SP"));
        let less = ProfileForm { council2: String::new(), registration2: String::new(), uf2: String::new(),
            specialty2: String::new(), language2: String::new(), price: String::new(), ..profile_form(id) };
        professionals::set_profile(&helena, less.clone().check().unwrap()).await.unwrap();
        assert_eq!(professionals::profile(&helena, id).await.unwrap().form, less);
    }

    async fn an_administrator_edits_everybody_and_nobody_else_does(clinic: Clinic) {
        let (helena, otto) = (clinic.professional("Helena").await, clinic.professional("Otto").await);
        let (marta, id) = (clinic.administrator().await, helena.must_be_professional().unwrap());
        professionals::set_profile(&marta, profile(id)).await.unwrap();
        assert_missing(clinic.untouched(professionals::set_profile(&otto, profile(id))).await);
        assert_missing(clinic.untouched(professionals::set_photo(&otto, id, picture())).await);
        assert_missing(clinic.untouched(professionals::set_profile(&marta, profile(random_id().into()))).await);
        assert_missing(clinic.untouched(professionals::set_photo(&marta, random_id().into(), picture())).await);
    }

    async fn any_registration_of_somebody_else_is_refused_and_nothing_is_kept(clinic: Clinic) {
        let (helena, otto) = (clinic.professional("Helena").await, clinic.professional("Otto").await);
        let (hers, his) = (helena.must_be_professional().unwrap(), otto.must_be_professional().unwrap());
        professionals::set_profile(&helena, profile(hers)).await.unwrap();
        let second = ProfileForm { registration1: "300001-F".into(), ..profile_form(his) };
        let same = professionals::set_profile(&otto, second.check().unwrap());
        assert_taken(clinic.untouched(same).await, "registration2");
        // In another order her own are still her own.
        let turned = ProfileForm { council1: "CRM".into(), registration1: "98765".into(), uf1: "RJ".into(),
            council2: "CREFITO".into(), registration2: "200001-F".into(), uf2: "SP".into(), ..profile_form(hers) };
        professionals::set_profile(&helena, turned.check().unwrap()).await.unwrap();
    }

    async fn two_profiles_with_one_registration_at_once_leave_one(clinic: Clinic) {
        let (helena, otto) = (clinic.professional("Helena").await, clinic.professional("Otto").await);
        let (hers, his) = (helena.must_be_professional().unwrap(), otto.must_be_professional().unwrap());
        let both = [(helena, hers), (otto, his)];
        let deed = move |place: usize| {
            let (caller, id) = both[place].clone();
            async move { professionals::set_profile(&caller, profile(id)).await }
        };
        let (won, mut lost): (Vec<_>, Vec<_>) = at_once(2, deed).await.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1);
        assert_taken(lost.pop().unwrap(), "registration1");
    }

    async fn a_picture_has_a_new_address_each_time_and_the_old_one_leads_nowhere(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        let (id, visitor) = (helena.must_be_professional().unwrap(), clinic.visitor());
        let first = clinic.leaving(&[PhotoChanged], professionals::set_photo(&helena, id, picture())).await.unwrap();
        let seen = professionals::photo(&visitor, first).await.unwrap();
        assert_eq!((seen.kind, seen.bytes.as_slice()), (PhotoKind::Png, picture().bytes()));
        let second = professionals::set_photo(&helena, id, picture()).await.unwrap();
        assert_ne!(first, second);
        assert_missing(professionals::photo(&visitor, first).await);
        assert_eq!(professionals::profile(&helena, id).await.unwrap().photo, Some(second));
        clinic.leaving(&[PhotoChanged], professionals::remove_photo(&helena, id)).await.unwrap();
        assert_missing(professionals::photo(&visitor, second).await);
        assert_missing(clinic.untouched(professionals::remove_photo(&helena, id)).await);
    }

    async fn the_picture_of_somebody_who_may_not_come_in_is_gone(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        let id = helena.must_be_professional().unwrap();
        let photo = professionals::set_photo(&helena, id, picture()).await.unwrap();
        let marta = clinic.administrator().await;
        let leave = accounts::deactivate(&marta, helena.actor.account().unwrap());
        clinic.leaving(&[AccountDeactivated], leave).await.unwrap();
        assert_missing(professionals::photo(&clinic.visitor(), photo).await);
    }
}
