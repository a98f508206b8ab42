use super::*;

#[test]
fn administrator_and_reception_read_no_clinical_content() {
    for verb in
        [Verb::ReadNotes, Verb::WriteNote, Verb::ReadRecord, Verb::SeePatient, Verb::JoinCall, Verb::SeeAppointment]
    {
        for role in [Role::Administrator, Role::Reception] {
            assert_eq!(role_reach(role, verb), Reach::Nothing, "{role:?} {verb:?}");
        }
    }
}

#[test]
fn the_reception_keeps_the_agenda_and_the_registry_and_looks_at_little_else() {
    for &verb in Verb::ALL {
        let own = matches!(
            verb,
            Verb::ReadOwnProfile
                | Verb::ChooseLanguage
                | Verb::EndOwnDevices
                | Verb::ChangeOwnPassword
                | Verb::SetUpSecondFactor
                | Verb::KeepOwnPasskeys
                | Verb::ChangeOwnEmail
                | Verb::AcceptTerms
        );
        let expected = match verb {
            Verb::SignIn
            | Verb::UseLink
            | Verb::SeeDirectory
            | Verb::KeepRegistry
            | Verb::ImportPatients
            | Verb::ExportPatients
            | Verb::SeeRegistration
            | Verb::ListProfessionals
            | Verb::SeeOpeningHours
            | Verb::SeeFreeSlots
            | Verb::SeeDayBoard
            | Verb::ConfirmAppointment
            | Verb::BookFor
            | Verb::KeepAgenda
            | Verb::MoveAppointment
            | Verb::SeeAppointmentChanges => Reach::Any,
            _ if own => Reach::Own,
            _ => Reach::Nothing,
        };
        assert_eq!(role_reach(Role::Reception, verb), expected, "{verb:?}");
    }
}

#[test]
fn only_an_administrator_says_who_works_here() {
    for &role in Role::ALL {
        for verb in [Verb::AddStaff, Verb::AddProfessional, Verb::SeePeople, Verb::DeactivateAccount] {
            assert_eq!(role_reach(role, verb) == Reach::Any, role == Role::Administrator, "{role:?} {verb:?}");
        }
    }
}

#[test]
fn a_visitor_may_only_come_in_and_see_who_works_here() {
    for &verb in Verb::ALL {
        let expected = matches!(verb, Verb::Register | Verb::SignIn | Verb::UseLink | Verb::SeeDirectory);
        assert_eq!(Actor::Visitor.reach(verb) != Reach::Nothing, expected, "{verb:?}");
    }
}

#[test]
fn a_patient_has_only_what_is_theirs_beside_the_public_agenda() {
    for &verb in Verb::ALL {
        let reach = role_reach(Role::Patient, verb);
        let public = matches!(
            verb,
            Verb::SignIn | Verb::UseLink | Verb::ListProfessionals | Verb::SeeDirectory | Verb::SeeFreeSlots
        );
        assert_eq!(reach == Reach::Any, public, "{verb:?}");
    }
}

#[test]
fn a_patient_as_a_whole_is_seen_by_those_who_care_and_by_nobody_else() {
    for &role in Role::ALL {
        for verb in [Verb::SeePatient, Verb::ReadRecord] {
            let expected = if role == Role::Professional { Reach::Care } else { Reach::Nothing };
            assert_eq!(role_reach(role, verb), expected, "{role:?} {verb:?}");
        }
    }
    let seen =
        |verb: &&Verb| matches!(verb, Verb::SeePatient | Verb::ReadRecord | Verb::SeeRegistration | Verb::BookFor);
    let others = Verb::ALL.iter().filter(|verb| !seen(verb));
    for &verb in others {
        assert!(Role::ALL.iter().all(|&role| role_reach(role, verb) != Reach::Care), "{verb:?}");
    }
}

#[test]
fn before_the_terms_everybody_may_accept_them_and_little_else() {
    for &role in Role::ALL {
        let before = Actor::BeforeTerms(AccountId(uuid::Uuid::nil()), role);
        for &verb in Verb::ALL {
            let expected = matches!(
                verb,
                Verb::SignIn | Verb::UseLink | Verb::SeeDirectory | Verb::AcceptTerms | Verb::ChooseLanguage
            );
            assert_eq!(before.reach(verb) != Reach::Nothing, expected, "{role:?} {verb:?}");
        }
    }
}

#[test]
fn only_a_professional_writes_in_the_record() {
    assert_eq!(role_reach(Role::Professional, Verb::WriteNote), Reach::Own);
    assert_eq!(role_reach(Role::Patient, Verb::WriteNote), Reach::Nothing);
}
