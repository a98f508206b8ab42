//! One's own visits in a calendar elsewhere: a section among one's own data.

pub mod api;

mod section;

pub(crate) use section::CalendarSection;
