//! What the store promises, sentence by sentence. Every sentence is tried on `SQLite` and on `PostgreSQL`, each time
//! on a database of its own; the list of names is the specification.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]
#![expect(clippy::cast_possible_wrap, reason = "what is counted here is small")]

#[macro_use]
mod given;
#[macro_use]
mod redis;
mod answers;
mod authenticator;
mod dump;
mod plans;
mod raw;
mod typed;

mod access;
mod scene;
mod verbs;
mod traces;
mod accounts;
mod arrive;
mod codes;
mod devices;
mod limits;
mod second_factor;
mod people;
mod passkeys;
mod imports;
mod import_files;
mod invitations;
mod links;
mod passwords;
mod patients;
mod registry;
mod patient_list;
mod family;
mod terms;
mod professionals;
mod directory;

mod book_for;
mod booking;
mod scheduling;
mod course;
mod moving;
mod offer;
mod calendar;
mod reminders;

mod calls;
mod care;
mod privacy;
mod records;

mod audit;
mod security;
mod jobs;

mod crash;
mod migrations;
mod secrets;
mod vault;
