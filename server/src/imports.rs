//! Files of patients: brought by a form of the browser itself, kept part by part as they come; and taken, a page at a time.

use std::io;

use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{
        Multipart, Path,
        multipart::{Field, MultipartError, MultipartRejection},
    },
    http::{HeaderMap, HeaderName, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    FieldErrors, ImportId, Problem, Verb,
    import::{BEGINNING, FILE_BYTES_MAX, RefusedRow, write_row},
};
use futures_util::{Stream, StreamExt, stream};
use store::{
    Caller, Error,
    imports::{self, Export, Upload},
};

/// Where a file is sent to.
pub const UPLOAD_PATH: &str = "/patients/import/file";
/// A longer body is not read to its end. What lies between this and the largest file is read, thrown away and answered with
/// a sentence: a browser that still sends does not listen.
pub const UPLOAD_BYTES_MAX: usize = 220 * 1024 * 1024;
const _: () = assert!(UPLOAD_BYTES_MAX as u64 > FILE_BYTES_MAX, "a file of the largest size fits into its form");

/// Takes a file, and leads to its page; or back, with a word in the address for what was wrong.
pub async fn upload(Extension(caller): Extension<Caller>, form: Result<Multipart, MultipartRejection>) -> Response {
    // Before anything is read of what may be long.
    if let Err(error) = caller.must(Verb::ImportPatients) {
        return refused_with(&error);
    }
    let Ok(mut form) = form else { return StatusCode::BAD_REQUEST.into_response() };
    let taken = match file(&caller, &mut form).await {
        Ok(taken) => taken,
        Err(error) => return error.status().into_response(),
    };
    let said = match taken {
        Ok(id) => return Redirect::to(&format!("/patients/import/{id}")).into_response(),
        Err(Error::Fields(errors)) => errors.of("file").unwrap_or(Problem::Missing).as_str(),
        Err(Error::Refused(refusal)) => refusal.as_str(),
        Err(error) => return refused_with(&error),
    };
    Redirect::to(&format!("/patients/import?file={said}")).into_response()
}

/// The file of the form, whatever else is in it.
async fn file(caller: &Caller, form: &mut Multipart) -> Result<Result<ImportId, Error>, MultipartError> {
    while let Some(field) = form.next_field().await? {
        if field.name() == Some("file") {
            return received(caller, field).await;
        }
    }
    Ok(Err(FieldErrors::one("file", Problem::Missing).into()))
}

/// Reads to the end, and keeps no more than a file may have.
async fn received(caller: &Caller, mut field: Field<'_>) -> Result<Result<ImportId, Error>, MultipartError> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let mut taken = imports::begin(caller, &name).await;
    loop {
        let chunk = match field.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            Err(error) => {
                if let Ok(upload) = taken {
                    abandon(upload).await;
                }
                return Err(error);
            }
        };
        let Ok(upload) = &mut taken else { continue };
        if let Err(error) = upload.feed(&chunk).await
            && let Ok(upload) = std::mem::replace(&mut taken, Err(error))
        {
            abandon(upload).await;
        }
    }
    match taken {
        Ok(upload) => Ok(upload.finish().await),
        Err(error) => Ok(Err(error)),
    }
}

async fn abandon(upload: Upload) {
    if let Err(error) = upload.abandon().await {
        tracing::error!(%error, "a file of patients that did not arrive whole could not be removed");
    }
}

/// Gives the refused rows of an import as a file: line, column and reason, in the language of the reader.
pub async fn refused(Extension(caller): Extension<Caller>, Path(id): Path<String>) -> Response {
    let Ok(id) = ImportId::parse(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let first = match imports::refused(&caller, id, None).await {
        Ok(first) => first,
        Err(error) => return refused_with(&error),
    };
    let locale = app::words::locale(caller.language);
    let (headings, whole_row) = app::imports::refused_headings(locale);
    let mut text = BEGINNING.to_owned();
    write_row(&mut text, headings);
    let rows = stream::unfold((caller, first, Some(text)), move |(caller, rows, text)| async move {
        let last = rows.last().cloned();
        if text.is_none() && last.is_none() {
            return None;
        }
        let mut text = text.unwrap_or_default();
        for row in &rows {
            write_refused(&mut text, locale, whole_row, row);
        }
        let next = match last {
            Some(last) => imports::refused(&caller, id, Some(&last)).await,
            None => Ok(Vec::new()),
        };
        Some(match next {
            Ok(next) => (Ok(Bytes::from(text)), (caller, next, None)),
            Err(error) => (Err(broken(&error)), (caller, Vec::new(), None)),
        })
    });
    csv("refused.csv", rows)
}

fn write_refused(text: &mut String, locale: app::i18n::Locale, whole_row: &str, row: &RefusedRow) {
    let column = row.column.map_or(whole_row, |column| app::imports::column(locale, column));
    write_row(text, [row.line.to_string().as_str(), column, app::imports::reason(locale, row.reason)]);
}

/// Gives everybody as a file. It is answered to pages of ours alone: a link elsewhere could have somebody take all
/// patients home who wanted something else.
pub async fn export(Extension(caller): Extension<Caller>, headers: HeaderMap) -> Response {
    if headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let export = match imports::export(&caller).await {
        Ok(export) => export,
        Err(error) => return refused_with(&error),
    };
    let mut text = BEGINNING.to_owned();
    write_row(&mut text, app::imports::export_headings(app::words::locale(caller.language)));
    let pages = stream::unfold(Some((export, text)), |rest| async move {
        let (mut export, mut text) = rest?;
        Some(match page(&mut export, &mut text).await {
            Ok(true) => (Ok(Bytes::from(text)), Some((export, String::new()))),
            Ok(false) => (Ok(Bytes::from(text)), None),
            Err(error) => (Err(broken(&error)), None),
        })
    });
    csv("patients.csv", pages)
}

/// Writes the next patients; whether there were any.
async fn page(export: &mut Export, text: &mut String) -> Result<bool, Error> {
    let patients = export.next().await?;
    for patient in &patients {
        let columns =
            app::imports::EXPORTED.map(|column| app::imports::exported(column, patient.text(column.detail())));
        write_row(text, columns.iter().map(String::as_str));
    }
    Ok(!patients.is_empty())
}

/// What compresses an answer asks once more after its end.
fn csv(name: &str, rows: impl Stream<Item = io::Result<Bytes>> + Send + 'static) -> Response {
    let headers: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".into()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".into()),
    ];
    (headers, Body::from_stream(rows.fuse())).into_response()
}

/// A file that breaks off is no file: the browser says that it did not come whole.
fn broken(error: &Error) -> io::Error {
    tracing::error!(%error, "a file could not be given whole");
    io::Error::other("broken")
}

fn refused_with(error: &Error) -> Response {
    let status = match error {
        Error::SignInFirst => StatusCode::UNAUTHORIZED,
        Error::Denied => StatusCode::FORBIDDEN,
        Error::Missing => StatusCode::NOT_FOUND,
        Error::Refused(_) => StatusCode::CONFLICT,
        Error::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Broken(cause) => {
            tracing::error!(error = ?cause, "a file of patients could not be kept or given");
            StatusCode::SERVICE_UNAVAILABLE
        }
    };
    status.into_response()
}
