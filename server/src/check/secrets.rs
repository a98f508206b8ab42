//! What must not be known to others: the clinic's keys, its data, the passwords of the database and the administrator.

use std::collections::BTreeSet;

use domain::hex::unhex;

use super::{
    Asked::{Everywhere, InProduction},
    Question, Seen, Weight,
    guessable::{is_guessable, is_weak_key},
    seen::SeenFile,
};
use crate::{hosts, secrets::is_open_to_others, settings::Parts};

/// Characters of a password that a machine keeps.
const PASSWORD_CHARS_MIN: usize = 12;

pub(super) const QUESTIONS: &[Question] = &[
    Question {
        name: "unreadable",
        weight: Weight::Stops,
        asked: Everywhere,
        wrong: |seen| named(files(seen).filter(|file| file.text.is_none()), "cannot be read by this user"),
        to_do: "Run the program, and this check, as the user the files belong to.",
    },
    Question {
        name: "secret_open",
        weight: Weight::Stops,
        asked: Everywhere,
        wrong: |seen| named(seen.keys.iter().filter(|key| is_open_to_others(key.mode)), "can be read by others"),
        to_do: "chmod 600 it, and think about who may have read it.",
    },
    Question {
        name: "secret_weak",
        weight: Weight::Stops,
        asked: Everywhere,
        wrong: secret_weak,
        to_do: "Put the right file back from its copy. In a clinic without records, remove it: the start makes a new one.",
    },
    Question {
        name: "data_open",
        weight: Weight::Advice,
        asked: InProduction,
        wrong: |seen| {
            seen.data_mode
                .filter(|&mode| is_open_to_others(mode))
                .map(|mode| format!("others can look into {} (mode {mode:o})", seen.settings.data.display()))
        },
        to_do: "The start closes it (mode 700); think about who may have looked.",
    },
    Question {
        name: "admin_password_open",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: |seen| {
            named(seen.admin_password.iter().filter(|file| is_open_to_others(file.mode)), "can be read by others")
        },
        to_do: "chmod 400 it, and remove it once there is an administrator.",
    },
    Question {
        name: "admin_password_weak",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: admin_password_weak,
        to_do: "Write another password into it; once there is an administrator, remove the file and the setting.",
    },
    Question {
        name: "database_password_weak",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: database_password_weak,
        to_do: "Give the database's user a password by chance (openssl rand -hex 24) and put it into AMPARO_DATABASE.",
    },
];

fn files(seen: &Seen) -> impl Iterator<Item = &SeenFile> {
    seen.keys.iter().chain(&seen.admin_password)
}

/// The files by their paths, if there are any, and what is wrong with them.
fn named<'a>(files: impl Iterator<Item = &'a SeenFile>, wrong: &str) -> Option<String> {
    let paths = files.map(|file| file.path.as_str()).collect::<Vec<_>>();
    (!paths.is_empty()).then(|| format!("{} {wrong}", paths.join(", ")))
}

fn secret_weak(seen: &Seen) -> Option<String> {
    let read = seen.keys.iter().filter_map(|key| Some((key, key.text.as_deref()?.trim())));
    let mut texts = BTreeSet::new();
    // One key for two purposes is as good as known to whoever learns one of them.
    let weak = read.filter(|(_, text)| !texts.insert(*text) || unhex(text).is_none_or(is_weak_key));
    named(weak.map(|(key, _)| key), "must be 64 hexadecimal digits thrown by chance, each its own")
}

fn admin_password_weak(seen: &Seen) -> Option<String> {
    let settings = &seen.settings;
    let file = seen.admin_password.as_ref()?;
    let own = [&settings.first_admin_name, &settings.first_admin_email].map(|own| own.as_deref().unwrap_or_default());
    let words = own.iter().flat_map(|own| own.split([' ', '@'])).chain([settings.unit_name.as_str()]);
    let words = words.filter(|word| word.len() > 2).collect::<Vec<_>>();
    let is_weak = is_guessable(file.text.as_deref()?, settings.password_chars_min, &words);
    is_weak.then(|| format!("the password in {} is easily guessed", file.path))
}

fn database_password_weak(seen: &Seen) -> Option<String> {
    let parts = seen.settings.database.as_ref()?.parts()?;
    let option =
        |name: &str| parts.query.split('&').filter_map(|pair| pair.split_once('=')).find(|pair| pair.0 == name);
    let host = option("host").or_else(|| option("hostaddr")).map_or(parts.host.as_str(), |(_, host)| host);
    let is_socket = host.is_empty() || host.starts_with('/') || host.to_lowercase().starts_with("%2f");
    // Whoever shows a certificate needs no password.
    if !parts.scheme.starts_with("postgres") || is_socket || hosts::is_loopback(host) || option("sslcert").is_some() {
        return None;
    }
    let password = option("password").map_or(parts.password.as_str(), |(_, password)| password);
    let Parts { user, .. } = &parts;
    let what = if password.is_empty() { "no password" } else { "a password that is easily guessed" };
    let is_weak = is_guessable(&plain(password), PASSWORD_CHARS_MIN, &[user, host]);
    is_weak.then(|| format!("the database on {host} is opened with {what}"))
}

