//! Who acts, and what a role may do. One table; every verb of `store` asks it.

use serde::{Deserialize, Serialize};

use crate::{AccountId, PatientId, ProfessionalId};

#[cfg(test)]
mod tests;

words! {
    /// What somebody is in the clinic.
    Role {
        /// Runs the clinic; reads no clinical content.
        Administrator = "administrator",
        /// Keeps the agenda and registers people; reads no clinical content.
        Reception = "reception",
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
    /// Somebody who proved one factor, and owes the second one.
    Halfway(AccountId),
    /// Somebody signed in who has not accepted the texts as they are now: until then they are nobody's patient, and no
    /// professional.
    BeforeTerms(AccountId, Role),
    /// A signed-in administrator.
    Administrator(AccountId),
    /// Somebody signed in at the reception.
    Reception(AccountId),
    /// A signed-in professional.
    Professional(AccountId, ProfessionalId),
    /// A signed-in patient.
    Patient(AccountId, PatientId),
    /// A signed-in patient who acts for somebody they are responsible for: the patient is that person, not themselves.
    Guardian(AccountId, PatientId),
    /// The clinic itself: jobs, the call room, set-up.
    System,
}

impl Actor {
    /// The role, if this is a person with one.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        match self {
            Self::Visitor | Self::Halfway(_) | Self::System => None,
            Self::BeforeTerms(_, role) => Some(*role),
            Self::Administrator(..) => Some(Role::Administrator),
            Self::Reception(..) => Some(Role::Reception),
            Self::Professional(..) => Some(Role::Professional),
            Self::Patient(..) | Self::Guardian(..) => Some(Role::Patient),
        }
    }

    /// The account, if a person is signed in.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Visitor | Self::System => None,
            Self::Halfway(account)
            | Self::BeforeTerms(account, _)
            | Self::Administrator(account)
            | Self::Reception(account)
            | Self::Professional(account, _)
            | Self::Patient(account, _)
            | Self::Guardian(account, _) => Some(*account),
        }
    }

    /// The patient whom this actor is, or acts for.
    #[must_use]
    pub const fn patient(&self) -> Option<PatientId> {
        match self {
            Self::Patient(_, patient) | Self::Guardian(_, patient) => Some(*patient),
            _ => None,
        }
    }

    /// For whom this actor acts, when it is not for themselves.
    #[must_use]
    pub const fn acts_for(&self) -> Option<PatientId> {
        match self {
            Self::Guardian(_, patient) => Some(*patient),
            _ => None,
        }
    }

    /// How far this actor may go with a verb.
    #[must_use]
    pub const fn reach(&self, verb: Verb) -> Reach {
        match self {
            Self::System => Reach::Any,
            Self::Visitor => visitor_reach(verb),
            Self::Halfway(_) => halfway_reach(verb),
            Self::BeforeTerms(..) => before_terms_reach(verb),
            Self::Administrator(..) => role_reach(Role::Administrator, verb),
            Self::Reception(..) => role_reach(Role::Reception, verb),
            Self::Professional(..) => role_reach(Role::Professional, verb),
            Self::Patient(..) | Self::Guardian(..) => role_reach(Role::Patient, verb),
        }
    }
}

