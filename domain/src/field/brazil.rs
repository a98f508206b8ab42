//! Numbers of Brazil, in the one way each is kept: digits without marks.

use super::{Problem, line};

/// Longest number of a passport.
const PASSPORT_CHARS_MAX: usize = 20;
/// Longest telephone number (E.164).
const PHONE_DIGITS_MAX: usize = 15;
/// Shortest telephone number of another country.
const PHONE_DIGITS_MIN: usize = 8;

/// Shortest telephone number of Brazil, with its area code.
const NATIONAL_DIGITS_MIN: usize = 10;

/// The digits of a number that may be typed with these marks between them.
fn digits(text: &str, marks: &str, wrong: Problem) -> Result<String, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    if text.chars().any(|c| !c.is_ascii_digit() && !marks.contains(c)) {
        return Err(wrong);
    }
    Ok(text.chars().filter(char::is_ascii_digit).collect())
}

/// CNS, the number of the public health card: fifteen digits whose weighted sum is a multiple of eleven.
///
/// # Errors
/// Missing, or the sum does not fit.
pub fn parse_cns(text: &str) -> Result<String, Problem> {
    let digits = digits(text, " .-", Problem::NotACns)?;
    let sum: u32 = digits.bytes().zip((1..=15).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    if digits.len() == 15 && sum > 0 && sum.is_multiple_of(11) { Ok(digits) } else { Err(Problem::NotACns) }
}

/// CEP, a postal code: eight digits.
///
/// # Errors
/// Missing, or not eight digits.
pub fn parse_cep(text: &str) -> Result<String, Problem> {
    let digits = digits(text, " .-", Problem::NotACep)?;
    if digits.len() == 8 { Ok(digits) } else { Err(Problem::NotACep) }
}

/// The number that the IBGE gave a municipality: seven digits.
///
/// # Errors
/// Missing, or not seven digits.
pub fn parse_municipality(text: &str) -> Result<String, Problem> {
    let digits = digits(text, " -", Problem::NotAMunicipality)?;
    if digits.len() == 7 && !digits.starts_with('0') { Ok(digits) } else { Err(Problem::NotAMunicipality) }
}

/// A telephone number as `+5511943214321`: of Brazil with its area code, with or without its country, or of another
/// country behind a plus.
///
/// # Errors
/// Missing, or neither.
pub fn parse_phone(text: &str) -> Result<String, Problem> {
    let digits = digits(text, " .-()+/", Problem::NotAPhone)?;
    let (abroad, misplaced) = (text.trim().starts_with('+'), text.trim().rfind('+').is_some_and(|at| at > 0));
    let national = match (abroad, digits.strip_prefix("55")) {
        (true, Some(national)) => Some(national),
        (true, None) => None,
        // Programs leave the plus out: no number of Brazil is that long without its country.
        (false, Some(national)) if national.len() >= NATIONAL_DIGITS_MIN => Some(national),
        (false, _) => Some(digits.trim_start_matches('0')),
    };
    match national {
        _ if misplaced => Err(Problem::NotAPhone),
        Some(national) if matches!(national.len(), 10 | 11) && !national.starts_with('0') => {
            Ok(format!("+55{national}"))
        }
        None if (PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX).contains(&digits.len()) && !digits.starts_with('0') => {
            Ok(format!("+{digits}"))
        }
        _ => Err(Problem::NotAPhone),
    }
}

/// The number of a passport: letters and digits, in capitals.
///
/// # Errors
/// Missing, too long, or with anything else in it.
pub fn parse_passport(text: &str) -> Result<String, Problem> {
    let text = line(text, PASSPORT_CHARS_MAX)?.replace([' ', '-', '.'], "").to_ascii_uppercase();
    if !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric()) {
        Ok(text)
    } else {
        Err(Problem::BadCharacter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cns_has_fifteen_digits_that_sum_to_a_multiple_of_eleven() {
        assert_eq!(parse_cns("700 0000 0000 0005").as_deref(), Ok("700000000000005"));
        for wrong in ["898001160152321", "000000000000000", "70000000000000", "7000000000000005", "70000000000000a"] {
            assert_eq!(parse_cns(wrong), Err(Problem::NotACns), "{wrong}");
        }
        assert_eq!(parse_cns("  "), Err(Problem::Missing));
    }

    #[test]
    fn a_telephone_number_has_one_way_of_being_kept() {
        for (typed, kept) in [
            ("(11) 94321-4321", "+5511943214321"),
            ("011 94321 4321", "+5511943214321"),
            ("+55 11 94321-4321", "+5511943214321"),
            ("(55) 3222-1234", "+555532221234"),
            ("(55) 93222-1234", "+5555932221234"),
            ("5511943214321", "+5511943214321"),
            ("11 3265.4321", "+551132654321"),
            ("+351 912 345 678", "+351912345678"),
        ] {
            assert_eq!(parse_phone(typed).as_deref(), Ok(kept), "{typed}");
        }
        for wrong in ["94321-4321", "ramal 12", "+1", "11+943214321", "+0123456789", "1194321432199", "+55 12"] {
            assert_eq!(parse_phone(wrong), Err(Problem::NotAPhone), "{wrong}");
        }
    }

    #[test]
    fn codes_have_their_length_with_or_without_marks() {
        assert_eq!(parse_cep("01310-100").as_deref(), Ok("01310100"));
        assert_eq!(parse_cep("0131010"), Err(Problem::NotACep));
        assert_eq!(parse_municipality("3550308").as_deref(), Ok("3550308"));
        assert_eq!(parse_municipality("355030"), Err(Problem::NotAMunicipality));
        assert_eq!(parse_passport("fx 123456").as_deref(), Ok("FX123456"));
        assert_eq!(parse_passport("é1"), Err(Problem::BadCharacter));
    }
}
