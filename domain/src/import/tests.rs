//! Files as they come: from spreadsheets, from other clinics, from somebody who means no good.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::{written::is_formula, *};
use crate::{
    Problem,
    field::EMAIL_CHARS_MAX,
    patients::{Detail, Details},
};

const TODAY: Date = date(2026, 11, 21);

fn format_of(file: &[u8]) -> Result<Format, FileFault> {
    let mut sniffer = Sniffer::default();
    sniffer.feed(file);
    sniffer.finish()
}

fn rows_by(file: &[u8], part: usize) -> Vec<Row> {
    let mut sniffer = Sniffer::default();
    file.chunks(part).for_each(|part| sniffer.feed(part));
    let mut rows = Rows::new(sniffer.finish().unwrap());
    let mut found = Vec::new();
    file.chunks(part).for_each(|part| rows.feed(part, &mut |row| found.push(row)));
    rows.finish(&mut |row| found.push(row));
    found
}

fn rows(file: &[u8]) -> Vec<Row> {
    let whole = rows_by(file, file.len().max(1));
    for part in [1, 2, 3, 7, 4096] {
        assert_eq!(rows_by(file, part), whole, "in parts of {part}");
    }
    whole
}

fn from_anywhere(file: &[u8]) {
    let whole = rows(file);
    for (place, row) in whole.iter().enumerate() {
        let mut sniffer = Sniffer::default();
        sniffer.feed(file);
        let mut rows = Rows::from_row(sniffer.finish().unwrap(), row.at, row.line);
        let (mut found, from) = (Vec::new(), usize::try_from(row.at).unwrap());
        file[from..].chunks(3).for_each(|part| rows.feed(part, &mut |row| found.push(row)));
        rows.finish(&mut |row| found.push(row));
        assert_eq!(found, whole[place..], "from byte {from}");
    }
}

#[test]
fn reading_goes_on_from_any_row() {
    for file in [
        "nome;cpf\nAna;1\nRui;2\n",
        "nome;cpf\r\nAna;1\r\n\r\nRui;\"a\r\nb\"\r\n\n\nLia;3",
        "\u{feff}nome;mãe\rJosé;Íris\r\rAna;2",
        "a\n\"never closed\nb;c\n",
        "a;b\r\nc;d\n\"x\0\";y\ne",
    ] {
        from_anywhere(file.as_bytes());
    }
}

fn columns(file: &[u8]) -> Vec<Vec<String>> {
    rows(file).into_iter().map(|row| row.columns.unwrap()).collect()
}

fn faults(file: &[u8]) -> Vec<(u64, RowFault)> {
    rows(file).into_iter().filter_map(|row| row.columns.err().map(|fault| (row.line, fault))).collect()
}

#[test]
fn separator_and_encoding_are_told_from_the_file() {
    let latin = b"nome;nascimento\nJos\xe9;01/02/1990\n".to_vec();
    for (file, encoding, separator) in [
        (&b"nome;nascimento\n"[..], Encoding::Utf8, b';'),
        ("\u{feff}nome;mãe\n".as_bytes(), Encoding::Utf8, b';'),
        (b"name,birth date\n", Encoding::Utf8, b','),
        (b"nome\tnascimento\n", Encoding::Utf8, b'\t'),
        (b"\n\n\"a,b,c\";d\n", Encoding::Utf8, b';'),
        (b"nome\nAna\n", Encoding::Utf8, b';'),
        (&latin, Encoding::Windows1252, b';'),
        // Cut in the middle of a letter.
        ("nome;mãe\nJosé".as_bytes().split_last().unwrap().1, Encoding::Utf8, b';'),
    ] {
        assert_eq!(format_of(file), Ok(Format { encoding, separator }), "{}", String::from_utf8_lossy(file));
        let mut sniffer = Sniffer::default();
        file.chunks(1).for_each(|part| sniffer.feed(part));
        assert_eq!(sniffer.finish(), Ok(Format { encoding, separator }));
    }
}

#[test]
fn what_is_no_text_is_refused_as_a_whole() {
    for (file, fault) in [
        (&b""[..], FileFault::Empty),
        (b"\xff\xfen\0o\0", FileFault::Utf16),
        (b"\xfe\xff\0n\0o", FileFault::Utf16),
        (b"PK\x03\x04\x14\0", FileFault::NotText),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", FileFault::NotText),
        (b"%PDF-1.7", FileFault::NotText),
    ] {
        assert_eq!(format_of(file), Err(fault));
    }
}

