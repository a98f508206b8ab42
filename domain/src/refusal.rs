//! Every way a rule says no. A refusal is expected, has a name, and holds no value.

words! {
    /// Why the clinic says no.
    Refusal {
        /// E-mail and password do not belong together.
        WrongCredentials = "wrong_credentials",
        /// The password is right and too old; a link for a new one was sent.
        PasswordExpired = "password_expired",
        /// The link was used, withdrawn, is too old, or was never one: which of these is not told.
        LinkSpent = "link_spent",
        /// Whoever was invited has an account by now.
        HasAccount = "has_account",
        /// Too many invitations wait to be accepted.
        TooManyInvitations = "too_many_invitations",
        /// Somebody else changed it since it was opened.
        ChangedMeanwhile = "changed_meanwhile",
        /// The import is not where this follows from: it was started, stopped or ended meanwhile.
        ImportMoved = "import_moved",
        /// The limit of imports that are not finished is reached.
        TooManyImports = "too_many_imports",
        /// This person is among those one is responsible for already.
        DependantKnown = "dependant_known",
        /// The limit of people under one account is reached.
        TooManyDependants = "too_many_dependants",
        /// The person has visits ahead, of which nobody would hear any more.
        VisitsAhead = "visits_ahead",
        /// The page, or the visit, is of another person of the family than the one acted for now.
        OtherPerson = "other_person",
        /// The terms and the privacy notice come first.
        AcceptFirst = "accept_first",
        /// Too many sign-ins at this moment.
        Busy = "busy",
        /// Too many tries in too short a time, for this account or from this address.
        TooManyTries = "too_many_tries",
        /// The code is not the one that was sent, or no longer valid.
        WrongCode = "wrong_code",
        /// The sign-in was begun too long ago.
        SignInExpired = "sign_in_expired",
        /// The second factor is set up already.
        FactorInUse = "factor_in_use",
        /// Whoever works here needs a second factor.
        FactorNeeded = "factor_needed",
        /// The passkey does not open an account here: it was removed, or its proof is not right.
        PasskeyNotAccepted = "passkey_not_accepted",
        /// The browser answered too late, or a second time.
        CeremonyOver = "ceremony_over",
        /// An account here already has this passkey.
        PasskeyTaken = "passkey_taken",
        /// The limit of passkeys of one account is reached.
        TooManyPasskeys = "too_many_passkeys",
        /// Passkeys need an address with a name, such as clinic.example.
        PasskeysNotOffered = "passkeys_not_offered",
        /// Another booking was quicker.
        SlotTaken = "slot_taken",
        /// The professional does not see patients then.
        SlotNotOffered = "slot_not_offered",
        /// The slot has begun, or begins too soon.
        TooSoon = "too_soon",
        /// The professional sees no more patients on that day.
        DayFull = "day_full",
        /// The limit of days unlike the others is reached.
        TooManyExceptions = "too_many_exceptions",
        /// The slot lies further ahead than booking goes.
        TooFarAhead = "too_far_ahead",
        /// This patient has another visit at that time.
        PatientBusy = "patient_busy",
        /// The professional takes nobody beyond the times that are offered.
        NoWalkIns = "no_walk_ins",
        /// The visit is too near to be called off.
        TooLateToCancel = "too_late_to_cancel",
        /// The visit is too near to be moved.
        TooLateToMove = "too_late_to_move",
        /// The visit was changed too often to be moved once more.
        TooManyMoves = "too_many_moves",
        /// The visit was called off.
        Cancelled = "cancelled",
        /// The visit is over.
        Completed = "completed",
        /// The patient was marked as not having come.
        Missed = "missed",
        /// This does not follow from where the visit stands.
        OutOfTurn = "out_of_turn",
        /// Somebody else changed the visit meanwhile.
        VisitChanged = "visit_changed",
        /// The visit has not begun.
        NotYetBegun = "not_yet_begun",
        /// The room opens later.
        RoomNotOpen = "room_not_open",
        /// The room has closed.
        RoomClosed = "room_closed",
        /// Nobody would administer this clinic any more.
        LastAdministrator = "last_administrator",
        /// One's own account is deactivated by somebody else.
        OwnAccount = "own_account",
        /// Somebody already administers this clinic.
        AlreadySetUp = "already_set_up",
        /// The limit of upcoming visits of one patient is reached.
        TooManyAppointments = "too_many_appointments",
        /// The limit of notes on one visit is reached.
        TooManyNotes = "too_many_notes",
        /// The limit of searches outside of one's care is reached for now.
        TooManySearches = "too_many_searches",
        /// This patient's record is open to the reader already.
        AlreadyOpen = "already_open",
        /// Somebody has reviewed it already.
        AlreadyReviewed = "already_reviewed",
        /// This reading is contested already.
        AlreadyContested = "already_contested",
        /// This contest is answered already.
        AlreadyAnswered = "already_answered",
        /// The limit of contests that wait for an answer is reached.
        TooManyContests = "too_many_contests",
    }
}