words! {
    /// What can be done in the clinic.
    Verb {
        /// Open an account as a patient.
        Register = "register",
        /// Register patients at the desk, find them, and change what is kept of them.
        KeepRegistry = "keep_registry",
        /// Bring a file of patients, and have it worked through.
        ImportPatients = "import_patients",
        /// Take a file of all patients.
        ExportPatients = "export_patients",
        /// See what is kept of a patient beside the record.
        SeeRegistration = "see_registration",
        /// Change how one is called and reached.
        EditContact = "edit_contact",
        /// Prove who one is.
        SignIn = "sign_in",
        /// Read one's own registration data.
        ReadOwnProfile = "read_own_profile",
        /// Say in which language one wants to be written to.
        ChooseLanguage = "choose_language",
        /// See one's own devices, and sign them out.
        EndOwnDevices = "end_own_devices",
        /// Change one's own password.
        ChangeOwnPassword = "change_own_password",
        /// Prove one's second factor.
        ProveSecondFactor = "prove_second_factor",
        /// Set up a second factor.
        SetUpSecondFactor = "set_up_second_factor",
        /// Open an account for an administrator or for the reception.
        AddStaff = "add_staff",
        /// See who works here: name, address, role, whether they may come in.
        SeePeople = "see_people",
        /// Deactivate the account of somebody who works here, and activate it again.
        DeactivateAccount = "deactivate_account",
        /// See, make, name and remove one's own passkeys.
        KeepOwnPasskeys = "keep_own_passkeys",
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
        /// Say who a professional is: registrations, specialties, price, picture.
        EditProfile = "edit_profile",
        /// See when a professional sees patients.
        SeeOpeningHours = "see_opening_hours",
        /// Say when a professional sees patients.
        SetOpeningHours = "set_opening_hours",
        /// Say which days are holidays here.
        KeepHolidays = "keep_holidays",
        /// See the professionals of the clinic.
        ListProfessionals = "list_professionals",
        /// See what the professionals say of themselves in public.
        SeeDirectory = "see_directory",
        /// See when a professional is free.
        SeeFreeSlots = "see_free_slots",
        /// Book a visit in one's own name.
        BookAppointment = "book_appointment",
        /// Book a visit for a patient, or squeeze them in.
        BookFor = "book_for",
        /// See an appointment: who, when, state.
        SeeAppointment = "see_appointment",
        /// See a day of the agenda: who, when, state; never why.
        SeeDayBoard = "see_day_board",
        /// Say that one will come.
        ConfirmAppointment = "confirm_appointment",
        /// Say who came and who did not, and call visits off with a reason.
        KeepAgenda = "keep_agenda",
        /// See what was done with an appointment, by whom and when.
        SeeAppointmentChanges = "see_appointment_changes",
        /// Call an appointment off.
        CancelAppointment = "cancel_appointment",
        /// Move an appointment to another time of the same professional.
        MoveAppointment = "move_appointment",
        /// Say that the visit is over.
        CompleteAppointment = "complete_appointment",
        /// Enter the consultation room.
        JoinCall = "join_call",
        /// Write a note on a visit.
        WriteNote = "write_note",
        /// Read the notes of a visit.
        ReadNotes = "read_notes",
        /// See a patient: who they are, when they come and came.
        SeePatient = "see_patient",
        /// Read every note on a patient.
        ReadRecord = "read_record",
        /// Look for a patient outside of one's care, by who they exactly are.
        SeekPatient = "seek_patient",
        /// Open the record of a patient outside of one's care, for a while and for a reason.
        BreakGlass = "break_glass",
        /// Review the records that were opened so, and answer those who contest a reading.
        ReviewReadings = "review_readings",
        /// See those one is responsible for, add them, and end it; act for them and for oneself again.
        KeepFamily = "keep_family",
        /// Make and remove the private address under which a calendar elsewhere reads one's own visits.
        KeepOwnCalendar = "keep_own_calendar",
        /// See who read one's own data, and contest it.
        SeeReadings = "see_readings",
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
        /// Only for patients in the actor's care, and those whose record they opened by breaking the glass.
        Care = "care",
        /// Everywhere in the clinic.
        Any = "any",
    }
}

const fn visitor_reach(verb: Verb) -> Reach {
    match verb {
        Verb::Register | Verb::SignIn | Verb::UseLink | Verb::SeeDirectory => Reach::Any,
        _ => Reach::Nothing,
    }
}

const fn before_terms_reach(verb: Verb) -> Reach {
    match verb {
        Verb::SignIn | Verb::UseLink | Verb::SeeDirectory => Reach::Any,
        Verb::AcceptTerms | Verb::ChooseLanguage => Reach::Own,
        _ => Reach::Nothing,
    }
}

