//! The pictures of professionals: sent by a form of the browser itself, and shown to everybody.

use axum::{
    Extension,
    extract::{
        Multipart, Path,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    PhotoId, Problem, ProfessionalId, Verb,
    professionals::{PHOTO_BYTES_MAX, Photo, PhotoKind},
};
use store::{Caller, Error};

/// A longer body is not read to its end. What lies between this and the largest picture is read, thrown away and answered
/// with a sentence: a browser that still sends does not listen.
pub const UPLOAD_BYTES_MAX: usize = 12 * 1024 * 1024;
/// A picture opened by itself may do nothing at all.
const SANDBOX: &str = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Takes a picture, and leads back to the profile: with a word in the address for what was wrong, if anything was.
pub async fn set_photo(
    Extension(caller): Extension<Caller>,
    Path(professional): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let Ok(professional) = ProfessionalId::parse(&professional) else { return StatusCode::NOT_FOUND.into_response() };
    // Before anything is read of what may be long.
    if let Err(error) = caller.must(Verb::EditProfile) {
        return refused(&error);
    }
    let Ok(mut form) = form else { return StatusCode::BAD_REQUEST.into_response() };
    let bytes = match file(&mut form).await {
        Ok(bytes) => bytes,
        Err(error) => return error.status().into_response(),
    };
    let said = match bytes.and_then(|bytes| Photo::read(&bytes)) {
        Ok(photo) => match store::professionals::set_photo(&caller, professional, photo).await {
            Ok(_) => "saved",
            Err(error) => return refused(&error),
        },
        Err(problem) => problem.as_str(),
    };
    Redirect::to(&format!("/professionals/{professional}/profile?photo={said}")).into_response()
}

/// Shows a picture.
pub async fn photo(Extension(caller): Extension<Caller>, Path(id): Path<String>) -> Response {
    let Ok(id) = PhotoId::parse(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let photo = match store::professionals::photo(&caller, id).await {
        Ok(photo) => photo,
        Err(error) => return refused(&error),
    };
    // Its own name would be what somebody chose.
    let name = match photo.kind {
        PhotoKind::Jpeg => "attachment; filename=\"photo.jpg\"",
        PhotoKind::Png => "attachment; filename=\"photo.png\"",
        PhotoKind::Webp => "attachment; filename=\"photo.webp\"",
    };
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_TYPE, photo.kind.as_str()),
        (header::CONTENT_DISPOSITION, name),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
    ];
    (headers, photo.bytes).into_response()
}

/// The file of the form, whatever it is called.
async fn file(form: &mut Multipart) -> Result<Result<Vec<u8>, Problem>, MultipartError> {
    while let Some(field) = form.next_field().await? {
        if field.name() == Some("photo") {
            return bytes_of(field).await;
        }
    }
    Ok(Err(Problem::Missing))
}

/// Reads to the end, and keeps no more than a picture may have.
async fn bytes_of(mut field: Field<'_>) -> Result<Result<Vec<u8>, Problem>, MultipartError> {
    let (mut bytes, mut is_long) = (Vec::new(), false);
    while let Some(chunk) = field.chunk().await? {
        is_long |= bytes.len() + chunk.len() > PHOTO_BYTES_MAX;
        if !is_long {
            bytes.extend_from_slice(&chunk);
        }
    }
    Ok(if is_long { Err(Problem::TooLarge) } else { Ok(bytes) })
}

fn refused(error: &Error) -> Response {
    let status = match error {
        Error::SignInFirst => StatusCode::UNAUTHORIZED,
        Error::Denied => StatusCode::FORBIDDEN,
        Error::Missing => StatusCode::NOT_FOUND,
        Error::Refused(_) => StatusCode::CONFLICT,
        Error::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Broken(cause) => {
            tracing::error!(error = ?cause, "a picture could not be kept or shown");
            StatusCode::SERVICE_UNAVAILABLE
        }
    };
    status.into_response()
}
