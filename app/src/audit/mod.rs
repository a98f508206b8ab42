//! The audit trail, for administrators: `/audit`.

pub mod api;

mod trail;

pub use trail::TrailPage;
