//! Fills a fresh demo database with people who are signed in and visits that are due, straight through SQLite.

use std::path::Path;

use anyhow::{Context, Result};
use rusqlite::{Connection, Transaction, params};

use super::{
    LIST_ROWS,
    person::{self, Person},
};

const MINUTE: i64 = 60 * 1_000_000;
const DAY: i64 = 24 * 60 * MINUTE;
const SELF_PAY: u128 = 0x7000_8000_0000_0000_0001;
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Makes the people of `rooms` rooms, and the patient whose list is long.
pub fn fill(database: &Path, rooms: usize, now: i64) -> Result<()> {
    let mut connection = Connection::open(database).context("opening the clinic's database")?;
    let work = connection.transaction()?;
    let password: String = work.query_row("select password_hash from account limit 1", [], |row| row.get(0))?;
    let unit: Vec<u8> = work.query_row("select id from unit limit 1", [], |row| row.get(0))?;
    for room in 0..rooms {
        let (patient, professional) = (Person::in_seat(2 * room), Person::in_seat(2 * room + 1));
        sign_in(&work, patient, &password, now)?;
        sign_in(&work, professional, &password, now)?;
        add_patient(&work, patient, now)?;
        add_professional(&work, professional, room, &unit, now)?;
        // Due now and long: the room stays open for the whole run.
        let span = (now - MINUTE, now + 4 * 60 * MINUTE);
        book(&work, person::appointment(room), (professional, patient), span, None)?;
    }
    let list = Person::LIST_PATIENT;
    sign_in(&work, list, &password, now)?;
    add_patient(&work, list, now)?;
    let mut starts_at = now;
    for row in 0..LIST_ROWS {
        starts_at -= DAY;
        let span = (starts_at, starts_at + 30 * MINUTE);
        let professional = Person::in_seat(2 * (row % rooms) + 1);
        book(&work, person::past_appointment(row), (professional, list), span, Some(span.1))?;
    }
    work.commit()?;
    Ok(())
}

/// Makes people who are signed in and have no visit; those who are there already stay.
pub fn add_guests(database: &Path, count: usize, now: i64) -> Result<()> {
    let mut connection = Connection::open(database).context("opening the clinic's database")?;
    let work = connection.transaction()?;
    let last = blob(Person::guest(count - 1).account());
    if work.query_row("select count(*) from account where id = ?1", [last], |row| row.get::<_, i64>(0))? > 0 {
        return Ok(());
    }
    let password: String = work.query_row("select password_hash from account limit 1", [], |row| row.get(0))?;
    for guest in (0..count).map(Person::guest) {
        sign_in(&work, guest, &password, now)?;
        add_patient(&work, guest, now)?;
    }
    work.commit()?;
    Ok(())
}

fn blob(id: u128) -> [u8; 16] {
    id.to_be_bytes()
}

fn name(person: Person) -> String {
    match person {
        Person::Patient(number) => format!("Paciente Souza de Andrade {number}"),
        Person::Professional(number) => format!("Profissional Lima da Rocha {number}"),
    }
}

fn sign_in(work: &Transaction<'_>, person: Person, password: &str, now: i64) -> Result<()> {
    let role = if matches!(person, Person::Patient(_)) { "patient" } else { "professional" };
    work.prepare_cached(
        "insert into account (id, role, name, email, email_folded, password_hash, language, created_at)
         values (?1, ?2, ?3, ?4, ?4, ?5, 'pt-BR', ?6)",
    )?
    .execute(params![blob(person.account()), role, name(person), person.email(), password, now])?;
    // The texts that one of the demo's people accepted.
    work.prepare_cached(
        "insert into acceptance (account_id, document, version, text_hash, accepted_at)
         select ?1, document, version, text_hash, ?2 from acceptance
         where account_id = (select min(account_id) from acceptance)",
    )?
    .execute(params![blob(person.account()), now])?;
    // Seen an hour ahead: no session is renewed in the middle of a run.
    let seconds = now / 1_000_000;
    let data = format!(
        r#"{{"account":"{}","signed_in_at":{seconds},"seen_at":{}}}"#,
        person::text(person.account()),
        seconds + 3600
    );
    work.prepare_cached(
        "insert into device_session
         (id_hash, device_id, account_id, browser, system, data, created_at, seen_at, expires_at)
         values (?1, ?2, ?2, 'chrome', 'linux', ?3, ?4, ?4, ?5)",
    )?
    .execute(params![person.session_hash(), blob(person.account()), data.into_bytes(), now, now + DAY / 2])?;
    Ok(())
}

fn add_patient(work: &Transaction<'_>, person: Person, now: i64) -> Result<()> {
    let name = name(person);
    work.prepare_cached(
        "insert into patient (id, account_id, name, name_folded, birth_date, created_at)
         values (?1, ?2, ?3, ?4, '1988-03-14', ?5)",
    )?
    .execute(params![blob(person.role_id()), blob(person.account()), name, name.to_lowercase(), now])?;
    Ok(())
}

fn add_professional(work: &Transaction<'_>, person: Person, room: usize, unit: &[u8], now: i64) -> Result<()> {
    let name = name(person);
    work.prepare_cached(
        "insert into professional (id, account_id, unit_id, name, name_folded, specialty, visit_minutes, biography,
                                   languages, modality, found_by, created_at)
         values (?1, ?2, ?3, ?4, ?5, 'Clínica geral', 10, '', ' pt ', 'remote', ' ' || ?5 || ' clinica geral', ?6)",
    )?
    .execute(params![blob(person.role_id()), blob(person.account()), unit, name, name.to_lowercase(), now])?;
    work.prepare_cached(
        "insert into council_registration (professional_id, position, council, registration, uf)
         values (?1, 1, 'CRM', ?2, 'SP')",
    )?
    .execute(params![blob(person.role_id()), format!("bench-{room}")])?;
    work.prepare_cached(
        "insert into next_free (professional_id, next_free_at, look_again_at) values (?1, 9223372036854775807, 0)",
    )?
    .execute(params![blob(person.role_id())])?;
    for (number, weekday) in WEEKDAYS.iter().enumerate() {
        work.prepare_cached(
            "insert into opening_hours (id, professional_id, weekday, starts_minute, ends_minute)
             values (?1, ?2, ?3, 0, 1440)",
        )?
        .execute(params![blob(person::opening_hours(room, number)), blob(person.role_id()), weekday])?;
    }
    Ok(())
}

fn book(
    work: &Transaction<'_>,
    id: u128,
    (professional, patient): (Person, Person),
    (starts_at, ends_at): (i64, i64),
    completed_at: Option<i64>,
) -> Result<()> {
    work.prepare_cached(
        "insert into appointment (id, professional_id, patient_id, payer_id, starts_at, ends_at, booked_at, completed_at)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?5, ?7)",
    )?
    .execute(params![
        blob(id),
        blob(professional.role_id()),
        blob(patient.role_id()),
        blob(SELF_PAY),
        starts_at,
        ends_at,
        completed_at
    ])?;
    Ok(())
}
