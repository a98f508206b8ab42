//! One id type per thing, so that a patient's id cannot stand where a professional's belongs.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use uuid::Uuid;

/// The text was not an id as we write them: 36 characters, lower case, with hyphens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

fn parse(text: &str) -> Result<Uuid, NotAnId> {
    let id = Uuid::try_parse(text).map_err(|_| NotAnId)?;
    // One way of writing each id: braces, URNs and capitals would be the same id in another dress.
    if id.hyphenated().to_string() == text { Ok(id) } else { Err(NotAnId) }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "sql", derive(sqlx::Type), sqlx(transparent))]
        pub struct $name(pub Uuid);

        impl $name {
            /// Reads an id from a form or an address.
            ///
            /// # Errors
            /// [`NotAnId`] for anything but the canonical text.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                parse(text).map(Self)
            }

            /// The sixteen bytes, as keys and hashes use them.
            #[must_use]
            pub const fn bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }
        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> { Self::parse(text) }
        }
        impl fmt::Display for $name {
            fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.hyphenated().fmt(to) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(to, concat!(stringify!($name), "({})"), self.0.hyphenated())
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> { to.collect_str(self) }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                Self::parse(&text).map_err(|_| D::Error::custom("not an id"))
            }
        }
    )+};
}

ids! {
    /// A way into the clinic: one e-mail address, one role.
    AccountId,
    /// A browser that somebody is signed in with.
    DeviceId,
    /// A passkey of an account.
    PasskeyId,
    /// A link of a letter that opens something once; the id itself opens nothing.
    LinkId,
    /// A place where the organisation works.
    UnitId,
    /// A person who is cared for.
    PatientId,
    /// A file of patients that somebody brought.
    ImportId,
    /// A file of patients that somebody took.
    ExportId,
    /// That an account acts for a patient.
    GuardianshipId,
    /// A person who cares.
    ProfessionalId,
    /// A picture of a professional; a new picture has a new id.
    PhotoId,
    /// One stretch of weekly opening hours.
    OpeningHoursId,
    /// Days of a professional that are unlike the others.
    ScheduleExceptionId,
    /// A local holiday.
    HolidayId,
    /// Who pays for a visit.
    PayerId,
    /// A booked visit.
    AppointmentId,
    /// A letter about a visit that is near.
    ReminderId,
    /// The private address of somebody's calendar; the id itself opens nothing.
    FeedId,
    /// The video consultation of an appointment.
    CallId,
    /// A note in the record.
    NoteId,
    /// A reading outside of somebody's care that was opened by hand.
    BreakGlassId,
    /// A reading that its patient contests.
    ContestId,
    /// A registration that waits for its address to be confirmed.
    RegistrationId,
    /// A piece of follow-up work.
    JobId,
    /// A link of the audit chain.
    EventId,
}

impl PayerId {
    /// "Particular": the patient pays. The row comes with the migration.
    pub const SELF_PAY: Self = Self(Uuid::from_u128(0x0000_0000_0000_7000_8000_0000_0000_0001));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let id = "0192f1a0-7b1c-7e55-8a10-0123456789ab";
        assert_eq!(PatientId::parse(id).unwrap().to_string(), id);
        for other in [
            "{0192f1a0-7b1c-7e55-8a10-0123456789ab}",
            "urn:uuid:0192f1a0-7b1c-7e55-8a10-0123456789ab",
            "0192F1A0-7B1C-7E55-8A10-0123456789AB",
            "0192f1a07b1c7e558a100123456789ab",
            "1",
            "-1",
            "",
            " 0192f1a0-7b1c-7e55-8a10-0123456789ab",
        ] {
            assert_eq!(PatientId::parse(other), Err(NotAnId), "{other}");
        }
    }
}
