//! What a clinic decides about its accounts. The settings of the server name each of these.

use crate::{
    Moment, Problem, Role,
    accounts::SIGN_IN_IDLE_MINUTES,
    field::{PASSWORD_CHARS_FLOOR, PASSWORD_CHARS_MAX, PASSWORD_CHARS_MIN, Password},
};

/// No clinic asks for a longer password than this: a length that nobody types is written on paper.
pub const PASSWORD_CHARS_MIN_MAX: usize = 64;
/// So many passwords of one account are remembered at most: each costs a hash when a new one is set.
pub const PASSWORD_REUSE_MAX: i64 = 24;
/// A password that must be changed more often than this is written on paper, too.
pub const PASSWORD_DAYS_MIN: i64 = 7;
/// Ten years; longer is never.
pub const PASSWORD_DAYS_MAX: i64 = 3_650;

/// The decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whether whoever works here needs a second factor.
    pub staff_second_factor: bool,
    /// Devices a patient is signed in with at one time; one more ends the oldest.
    pub patient_devices_max: i64,
    /// The same for whoever works here.
    pub staff_devices_max: i64,
    /// Minutes without use after which a patient is signed out.
    pub patient_idle_minutes: i64,
    /// The same for whoever works here: their screens show other people's data.
    pub staff_idle_minutes: i64,
    /// Characters a new password has at least.
    pub password_chars_min: usize,
    /// The last so many passwords of an account may not come again, the present one among them; 0 remembers none.
    pub password_reuse: i64,
    /// Days after which a password opens nothing until it is replaced; 0 is never.
    pub password_days_max: i64,
}

impl Policy {
    /// How many devices a role may be signed in with.
    #[must_use]
    pub const fn devices_max(&self, role: Role) -> i64 {
        match role {
            Role::Patient => self.patient_devices_max,
            _ => self.staff_devices_max,
        }
    }

    /// After how many minutes without use a role is signed out.
    #[must_use]
    pub const fn idle_minutes(&self, role: Role) -> i64 {
        match role {
            Role::Patient => self.patient_idle_minutes,
            _ => self.staff_idle_minutes,
        }
    }
}

impl Policy {
    /// Whether what it says of passwords can be kept to.
    #[must_use]
    pub fn is_sound_on_passwords(&self) -> bool {
        let days = self.password_days_max;
        (PASSWORD_CHARS_FLOOR..=PASSWORD_CHARS_MIN_MAX).contains(&self.password_chars_min)
            && (0..=PASSWORD_REUSE_MAX).contains(&self.password_reuse)
            && (days == 0 || (PASSWORD_DAYS_MIN..=PASSWORD_DAYS_MAX).contains(&days))
    }

    /// Whether a new password is as long as this clinic asks for.
    ///
    /// # Errors
    /// [`Problem::TooShort`].
    pub fn allows(&self, new: &Password) -> Result<(), Problem> {
        if is_long_enough(new.reveal(), self.password_chars_min) { Ok(()) } else { Err(Problem::TooShort) }
    }

    /// How many passwords are remembered beside the present one.
    #[must_use]
    pub const fn former_passwords_max(&self) -> i64 {
        if self.password_reuse > 1 { self.password_reuse - 1 } else { 0 }
    }

    /// Whether a password that was set at some time must be replaced by now.
    #[must_use]
    pub fn is_password_over(&self, set_at: Moment, now: Moment) -> bool {
        self.password_days_max > 0 && set_at.plus_minutes(self.password_days_max * 24 * 60) <= now
    }
}

/// Whether a password has so many characters; the browser asks the same before it sends a form.
#[must_use]
pub fn is_long_enough(password: &str, chars_min: usize) -> bool {
    // Nobody types more than the longest that is taken: no need to count on.
    password.chars().take(PASSWORD_CHARS_MAX).count() >= chars_min
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            staff_second_factor: true,
            patient_devices_max: 2,
            staff_devices_max: 5,
            patient_idle_minutes: SIGN_IN_IDLE_MINUTES,
            staff_idle_minutes: 60,
            password_chars_min: PASSWORD_CHARS_MIN,
            password_reuse: 5,
            password_days_max: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(chars_min: usize, reuse: i64, days_max: i64) -> Policy {
        Policy {
            password_chars_min: chars_min,
            password_reuse: reuse,
            password_days_max: days_max,
            ..Policy::default()
        }
    }

    #[test]
    fn a_policy_on_passwords_can_be_kept_to() {
        assert!(Policy::default().is_sound_on_passwords());
        for sound in [policy(8, 0, 0), policy(64, 24, 7), policy(12, 1, 3_650)] {
            assert!(sound.is_sound_on_passwords(), "{sound:?}");
        }
        let odd = [policy(7, 5, 0), policy(65, 5, 0), policy(10, -1, 0), policy(10, 25, 0), policy(10, 5, -1)];
        for odd in odd.into_iter().chain([policy(10, 5, 6), policy(10, 5, 3_651), policy(0, 0, 0)]) {
            assert!(!odd.is_sound_on_passwords(), "{odd:?}");
        }
    }

    #[test]
    fn a_password_is_as_long_as_the_clinic_asks_for_in_characters() {
        let twelve = policy(12, 5, 0);
        let allowed = |text: &str| twelve.allows(&Password::parse(text).unwrap());
        assert_eq!(allowed("girafa azul1"), Ok(()));
        assert_eq!(allowed("girafa azu1"), Err(Problem::TooShort));
        // Twelve letters, more bytes; and eleven letters, twelve bytes.
        assert_eq!(allowed("maçã e pão 7"), Ok(()));
        assert_eq!(allowed("maçã e pã 7"), Err(Problem::TooShort));
    }

    #[test]
    fn the_present_password_counts_among_those_that_are_remembered() {
        for (reuse, former) in [(0, 0), (1, 0), (2, 1), (5, 4), (24, 23)] {
            assert_eq!(policy(10, reuse, 0).former_passwords_max(), former, "{reuse}");
        }
    }

    #[test]
    fn a_password_is_over_on_its_last_day_and_by_default_never() {
        let set_at = Moment::parse("2026-03-02T07:00:00-03:00").unwrap();
        let after = |days: i64, minutes: i64| set_at.plus_minutes(days * 24 * 60 + minutes);
        assert!(!policy(10, 5, 90).is_password_over(set_at, after(90, -1)));
        assert!(policy(10, 5, 90).is_password_over(set_at, after(90, 0)));
        assert!(!Policy::default().is_password_over(set_at, after(100_000, 0)));
    }
}
