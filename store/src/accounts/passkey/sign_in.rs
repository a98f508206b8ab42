//! Coming in with a passkey. Nobody types a name: the browser shows the passkeys it knows, so the question is the same
//! for everybody and tells nothing about who has an account.

use domain::{
    AccountId, Moment, PasskeyId, Refusal, Verb,
    audit::Event,
    passkeys::{Ceremony, Proof},
};
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PublicKeyCredential, WebauthnError};

use super::{ceremony, relying_party::broken};
use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
};

/// What a browser is asked, so that somebody comes in.
///
/// # Errors
/// [`Refusal::Busy`] when very many are about to.
pub async fn passkey_request(caller: &Caller) -> Result<Ceremony> {
    caller.must(Verb::SignIn)?;
    let webauthn = caller.relying_party.webauthn()?;
    let (asked, state) = webauthn.start_discoverable_authentication().map_err(broken)?;
    let options = serde_json::to_string(&asked.public_key).map_err(Error::broken)?;
    let ceremony = ceremony::begin_for_visitor(caller, &state).await?;
    Ok(Ceremony { ceremony, options })
}

/// Proves who somebody is by a passkey. It stands for both factors: the device, and the finger or PIN it asked for.
///
/// # Errors
/// [`Refusal::CeremonyOver`] for an answer that comes late or twice; [`Refusal::PasskeyNotAccepted`] for everything else,
/// so that the answer tells nothing of whose a passkey is or was.
pub async fn sign_in_with_passkey(caller: &Caller, proof: Proof) -> Result<AccountId> {
    caller.must(Verb::SignIn)?;
    let webauthn = caller.relying_party.webauthn()?;
    let (state, answer, kept) = {
        let mut read = caller.read().await?;
        let state =
            ceremony::state::<DiscoverableAuthentication>(&mut read.tx, &proof.ceremony, None, caller.now).await?;
        let answer = serde_json::from_str::<PublicKeyCredential>(&proof.answer).ok();
        let answer = answer.ok_or(Refusal::PasskeyNotAccepted)?;
        let kept = kept(&mut read.tx, answer.get_credential_id()).await?;
        (state, answer, kept.ok_or(Refusal::PasskeyNotAccepted)?)
    };
    // The passkey itself remembers whose it is (WebAuthn, 7.2, step 6).
    if answer.get_user_unique_id() != Some(kept.account.bytes()) {
        return Err(Refusal::PasskeyNotAccepted.into());
    }
    let mut passkey = serde_json::from_str::<Passkey>(&kept.credential).map_err(Error::broken)?;
    let used = match webauthn.finish_discoverable_authentication_v2(&answer, state, &passkey) {
        Ok(used) => used,
        // The signature is right, the count is not: somewhere there is a copy, or one that was put back from a backup.
        Err(WebauthnError::CredentialPossibleCompromise) => return suspect(caller, &proof, kept.account).await,
        Err(_) => return Err(Refusal::PasskeyNotAccepted.into()),
    };
    passkey.update_credential(&used);
    let mut work = caller.begin().await?;
    ceremony::end(&mut work.tx, &proof.ceremony, None, caller.now).await?;
    kept.use_now(&mut work.tx, &passkey, caller.now).await?;
    work.commit(Event::SignedIn(kept.account)).await?;
    Ok(kept.account)
}

/// Notes that a passkey counted backwards; it opens nothing.
async fn suspect(caller: &Caller, proof: &Proof, account: AccountId) -> Result<AccountId> {
    let mut work = caller.begin().await?;
    ceremony::end(&mut work.tx, &proof.ceremony, None, caller.now).await?;
    work.commit(Event::PasskeySuspected(account)).await?;
    Err(Refusal::PasskeyNotAccepted.into())
}

/// A passkey as it stands in the database.
struct Kept {
    id: PasskeyId,
    account: AccountId,
    credential: String,
}

impl Kept {
    /// Keeps its new count and when it was used; only over the count that was compared, and for an account that may act.
    async fn use_now(&self, tx: &mut Tx, passkey: &Passkey, now: Moment) -> Result<()> {
        let count = run!(
            tx,
            "update passkey set credential = $3, used_at = $4 where id = $1 and credential = $2
             and exists (select 1 from account where id = passkey.account_id and deactivated_at is null)",
            self.id,
            self.credential.as_str(),
            serde_json::to_string(passkey).map_err(Error::broken)?,
            now
        )?;
        if count == 0 { Err(Refusal::PasskeyNotAccepted.into()) } else { Ok(()) }
    }
}

/// The passkey of a credential id, if its account may come in.
async fn kept(tx: &mut Tx, credential_id: &[u8]) -> Result<Option<Kept>> {
    let found = row!(
        tx,
        (PasskeyId, AccountId, String),
        "select passkey.id, passkey.account_id, passkey.credential from passkey
         join account on account.id = passkey.account_id
         where passkey.credential_id = $1 and account.deactivated_at is null",
        credential_id
    )?;
    Ok(found.map(|(id, account, credential)| Kept { id, account, credential }))
}
