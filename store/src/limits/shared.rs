//! The same counts in Redis, for clinics of several nodes. Redis belongs to what the store keeps, as the database does;
//! when it does not answer in time, the database counts (docs/decisions/0015-shared-limits.md).

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use domain::{Moment, hex::hex, limits::Limit};
use redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue, RedisError, aio::MultiplexedConnection};
use tokio::{sync::Mutex, time::Instant};

use crate::error::{Error, Result};

/// How long a try waits for Redis, a new connection included.
pub const WAIT: Duration = Duration::from_millis(200);
/// How long nobody asks Redis after it did not answer: its slowness must not become everybody's.
const REST: Duration = Duration::from_secs(1);
/// One hash slot for all: a script touches the counters of an account and of an address at once.
const PREFIX: &str = "{amparo}:limit:";
/// A counter lives twice its quiet time. After the quiet time it would begin anew in any case.
const LIVES_QUIET_TIMES: i64 = 2;

/// Adds one to every counter of a try, in one step: the same as `add` of the database, and the same as the transaction
/// around it. What is refused is written for the first time only.
///
/// KEYS: since when this Redis counts, then a counter each. ARGV: now, then for each counter the moment up to which its
/// last try is too long ago, its limit, and the seconds it lives. Numbers of 2^53 and more would lose digits in Lua;
/// microseconds reach that in the year 2255.
const COUNT: &str = "
local now = ARGV[1]
local begun = redis.call('GET', KEYS[1])
if not begun then
    redis.call('SET', KEYS[1], now)
    begun = now
end
local written, verdict = {}, 0
for place = 1, #KEYS - 1 do
    local old, limit, life = tonumber(ARGV[3 * place - 1]), tonumber(ARGV[3 * place]), ARGV[3 * place + 1]
    local found = redis.call('HMGET', KEYS[place + 1], 'tries', 'last_at')
    local tries, last_at = 1, now
    if found[1] and tonumber(found[2]) > old then
        tries = tonumber(found[1]) + 1
        if tries > limit then last_at = found[2] end
    end
    written[place] = { tries, last_at, life }
    if tries > limit then
        verdict = tries == limit + 1 and 1 or 2
        break
    end
end
if verdict < 2 then
    for place, counter in ipairs(written) do
        redis.call('HSET', KEYS[place + 1], 'tries', counter[1], 'last_at', counter[2])
        redis.call('EXPIRE', KEYS[place + 1], counter[3])
    end
end
return { tonumber(begun), verdict, #written }";

/// Takes a try back. ARGV: how many of the counters are the account's, which begin anew; the others lose one.
const FORGIVE: &str = "
for place, key in ipairs(KEYS) do
    if place <= tonumber(ARGV[1]) then
        redis.call('DEL', key)
    elseif tonumber(redis.call('HGET', key, 'tries') or 0) > 0 then
        redis.call('HINCRBY', key, 'tries', -1)
    end
end
return 0";

/// Where tries are counted: in the database alone, or in a Redis that all nodes share.
#[derive(Clone, Default)]
pub struct Counts(Option<Arc<Shared>>);

/// How counting in Redis goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Redis did not answer the last time it was asked.
    pub is_cut: bool,
    /// Tries the database counted because Redis did not.
    pub counted_without: u64,
}

impl Counts {
    /// Counts in the Redis at an address, and waits so long for each answer. Nothing is asked of it yet: a clinic starts
    /// without its Redis, too.
    ///
    /// # Errors
    /// When it is no address of a Redis.
    pub fn shared(address: &str, wait: Duration) -> Result<Self> {
        let client = Client::open(address).map_err(Error::broken)?;
        let line = Mutex::new(Line::Closed { until: None });
        let (is_cut, counted_without) = (AtomicBool::new(false), AtomicU64::new(0));
        Ok(Self(Some(Arc::new(Shared { client, wait, line, is_cut, counted_without }))))
    }

    /// How it goes; none where the database alone counts.
    #[must_use]
    pub fn standing(&self) -> Option<Standing> {
        let shared = self.0.as_ref()?;
        Some(Standing {
            is_cut: shared.is_cut.load(Ordering::Relaxed),
            counted_without: shared.counted_without.load(Ordering::Relaxed),
        })
    }

