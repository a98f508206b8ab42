//! Rows for others: what a spreadsheet opens, and never runs.

/// The file begins so: a Brazilian spreadsheet reads UTF-8 only with this mark.
pub const BEGINNING: &str = "\u{feff}";
/// What parts columns: the comma is taken by centavos.
pub const SEPARATOR: char = ';';

/// Writes one row. A column that a spreadsheet would take for a formula has an apostrophe before it, which it shows as text;
/// reading takes it away again.
pub fn write_row<'a>(to: &mut String, columns: impl IntoIterator<Item = &'a str>) {
    for (place, column) in columns.into_iter().enumerate() {
        if place > 0 {
            to.push(SEPARATOR);
        }
        let is_formula = is_formula(column);
        let needs_quotes = is_formula
            || column.contains([SEPARATOR, ',', '"', '\n', '\r', '\t'])
            || column.starts_with(char::is_whitespace)
            || column.ends_with(char::is_whitespace);
        if needs_quotes {
            to.push('"');
        }
        if is_formula {
            to.push('\'');
        }
        to.push_str(&column.replace('"', "\"\"").replace('\0', ""));
        if needs_quotes {
            to.push('"');
        }
    }
    to.push_str("\r\n");
}

/// Whether a spreadsheet may take a text for a formula: some look past spaces, and some know the wide signs.
pub(super) fn is_formula(text: &str) -> bool {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '|' | '%' | '＝' | '＋' | '－' | '＠');
    let bare = text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}' || c == '\'');
    text.starts_with(['\t', '\r', '\n']) || bare.starts_with(begins)
}

/// A column without the apostrophe that [`write_row`] put before it.
pub(super) fn without_apostrophe(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => text,
    }
}
