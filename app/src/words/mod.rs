//! From what the program knows to what a person reads. Every `match` is exhaustive: a new refusal needs its words.

mod calendar;
mod events;
mod patients;

use domain::{
    Problem, Refusal, Role,
    audit::ActorKind,
    calls::{Route, Seat},
    devices::{Browser, System},
    family::DEPENDANTS_MAX,
    import::OPEN_IMPORTS_MAX,
    links::INVITATIONS_MAX,
    passkeys::PASSKEYS_MAX,
    privacy::{OPEN_CONTESTS_MAX, SEARCHES_AN_HOUR_MAX, Why},
    records::NOTES_A_VISIT_MAX,
    scheduling::{
        AppointmentState, ENTRY_OPENS_MINUTES, EXCEPTIONS_MAX, Party, ReasonKind, RoomState, UPCOMING_APPOINTMENTS_MAX,
    },
    terms::Document,
};
use leptos_i18n::I18nContext;

use crate::{
    error::AppError,
    i18n::{Locale, t_string},
};

pub use calendar::{date, month, month_short, weekday, weekday_short, when};
pub use events::event;
pub use patients::{detail, detail_hint, detail_text, race_colour, sex};

/// The language of the reader.
pub type Language = I18nContext<Locale>;

/// The locale of a language.
#[must_use]
pub const fn locale(language: domain::Language) -> Locale {
    match language {
        domain::Language::Portuguese => Locale::pt_BR,
        domain::Language::English => Locale::en,
    }
}

/// The language of a locale.
#[must_use]
pub const fn language(locale: Locale) -> domain::Language {
    match locale {
        Locale::pt_BR => domain::Language::Portuguese,
        Locale::en => domain::Language::English,
    }
}

/// Why something failed.
#[must_use]
pub fn failure(i18n: Language, error: &AppError) -> String {
    match error {
        AppError::SignInFirst => t_string!(i18n, common.failure.sign_in_first).to_owned(),
        AppError::Denied => t_string!(i18n, common.failure.denied).to_owned(),
        AppError::Missing => t_string!(i18n, common.failure.missing).to_owned(),
        AppError::Refused(refused) => refusal(i18n, *refused),
        AppError::Fields(_) => t_string!(i18n, common.failure.fields).to_owned(),
        AppError::Broken(incident) => t_string!(i18n, common.failure.broken, incident = incident.clone()),
        AppError::Unreachable => t_string!(i18n, common.failure.unreachable).to_owned(),
    }
}

