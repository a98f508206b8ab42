//! S1, S2: one table says what every caller gets from every verb. What a caller may not see is missing, and looks like
//! what does not exist; no refusal leaves a trace.

use domain::{
    AccountId, AppointmentId, BreakGlassId, CallId, ContestId, DeviceId, Language, Moment, PasskeyId, PatientId,
    PhotoId, ProfessionalId, Role,
    codes::Identifier,
    jobs::Outcome,
    patients::{ListForm, PatientForm},
    privacy::{NewAnswer, NewReview},
    reminders::Ahead,
    scheduling::{BookFor, WalkIn},
    second_factor::{Made, RecoveryCodes},
    terms::{Accepted, CURRENT},
};
use futures_util::future::BoxFuture;
use store::{
    Caller, Result, accounts, audit, calendar, calls, care, family, imports, jobs, links, patients, privacy,
    professionals, records, reminders, scheduling, terms,
};

use crate::{
    authenticator::Authenticator,
    given::{
        Clinic, Engine, ORIGIN, PASSWORD, Slot, biography, booking, broken_glass, call_off, contested, credentials,
        day_off, email_of, first_administrator, invitation, mornings, moving, new_dependant, new_email, new_holiday,
        new_password, new_professional, new_staff, note, on, picture, profile, random_id, registration, sought,
        whoever, with_walk_ins,
    },
    imports::{mapping, uploaded_and_gone},
    passkeys::{add, new_name},
    registry::{contact_edited, details, edited},
    scene::Scene,
};

/// What a caller gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    SignInFirst,
    Denied,
    Missing,
}

use Answer::{Denied as D, Missing as M, SignInFirst as S, Yes as Y};

/// What a verb is asked about: a visit of Ana with Helena, unless the id belongs to nothing.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) visit: AppointmentId,
    pub(crate) professional: ProfessionalId,
    pub(crate) starts_at: Moment,
    pub(crate) free: Slot,
    pub(crate) call: CallId,
    pub(crate) secret: String,
    /// Somebody else who works here.
    pub(crate) staff: AccountId,
    /// Ana, whom Helena cares for.
    pub(crate) patient: PatientId,
    /// Somebody Ana is responsible for.
    pub(crate) dependant: PatientId,
    /// Somebody in nobody's care, whom Otto just found.
    pub(crate) found: PatientId,
    /// A glass that Otto broke.
    pub(crate) glass: BreakGlassId,
    /// A reading of Ana that she has not contested, and the contest of another.
    pub(crate) sequence: i64,
    pub(crate) contest: ContestId,
}

/// When, seen from the start of the visit, a verb could succeed.
const EARLY: i64 = -70;
pub(crate) const DURING: i64 = 5;
const LATE: i64 = 15;

pub(crate) struct Door {
    pub(crate) verb: &'static str,
    /// Visitor, Ana, another patient, Helena, another professional, administrator, reception.
    pub(crate) answers: [Answer; 7],
    pub(crate) minute: i64,
    /// Whether it is asked about something by its id.
    pub(crate) by_id: bool,
    pub(crate) knock: fn(Caller, Target) -> BoxFuture<'static, Result<()>>,
}

macro_rules! doors {
    ($($verb:literal $answers:tt $minute:ident $by_id:literal |$caller:ident, $at:pat_param| $call:expr;)+) => {
        pub(crate) const DOORS: &[Door] = &[$(Door {
            verb: $verb,
            answers: $answers,
            minute: $minute,
            by_id: $by_id,
            knock: |$caller, $at| Box::pin(async move { $call.await.map(drop) }),
        }),+];
    };
}

fn made() -> Made {
    Made::Codes(RecoveryCodes(vec!["ABCDE-12345".into()]))
}