const fn halfway_reach(verb: Verb) -> Reach {
    match verb {
        Verb::ProveSecondFactor | Verb::SetUpSecondFactor | Verb::KeepOwnPasskeys => Reach::Own,
        _ => visitor_reach(verb),
    }
}

/// The permission matrix.
#[must_use]
pub const fn role_reach(role: Role, verb: Verb) -> Reach {
    match role {
        Role::Administrator => administrator_reach(verb),
        Role::Reception => reception_reach(verb),
        Role::Professional => professional_reach(verb),
        Role::Patient => patient_reach(verb),
    }
}

const fn administrator_reach(verb: Verb) -> Reach {
    match verb {
        Verb::AddStaff
        | Verb::SeePeople
        | Verb::DeactivateAccount
        | Verb::AddProfessional
        | Verb::EditProfile
        | Verb::SeeOpeningHours
        | Verb::Invite
        | Verb::SetOpeningHours
        | Verb::KeepHolidays
        | Verb::ListProfessionals
        | Verb::SeeFreeSlots
        | Verb::ReviewReadings
        | Verb::ReadAudit
        | Verb::KeepRegistry
        | Verb::ImportPatients
        | Verb::ExportPatients
        | Verb::SeeRegistration => Reach::Any,
        _ => account_reach(verb),
    }
}

const fn reception_reach(verb: Verb) -> Reach {
    match verb {
        Verb::ListProfessionals
        | Verb::SeeOpeningHours
        | Verb::SeeFreeSlots
        | Verb::SeeDayBoard
        | Verb::ConfirmAppointment
        | Verb::BookFor
        | Verb::KeepAgenda
        | Verb::MoveAppointment
        | Verb::SeeAppointmentChanges
        | Verb::KeepRegistry
        | Verb::ImportPatients
        | Verb::ExportPatients
        | Verb::SeeRegistration => Reach::Any,
        _ => account_reach(verb),
    }
}

const fn professional_reach(verb: Verb) -> Reach {
    match verb {
        Verb::SeekPatient | Verb::BreakGlass => Reach::Any,
        Verb::SeePatient | Verb::ReadRecord | Verb::SeeRegistration | Verb::BookFor => Reach::Care,
        Verb::SeeAppointment
        | Verb::SeeAppointmentChanges
        | Verb::CancelAppointment
        | Verb::MoveAppointment
        | Verb::JoinCall
        | Verb::ReadNotes
        | Verb::ListProfessionals
        | Verb::EditProfile
        | Verb::SeeOpeningHours
        | Verb::SetOpeningHours
        | Verb::SeeFreeSlots
        | Verb::SeeDayBoard
        | Verb::KeepAgenda
        | Verb::CompleteAppointment
        | Verb::KeepOwnCalendar
        | Verb::WriteNote => Reach::Own,
        _ => account_reach(verb),
    }
}

const fn patient_reach(verb: Verb) -> Reach {
    match verb {
        Verb::ListProfessionals | Verb::SeeFreeSlots => Reach::Any,
        Verb::SeeAppointment
        | Verb::SeeAppointmentChanges
        | Verb::CancelAppointment
        | Verb::MoveAppointment
        | Verb::JoinCall
        | Verb::ReadNotes
        | Verb::BookAppointment
        | Verb::ConfirmAppointment
        | Verb::SeeReadings
        | Verb::KeepFamily
        | Verb::KeepOwnCalendar
        | Verb::SeeRegistration
        | Verb::EditContact => Reach::Own,
        _ => account_reach(verb),
    }
}

/// What everybody who has an account may do.
const fn account_reach(verb: Verb) -> Reach {
    match verb {
        Verb::SignIn | Verb::UseLink | Verb::SeeDirectory => Reach::Any,
        Verb::ReadOwnProfile
        | Verb::ChooseLanguage
        | Verb::EndOwnDevices
        | Verb::ChangeOwnPassword
        | Verb::SetUpSecondFactor
        | Verb::KeepOwnPasskeys
        | Verb::ChangeOwnEmail
        | Verb::AcceptTerms => Reach::Own,
        _ => Reach::Nothing,
    }
}