/// Why the clinic says no.
#[must_use]
pub fn refusal(i18n: Language, refusal: Refusal) -> String {
    let words = match refusal {
        Refusal::WrongCredentials => t_string!(i18n, common.refusal.wrong_credentials),
        Refusal::PasswordExpired => t_string!(i18n, common.refusal.password_expired),
        Refusal::LinkSpent => t_string!(i18n, common.refusal.link_spent),
        Refusal::HasAccount => t_string!(i18n, common.refusal.has_account),
        Refusal::TooManyInvitations => {
            return t_string!(i18n, common.refusal.too_many_invitations, count = INVITATIONS_MAX);
        }
        Refusal::ChangedMeanwhile => t_string!(i18n, common.refusal.changed_meanwhile),
        Refusal::ImportMoved => t_string!(i18n, imports.moved),
        Refusal::TooManyImports => return t_string!(i18n, imports.too_many, count = OPEN_IMPORTS_MAX),
        Refusal::DependantKnown => t_string!(i18n, common.refusal.dependant_known),
        Refusal::TooManyDependants => {
            return t_string!(i18n, common.refusal.too_many_dependants, count = DEPENDANTS_MAX);
        }
        Refusal::VisitsAhead => t_string!(i18n, common.refusal.visits_ahead),
        Refusal::OtherPerson => t_string!(i18n, common.refusal.other_person),
        Refusal::AcceptFirst => t_string!(i18n, common.refusal.accept_first),
        Refusal::Busy => t_string!(i18n, common.refusal.busy),
        Refusal::TooManyTries => t_string!(i18n, common.refusal.too_many_tries),
        Refusal::WrongCode => t_string!(i18n, common.refusal.wrong_code),
        Refusal::SignInExpired => t_string!(i18n, common.refusal.sign_in_expired),
        Refusal::FactorInUse => t_string!(i18n, common.refusal.factor_in_use),
        Refusal::FactorNeeded => t_string!(i18n, common.refusal.factor_needed),
        Refusal::PasskeyNotAccepted => t_string!(i18n, common.refusal.passkey_not_accepted),
        Refusal::CeremonyOver => t_string!(i18n, common.refusal.ceremony_over),
        Refusal::PasskeyTaken => t_string!(i18n, common.refusal.passkey_taken),
        Refusal::TooManyPasskeys => return t_string!(i18n, common.refusal.too_many_passkeys, count = PASSKEYS_MAX),
        Refusal::PasskeysNotOffered => t_string!(i18n, common.refusal.passkeys_not_offered),
        Refusal::SlotTaken => t_string!(i18n, common.refusal.slot_taken),
        Refusal::SlotNotOffered => t_string!(i18n, common.refusal.slot_not_offered),
        Refusal::TooSoon => t_string!(i18n, common.refusal.too_soon),
        Refusal::TooFarAhead => t_string!(i18n, common.refusal.too_far_ahead),
        Refusal::PatientBusy => t_string!(i18n, common.refusal.patient_busy),
        Refusal::NoWalkIns => t_string!(i18n, common.refusal.no_walk_ins),
        Refusal::DayFull => t_string!(i18n, common.refusal.day_full),
        Refusal::TooManyExceptions => {
            return t_string!(i18n, common.refusal.too_many_exceptions, count = EXCEPTIONS_MAX);
        }
        Refusal::TooLateToCancel => t_string!(i18n, common.refusal.too_late_to_cancel),
        Refusal::TooLateToMove => t_string!(i18n, common.refusal.too_late_to_move),
        Refusal::TooManyMoves => t_string!(i18n, common.refusal.too_many_moves),
        Refusal::Cancelled => t_string!(i18n, common.refusal.cancelled),
        Refusal::Completed => t_string!(i18n, common.refusal.completed),
        Refusal::Missed => t_string!(i18n, common.refusal.missed),
        Refusal::OutOfTurn => t_string!(i18n, common.refusal.out_of_turn),
        Refusal::VisitChanged => t_string!(i18n, common.refusal.visit_changed),
        Refusal::NotYetBegun => t_string!(i18n, common.refusal.not_yet_begun),
        Refusal::RoomNotOpen => return t_string!(i18n, common.refusal.room_not_open, minutes = ENTRY_OPENS_MINUTES),
        Refusal::RoomClosed => t_string!(i18n, common.refusal.room_closed),
        Refusal::LastAdministrator => t_string!(i18n, common.refusal.last_administrator),
        Refusal::OwnAccount => t_string!(i18n, common.refusal.own_account),
        Refusal::AlreadySetUp => t_string!(i18n, common.refusal.already_set_up),
        Refusal::TooManyNotes => return t_string!(i18n, common.refusal.too_many_notes, count = NOTES_A_VISIT_MAX),
        Refusal::TooManySearches => {
            return t_string!(i18n, common.refusal.too_many_searches, count = SEARCHES_AN_HOUR_MAX);
        }
        Refusal::AlreadyOpen => t_string!(i18n, common.refusal.already_open),
        Refusal::AlreadyReviewed => t_string!(i18n, common.refusal.already_reviewed),
        Refusal::AlreadyContested => t_string!(i18n, common.refusal.already_contested),
        Refusal::AlreadyAnswered => t_string!(i18n, common.refusal.already_answered),
        Refusal::TooManyContests => {
            return t_string!(i18n, common.refusal.too_many_contests, count = OPEN_CONTESTS_MAX);
        }
        Refusal::TooManyAppointments => {
            return t_string!(i18n, common.refusal.too_many_appointments, count = UPCOMING_APPOINTMENTS_MAX);
        }
    };
    words.to_owned()
}

