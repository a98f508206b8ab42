//! What the page of each server function sends: well-formed, about the things that a knock names.

use domain::terms::CURRENT;
use jiff::{Timestamp, ToSpan, tz::TimeZone};

use crate::{
    browser::form,
    clinic::PASSWORD,
    doors::{FREE_AFTER_DAYS, Things},
    people::{always, booking, booking_rules, dependant, email_of, new_professional, profile, registration},
};

/// What no letter says.
const TOKEN: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Server functions whose page sends nothing.
const NOTHING: [&str; 33] = [
    "who_am_i",
    "imports",
    "my_second_factor",
    "new_second_factor",
    "sign_out",
    "my_profile",
    "my_devices",
    "end_other_devices",
    "audit_trail",
    "read_security_log",
    "demo_messages",
    "people",
    "professionals",
    "my_visits",
    "my_acceptances",
    "invitations",
    "who_saw",
    "reviews",
    "holidays",
    "my_passkeys",
    "passkey_creation",
    "passkey_request",
    "my_family",
    "my_registration",
    "payers",
    "act_for_myself",
    "second_factor_made",
    "second_factor_written",
    "data_officer",
    "send_code_again",
    "my_calendar",
    "make_calendar",
    "remove_calendar",
];

/// What the page of a server function sends.
pub(crate) fn arguments(function: &str, things: &Things) -> String {
    let Things { appointment, professional, account, patient, number, .. } = things;
    let (name, unit) = (format!("Nova Pessoa {number}"), format!("{}-F", 500_000 + number));
    let email = email_of(&name);
    match function {
        nothing if NOTHING.contains(&nothing) => String::new(),
        "choose_language" => form(&[("language", "pt-BR")]),
        "sign_in" => form(&[("form[identifier]", &email_of("Ana Souza")), ("form[password]", PASSWORD)]),
        // Nobody asks for the same one twice: letters have limits.
        "request_code" => form(&[("form[identifier]", &format!("{number}@example.com"))]),
        "sign_in_with_code"
        | "prove_second_factor"
        | "confirm_second_factor"
        | "new_recovery_codes"
        | "remove_second_factor" => form(&[("form[code]", "000000")]),
        "sign_in_with_link" => form(&[("link", "none")]),
        "register" => form(&registration(&name, &email)),
        "call_ticket" | "log_of_call" | "open_record" => form(&[("appointment", appointment)]),
        "appointment"
        | "cancel_appointment"
        | "complete_appointment"
        | "confirm_appointment"
        | "mark_arrived"
        | "mark_no_show"
        | "appointment_changes"
        | "agenda_visit"
        | "move_window"
        | "remove_exception"
        | "remove_holiday"
        | "end_device"
        | "remove_passkey"
        | "resend_invitation"
        | "revoke_invitation"
        | "import"
        | "stop_import"
        | "resume_import"
        | "discard_import" => form(&[("id", appointment)]),
        "call_off_appointment" => {
            form(&[("form[appointment]", appointment), ("form[kind]", "patient_asked"), ("form[text]", "")])
        }
        "start_import" => form(&[("id", appointment), ("form[name]", "0"), ("form[birth_date]", "1")]),
        "deactivate_account" | "reactivate_account" => form(&[("account", account)]),
        "alike_patients" => form(&[("form[name]", "Ana Souza"), ("form[birth_date]", "1990-05-20")]),
        "list_patients" => form(&[("form[sought]", "")]),
        "my_patients" => form(&[("sought", "")]),
        "patient" | "registration" | "patient_sheet" => form(&[("id", patient)]),
        "add_patient" => form(&[("form[name]", &name), ("form[birth_date]", "1990-05-20")]),
        "edit_patient" | "edit_my_contact" => {
            form(&[("id", patient), ("version", "0"), ("form[name]", &name), ("form[birth_date]", "1990-05-20")])
        }
        "read_record" | "act_for" | "end_guardianship" => form(&[("patient", patient)]),
        "add_dependant" => form(&dependant(&name)),
        "seek_patient" => form(&[("form[name]", "Ninguém Aqui"), ("form[birth_date]", "1990-05-20")]),
        "found_patient" => form(&[("id", &things.found)]),
        "break_glass" => form(&[("form[patient]", &things.found), ("form[reason]", "Desmaiou na recepção.")]),
        "contest_reading" => form(&[("form[sequence]", &things.sequence), ("form[text]", "Não conheço.")]),
        "mark_reviewed" => form(&[("form[glass]", &things.glass), ("form[note]", "Conferido.")]),
        "answer_contest" => form(&[("form[contest]", &things.contest), ("form[answer]", "Foi a consulta.")]),
        "write_note" => form(&[("form[appointment]", appointment), ("form[text]", "Sem queixas.")]),
        "professional" | "profile_sheet" => form(&[("id", professional)]),
        "directory" => form(&[("form[words]", "helena")]),
        "set_profile" => form(&profile(professional, &unit)),
        "set_biography" => form(&[("form[professional]", professional), ("form[biography]", "Joelhos.")]),
        "remove_photo" | "opening_hours" | "free_days" | "booking_window" | "booking_rules" | "schedule_exceptions" => {
            form(&[("professional", professional)])
        }
        "add_professional" => form(&new_professional(&name, &email, &unit)),
        _ => offer(function, things),
    }
}

