//! What the clinic writes to people, in their language. No health data stands in a letter.

/// A letter whose subject says nothing of its reader: `letter!(language, subject, text, reader, link)`.
macro_rules! letter {
    ($language:ident, $subject:ident, $text:ident $(, $name:ident)+) => {
        Letter {
            subject: td_string!($language, mail.$subject).to_string(),
            text: td_string!($language, mail.$text, $($name = $name),+).to_string(),
        }
    };
}

mod accounts;
mod links;
mod privacy;
mod visits;

use domain::Local;

pub use accounts::*;
pub use links::*;
pub use privacy::*;
pub use visits::*;

/// Subject and text of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
}

/// Day and clock as both languages of Brazil's clinics write them.
fn when(starts: Local) -> (String, String) {
    let date = starts.date();
    (format!("{:02}/{:02}/{}", date.day(), date.month(), date.year()), starts.clock())
}
