//! Making a passkey for one's own account.

use domain::{
    AccountId, Actor, PasskeyId, Refusal, Verb,
    audit::Event,
    jobs::Job,
    passkeys::{Ceremony, NewPasskey},
};
use serde_json::{Value, json};
use webauthn_rs::prelude::{CreationChallengeResponse, PasskeyRegistration, RegisterPublicKeyCredential};

use super::{ceremony, maker, must_have_room, relying_party::broken};
use crate::{
    caller::Caller,
    error::{Error, RefuseOn, Result},
    sql::{Tx, in_turn},
};

/// What the caller's browser is asked, so that it makes a passkey.
///
/// # Errors
/// [`Refusal::TooManyPasskeys`] before anybody is asked for a finger in vain.
pub async fn passkey_creation(caller: &Caller) -> Result<Ceremony> {
    caller.must(Verb::KeepOwnPasskeys)?;
    let webauthn = caller.relying_party.webauthn()?;
    let (account, name, email, known) = {
        let mut read = caller.read().await?;
        let account = maker(caller, &mut read.tx).await?;
        must_have_room(&mut read.tx, account).await?;
        let found = row!(&mut read.tx, (String, String), "select name, email from account where id = $1", account)?;
        let (name, email) = found.ok_or(Error::Missing)?;
        (account, name, email, known(&mut read.tx, account).await?)
    };
    let (asked, state) = webauthn.start_passkey_registration(account.0, &email, &name, Some(known)).map_err(broken)?;
    let options = options(&asked)?;
    let ceremony = ceremony::begin_for(caller, account, &state).await?;
    Ok(Ceremony { ceremony, options })
}

/// Keeps the passkey that the caller's browser made, and a letter tells its owner.
///
/// # Errors
/// [`Refusal::CeremonyOver`] for an answer that comes late, twice, or to somebody else's challenge;
/// [`Refusal::PasskeyNotAccepted`] for one that proves nothing; [`Refusal::PasskeyTaken`] for a key that is known.
pub async fn add_passkey(caller: &Caller, new: NewPasskey) -> Result<PasskeyId> {
    caller.must(Verb::KeepOwnPasskeys)?;
    let webauthn = caller.relying_party.webauthn()?;
    let NewPasskey { proof, name } = new;
    let (account, state) = {
        let mut read = caller.read().await?;
        let account = maker(caller, &mut read.tx).await?;
        let state =
            ceremony::state::<PasskeyRegistration>(&mut read.tx, &proof.ceremony, Some(account), caller.now).await?;
        (account, state)
    };
    let made = serde_json::from_str::<RegisterPublicKeyCredential>(&proof.answer).ok();
    let made = made.and_then(|made| webauthn.finish_passkey_registration(&made, &state).ok());
    let made = made.ok_or(Refusal::PasskeyNotAccepted)?;
    let mut work = caller.begin().await?;
    in_turn(&mut work.tx, account.0).await?;
    maker(caller, &mut work.tx).await?;
    ceremony::end(&mut work.tx, &proof.ceremony, Some(account), caller.now).await?;
    must_have_room(&mut work.tx, account).await?;
    let id = caller.new_id::<PasskeyId>();
    run!(
        &mut work.tx,
        "insert into passkey (id, account_id, credential_id, name, credential, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        id,
        account,
        made.cred_id().as_slice(),
        name,
        serde_json::to_string(&made).map_err(Error::broken)?,
        caller.now
    )
    .refuse_on("passkey_credential_id_key", Refusal::PasskeyTaken)?;
    work.enqueue(Job::TellPasskeyAdded(account)).await?;
    if matches!(caller.actor, Actor::Halfway(_)) {
        work.also(Event::PasskeyAdded(account));
        work.commit(Event::SignedIn(account)).await?;
    } else {
        work.commit(Event::PasskeyAdded(account)).await?;
    }
    Ok(id)
}

/// What the library asks, and that the passkey can be found by the browser: nobody types who they are.
fn options(asked: &CreationChallengeResponse) -> Result<String> {
    let mut options = serde_json::to_value(&asked.public_key).map_err(Error::broken)?;
    let selection = options.get_mut("authenticatorSelection").and_then(Value::as_object_mut);
    let selection = selection.ok_or_else(|| Error::Broken(anyhow::anyhow!("webauthn-rs selects no authenticator")))?;
    selection.insert("residentKey".into(), json!("required"));
    selection.insert("requireResidentKey".into(), json!(true));
    Ok(options.to_string())
}

/// The credentials an account has: a device makes no second one beside them.
async fn known(tx: &mut Tx, account: AccountId) -> Result<Vec<Vec<u8>>> {
    let found = rows!(tx, (Vec<u8>,), "select credential_id from passkey where account_id = $1", account)?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
