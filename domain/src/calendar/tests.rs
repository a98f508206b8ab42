use uuid::Uuid;

use super::*;
use crate::{AppointmentId, Moment};

const HOSTILE: &[&str] = &[
    "Ana\r\nBEGIN:VEVENT\r\nSUMMARY:forged",
    "Ana\nEND:VCALENDAR",
    "Ana\rATTACH:http://evil.example",
    "a;b,c\\d\\nE",
    "\u{85}X-EVIL:1\u{2028}X-EVIL:2\u{2029}X-EVIL:3\u{b}\u{c}X-EVIL:4",
    "<script>alert(1)</script>\"'`${x}",
    "\u{0}\u{1b}[2J\u{7f}",
    "🩺👩🏽‍⚕️𝒜𝓃𝒶 العربية 中文字符串 ação",
    "",
    " ",
];

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn visit(summary: &str) -> CalendarVisit {
    CalendarVisit {
        id: AppointmentId(Uuid::from_u128(7)),
        starts_at: moment("2026-03-02T09:00:00-03:00"),
        ends_at: moment("2026-03-02T09:30:00-03:00"),
        changes: 2,
        summary: summary.to_owned(),
        link: "https://clinic.example/visits/00000000-0000-0000-0000-000000000007".into(),
    }
}

fn written(method: Method, name: Option<&str>, clinic: &str, visits: &[CalendarVisit]) -> String {
    let written_at = moment("2026-03-01T12:00:00Z");
    Calendar { method, name, clinic, email: "nao-responda@clinic.example", written_at, visits }.text()
}

/// The lines as a program reads them: what was folded is one again.
fn lines(text: &str) -> Vec<String> {
    text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

#[test]
fn a_visit_is_an_entry_with_its_times_in_utc() {
    let text = written(Method::Publish, None, "Clínica Amparo", &[visit("Consulta com Helena Prado")]);
    let expected = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Amparo//Visits//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        "UID:00000000-0000-0000-0000-000000000007@clinic.example",
        "DTSTAMP:20260301T120000Z",
        "DTSTART:20260302T120000Z",
        "DTEND:20260302T123000Z",
        "SEQUENCE:2",
        "STATUS:CONFIRMED",
        "SUMMARY:Consulta com Helena Prado",
        "LOCATION:https://clinic.example/visits/00000000-0000-0000-0000-000000000007",
        "URL:https://clinic.example/visits/00000000-0000-0000-0000-000000000007",
        "ORGANIZER;CN=\"Clínica Amparo\":mailto:nao-responda@clinic.example",
        "CLASS:PRIVATE",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ];
    assert_eq!(lines(&text), expected);
}

#[test]
fn what_was_called_off_names_the_same_entry() {
    let off = lines(&written(Method::Cancel, None, "Amparo", &[CalendarVisit { changes: 3, ..visit("x") }]));
    for line in ["METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3"] {
        assert!(off.iter().any(|found| found == line), "{off:?}");
    }
    assert!(off.contains(&"UID:00000000-0000-0000-0000-000000000007@clinic.example".to_owned()));
}

#[test]
fn no_text_leaves_its_line() {
    let usual = lines(&written(Method::Publish, Some("x"), "x", &[visit("x")]));
    let names = |lines: &[String]| lines.iter().map(|line| line.split([':', ';']).next().unwrap().to_owned()).collect();
    let usual: Vec<String> = names(&usual);
    for text in HOSTILE {
        let hostile = CalendarVisit { link: (*text).to_owned(), ..visit(text) };
        let written = written(Method::Publish, Some(text), text, &[hostile]);
        assert_eq!(names(&lines(&written)), usual, "{text:?}");
        let control = |character: char| character.is_control() && !matches!(character, '\r' | '\n');
        assert!(!written.contains(control), "{text:?}");
        assert!(!written.replace("\r\n", "").contains(['\r', '\n', '\u{85}', '\u{2028}', '\u{2029}']), "{text:?}");
    }
}

#[test]
fn what_has_a_meaning_in_a_value_is_escaped() {
    let text = lines(&written(Method::Publish, None, "A \"B\"; C", &[visit("a;b,c\\d\r\ne\nf")]));
    assert!(text.contains(&"SUMMARY:a\\;b\\,c\\\\d\\ne\\nf".to_owned()), "{text:?}");
    assert!(text.contains(&"ORGANIZER;CN=\"A B; C\":mailto:nao-responda@clinic.example".to_owned()), "{text:?}");
}

#[test]
fn a_line_has_75_octets_at_most_and_no_character_is_cut() {
    for (unit, count) in [("a", 500), ("ã", 300), ("🩺", 200), ("a🩺ã", 200), ("\\", 300)] {
        for shift in 0..4 {
            let summary = format!("{}{}", "x".repeat(shift), unit.repeat(count));
            let text = written(Method::Publish, None, "Amparo", &[visit(&summary)]);
            assert!(text.split("\r\n").all(|line| line.len() <= 75), "{unit} {shift}");
            let escaped = summary.replace('\\', "\\\\");
            assert!(lines(&text).contains(&format!("SUMMARY:{escaped}")), "{unit} {shift}");
        }
    }
}

#[test]
fn every_line_ends_as_the_standard_says() {
    let text = written(Method::Publish, Some("Minhas consultas"), "Amparo", &[visit("Consulta"), visit("Consulta")]);
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 2);
}

#[test]
fn of_a_name_the_first_and_the_last_letter_are_told() {
    for (name, told) in [
        ("Ana Souza", "A. S."),
        ("Ana Maria de Souza e Silva", "A. S."),
        ("  élis  ", "É."),
        ("Ana (mãe) 'Lima'", "A. L."),
        ("ß. Öztürk", "SS. Ö."),
        ("123 456", ""),
        ("", ""),
    ] {
        assert_eq!(initials(name), told, "{name}");
    }
}

#[test]
fn a_log_shows_no_address_of_a_feed() {
    assert_eq!(without_token("/calendar/abc.ics"), FEED_PATH);
    for path in ["/calendars", "/visits/abc", "/"] {
        assert_eq!(without_token(path), path);
    }
}
