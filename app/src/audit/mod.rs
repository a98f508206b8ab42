//! The audit trail, for administrators: `/audit`.

pub mod api;

mod security;
mod trail;

pub use security::SecurityLogPage;
pub use trail::TrailPage;
