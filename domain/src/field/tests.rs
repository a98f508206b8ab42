use super::*;
use proptest::prelude::*;

#[test]
fn a_cpf_needs_its_check_digits() {
    for good in ["529.982.247-25", "111.444.777-35", "123.456.789-09", "52998224725", " 529.982.247-25 "] {
        assert!(Cpf::parse(good).is_ok(), "{good}");
    }
    for bad in ["529.982.247-26", "111.111.111-11", "000.000.000-00", "5299822472", "529982247255", "529a98224725"] {
        assert_eq!(Cpf::parse(bad), Err(Problem::NotACpf), "{bad}");
    }
    assert_eq!(Cpf::parse("529.982.247-25").unwrap().masked(), "529.***.***-25");
}

#[test]
fn an_email_has_a_local_part_and_a_host() {
    for good in ["ana@example.com", "a.b+c@x-y.com.br", "O'Neil@example.org"] {
        assert!(Email::parse(good).is_ok(), "{good}");
    }
    for bad in ["ana", "@example.com", "ana@", "ana@host", "a b@example.com", "a@-x.com", "a..b@x.com", "á@x.com"] {
        assert_eq!(Email::parse(bad).unwrap_err(), Problem::NotAnEmail, "{bad}");
    }
    assert_eq!(Email::parse("").unwrap_err(), Problem::Missing);
    assert_eq!(Email::parse("Ana@Example.COM").unwrap().folded(), "ana@example.com");
    assert_eq!(Email::parse("ana@example.com\r\nBcc: x@y.z").unwrap_err(), Problem::NotAnEmail);
}

#[test]
fn a_password_has_length_letters_and_digits() {
    assert!(Password::parse("correto cavalo 7").is_ok());
    assert_eq!(Password::parse("curta1").unwrap_err(), Problem::TooShort);
    assert!(Password::parse("curtas 1").is_ok(), "how long it must be is the clinic's to say");
    assert_eq!(Password::parse("semnenhumdigito").unwrap_err(), Problem::WeakPassword);
    assert_eq!(Password::parse("12345678901").unwrap_err(), Problem::WeakPassword);
    assert_eq!(Password::parse(&"a1".repeat(65)).unwrap_err(), Problem::TooLong);
    assert_eq!(format!("{:?}", Password::parse("correto cavalo 7").unwrap()), "Password");
}

#[test]
fn a_name_hides_nothing() {
    assert_eq!(Name::parse("  Ana   Souza ").unwrap().as_str(), "Ana Souza");
    for bad in ["<script>", "Ana\u{202e}azuoS", "...", "Ana\0"] {
        assert_eq!(Name::parse(bad).unwrap_err(), Problem::BadCharacter, "{bad:?}");
    }
    assert_eq!(Name::parse(&"é".repeat(121)).unwrap_err(), Problem::TooLong);
}

#[test]
fn a_birth_date_lies_in_the_last_130_years() {
    let today = civil::date(2026, 11, 20);
    assert!(parse_birth_date("1990-02-28", today).is_ok());
    assert_eq!(parse_birth_date("1990-02-30", today), Err(Problem::NotADate));
    assert_eq!(parse_birth_date("2026-11-21", today), Err(Problem::NotABirthDate));
    assert_eq!(parse_birth_date("1880-01-01", today), Err(Problem::NotABirthDate));
}

#[test]
fn folding_forgets_case_and_accents() {
    assert_eq!(fold("  JOSÉ  da Conceição "), "jose da conceicao");
}

proptest! {
    #[test]
    fn nothing_typed_makes_a_field_panic(text in "\\PC*") {
        let _ = (Name::parse(&text), Email::parse(&text), Cpf::parse(&text), Password::parse(&text));
        let _ = (parse_birth_date(&text, civil::date(2026, 1, 1)), parse_reason(&text), parse_note(&text));
    }

    #[test]
    fn a_changed_digit_is_found(digits in proptest::collection::vec(0u32..10, 9), at in 0usize..9, by in 1u32..10) {
        let first = check_digit(&digits);
        let second = check_digit(&[digits.as_slice(), &[first]].concat());
        let mut text: Vec<u32> = [digits.as_slice(), &[first, second]].concat();
        prop_assume!(!text.windows(2).all(|pair| pair[0] == pair[1]));
        prop_assert!(Cpf::parse(&text.iter().map(u32::to_string).collect::<String>()).is_ok());
        text[at] = (text[at] + by) % 10;
        // Remainders 0 and 10 share the digit 0, so a single change can slip past one check digit, never past both
        // unless both collapse: then the number is another valid one, and nothing can tell.
        let sound = check_digit(&text[..9]) == text[9] && check_digit(&text[..10]) == text[10];
        prop_assert_eq!(Cpf::parse(&text.iter().map(u32::to_string).collect::<String>()).is_ok(), sound);
    }
}
