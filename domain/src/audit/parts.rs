//! What of an event stands in the trail: kind, subject and patient concerned.

use uuid::Uuid;

use super::{Event, EventKind};
use crate::PatientId;

macro_rules! parts {
    (
        $event:ident: of nobody: $($alone:ident)+; of a patient: $($patient:ident)+; about a patient: $($about:ident)+;
        about a patient who may be unknown: $($perhaps:ident)+;
    ) => {
        match $event {
            $(Self::$alone(id) => (EventKind::$alone, id.0, None),)+
            $(Self::$patient(id) => (EventKind::$patient, id.0, Some(id)),)+
            $(Self::$about(id, patient) => (EventKind::$about, id.0, Some(patient)),)+
            $(Self::$perhaps(id, patient) => (EventKind::$perhaps, id.0, patient),)+
        }
    };
}

impl Event {
    /// Kind, subject and patient concerned.
    #[must_use]
    pub const fn parts(self) -> (EventKind, Uuid, Option<PatientId>) {
        parts! { self:
            of nobody:
                ClinicSetUp RegistrationAsked SignedIn SignInRefused CodeRequested FirstFactorProven
                LimitReached SignedOut NewDevice NewCountry DeviceEnded PasswordChanged FactorSetUp
                FactorRemoved RecoveryCodesMade RecoveryCodeUsed StaffAdded AccountDeactivated
                AccountReactivated PasskeyAdded PasskeyRenamed PasskeyRemoved PasskeySuspected ResetAsked
                PasswordReset PasswordExpired EmailAsked EmailChanged EmailRestored LanguageChosen
                InvitationSent InvitationRevoked InvitationAccepted TermsAccepted ProfessionalAdded
                ProfileChanged PhotoChanged OpeningHoursSet BookingRulesSet
                ScheduleExceptionAdded ScheduleExceptionRemoved HolidayAdded HolidayRemoved
                CalendarFeedMade CalendarFeedRemoved JobFailed
                ImportUploaded ImportSeen ImportStarted ImportStopped ImportDiscarded ImportFinished PatientsExported;
            of a patient:
                PatientRegistered PatientAdded RegistrationSeen RegistrationChanged DependantAdded
                GuardianshipEnded ActingBegun ActingEnded PatientSeen RecordRead;
            about a patient:
                CpfInUse AppointmentBooked WalkedIn AppointmentReminded AppointmentConfirmed AppointmentArrived AppointmentMissed
                AppointmentCancelled AppointmentMoved AppointmentCompleted CallTicketIssued CallJoined CallLeft
                CallSummarised CallEnded NoteWritten RecordOpened GlassBroken BreakGlassReading GlassReviewed ReadingContested
                ContestAnswered;
            about a patient who may be unknown: PatientSought;
        }
    }
}
