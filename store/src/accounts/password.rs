//! Passwords: Argon2id on threads of its own, a few at a time, which give way to everybody else.

use std::{
    num::NonZero,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, LazyLock, Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread,
};

use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use domain::Refusal;
use rustix::process::setpriority_process;
use tokio::sync::{Semaphore, oneshot};
use unicode_normalization::UnicodeNormalization;

use crate::error::{Error, Result};

/// Memory of one hash (OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes at a time: four take 76 MiB, which the smallest server can hold.
const HASHES_MAX: usize = 4;
/// Bytes of a hash.
const OUTPUT_BYTES: usize = 32;
/// Hashes that wait for their turn; more are refused at once.
const HASHES_WAITING_MAX: usize = 64;

/// How much these threads give way (nice, 0 to 19).
const NICE: i32 = 15;

type Work = Box<dyn FnOnce() + Send>;

/// The threads that hash. One core is left to everybody who is signed in, and on the others they go last: a crowd at the
/// door must not slow anybody's pages.
static HASHERS: LazyLock<Sender<Work>> = LazyLock::new(|| {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let (give, take) = mpsc::channel();
    let take = Arc::new(Mutex::new(take));
    for _ in 0..(cores - 1).clamp(1, HASHES_MAX) {
        let take = Arc::clone(&take);
        thread::spawn(move || hash_for_ever(&take));
    }
    give
});
static WAITING: Semaphore = Semaphore::const_new(HASHES_WAITING_MAX);

/// The memory of hashes that are done, for those to come. Given back to the system it would not go there: the allocator
/// keeps some for each thread that ever hashed, and those are many.
static USED: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

/// What an unknown account is measured against, so that its answer takes as long as a known one's.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_now("nobody has this password").ok());

/// Hashes a new password.
///
/// # Errors
/// [`Refusal::Busy`] when too many wait.
pub async fn hash(password: &str) -> Result<String> {
    let password = one_spelling(password);
    on_hashing_thread(move || hash_now(&password)).await
}

/// Whether a password fits; `None` stands for an account that does not exist, and takes as long.
///
/// # Errors
/// [`Refusal::Busy`] when too many wait.
pub async fn fits(password: &str, stored: Option<String>) -> Result<bool> {
    let password = one_spelling(password);
    on_hashing_thread(move || {
        let exists = stored.is_some();
        let Some(stored) = stored.or_else(|| NOBODY.clone()) else { return Ok(false) };
        let stored = PasswordHash::new(&stored).map_err(|error| broken(&error))?;
        let (Some(salt), Some(kept)) = (stored.salt, stored.hash) else { return Ok(false) };
        let params = Params::try_from(&stored).map_err(|error| broken(&error))?;
        // Outputs are compared in constant time.
        Ok(output(&password, salt, &params)? == kept && exists)
    })
    .await
}

/// The same password for every way a keyboard writes it (RFC 8265, `OpaqueString`): composed characters (NFC) and plain
/// spaces. Case and accents count.
fn one_spelling(password: &str) -> String {
    let plain_spaces = |c: char| if c.is_whitespace() && !c.is_control() { ' ' } else { c };
    password.chars().map(plain_spaces).nfc().collect()
}

/// Works where it holds nobody up, in its turn among the hashes.
pub(super) async fn on_hashing_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let waiting = WAITING.try_acquire().map_err(|_| Refusal::Busy)?;
    let (tell, told) = oneshot::channel();
    // Whoever went away meanwhile is not worked for, and keeps their place until that is seen.
    let work: Work = Box::new(move || {
        if !tell.is_closed() {
            let answer = work();
            // Whoever hears it may ask again at once.
            drop(waiting);
            _ = tell.send(answer);
        }
    });
    HASHERS.send(work).map_err(|_| Error::Broken(anyhow::anyhow!("no thread hashes")))?;
    told.await.map_err(Error::broken)?
}

