//! What happened, to what, and whom it concerns: never content.

use uuid::Uuid;

use crate::{
    AccountId, AppointmentId, BreakGlassId, CallId, ContestId, JobId, LinkId, NoteId, PatientId, ProfessionalId,
    RegistrationId,
};

words! {
    /// The kind of an event.
    EventKind {
        /// The first administrator was named.
        ClinicSetUp = "clinic_set_up",
        /// Somebody wants to register, and was sent a code.
        RegistrationAsked = "registration_asked",
        /// A patient registered.
        PatientRegistered = "patient_registered",
        /// A patient was registered at the desk.
        PatientAdded = "patient_added",
        /// Somebody saw what is kept of a patient beside the record.
        RegistrationSeen = "registration_seen",
        /// What is kept of a patient was changed.
        RegistrationChanged = "registration_changed",
        /// Somebody added a person they are responsible for.
        DependantAdded = "dependant_added",
        /// Somebody is no longer responsible for a person.
        GuardianshipEnded = "guardianship_ended",
        /// Somebody began to act for a person they are responsible for.
        ActingBegun = "acting_begun",
        /// Somebody acts for themselves again.
        ActingEnded = "acting_ended",
        /// Somebody registered with the CPF of another patient.
        CpfInUse = "cpf_in_use",
        /// Somebody signed in.
        SignedIn = "signed_in",
        /// A sign-in was refused.
        SignInRefused = "sign_in_refused",
        /// Somebody asked for a code by e-mail.
        CodeRequested = "code_requested",
        /// Somebody proved one factor; the second one is missing.
        FirstFactorProven = "first_factor_proven",
        /// A limit of tries was reached.
        LimitReached = "limit_reached",
        /// Somebody signed out.
        SignedOut = "signed_out",
        /// Somebody came in with a device that was new to their account.
        NewDevice = "new_device",
        /// Somebody came in from a country that their account was never opened from before.
        NewCountry = "new_country",
        /// Somebody signed out another device of theirs, or one more sign-in ended their oldest.
        DeviceEnded = "device_ended",
        /// Somebody changed their password.
        PasswordChanged = "password_changed",
        /// Somebody set up an authenticator app.
        FactorSetUp = "factor_set_up",
        /// Somebody gave their authenticator app up.
        FactorRemoved = "factor_removed",
        /// Somebody made new recovery codes.
        RecoveryCodesMade = "recovery_codes_made",
        /// Somebody came in with a recovery code.
        RecoveryCodeUsed = "recovery_code_used",
        /// An administrator or somebody of the reception was added.
        StaffAdded = "staff_added",
        /// An account was deactivated.
        AccountDeactivated = "account_deactivated",
        /// An account was activated again.
        AccountReactivated = "account_reactivated",
        /// Somebody made a passkey.
        PasskeyAdded = "passkey_added",
        /// Somebody gave a passkey another name.
        PasskeyRenamed = "passkey_renamed",
        /// Somebody removed a passkey.
        PasskeyRemoved = "passkey_removed",
        /// A passkey counted backwards, as a copy would; it was refused.
        PasskeySuspected = "passkey_suspected",
        /// Somebody said that they forgot their password.
        ResetAsked = "reset_asked",
        /// Somebody set a new password by a link.
        PasswordReset = "password_reset",
        /// Somebody's password was right and too old; they were sent a link for a new one.
        PasswordExpired = "password_expired",
        /// Somebody asked for another e-mail address.
        EmailAsked = "email_asked",
        /// Somebody confirmed their new e-mail address.
        EmailChanged = "email_changed",
        /// Somebody took a change of their e-mail address back.
        EmailRestored = "email_restored",
        /// Somebody chose another language.
        LanguageChosen = "language_chosen",
        /// Somebody was invited.
        InvitationSent = "invitation_sent",
        /// An invitation was withdrawn.
        InvitationRevoked = "invitation_revoked",
        /// An invitation was accepted.
        InvitationAccepted = "invitation_accepted",
        /// Somebody accepted the terms and the privacy notice.
        TermsAccepted = "terms_accepted",
        /// A professional was added.
        ProfessionalAdded = "professional_added",
        /// The profile of a professional was changed.
        ProfileChanged = "profile_changed",
        /// A professional has another picture, or none any more.
        PhotoChanged = "photo_changed",
        /// Opening hours were set.
        OpeningHoursSet = "opening_hours_set",
        /// A visit was booked.
        AppointmentBooked = "appointment_booked",
        /// A patient said that they will come.
        AppointmentConfirmed = "appointment_confirmed",
        /// A patient was marked as arrived.
        AppointmentArrived = "appointment_arrived",
        /// A patient did not come.
        AppointmentMissed = "appointment_missed",
        /// A visit was called off.
        AppointmentCancelled = "appointment_cancelled",
        /// A visit was finished.
        AppointmentCompleted = "appointment_completed",
        /// Somebody was let to the door of a room.
        CallTicketIssued = "call_ticket_issued",
        /// Somebody entered a room.
        CallJoined = "call_joined",
        /// Somebody left a room.
        CallLeft = "call_left",
        /// A browser said how the call went.
        CallSummarised = "call_summarised",
        /// A call ended.
        CallEnded = "call_ended",
        /// A note was written.
        NoteWritten = "note_written",
        /// Somebody read the record of a visit.
        RecordOpened = "record_opened",
        /// Somebody who cares for a patient saw who they are and their visits.
        PatientSeen = "patient_seen",
        /// Somebody who cares for a patient read their whole record.
        RecordRead = "record_read",
        /// A professional looked for a patient outside of their care.
        PatientSought = "patient_sought",
        /// A professional opened a record outside of their care, giving a reason.
        GlassBroken = "glass_broken",
        /// Somebody read a patient under a broken glass.
        BreakGlassReading = "break_glass_reading",
        /// An administrator reviewed a broken glass.
        GlassReviewed = "glass_reviewed",
        /// A patient contested a reading.
        ReadingContested = "reading_contested",
        /// A contest was answered.
        ContestAnswered = "contest_answered",
        /// A job was given up.
        JobFailed = "job_failed",
    }
}

