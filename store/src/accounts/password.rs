//! Passwords: Argon2id on blocking threads, a few at a time.

use std::sync::LazyLock;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use domain::Refusal;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::{Error, Result};

/// Memory of one hash (OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes at a time: four take 76 MiB, which the smallest server can hold.
const HASHES_MAX: usize = 4;
/// Hashes that wait for their turn; more are refused at once.
const HASHES_WAITING_MAX: usize = 64;

static HASHING: Semaphore = Semaphore::const_new(HASHES_MAX);
static WAITING: Semaphore = Semaphore::const_new(HASHES_WAITING_MAX);

/// What an unknown account is measured against, so that its answer takes as long as a known one's.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_now("nobody has this password").ok());

/// Hashes a new password.
///
/// # Errors
/// [`Refusal::Busy`] when too many wait.
pub async fn hash(password: &str) -> Result<String> {
    let password = password.to_owned();
    on_blocking_thread(move || hash_now(&password)).await
}

/// Whether a password fits; `None` stands for an account that does not exist, and takes as long.
///
/// # Errors
/// [`Refusal::Busy`] when too many wait.
pub async fn fits(password: &str, stored: Option<String>) -> Result<bool> {
    let password = password.to_owned();
    on_blocking_thread(move || {
        let exists = stored.is_some();
        let Some(stored) = stored.or_else(|| NOBODY.clone()) else { return Ok(false) };
        let stored = PasswordHash::new(&stored).map_err(|error| broken(&error))?;
        let fits = hasher()?.verify_password(password.as_bytes(), &stored).is_ok();
        Ok(fits && exists)
    })
    .await
}

async fn on_blocking_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _turn: (SemaphorePermit<'_>, SemaphorePermit<'_>) = {
        let waiting = WAITING.try_acquire().map_err(|_| Refusal::Busy)?;
        (HASHING.acquire().await.map_err(Error::broken)?, waiting)
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::broken)?
}

fn hash_now(password: &str) -> Result<String> {
    let hash = hasher()?.hash_password(password.as_bytes()).map_err(|error| broken(&error))?;
    Ok(hash.to_string())
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| broken(&error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
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
    async fn nobody_has_no_password() {
        assert!(!fits("nobody has this password", None).await.unwrap());
    }
}
