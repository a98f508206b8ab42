//! What a file is written in: told from the whole of it, in one pass that keeps nothing.

words! {
    /// How letters are written.
    Encoding {
        /// UTF-8, with or without its mark at the beginning.
        Utf8 = "utf-8",
        /// Windows-1252, of which Latin-1 is a part.
        Windows1252 = "windows-1252",
    }
}

words! {
    /// Why a whole file is not read.
    FileFault {
        /// There is nothing in it.
        Empty = "empty",
        /// UTF-16, as some programs call "Unicode text".
        Utf16 = "utf16",
        /// A spreadsheet or another packed file, not a text.
        NotText = "not_text",
    }
}

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// How letters are written.
    pub encoding: Encoding,
    /// What parts columns: `;`, `,` or a tab.
    pub separator: u8,
}

/// What may part columns; of two that are there as often the first one does.
const SEPARATORS: [u8; 3] = [b';', b'\t', b','];
/// Beginnings of files that are no text: zip (and so every modern spreadsheet), old spreadsheets, PDF.
const NO_TEXT: [&[u8]; 3] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF"];
/// Bytes of a letter in UTF-8.
const LETTER_BYTES_MAX: usize = 4;

/// Looks at a file, part by part.
#[derive(Clone, Debug, Default)]
pub struct Sniffer {
    /// The first bytes.
    first: Vec<u8>,
    /// The beginning of a letter whose end is still to come.
    half: Vec<u8>,
    is_not_utf8: bool,
    counts: [usize; 3],
    in_quotes: bool,
    /// The first line that says something is over.
    is_told: bool,
}

impl Sniffer {
    /// Looks at the next part.
    pub fn feed(&mut self, bytes: &[u8]) {
        let missing = LETTER_BYTES_MAX.saturating_sub(self.first.len());
        self.first.extend(bytes.iter().take(missing));
        if !self.is_not_utf8 {
            self.feed_letters(bytes);
        }
        if !self.is_told {
            self.feed_heading(bytes);
        }
    }

    fn feed_letters(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !self.half.is_empty() {
            let Some((byte, after)) = rest.split_first() else { return };
            self.half.push(*byte);
            rest = after;
            match std::str::from_utf8(&self.half) {
                Ok(_) => self.half.clear(),
                Err(error) if error.error_len().is_none() => {}
                Err(_) => {
                    self.is_not_utf8 = true;
                    return;
                }
            }
        }
        match std::str::from_utf8(rest) {
            Ok(_) => {}
            Err(error) if error.error_len().is_none() => self.half = rest[error.valid_up_to()..].to_vec(),
            Err(_) => self.is_not_utf8 = true,
        }
    }

    fn feed_heading(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match *byte {
                b'"' => self.in_quotes = !self.in_quotes,
                b'\n' | b'\r' if !self.in_quotes => {
                    self.is_told = self.counts.iter().any(|count| *count > 0);
                    if self.is_told {
                        return;
                    }
                }
                byte if !self.in_quotes => {
                    if let Some(place) = SEPARATORS.iter().position(|separator| *separator == byte) {
                        self.counts[place] += 1;
                    }
                }
                _ => {}
            }
        }
    }

    /// What the file is written in.
    ///
    /// # Errors
    /// Why it is not read at all.
    pub fn finish(self) -> Result<Format, FileFault> {
        if self.first.is_empty() {
            return Err(FileFault::Empty);
        }
        if self.first.starts_with(b"\xff\xfe") || self.first.starts_with(b"\xfe\xff") {
            return Err(FileFault::Utf16);
        }
        if NO_TEXT.iter().any(|mark| self.first.starts_with(mark)) {
            return Err(FileFault::NotText);
        }
        // A letter that never ends: the file was cut. Whatever came before it was UTF-8.
        let encoding = if self.is_not_utf8 { Encoding::Windows1252 } else { Encoding::Utf8 };
        let most = self.counts.iter().copied().max().unwrap_or(0);
        let place = self.counts.iter().position(|count| *count == most).unwrap_or(0);
        Ok(Format { encoding, separator: SEPARATORS[place] })
    }
}

/// The letters that Windows-1252 has where Latin-1 has controls; a replacement where it has none.
const HIGH: [char; 32] = [
    '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž', '\u{fffd}', '\u{fffd}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{fffd}', 'ž', 'Ÿ',
];

impl Encoding {
    /// The text of some bytes; none when they are not text.
    pub(super) fn text(self, bytes: &[u8]) -> Option<String> {
        let text = match self {
            Self::Utf8 => std::str::from_utf8(bytes).ok()?.to_owned(),
            Self::Windows1252 => bytes.iter().map(|byte| letter(*byte)).collect(),
        };
        // Nothing that people write holds these.
        if text.contains(['\0', '\u{fffd}']) { None } else { Some(text) }
    }
}

fn letter(byte: u8) -> char {
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}
