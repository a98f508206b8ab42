//! Money: whole centavos. No fraction of one is ever kept.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Problem;

/// No amount that somebody types is larger: a hundred million reais.
pub const CENTAVOS_MAX: Centavos = Centavos(10_000_000_000);

/// An amount in centavos.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::Type), sqlx(transparent))]
pub struct Centavos(pub i64);

impl Centavos {
    /// Reads `1.234,50`, with or without `R$`. A point before one or two last digits is a comma, as in `150.00`.
    ///
    /// # Errors
    /// Missing, not an amount, or more than anybody asks for.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        let text = text.strip_prefix("R$").unwrap_or(text).trim();
        if text.is_empty() {
            return Err(Problem::Missing);
        }
        let (reais, centavos) = parts(text).ok_or(Problem::NotAnAmount)?;
        let amount = reais.checked_mul(100).and_then(|amount| amount.checked_add(centavos)).map(Self);
        amount.filter(|amount| *amount <= CENTAVOS_MAX).ok_or(Problem::TooLarge)
    }

    /// `1.234,50`, as it is typed.
    #[must_use]
    pub fn typed(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (reais, centavos) = ((self.0 / 100).unsigned_abs(), (self.0 % 100).unsigned_abs());
        format!("{sign}{},{centavos:02}", grouped(&reais.to_string()))
    }
}

impl fmt::Display for Centavos {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "R$ {}", self.typed())
    }
}

/// Reais and centavos of what was typed.
fn parts(text: &str) -> Option<(i64, i64)> {
    let (reais, centavos) = match text.split_once(',') {
        Some((reais, centavos)) => (reais, centavos),
        // Groups have three digits: a point before fewer is where the centavos begin.
        None => match text.rsplit_once('.') {
            Some((reais, centavos)) if centavos.len() < 3 && !reais.contains('.') => (reais, centavos),
            _ => (text, "0"),
        },
    };
    let centavos = match digits(centavos)?.len() {
        1 => centavos.parse::<i64>().ok()? * 10,
        2 => centavos.parse().ok()?,
        _ => return None,
    };
    let mut groups = reais.split('.');
    let first = digits(groups.next()?)?;
    let mut whole = first.to_owned();
    let has_groups = reais.contains('.');
    if has_groups && first.len() > 3 {
        return None;
    }
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        whole.push_str(digits(group)?);
    }
    // More digits than this are no price, and would not fit.
    if whole.len() > 15 { None } else { Some((whole.parse().ok()?, centavos)) }
}

fn digits(text: &str) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// A point before every third digit from the right.
fn grouped(digits: &str) -> String {
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        for (typed, centavos) in [
            ("150", 15_000),
            ("150,5", 15_050),
            ("150,50", 15_050),
            ("150.00", 15_000),
            ("1.234,50", 123_450),
            ("R$ 1.234,50", 123_450),
            ("R$0", 0),
            ("1234", 123_400),
            ("1.234", 123_400),
            ("1.234.567", 123_456_700),
            (" 99,90 ", 9_990),
        ] {
            assert_eq!(Centavos::parse(typed), Ok(Centavos(centavos)), "{typed}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for typed in [
            "-1",
            "1,234",
            "1,2,3",
            "1.23.456",
            "1234.567,00",
            "12.34,00",
            ",50",
            "1e3",
            "R$ R$ 1",
            "٣",
            "1 000",
            "0x10",
            "1,",
        ] {
            assert_eq!(Centavos::parse(typed), Err(Problem::NotAnAmount), "{typed}");
        }
        assert_eq!(Centavos::parse("R$ "), Err(Problem::Missing));
        assert_eq!(Centavos::parse("100000000,01"), Err(Problem::TooLarge));
        assert_eq!(Centavos::parse(&"9".repeat(15)), Err(Problem::TooLarge));
        assert_eq!(Centavos::parse(&"9".repeat(400)), Err(Problem::NotAnAmount));
    }

    #[test]
    fn an_amount_is_shown_as_it_is_written_in_brazil_and_can_be_typed_again() {
        for (centavos, shown) in [
            (0, "R$ 0,00"),
            (5, "R$ 0,05"),
            (9_990, "R$ 99,90"),
            (123_450, "R$ 1.234,50"),
            (12_345_678_900, "R$ 123.456.789,00"),
            (-5, "R$ -0,05"),
            (i64::MIN, "R$ -92.233.720.368.547.758,08"),
        ] {
            assert_eq!(Centavos(centavos).to_string(), shown);
        }
        for centavos in [0, 1, 99, 100, 99_999, 100_000, 1_234_567] {
            assert_eq!(Centavos::parse(&Centavos(centavos).typed()), Ok(Centavos(centavos)));
        }
    }
}