/// What is wrong with a field, after its name.
#[must_use]
pub fn problem(i18n: Language, problem: Problem) -> &'static str {
    match problem {
        Problem::Missing => t_string!(i18n, common.problem.missing),
        Problem::TooShort => t_string!(i18n, common.problem.too_short),
        Problem::TooLong => t_string!(i18n, common.problem.too_long),
        Problem::BadCharacter => t_string!(i18n, common.problem.bad_character),
        Problem::NotAnEmail => t_string!(i18n, common.problem.not_an_email),
        Problem::NotACpf => t_string!(i18n, common.problem.not_a_cpf),
        Problem::NotACns => t_string!(i18n, common.problem.not_a_cns),
        Problem::NotACep => t_string!(i18n, common.problem.not_a_cep),
        Problem::NotAPhone => t_string!(i18n, common.problem.not_a_phone),
        Problem::NotAMunicipality => t_string!(i18n, common.problem.not_a_municipality),
        Problem::NotAnIdentifier => t_string!(i18n, common.problem.not_an_identifier),
        Problem::NotACode => t_string!(i18n, common.problem.not_a_code),
        Problem::NotADate => t_string!(i18n, common.problem.not_a_date),
        Problem::NotABirthDate => t_string!(i18n, common.problem.not_a_birth_date),
        Problem::WeakPassword => t_string!(i18n, common.problem.weak_password),
        Problem::WrongPassword => t_string!(i18n, common.problem.wrong_password),
        Problem::NotNew => t_string!(i18n, common.problem.not_new),
        Problem::UsedBefore => t_string!(i18n, common.problem.used_before),
        Problem::TooGuessable => t_string!(i18n, common.problem.too_guessable),
        Problem::NotAccepted => t_string!(i18n, common.problem.not_accepted),
        Problem::NotDeclared => t_string!(i18n, common.problem.not_declared),
        Problem::NotAChoice => t_string!(i18n, common.problem.not_a_choice),
        Problem::NotAnAmount => t_string!(i18n, common.problem.not_an_amount),
        Problem::TooLarge => t_string!(i18n, common.problem.too_large),
        Problem::NotAPicture => t_string!(i18n, common.problem.not_a_picture),
        Problem::NotATable => t_string!(i18n, common.problem.not_a_table),
        Problem::NotHours => t_string!(i18n, common.problem.not_hours),
        Problem::NotANumber => t_string!(i18n, common.problem.not_a_number),
        Problem::OutOfRange => t_string!(i18n, common.problem.out_of_range),
        Problem::EndsBeforeStart => t_string!(i18n, common.problem.ends_before_start),
        Problem::Overlaps => t_string!(i18n, common.problem.overlaps),
        Problem::Taken => t_string!(i18n, common.problem.taken),
    }
}

/// What somebody is in the clinic.
#[must_use]
pub fn role(i18n: Language, role: Role) -> &'static str {
    match role {
        Role::Administrator => t_string!(i18n, common.role.administrator),
        Role::Reception => t_string!(i18n, common.role.reception),
        Role::Professional => t_string!(i18n, common.role.professional),
        Role::Patient => t_string!(i18n, common.role.patient),
    }
}

/// A text that people accept.
#[must_use]
pub fn document(i18n: Language, document: Document) -> &'static str {
    match document {
        Document::Terms => t_string!(i18n, terms.terms),
        Document::Privacy => t_string!(i18n, terms.notice),
    }
}

/// Where an appointment stands.
#[must_use]
pub fn state(i18n: Language, state: AppointmentState) -> &'static str {
    match state {
        AppointmentState::Scheduled => t_string!(i18n, common.state.scheduled),
        AppointmentState::Confirmed => t_string!(i18n, common.state.confirmed),
        AppointmentState::Arrived => t_string!(i18n, common.state.arrived),
        AppointmentState::InCall => t_string!(i18n, common.state.in_call),
        AppointmentState::Completed => t_string!(i18n, common.state.completed),
        AppointmentState::Cancelled => t_string!(i18n, common.state.cancelled),
        AppointmentState::NoShow => t_string!(i18n, common.state.no_show),
    }
}

