//! The people of the clinic: everything about them follows from their number.

use std::net::Ipv4Addr;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Ids of one kind follow one another, as ids that begin with the time do.
const ID: u128 = 0x0192_0000_0000_7000_8000_0000_0000_0000;

/// The numbers of rooms stay below.
const FIRST_GUEST: u32 = 1_000_000;

/// Somebody who is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// The patient of a room, or one without a room.
    Patient(u32),
    /// The professional of a room.
    Professional(u32),
}

impl Person {
    /// The patient whose list is long.
    pub const LIST_PATIENT: Self = Self::Patient(u32::MAX);

    /// One of the many who are signed in and have no visit.
    pub const fn guest(number: usize) -> Self {
        Self::Patient(FIRST_GUEST + number as u32)
    }

    /// The patient of a room.
    pub const fn patient(room: usize) -> Self {
        Self::Patient(room as u32)
    }

    /// Who sits in a seat: the patient in an even one, the professional in an odd one.
    pub const fn in_seat(seat: usize) -> Self {
        if seat.is_multiple_of(2) { Self::Patient((seat / 2) as u32) } else { Self::Professional((seat / 2) as u32) }
    }

    const fn number(self) -> u128 {
        match self {
            Self::Patient(number) => number as u128,
            Self::Professional(number) => 1 << 32 | number as u128,
        }
    }

    /// The account's id.
    pub const fn account(self) -> u128 {
        id(1, self.number())
    }

    /// The id as a patient or professional.
    pub const fn role_id(self) -> u128 {
        id(2, self.number())
    }

    fn session(self) -> u128 {
        self.account().rotate_left(64)
    }

    /// An address of their own to come from, as a proxy tells it: limits count by address.
    pub fn ip(self) -> Ipv4Addr {
        let [_, one, two, three] = (self.number() as u32).to_be_bytes();
        Ipv4Addr::new(10, one, two, three)
    }

    /// The e-mail address.
    pub fn email(self) -> String {
        format!("{}@bench.example", text(self.account()))
    }

    /// The cookie of the signed-in browser: the session's number, as tower-sessions writes it.
    pub fn cookie(self) -> String {
        URL_SAFE_NO_PAD.encode(self.session().to_le_bytes())
    }

    /// What the database keeps instead of the cookie.
    pub fn session_hash(self) -> Vec<u8> {
        Sha256::digest(self.session().to_be_bytes()).to_vec()
    }
}

/// The appointment whose room is open.
pub const fn appointment(room: usize) -> u128 {
    id(3, room as u128)
}

/// A past appointment of the patient whose list is long.
pub const fn past_appointment(row: usize) -> u128 {
    id(4, row as u128)
}

/// Some stretch of opening hours.
pub const fn opening_hours(room: usize, weekday: usize) -> u128 {
    id(5, (room * 7 + weekday) as u128)
}

/// The professional of a room.
pub const fn professional(room: usize) -> u128 {
    Person::Professional(room as u32).role_id()
}

const fn id(kind: u128, number: u128) -> u128 {
    ID | kind << 40 | number
}

/// An id as the wire writes it.
pub fn text(id: u128) -> String {
    let digits = format!("{id:032x}");
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_person_is_somebody_else() {
        let people =
            [Person::Patient(7), Person::Professional(7), Person::Patient(8), Person::guest(7), Person::LIST_PATIENT];
        let mut ids: Vec<u128> = people.iter().flat_map(|who| [who.account(), who.role_id(), who.session()]).collect();
        ids.extend([appointment(7), past_appointment(7), opening_hours(1, 0)]);
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count);
        assert_eq!(text(Person::Patient(7).account()), "01920000-0000-7000-8000-010000000007");
        assert_eq!(Person::in_seat(5), Person::Professional(2));
        assert_eq!(Person::LIST_PATIENT.cookie().len(), 22);
    }
}
