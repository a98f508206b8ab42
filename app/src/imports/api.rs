//! The doors of imports. The file itself comes by a route of the server: no server function takes one.

use domain::{
    ImportId,
    import::{ImportCard, ImportPage, MappingForm},
};
use leptos::prelude::*;

use crate::error::AppError;

/// The latest imports.
#[server]
pub async fn imports() -> Result<Vec<ImportCard>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::imports::imports(&caller).await?)
}

/// One import; while its file waits, its beginning, which leaves a trace.
#[server]
pub async fn import(id: ImportId) -> Result<ImportPage, AppError> {
    let caller = crate::caller().await?;
    Ok(store::imports::import(&caller, id).await?)
}

/// Has a file worked through.
#[server]
pub async fn start_import(id: ImportId, form: MappingForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::imports::start(&caller, id, form.check()?).await?;
    crate::go_without_wasm(crate::Page::Import(id));
    Ok(())
}

/// Stops an import.
#[server]
pub async fn stop_import(id: ImportId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::imports::stop(&caller, id).await?)
}

/// Goes on with an import.
#[server]
pub async fn resume_import(id: ImportId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::imports::resume(&caller, id).await?)
}

/// Gives an import up.
#[server]
pub async fn discard_import(id: ImportId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::imports::discard(&caller, id).await?)
}
