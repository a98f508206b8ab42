//! Walking the chain from its first link, and pointing at the first that is broken.

use domain::{
    audit::{FIRST_HASH, Hash},
    hex::hex,
};

use super::{LinkRow, checkpoint::Checkpoint, hash_of};
use crate::{
    db::Db,
    error::{Error, Result},
    work::Read,
};

/// Links read at a time.
const LINKS_MAX: i64 = 2_000;

/// What a walk along the chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// Links that fit.
    pub links: i64,
    /// The hash of the last link that fits, in hexadecimal.
    pub head: String,
    /// The first thing that does not fit.
    pub broken: Option<Broken>,
}

/// What does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// This link was changed, or the hash it carries was.
    Changed(i64),
    /// Links from this number on are missing in the middle.
    Gap(i64),
    /// A row that no version of the program writes.
    Unreadable(i64),
    /// The chain ends before the signed head: the tail was cut, or an old backup was put back.
    CutTail {
        /// Where the chain ends.
        ends_at: i64,
        /// Where the checkpoint saw it.
        checkpoint: i64,
    },
    /// The chain was built anew: the link of the checkpoint has another hash.
    Rebuilt(i64),
}

/// Walks the chain; with a checkpoint, also proves that its end is still there.
///
/// # Errors
/// When the database does not answer.
pub async fn verify(db: &Db, checkpoint: Option<&Checkpoint>) -> Result<Verification> {
    let mut read = Read::open(db).await?;
    let (mut sequence, mut hash) = (0, FIRST_HASH);
    let (mut broken, mut limit) = (None, LINKS_MAX);
    while broken.is_none() {
        let found = rows!(
            &mut read.tx,
            LinkRow,
            "select sequence, at, actor, account_id, kind, subject_id, patient_id, acted_for, hash from audit_event
             where sequence > $1 order by sequence limit $2",
            sequence,
            limit
        );
        let found = match found {
            Ok(found) => found,
            // A row with a word that is on no list does not even decode: somebody else wrote it. Which one it is shows
            // when they are read one by one.
            Err(error) if is_unreadable(&error) && limit > 1 => {
                limit = 1;
                continue;
            }
            Err(error) if is_unreadable(&error) => {
                broken = Some(Broken::Unreadable(sequence + 1));
                break;
            }
            Err(error) => return Err(error),
        };
        if found.is_empty() {
            break;
        }
        for row in &found {
            broken = check(row, sequence, &hash, checkpoint);
            if broken.is_some() {
                break;
            }
            sequence = row.sequence;
            hash = row.link().hash(&hash);
        }
    }
    let tail = checkpoint.filter(|checkpoint| checkpoint.sequence > sequence);
    let broken = broken
        .or_else(|| tail.map(|checkpoint| Broken::CutTail { ends_at: sequence, checkpoint: checkpoint.sequence }));
    Ok(Verification { links: sequence, head: hex(&hash), broken })
}

/// Whether a row was found that does not decode; a database that does not answer is another matter.
fn is_unreadable(error: &Error) -> bool {
    let Error::Broken(cause) = error else { return false };
    matches!(cause.downcast_ref(), Some(sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_)))
}

fn check(row: &LinkRow, before: i64, hash: &Hash, checkpoint: Option<&Checkpoint>) -> Option<Broken> {
    if row.sequence != before + 1 {
        return Some(Broken::Gap(before + 1));
    }
    let expected = row.link().hash(hash);
    if row.hash != expected {
        return Some(Broken::Changed(row.sequence));
    }
    let is_checkpoint = checkpoint.filter(|checkpoint| checkpoint.sequence == row.sequence);
    is_checkpoint.filter(|checkpoint| checkpoint.hash != expected).map(|_| Broken::Rebuilt(row.sequence))
}

/// The hash of one link; none when the chain does not reach that far.
///
/// # Errors
/// When the database does not answer.
pub async fn hash_at(db: &Db, sequence: i64) -> Result<Option<Hash>> {
    let mut read = Read::open(db).await?;
    let found = row!(&mut read.tx, (Vec<u8>,), "select hash from audit_event where sequence = $1", sequence)?;
    found.map(|(hash,)| hash_of(&hash)).transpose()
}

/// The last link: its number and hash; none while the chain is empty.
///
/// # Errors
/// When the database does not answer.
pub async fn head(db: &Db) -> Result<Option<(i64, Hash)>> {
    let mut read = Read::open(db).await?;
    let last =
        row!(&mut read.tx, (i64, Vec<u8>), "select sequence, hash from audit_event order by sequence desc limit 1")?;
    last.map(|(sequence, hash)| Ok((sequence, hash_of(&hash)?))).transpose()
}
