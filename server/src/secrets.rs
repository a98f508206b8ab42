//! The clinic's secrets: made at the first start, kept in files only the owner reads.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use domain::hex::{hex, unhex};
use store::{MasterKey, audit::CheckpointKey};

/// Only the owner reads and writes.
const FILE_MODE: u32 = 0o600;
/// Only the owner reads, writes and enters.
pub const FOLDER_MODE: u32 = 0o700;

/// The files of the secrets.
pub const NAMES: [&str; 3] = [MASTER, CHECKPOINT, RELAY];
const MASTER: &str = "master.key";
const CHECKPOINT: &str = "checkpoint.key";
const RELAY: &str = "relay.key";

/// Where the secrets of a data folder lie.
#[must_use]
pub fn folder(data: &Path) -> PathBuf {
    data.join("secrets")
}

/// Whether anybody but the owner may do anything.
#[must_use]
pub const fn is_open_to_others(mode: u32) -> bool {
    mode & 0o077 != 0
}

/// What the clinic keeps to itself.
pub struct Secrets {
    /// Wraps every person's data key.
    pub master: MasterKey,
    /// Signs the head of the audit chain.
    pub checkpoint: CheckpointKey,
    /// Makes the relay's credentials.
    pub relay: relay::Secret,
}

impl Secrets {
    /// Reads the secrets of a data folder, making those that are missing.
    ///
    /// # Errors
    /// A file that others can read, or that is not a secret.
    pub fn open(data: &Path) -> anyhow::Result<Self> {
        let folder = folder(data);
        fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(FOLDER_MODE))?;
        Ok(Self {
            master: MasterKey(secret(&folder.join(MASTER))?),
            checkpoint: CheckpointKey::from_seed(&secret(&folder.join(CHECKPOINT))?),
            relay: relay::Secret::new(hex(&secret(&folder.join(RELAY))?)),
        })
    }
}

fn secret(path: &Path) -> anyhow::Result<[u8; 32]> {
    if !path.exists() {
        make(path)?;
    }
    let mode = fs::metadata(path)?.permissions().mode() & 0o777;
    if is_open_to_others(mode) {
        bail!(
            "{} can be read by others (mode {mode:o}): chmod 600 it, and think about who may have read it",
            path.display()
        );
    }
    let text = fs::read_to_string(path)?;
    unhex(text.trim()).with_context(|| format!("{} is not a secret of 64 hexadecimal digits", path.display()))
}

fn make(path: &Path) -> anyhow::Result<()> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("no chance to be had")?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path)?;
    file.write_all(hex(&bytes).as_bytes())?;
    file.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_once_and_for_the_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = Secrets::open(folder.path()).unwrap();
        let again = Secrets::open(folder.path()).unwrap();
        assert_eq!(first.master.0, again.master.0);
        for name in NAMES {
            let mode = fs::metadata(folder.path().join("secrets").join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }

    #[test]
    fn a_secret_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        Secrets::open(folder.path()).unwrap();
        let key = folder.path().join("secrets/master.key");
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(Secrets::open(folder.path()).is_err());
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&key, "short").unwrap();
        assert!(Secrets::open(folder.path()).is_err());
    }
}
