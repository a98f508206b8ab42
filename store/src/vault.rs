//! Keys and ciphertext. Every person has a data key, wrapped by the clinic's master key.
//!
//! A sealed value is *key id byte, nonce (12), AES-256-GCM ciphertext with tag*. Its associated data is
//! `table|column|row id`, so a value moved to another row does not open.

use std::sync::Arc;

use aes_gcm::{
    Aes256Gcm, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{
    error::{Error, Result},
    work::Work,
};

/// The first byte of everything sealed under the first kind of key.
const KEY_ID: u8 = 1;
const NONCE_BYTES: usize = 12;
const TAG_BYTES: usize = 16;

/// The clinic's master key. It lives in a file of mode 0600 and is never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey(pub [u8; 32]);

impl MasterKey {
    /// A new key by chance.
    ///
    /// # Errors
    /// When the system gives no chance.
    pub fn generate() -> Result<Self> {
        Ok(Self(random()?))
    }
}

/// Bytes by chance, from the system.
///
/// # Errors
/// When the system gives none.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Error::broken)?;
    Ok(bytes)
}

/// A value that only its data key opens.
#[derive(Clone, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// As it travels outside of the database.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As it came back.
    #[must_use]
    pub const fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("Sealed")
    }
}

/// Where a sealed value stands: it opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    table: &'static str,
    column: &'static str,
    row: Uuid,
}

impl Place {
    /// A column of a row.
    #[must_use]
    pub const fn new(table: &'static str, column: &'static str, row: Uuid) -> Self {
        Self { table, column, row }
    }

    fn associated_data(&self) -> Vec<u8> {
        format!("{}|{}|{}", self.table, self.column, self.row.hyphenated()).into_bytes()
    }
}

/// The clinic's keys, derived from the master key: one for each purpose.
#[derive(Clone)]
pub struct Vault(Arc<Keys>);

struct Keys {
    wrap: Aes256Gcm,
    waiting: Aes256Gcm,
    index: [u8; 32],
}

impl Vault {
    /// The keys under a master key.
    #[must_use]
    pub fn new(master: &MasterKey) -> Self {
        let cipher = |purpose| Aes256Gcm::new(&derive(master, purpose).into());
        let (wrap, waiting) = (cipher("amparo.wrap.v1"), cipher("amparo.waiting.v1"));
        Self(Arc::new(Keys { wrap, waiting, index: derive(master, "amparo.index.v1") }))
    }

    /// A keyed hash by which a value is found without being readable (blind index).
    #[must_use]
    pub fn index(&self, what: &'static str, value: &str) -> Vec<u8> {
        mac(&self.0.index, &[what.as_bytes(), b"|", value.as_bytes()]).to_vec()
    }

    /// Seals what somebody typed who is not known here yet, and has no key of their own.
    ///
    /// # Errors
    /// When the system gives no chance for the nonce.
    pub fn seal(&self, place: Place, text: &str) -> Result<Sealed> {
        seal(&self.0.waiting, &place, text.as_bytes()).map(Sealed)
    }

    /// Opens what was sealed so, in its place.
    ///
    /// # Errors
    /// When it was changed, moved, or sealed under another key.
    pub fn open(&self, place: Place, sealed: &Sealed) -> Result<String> {
        String::from_utf8(open(&self.0.waiting, &place, &sealed.0)?).map_err(Error::broken)
    }

    fn wrap(&self, person: Uuid, key: &[u8; 32]) -> Result<Vec<u8>> {
        seal(&self.0.wrap, &Place::new("person_key", "wrapped", person), key)
    }

    fn unwrap(&self, person: Uuid, wrapped: &[u8]) -> Result<DataKey> {
        let mut key = open(&self.0.wrap, &Place::new("person_key", "wrapped", person), wrapped)?;
        let cipher = Aes256Gcm::new_from_slice(&key).map_err(Error::broken);
        key.zeroize();
        Ok(DataKey(cipher?))
    }

    /// The data key of a person, made on first use.
    ///
    /// # Errors
    /// When the database does not answer, or the key was wrapped under another master key.
    pub async fn data_key(&self, work: &mut Work, person: Uuid, now: domain::Moment) -> Result<DataKey> {
        let mut key = random::<32>()?;
        let fresh = self.wrap(person, &key)?;
        key.zeroize();
        // Two visits of one person may both be the first: the row that stands is the key.
        run!(
            &mut work.tx,
            "insert into person_key (person_id, wrapped, created_at) values ($1, $2, $3) on conflict (person_id) do nothing",
            person,
            fresh,
            now
        )?;
        let stored = row!(&mut work.tx, (Vec<u8>,), "select wrapped from person_key where person_id = $1", person)?;
        self.unwrap(person, &stored.ok_or(Error::Missing)?.0)
    }

    /// The data key of a person, as it was read beside them.
    ///
    /// # Errors
    /// When it was wrapped under another master key, or for somebody else.
    pub(crate) fn key_of(&self, person: Uuid, wrapped: &[u8]) -> Result<DataKey> {
        self.unwrap(person, wrapped)
    }

