//! Terms of use and privacy notice: which texts hold now, and who accepted which.

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, Local, Problem, audit::Hash};

words! {
    /// A text that people accept.
    Document {
        /// Terms of use.
        Terms = "terms",
        /// Privacy notice.
        Privacy = "privacy",
    }
}

/// A version of a text. It lies in `app/legal`, as `<document>-<version>.md` for each language; a released version never
/// changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Which text.
    pub document: Document,
    /// 1, 2, 3 …
    pub version: i64,
    /// The SHA-256 of the Portuguese text, which is the one that binds.
    pub hash: &'static str,
}

/// The texts that hold now.
pub const EDITIONS: [Edition; 2] = [
    Edition {
        document: Document::Terms,
        version: 1,
        hash: "7dc39b884ededb17e6192747676aa026b2973a809403dd26c4f33cf3fd682ab9",
    },
    Edition {
        document: Document::Privacy,
        version: 1,
        hash: "3f0dcd618c3bbf58bbb13c45ceb52d6c24577ab07c2c28dd464924a60405a68b",
    },
];

/// What a ticked box sends: it names the versions, so that nobody accepts a text that changed after they read it.
pub const CURRENT: &str = "terms-1 privacy-1";

impl Edition {
    /// The hash as bytes.
    #[must_use]
    pub fn hash_bytes(&self) -> Hash {
        crate::hex::unhex(self.hash).unwrap_or_default()
    }
}

/// A yes to the texts as they are now; it can only come from a ticked box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted(());

impl Accepted {
    /// # Errors
    /// [`Problem::NotAccepted`] for an empty box, and for one that speaks of other versions.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text == CURRENT { Ok(Self(())) } else { Err(Problem::NotAccepted) }
    }
}

/// What is sent to accept the texts after signing in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct AcceptForm {
    /// [`CURRENT`], when the box was ticked.
    #[serde(default)]
    pub accepted: String,
}

impl AcceptForm {
    /// # Errors
    /// The box, when it was not ticked.
    pub fn check(&self) -> Result<Accepted, FieldErrors> {
        Accepted::parse(&self.accepted).map_err(|problem| FieldErrors::one("accepted", problem))
    }
}

/// A text that somebody accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Which text.
    pub document: Document,
    /// Which version of it.
    pub version: i64,
    /// When.
    pub at: Local,
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    #[test]
    fn the_texts_are_the_ones_that_people_accept() {
        for (edition, text) in EDITIONS
            .iter()
            .zip([include_str!("../../app/legal/pt-BR/terms-1.md"), include_str!("../../app/legal/pt-BR/privacy-1.md")])
        {
            let hash = crate::hex::hex(&Sha256::digest(text));
            assert_eq!(edition.hash, hash, "{edition:?}: a released text never changes; write the next version");
            assert_eq!(crate::hex::hex(&edition.hash_bytes()), hash);
        }
    }

    #[test]
    fn a_ticked_box_names_the_versions() {
        let named = EDITIONS.map(|edition| format!("{}-{}", edition.document.as_str(), edition.version));
        assert_eq!(named.join(" "), CURRENT);
        assert!(Accepted::parse(CURRENT).is_ok());
        assert_eq!(Accepted::parse("terms-1 privacy-0"), Err(Problem::NotAccepted));
    }
}
