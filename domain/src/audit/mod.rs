//! The audit chain: what happened, without content. Each link's hash covers the link before it.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{AccountId, Actor, Local, Moment, PatientId, Role};

mod event;
mod parts;

pub use event::{Event, EventKind};

words! {
    /// What kind of actor an event names.
    ActorKind {
        /// Nobody we know.
        Visitor = "visitor",
        /// An administrator.
        Administrator = "administrator",
        /// Somebody at the reception.
        Reception = "reception",
        /// A professional.
        Professional = "professional",
        /// A patient.
        Patient = "patient",
        /// The clinic itself.
        System = "system",
    }
}

impl ActorKind {
    /// The kind of an actor.
    #[must_use]
    pub const fn of(actor: &Actor) -> Self {
        match actor {
            Actor::Visitor | Actor::Halfway(_) => Self::Visitor,
            Actor::Reception(..) | Actor::BeforeTerms(_, Role::Reception) => Self::Reception,
            Actor::Administrator(..) | Actor::BeforeTerms(_, Role::Administrator) => Self::Administrator,
            Actor::Professional(..) | Actor::BeforeTerms(_, Role::Professional) => Self::Professional,
            Actor::Patient(..) | Actor::Guardian(..) | Actor::BeforeTerms(_, Role::Patient) => Self::Patient,
            Actor::System => Self::System,
        }
    }
}

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// What a chain begins with.
pub const FIRST_HASH: Hash = [0; 32];

/// One link of the chain, without its own hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// 1, 2, 3 …
    pub sequence: i64,
    /// When.
    pub at: Moment,
    /// What kind of actor.
    pub actor: ActorKind,
    /// Which account, if a person acted.
    pub account: Option<AccountId>,
    /// What kind of event.
    pub kind: EventKind,
    /// What it is about.
    pub subject: Uuid,
    /// Which patient it concerns.
    pub patient: Option<PatientId>,
    /// For whom the account acted, when it was not for itself.
    pub acted_for: Option<PatientId>,
}

/// For whom an actor did something: what concerns the person they act for is done for that person, and what concerns
/// their own account, such as another password, for themselves.
#[must_use]
pub fn acted_for(actor: &Actor, concerned: Option<PatientId>) -> Option<PatientId> {
    actor.acts_for().filter(|dependant| concerned == Some(*dependant))
}

impl Link {
    /// The hash of this link on top of the one before: every field at a fixed width or with its length in front.
    #[must_use]
    pub fn hash(&self, previous: &Hash) -> Hash {
        let mut hash = Sha256::new();
        hash.update(b"amparo.audit.v1");
        hash.update(previous);
        hash.update(self.sequence.to_be_bytes());
        hash.update(self.at.micros().to_be_bytes());
        for word in [self.actor.as_str(), self.kind.as_str()] {
            hash.update((word.len() as u64).to_be_bytes());
            hash.update(word);
        }
        let [account, patient] = [self.account.map(|id| id.0), self.patient.map(|id| id.0)];
        for id in [account, Some(self.subject), patient, self.acted_for.map(|id| id.0)] {
            hash.update([u8::from(id.is_some())]);
            hash.update(id.unwrap_or_default().as_bytes());
        }
        hash.finalize().into()
    }
}

/// A line of the trail as administrators read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailEntry {
    /// Number in the chain.
    pub sequence: i64,
    /// When.
    pub at: Local,
    /// What kind of actor.
    pub actor: ActorKind,
    /// Which account.
    pub account: Option<AccountId>,
    /// For which patient it acted, when it was not for itself.
    pub acted_for: Option<PatientId>,
    /// What happened.
    pub kind: EventKind,
    /// To what.
    pub subject: Uuid,
    /// The first digits of the hash.
    pub hash_prefix: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link {
        Link {
            sequence: 7,
            at: Moment::from_micros(1_700_000_000_000_000),
            actor: ActorKind::Patient,
            account: Some(AccountId(Uuid::from_u128(1))),
            kind: EventKind::AppointmentBooked,
            subject: Uuid::from_u128(2),
            patient: Some(PatientId(Uuid::from_u128(3))),
            acted_for: Some(PatientId(Uuid::from_u128(3))),
        }
    }

    #[test]
    fn every_field_and_the_link_before_change_the_hash() {
        let hash = link().hash(&FIRST_HASH);
        assert_eq!(hash, link().hash(&FIRST_HASH));
        for other in [
            Link { sequence: 8, ..link() },
            Link { at: Moment::from_micros(1), ..link() },
            Link { actor: ActorKind::System, ..link() },
            Link { account: None, ..link() },
            Link { account: Some(AccountId(Uuid::nil())), ..link() },
            Link { kind: EventKind::NoteWritten, ..link() },
            Link { subject: Uuid::from_u128(9), ..link() },
            Link { patient: None, ..link() },
            Link { acted_for: None, ..link() },
            Link { acted_for: Some(PatientId(Uuid::nil())), ..link() },
            // What concerns one patient and is done for another is not the same turned round.
            Link { patient: None, acted_for: link().patient, ..link() },
        ] {
            assert_ne!(other.hash(&FIRST_HASH), hash, "{other:?}");
        }
        assert_ne!(link().hash(&[1; 32]), hash);
    }

    #[test]
    fn the_hash_is_the_one_the_documents_give() {
        let hash = crate::hex::hex(&link().hash(&FIRST_HASH));
        assert_eq!(hash, "2fb960d304ba2160b6f6c5d7d723b6e8d9304456318af8f3dd64e5e9d20e7759");
    }

    #[test]
    fn only_what_concerns_the_person_acted_for_is_done_for_them() {
        let [own, other] = [2, 3].map(|number| PatientId(Uuid::from_u128(number)));
        let account = AccountId(Uuid::from_u128(1));
        for (actor, concerned, expected) in [
            (Actor::Patient(account, own), Some(own), None),
            (Actor::Guardian(account, other), Some(other), Some(other)),
            (Actor::Guardian(account, other), Some(own), None),
            (Actor::Guardian(account, other), None, None),
            (Actor::System, Some(other), None),
        ] {
            assert_eq!(acted_for(&actor, concerned), expected, "{actor:?} {concerned:?}");
        }
    }

    #[test]
    fn no_two_kinds_of_event_share_a_word() {
        let mut words = EventKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), EventKind::ALL.len());
    }
}
