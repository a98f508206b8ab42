//! P17: from both being there to the first remote picture. Only browsers can measure it, and the journey does.

use std::{fs, path::Path};

use crate::{
    plan::Plan,
    table::{Spread, Table},
};

/// Where the journey leaves what it measured: files with `"setup_ms": <number>` in them.
const RESULTS: &str = "end2end/results";

/// Prints what the last browser journey measured, or how to measure it.
pub fn journey(plan: &Plan) {
    let found = setups(&plan.root.join(RESULTS));
    let mut table = Table::new("Call set-up (P17): the other person's arrival → first remote picture", "", &["", ""]);
    if found.is_empty() {
        let how = format!(
            "the browser journey measures it: `make e2e`; then {RESULTS}/*.json with \"setup_ms\" is read here"
        );
        table.line(&["not measured in this run:", &how]);
    } else {
        let spread = Spread::of(&found);
        let text = format!("{:.0} ({:.0}–{:.0}) in {} calls", spread.median, spread.min, spread.max, found.len());
        table.line(&["milliseconds", &text]);
    }
    table.print();
}

fn setups(folder: &Path) -> Vec<f64> {
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let texts = files.filter(|path| path.extension().is_some_and(|end| end == "json")).map(fs::read_to_string);
    texts.flatten().flat_map(|text| numbers(&text)).collect()
}

fn numbers(text: &str) -> Vec<f64> {
    let parts = text.split("\"setup_ms\"").skip(1);
    parts
        .filter_map(|part| {
            let digits = part.trim_start_matches([':', ' ']);
            let end = digits.find(|digit: char| !digit.is_ascii_digit()).unwrap_or(digits.len());
            digits[..end].parse().ok()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn set_up_times_are_found_wherever_they_stand() {
        assert_eq!(
            numbers(r#"[{"setup_ms": 120, "route": "direct"}, {"setup_ms":98}, {"setup_ms":null}]"#),
            [120.0, 98.0]
        );
    }
}
