//! The course of an appointment: one machine of states, who may make which step when, and when its room is open.

use super::{
    ARRIVAL_MINUTES_MAX, CANCEL_MINUTES_MIN, ENTRY_CLOSES_MINUTES, ENTRY_OPENS_MINUTES, NO_SHOW_MINUTES_MIN, Span,
};
use crate::{Actor, Moment, Refusal};

words! {
    /// Where an appointment stands.
    AppointmentState {
        /// Booked.
        Scheduled = "scheduled",
        /// The patient said that they will come.
        Confirmed = "confirmed",
        /// The patient is here, in the room or at the reception.
        Arrived = "arrived",
        /// Patient and professional met, and nobody has finished the visit yet.
        InCall = "in_call",
        /// The visit is over.
        Completed = "completed",
        /// Called off.
        Cancelled = "cancelled",
        /// The patient did not come.
        NoShow = "no_show",
    }
}

words! {
    /// What leads from one state to another.
    Step {
        /// The patient says that they will come.
        Confirm = "confirm",
        /// The patient is here.
        Arrive = "arrive",
        /// Both are in the room.
        Begin = "begin",
        /// The visit is over.
        Complete = "complete",
        /// It is called off.
        Cancel = "cancel",
        /// It is planned for another time.
        Move = "move",
        /// The patient did not come.
        Miss = "miss",
    }
}

words! {
    /// On whose side somebody stands who makes a step.
    Party {
        /// The patient, or who acts for them.
        Patient = "patient",
        /// The professional.
        Professional = "professional",
        /// The reception.
        Reception = "reception",
        /// The clinic itself, when time has passed.
        Clinic = "clinic",
    }
}

words! {
    /// Whether the consultation room can be entered.
    RoomState {
        /// It opens later.
        NotOpen = "not_open",
        /// Come in.
        Open = "open",
        /// It has closed.
        Closed = "closed",
    }
}

impl AppointmentState {
    /// Whether anything is still to come of it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Scheduled | Self::Confirmed | Self::Arrived | Self::InCall)
    }
}

impl Party {
    /// The side of an actor; administrators and strangers stand on none.
    #[must_use]
    pub const fn of(actor: &Actor) -> Option<Self> {
        match actor {
            Actor::Patient(..) | Actor::Guardian(..) => Some(Self::Patient),
            Actor::Professional(..) => Some(Self::Professional),
            Actor::Reception(..) => Some(Self::Reception),
            Actor::System => Some(Self::Clinic),
            Actor::Visitor | Actor::Halfway(_) | Actor::BeforeTerms(..) | Actor::Administrator(_) => None,
        }
    }

    const fn works_here(self) -> bool {
        matches!(self, Self::Professional | Self::Reception)
    }

    const fn may_ever(self, step: Step) -> bool {
        match step {
            Step::Confirm => matches!(self, Self::Patient | Self::Reception),
            Step::Arrive | Step::Cancel | Step::Move => !matches!(self, Self::Clinic),
            Step::Begin => matches!(self, Self::Patient | Self::Professional),
            Step::Complete => matches!(self, Self::Professional | Self::Clinic),
            Step::Miss => !matches!(self, Self::Patient),
        }
    }
}

/// The instants that decide what may happen to an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// When it is planned.
    pub span: Span,
    /// It can be called off until this long before it begins.
    pub cancel_minutes: i64,
    /// When the patient said that they will come.
    pub confirmed_at: Option<Moment>,
    /// When the patient came.
    pub arrived_at: Option<Moment>,
    /// When both were in the room for the first time.
    pub begun_at: Option<Moment>,
    /// When the visit was finished.
    pub completed_at: Option<Moment>,
    /// When it was called off.
    pub cancelled_at: Option<Moment>,
    /// When it was seen that the patient did not come.
    pub missed_at: Option<Moment>,
}

impl Course {
    /// A new appointment.
    #[must_use]
    pub const fn new(span: Span) -> Self {
        Self {
            span,
            cancel_minutes: CANCEL_MINUTES_MIN,
            confirmed_at: None,
            arrived_at: None,
            begun_at: None,
            completed_at: None,
            cancelled_at: None,
            missed_at: None,
        }
    }

    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> AppointmentState {
        match self {
            Self { cancelled_at: Some(_), .. } => AppointmentState::Cancelled,
            Self { completed_at: Some(_), .. } => AppointmentState::Completed,
            Self { missed_at: Some(_), .. } => AppointmentState::NoShow,
            Self { begun_at: Some(_), .. } => AppointmentState::InCall,
            Self { arrived_at: Some(_), .. } => AppointmentState::Arrived,
            Self { confirmed_at: Some(_), .. } => AppointmentState::Confirmed,
            _ => AppointmentState::Scheduled,
        }
    }

    /// The same appointment after a step.
    ///
    /// # Errors
    /// The step does not follow from here, is not theirs to make, or not now.
    pub fn after(self, step: Step, party: Party, now: Moment) -> Result<Self, Refusal> {
        self.may(step, party, now)?;
        let at = Some(now);
        Ok(match step {
            Step::Confirm => Self { confirmed_at: at, ..self },
            // Whoever was missed and came after all is here.
            Step::Arrive => Self { arrived_at: at, missed_at: None, ..self },
            Step::Begin => Self { begun_at: at, ..self },
            Step::Complete => Self { completed_at: at, ..self },
            Step::Cancel => Self { cancelled_at: at, ..self },
            // Whoever said that they will come said it of the time before.
            Step::Move => Self { confirmed_at: None, ..self },
            Step::Miss => Self { missed_at: at, ..self },
        })
    }

