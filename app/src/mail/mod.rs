//! Mail in the demo: what was written instead of being sent.

pub mod api;
pub mod letters;

mod outbox;

pub use outbox::OutboxPage;

use std::{pin::Pin, sync::Arc};

use serde::{Deserialize, Serialize};

/// A message of the demo outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoMail {
    /// To whom.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// When, as its header says.
    pub date: String,
    /// The text.
    pub text: String,
}

/// How the server reads its outbox folder; given to the pages in demo mode only.
#[derive(Clone)]
pub struct DemoOutbox(pub Arc<dyn Fn() -> Reading + Send + Sync>);

/// The outbox folder being read.
pub type Reading = Pin<Box<dyn Future<Output = Vec<DemoMail>> + Send>>;

impl DemoOutbox {
    /// The messages, latest first.
    pub async fn read(&self) -> Vec<DemoMail> {
        (self.0)().await
    }
}
