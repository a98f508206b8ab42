//! The clinic's unit: what the clinic is called.

use crate::{error::Result, sql::Tx};

/// The clinic's own name.
pub(crate) async fn clinic_name(tx: &mut Tx) -> Result<String> {
    let found = row!(tx, (String,), "select name from unit order by created_at, id limit 1")?;
    Ok(found.map_or_else(|| "Amparo".to_owned(), |(name,)| name))
}
