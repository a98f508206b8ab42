//! S1: no verb is left out of the table of who may.

use std::{collections::BTreeSet, fs, path::Path};

use crate::access::DOORS;

/// Verbs that ask for something nobody can make up, which stands for the permission.
const PROVEN_OTHERWISE: &[(&str, &str)] = &[
    ("accounts::sign_in_with_code", "a code from one's mailbox: see codes.rs"),
    ("accounts::sign_in_with_link", "a link from one's mailbox: see codes.rs"),
    ("accounts::prove_second_factor", "a code of one's app: see second_factor.rs"),
    ("accounts::confirm_factor", "a code of one's app: see second_factor.rs"),
    ("accounts::new_recovery_codes", "a code of one's app: see second_factor.rs"),
    ("accounts::remove_factor", "a code of one's app: see second_factor.rs"),
    ("accounts::arrive", "a sign-in that was just proven"),
    ("accounts::forget_codes", "what has ended is nobody's"),
    ("patients::forget_registrations", "what has ended is nobody's"),
    ("limits::count", "counting opens nothing"),
    ("limits::forget", "what is forgotten is nobody's"),
    ("calendar::by_token", "the address of a feed"),
    ("calls::leave", "an Admission comes from spend_ticket alone"),
    ("calls::summarise", "an Admission comes from spend_ticket alone"),
    ("accounts::sign_in_with_passkey", "a passkey"),
    ("links::look", "the token of a letter"),
    ("links::reset_password", "the token of a letter"),
    ("links::confirm_email", "the token of a letter"),
    ("links::restore_email", "the token of a letter"),
    ("links::invitation", "the token of a letter"),
    ("links::accept_invitation", "the token of a letter"),
    ("reminders::visit", "the token of a letter"),
    ("reminders::confirm", "the token of a letter"),
    ("reminders::cancel", "the token of a letter"),
    ("device::create", "a cookie"),
    ("device::save", "a cookie"),
    ("device::load", "a cookie"),
    ("device::delete", "a cookie"),
    ("device::delete_expired", "what is expired is nobody's"),
];

#[test]
fn s1_no_verb_is_missing_in_the_table() {
    let mut found = BTreeSet::new();
    verbs_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), None, &mut found);
    let listed = DOORS.iter().map(|door| door.verb).chain(PROVEN_OTHERWISE.iter().map(|(verb, _)| *verb));
    assert_eq!(found, listed.map(str::to_owned).collect());
}

/// Every public function below a folder whose first argument is a caller, as `noun::verb`.
fn verbs_in(folder: &Path, noun: Option<&str>, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        if path.is_dir() {
            verbs_in(&path, noun.or(Some(stem)), found);
            continue;
        }
        let noun = if stem == "device" { stem } else { noun.unwrap_or(stem) };
        for part in fs::read_to_string(&path).unwrap().split("\npub async fn ").skip(1) {
            let (verb, arguments) = part.split_once('(').unwrap();
            if arguments.trim_start().starts_with("caller: &Caller") {
                found.insert(format!("{noun}::{verb}"));
            }
        }
    }
}
