//! The picture of a professional: told by its content, within limits, and without what a camera wrote beside it. Where
//! somebody lives stands in most pictures that a phone takes.

use crate::Problem;

/// Largest file that is taken.
pub const PHOTO_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Shortest side in dots.
pub const PHOTO_SIDE_MIN: u32 = 64;
/// Longest side in dots.
pub const PHOTO_SIDE_MAX: u32 = 4_096;

words! {
    /// A kind of picture that is taken; the word is its content type.
    PhotoKind {
        /// JPEG.
        Jpeg = "image/jpeg",
        /// PNG.
        Png = "image/png",
        /// WebP.
        Webp = "image/webp",
    }
}

/// A picture that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    kind: PhotoKind,
    bytes: Vec<u8>,
}

impl Photo {
    /// Looks at the content, never at a name or at what a browser says.
    ///
    /// # Errors
    /// Not a picture, or too large, in bytes or in dots.
    pub fn read(bytes: &[u8]) -> Result<Self, Problem> {
        if bytes.is_empty() {
            return Err(Problem::Missing);
        }
        if bytes.len() > PHOTO_BYTES_MAX {
            return Err(Problem::TooLarge);
        }
        let (kind, drawn) = match bytes {
            [0xff, 0xd8, ..] => (PhotoKind::Jpeg, jpeg(bytes)),
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => (PhotoKind::Png, png(bytes)),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => (PhotoKind::Webp, webp(bytes)),
            _ => return Err(Problem::NotAPicture),
        };
        let Drawn { width, height, bytes } = drawn.ok_or(Problem::NotAPicture)?;
        let sides = [width, height];
        if sides.iter().any(|side| *side > PHOTO_SIDE_MAX) {
            return Err(Problem::TooLarge);
        }
        if sides.iter().any(|side| *side < PHOTO_SIDE_MIN) {
            return Err(Problem::TooShort);
        }
        Ok(Self { kind, bytes })
    }

    /// What it is.
    #[must_use]
    pub const fn kind(&self) -> PhotoKind {
        self.kind
    }

    /// Its file, put together anew from the parts that draw it.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

struct Drawn {
    width: u32,
    height: u32,
    bytes: Vec<u8>,
}

fn two(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn four(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// JPEG (ITU T.81): segments, and the dots after each start of scan. Comments and what applications left are not copied,
/// save the colours and which way is up.
fn jpeg(bytes: &[u8]) -> Option<Drawn> {
    let mut kept = vec![0xff, 0xd8];
    let (mut at, mut size, mut turned, mut has_dots) = (2, None, false, false);
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // Fill bytes may stand before a marker.
            0xff => {
                at += 1;
                continue;
            }
            0xd9 => break,
            0x00 | 0x01 | 0xd0..=0xd8 => return None,
            _ => {}
        }
        let length = usize::from(two(bytes, at + 2)?);
        let segment = bytes.get(at..at + 2 + length).filter(|_| length >= 2)?;
        at += 2 + length;
        match marker {
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                size = Some((two(segment, 7)?, two(segment, 5)?));
            }
            0xe1 if !turned => {
                if let Some(orientation) = orientation(segment) {
                    kept.extend(orientation_segment(orientation));
                    turned = true;
                }
            }
            _ => {}
        }
        let draws = match marker {
            0xe0 | 0xee => true,
            0xe2 => segment.get(4..).is_some_and(|rest| rest.starts_with(b"ICC_PROFILE\0")),
            0xe1..=0xef | 0xfe => false,
            _ => true,
        };
        if draws {
            kept.extend_from_slice(segment);
        }
        if marker == 0xda {
            let end = at + dots_end(bytes.get(at..)?)?;
            kept.extend_from_slice(&bytes[at..end]);
            (at, has_dots) = (end, true);
        }
    }
    kept.extend([0xff, 0xd9]);
    let (width, height) = size.filter(|_| has_dots)?;
    Some(Drawn { width: width.into(), height: height.into(), bytes: kept })
}

/// Where the dots of a scan end: at the next marker that is neither a stuffed byte nor a restart.
fn dots_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7 | 0xff))
}

/// Which way is up, as a camera wrote it (Exif 2.3, tag 0x0112); none when it is upright anyway.
fn orientation(segment: &[u8]) -> Option<u8> {
    let tiff = segment.get(4..)?.strip_prefix(b"Exif\0\0")?;
    let is_little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let two = |at: usize| two(tiff, at).map(|value| if is_little { value.swap_bytes() } else { value });
    let four = |at: usize| four(tiff, at).map(|value| if is_little { value.swap_bytes() } else { value });
    let directory = usize::try_from(four(4)?).ok()?;
    let entries = usize::from(two(directory)?);
    let places = (0..entries).map(|entry| directory.saturating_add(2 + 12 * entry));
    let found = places.take_while(|place| *place < tiff.len()).find(|place| two(*place) == Some(0x0112))?;
    u8::try_from(two(found + 8)?).ok().filter(|orientation| (2..=8).contains(orientation))
}

