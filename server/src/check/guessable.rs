//! Whether a secret could be guessed by somebody who tries what people usually take.

use std::collections::BTreeSet;

/// Words of examples, defaults and first guesses. What is left when they are taken out must do.
const WORDS: [&str; 26] = [
    "abc123",
    "admin",
    "amparo",
    "changeme",
    "change",
    "clinica",
    "clinic",
    "default",
    "demo",
    "example",
    "hunter2",
    "letmein",
    "mudar",
    "password",
    "passwort",
    "postgresql",
    "postgres",
    "qwerty",
    "relay",
    "root",
    "secret",
    "segredo",
    "senha",
    "teste",
    "test",
    "trocar",
];
/// Characters that are left without the words.
const LEFT_MIN: usize = 8;
/// Different characters.
const DISTINCT_MIN: usize = 6;
/// Different bytes of a key. Of thirty-two thrown by chance fewer differ once in a hundred million million times.
const KEY_DISTINCT_MIN: usize = 12;

/// Whether a text is short, or made of known words (`own` are further ones), or repeats itself, or counts up or down.
pub(super) fn is_guessable(text: &str, chars_min: usize, own: &[&str]) -> bool {
    let text = text.trim().to_lowercase();
    let own = own.iter().map(|word| word.to_lowercase()).filter(|word| !word.is_empty());
    let words = own.chain(WORDS.map(str::to_owned));
    let left = words.fold(text.clone(), |left, word| left.replace(&word, ""));
    let chars = text.chars().collect::<Vec<_>>();
    let codes = chars.iter().map(|&c| u32::from(c)).collect::<Vec<_>>();
    chars.len() < chars_min
        || left.chars().count() < LEFT_MIN
        || chars.iter().collect::<BTreeSet<_>>().len() < DISTINCT_MIN
        || repeats(&chars)
        || counts(&codes)
}

/// Whether a key was made by a person: few different bytes, one pattern again and again, a row, or letters.
pub(super) fn is_weak_key(key: [u8; 32]) -> bool {
    key.iter().collect::<BTreeSet<_>>().len() < KEY_DISTINCT_MIN
        || repeats(&key)
        || counts(&key.map(u32::from))
        || key.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ')
}

/// Whether a beginning of at most half its length makes up the whole.
fn repeats<T: PartialEq>(all: &[T]) -> bool {
    (1..=all.len() / 2).any(|period| all.iter().zip(&all[period..]).all(|(one, other)| one == other))
}

/// Whether most neighbours are the same, or one apart: `123456…`, `abcdef…`, `998877…`.
fn counts(all: &[u32]) -> bool {
    let near = all.windows(2).filter(|pair| pair[0].abs_diff(pair[1]) <= 1).count();
    near * 2 > all.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_usually_take_is_guessable() {
        for text in [
            "",
            "changeme",
            "changemechangemechangeme",
            "amparo demo 1",
            "Amparo-Secret-2026",
            "password1234",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "abcdefghijklmnopqrstuvwxyz",
            "1234567890123456789012345",
            "xK9#xK9#xK9#xK9#",
            "short7Hq",
        ] {
            assert!(is_guessable(text, 12, &[]), "{text}");
        }
        assert!(is_guessable("correto cavalo", 12, &["Correto", "cavalo"]), "words of its owner");
    }

    #[test]
    fn what_chance_makes_is_not() {
        for text in [
            "9f1c62e0b7d84a35c1ee07529a6bd3f84417ca908e5d23b6f07a91c5de682b34",
            "kT4vQz8LmP2x",
            "correto cavalo 7",
            "bateria grampo lampada",
        ] {
            assert!(!is_guessable(text, 12, &["amparo"]), "{text}");
        }
    }

    #[test]
    fn a_key_that_a_person_made_is_weak() {
        let by_chance = *b"\x9f\x1c\x62\xe0\xb7\xd8\x4a\x35\xc1\xee\x07\x52\x9a\x6b\xd3\xf8\x44\x17\xca\x90\x8e\x5d\x23\xb6\xf0\x7a\x91\xc5\xde\x68\x2b\x34";
        assert!(!is_weak_key(by_chance));
        let mut row = [0; 32];
        row.iter_mut().zip(0..).for_each(|(byte, number)| *byte = number);
        let mut few = by_chance;
        for byte in &mut few {
            *byte &= 0x07;
        }
        for weak in [[0; 32], [0x11; 32], row, few, *b"the clinic's very own master key"] {
            assert!(is_weak_key(weak), "{weak:?}");
        }
    }
}
