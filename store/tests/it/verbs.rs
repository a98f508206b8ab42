//! S1: no verb is left out of the table of who may.

use std::{collections::BTreeSet, fs, path::Path};

use crate::access::{DOORS, PROVEN_OTHERWISE};

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
