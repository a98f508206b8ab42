//! What a clinic decides about its accounts. The settings of the server name each of these.

use crate::{Role, accounts::SIGN_IN_IDLE_MINUTES};

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

impl Default for Policy {
    fn default() -> Self {
        Self {
            staff_second_factor: true,
            patient_devices_max: 2,
            staff_devices_max: 5,
            patient_idle_minutes: SIGN_IN_IDLE_MINUTES,
            staff_idle_minutes: 60,
        }
    }
}
