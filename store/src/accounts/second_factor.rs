//! The second factor: an authenticator app (TOTP, RFC 6238) and recovery codes.

use domain::{
    AccountId, Actor, FieldErrors, Moment, Problem, Refusal, Verb,
    audit::Event,
    codes::Code,
    jobs::Job,
    limits::Door,
    second_factor::{
        FactorState, NewFactor, Proof, RECOVERY_CODES, RecoveryCode, RecoveryCodes, STEP_SECONDS, STEPS_APART_MAX,
        is_for,
    },
};
use fast_qr::QRBuilder;
use totp_rs::{Builder, Secret, Totp};

use super::entry::{Factors, factors, must_keep_one, refuse_halfway};
use crate::{
    caller::Caller,
    error::{Error, Result},
    limits::{self, Whom},
    sql::{Tx, in_turn},
    vault::{self, Place, Sealed},
    work::Work,
};

/// Who the app says the code is for; a colon would split it.
const ISSUER: &str = "Amparo";

/// Proves the second factor of somebody who proved the first, and signs them in.
///
/// # Errors
/// [`Refusal::WrongCode`] for a wrong, used or replayed code; [`Refusal::TooManyTries`] when it must not be tried.
pub async fn prove_second_factor(caller: &Caller, proof: &Proof) -> Result<AccountId> {
    caller.must(Verb::ProveSecondFactor)?;
    let account = caller.must_be_signed_in()?;
    let mut work = tried(caller, account, proof).await?;
    if matches!(proof, Proof::Recovery(_)) {
        work.also(Event::RecoveryCodeUsed(account));
        work.enqueue(Job::TellFactorChanged(account)).await?;
    }
    work.commit(Event::SignedIn(account)).await?;
    Ok(account)
}

/// What the caller has as a second factor.
///
/// # Errors
/// When nobody proved who they are.
pub async fn factor_state(caller: &Caller) -> Result<FactorState> {
    caller.must(Verb::SetUpSecondFactor)?;
    let account = caller.must_be_signed_in()?;
    let mut read = caller.read().await?;
    let Factors { role, passkeys, .. } = factors(&mut read.tx, account).await?;
    let sql = "select confirmed_at from second_factor where account_id = $1";
    let confirmed = row!(&mut read.tx, (Option<Moment>,), sql, account)?.and_then(|(at,)| at);
    let sql = "select count(*) from recovery_code where account_id = $1 and used_at is null";
    let left = row!(&mut read.tx, (i64,), sql, account)?.map_or(0, |(count,)| count);
    Ok(FactorState {
        app_since: confirmed.map(|at| at.in_zone(&caller.zone)),
        recovery_left: left,
        passkeys,
        is_needed: caller.policy.staff_second_factor && is_for(role),
    })
}

/// Makes a secret for an app to learn; it counts for nothing until [`confirm_factor`]. Whoever has an app already proves
/// it first: an open browser that is left alone must not be enough to lock its owner out.
///
/// # Errors
/// [`Refusal::FactorInUse`] for somebody halfway in, who has to prove the factor they have.
pub async fn new_factor(caller: &Caller, proof: Option<&Proof>) -> Result<NewFactor> {
    caller.must(Verb::SetUpSecondFactor)?;
    let account = caller.must_be_signed_in()?;
    let mut work = proven(caller, account, proof).await?;
    let sql = "select email from account where id = $1";
    let (email,) = row!(&mut work.tx, (String,), sql, account)?.ok_or(Error::Missing)?;
    let secret = Secret::generate();
    let text = secret.to_base32();
    let key = caller.vault.data_key(&mut work, account.0, caller.now).await?;
    run!(
        &mut work.tx,
        "insert into second_factor (account_id, new_secret, last_step) values ($1, $2, 0)
         on conflict (account_id) do update set new_secret = $2",
        account,
        key.seal(new_place(account), &text)?
    )?;
    work.commit_bookkeeping().await?;
    let totp = totp(secret, &email)?;
    let address = totp.to_url().map_err(Error::broken)?;
    let square = square(&address)?;
    Ok(NewFactor { secret: text, address, square })
}

