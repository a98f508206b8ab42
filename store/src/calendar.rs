//! Calendars elsewhere: the private address under which a program reads somebody's own visits, without their cookie. As
//! with links of letters the token is never written down: it follows from the id of the feed and a key of the clinic.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    AccountId, Actor, AppointmentId, FeedId, Language, Moment, PatientId, ProfessionalId, Verb,
    audit::Event,
    calendar::{
        CalendarFeed, FEED_DAYS_AHEAD, FEED_DAYS_BACK, FEED_ENDING, FEED_PATH, FEED_SHOWN_MINUTES, FEED_VISITS_MAX,
        With, initials,
    },
    links::Token,
};
use sha2::{Digest, Sha256};

use crate::{
    accounts,
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
};

/// What a feed is read with: a patient's visits, and a professional's.
pub const LISTED: &[(&str, &str)] = &[("OF_PATIENT", OF_PATIENT), ("OF_PROFESSIONAL", OF_PROFESSIONAL)];

macro_rules! visits_of {
    ($column:literal) => {
        concat!(
            "select appointment.id, appointment.starts_at, appointment.ends_at, appointment.changes,
                    patient.name as patient, professional.name as professional
             from appointment
             join patient on patient.id = appointment.patient_id
             join professional on professional.id = appointment.professional_id
             where appointment.",
            $column,
            " = $1 and appointment.starts_at >= $2 and appointment.starts_at < $3 and appointment.cancelled_at is null
             order by appointment.starts_at limit $4"
        )
    };
}

const OF_PATIENT: &str = visits_of!("patient_id");
const OF_PROFESSIONAL: &str = visits_of!("professional_id");

/// The feed of the caller, if there is one. Its address is told for a few minutes after it was made.
///
/// # Errors
/// [`Error::Denied`] for those who have no visits of their own.
pub async fn feed(caller: &Caller) -> Result<Option<CalendarFeed>> {
    caller.must(Verb::KeepOwnCalendar)?;
    let account = caller.must_be_signed_in()?;
    let mut read = caller.read().await?;
    let sql = "select id, made_at from calendar_feed where account_id = $1";
    let found = row!(&mut read.tx, (FeedId, Moment), sql, account)?;
    Ok(found.map(|(id, made_at)| {
        let is_new = caller.now < made_at.plus_minutes(FEED_SHOWN_MINUTES);
        let address = is_new.then(|| format!("{FEED_PATH}{}{FEED_ENDING}", token_of(caller, id).reveal()));
        CalendarFeed { since: made_at.in_zone(&caller.zone), address }
    }))
}

/// Makes a feed for the caller. The address of an older one opens nothing any more.
///
/// # Errors
/// [`Error::Denied`] for those who have no visits of their own.
pub async fn make_feed(caller: &Caller) -> Result<()> {
    caller.must(Verb::KeepOwnCalendar)?;
    let account = caller.must_be_signed_in()?;
    let id = caller.new_id::<FeedId>();
    let mut work = caller.begin().await?;
    run!(
        &mut work.tx,
        "insert into calendar_feed (account_id, id, token_hash, made_at) values ($1, $2, $3, $4)
         on conflict (account_id) do update set id = $2, token_hash = $3, made_at = $4",
        account,
        id,
        hash(&token_of(caller, id)),
        caller.now
    )?;
    work.commit(Event::CalendarFeedMade(account)).await
}

/// Removes the feed of the caller: its address opens nothing any more.
///
/// # Errors
/// [`Error::Missing`] when there is none.
pub async fn remove_feed(caller: &Caller) -> Result<()> {
    caller.must(Verb::KeepOwnCalendar)?;
    let account = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    if run!(&mut work.tx, "delete from calendar_feed where account_id = $1", account)? == 0 {
        return Err(Error::Missing);
    }
    work.commit(Event::CalendarFeedRemoved(account)).await
}

/// The visits of whoever a feed belongs to, as a calendar elsewhere may show them.
#[derive(Clone)]
pub struct Feed {
    /// What its owner reads.
    pub language: Language,
    /// The visits, in order.
    pub visits: Vec<FeedVisit>,
}