//                                visitor, Ana, other patient, Helena, other professional, administrator, reception
doors! {
    "accounts::set_up"              [D, D, D, D, D, D, D] EARLY false |c, _| accounts::set_up(&c, "Outra", first_administrator());
    "accounts::is_set_up"           [Y, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::is_set_up(&c);
    "accounts::sign_in"             [Y, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::sign_in(&c, credentials(&email_of("Ana"), PASSWORD));
    "accounts::signed_in"           [Y, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::signed_in(&c);
    "accounts::sign_out"            [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::sign_out(&c);
    "accounts::profile"             [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::profile(&c);
    "accounts::devices"             [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::devices(&c, b"cookie");
    "accounts::end_device"          [S, M, M, M, M, M, M] EARLY true |c, at| accounts::end_device(&c, DeviceId(at.visit.0));
    "accounts::end_other_devices"   [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::end_other_devices(&c, b"cookie");
    "accounts::add_staff"           [S, D, D, D, D, Y, D] EARLY false |c, _| accounts::add_staff(&c, new_staff("reception", "Bento"));
    "accounts::people"              [S, D, D, D, D, Y, D] EARLY false |c, _| accounts::people(&c);
    "accounts::deactivate"          [S, D, D, D, D, Y, D] EARLY true |c, at| accounts::deactivate(&c, at.staff);
    "accounts::reactivate"          [S, D, D, D, D, M, D] EARLY true |c, at| accounts::reactivate(&c, at.staff);
    "accounts::choose_language"     [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::choose_language(&c, Language::English);
    "patients::register"            [Y, D, D, D, D, D, D] EARLY false |c, _| patients::register(&c, registration("Bia"));
    "patients::add"                 [S, D, D, D, D, Y, Y] EARLY false |c, _| patients::add(&c, details("Bia", &[]));
    "imports::begin"                [S, D, D, D, D, Y, Y] EARLY false |c, _| uploaded_and_gone(&c);
    "imports::imports"              [S, D, D, D, D, Y, Y] EARLY false |c, _| imports::imports(&c);
    "imports::import"               [S, D, D, D, D, M, M] EARLY true |c, at| imports::import(&c, at.visit.0.into());
    "imports::refused"              [S, D, D, D, D, M, M] EARLY true |c, at| imports::refused(&c, at.visit.0.into(), None);
    "imports::start"                [S, D, D, D, D, M, M] EARLY true |c, at| imports::start(&c, at.visit.0.into(), mapping());
    "imports::stop"                 [S, D, D, D, D, M, M] EARLY true |c, at| imports::stop(&c, at.visit.0.into());
    "imports::resume"               [S, D, D, D, D, M, M] EARLY true |c, at| imports::resume(&c, at.visit.0.into());
    "imports::discard"              [S, D, D, D, D, M, M] EARLY true |c, at| imports::discard(&c, at.visit.0.into());
    "imports::forget"               [D, D, D, D, D, D, D] EARLY false |c, _| imports::forget(&c);
    "imports::reader"               [D, D, D, D, D, D, D] EARLY true |c, at| imports::reader(&c, at.visit.0.into());
    "imports::export"               [S, D, D, D, D, Y, Y] EARLY false |c, _| imports::export(&c);
    "patients::payers"              [S, D, D, D, D, Y, Y] EARLY false |c, _| patients::payers(&c);
    "patients::registration"        [S, Y, M, Y, M, Y, Y] EARLY true |c, at| patients::registration(&c, at.patient);
    "patients::own_registration"    [S, Y, Y, D, D, D, D] EARLY false |c, _| patients::own_registration(&c);
    "patients::sheet"               [S, D, D, D, D, Y, Y] EARLY true |c, at| patients::sheet(&c, at.patient);
    "patients::edit"                [S, D, D, D, D, Y, Y] EARLY true |c, at| edited(&c, at.patient);
    "patients::edit_contact"        [S, Y, Y, D, D, D, D] EARLY false |c, _| contact_edited(&c);
    "patients::list"                [S, D, D, D, D, Y, Y] EARLY false |c, _| patients::list(&c, ListForm::default().check().unwrap());
    "patients::alike"               [S, D, D, D, D, Y, Y] EARLY false |c, _| patients::alike(&c, PatientForm::default().alike(c.today()));
    "family::add"                   [S, Y, Y, D, D, D, D] EARLY false |c, _| family::add(&c, new_dependant("Téo"));
    "family::dependants"            [S, Y, Y, D, D, D, D] EARLY false |c, _| family::dependants(&c);
    "family::act_for"               [S, Y, M, D, D, D, D] EARLY true |c, at| family::act_for(&c, at.dependant);
    "family::act_for_myself"        [S, Y, Y, D, D, D, D] EARLY false |c, _| family::act_for_myself(&c);
    // Afterwards Ana acts for her no more.
    "family::end"                   [S, Y, M, D, D, D, D] EARLY true |c, at| family::end(&c, at.dependant);
    "patients::registration_mail"   [D, D, D, D, D, D, D] EARLY true |c, at| patients::registration_mail(&c, at.visit.0.into());
    "patients::enrol"               [D, D, D, D, D, D, D] EARLY false |c, _| patients::enrol(&c, registration("Bia"), None);
    "professionals::add"            [S, D, D, D, D, Y, D] EARLY false |c, _| professionals::add(&c, new_professional("Caio", 77));
    "professionals::list"           [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| professionals::list(&c);
    "professionals::see"            [S, Y, Y, Y, M, Y, Y] EARLY true |c, at| professionals::see(&c, at.professional);
    "professionals::profile"        [S, D, D, Y, M, Y, D] EARLY true |c, at| professionals::profile(&c, at.professional);
    "professionals::set_profile"    [S, D, D, Y, M, Y, D] EARLY true |c, at| professionals::set_profile(&c, profile(at.professional));
    "professionals::set_biography"  [S, D, D, Y, M, Y, D] EARLY true |c, at| professionals::set_biography(&c, biography(at.professional, "Joelhos."));
    "professionals::remove_photo"   [S, D, D, M, M, M, D] EARLY true |c, at| professionals::remove_photo(&c, at.professional);
    "professionals::set_photo"      [S, D, D, Y, M, Y, D] EARLY true |c, at| professionals::set_photo(&c, at.professional, picture());
    "professionals::photo"          [M, M, M, M, M, M, M] EARLY true |c, at| professionals::photo(&c, PhotoId(at.visit.0));
    "professionals::directory"      [Y, Y, Y, Y, Y, Y, Y] EARLY false |c, _| professionals::directory(&c, whoever(""));
    "professionals::freshen"        [D, D, D, D, D, D, D] EARLY false |c, _| professionals::freshen(&c);
    "scheduling::opening_hours"     [S, D, D, Y, M, Y, Y] EARLY true |c, at| scheduling::opening_hours(&c, at.professional);
    "scheduling::set_opening_hours" [S, D, D, Y, M, Y, D] EARLY true |c, at| scheduling::set_opening_hours(&c, mornings(at.professional).check().unwrap());
    "scheduling::booking_rules"     [S, D, D, Y, M, Y, Y] EARLY true |c, at| scheduling::booking_rules(&c, at.professional);
    "scheduling::set_booking_rules" [S, D, D, Y, M, Y, D] EARLY true |c, at| scheduling::set_booking_rules(&c, (at.professional, with_walk_ins()));
    "scheduling::exceptions"        [S, D, D, Y, M, Y, Y] EARLY true |c, at| scheduling::exceptions(&c, at.professional);
    "scheduling::add_exception"     [S, D, D, Y, M, Y, D] EARLY true |c, at| scheduling::add_exception(&c, (at.professional, day_off("2026-12-24")));
    // The id of a visit is the id of no exception, and of no holiday.
    "scheduling::remove_exception"  [S, D, D, M, M, M, D] EARLY true |c, at| scheduling::remove_exception(&c, at.visit.0.into());
    "scheduling::holidays"          [S, D, D, Y, Y, Y, Y] EARLY false |c, _| scheduling::holidays(&c);
    "scheduling::add_holiday"       [S, D, D, D, D, Y, D] EARLY false |c, _| scheduling::add_holiday(&c, new_holiday("2026-07-09"));
    "scheduling::remove_holiday"    [S, D, D, D, D, M, D] EARLY true |c, at| scheduling::remove_holiday(&c, at.visit.0.into());
    "scheduling::free_days"         [S, Y, Y, Y, M, Y, Y] EARLY true |c, at| scheduling::free_days(&c, at.professional, None);
    "scheduling::booking_window"    [S, Y, Y, Y, M, Y, Y] EARLY true |c, at| scheduling::booking_window(&c, at.professional, None);
    "scheduling::book"              [S, Y, Y, D, D, D, D] EARLY true |c, at| scheduling::book(&c, booking(at.free));
    "scheduling::patient_to_book"   [S, D, D, Y, M, D, Y] EARLY true |c, at| scheduling::patient_to_book(&c, at.patient);
    "scheduling::book_for"          [S, D, D, Y, M, D, Y] EARLY true |c, at| scheduling::book_for(&c, BookFor { patient: at.patient, professional: at.free.professional, starts_at: at.free.starts_at });
    "scheduling::walk_in"           [S, D, D, Y, M, D, Y] EARLY true |c, at| scheduling::walk_in(&c.at(at.free.starts_at), WalkIn { patient: at.patient, professional: at.free.professional });
    "scheduling::appointment"       [S, Y, M, Y, M, D, D] EARLY true |c, at| scheduling::appointment(&c, at.visit);
    "scheduling::visits"            [S, Y, Y, Y, Y, D, D] EARLY false |c, _| scheduling::visits(&c);
    "scheduling::board"             [S, D, D, Y, Y, D, Y] EARLY false |c, _| scheduling::board(&c, None);
    "scheduling::cancel"            [S, Y, M, Y, M, D, D] EARLY true |c, at| scheduling::cancel(&c, at.visit);
    "scheduling::move_window"       [S, Y, M, Y, M, D, Y] EARLY true |c, at| scheduling::move_window(&c, at.visit, None);
    "scheduling::move_to"           [S, Y, M, Y, M, D, Y] EARLY true |c, at| scheduling::move_to(&c, moving(at.visit, 0, at.free.starts_at));
    "scheduling::on_agenda"         [S, D, D, Y, M, D, Y] EARLY true |c, at| scheduling::on_agenda(&c, at.visit);
    "scheduling::changes"           [S, Y, M, Y, M, D, Y] EARLY true |c, at| scheduling::changes(&c, at.visit);
    "scheduling::confirm"           [S, Y, M, D, D, D, Y] EARLY true |c, at| scheduling::confirm(&c, at.visit);
    "scheduling::mark_arrived"      [S, D, D, Y, M, D, Y] DURING true |c, at| scheduling::mark_arrived(&c, at.visit);
    "scheduling::mark_no_show"      [S, D, D, Y, M, D, Y] LATE true |c, at| scheduling::mark_no_show(&c, at.visit);
    "scheduling::call_off"          [S, D, D, Y, M, D, Y] EARLY true |c, at| scheduling::call_off(&c, call_off(at.visit, ""));
    "scheduling::settle"            [D, D, D, D, D, D, D] EARLY false |c, _| scheduling::settle(&c);
    "scheduling::complete"          [S, D, D, Y, M, D, D] DURING true |c, at| scheduling::complete(&c, at.visit);
    "scheduling::moved_mail"        [D, D, D, D, D, D, D] EARLY true |c, at| scheduling::moved_mail(&c, at.visit, 1);
    "scheduling::appointment_mail"  [D, D, D, D, D, D, D] EARLY true |c, at| scheduling::appointment_mail(&c, at.visit);
    "calendar::feed"                [S, Y, Y, Y, Y, D, D] EARLY false |c, _| calendar::feed(&c);
    "calendar::make_feed"           [S, Y, Y, Y, Y, D, D] EARLY false |c, _| calendar::make_feed(&c);
    // Each has made one at the door before.
    "calendar::remove_feed"         [S, Y, Y, Y, Y, D, D] EARLY false |c, _| calendar::remove_feed(&c);
    "reminders::plan"               [D, D, D, D, D, D, D] EARLY false |c, _| reminders::plan(&c, &Ahead::default());
    "reminders::queue_due"          [D, D, D, D, D, D, D] EARLY false |c, _| reminders::queue_due(&c, &Ahead::default());
    "reminders::letter"             [D, D, D, D, D, D, D] EARLY true |c, at| reminders::letter(&c, at.visit.0.into());
    "reminders::forget"             [D, D, D, D, D, D, D] EARLY false |c, _| reminders::forget(&c);
    "calls::issue_ticket"           [S, Y, M, Y, M, D, D] DURING true |c, at| calls::issue_ticket(&c, at.visit);
    "calls::spend_ticket"           [S, Y, M, M, M, D, D] DURING true |c, at| calls::spend_ticket(&c, at.call, &at.secret);
    "calls::log"                    [S, Y, M, Y, M, D, D] DURING true |c, at| calls::log(&c, at.visit);
    "calls::close_abandoned"        [D, D, D, D, D, D, D] DURING false |c, _| calls::close_abandoned(&c);
    "records::write_note"           [S, D, D, Y, M, D, D] DURING true |c, at| records::write_note(&c, note(at.visit, "melhora"));
    "records::open"                 [S, Y, M, Y, M, D, D] DURING true |c, at| records::open(&c, at.visit);
    "care::patients"                [S, D, D, Y, Y, D, D] EARLY false |c, _| care::patients(&c, "ana");
    "care::patient"                 [S, D, D, Y, M, D, D] EARLY true |c, at| care::patient(&c, at.patient);
    "records::of_patient"           [S, D, D, Y, M, D, D] EARLY true |c, at| records::of_patient(&c, at.patient);
    "privacy::officer"              [Y, Y, Y, Y, Y, Y, Y] EARLY false |c, _| privacy::officer(&c);
    "privacy::seek"                 [S, D, D, Y, Y, D, D] EARLY false |c, _| privacy::seek(&c, sought("Ana"));
    "privacy::found"                [S, D, D, M, Y, D, D] EARLY true |c, at| privacy::found(&c, at.found);
    "privacy::break_glass"          [S, D, D, M, Y, D, D] EARLY true |c, at| privacy::break_glass(&c, broken_glass(at.found));
    "privacy::readings"             [S, Y, Y, D, D, D, D] EARLY false |c, _| privacy::readings(&c, None);
    "privacy::contest"              [S, Y, M, D, D, D, D] EARLY true |c, at| privacy::contest(&c, contested(at.sequence));
    "privacy::contests"             [S, D, D, D, D, Y, D] EARLY false |c, _| privacy::contests(&c, None);
    "privacy::answer_contest"       [S, D, D, D, D, Y, D] EARLY true |c, at| privacy::answer_contest(&c, NewAnswer { contest: at.contest, answer: "Conferido.".into() });
    "privacy::reviews"              [S, D, D, D, D, Y, D] EARLY false |c, _| privacy::reviews(&c, None);
    "privacy::mark_reviewed"        [S, D, D, D, D, Y, D] EARLY true |c, at| privacy::mark_reviewed(&c, NewReview { glass: at.glass, note: String::new() });
    "privacy::glass_mail"           [D, D, D, D, D, D, D] EARLY true |c, at| privacy::glass_mail(&c, at.glass, at.staff);
    "privacy::contest_mail"         [D, D, D, D, D, D, D] EARLY true |c, at| privacy::contest_mail(&c, at.contest, at.staff);
    "audit::security_log"           [S, D, D, D, D, Y, D] EARLY false |c, _| audit::security_log(&c, None);
    "audit::trail"                  [S, D, D, D, D, Y, D] EARLY false |c, _| audit::trail(&c, None);
    "jobs::claim"                   [D, D, D, D, D, D, D] EARLY false |c, _| jobs::claim(&c);
    "jobs::report"                  [D, D, D, D, D, D, D] EARLY false |c, _| jobs::report(&c, &crate::jobs::some_job(), Outcome::Done);
    "jobs::forget_done"             [D, D, D, D, D, D, D] EARLY false |c, _| jobs::forget_done(&c);
    "jobs::counts"                  [D, D, D, D, D, D, D] EARLY false |c, _| jobs::counts(&c);
    "accounts::account_mail"        [D, D, D, D, D, D, D] EARLY false |c, _| accounts::account_mail(&c, random_id().into());
    "accounts::request_code"        [Y, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::request_code(&c, &Identifier::parse(&format!("{}@example.com", random_id())).unwrap());
    "accounts::send_code_again"     [Y, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::send_code_again(&c, AccountId(random_id()));
    "accounts::mint_code"           [D, D, D, D, D, D, D] EARLY false |c, _| accounts::mint_code(&c, random_id().into());
    "accounts::factor_state"        [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::factor_state(&c);
    "accounts::keep_made"           [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::keep_made(&c, b"cookie", &made());
    "accounts::made"                [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::made(&c, b"cookie");
    "accounts::forget_made"         [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::forget_made(&c);
    "accounts::new_factor"          [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::new_factor(&c, None);
    "accounts::new_device_mail"     [D, D, D, D, D, D, D] EARLY false |c, _| accounts::new_device_mail(&c, random_id().into());
    "accounts::passkeys"            [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::passkeys(&c);
    "accounts::passkey_creation"    [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::passkey_creation(&c);
    "accounts::add_passkey"         [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| add(&c, &mut Authenticator::at(ORIGIN));
    "accounts::rename_passkey"      [S, M, M, M, M, M, M] EARLY true |c, at| accounts::rename_passkey(&c, new_name(PasskeyId(at.visit.0), "Celular"));
    "accounts::remove_passkey"      [S, M, M, M, M, M, M] EARLY true |c, at| accounts::remove_passkey(&c, PasskeyId(at.visit.0));
    "accounts::passkey_request"     [Y, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::passkey_request(&c);
    "accounts::forget_ceremonies"   [D, D, D, D, D, D, D] EARLY false |c, _| accounts::forget_ceremonies(&c);
    "links::ask_reset"              [Y, Y, Y, Y, Y, Y, Y] EARLY false |c, _| links::ask_reset(&c, &Identifier::parse(&format!("{}@example.com", random_id())).unwrap());
    "links::make_reset"             [D, D, D, D, D, D, D] EARLY true |c, at| links::make_reset(&c, at.visit.0.into(), random_id().into());
    "links::ask_email"              [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| links::ask_email(&c, new_email("nova@example.com"));
    "links::invite"                 [S, D, D, D, D, Y, D] EARLY false |c, _| links::invite(&c, invitation(Role::Professional, "Davi"));
    "links::invitations"            [S, D, D, D, D, Y, D] EARLY false |c, _| links::invitations(&c);
    "links::revoke_invitation"      [S, D, D, D, D, M, D] EARLY true |c, at| links::revoke_invitation(&c, at.visit.0.into());
    "links::resend_invitation"      [S, D, D, D, D, M, D] EARLY true |c, at| links::resend_invitation(&c, at.visit.0.into());
    "links::letter"                 [D, D, D, D, D, D, D] EARLY true |c, at| links::letter(&c, at.visit.0.into());
    "links::email_asked"            [D, D, D, D, D, D, D] EARLY true |c, at| links::email_asked(&c, at.visit.0.into());
    "links::forget_ended"           [D, D, D, D, D, D, D] EARLY false |c, _| links::forget_ended(&c);
    "terms::accept"               [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| terms::accept(&c, Accepted::parse(CURRENT).unwrap());
    "terms::acceptances"          [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| terms::acceptances(&c);
    // Last: afterwards nobody's password is what it was.
    "accounts::change_password"     [S, Y, Y, Y, Y, Y, Y] EARLY false |c, _| accounts::change_password(&c, b"cookie", new_password(PASSWORD, "outra senha 22"));
}

/// Verbs after which the visit, the ticket or the person is no longer what it was.
pub(crate) const USES_UP: &[&str] = &[
    "accounts::deactivate",
    "scheduling::cancel",
    "scheduling::move_to",
    "scheduling::confirm",
    "scheduling::mark_arrived",
    "scheduling::mark_no_show",
    "scheduling::call_off",
    "scheduling::complete",
    "calls::spend_ticket",
];

mod s1_every_verb_answers_every_caller_as_the_table_says {
    use super::*;

    async fn story(clinic: Clinic) {
        let scene = Scene::new(clinic).await;
        let target = scene.target().await;
        for door in DOORS {
            let before = scene.clinic.dump().await;
            for (who, &expected) in door.answers.iter().enumerate().filter(|(_, answer)| **answer != Y) {
                scene.knock(door, who, &target, expected, &before).await;
            }
            for who in Scene::allowed(door) {
                let target = scene.target_for(door, &target).await;
                scene.ask(door, who, &target).await;
            }
        }
    }

    #[test]
    fn sqlite() {
        on(Engine::Sqlite, story);
    }

    #[test]
    fn postgres() {
        on(Engine::Postgres, story);
    }
}

both_engines! {
    async fn s2_what_is_somebody_elses_looks_like_what_does_not_exist(clinic: Clinic) {
        let scene = Scene::new(clinic).await;
        let target = Scene::nothing(&scene.target().await);
        let before = scene.clinic.dump().await;
        for door in DOORS.iter().filter(|door| door.by_id) {
            for (who, &answer) in door.answers.iter().enumerate() {
                let expected = if answer == Y { M } else { answer };
                scene.knock(door, who, &target, expected, &before).await;
            }
        }
    }
}
