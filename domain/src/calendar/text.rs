//! iCalendar as it is written (RFC 5545): lines of 75 octets, their ends, and what must be escaped.

use jiff::tz::TimeZone;

use super::Method;
use crate::{AppointmentId, Moment};

/// Octets of a line, without its end (RFC 5545, 3.1).
const LINE_OCTETS_MAX: usize = 75;
const PRODUCT: &str = "-//Amparo//Visits//EN";
/// How often a program asks a feed again, unless it knows better.
const REFRESH: &str = "PT1H";

/// A visit as an entry of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarVisit {
    /// The visit: the entry keeps its name when the visit is moved or called off.
    pub id: AppointmentId,
    /// When it begins.
    pub starts_at: Moment,
    /// When it is planned to end.
    pub ends_at: Moment,
    /// How often it was changed: of two letters the one with more changes is the newer one.
    pub changes: i64,
    /// With whom.
    pub summary: String,
    /// Where: a page of ours.
    pub link: String,
}

/// Visits, written for a program that keeps calendars.
#[derive(Clone, Debug)]
pub struct Calendar<'a> {
    /// What it is sent for.
    pub method: Method,
    /// What a feed is called; a letter needs no name.
    pub name: Option<&'a str>,
    /// The name of whoever writes.
    pub clinic: &'a str,
    /// The address of whoever writes.
    pub email: &'a str,
    /// When it is written.
    pub written_at: Moment,
    /// The entries.
    pub visits: &'a [CalendarVisit],
}

impl Calendar<'_> {
    /// The text of it, line by line.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = Lines::default();
        text.line("BEGIN:VCALENDAR");
        text.line("VERSION:2.0");
        text.line(&format!("PRODID:{PRODUCT}"));
        text.line("CALSCALE:GREGORIAN");
        text.line(&format!("METHOD:{}", self.method.as_str()));
        if let Some(name) = self.name {
            text.line(&format!("X-WR-CALNAME:{}", escaped(name)));
            text.line(&format!("REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"));
            text.line(&format!("X-PUBLISHED-TTL:{REFRESH}"));
        }
        for visit in self.visits {
            self.entry(&mut text, visit);
        }
        text.line("END:VCALENDAR");
        text.0
    }

    fn entry(&self, text: &mut Lines, visit: &CalendarVisit) {
        let status = match self.method {
            Method::Publish => "CONFIRMED",
            Method::Cancel => "CANCELLED",
        };
        // Where the address has no @, an entry is still nobody else's: its id is ours alone.
        let host = self.email.rsplit('@').next().unwrap_or_default();
        text.line("BEGIN:VEVENT");
        text.line(&format!("UID:{}", escaped(&format!("{}@{host}", visit.id))));
        text.line(&format!("DTSTAMP:{}", instant(self.written_at)));
        text.line(&format!("DTSTART:{}", instant(visit.starts_at)));
        text.line(&format!("DTEND:{}", instant(visit.ends_at)));
        text.line(&format!("SEQUENCE:{}", visit.changes));
        text.line(&format!("STATUS:{status}"));
        text.line(&format!("SUMMARY:{}", escaped(&visit.summary)));
        text.line(&format!("LOCATION:{}", escaped(&visit.link)));
        text.line(&format!("URL:{}", unbroken(&visit.link)));
        text.line(&format!("ORGANIZER;CN=\"{}\":mailto:{}", quoted(self.clinic), unbroken(self.email)));
        // Others who see the calendar see that somebody is busy, and not with what.
        text.line("CLASS:PRIVATE");
        text.line("TRANSP:OPAQUE");
        text.line("END:VEVENT");
    }
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A line, folded where it grows too long: never within a character.
    fn line(&mut self, line: &str) {
        let mut octets = 0;
        for character in line.chars() {
            if octets + character.len_utf8() > LINE_OCTETS_MAX {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(character);
            octets += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// An instant in UTC: no program needs to know our zones.
fn instant(at: Moment) -> String {
    let wall = at.in_zone(&TimeZone::UTC).wall;
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}Z",
        wall.year(),
        wall.month(),
        wall.day(),
        wall.hour(),
        wall.minute(),
        wall.second()
    )
}

/// Text as a value (RFC 5545, 3.3.11). What some program may take for the end of a line is one; other marks that nobody
/// sees are left out.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\\' | ';' | ',' => value.extend(['\\', character]),
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => value.push_str("\\n"),
            character if character.is_control() => {}
            character => value.push(character),
        }
    }
    value
}

/// Text as a parameter between quotation marks, which knows no way to write one (RFC 5545, 3.2).
fn quoted(text: &str) -> String {
    text.chars().filter(|&character| character != '"' && !ends_line(character)).collect()
}

/// An address, which is no text and cannot be escaped.
fn unbroken(address: &str) -> String {
    address.chars().filter(|&character| !character.is_whitespace() && !ends_line(character)).collect()
}

fn ends_line(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}
