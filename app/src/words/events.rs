//! Words for what happened.

use domain::audit::EventKind;

use super::Language;
use crate::i18n::t_string;

macro_rules! words_of {
    ($i18n:ident, $event:ident: $($kind:ident $key:ident,)+) => {
        match $event {
            $(EventKind::$kind => t_string!($i18n, common.event.$key),)+
        }
    };
}

/// What happened.
#[must_use]
pub fn event(i18n: Language, event: EventKind) -> &'static str {
    words_of! { i18n, event:
        ClinicSetUp clinic_set_up, RegistrationAsked registration_asked, CpfInUse cpf_in_use,
        LanguageChosen language_chosen, PatientRegistered patient_registered, PatientAdded patient_added,
        RegistrationSeen registration_seen, RegistrationChanged registration_changed,
        ImportUploaded import_uploaded, ImportSeen import_seen, ImportStarted import_started,
        ImportStopped import_stopped, ImportDiscarded import_discarded, ImportFinished import_finished,
        PatientsExported patients_exported, DependantAdded dependant_added, GuardianshipEnded guardianship_ended, ActingBegun acting_begun,
        ActingEnded acting_ended, SignedIn signed_in, SignInRefused sign_in_refused, CodeRequested code_requested,
        FirstFactorProven first_factor_proven, LimitReached limit_reached, SignedOut signed_out,
        NewDevice new_device, NewCountry new_country, DeviceEnded device_ended, PasswordChanged password_changed,
        FactorSetUp factor_set_up, FactorRemoved factor_removed, RecoveryCodesMade recovery_codes_made,
        RecoveryCodeUsed recovery_code_used, StaffAdded staff_added, AccountDeactivated account_deactivated,
        AccountReactivated account_reactivated, PasskeyAdded passkey_added, PasskeyRenamed passkey_renamed,
        PasskeyRemoved passkey_removed, PasskeySuspected passkey_suspected, ResetAsked reset_asked,
        PasswordReset password_reset, PasswordExpired password_expired, EmailAsked email_asked,
        EmailChanged email_changed, EmailRestored email_restored, InvitationSent invitation_sent,
        InvitationRevoked invitation_revoked, InvitationAccepted invitation_accepted, TermsAccepted terms_accepted,
        ProfessionalAdded professional_added, ProfileChanged profile_changed, PhotoChanged photo_changed,
        BookingRulesSet booking_rules_set, ScheduleExceptionAdded schedule_exception_added,
        ScheduleExceptionRemoved schedule_exception_removed, HolidayAdded holiday_added, HolidayRemoved holiday_removed,
        OpeningHoursSet opening_hours_set, AppointmentBooked appointment_booked, WalkedIn walked_in,
        AppointmentReminded appointment_reminded,
        AppointmentConfirmed appointment_confirmed, AppointmentArrived appointment_arrived,
        AppointmentMissed appointment_missed, AppointmentCancelled appointment_cancelled,
        AppointmentMoved appointment_moved, AppointmentCompleted appointment_completed, CalendarFeedMade calendar_feed_made,
        CalendarFeedRemoved calendar_feed_removed, CallTicketIssued call_ticket_issued, CallJoined call_joined,
        CallLeft call_left, CallSummarised call_summarised, CallEnded call_ended, NoteWritten note_written,
        RecordOpened record_opened, PatientSeen patient_seen, RecordRead record_read, PatientSought patient_sought,
        GlassBroken glass_broken, BreakGlassReading break_glass_reading, GlassReviewed glass_reviewed,
        ReadingContested reading_contested, ContestAnswered contest_answered, JobFailed job_failed,
    }
}
