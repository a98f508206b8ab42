//! Those who knock at every verb, and what they ask about.

use domain::{BreakGlassId, PatientId};
use store::{Caller, Error, Result, calls, family, privacy, records, scheduling};

use crate::{
    access::{Answer, DURING, Door, Target, USES_UP},
    dump::Dump,
    given::{Clinic, Slot, booking, broken_glass, contested, new_dependant, random_id, sought, with_walk_ins},
};

/// The seven who knock, and a visit of two of them.
pub(crate) struct Scene {
    pub(crate) clinic: Clinic,
    callers: Vec<(&'static str, Caller)>,
    dependant: PatientId,
    found: PatientId,
    glass: BreakGlassId,
}

impl Scene {
    pub(crate) async fn new(clinic: Clinic) -> Self {
        let callers = vec![
            ("a visitor", clinic.visitor()),
            ("the patient", clinic.patient("Ana").await),
            ("another patient", clinic.patient("Rui").await),
            ("the professional", clinic.professional("Helena").await),
            ("another professional", clinic.professional("Otto").await),
            ("the administrator", clinic.administrator().await),
            ("the reception", clinic.reception("Rosa").await),
        ];
        let helena = callers[3].1.must_be_professional().unwrap();
        scheduling::set_booking_rules(&callers[3].1, (helena, with_walk_ins())).await.unwrap();
        let otto = &callers[4].1;
        let [found, broken] = ["Ivo", "Lia"].map(|name| clinic.patient(name));
        let (found, broken) = (found.await.must_be_patient().unwrap(), broken.await.must_be_patient().unwrap());
        for name in ["Ivo", "Lia"] {
            privacy::seek(otto, sought(name)).await.unwrap().unwrap();
        }
        let glass = privacy::break_glass(otto, broken_glass(broken)).await.unwrap();
        let dependant = family::add(&callers[1].1, new_dependant("Nina")).await.unwrap();
        Self { clinic, callers, dependant, found, glass }
    }

    /// The places of those who are told yes at a door.
    pub(crate) fn allowed(door: &Door) -> Vec<usize> {
        let places = door.answers.iter().enumerate().filter(|(_, answer)| **answer == Answer::Yes);
        places.map(|(place, _)| place).collect()
    }

    /// What somebody who is told yes asks about: something of their own where the last one used it up.
    pub(crate) async fn target_for(&self, door: &Door, like: &Target) -> Target {
        if USES_UP.contains(&door.verb) { self.target().await } else { self.freed(like).await }
    }

    /// Asks somebody's question, which must be answered with yes; gives who it was.
    pub(crate) async fn ask(&self, door: &Door, who: usize, target: &Target) -> &Caller {
        let (name, caller) = &self.callers[who];
        let given = (door.knock)(caller.at(target.starts_at.plus_minutes(door.minute)), target.clone()).await;
        assert_eq!(answer(&given), Answer::Yes, "{} asked by {name}", door.verb);
        caller
    }

    /// A new visit of Ana with Helena, with a ticket of Ana's.
    pub(crate) async fn target(&self) -> Target {
        let (ana, helena) = (&self.callers[1].1, &self.callers[3].1);
        let slot = self.clinic.slot_of(helena).await;
        let visit = scheduling::book(ana, booking(slot)).await.unwrap();
        let ticket = calls::issue_ticket(&ana.at(slot.starts_at.plus_minutes(DURING)), visit).await.unwrap();
        let free = self.clinic.slot_of(helena).await;
        let (professional, starts_at) = (slot.professional, slot.starts_at);
        let staff = self.clinic.reception("Caio").await.actor.account().unwrap();
        let mut readings = Vec::new();
        for _ in 0..2 {
            records::open(helena, visit).await.unwrap();
            readings.push(self.clinic.number("select max(sequence) from audit_event").await);
        }
        let contest = privacy::contest(ana, contested(readings[0])).await.unwrap();
        Target {
            visit,
            professional,
            starts_at,
            free,
            call: ticket.call,
            secret: ticket.secret,
            staff,
            patient: ana.must_be_patient().unwrap(),
            dependant: self.dependant,
            found: self.found,
            glass: self.glass,
            sequence: readings[1],
            contest,
        }
    }

    /// The same visit, and a slot that is still free.
    async fn freed(&self, like: &Target) -> Target {
        Target { free: self.clinic.slot_of(&self.callers[3].1).await, ..like.clone() }
    }

    /// The same question about something that does not exist.
    pub(crate) fn nothing(like: &Target) -> Target {
        let professional = random_id().into();
        let free = Slot { professional, ..like.free };
        Target {
            visit: random_id().into(),
            professional,
            free,
            call: random_id().into(),
            staff: random_id().into(),
            patient: random_id().into(),
            dependant: random_id().into(),
            found: random_id().into(),
            glass: random_id().into(),
            sequence: 1_000_000,
            contest: random_id().into(),
            ..like.clone()
        }
    }

    /// Asks somebody's question, which must be answered with no and leave no trace.
    pub(crate) async fn knock(&self, door: &Door, who: usize, target: &Target, expected: Answer, before: &Dump) {
        let (name, caller) = &self.callers[who];
        let caller = caller.at(target.starts_at.plus_minutes(door.minute));
        let given = (door.knock)(caller, target.clone()).await;
        assert_eq!(answer(&given), expected, "{} asked by {name}", door.verb);
        assert!(self.clinic.dump().await == *before, "{} refused to {name} left a trace", door.verb);
    }
}

fn answer(given: &Result<()>) -> Answer {
    match given {
        Ok(()) => Answer::Yes,
        Err(Error::SignInFirst) => Answer::SignInFirst,
        Err(Error::Denied) => Answer::Denied,
        Err(Error::Missing) => Answer::Missing,
        Err(other) => panic!("neither yes nor no: {other:?}"),
    }
}