    /// The same appointment at another time.
    ///
    /// # Errors
    /// It is not theirs to move, or not any more.
    pub fn moved(self, to: Span, party: Party, now: Moment) -> Result<Self, Refusal> {
        Ok(Self { span: to, ..self.after(Step::Move, party, now)? })
    }

    /// Whether somebody may make a step now.
    ///
    /// # Errors
    /// The step does not follow from here, is not theirs to make, or not now.
    pub fn may(&self, step: Step, party: Party, now: Moment) -> Result<(), Refusal> {
        use AppointmentState::{Arrived, Confirmed, InCall, NoShow, Scheduled};
        let comes_late = self.state() == NoShow && step == Step::Arrive && party.works_here();
        if !comes_late {
            self.must_be_open()?;
        }
        let follows = match (step, self.state()) {
            (Step::Confirm, Scheduled)
            | (Step::Arrive, Scheduled | Confirmed | NoShow)
            | (Step::Begin, Arrived)
            | (Step::Complete, InCall)
            | (Step::Cancel | Step::Move | Step::Miss, Scheduled | Confirmed) => true,
            (Step::Complete, _) => party != Party::Clinic,
            (Step::Cancel, Arrived) => party == Party::Reception,
            (Step::Miss, Arrived) => party.works_here(),
            _ => false,
        };
        if follows && party.may_ever(step) { self.is_time(step, party, now) } else { Err(Refusal::OutOfTurn) }
    }

    fn is_time(&self, step: Step, party: Party, now: Moment) -> Result<(), Refusal> {
        let (starts_at, ends_at) = (self.span.starts_at, self.span.ends_at);
        let (in_time, otherwise) = match (step, party) {
            (Step::Confirm, _) => (now < starts_at, Refusal::OutOfTurn),
            (Step::Arrive, _) if now >= self.closes_at() => (false, Refusal::RoomClosed),
            (Step::Arrive, _) => (now.plus_minutes(ARRIVAL_MINUTES_MAX) >= starts_at, Refusal::NotYetBegun),
            (Step::Begin, _) => return self.must_have_room_open(now),
            (Step::Complete | Step::Miss, Party::Clinic) => (now >= self.closes_at(), Refusal::NotYetBegun),
            (Step::Complete, _) => (now >= self.opens_at(), Refusal::NotYetBegun),
            (Step::Cancel | Step::Move, Party::Reception) => (now < ends_at, Refusal::OutOfTurn),
            (Step::Cancel, _) => (now <= self.cancel_until(), Refusal::TooLateToCancel),
            (Step::Move, _) => (now <= self.cancel_until(), Refusal::TooLateToMove),
            (Step::Miss, _) => (now >= starts_at.plus_minutes(NO_SHOW_MINUTES_MIN), Refusal::NotYetBegun),
        };
        if in_time { Ok(()) } else { Err(otherwise) }
    }

    /// Until when either of its people can call it off or move it.
    #[must_use]
    pub fn cancel_until(&self) -> Moment {
        self.span.starts_at.plus_minutes(-self.cancel_minutes)
    }

    /// What somebody may do with it now.
    #[must_use]
    pub fn steps(&self, party: Party, now: Moment) -> Vec<Step> {
        Step::ALL.iter().copied().filter(|step| self.may(*step, party, now).is_ok()).collect()
    }

    fn must_be_open(&self) -> Result<(), Refusal> {
        match self.state() {
            AppointmentState::Cancelled => Err(Refusal::Cancelled),
            AppointmentState::Completed => Err(Refusal::Completed),
            AppointmentState::NoShow => Err(Refusal::Missed),
            _ => Ok(()),
        }
    }

    /// # Errors
    /// Called off, or not begun. A completed visit still takes its author's note.
    pub fn may_write_note(&self, now: Moment) -> Result<(), Refusal> {
        match self.state() {
            AppointmentState::Cancelled => Err(Refusal::Cancelled),
            _ if now < self.opens_at() => Err(Refusal::NotYetBegun),
            _ => Ok(()),
        }
    }

    /// # Errors
    /// Over, not open yet, or closed.
    pub fn may_enter(&self, now: Moment) -> Result<(), Refusal> {
        self.must_be_open()?;
        self.must_have_room_open(now)
    }

    fn must_have_room_open(&self, now: Moment) -> Result<(), Refusal> {
        match self.room(now) {
            RoomState::NotOpen => Err(Refusal::RoomNotOpen),
            RoomState::Open => Ok(()),
            RoomState::Closed => Err(Refusal::RoomClosed),
        }
    }

    /// Whether the room can be entered.
    #[must_use]
    pub fn room(&self, now: Moment) -> RoomState {
        if !self.state().is_open() || now >= self.closes_at() {
            RoomState::Closed
        } else if now < self.opens_at() {
            RoomState::NotOpen
        } else {
            RoomState::Open
        }
    }

    /// From when on the room can be entered.
    #[must_use]
    pub fn opens_at(&self) -> Moment {
        self.span.starts_at.plus_minutes(-ENTRY_OPENS_MINUTES)
    }

    /// Until when the room can be entered.
    #[must_use]
    pub fn closes_at(&self) -> Moment {
        self.span.ends_at.plus_minutes(ENTRY_CLOSES_MINUTES)
    }
}
