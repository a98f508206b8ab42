//! What the server promises, sentence by sentence: each on a clinic of its own, on `SQLite` and on `PostgreSQL`. The list
//! of names is the specification; ids such as S9, T1 and R19 are those of the project's list of properties.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by ending")]

#[macro_use]
mod clinic;
#[path = "../../../store/tests/it/authenticator.rs"]
mod authenticator;
mod browser;
#[path = "../../../store/tests/it/dump.rs"]
mod dump;
mod database;
mod people;
mod phone;
mod program;
mod wait;

mod arguments;
mod doors;
mod fields;
mod privacy;
mod family;
mod doors_hostile;
mod tidy;

mod passkeys;
mod links;
mod passwords;
mod terms;
mod registration;
mod sign_in;
mod second_factor;
mod plain_forms;
mod timing;

mod calls;
mod agenda;
mod calls_door;
mod calls_hostile;

mod headers;
mod http;
mod http_limits;
mod proxies;

mod mail;
mod calendar;
mod reminders;
mod imports;
mod professionals;

mod audit;
mod check;
mod crash;
mod start;
mod stop;