/// Each character that was written as `%41` is one again; which one matters little.
fn plain(text: &str) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| {
        let code = part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        plain + &code.map_or_else(|| format!("%{part}"), |code| format!("{}{}", char::from(code), &part[2..]))
    })
}

#[cfg(test)]
mod tests {
    use super::{super::tests::found, *};
    use crate::settings::Address;

    fn file(mode: u32, text: Option<&str>) -> SeenFile {
        SeenFile { path: "first".into(), mode, text: text.map(str::to_owned) }
    }

    #[test]
    fn files_that_cannot_be_read_are_found() {
        assert_eq!(found(|seen| seen.keys[0].text = None), ["unreadable"]);
        assert_eq!(found(|seen| seen.admin_password = Some(file(0, None))), ["unreadable"]);
    }

    #[test]
    fn secrets_that_others_can_read_are_found() {
        for mode in [0o604, 0o640, 0o666, 0o601] {
            assert_eq!(found(|seen| seen.keys[1].mode = mode), ["secret_open"], "{mode:o}");
        }
        assert_eq!(found(|seen| seen.keys[1].mode = 0o400), [""; 0]);
    }

    #[test]
    fn secrets_that_are_short_made_up_or_used_twice_are_found() {
        let short = "9f1c62e0b7d84a35".to_owned();
        let letters = "746865636c696e6963277376657279".repeat(3)[..64].to_owned();
        for weak in [String::new(), short, "demo".into(), "0".repeat(64), "0123456789abcdef".repeat(4), letters] {
            assert_eq!(found(|seen| seen.keys[0].text = Some(weak.clone())), ["secret_weak"], "{weak}");
        }
        assert_eq!(found(|seen| seen.keys[0].text = seen.keys[1].text.clone()), ["secret_weak"]);
    }

    #[test]
    fn a_folder_that_others_can_enter_is_found() {
        assert_eq!(found(|seen| seen.data_mode = Some(0o755)), ["data_open"]);
        assert_eq!(found(|seen| seen.data_mode = None), [""; 0], "before the first start");
    }

    #[test]
    fn a_password_file_that_is_open_or_weak_is_found() {
        assert_eq!(
            found(|seen| seen.admin_password = Some(file(0o644, Some("correto cavalo 7\n")))),
            ["admin_password_open"]
        );
        for weak in [crate::demo::PASSWORD, "curta", "password1234", "Marta Lima 1", "", "example.com1 marta"] {
            let names = found(|seen| {
                seen.settings.first_admin_name = Some("Marta Lima".into());
                seen.settings.first_admin_email = Some("marta@example.com".into());
                seen.admin_password = Some(file(0o600, Some(weak)));
            });
            assert_eq!(names, ["admin_password_weak"], "{weak}");
        }
        assert_eq!(found(|seen| seen.admin_password = Some(file(0o400, Some("correto cavalo 7\n")))), [""; 0]);
    }

    #[test]
    fn a_database_with_a_weak_password_is_found() {
        let database = |address: &str| found(|seen| seen.settings.database = Some(Address(address.into())));
        for weak in [
            "postgres://postgres:postgres@db/amparo",
            "postgres://amparo:amparo@db.example:5432/amparo",
            "postgresql://amparo@db/amparo",
            "postgres://amparo:@db/amparo",
            "postgres://amparo:Amparo%2D123@db/amparo?sslmode=require",
            "postgres://127.0.0.1/amparo?host=db&user=amparo&password=amparo",
        ] {
            assert_eq!(database(weak), ["database_password_weak"], "{weak}");
        }
        for good in [
            "postgres://amparo:kT4vQz8LmP2xW7@db/amparo",
            "postgres://amparo:kT4%40vQz8LmP2x@db/amparo",
            "postgres://postgres:postgres@127.0.0.1/amparo",
            "postgres://amparo@[::1]/amparo",
            "postgres:///amparo",
            "postgres://amparo@localhost/amparo",
            "postgres://db/amparo?host=/var/run/postgresql",
            "postgres://amparo@db/amparo?sslcert=/etc/amparo/client.pem",
            "sqlite:data/amparo.sqlite",
        ] {
            assert_eq!(database(good), [""; 0], "{good}");
        }
    }
}