fn orientation_segment(orientation: u8) -> Vec<u8> {
    let mut segment = vec![0xff, 0xe1, 0x00, 0x22];
    segment.extend_from_slice(b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    segment.extend([orientation, 0, 0, 0, 0, 0, 0]);
    segment
}

/// PNG (W3C, 3rd edition): chunks. Those that draw are copied; texts, times and places are not.
fn png(bytes: &[u8]) -> Option<Drawn> {
    const DRAWS: [&[u8; 4]; 10] =
        [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT"];
    let mut kept = bytes.get(..8)?.to_vec();
    let (mut at, mut size, mut has_dots) = (8, None, false);
    loop {
        let length = usize::try_from(four(bytes, at)?).ok()?;
        let chunk = bytes.get(at..at.checked_add(length)?.checked_add(12)?)?;
        at += chunk.len();
        let name: &[u8; 4] = chunk[4..8].try_into().ok()?;
        match (name, size) {
            (b"IHDR", None) if length == 13 => size = Some((four(chunk, 8)?, four(chunk, 12)?)),
            (b"IHDR", _) | (_, None) => return None,
            (b"IDAT", _) => has_dots = true,
            _ => {}
        }
        if DRAWS.contains(&name) {
            kept.extend_from_slice(chunk);
        }
        if name == b"IEND" {
            break;
        }
    }
    let (width, height) = size.filter(|_| has_dots)?;
    Some(Drawn { width, height, bytes: kept })
}

/// WebP (RFC 9649): chunks in a RIFF. One still picture; what is neither picture nor colours is not copied.
fn webp(bytes: &[u8]) -> Option<Drawn> {
    const IS_ANIMATED: u8 = 0x02;
    const HAS_WORDS: u8 = 0x08 | 0x04;
    let length = usize::try_from(four(bytes, 4)?.swap_bytes()).ok()?;
    let body = bytes.get(12..length.checked_add(8)?)?;
    let mut kept = Vec::new();
    let (mut at, mut sizes, mut has_dots) = (0, Vec::new(), false);
    while at < body.len() {
        let length = usize::try_from(four(body, at + 4)?.swap_bytes()).ok()?;
        let end = at.checked_add(8)?.checked_add(length)?;
        let (chunk, data) = (body.get(at..end)?, body.get(at + 8..end)?);
        match chunk.get(..4)? {
            b"VP8X" => {
                let flags = *data.first()?;
                if flags & IS_ANIMATED != 0 {
                    return None;
                }
                let side = |at: usize| {
                    Some(1 + u32::from_le_bytes([*data.get(at)?, *data.get(at + 1)?, *data.get(at + 2)?, 0]))
                };
                sizes.push((side(4)?, side(7)?));
                kept.extend_from_slice(&chunk[..8]);
                kept.push(flags & !HAS_WORDS);
                kept.extend_from_slice(&data[1..]);
            }
            b"VP8 " if data.get(3..6)? == [0x9d, 0x01, 0x2a] => {
                let side = |at: usize| Some(u32::from(two(data, at)?.swap_bytes() & 0x3fff));
                sizes.push((side(6)?, side(8)?));
                has_dots = true;
                kept.extend_from_slice(chunk);
            }
            b"VP8L" if data.first()? == &0x2f => {
                let bits = four(data, 1)?.swap_bytes();
                sizes.push((1 + (bits & 0x3fff), 1 + (bits >> 14 & 0x3fff)));
                has_dots = true;
                kept.extend_from_slice(chunk);
            }
            b"ALPH" | b"ICCP" => kept.extend_from_slice(chunk),
            b"VP8 " | b"VP8L" | b"ANIM" | b"ANMF" => return None,
            _ => {}
        }
        if kept.len() % 2 == 1 {
            kept.push(0);
        }
        at = end + length % 2;
    }
    // The canvas and the picture on it are one size.
    let (width, height) = *sizes.first().filter(|first| has_dots && sizes.iter().all(|size| size == *first))?;
    let mut file = b"RIFF".to_vec();
    file.extend(u32::try_from(kept.len() + 4).ok()?.to_le_bytes());
    file.extend_from_slice(b"WEBP");
    file.extend(kept);
    Some(Drawn { width, height, bytes: file })
}

#[cfg(test)]
mod tests;