fn hash_for_ever(take: &Mutex<Receiver<Work>>) {
    // On Linux this is about one thread. Where it is not allowed, hashes go on as everything else does.
    _ = setpriority_process(None, NICE);
    loop {
        let work = take.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(work) = work else { return };
        // Whoever waits hears of a panic by the end of the channel; the thread is for others too.
        _ = catch_unwind(AssertUnwindSafe(work));
    }
}

fn hash_now(password: &str) -> Result<String> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, Some(OUTPUT_BYTES)).map_err(|error| broken(&error))?;
    let mut salt = [0; Salt::RECOMMENDED_LENGTH];
    getrandom::fill(&mut salt).map_err(Error::broken)?;
    let salt = Salt::new(&salt).map_err(|error| broken(&error))?;
    let hash = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(|error| broken(&error))?,
        salt: Some(salt),
        hash: Some(output(password, salt, &params)?),
    };
    Ok(hash.to_string())
}

fn output(password: &str, salt: Salt, params: &Params) -> Result<Output> {
    let mut memory = used().pop().unwrap_or_default();
    memory.resize(params.block_count(), Block::new());
    let mut bytes = vec![0; params.output_len().unwrap_or(OUTPUT_BYTES)];
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let done = hasher.hash_password_into_with_memory(password.as_bytes(), &salt, &mut bytes, &mut memory);
    used().push(memory);
    done.map_err(|error| broken(&error))?;
    Output::new(&bytes).map_err(|error| broken(&error))
}

fn used() -> MutexGuard<'static, Vec<Vec<Block>>> {
    USED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn broken(error: &impl std::fmt::Display) -> Error {
    Error::Broken(anyhow::anyhow!("argon2: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_hash_and_no_other() {
        let stored = hash("correto cavalo 7").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(fits("correto cavalo 7", Some(stored.clone())).await.unwrap());
        assert!(!fits("correto cavalo 8", Some(stored)).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_of_another_version_of_this_program_still_fits() {
        use argon2::password_hash::{PasswordHasher, PasswordVerifier};
        let params = Params::new(8 * 1024, 1, 1, None).unwrap();
        let other = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let stored = other.hash_password_with_salt(b"correto cavalo 7", b"sixteen bytes of").unwrap().to_string();
        // Memory that other hashes left behind, larger and full, changes nothing.
        for _ in 0..3 {
            let own = hash("correto cavalo 7").await.unwrap();
            assert!(other.verify_password(b"correto cavalo 7", own.as_str()).is_ok());
            assert!(fits("correto cavalo 7", Some(stored.clone())).await.unwrap());
            assert!(!fits("correto cavalo 8", Some(stored.clone())).await.unwrap());
        }
    }

    #[tokio::test]
    async fn a_crowd_of_hashes_works_in_the_memory_of_a_few() {
        let crowd = (0..16).map(|_| tokio::spawn(hash("correto cavalo 7"))).collect::<Vec<_>>();
        for hashed in crowd {
            hashed.await.unwrap().unwrap();
        }
        let blocks = used().iter().map(Vec::len).sum::<usize>();
        assert!((1..=HASHES_MAX * MEMORY_KIB as usize).contains(&blocks), "{blocks} KiB");
    }

    #[tokio::test]
    async fn a_password_is_the_same_however_a_keyboard_writes_it() {
        // é in one character, and as e with an accent; a space that does not break.
        let stored = hash("café com pão\u{a0}7").await.unwrap();
        assert!(fits("cafe\u{301} com pa\u{303}o 7", Some(stored.clone())).await.unwrap());
        for other in ["cafe com pao 7", "Café com pão 7", "café com pão7"] {
            assert!(!fits(other, Some(stored.clone())).await.unwrap(), "{other}");
        }
    }

    #[tokio::test]
    async fn nobody_has_no_password() {
        assert!(!fits("nobody has this password", None).await.unwrap());
    }
}