#[test]
fn accents_are_read_in_both_encodings() {
    let expected = [["nome", "mãe"], ["José da Conceição", "Íris – “Ição”"]];
    let text = "nome;mãe\r\nJosé da Conceição;Íris – “Ição”\r\n";
    let windows = b"nome;m\xe3e\r\nJos\xe9 da Concei\xe7\xe3o;\xcdris \x96 \x93I\xe7\xe3o\x94\r\n";
    assert_eq!(columns(text.as_bytes()), expected);
    assert_eq!(columns(format!("\u{feff}{text}").as_bytes()), expected);
    assert_eq!(columns(windows), expected);
}

#[test]
fn quotes_hold_separators_lines_and_quotes() {
    let file =
        "a;b;c\r\n\"x;y\";\"two\r\nlines\";\"he said \"\"no\"\"\"\r\n\"\";plain \"quote\";\r\n\r\nlast;;".as_bytes();
    assert_eq!(
        columns(file),
        [
            vec!["a", "b", "c"],
            vec!["x;y", "two\nlines", "he said \"no\""],
            vec!["", "plain \"quote\"", ""],
            vec!["last", "", ""]
        ]
    );
    assert_eq!(
        rows(file).iter().map(|row| row.line).collect::<Vec<_>>(),
        [1, 2, 4, 6],
        "lines as an editor counts them"
    );
}

#[test]
fn every_end_of_line_ends_a_row() {
    for file in ["a;b\nc;d", "a;b\r\nc;d\r\n", "a;b\rc;d\r", "\n\na;b\n\n\nc;d\n\n"] {
        assert_eq!(columns(file.as_bytes()), [["a", "b"], ["c", "d"]], "{file:?}");
    }
}

#[test]
fn a_quote_that_is_never_closed_takes_some_lines_and_not_the_file() {
    let mut file = b"nome;nascimento\n\"Ana;01/02/1990\n".to_vec();
    for number in 0..200 {
        file.extend(format!("Pessoa {number};01/02/1990\n").bytes());
    }
    let found = rows(&file);
    assert_eq!(found[1], Row { line: 2, at: 16, columns: Err(RowFault::QuoteNotClosed) });
    assert_eq!(found.iter().filter(|row| row.columns.is_ok()).count(), 1 + 200 - 50);
    assert_eq!(found.last().unwrap().columns, Ok(vec!["Pessoa 199".into(), "01/02/1990".into()]));
    assert_eq!(faults(b"a;b\n\"half"), [(2, RowFault::QuoteNotClosed)]);
}

#[test]
fn half_a_file_gives_whole_rows_and_one_short_one() {
    let file = "nome;nascimento;cpf\nAna Souza;01/02/1990;52998224725\nRui Lima;03/04";
    let found = columns(file.as_bytes());
    assert_eq!((found.len(), found[2].len()), (3, 2));
    let mapping = guess(&found[0]).check().unwrap();
    assert!(mapping.patient(&found[1], TODAY).is_ok());
    let errors = mapping.patient(&found[2], TODAY).err().unwrap();
    assert_eq!(errors.of("birth_date"), Some(Problem::NotADate));
}

#[test]
fn a_line_of_a_million_columns_is_one_bad_row() {
    let file = [b"a;b\n".to_vec(), b";".repeat(1_000_000), b"\nc;d\n".to_vec()].concat();
    let found = rows_by(&file, 4096);
    let columns =
        found.iter().map(|row| row.columns.as_ref().map(Vec::len).map_err(|fault| *fault)).collect::<Vec<_>>();
    assert_eq!(columns, [Ok(2), Err(RowFault::TooManyColumns), Ok(2)]);
    assert_eq!(found[2].line, 3);
}

#[test]
fn bytes_that_no_text_has_spoil_their_row_alone() {
    let file = b"a;b\nx\0y;z\nfine;row\n";
    assert_eq!(faults(file), [(2, RowFault::NotText)]);
    assert_eq!(faults(b"a;b\n\x81;\xe9\n\xe9;\xe9\n"), [(2, RowFault::NotText)]);
    assert_eq!(rows(&[0; 300]).len(), 1);
}

#[test]
fn a_long_column_and_a_long_row_are_bad_rows() {
    let long = "x".repeat(FIELD_BYTES_MAX + 1);
    assert_eq!(
        faults(format!("a;b\n{long};c\n\"{long}\";c\nd;e").as_bytes()),
        [(2, RowFault::TooLong), (3, RowFault::TooLong)]
    );
    let wide = vec!["x".repeat(1_000); 66].join(";");
    assert_eq!(faults(format!("a;b\n{wide}\nd;e").as_bytes()), [(2, RowFault::TooLong)]);
}