    /// Counts a try; none when the database has to do it.
    pub(super) async fn count(&self, counters: &[(Vec<u8>, Limit)], now: Moment) -> Option<Counted> {
        let shared = self.0.as_ref()?;
        let answer = shared.ask::<(i64, i64, usize)>(&counting(counters, now)).await;
        let Some((begun, verdict, reached)) = answer else {
            shared.counted_without.fetch_add(1, Ordering::Relaxed);
            return None;
        };
        Some(match verdict {
            0 => Counted::Through { since: Moment::from_micros(begun) },
            1 => Counted::RefusedFirst { since: Moment::from_micros(begun), place: reached.saturating_sub(1) },
            _ => Counted::Refused,
        })
    }

    /// Takes a try back. When Redis does not answer it stays counted, which only makes the limit stricter.
    pub(crate) async fn forgive(&self, forgiven: &Forgiven) {
        let Some(shared) = &self.0 else { return };
        let keys = forgiven.account.iter().chain(&forgiven.address);
        let mut command = evaluating(FORGIVE, keys.map(|key| name(key)).collect());
        command.arg(forgiven.account.len());
        shared.ask::<i64>(&command).await;
    }
}

impl std::fmt::Debug for Counts {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(if self.0.is_some() { "Shared" } else { "Database" })
    }
}

/// What Redis says of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    /// It may be made. This Redis counts since then.
    Through { since: Moment },
    /// It must not be made, and is the first one; the counter at this place is the one that says so.
    RefusedFirst { since: Moment, place: usize },
    /// It must not be made, as others before it.
    Refused,
}

/// Counters of a try that is taken back once its transaction is kept: no lock of the database waits for Redis.
#[derive(Debug)]
pub(crate) struct Forgiven {
    pub(super) account: Vec<Vec<u8>>,
    pub(super) address: Vec<Vec<u8>>,
}

struct Shared {
    client: Client,
    wait: Duration,
    line: Mutex<Line>,
    is_cut: AtomicBool,
    counted_without: AtomicU64,
}

enum Line {
    Open(MultiplexedConnection),
    /// Nobody knocks before this moment.
    Closed {
        until: Option<Instant>,
    },
}

impl Shared {
    /// Asks Redis; none when it does not answer well and in time.
    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Option<T> {
        let answer = tokio::time::timeout(self.wait, async {
            let Some(mut connection) = self.connection().await? else { return Ok(None) };
            command.query_async(&mut connection).await.map(Some)
        });
        match answer.await {
            Ok(Ok(Some(answer))) => {
                if self.is_cut.swap(false, Ordering::Relaxed) {
                    tracing::info!("Redis answers again: it counts the limits");
                }
                Some(answer)
            }
            Ok(Ok(None)) => None,
            Ok(Err(error)) => self.cut(&error.to_string()).await,
            Err(_) => self.cut("no answer in time").await,
        }
    }

    /// The connection, a new one when there is none; none while Redis is left alone.
    async fn connection(&self) -> Result<Option<MultiplexedConnection>, RedisError> {
        let mut line = self.line.lock().await;
        match &*line {
            Line::Open(connection) => return Ok(Some(connection.clone())),
            Line::Closed { until: Some(until) } if Instant::now() < *until => return Ok(None),
            Line::Closed { .. } => {}
        }
        let wait = Some(self.wait);
        let config = AsyncConnectionConfig::new().set_connection_timeout(wait).set_response_timeout(wait);
        let connection = self.client.get_multiplexed_async_connection_with_config(&config).await?;
        *line = Line::Open(connection.clone());
        Ok(Some(connection))
    }

    /// Leaves Redis alone for a while. Said once, until it answers again.
    async fn cut<T>(&self, why: &str) -> Option<T> {
        *self.line.lock().await = Line::Closed { until: Some(Instant::now() + REST) };
        if !self.is_cut.swap(true, Ordering::Relaxed) {
            tracing::warn!(why, "Redis does not answer: the database counts the limits until it does");
        }
        None
    }
}

fn counting(counters: &[(Vec<u8>, Limit)], now: Moment) -> Cmd {
    let begun = format!("{PREFIX}begun");
    let keys = std::iter::once(begun).chain(counters.iter().map(|(key, _)| name(key)));
    let mut command = evaluating(COUNT, keys.collect());
    command.arg(now.micros());
    for (_, limit) in counters {
        let old = now.plus_seconds(-limit.quiet_seconds).micros();
        command.arg(old).arg(limit.tries).arg(LIVES_QUIET_TIMES * limit.quiet_seconds);
    }
    command
}

fn evaluating(script: &str, keys: Vec<String>) -> Cmd {
    let mut command = redis::cmd("EVAL");
    command.arg(script).arg(keys.len()).arg(keys);
    command
}

/// The keyed hash that the database would keep, as digits.
fn name(key: &[u8]) -> String {
    format!("{PREFIX}{}", hex(key))
}