/// What happened, to what, and whom it concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The first administrator was named.
    ClinicSetUp(AccountId),
    /// Somebody wants to register, and was sent a code.
    RegistrationAsked(RegistrationId),
    /// A patient registered.
    PatientRegistered(PatientId),
    /// A patient was registered at the desk.
    PatientAdded(PatientId),
    /// Somebody saw what is kept of a patient beside the record.
    RegistrationSeen(PatientId),
    /// What is kept of a patient was changed.
    RegistrationChanged(PatientId),
    /// Somebody added a person they are responsible for.
    DependantAdded(PatientId),
    /// Somebody is no longer responsible for a person.
    GuardianshipEnded(PatientId),
    /// Somebody began to act for a person they are responsible for.
    ActingBegun(PatientId),
    /// Somebody acts for themselves again.
    ActingEnded(PatientId),
    /// Somebody registered, under this account, with the CPF of this patient.
    CpfInUse(AccountId, PatientId),
    /// Somebody signed in.
    SignedIn(AccountId),
    /// A sign-in was refused: a password, a code or a second factor was wrong.
    SignInRefused(AccountId),
    /// Somebody asked for a code by e-mail.
    CodeRequested(AccountId),
    /// Somebody proved one factor; the second one is missing.
    FirstFactorProven(AccountId),
    /// A limit of tries was reached: of this account, or of an address that tried it.
    LimitReached(AccountId),
    /// Somebody signed out.
    SignedOut(AccountId),
    /// Somebody came in with a device that was new to their account.
    NewDevice(AccountId),
    /// Somebody came in from a country that their account was never opened from before.
    NewCountry(AccountId),
    /// Somebody signed out another device of theirs, or one more sign-in ended their oldest.
    DeviceEnded(AccountId),
    /// Somebody changed their password.
    PasswordChanged(AccountId),
    /// Somebody set up an authenticator app.
    FactorSetUp(AccountId),
    /// Somebody gave their authenticator app up.
    FactorRemoved(AccountId),
    /// Somebody made new recovery codes.
    RecoveryCodesMade(AccountId),
    /// Somebody came in with a recovery code.
    RecoveryCodeUsed(AccountId),
    /// An administrator or somebody of the reception was added.
    StaffAdded(AccountId),
    /// An account was deactivated.
    AccountDeactivated(AccountId),
    /// An account was activated again.
    AccountReactivated(AccountId),
    /// Somebody made a passkey.
    PasskeyAdded(AccountId),
    /// Somebody gave a passkey another name.
    PasskeyRenamed(AccountId),
    /// Somebody removed a passkey.
    PasskeyRemoved(AccountId),
    /// A passkey counted backwards, as a copy would; it was refused.
    PasskeySuspected(AccountId),
    /// Somebody said that they forgot their password.
    ResetAsked(AccountId),
    /// Somebody set a new password by a link.
    PasswordReset(AccountId),
    /// Somebody's password was right and too old; they were sent a link for a new one.
    PasswordExpired(AccountId),
    /// Somebody asked for another e-mail address.
    EmailAsked(AccountId),
    /// Somebody confirmed their new e-mail address.
    EmailChanged(AccountId),
    /// Somebody took a change of their e-mail address back.
    EmailRestored(AccountId),
    /// Somebody chose another language.
    LanguageChosen(AccountId),
    /// Somebody was invited.
    InvitationSent(LinkId),
    /// An invitation was withdrawn.
    InvitationRevoked(LinkId),
    /// An invitation was accepted.
    InvitationAccepted(LinkId),
    /// Somebody accepted the terms and the privacy notice.
    TermsAccepted(AccountId),
    /// A professional was added.
    ProfessionalAdded(ProfessionalId),
    /// The profile of a professional was changed.
    ProfileChanged(ProfessionalId),
    /// A professional has another picture, or none any more.
    PhotoChanged(ProfessionalId),
    /// Opening hours were set.
    OpeningHoursSet(ProfessionalId),
    /// A visit was booked.
    AppointmentBooked(AppointmentId, PatientId),
    /// A patient said that they will come.
    AppointmentConfirmed(AppointmentId, PatientId),
    /// A patient was marked as arrived.
    AppointmentArrived(AppointmentId, PatientId),
    /// A patient did not come.
    AppointmentMissed(AppointmentId, PatientId),
    /// A visit was called off.
    AppointmentCancelled(AppointmentId, PatientId),
    /// A visit was finished.
    AppointmentCompleted(AppointmentId, PatientId),
    /// Somebody was let to the door of a room.
    CallTicketIssued(CallId, PatientId),
    /// Somebody entered a room.
    CallJoined(CallId, PatientId),
    /// Somebody left a room.
    CallLeft(CallId, PatientId),
    /// A browser said how the call went.
    CallSummarised(CallId, PatientId),
    /// A call ended.
    CallEnded(CallId, PatientId),
    /// A note was written.
    NoteWritten(NoteId, PatientId),
    /// Somebody read the record of a visit.
    RecordOpened(AppointmentId, PatientId),
    /// Somebody who cares for a patient saw who they are and their visits.
    PatientSeen(PatientId),
    /// Somebody who cares for a patient read their whole record.
    RecordRead(PatientId),
    /// A professional looked for a patient outside of their care, and found this one, or nobody.
    PatientSought(AccountId, Option<PatientId>),
    /// A professional opened a record outside of their care, giving a reason.
    GlassBroken(BreakGlassId, PatientId),
    /// Somebody read a patient under a broken glass.
    BreakGlassReading(BreakGlassId, PatientId),
    /// An administrator reviewed a broken glass.
    GlassReviewed(BreakGlassId, PatientId),
    /// A patient contested a reading.
    ReadingContested(ContestId, PatientId),
    /// A contest was answered.
    ContestAnswered(ContestId, PatientId),
    /// A job was given up.
    JobFailed(JobId),
}