#[test]
fn two_hundred_megabytes_are_read_in_the_memory_of_a_row() {
    const PART: usize = 1024 * 1024;
    let line = vec![b'x'; PART];
    let quotes = [&b"\"never closed;"[..], &[b'x'; 4_000], b"\n"].concat().repeat(PART / 4_014);
    let people = b"Ana Souza;01/02/1990;529.982.247-25;ana@example.com\n".repeat(PART / 51);
    for (part, times) in [(&line, 130), (&quotes, 60), (&people, 10)] {
        let mut rows = Rows::new(Format { encoding: Encoding::Utf8, separator: b';' });
        let (mut good, mut bad) = (0_usize, 0_usize);
        for _ in 0..times {
            rows.feed(part, &mut |row| if row.columns.is_ok() { good += 1 } else { bad += 1 });
            assert!(rows.held() <= 2 * ROW_BYTES_MAX, "{}", rows.held());
        }
        rows.finish(&mut |row| if row.columns.is_ok() { good += 1 } else { bad += 1 });
        assert!(good + bad > 0 && good + bad <= times * PART / 51);
    }
}

fn headings(text: &str) -> Vec<String> {
    text.split(';').map(str::to_owned).collect()
}

#[test]
fn columns_are_guessed_by_their_headings() {
    for (heading, expected) in [
        ("Nome;Data de Nascimento;CPF;E-mail;Celular", "name 0, birth_date 1, cpf 2, email 3, phone 4"),
        ("Código;PACIENTE;DT_NASC.;Nome da Mãe", "name 1, birth_date 2, mother_name 3"),
        ("name;nome completo;date of birth", "name 1, birth_date 2"),
        ("nome;nome;nascimento;Nome social", "name 0, social_name 3, birth_date 2"),
        ("Telefone;WhatsApp;Convênio", "phone 1, other_phone 0"),
        ("Cidade;UF;Endereço;Nº;CEP", "cep 4, street 2, municipality 0, uf 1"),
        (";;", ""),
    ] {
        let form = guess(&headings(heading)).0;
        let guessed = Column::ALL
            .iter()
            .filter_map(|column| form.get(column.as_str()).map(|place| format!("{} {place}", column.as_str())));
        assert_eq!(guessed.collect::<Vec<_>>().join(", "), expected, "{heading}");
    }
}

#[test]
fn a_mapping_needs_name_and_birth_date_and_columns_that_may_be() {
    let form = |said: &[(&str, &str)]| {
        let said = said.iter().map(|(column, place)| ((*column).to_owned(), (*place).to_owned()));
        MappingForm(said.collect()).check()
    };
    let errors = form(&[("email", "1"), ("cpf", "")]).unwrap_err();
    assert_eq!(errors.of("name"), Some(Problem::Missing));
    assert_eq!(errors.of("birth_date"), Some(Problem::Missing));
    assert_eq!(errors.of("cpf"), None);
    let errors = form(&[("name", "0"), ("birth_date", "1"), ("cpf", "200"), ("email", "-1")]).unwrap_err();
    assert_eq!(errors.of("cpf"), Some(Problem::NotAChoice));
    assert_eq!(errors.of("email"), Some(Problem::NotAChoice));
    assert!(form(&[("name", "0"), ("birth_date", "199"), ("nothing of ours", "x")]).is_ok());
}

fn read(row: &str) -> Result<Details, crate::FieldErrors> {
    let mapping = guess(&headings("nome;nascimento;cpf;email;celular;nome social;mae;uf")).check().unwrap();
    mapping.patient(&headings(row), TODAY)
}

fn detail(row: &str, detail: Detail) -> String {
    read(row).unwrap().sheet().text(detail).to_owned()
}

#[test]
fn a_row_is_read_as_people_write_it() {
    let ana = read(" Ana  Souza ;01/02/1990;529.982.247-25;Ana@Example.com;(11) 98765-4321;;Rita;sp").unwrap();
    for (detail, kept) in [
        (Detail::Name, "Ana Souza"),
        (Detail::BirthDate, "1990-02-01"),
        (Detail::Cpf, "52998224725"),
        (Detail::Email, "Ana@Example.com"),
        (Detail::Phone, "+5511987654321"),
        (Detail::SocialName, ""),
        (Detail::MotherName, "Rita"),
        (Detail::Uf, "SP"),
    ] {
        assert_eq!(ana.sheet().text(detail), kept, "{detail:?}");
    }
    for typed in ["1990-02-01", "1/2/1990", "01-02-1990", "01.02.1990", "1990-02-01T00:00:00", "01/02/1990 00:00"] {
        assert_eq!(detail(&format!("Ana;{typed}"), Detail::BirthDate), "1990-02-01", "{typed}");
    }
    // A spreadsheet took it for a number.
    assert_eq!(detail("Ana;01/02/1990;12345678909", Detail::Cpf), "12345678909");
    assert_eq!(detail("Ana;01/02/1990;191", Detail::Cpf), "00000000191");
    for (typed, kept) in [
        ("11987654321", "+5511987654321"),
        ("011 98765-4321", "+5511987654321"),
        ("+55 11 98765-4321", "+5511987654321"),
        ("5511987654321", "+5511987654321"),
        ("'+351 912 345 678", "+351912345678"),
        ("1132654321", "+551132654321"),
    ] {
        assert_eq!(detail(&format!("Ana;01/02/1990;;;{typed}"), Detail::Phone), kept, "{typed}");
    }
}

