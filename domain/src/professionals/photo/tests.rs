//! S13: a file is what its content says, and nothing beside the picture is kept.

use super::*;

const PLACE: &[u8] = b"GPS 23.5505S 46.6333W <script>alert(1)</script>";

fn chunk(name: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], name, data, b"crc."].concat()
}

fn png_of(width: u32, height: u32) -> Vec<u8> {
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    let parts = [
        b"\x89PNG\r\n\x1a\n".to_vec(),
        chunk(b"IHDR", &head),
        chunk(b"tEXt", PLACE),
        chunk(b"eXIf", PLACE),
        chunk(b"IDAT", b"dots"),
        chunk(b"IEND", b""),
    ];
    parts.concat()
}

fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], &length[..], data].concat()
}

fn jpeg_of(width: u16, height: u16, exif: &[u8]) -> Vec<u8> {
    let frame = [&[8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 1, 0x11, 0]].concat();
    let parts = [
        vec![0xff, 0xd8],
        segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(0xe1, exif),
        segment(0xe1, &[&b"http://ns.adobe.com/xap/1.0/\0"[..], PLACE].concat()),
        segment(0xed, PLACE),
        segment(0xfe, PLACE),
        segment(0xdb, &[0; 65]),
        segment(0xc2, &frame),
        segment(0xda, &[1, 1, 0, 0, 63, 0]),
        vec![1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4],
        segment(0xda, &[1, 1, 0, 0, 63, 0]),
        vec![5, 6, 0xff, 0xff, 0xd9],
    ];
    parts.concat()
}

/// Exif of a camera held on its side, little end first, with a place in it.
fn exif(orientation: u8) -> Vec<u8> {
    let head = b"Exif\0\0II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x04\0\0\0abc\0\x12\x01\x03\0\x01\0\0\0";
    [&head[..], &[orientation, 0, 0, 0, 0, 0, 0, 0], PLACE].concat()
}

