//! Signed checkpoints: the head of the chain, kept outside the database, so that a cut tail is found.

use domain::{
    Moment,
    audit::Hash,
    hex::{hex, unhex},
};
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, Result},
    vault::random,
};

/// The key that signs checkpoints. It lives in a file of mode 0600 and is never printed.
pub struct CheckpointKey(SigningKey);

impl CheckpointKey {
    /// The key of a seed.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// A new seed by chance.
    ///
    /// # Errors
    /// When the system gives no chance.
    pub fn generate_seed() -> Result<[u8; 32]> {
        random()
    }

    /// Signs the head of the chain.
    #[must_use]
    pub fn sign(&self, sequence: i64, hash: Hash, at: Moment) -> Checkpoint {
        let signature = self.0.sign(&message(sequence, &hash, at)).to_bytes().to_vec();
        Checkpoint { sequence, hash, at, signature }
    }

    /// Reads a checkpoint that was kept as text, and checks who signed it.
    ///
    /// # Errors
    /// When it is not a checkpoint, or not signed by this key.
    pub fn read(&self, text: &str) -> Result<Checkpoint> {
        let kept: Kept = serde_json::from_str(text).map_err(Error::broken)?;
        let bad = || Error::Broken(anyhow::anyhow!("the checkpoint is damaged, or was signed by another key"));
        let hash = unhex(&kept.hash).ok_or_else(bad)?;
        let signature: [u8; 64] = unhex(&kept.signature).ok_or_else(bad)?;
        let key: VerifyingKey = self.0.verifying_key();
        let parsed = Signature::from_bytes(&signature);
        key.verify(&message(kept.sequence, &hash, kept.at), &parsed).map_err(|_| bad())?;
        Ok(Checkpoint { sequence: kept.sequence, hash, at: kept.at, signature: signature.to_vec() })
    }
}

/// The head of the chain at an instant, signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Number of the last link.
    pub sequence: i64,
    /// Its hash.
    pub hash: Hash,
    /// When it was signed.
    pub at: Moment,
    signature: Vec<u8>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    sequence: i64,
    hash: String,
    at: Moment,
    signature: String,
}

impl Checkpoint {
    /// The text that is kept.
    ///
    /// # Errors
    /// Never in practice.
    pub fn to_text(&self) -> Result<String> {
        let kept =
            Kept { sequence: self.sequence, hash: hex(&self.hash), at: self.at, signature: hex(&self.signature) };
        serde_json::to_string(&kept).map_err(Error::broken)
    }
}

fn message(sequence: i64, hash: &Hash, at: Moment) -> Vec<u8> {
    [b"amparo.checkpoint.v1".as_slice(), &sequence.to_be_bytes(), hash, &at.micros().to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_believed_only_as_it_was_signed() {
        let (ours, theirs) = (CheckpointKey::from_seed(&[1; 32]), CheckpointKey::from_seed(&[2; 32]));
        let signed = ours.sign(7, [9; 32], Moment::from_micros(5));
        let text = signed.to_text().unwrap();
        assert_eq!(ours.read(&text).unwrap(), signed);
        assert!(theirs.read(&text).is_err());
        assert!(ours.read(&text.replace("\"sequence\":7", "\"sequence\":6")).is_err());
        assert!(ours.read("{}").is_err());
        assert!(ours.read(&text.replace(&hex(&[9; 32]), "zz")).is_err());
    }
}
