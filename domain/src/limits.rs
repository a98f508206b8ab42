//! Limits of the doors that cost something or could be guessed at: for each account, and for each address.

words! {
    /// A door with limits.
    Door {
        /// A password is tried.
        Password = "password",
        /// A new password is compared with those before it.
        NewPassword = "new_password",
        /// A code by e-mail is asked for.
        CodeRequest = "code_request",
        /// A code from an e-mail is tried.
        Code = "code",
        /// A code of an authenticator app, or a recovery code, is tried.
        SecondFactor = "second_factor",
        /// A single-use link is asked for.
        LinkRequest = "link_request",
        /// A single-use link is tried.
        Link = "link",
        /// Somebody registers.
        Register = "register",
    }
}

/// So many are let through; then none, until this long has passed since the last one that was. Over any stretch of that
/// length no more than `tries` are let through, at whatever moment it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many.
    pub tries: i64,
    /// Seconds without one before the count begins anew.
    pub quiet_seconds: i64,
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// No limit looks further back than this.
pub const QUIET_SECONDS_MAX: i64 = HOUR;

/// Wrong guesses that are ever checked for one account within a quarter of an hour.
pub const GUESSES_MAX: i64 = 10;

/// A guess at something of one account.
const GUESSES: &[Limit] = &[Limit { tries: GUESSES_MAX, quiet_seconds: 15 * MINUTE }];
/// A guess from one address, at whatever account.
const GUESSES_FROM: &[Limit] = &[Limit { tries: 20, quiet_seconds: MINUTE }];
/// A letter that is asked for: a few at once, and a longer pause for who goes on.
const LETTERS: &[Limit] = &[Limit { tries: 5, quiet_seconds: MINUTE }, Limit { tries: 15, quiet_seconds: HOUR }];
/// A clinic's own network registers many people at one desk.
const REGISTRATIONS_FROM: &[Limit] = &[Limit { tries: 30, quiet_seconds: MINUTE }];

impl Door {
    /// What holds for one account, or for what was typed in the place of one.
    #[must_use]
    pub const fn for_account(self) -> &'static [Limit] {
        match self {
            Self::Password | Self::NewPassword | Self::Code | Self::SecondFactor => GUESSES,
            Self::CodeRequest | Self::LinkRequest | Self::Register => LETTERS,
            // 256 bits are nobody's guess: only the address counts.
            Self::Link => &[],
        }
    }

    /// What holds for one address.
    #[must_use]
    pub const fn for_address(self) -> &'static [Limit] {
        match self {
            Self::Password | Self::NewPassword | Self::Code | Self::SecondFactor | Self::Link => GUESSES_FROM,
            Self::CodeRequest | Self::LinkRequest => LETTERS,
            Self::Register => REGISTRATIONS_FROM,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s7_no_door_lets_more_than_ten_guesses_at_an_account_through_in_a_quarter_of_an_hour() {
        for door in [Door::Password, Door::Code, Door::SecondFactor] {
            let bound = door.for_account().iter().any(|limit| limit.tries <= 10 && limit.quiet_seconds >= 15 * MINUTE);
            assert!(bound, "{door:?}");
        }
    }

    #[test]
    fn s7_no_address_guesses_more_than_twenty_times_a_minute() {
        for door in [Door::Password, Door::Code, Door::SecondFactor, Door::Link] {
            assert!(
                door.for_address().iter().any(|limit| limit.tries <= 20 && limit.quiet_seconds >= MINUTE),
                "{door:?}"
            );
        }
    }

    #[test]
    fn no_limit_looks_further_back_than_the_longest() {
        for door in Door::ALL {
            let mut limits = door.for_account().iter().chain(door.for_address());
            assert!(limits.all(|limit| limit.quiet_seconds <= QUIET_SECONDS_MAX), "{door:?}");
        }
    }

    #[test]
    fn letters_are_asked_for_at_most_five_times_a_minute() {
        for limits in
            [Door::CodeRequest.for_account(), Door::CodeRequest.for_address(), Door::LinkRequest.for_address()]
        {
            assert_eq!(limits[0], Limit { tries: 5, quiet_seconds: MINUTE });
            assert!(limits[1].quiet_seconds > MINUTE, "who goes on waits longer");
        }
    }
}
