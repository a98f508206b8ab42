//! Every way a rule says no. A refusal is expected, has a name, and holds no value.

words! {
    /// Why the clinic says no.
    Refusal {
        /// E-mail and password do not belong together.
        WrongCredentials = "wrong_credentials",
        /// The link was used, withdrawn, is too old, or was never one: which of these is not told.
        LinkSpent = "link_spent",
        /// Whoever was invited has an account by now.
        HasAccount = "has_account",
        /// Too many invitations wait to be accepted.
        TooManyInvitations = "too_many_invitations",
        /// The terms and the privacy notice come first.
        AcceptFirst = "accept_first",
        /// Too many sign-ins at this moment.
        Busy = "busy",
        /// Another booking was quicker.
        SlotTaken = "slot_taken",
        /// The professional does not see patients then.
        SlotNotOffered = "slot_not_offered",
        /// The slot has begun, or begins too soon.
        TooSoon = "too_soon",
        /// The slot lies further ahead than booking goes.
        TooFarAhead = "too_far_ahead",
        /// This patient has another visit at that time.
        PatientBusy = "patient_busy",
        /// The visit is too near to be called off.
        TooLateToCancel = "too_late_to_cancel",
        /// The visit was called off.
        Cancelled = "cancelled",
        /// The visit is over.
        Completed = "completed",
        /// The visit has not begun.
        NotYetBegun = "not_yet_begun",
        /// The room opens later.
        RoomNotOpen = "room_not_open",
        /// The room has closed.
        RoomClosed = "room_closed",
        /// Somebody already administers this clinic.
        AlreadySetUp = "already_set_up",
        /// The limit of upcoming visits of one patient is reached.
        TooManyAppointments = "too_many_appointments",
        /// The limit of notes on one visit is reached.
        TooManyNotes = "too_many_notes",
    }
}
