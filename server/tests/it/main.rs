//! What the server promises, sentence by sentence: each on a clinic of its own, on `SQLite` and on `PostgreSQL`. The list
//! of names is the specification; ids such as S9, T1 and R19 are those of the project's list of properties.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by ending")]

#[macro_use]
mod clinic;
mod browser;
mod database;
mod people;
mod phone;
mod program;
mod wait;

mod doors;
mod doors_hostile;
mod tidy;

mod links;
mod terms;
mod sign_in;

mod calls;
mod calls_door;
mod calls_hostile;

mod http;
mod http_limits;

mod mail;

mod audit;
mod crash;
mod start;
mod stop;
