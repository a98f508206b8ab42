//! The picture of a professional.

use domain::{
    PhotoId, ProfessionalId, Verb,
    audit::Event,
    professionals::{Photo, PhotoKind},
};

use super::may_touch;
use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::in_turn,
};

/// A picture as it is sent.
#[derive(Debug, sqlx::FromRow)]
pub struct StoredPhoto {
    /// What it is.
    pub kind: PhotoKind,
    /// Its file.
    pub bytes: Vec<u8>,
}

/// Gives a professional another picture, at another address.
///
/// # Errors
/// [`Error::Missing`] when there is no such professional for this caller.
pub async fn set_photo(caller: &Caller, professional: ProfessionalId, photo: Photo) -> Result<PhotoId> {
    let reach = caller.must(Verb::EditProfile)?;
    may_touch(caller, reach, professional)?;
    let mut work = caller.begin().await?;
    // Two pictures set at once: the later one stands.
    in_turn(&mut work.tx, professional.0).await?;
    let known = row!(&mut work.tx, (ProfessionalId,), "select id from professional where id = $1", professional)?;
    known.ok_or(Error::Missing)?;
    run!(&mut work.tx, "delete from professional_photo where professional_id = $1", professional)?;
    let id = caller.new_id::<PhotoId>();
    run!(
        &mut work.tx,
        "insert into professional_photo (id, professional_id, kind, bytes, set_at) values ($1, $2, $3, $4, $5)",
        id,
        professional,
        photo.kind(),
        photo.bytes(),
        caller.now
    )?;
    work.commit(Event::PhotoChanged(professional)).await?;
    Ok(id)
}

/// Takes the picture of a professional away.
///
/// # Errors
/// [`Error::Missing`] when there is no such picture for this caller.
pub async fn remove_photo(caller: &Caller, professional: ProfessionalId) -> Result<()> {
    let reach = caller.must(Verb::EditProfile)?;
    may_touch(caller, reach, professional)?;
    let mut work = caller.begin().await?;
    if run!(&mut work.tx, "delete from professional_photo where professional_id = $1", professional)? == 0 {
        return Err(Error::Missing);
    }
    work.commit(Event::PhotoChanged(professional)).await
}

/// A picture, for everybody who has its address: it stands in the directory. That of somebody who may not come in is gone.
///
/// # Errors
/// [`Error::Missing`] when there is no such picture.
pub async fn photo(caller: &Caller, id: PhotoId) -> Result<StoredPhoto> {
    caller.must(Verb::SeeDirectory)?;
    let mut read = caller.read().await?;
    let found = row!(
        &mut read.tx,
        StoredPhoto,
        "select kind, bytes from professional_photo
         join professional on professional.id = professional_photo.professional_id
         join account on account.id = professional.account_id
         where professional_photo.id = $1 and account.deactivated_at is null",
        id
    )?;
    found.ok_or(Error::Missing)
}