fn riff(chunks: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut body = b"WEBP".to_vec();
    for (name, data) in chunks {
        body.extend_from_slice(*name);
        body.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        body.extend_from_slice(data);
        if data.len() % 2 == 1 {
            body.push(0);
        }
    }
    [&b"RIFF"[..], &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
}

fn vp8(width: u16, height: u16) -> Vec<u8> {
    [&[0x10, 0, 0, 0x9d, 0x01, 0x2a][..], &width.to_le_bytes(), &height.to_le_bytes(), b"dots!"].concat()
}

fn canvas(flags: u8, width: u32, height: u32) -> Vec<u8> {
    [&[flags, 0, 0, 0][..], &(width - 1).to_le_bytes()[..3], &(height - 1).to_le_bytes()[..3]].concat()
}

fn webp_of(width: u16, height: u16) -> Vec<u8> {
    let canvas = canvas(0x0c, width.into(), height.into());
    riff(&[(b"VP8X", canvas), (b"VP8 ", vp8(width, height)), (b"EXIF", PLACE.to_vec()), (b"XMP ", PLACE.to_vec())])
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[test]
fn s13_a_picture_is_told_by_its_content_and_loses_what_stands_beside_it() {
    for (kind, file) in [
        (PhotoKind::Png, png_of(200, 100)),
        (PhotoKind::Jpeg, jpeg_of(200, 100, &exif(1))),
        (PhotoKind::Webp, webp_of(200, 100)),
    ] {
        assert!(holds(&file, PLACE));
        let photo = Photo::read(&file).unwrap();
        assert_eq!(photo.kind, kind);
        assert!(!holds(&photo.bytes, b"GPS") && !holds(&photo.bytes, b"script"), "{kind:?}");
        assert_eq!(Photo::read(&photo.bytes), Ok(photo.clone()), "{kind:?} is itself again");
        let followed = Photo::read(&[&file[..], b"<html><script>alert(1)</script>"].concat()).unwrap();
        assert_eq!(followed, photo, "what follows the picture is cut off");
    }
}

#[test]
fn which_way_is_up_stays_and_where_it_was_taken_does_not() {
    for orientation in 2..=8 {
        let photo = Photo::read(&jpeg_of(200, 100, &exif(orientation))).unwrap();
        assert!(holds(&photo.bytes, &orientation_segment(orientation)), "{orientation}");
        assert_eq!(super::orientation(&orientation_segment(orientation)), Some(orientation));
        assert_eq!(Photo::read(&photo.bytes), Ok(photo));
    }
    for upright in [exif(0), exif(1), exif(9), b"Exif\0\0".to_vec(), b"Exif\0\0MM\0*\xff\xff\xff\xff".to_vec()] {
        let photo = Photo::read(&jpeg_of(200, 100, &upright)).unwrap();
        assert!(!holds(&photo.bytes, b"Exif"));
    }
}

#[test]
fn s13_what_is_no_picture_is_refused() {
    for file in [
        &b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"[..],
        b"GIF89a\x01\0\x01\0",
        b"<!doctype html>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"MZ",
        b"\xff\xd8",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8<script>",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\xff\xff\xff\xffWEBP",
        b"RIFF\x04\0\0\0WEBP",
    ] {
        assert_eq!(Photo::read(file), Err(Problem::NotAPicture), "{}", String::from_utf8_lossy(file));
    }
    assert_eq!(Photo::read(b""), Err(Problem::Missing));
}

#[test]
fn half_a_picture_is_refused_wherever_it_ends() {
    for file in [png_of(200, 100), jpeg_of(200, 100, &exif(6)), webp_of(200, 100)] {
        for end in 1..file.len() {
            assert!(Photo::read(&file[..end]).is_err(), "{end} of {}", file.len());
        }
    }
}

#[test]
fn a_changed_byte_never_breaks_the_reader() {
    for file in [png_of(200, 100), jpeg_of(200, 100, &exif(6)), webp_of(200, 100)] {
        for at in 0..file.len() {
            for byte in [0x00, 0x01, 0x7f, 0x80, 0xda, 0xff] {
                let mut changed = file.clone();
                changed[at] = byte;
                // Whatever it is taken for: it comes back the same.
                if let Ok(photo) = Photo::read(&changed) {
                    assert_eq!(Photo::read(&photo.bytes), Ok(photo));
                }
            }
        }
    }
}

#[test]
fn s13_a_picture_that_would_fill_the_memory_of_a_phone_is_refused() {
    assert_eq!(Photo::read(&png_of(PHOTO_SIDE_MAX + 1, 100)), Err(Problem::TooLarge));
    assert_eq!(Photo::read(&png_of(u32::MAX, u32::MAX)), Err(Problem::TooLarge));
    assert_eq!(Photo::read(&jpeg_of(100, u16::MAX, &exif(1))), Err(Problem::TooLarge));
    assert_eq!(Photo::read(&webp_of(5_000, 100)), Err(Problem::TooLarge));
    assert_eq!(Photo::read(&png_of(PHOTO_SIDE_MIN - 1, 100)), Err(Problem::TooShort));
    assert_eq!(Photo::read(&png_of(0, 0)), Err(Problem::TooShort));
    let long = [png_of(100, 100), vec![0; PHOTO_BYTES_MAX]].concat();
    assert_eq!(Photo::read(&long), Err(Problem::TooLarge));
}

#[test]
fn a_picture_that_moves_or_says_two_sizes_is_refused() {
    let moving = riff(&[(b"VP8X", canvas(0x02, 100, 100)), (b"ANIM", vec![0; 6])]);
    assert_eq!(Photo::read(&moving), Err(Problem::NotAPicture));
    let two_sizes = riff(&[(b"VP8X", canvas(0, 100, 100)), (b"VP8 ", vp8(4_000, 4_000))]);
    assert_eq!(Photo::read(&two_sizes), Err(Problem::NotAPicture));
    let lossless = riff(&[(b"VP8L", [&[0x2f][..], &(0x63_u32 | 0x63 << 14).to_le_bytes(), b"dots"].concat())]);
    assert_eq!(Photo::read(&lossless).unwrap().kind, PhotoKind::Webp);
}
