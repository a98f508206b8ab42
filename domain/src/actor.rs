//! Who acts, and what a role may do. One table; every verb of `store` asks it.

use serde::{Deserialize, Serialize};

use crate::{AccountId, PatientId, ProfessionalId};

words! {
    /// What somebody is in the clinic.
    Role {
        /// Runs the clinic; reads no clinical content.
        Administrator = "administrator",
        /// Cares for patients.
        Professional = "professional",
        /// Is cared for.
        Patient = "patient",
    }
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// Nobody we know.
    Visitor,
    /// Somebody signed in who has not accepted the texts as they are now: until then they are nobody's patient, and no
    /// professional.
    BeforeTerms(AccountId, Role),
    /// A signed-in administrator.
    Administrator(AccountId),
    /// A signed-in professional.
    Professional(AccountId, ProfessionalId),
    /// A signed-in patient.
    Patient(AccountId, PatientId),
    /// The clinic itself: jobs, the call room, set-up.
    System,
}

impl Actor {
    /// The role, if this is a person with one.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        match self {
            Self::Visitor | Self::System => None,
            Self::BeforeTerms(_, role) => Some(*role),
            Self::Administrator(..) => Some(Role::Administrator),
            Self::Professional(..) => Some(Role::Professional),
            Self::Patient(..) => Some(Role::Patient),
        }
    }

    /// The account, if a person is signed in.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Visitor | Self::System => None,
            Self::BeforeTerms(account, _)
            | Self::Administrator(account)
            | Self::Professional(account, _)
            | Self::Patient(account, _) => Some(*account),
        }
    }

    /// How far this actor may go with a verb.
    #[must_use]
    pub const fn reach(&self, verb: Verb) -> Reach {
        match self {
            Self::System => Reach::Any,
            Self::Visitor => visitor_reach(verb),
            Self::BeforeTerms(..) => before_terms_reach(verb),
            Self::Administrator(..) => role_reach(Role::Administrator, verb),
            Self::Professional(..) => role_reach(Role::Professional, verb),
            Self::Patient(..) => role_reach(Role::Patient, verb),
        }
    }
}

words! {
    /// What can be done in the clinic.
    Verb {
        /// Open an account as a patient.
        Register = "register",
        /// Prove who one is.
        SignIn = "sign_in",
        /// Read one's own registration data.
        ReadOwnProfile = "read_own_profile",
        /// See one's own devices, and sign them out.
        EndOwnDevices = "end_own_devices",
        /// Change one's own password.
        ChangeOwnPassword = "change_own_password",
        /// Change one's own e-mail address.
        ChangeOwnEmail = "change_own_email",
        /// Ask for a link by letter, and use it.
        UseLink = "use_link",
        /// Accept the terms and the privacy notice.
        AcceptTerms = "accept_terms",
        /// Invite somebody into the clinic.
        Invite = "invite",
        /// Add a professional to the clinic.
        AddProfessional = "add_professional",
        /// Say when a professional sees patients.
        SetOpeningHours = "set_opening_hours",
        /// See the professionals of the clinic.
        ListProfessionals = "list_professionals",
        /// See when a professional is free.
        SeeFreeSlots = "see_free_slots",
        /// Book a visit in one's own name.
        BookAppointment = "book_appointment",
        /// See an appointment: who, when, state.
        SeeAppointment = "see_appointment",
        /// Call an appointment off.
        CancelAppointment = "cancel_appointment",
        /// Say that the visit is over.
        CompleteAppointment = "complete_appointment",
        /// Enter the consultation room.
        JoinCall = "join_call",
        /// Write a note on a visit.
        WriteNote = "write_note",
        /// Read the notes of a visit.
        ReadNotes = "read_notes",
        /// Read the audit trail.
        ReadAudit = "read_audit",
    }
}

words! {
    /// How far a permission goes.
    Reach {
        /// Not at all.
        Nothing = "nothing",
        /// Only where the actor is one of the two people concerned.
        Own = "own",
        /// Everywhere in the clinic.
        Any = "any",
    }
}

const fn visitor_reach(verb: Verb) -> Reach {
    match verb {
        Verb::Register | Verb::SignIn | Verb::UseLink => Reach::Any,
        _ => Reach::Nothing,
    }
}

const fn before_terms_reach(verb: Verb) -> Reach {
    match verb {
        Verb::SignIn | Verb::UseLink => Reach::Any,
        Verb::AcceptTerms => Reach::Own,
        _ => Reach::Nothing,
    }
}

/// The permission matrix.
#[must_use]
pub const fn role_reach(role: Role, verb: Verb) -> Reach {
    use Reach::{Any, Nothing, Own};
    use Role::{Administrator, Patient, Professional};
    match (verb, role) {
        (Verb::SignIn | Verb::UseLink, _)
        | (
            Verb::AddProfessional
            | Verb::Invite
            | Verb::SetOpeningHours
            | Verb::ListProfessionals
            | Verb::SeeFreeSlots
            | Verb::ReadAudit,
            Administrator,
        )
        | (Verb::ListProfessionals | Verb::SeeFreeSlots, Patient) => Any,

        (
            Verb::ReadOwnProfile
            | Verb::EndOwnDevices
            | Verb::ChangeOwnPassword
            | Verb::ChangeOwnEmail
            | Verb::AcceptTerms,
            _,
        )
        | (Verb::SeeAppointment | Verb::CancelAppointment | Verb::JoinCall | Verb::ReadNotes, Patient | Professional)
        | (Verb::BookAppointment, Patient)
        | (
            Verb::ListProfessionals
            | Verb::SetOpeningHours
            | Verb::SeeFreeSlots
            | Verb::CompleteAppointment
            | Verb::WriteNote,
            Professional,
        ) => Own,

        _ => Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrator_reads_no_clinical_content() {
        for verb in [Verb::ReadNotes, Verb::WriteNote, Verb::JoinCall, Verb::SeeAppointment] {
            assert_eq!(role_reach(Role::Administrator, verb), Reach::Nothing, "{verb:?}");
        }
    }

    #[test]
    fn a_visitor_may_only_come_in() {
        for &verb in Verb::ALL {
            let expected = matches!(verb, Verb::Register | Verb::SignIn | Verb::UseLink);
            assert_eq!(Actor::Visitor.reach(verb) != Reach::Nothing, expected, "{verb:?}");
        }
    }

    #[test]
    fn a_patient_has_only_what_is_theirs_beside_the_public_agenda() {
        for &verb in Verb::ALL {
            let reach = role_reach(Role::Patient, verb);
            let public = matches!(verb, Verb::SignIn | Verb::UseLink | Verb::ListProfessionals | Verb::SeeFreeSlots);
            assert_eq!(reach == Reach::Any, public, "{verb:?}");
        }
    }

    #[test]
    fn before_the_terms_everybody_may_accept_them_and_little_else() {
        for &role in Role::ALL {
            let before = Actor::BeforeTerms(AccountId(uuid::Uuid::nil()), role);
            for &verb in Verb::ALL {
                let expected = matches!(verb, Verb::SignIn | Verb::UseLink | Verb::AcceptTerms);
                assert_eq!(before.reach(verb) != Reach::Nothing, expected, "{role:?} {verb:?}");
            }
        }
    }

    #[test]
    fn only_a_professional_writes_in_the_record() {
        assert_eq!(role_reach(Role::Professional, Verb::WriteNote), Reach::Own);
        assert_eq!(role_reach(Role::Patient, Verb::WriteNote), Reach::Nothing);
    }
}
