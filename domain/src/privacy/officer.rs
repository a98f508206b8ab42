//! Whom people turn to about their data.

use serde::{Deserialize, Serialize};

/// The person in charge of data (LGPD, article 41), to whom everybody may turn about theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    /// Who.
    pub name: String,
    /// Where to.
    pub email: String,
}
