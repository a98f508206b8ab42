//! What is true in a clinic: types and rules. No I/O, no clock, no chance: they are arguments.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

#[macro_use]
mod word;

pub mod field;
pub mod hex;
pub mod id;
pub mod language;
pub mod money;
pub mod time;

pub mod actor;
pub mod refusal;

pub mod accounts;
pub mod codes;
pub mod devices;
pub mod policy;
pub mod limits;
pub mod second_factor;
pub mod people;
pub mod passkeys;
pub mod links;
pub mod terms;
pub mod patients;
pub mod family;
pub mod professionals;
pub mod import;
pub mod scheduling;
pub mod calendar;
pub mod reminders;

pub mod calls;
pub mod care;
pub mod privacy;
pub mod records;

pub mod audit;
pub mod security;
pub mod jobs;

pub use actor::{Actor, Reach, Role, Verb};
pub use field::{FieldErrors, Problem};
pub use id::{
    AccountId, AppointmentId, BreakGlassId, CallId, ContestId, DeviceId, EventId, ExportId, FeedId, GuardianshipId,
    HolidayId, ImportId, JobId, LinkId, NoteId, OpeningHoursId, PasskeyId, PatientId, PayerId, PhotoId, ProfessionalId,
    RegistrationId, ReminderId, ScheduleExceptionId, UnitId,
};
pub use language::Language;
pub use money::Centavos;
pub use refusal::Refusal;
pub use time::{Local, Moment};