/// Takes the new secret into use, once the app shows that it knows it. Gives recovery codes: older ones are worth
/// nothing any more.
///
/// # Errors
/// [`Problem::NotACode`] beside `code` when the app's code does not fit; [`Refusal::FactorInUse`] as in [`new_factor`].
pub async fn confirm_factor(caller: &Caller, code: &Code) -> Result<RecoveryCodes> {
    caller.must(Verb::SetUpSecondFactor)?;
    let account = caller.must_be_signed_in()?;
    let counted = limits::count(caller, Door::SecondFactor, &Whom::Account(account)).await?;
    let mut work = caller.begin().await?;
    refuse_halfway(caller, &factors(&mut work.tx, account).await?)?;
    let sql = "select new_secret from second_factor where account_id = $1";
    let (sealed,) = row!(&mut work.tx, (Option<Sealed>,), sql, account)?.ok_or(Error::Missing)?;
    let sealed = sealed.ok_or(Error::Missing)?;
    let key = caller.vault.existing_key(&mut work.tx, account.0).await?;
    let secret = key.open(new_place(account), &sealed)?;
    let Some(step) = step_of(&secret, code, caller.now)? else {
        return Err(FieldErrors::one("code", Problem::NotACode).into());
    };
    // Only the secret that was proven, and only by whom it was seen: of two at once, one wins.
    let count = run!(
        &mut work.tx,
        "update second_factor set secret = $2, new_secret = null, confirmed_at = $3, last_step = $4
         where account_id = $1 and new_secret = $5",
        account,
        key.seal(place(account), &secret)?,
        caller.now,
        step,
        sealed
    )?;
    if count == 0 {
        return Err(Refusal::FactorInUse.into());
    }
    let codes = make_recovery_codes(&mut work, caller, account).await?;
    limits::forgive(&mut work, Door::SecondFactor, counted).await?;
    work.enqueue(Job::TellFactorChanged(account)).await?;
    if matches!(caller.actor, Actor::Halfway(_)) {
        work.also(Event::FactorSetUp(account));
        work.commit(Event::SignedIn(account)).await?;
    } else {
        work.commit(Event::FactorSetUp(account)).await?;
    }
    Ok(codes)
}

/// Makes new recovery codes; the older ones are worth nothing any more.
///
/// # Errors
/// As [`prove_second_factor`].
pub async fn new_recovery_codes(caller: &Caller, proof: &Proof) -> Result<RecoveryCodes> {
    caller.must(Verb::SetUpSecondFactor)?;
    let account = caller.must_be_signed_in()?;
    must_be_in(caller)?;
    let mut work = tried(caller, account, proof).await?;
    let codes = make_recovery_codes(&mut work, caller, account).await?;
    work.enqueue(Job::TellFactorChanged(account)).await?;
    work.commit(Event::RecoveryCodesMade(account)).await?;
    Ok(codes)
}

/// Gives the app up.
///
/// # Errors
/// [`Refusal::FactorNeeded`] for whoever works in a clinic that asks for one, and has no passkey either; else as [`prove_second_factor`].
pub async fn remove_factor(caller: &Caller, proof: &Proof) -> Result<()> {
    caller.must(Verb::SetUpSecondFactor)?;
    let account = caller.must_be_signed_in()?;
    must_be_in(caller)?;
    {
        // Before a code is spent in vain; what counts is asked again below.
        let mut read = caller.read().await?;
        let left = Factors { has_app: false, ..factors(&mut read.tx, account).await? };
        must_keep_one(caller, &left)?;
    }
    let mut work = tried(caller, account, proof).await?;
    in_turn(&mut work.tx, account.0).await?;
    run!(&mut work.tx, "delete from second_factor where account_id = $1", account)?;
    run!(&mut work.tx, "delete from recovery_code where account_id = $1", account)?;
    must_keep_one(caller, &factors(&mut work.tx, account).await?)?;
    work.enqueue(Job::TellFactorChanged(account)).await?;
    work.commit(Event::FactorRemoved(account)).await
}

/// Whoever owes the second factor has nothing to change about it.
fn must_be_in(caller: &Caller) -> Result<()> {
    if matches!(caller.actor, Actor::Halfway(_)) { Err(Refusal::FactorInUse.into()) } else { Ok(()) }
}

