//! The frame around the pages: brand, navigation by role, preferences, landmarks.

mod acting;
mod brand;
mod frame;
mod navigation;
mod preferences;

pub mod stage;

pub use brand::{Brand, Mark};
pub use frame::{Frame, Narrow, Welcome};
pub(crate) use preferences::remember;
pub use preferences::{LANGUAGE_COOKIE, LanguageSwitch, Preferences, THEME_COOKIE, Theme, ThemeSwitch, provide_theme};
