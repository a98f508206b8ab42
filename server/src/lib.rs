//! The server: reads settings, wires, listens. The only door to the outside.
#![forbid(unsafe_code)]
// The pages are one deeply nested type.
#![recursion_limit = "512"]

pub mod clock;
pub mod logs;
pub mod secrets;
pub mod address;
pub mod settings;

pub mod check;

pub mod clinic;
pub mod demo;
pub mod first_start;

pub mod guard;
pub mod health;
pub mod hosts;
pub mod in_time;
pub mod identify;
pub mod listen;
pub mod proxies;
pub mod router;
pub mod session;
pub mod typed;

pub mod agenda;
pub mod calendar;
pub mod calls;
pub mod imports;
pub mod professionals;
pub mod turn;

pub mod checkpoint;
pub mod countries;
pub mod jobs;
pub mod mail;
pub mod metrics;
pub mod run;
