//! Rows of a file: columns parted by a separator, quoted when they hold one (RFC 4180), read as the bytes come.

use super::{Encoding, Format};

/// Columns of one row.
pub const COLUMNS_MAX: usize = 200;
/// Bytes of one column.
pub const FIELD_BYTES_MAX: usize = 8 * 1024;
/// Bytes of one row.
pub const ROW_BYTES_MAX: usize = 64 * 1024;
/// Lines within one pair of quotes. Beyond them the quote is taken for one that was never closed.
pub const QUOTED_LINES_MAX: u64 = 50;
/// What may stand at the beginning of UTF-8.
const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

words! {
    /// Why a row is not read.
    RowFault {
        /// It has too many columns.
        TooManyColumns = "too_many_columns",
        /// It, or one of its columns, is too long.
        TooLong = "too_long",
        /// A quote was opened and never closed.
        QuoteNotClosed = "quote_not_closed",
        /// It holds bytes that no text has.
        NotText = "not_text",
    }
}

/// A row, and where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of the file, from 1.
    pub line: u64,
    /// The byte of the file it begins at: reading may go on from here.
    pub at: u64,
    /// Its columns, or why there are none.
    pub columns: Result<Vec<String>, RowFault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first byte of a column.
    Begin,
    Plain,
    Quoted,
    /// After a quote within quotes: it closes, or is doubled.
    Closed,
    /// The rest of the line is not kept.
    Lost,
}

/// Reads rows; holds the one in hand and no more.
#[derive(Clone, Debug)]
pub struct Rows {
    format: Format,
    state: State,
    /// Bytes of the mark that were seen; all of them once something else was.
    mark: usize,
    /// The columns of the row, one after the other.
    held: Vec<u8>,
    ends: Vec<usize>,
    fault: Option<RowFault>,
    line: u64,
    began: u64,
    /// Bytes that were read.
    at: u64,
    began_at: u64,
    after_return: bool,
}

impl Rows {
    /// Before the first byte.
    #[must_use]
    pub const fn new(format: Format) -> Self {
        Self {
            format,
            state: State::Begin,
            mark: 0,
            held: Vec::new(),
            ends: Vec::new(),
            fault: None,
            line: 1,
            began: 1,
            at: 0,
            began_at: 0,
            after_return: false,
        }
    }

    /// Before the row that begins at this byte and line of the file.
    #[must_use]
    pub fn from_row(format: Format, at: u64, line: u64) -> Self {
        let mark = if at == 0 { 0 } else { MARK.len() };
        Self { at, began_at: at, line, began: line, mark, ..Self::new(format) }
    }

    /// Reads the next part; every row that ends in it is handed on.
    pub fn feed(&mut self, bytes: &[u8], each: &mut impl FnMut(Row)) {
        let mut rest = self.after_mark(bytes);
        let separator = self.format.separator;
        while let Some((byte, after)) = rest.split_first() {
            let is_special = |byte: &u8| *byte == separator || matches!(*byte, b'"' | b'\n' | b'\r');
            match rest.iter().position(is_special).unwrap_or(rest.len()) {
                0 => {
                    self.at += 1;
                    self.special(*byte, each);
                    rest = after;
                }
                plain => {
                    self.at += plain as u64;
                    self.text(&rest[..plain]);
                    rest = &rest[plain..];
                }
            }
        }
    }

    /// The end of the file, which may be in the middle of a row.
    pub fn finish(mut self, each: &mut impl FnMut(Row)) {
        if self.state == State::Quoted {
            self.lose(RowFault::QuoteNotClosed);
        }
        self.end_row(each);
    }

    fn after_mark<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let mut rest = bytes;
        while self.mark < MARK.len() {
            match rest.split_first() {
                Some((byte, after)) if *byte == MARK[self.mark] => {
                    self.mark += 1;
                    self.at += 1;
                    rest = after;
                }
                Some(_) => {
                    let seen = std::mem::replace(&mut self.mark, MARK.len());
                    self.text(&MARK[..seen]);
                }
                None => break,
            }
        }
        rest
    }

    fn text(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.after_return = false;
        match self.state {
            State::Begin | State::Closed => self.state = State::Plain,
            State::Plain | State::Quoted | State::Lost => {}
        }
        self.keep(bytes);
    }

    fn special(&mut self, byte: u8, each: &mut impl FnMut(Row)) {
        let after_return = std::mem::replace(&mut self.after_return, byte == b'\r');
        match byte {
            b'"' => self.quote(),
            // The second half of a line's end.
            b'\n' if after_return => {
                if self.state == State::Begin && self.ends.is_empty() {
                    self.began_at = self.at;
                }
            }
            b'\n' | b'\r' => self.end_line(each),
            separator if self.state == State::Quoted => self.keep(&[separator]),
            _ => self.end_column(),
        }
    }

    fn quote(&mut self) {
        match self.state {
            State::Begin => self.state = State::Quoted,
            State::Quoted => self.state = State::Closed,
            State::Closed => {
                self.state = State::Quoted;
                self.keep(b"\"");
            }
            State::Plain => self.keep(b"\""),
            State::Lost => {}
        }
    }

    fn end_line(&mut self, each: &mut impl FnMut(Row)) {
        self.line += 1;
        if self.state != State::Quoted {
            self.end_row(each);
        } else if self.line - self.began > QUOTED_LINES_MAX {
            self.lose(RowFault::QuoteNotClosed);
            self.end_row(each);
        } else {
            self.keep(b"\n");
        }
    }

    fn end_column(&mut self) {
        if self.state == State::Lost {
            return;
        }
        self.ends.push(self.held.len());
        self.state = State::Begin;
        if self.ends.len() >= COLUMNS_MAX {
            self.lose(RowFault::TooManyColumns);
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.state == State::Lost {
            return;
        }
        let column = self.held.len() - self.ends.last().copied().unwrap_or(0);
        let is_long = self.held.len() + bytes.len() > ROW_BYTES_MAX || column + bytes.len() > FIELD_BYTES_MAX;
        if is_long {
            self.lose(RowFault::TooLong);
        } else {
            self.held.extend_from_slice(bytes);
        }
    }

    fn lose(&mut self, fault: RowFault) {
        self.fault.get_or_insert(fault);
        self.state = State::Lost;
        self.held.clear();
        self.ends.clear();
    }

    fn end_row(&mut self, each: &mut impl FnMut(Row)) {
        let is_empty = self.fault.is_none() && self.held.is_empty() && self.ends.is_empty();
        if !is_empty {
            let columns = match self.fault {
                Some(fault) => Err(fault),
                None => self.columns().ok_or(RowFault::NotText),
            };
            each(Row { line: self.began, at: self.began_at, columns });
        }
        self.held.clear();
        self.ends.clear();
        self.fault = None;
        self.state = State::Begin;
        self.began = self.line;
        self.began_at = self.at;
    }

    /// Bytes that are held.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.held.capacity() + self.ends.capacity() * size_of::<usize>()
    }

    fn columns(&self) -> Option<Vec<String>> {
        let encoding: Encoding = self.format.encoding;
        let mut from = 0;
        let ends = self.ends.iter().copied().chain([self.held.len()]);
        ends.map(|end| encoding.text(&self.held[std::mem::replace(&mut from, end)..end])).collect()
    }
}