/// On whose side somebody stands.
#[must_use]
pub fn party(i18n: Language, party: Party) -> &'static str {
    match party {
        Party::Patient => t_string!(i18n, scheduling.party_patient),
        Party::Professional => t_string!(i18n, scheduling.party_professional),
        Party::Reception => t_string!(i18n, scheduling.party_reception),
        Party::Clinic => t_string!(i18n, scheduling.party_clinic),
    }
}

/// Why an appointment was called off or moved.
#[must_use]
pub fn reason_kind(i18n: Language, kind: ReasonKind) -> &'static str {
    match kind {
        ReasonKind::PatientAsked => t_string!(i18n, scheduling.reason_patient_asked),
        ReasonKind::ProfessionalAway => t_string!(i18n, scheduling.reason_professional_away),
        ReasonKind::ClinicProblem => t_string!(i18n, scheduling.reason_clinic_problem),
        ReasonKind::Other => t_string!(i18n, scheduling.reason_other),
    }
}

/// Whether the room can be entered.
#[must_use]
pub fn room(i18n: Language, room: RoomState) -> &'static str {
    match room {
        RoomState::NotOpen => t_string!(i18n, common.room.not_open),
        RoomState::Open => t_string!(i18n, common.room.open),
        RoomState::Closed => t_string!(i18n, common.room.closed),
    }
}

/// Where somebody sits in a call.
#[must_use]
pub fn seat(i18n: Language, seat: Seat) -> &'static str {
    match seat {
        Seat::Patient => t_string!(i18n, common.seat.patient),
        Seat::Professional => t_string!(i18n, common.seat.professional),
    }
}

/// How media travelled.
#[must_use]
pub fn route(i18n: Language, route: Route) -> &'static str {
    match route {
        Route::Direct => t_string!(i18n, common.route.direct),
        Route::Relayed => t_string!(i18n, common.route.relayed),
    }
}

/// What kind of actor an event names.
#[must_use]
pub fn actor(i18n: Language, actor: ActorKind) -> &'static str {
    match actor {
        ActorKind::Visitor => t_string!(i18n, common.actor.visitor),
        ActorKind::Administrator => t_string!(i18n, common.actor.administrator),
        ActorKind::Reception => t_string!(i18n, common.actor.reception),
        ActorKind::Professional => t_string!(i18n, common.actor.professional),
        ActorKind::Patient => t_string!(i18n, common.actor.patient),
        ActorKind::System => t_string!(i18n, common.actor.system),
    }
}

/// Why somebody read a patient's data.
#[must_use]
pub fn why(i18n: Language, why: Why) -> &'static str {
    match why {
        Why::Own => t_string!(i18n, privacy.why_own),
        Why::Guardian => t_string!(i18n, privacy.why_guardian),
        Why::Visit => t_string!(i18n, privacy.why_visit),
        Why::Care => t_string!(i18n, privacy.why_care),
        Why::Desk => t_string!(i18n, privacy.why_desk),
        Why::Search => t_string!(i18n, privacy.why_search),
        Why::BreakGlass => t_string!(i18n, privacy.why_break_glass),
    }
}

/// The name of a browser.
#[must_use]
pub fn browser(i18n: Language, browser: Browser) -> &'static str {
    match browser {
        Browser::Other => t_string!(i18n, accounts.browser_other),
        known => known.name(),
    }
}

/// The name of a system.
#[must_use]
pub fn system(i18n: Language, system: System) -> &'static str {
    match system {
        System::Ios => t_string!(i18n, accounts.system_ios),
        System::Other => t_string!(i18n, accounts.system_other),
        known => known.name(),
    }
}