impl Event {
    /// Kind, subject and patient concerned.
    #[must_use]
    pub const fn parts(self) -> (EventKind, Uuid, Option<PatientId>) {
        use EventKind as Kind;
        match self {
            Self::ClinicSetUp(id) => (Kind::ClinicSetUp, id.0, None),
            Self::RegistrationAsked(id) => (Kind::RegistrationAsked, id.0, None),
            Self::CpfInUse(id, patient) => (Kind::CpfInUse, id.0, Some(patient)),
            Self::PatientRegistered(id) => (Kind::PatientRegistered, id.0, Some(id)),
            Self::PatientAdded(id) => (Kind::PatientAdded, id.0, Some(id)),
            Self::RegistrationSeen(id) => (Kind::RegistrationSeen, id.0, Some(id)),
            Self::RegistrationChanged(id) => (Kind::RegistrationChanged, id.0, Some(id)),
            Self::DependantAdded(id) => (Kind::DependantAdded, id.0, Some(id)),
            Self::GuardianshipEnded(id) => (Kind::GuardianshipEnded, id.0, Some(id)),
            Self::ActingBegun(id) => (Kind::ActingBegun, id.0, Some(id)),
            Self::ActingEnded(id) => (Kind::ActingEnded, id.0, Some(id)),
            Self::SignedIn(id) => (Kind::SignedIn, id.0, None),
            Self::SignInRefused(id) => (Kind::SignInRefused, id.0, None),
            Self::CodeRequested(id) => (Kind::CodeRequested, id.0, None),
            Self::FirstFactorProven(id) => (Kind::FirstFactorProven, id.0, None),
            Self::LimitReached(id) => (Kind::LimitReached, id.0, None),
            Self::SignedOut(id) => (Kind::SignedOut, id.0, None),
            Self::NewDevice(id) => (Kind::NewDevice, id.0, None),
            Self::NewCountry(id) => (Kind::NewCountry, id.0, None),
            Self::DeviceEnded(id) => (Kind::DeviceEnded, id.0, None),
            Self::PasswordChanged(id) => (Kind::PasswordChanged, id.0, None),
            Self::FactorSetUp(id) => (Kind::FactorSetUp, id.0, None),
            Self::FactorRemoved(id) => (Kind::FactorRemoved, id.0, None),
            Self::RecoveryCodesMade(id) => (Kind::RecoveryCodesMade, id.0, None),
            Self::RecoveryCodeUsed(id) => (Kind::RecoveryCodeUsed, id.0, None),
            Self::StaffAdded(id) => (Kind::StaffAdded, id.0, None),
            Self::AccountDeactivated(id) => (Kind::AccountDeactivated, id.0, None),
            Self::AccountReactivated(id) => (Kind::AccountReactivated, id.0, None),
            Self::PasskeyAdded(id) => (Kind::PasskeyAdded, id.0, None),
            Self::PasskeyRenamed(id) => (Kind::PasskeyRenamed, id.0, None),
            Self::PasskeyRemoved(id) => (Kind::PasskeyRemoved, id.0, None),
            Self::PasskeySuspected(id) => (Kind::PasskeySuspected, id.0, None),
            Self::ResetAsked(id) => (Kind::ResetAsked, id.0, None),
            Self::PasswordReset(id) => (Kind::PasswordReset, id.0, None),
            Self::PasswordExpired(id) => (Kind::PasswordExpired, id.0, None),
            Self::EmailAsked(id) => (Kind::EmailAsked, id.0, None),
            Self::EmailChanged(id) => (Kind::EmailChanged, id.0, None),
            Self::EmailRestored(id) => (Kind::EmailRestored, id.0, None),
            Self::LanguageChosen(id) => (Kind::LanguageChosen, id.0, None),
            Self::InvitationSent(id) => (Kind::InvitationSent, id.0, None),
            Self::InvitationRevoked(id) => (Kind::InvitationRevoked, id.0, None),
            Self::InvitationAccepted(id) => (Kind::InvitationAccepted, id.0, None),
            Self::TermsAccepted(id) => (Kind::TermsAccepted, id.0, None),
            Self::ProfessionalAdded(id) => (Kind::ProfessionalAdded, id.0, None),
            Self::ProfileChanged(id) => (Kind::ProfileChanged, id.0, None),
            Self::PhotoChanged(id) => (Kind::PhotoChanged, id.0, None),
            Self::OpeningHoursSet(id) => (Kind::OpeningHoursSet, id.0, None),
            Self::AppointmentBooked(id, patient) => (Kind::AppointmentBooked, id.0, Some(patient)),
            Self::AppointmentConfirmed(id, patient) => (Kind::AppointmentConfirmed, id.0, Some(patient)),
            Self::AppointmentArrived(id, patient) => (Kind::AppointmentArrived, id.0, Some(patient)),
            Self::AppointmentMissed(id, patient) => (Kind::AppointmentMissed, id.0, Some(patient)),
            Self::AppointmentCancelled(id, patient) => (Kind::AppointmentCancelled, id.0, Some(patient)),
            Self::AppointmentCompleted(id, patient) => (Kind::AppointmentCompleted, id.0, Some(patient)),
            Self::CallTicketIssued(id, patient) => (Kind::CallTicketIssued, id.0, Some(patient)),
            Self::CallJoined(id, patient) => (Kind::CallJoined, id.0, Some(patient)),
            Self::CallLeft(id, patient) => (Kind::CallLeft, id.0, Some(patient)),
            Self::CallSummarised(id, patient) => (Kind::CallSummarised, id.0, Some(patient)),
            Self::CallEnded(id, patient) => (Kind::CallEnded, id.0, Some(patient)),
            Self::NoteWritten(id, patient) => (Kind::NoteWritten, id.0, Some(patient)),
            Self::RecordOpened(id, patient) => (Kind::RecordOpened, id.0, Some(patient)),
            Self::PatientSeen(id) => (Kind::PatientSeen, id.0, Some(id)),
            Self::RecordRead(id) => (Kind::RecordRead, id.0, Some(id)),
            Self::PatientSought(id, patient) => (Kind::PatientSought, id.0, patient),
            Self::GlassBroken(id, patient) => (Kind::GlassBroken, id.0, Some(patient)),
            Self::BreakGlassReading(id, patient) => (Kind::BreakGlassReading, id.0, Some(patient)),
            Self::GlassReviewed(id, patient) => (Kind::GlassReviewed, id.0, Some(patient)),
            Self::ReadingContested(id, patient) => (Kind::ReadingContested, id.0, Some(patient)),
            Self::ContestAnswered(id, patient) => (Kind::ContestAnswered, id.0, Some(patient)),
            Self::JobFailed(id) => (Kind::JobFailed, id.0, None),
        }
    }
}
