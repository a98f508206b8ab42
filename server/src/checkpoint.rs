//! The signed head of the audit chain, kept beside the database: a cut tail is found by it.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, bail};
use store::{
    Db,
    audit::{self, Checkpoint, CheckpointKey},
};
use tokio::sync::watch;

use crate::clinic::Clinic;

/// A grown chain is signed this often.
const SIGN_SECONDS: u64 = 1;

/// Where the head is kept.
#[must_use]
pub fn path(data: &Path) -> PathBuf {
    data.join("audit-head.json")
}

/// Reads the kept head, if there is one, and checks who signed it.
///
/// # Errors
/// When the file is damaged or was signed by another key.
pub fn read(data: &Path, key: &CheckpointKey) -> anyhow::Result<Option<Checkpoint>> {
    let path = path(data);
    if !path.exists() {
        return Ok(None);
    }
    let text = fs::read_to_string(&path)?;
    Ok(Some(key.read(&text).with_context(|| format!("{}", path.display()))?))
}

/// Insists that the chain still holds the link that was signed last: a chain that lost its tail must not be signed anew.
///
/// # Errors
/// When the tail was cut, the chain was built anew, or an old backup was put back.
pub async fn insist(db: &Db, data: &Path, key: &CheckpointKey) -> anyhow::Result<()> {
    let Some(kept) = read(data, key)? else { return Ok(()) };
    if audit::hash_at(db, kept.sequence).await? != Some(kept.hash) {
        bail!(
            "the audit chain no longer holds event {}, which was signed at {}: events were removed or rewritten, or an \
             old backup was put back. Run `amparo audit verify`. If you put a backup back knowingly, move {} to a safe \
             place first: it is the evidence of what is missing.",
            kept.sequence,
            kept.at,
            path(data).display()
        );
    }
    Ok(())
}

/// Signs the head whenever the chain has grown, and once more at the end.
pub async fn keep(clinic: Clinic, key: CheckpointKey, mut stop: watch::Receiver<bool>) {
    let mut signed = 0;
    loop {
        let stopping = tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(SIGN_SECONDS)) => false,
            () = crate::run::stopped(&mut stop) => true,
        };
        match sign(&clinic, &key, signed).await {
            Ok(sequence) => signed = sequence,
            Err(error) => tracing::error!(%error, "the audit head could not be kept"),
        }
        if stopping {
            return;
        }
    }
}

async fn sign(clinic: &Clinic, key: &CheckpointKey, signed: i64) -> anyhow::Result<i64> {
    let Some((sequence, hash)) = audit::head(clinic.db()).await? else { return Ok(0) };
    if sequence > signed {
        let text = key.sign(sequence, hash, clinic.clock.now()).to_text()?;
        write(&path(&clinic.settings.data), &text)?;
    }
    Ok(sequence.max(signed))
}

/// Either the old head or the new one is there, never half of one.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let next = path.with_extension("next");
    let mut file = File::create(&next)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&next, path)?;
    Ok(())
}
