//! Who passkeys are made for: the name and the address of this clinic.

use std::{fmt, sync::Arc, time::Duration};

use domain::{Refusal, passkeys::CEREMONY_MINUTES};
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{Url, WebauthnError},
};

use crate::error::{Error, Result};

/// The clinic as browsers and passkeys know it. A passkey belongs to the host of its address, and opens nothing elsewhere.
#[derive(Clone)]
pub struct RelyingParty(Option<Arc<Webauthn>>);

impl RelyingParty {
    /// The clinic of this name at this origin. At a bare IP address there are no passkeys: browsers make them for names.
    ///
    /// # Errors
    /// When the origin is no address.
    pub fn at(origin: &str, name: &str) -> Result<Self> {
        let origin = Url::parse(origin).map_err(Error::broken)?;
        let Some(host) = origin.domain() else { return Ok(Self(None)) };
        let webauthn = WebauthnBuilder::new(host, &origin).and_then(|builder| {
            builder.rp_name(name).timeout(Duration::from_mins(CEREMONY_MINUTES.unsigned_abs())).build()
        });
        Ok(Self(Some(Arc::new(webauthn.map_err(broken)?))))
    }

    pub(super) fn webauthn(&self) -> Result<&Webauthn> {
        self.0.as_deref().ok_or_else(|| Refusal::PasskeysNotOffered.into())
    }
}

impl fmt::Debug for RelyingParty {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("RelyingParty")
    }
}

pub(super) fn broken(error: WebauthnError) -> Error {
    Error::broken(error)
}