#[test]
fn everything_that_is_wrong_with_a_row_is_said_at_once() {
    let errors = read(";31/02/1990;52998224726;ana;123;;;São Paulo").err().unwrap();
    for (column, problem) in [
        ("name", Problem::Missing),
        ("birth_date", Problem::NotADate),
        ("cpf", Problem::NotACpf),
        ("email", Problem::NotAnEmail),
        ("phone", Problem::NotAPhone),
        ("uf", Problem::NotAChoice),
    ] {
        assert_eq!(errors.of(column), Some(problem), "{column}");
    }
    for (row, column, problem) in [
        ("Ana;01/02/90", "birth_date", Problem::NotADate),
        ("Ana;32874", "birth_date", Problem::NotADate),
        ("Ana;22/11/2026", "birth_date", Problem::NotABirthDate),
        ("Ana;", "birth_date", Problem::Missing),
        ("Ana", "birth_date", Problem::Missing),
        ("=HYPERLINK(\"http://evil.example\");01/02/1990", "name", Problem::BadCharacter),
        ("@SUM(1);01/02/1990", "name", Problem::BadCharacter),
        ("+Ana;01/02/1990", "name", Problem::BadCharacter),
        ("<b>Ana</b>;01/02/1990", "name", Problem::BadCharacter),
        ("A\u{202e}na;01/02/1990", "name", Problem::BadCharacter),
        ("Ana;01/02/1990;;;1e10", "phone", Problem::NotAPhone),
        ("Ana;01/02/1990;;;1234567890123456", "phone", Problem::NotAPhone),
        ("Ana;01/02/1990;;;;=1+1", "social_name", Problem::BadCharacter),
        ("Ana;01/02/1990;;;;;-Rita", "mother_name", Problem::BadCharacter),
    ] {
        assert_eq!(read(row).err().unwrap().of(column), Some(problem), "{row}");
    }
    let long = format!("Ana;01/02/1990;;{}@example.com", "a".repeat(EMAIL_CHARS_MAX));
    assert_eq!(read(&long).err().unwrap().of("email"), Some(Problem::TooLong));
}

#[test]
fn nothing_of_a_row_is_printed() {
    assert_eq!(format!("{:?}", read("Ana;01/02/1990").unwrap()), "Details");
}

fn written(columns: &[&str]) -> String {
    let mut text = String::new();
    write_row(&mut text, columns.iter().copied());
    text
}

#[test]
fn s12_what_is_written_is_no_formula_in_any_spreadsheet() {
    for formula in [
        "=1+1",
        "=cmd|'/C calc'!A0",
        "+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\u{a0}=1",
        "\u{feff}=1",
        "'=1",
        "＝1",
        "%0A=1",
        "|x",
    ] {
        let text = written(&[formula, "b"]);
        assert!(text.starts_with("\"'"), "{text:?}");
    }
    assert_eq!(written(&["Ana", "R$ 1,50", "a;b", "x\"y", ""]), "Ana;\"R$ 1,50\";\"a;b\";\"x\"\"y\";\r\n");
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(table in prop::collection::vec(prop::collection::vec("[ -~áçãõÍ–\n=+@'\"]{0,12}", 3), 1..6)) {
        let mut file = BEGINNING.to_owned() + "h1;h2;h3\r\n";
        for row in &table {
            write_row(&mut file, row.iter().map(String::as_str));
        }
        let mut found = columns(file.as_bytes());
        prop_assert_eq!(found.remove(0), ["h1", "h2", "h3"]);
        prop_assert_eq!(found.len(), table.len());
        for (row, again) in table.iter().zip(found) {
            for (text, again) in row.iter().zip(again) {
                let bare = again.strip_prefix('\'').filter(|_| is_formula(text)).unwrap_or(&again);
                prop_assert_eq!(bare, text);
            }
        }
    }

    #[test]
    fn no_bytes_break_the_reader(file in prop::collection::vec(any::<u8>(), 1..400), part in 1_usize..50) {
        let mut sniffer = Sniffer::default();
        sniffer.feed(&file);
        if let Ok(format) = sniffer.finish() {
            let mut rows = Rows::new(format);
            let mut last = 0;
            let mut each = |row: Row| {
                assert!(row.line > last, "lines go on");
                last = row.line;
            };
            file.chunks(part).for_each(|part| rows.feed(part, &mut each));
            rows.finish(&mut each);
        }
    }
}
