//! What the clinic keeps: every read and every write, on `SQLite` and on `PostgreSQL`.
//!
//! A verb takes the [`Caller`] first, asks whether they may, does its work in one transaction and ends by saying what
//! happened: [`Work::commit`] takes an event, and there is no other way to commit.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

#[macro_use]
mod sql;

mod caller;
mod db;
mod error;
mod unit;
mod vault;
mod work;

pub mod accounts;
pub mod limits;
pub mod links;
pub mod terms;
pub mod patients;
pub mod family;
pub mod professionals;
pub mod imports;
pub mod scheduling;
pub mod calendar;
pub mod reminders;

pub mod calls;
pub mod care;
pub mod privacy;
pub mod records;

pub mod audit;
pub mod jobs;

pub use accounts::RelyingParty;
pub use caller::{Caller, News};
pub use db::{Db, MIGRATIONS, PendingMigrations};
pub use error::{Error, Result, incident_number};
pub use sql::Tx;
pub use vault::{DataKey, MasterKey, Place, Sealed, Vault, random as chance};
pub use work::{Read, Work};