    /// The data key of a person who has one.
    ///
    /// # Errors
    /// [`Error::Missing`] when the key was never made, or was destroyed.
    pub async fn existing_key(&self, tx: &mut crate::Tx, person: Uuid) -> Result<DataKey> {
        let stored = row!(tx, (Vec<u8>,), "select wrapped from person_key where person_id = $1", person)?;
        self.unwrap(person, &stored.ok_or(Error::Missing)?.0)
    }
}

/// The key under which one person's texts are sealed.
pub struct DataKey(Aes256Gcm);

impl DataKey {
    /// Seals a text in its place.
    ///
    /// # Errors
    /// When the system gives no chance for the nonce.
    pub fn seal(&self, place: Place, text: &str) -> Result<Sealed> {
        seal(&self.0, &place, text.as_bytes()).map(Sealed)
    }

    /// Seals bytes in their place.
    ///
    /// # Errors
    /// When the system gives no chance for the nonce.
    pub fn seal_bytes(&self, place: Place, bytes: &[u8]) -> Result<Sealed> {
        seal(&self.0, &place, bytes).map(Sealed)
    }

    /// Opens bytes that were sealed in this place.
    ///
    /// # Errors
    /// When they were changed, moved, or sealed under another key.
    pub fn open_bytes(&self, place: Place, sealed: &Sealed) -> Result<Vec<u8>> {
        open(&self.0, &place, &sealed.0)
    }

    /// Opens a text that was sealed in this place.
    ///
    /// # Errors
    /// When it was changed, moved, or sealed under another key.
    pub fn open(&self, place: Place, sealed: &Sealed) -> Result<String> {
        String::from_utf8(open(&self.0, &place, &sealed.0)?).map_err(Error::broken)
    }
}

fn seal(cipher: &Aes256Gcm, place: &Place, text: &[u8]) -> Result<Vec<u8>> {
    let nonce = random::<NONCE_BYTES>()?;
    let payload = Payload { msg: text, aad: &place.associated_data() };
    let body = cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| unopened("sealing failed"))?;
    Ok([&[KEY_ID], nonce.as_slice(), &body].concat())
}

fn open(cipher: &Aes256Gcm, place: &Place, sealed: &[u8]) -> Result<Vec<u8>> {
    if sealed.len() < 1 + NONCE_BYTES + TAG_BYTES || sealed[0] != KEY_ID {
        return Err(unopened("not a sealed value"));
    }
    let (nonce, body) = sealed[1..].split_at(NONCE_BYTES);
    let nonce = <[u8; NONCE_BYTES]>::try_from(nonce).map_err(Error::broken)?;
    let payload = Payload { msg: body, aad: &place.associated_data() };
    cipher.decrypt(&Nonce::from(nonce), payload).map_err(|_| unopened("a sealed value does not open"))
}

fn unopened(what: &'static str) -> Error {
    Error::Broken(anyhow::anyhow!(what))
}

fn derive(master: &MasterKey, purpose: &str) -> [u8; 32] {
    mac(&master.0, &[purpose.as_bytes()])
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = <Hmac<Sha256>>::new_from_slice(key).expect("any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> DataKey {
        DataKey(Aes256Gcm::new(&[seed; 32].into()))
    }

    #[test]
    fn a_sealed_text_opens_only_in_its_place_and_under_its_key() {
        let (here, there) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let sealed = key(1).seal(Place::new("note", "text", here), "dor lombar").unwrap();
        assert_eq!(key(1).open(Place::new("note", "text", here), &sealed).unwrap(), "dor lombar");
        assert!(key(1).open(Place::new("note", "text", there), &sealed).is_err());
        assert!(key(1).open(Place::new("note", "title", here), &sealed).is_err());
        assert!(key(2).open(Place::new("note", "text", here), &sealed).is_err());
    }

    #[test]
    fn a_changed_byte_anywhere_is_found() {
        let place = Place::new("note", "text", Uuid::from_u128(1));
        let sealed = key(1).seal(place, "dor lombar").unwrap();
        for at in 0..sealed.0.len() {
            let mut broken = sealed.clone();
            broken.0[at] ^= 1;
            assert!(key(1).open(place, &broken).is_err(), "byte {at}");
        }
        assert!(key(1).open(place, &Sealed(vec![])).is_err());
        assert!(key(1).open(place, &Sealed(vec![KEY_ID; 20])).is_err());
    }

    #[test]
    fn the_same_text_is_never_sealed_the_same_way_and_never_shown() {
        let place = Place::new("note", "text", Uuid::from_u128(1));
        let (first, second) = (key(1).seal(place, "x").unwrap(), key(1).seal(place, "x").unwrap());
        assert_ne!(first, second);
        assert_eq!(format!("{first:?}"), "Sealed");
    }

    #[test]
    fn an_index_depends_on_the_master_key_and_on_what_it_is_for() {
        let (one, two) = (Vault::new(&MasterKey([1; 32])), Vault::new(&MasterKey([2; 32])));
        assert_eq!(one.index("cpf", "52998224725"), one.index("cpf", "52998224725"));
        assert_ne!(one.index("cpf", "52998224725"), two.index("cpf", "52998224725"));
        assert_ne!(one.index("cpf", "52998224725"), one.index("cns", "52998224725"));
    }
}