/// Opens a transaction of somebody who has no app yet, or proves it.
async fn proven(caller: &Caller, account: AccountId, proof: Option<&Proof>) -> Result<Work> {
    let factors = {
        let mut read = caller.read().await?;
        factors(&mut read.tx, account).await?
    };
    refuse_halfway(caller, &factors)?;
    match proof {
        _ if !factors.has_app => caller.begin().await,
        Some(proof) => tried(caller, account, proof).await,
        None => Err(FieldErrors::one("code", Problem::Missing).into()),
    }
}

/// Counts and checks a proof, and gives the transaction in which it was spent.
async fn tried(caller: &Caller, account: AccountId, proof: &Proof) -> Result<Work> {
    let counted = limits::count(caller, Door::SecondFactor, &Whom::Account(account)).await?;
    let mut work = caller.begin().await?;
    let fits = match proof {
        Proof::App(code) => spend_step(&mut work.tx, caller, account, code).await?,
        Proof::Recovery(code) => spend_recovery(&mut work.tx, caller, account, code).await?,
    };
    if !fits {
        work.commit(Event::SignInRefused(account)).await?;
        return Err(Refusal::WrongCode.into());
    }
    limits::forgive(&mut work, Door::SecondFactor, counted).await?;
    Ok(work)
}

// queries

/// Spends the step of a code: a step that was spent, or an earlier one, is refused (RFC 6238, 5.2).
async fn spend_step(tx: &mut Tx, caller: &Caller, account: AccountId, code: &Code) -> Result<bool> {
    let sql = "select secret from second_factor where account_id = $1 and confirmed_at is not null";
    let Some((Some(sealed),)) = row!(&mut *tx, (Option<Sealed>,), sql, account)? else { return Ok(false) };
    let key = caller.vault.existing_key(tx, account.0).await?;
    let Some(step) = step_of(&key.open(place(account), &sealed)?, code, caller.now)? else { return Ok(false) };
    let sql = "update second_factor set last_step = $2 where account_id = $1 and last_step < $2";
    Ok(run!(tx, sql, account, step)? == 1)
}

async fn spend_recovery(tx: &mut Tx, caller: &Caller, account: AccountId, code: &RecoveryCode) -> Result<bool> {
    let sql = "update recovery_code set used_at = $3 where account_id = $1 and code_hash = $2 and used_at is null";
    Ok(run!(tx, sql, account, recovery_hash(caller, account, code), caller.now)? == 1)
}

async fn make_recovery_codes(work: &mut Work, caller: &Caller, account: AccountId) -> Result<RecoveryCodes> {
    run!(&mut work.tx, "delete from recovery_code where account_id = $1", account)?;
    let mut shown = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let code = RecoveryCode::of_chance(u64::from_be_bytes(vault::random()?));
        let hash = recovery_hash(caller, account, &code);
        run!(&mut work.tx, "insert into recovery_code (account_id, code_hash) values ($1, $2)", account, hash)?;
        shown.push(code.shown());
    }
    Ok(RecoveryCodes(shown))
}

fn recovery_hash(caller: &Caller, account: AccountId, code: &RecoveryCode) -> Vec<u8> {
    caller.vault.index("recovery_code", &format!("{account}|{}", code.reveal()))
}

const fn place(account: AccountId) -> Place {
    Place::new("second_factor", "secret", account.0)
}

const fn new_place(account: AccountId) -> Place {
    Place::new("second_factor", "new_secret", account.0)
}

// the app

/// The step a code belongs to, if it is one of these moments.
fn step_of(secret: &str, code: &Code, now: Moment) -> Result<Option<i64>> {
    let secret = Secret::try_from_base32(secret).map_err(Error::broken)?;
    let seconds = u64::try_from(now.seconds()).map_err(Error::broken)?;
    let step = totp(secret, "x")?.check(code.reveal(), seconds);
    step.map(i64::try_from).transpose().map_err(Error::broken)
}

fn totp(secret: Secret, email: &str) -> Result<Totp> {
    let builder = Builder::new().with_secret(secret).with_skew(STEPS_APART_MAX).with_step_duration(STEP_SECONDS);
    builder.with_account_name(email).with_issuer(Some(ISSUER)).build().map_err(Error::broken)
}

/// The square of dots that a phone's camera reads.
fn square(address: &str) -> Result<Vec<Vec<bool>>> {
    let code = QRBuilder::new(address).build().map_err(Error::broken)?;
    let row = |y: usize| (0..code.size).map(|x| code[y][x].value()).collect();
    Ok((0..code.size).map(row).collect())
}
