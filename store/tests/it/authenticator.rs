//! An authenticator of our own (WebAuthn Level 3, section 6): a key, a count, and whatever lies it is told to tell.
//! The tests of the server use it, too.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const WITH_CREDENTIAL: u8 = 0x40;

/// A device with one passkey, and the browser in front of it.
#[derive(Clone)]
pub(crate) struct Authenticator {
    /// Where the browser believes it is.
    pub(crate) origin: String,
    /// Whether it asked for a finger or a PIN.
    pub(crate) verifies: bool,
    /// Whether a password manager keeps copies of its key.
    pub(crate) is_synced: bool,
    /// How often it was used; one that is synced does not count.
    pub(crate) counter: u32,
    /// The name of its credential.
    pub(crate) credential: Vec<u8>,
    /// Whose passkey it believes to hold.
    pub(crate) holder: Vec<u8>,
    /// What it signs with.
    pub(crate) key: SigningKey,
}

impl Authenticator {
    /// One that never met the clinic.
    pub(crate) fn at(origin: &str) -> Self {
        let (mut secret, mut credential) = ([0; 32], vec![0; 24]);
        getrandom::fill(&mut secret).unwrap();
        getrandom::fill(&mut credential).unwrap();
        Self {
            origin: origin.into(),
            verifies: true,
            is_synced: false,
            counter: 0,
            credential,
            holder: Vec::new(),
            key: SigningKey::from_slice(&secret).unwrap(),
        }
    }

    /// Answers `navigator.credentials.create`.
    pub(crate) fn create(&mut self, options: &str) -> String {
        let options = serde_json::from_str::<Value>(options).unwrap();
        self.holder = bytes(&options["user"]["id"]);
        let data = self.data(options["rp"]["id"].as_str().unwrap(), WITH_CREDENTIAL, &self.attested());
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": …}
        let head = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58";
        let length = u8::try_from(data.len()).unwrap();
        let object = [head.as_slice(), &[length], &data].concat();
        let said = self.said("webauthn.create", &options);
        self.credential_json(
            &json!({ "clientDataJSON": text(&said), "attestationObject": text(&object), "transports": ["internal"] }),
        )
    }

    /// Answers `navigator.credentials.get`.
    pub(crate) fn get(&mut self, options: &str) -> String {
        let options = serde_json::from_str::<Value>(options).unwrap();
        if !self.is_synced {
            self.counter += 1;
        }
        let data = self.data(options["rpId"].as_str().unwrap(), 0, &[]);
        let said = self.said("webauthn.get", &options);
        let signed = [data.as_slice(), &Sha256::digest(&said)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.credential_json(&json!({
            "clientDataJSON": text(&said),
            "authenticatorData": text(&data),
            "signature": text(signature.to_der().as_bytes()),
            "userHandle": text(&self.holder),
        }))
    }

    fn credential_json(&self, response: &Value) -> String {
        let id = text(&self.credential);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
            .to_string()
    }

    fn said(&self, deed: &str, options: &Value) -> Vec<u8> {
        let challenge = &options["challenge"];
        json!({ "type": deed, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    fn data(&self, relying_party: &str, more: u8, attested: &[u8]) -> Vec<u8> {
        let verified = if self.verifies { USER_VERIFIED } else { 0 };
        let synced = if self.is_synced { BACKUP_ELIGIBLE | BACKED_UP } else { 0 };
        let flags = USER_PRESENT | verified | synced | more;
        [Sha256::digest(relying_party).as_slice(), &[flags], &self.counter.to_be_bytes(), attested].concat()
    }

    /// The credential and its public key, as COSE writes an ES256 key (RFC 9053).
    fn attested(&self) -> Vec<u8> {
        let (maker, length) = ([0; 16], u16::try_from(self.credential.len()).unwrap().to_be_bytes());
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        let head = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20";
        [maker.as_slice(), &length, &self.credential, head, x, b"\x22\x58\x20", y].concat()
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}