/// The same of what is offered and booked.
fn offer(function: &str, things: &Things) -> String {
    let Things { professional, starts_at, number, .. } = things;
    match function {
        // The day of the visit: it may be tomorrow's.
        "day_board" => starts_at.parse().map_or(String::new(), |free: Timestamp| {
            let day = free.to_zoned(TimeZone::get("America/Sao_Paulo").unwrap()).date();
            form(&[("date", &day.saturating_sub(FREE_AFTER_DAYS.days()).to_string())])
        }),
        "set_booking_rules" => form(&booking_rules(professional)),
        "add_exception" => form(&[
            ("form[professional]", professional),
            ("form[kind]", "closed"),
            ("form[first]", "2030-01-02"),
            ("form[last]", ""),
            ("form[hours]", ""),
        ]),
        // No day is a holiday twice.
        "add_holiday" => form(&[
            ("form[date]", &format!("{}-07-09", 2030 + number % 7000)),
            ("form[name]", "Revolução Constitucionalista"),
        ]),
        "move_appointment" => {
            form(&[("form[appointment]", &things.appointment), ("form[version]", "0"), ("form[starts_at]", starts_at)])
        }
        "patient_to_book" => form(&[("patient", &things.patient)]),
        "book_for" => form(&[
            ("form[patient]", &things.patient),
            ("form[professional]", professional),
            ("form[starts_at]", starts_at),
        ]),
        "walk_in" => form(&[("form[patient]", &things.patient), ("form[professional]", professional)]),
        "set_opening_hours" => form(&always(professional)),
        "book_appointment" => form(&booking(professional, starts_at)),
        _ => way_in(function, things),
    }
}

/// The same of ways in: passwords, passkeys, links of letters.
fn way_in(function: &str, things: &Things) -> String {
    let name = format!("Nova Pessoa {}", things.number);
    let (email, appointment) = (email_of(&name), &things.appointment);
    match function {
        "add_passkey" => form(&[("form[ceremony]", "none"), ("form[answer]", "{}"), ("form[name]", "Celular")]),
        "sign_in_with_passkey" => form(&[("form[ceremony]", "none"), ("form[answer]", "{}")]),
        "rename_passkey" => form(&[("form[id]", appointment), ("form[name]", "Celular")]),
        "change_password" => form(&[("form[current]", PASSWORD), ("form[new]", PASSWORD)]),
        "accept_terms" => form(&[("form[accepted]", CURRENT)]),
        "forgot_password" => form(&[("form[identifier]", &email_of("Ana Souza"))]),
        "look_at_link" => form(&[("kind", "reset_password"), ("token", TOKEN)]),
        "invitation" => form(&[("token", TOKEN)]),
        "reset_password" => form(&[("form[token]", TOKEN), ("form[password]", PASSWORD)]),
        "visit_reminded_of" => form(&[("kind", "confirm_visit"), ("token", TOKEN)]),
        "confirm_email" | "restore_email" | "confirm_reminded" | "cancel_reminded" => form(&[("form[token]", TOKEN)]),
        "accept_invitation" => form(&[("form[token]", TOKEN), ("form[name]", &name), ("form[password]", PASSWORD)]),
        "change_email" => form(&[("form[email]", &email), ("form[password]", PASSWORD)]),
        "invite" => form(&[("form[role]", "patient"), ("form[name]", &name), ("form[email]", &email)]),
        _ => panic!("a new server function, {function}: say in arguments.rs what its page sends"),
    }
}