/// A visit of a feed.
#[derive(Clone)]
pub struct FeedVisit {
    /// The visit.
    pub id: AppointmentId,
    /// When it begins.
    pub starts_at: Moment,
    /// When it is planned to end.
    pub ends_at: Moment,
    /// How often it was changed.
    pub changes: i64,
    /// Who with.
    pub with: With,
}

impl std::fmt::Debug for Feed {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("Feed")
    }
}

/// Reads a feed by what its address says. No line stands in the trail: a program asks every hour.
///
/// # Errors
/// [`Error::Missing`] for what is the address of nothing, and of somebody who may not come in as themselves now.
pub async fn by_token(caller: &Caller, token: &Token) -> Result<Feed> {
    caller.must(Verb::UseLink)?;
    // Whatever is written there is looked for: what is no token takes the same way as one that nobody made.
    let found = look!(
        &caller.db,
        (AccountId, Language),
        "select account.id, account.language from calendar_feed
         join account on account.id = calendar_feed.account_id where calendar_feed.token_hash = $1",
        hash(token)
    )?;
    let (account, language) = found.ok_or(Error::Missing)?;
    let actor = accounts::actor(&caller.db, account).await?;
    let mut read = caller.read().await?;
    let visits = match actor {
        Some(Actor::Patient(account, patient)) => of_family(&mut read.tx, account, patient, caller.now).await?,
        Some(Actor::Professional(_, professional)) => of_professional(&mut read.tx, professional, caller.now).await?,
        _ => return Err(Error::Missing),
    };
    Ok(Feed { language, visits })
}

fn token_of(caller: &Caller, id: FeedId) -> Token {
    Token::new(URL_SAFE_NO_PAD.encode(caller.vault.index("calendar_feed", &id.to_string())))
}

fn hash(token: &Token) -> Vec<u8> {
    Sha256::digest(token.reveal()).to_vec()
}

// queries

#[derive(sqlx::FromRow)]
struct VisitRow {
    id: AppointmentId,
    starts_at: Moment,
    ends_at: Moment,
    changes: i64,
    patient: String,
    professional: String,
}

impl VisitRow {
    fn with(self, with: impl FnOnce(String, String) -> With) -> FeedVisit {
        let Self { id, starts_at, ends_at, changes, patient, professional } = self;
        FeedVisit { id, starts_at, ends_at, changes, with: with(patient, professional) }
    }
}

/// A patient's own visits, and those of whom they are responsible for at this moment.
async fn of_family(tx: &mut Tx, account: AccountId, own: PatientId, now: Moment) -> Result<Vec<FeedVisit>> {
    let own_visits = of(tx, OF_PATIENT, own.0, now).await?;
    let mut visits = own_visits
        .into_iter()
        .map(|row| row.with(|_, professional| With::Professional(professional)))
        .collect::<Vec<_>>();
    let dependants = rows!(
        &mut *tx,
        (PatientId,),
        "select patient_id from guardianship where account_id = $1 and ended_at is null order by patient_id",
        account
    )?;
    for (dependant,) in dependants {
        let theirs = of(tx, OF_PATIENT, dependant.0, now).await?;
        let visit = |row: VisitRow| row.with(|patient, professional| With::OfDependant { patient, professional });
        visits.extend(theirs.into_iter().map(visit));
    }
    visits.sort_by_key(|visit| (visit.starts_at, visit.id));
    visits.truncate(usize::try_from(FEED_VISITS_MAX).unwrap_or_default());
    Ok(visits)
}

async fn of_professional(tx: &mut Tx, professional: ProfessionalId, now: Moment) -> Result<Vec<FeedVisit>> {
    let found = of(tx, OF_PROFESSIONAL, professional.0, now).await?;
    Ok(found.into_iter().map(|row| row.with(|patient, _| With::Initials(initials(&patient)))).collect())
}

async fn of(tx: &mut Tx, sql: &'static str, whose: uuid::Uuid, now: Moment) -> Result<Vec<VisitRow>> {
    let days = |days: i64| now.plus_minutes(days * 24 * 60);
    rows!(tx, VisitRow, sql, whose, days(-FEED_DAYS_BACK), days(FEED_DAYS_AHEAD), FEED_VISITS_MAX)
}
