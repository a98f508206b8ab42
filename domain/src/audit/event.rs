//! What happened, to what, and whom it concerns: never content.

use crate::{
    AccountId, AppointmentId, BreakGlassId, CallId, ContestId, ExportId, HolidayId, ImportId, JobId, LinkId, NoteId,
    PatientId, ProfessionalId, RegistrationId,
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
        /// Somebody brought a file of patients.
        ImportUploaded = "import_uploaded",
        /// Somebody looked into a file of patients.
        ImportSeen = "import_seen",
        /// A file of patients is worked through from here on.
        ImportStarted = "import_started",
        /// Somebody stopped working through a file of patients.
        ImportStopped = "import_stopped",
        /// A file of patients was given up.
        ImportDiscarded = "import_discarded",
        /// Every row of a file of patients was read.
        ImportFinished = "import_finished",
        /// Somebody took a file of all patients.
        PatientsExported = "patients_exported",
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
        /// It was set how a professional's time is offered.
        BookingRulesSet = "booking_rules_set",
        /// Days of a professional were made unlike the others.
        ScheduleExceptionAdded = "schedule_exception_added",
        /// Days of a professional are like the others again.
        ScheduleExceptionRemoved = "schedule_exception_removed",
        /// A local holiday was added.
        HolidayAdded = "holiday_added",
        /// A local holiday was taken back.
        HolidayRemoved = "holiday_removed",
        /// A visit was booked.
        AppointmentBooked = "appointment_booked",
        /// A patient was squeezed in at the desk.
        WalkedIn = "walked_in",
        /// The patient's side was reminded of a visit.
        AppointmentReminded = "appointment_reminded",
        /// A patient said that they will come.
        AppointmentConfirmed = "appointment_confirmed",
        /// A patient was marked as arrived.
        AppointmentArrived = "appointment_arrived",
        /// A patient did not come.
        AppointmentMissed = "appointment_missed",
        /// A visit was called off.
        AppointmentCancelled = "appointment_cancelled",
        /// A visit was moved to another time.
        AppointmentMoved = "appointment_moved",
        /// A visit was finished.
        AppointmentCompleted = "appointment_completed",
        /// Somebody made a private address for their calendar, in the place of an older one.
        CalendarFeedMade = "calendar_feed_made",
        /// Somebody removed the private address of their calendar.
        CalendarFeedRemoved = "calendar_feed_removed",
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
    /// Somebody brought a file of patients.
    ImportUploaded(ImportId),
    /// Somebody looked into a file of patients.
    ImportSeen(ImportId),
    /// A file of patients is worked through from here on.
    ImportStarted(ImportId),
    /// Somebody stopped working through a file of patients.
    ImportStopped(ImportId),
    /// A file of patients was given up.
    ImportDiscarded(ImportId),
    /// Every row of a file of patients was read.
    ImportFinished(ImportId),
    /// Somebody took a file of all patients.
    PatientsExported(ExportId),
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
    /// It was set how a professional's time is offered.
    BookingRulesSet(ProfessionalId),
    /// Days of a professional were made unlike the others.
    ScheduleExceptionAdded(ProfessionalId),
    /// Days of a professional are like the others again.
    ScheduleExceptionRemoved(ProfessionalId),
    /// A local holiday was added.
    HolidayAdded(HolidayId),
    /// A local holiday was taken back.
    HolidayRemoved(HolidayId),
    /// A visit was booked.
    AppointmentBooked(AppointmentId, PatientId),
    /// A patient was squeezed in at the desk.
    WalkedIn(AppointmentId, PatientId),
    /// The patient's side was reminded of a visit.
    AppointmentReminded(AppointmentId, PatientId),
    /// A patient said that they will come.
    AppointmentConfirmed(AppointmentId, PatientId),
    /// A patient was marked as arrived.
    AppointmentArrived(AppointmentId, PatientId),
    /// A patient did not come.
    AppointmentMissed(AppointmentId, PatientId),
    /// A visit was called off.
    AppointmentCancelled(AppointmentId, PatientId),
    /// A visit was moved to another time.
    AppointmentMoved(AppointmentId, PatientId),
    /// A visit was finished.
    AppointmentCompleted(AppointmentId, PatientId),
    /// Somebody made a private address for their calendar, in the place of an older one.
    CalendarFeedMade(AccountId),
    /// Somebody removed the private address of their calendar.
    CalendarFeedRemoved(AccountId),
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
