//! S15 by the clock: whether somebody is known here cannot be told by how long an answer takes.
//!
//! Everybody knocks at the doors as they run, each from an address of their own, so that no limit is reached and none is
//! switched off. Known and unknown take turns by chance. Of the tries at one identifier the fastest counts, as it would
//! for an attacker: noise only ever adds. The question is then how often a known one took longer than an unknown one:
//! half of the time, when time tells nothing.

use std::{
    net::Ipv4Addr,
    time::{Duration, Instant},
};

use domain::{field::Password, patients::RegistrationForm, terms::CURRENT};

use crate::{
    browser::Browser,
    clinic::{Clinic, PASSWORD},
    people::registration,
};

/// Tries at one identifier; letters are sent five times in a minute.
const TRIES: usize = 4;
/// Identifiers of each kind at a door that answers in milliseconds.
const MANY: usize = 150;
/// And where a password is hashed.
const FEW: usize = 20;
/// So many standard deviations off the middle, chance gets seven times in a million of such tests.
const DEVIATIONS: f64 = 4.5;
/// A difference that a look more, or a row less, would make.
const DIFFERENCE: Duration = Duration::from_micros(400);
/// How addresses begin: both are as long.
const KNOWN: &str = "conhecida";
const UNKNOWN: &str = "estranhos";
/// Noise can hide a difference, and never make one: it is looked for so many times.
const LOOKS: usize = 3;

/// How often a value of the first sort is greater than one of the second: the area under the curve of a classifier that
/// goes by the value alone. Ties count half.
fn area(first: &[f64], second: &[f64]) -> f64 {
    let pairs = first.iter().flat_map(|one| second.iter().map(move |other| (one, other)));
    let wins = pairs.map(|(one, other)| match one.total_cmp(other) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Less => 0.0,
    });
    wins.sum::<f64>() / (count(first) * count(second))
}

/// How far from a half the area may lie when both sorts are one (Mann and Whitney).
fn bound(first: &[f64], second: &[f64]) -> f64 {
    let (n, m) = (count(first), count(second));
    DEVIATIONS * ((n + m + 1.0) / (12.0 * n * m)).sqrt()
}

fn count(values: &[f64]) -> f64 {
    f64::from(u32::try_from(values.len()).unwrap())
}

/// Chance that is the same at every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            let other = self.next() % (u64::try_from(last).unwrap() + 1);
            values.swap(last, usize::try_from(other).unwrap());
        }
    }
}

/// What two sorts of people waited for, in microseconds: the fastest answer to each.
struct Waited {
    known: Vec<f64>,
    unknown: Vec<f64>,
}

impl Waited {
    /// How far from a half the known ones took longer, and how far chance would get.
    fn difference(&self) -> (f64, f64) {
        (area(&self.known, &self.unknown) - 0.5, bound(&self.known, &self.unknown))
    }

    fn assert_alike(&self, door: &str) {
        let (difference, bound) = self.difference();
        assert!(
            difference.abs() <= bound,
            "{door}: known and unknown differ by {difference:+.3}, chance by {bound:.3}"
        );
    }
}

fn address(number: usize) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(Ipv4Addr::new(10, 0, 0, 1)) + u32::try_from(number).unwrap() * 2)
}

fn known(number: usize) -> String {
    format!("{KNOWN}{number:04}@example.com")
}

fn unknown(number: usize) -> String {
    format!("{UNKNOWN}{number:04}@example.com")
}

/// Makes so many people known.
async fn settle(clinic: &Clinic, people: usize, password: Option<&str>) {
    let system = clinic.system();
    for number in 0..people {
        let form = RegistrationForm {
            name: "Ana Souza".into(),
            email: known(number),
            birth_date: "1990-05-20".into(),
            cpf: String::new(),
            accepted: CURRENT.into(),
        };
        let password = password.and_then(|password| Password::parse(password).ok());
        store::patients::enrol(&system, form.check(system.today()).unwrap(), password).await.unwrap();
    }
    clinic.jobs_may_stay();
}

/// Lets known and unknown knock in turns, and keeps the time of each.
async fn wait_for(clinic: &Clinic, people: usize, knock: impl AsyncFn(Browser, String)) -> Waited {
    let (mut chance, mut knocks) = (Chance(0x5EED_0000_0000_0015), 0);
    let mut fastest = vec![[f64::INFINITY; 2]; people];
    for _ in 0..TRIES {
        let mut turns = (0..people).flat_map(|person| [(person, 0), (person, 1)]).collect::<Vec<_>>();
        chance.shuffle(&mut turns);
        for (person, sort) in turns {
            let whose = if sort == 0 { known(person) } else { unknown(person) };
            let browser = clinic.browser_at(address(knocks));
            knocks += 1;
            let begun = Instant::now();
            knock(browser, whose).await;
            let micros = begun.elapsed().as_secs_f64() * 1e6;
            fastest[person][sort] = fastest[person][sort].min(micros);
        }
    }
    let [known, unknown] = [0, 1].map(|sort| fastest.iter().map(|waited| waited[sort]).collect());
    Waited { known, unknown }
}

async fn ask(browser: Browser, door: &str, fields: &[(&str, &str)]) {
    browser.call(door, fields).await.json::<()>();
}

both_engines! {
    async fn s15_the_time_of_a_password_sign_in_tells_nobody_apart(clinic: Clinic) {
        settle(&clinic, FEW, Some(PASSWORD)).await;
        let waited = wait_for(&clinic, FEW, async |browser, whose| {
            let fields = [("form[identifier]", whose.as_str()), ("form[password]", "outra senha 123")];
            assert_eq!(browser.call("sign_in", &fields).await.status, axum::http::StatusCode::CONFLICT);
        });
        waited.await.assert_alike("sign_in");
    }

    async fn s15_the_time_of_asking_for_a_code_tells_nobody_apart(clinic: Clinic) {
        settle(&clinic, MANY, None).await;
        let waited = wait_for(&clinic, MANY, async |browser, whose| {
            ask(browser, "request_code", &[("form[identifier]", &whose)]).await;
        });
        waited.await.assert_alike("request_code");
    }

    async fn s15_the_time_of_asking_for_a_new_password_tells_nobody_apart(clinic: Clinic) {
        settle(&clinic, MANY, None).await;
        let waited = wait_for(&clinic, MANY, async |browser, whose| {
            ask(browser, "forgot_password", &[("form[identifier]", &whose)]).await;
        });
        waited.await.assert_alike("forgot_password");
    }

    async fn s15_the_time_of_registering_tells_nobody_apart(clinic: Clinic) {
        settle(&clinic, MANY, None).await;
        let waited = wait_for(&clinic, MANY, async |browser, whose| {
            ask(browser, "register", &registration("Ana Souza", &whose)).await;
        });
        waited.await.assert_alike("register");
    }

    async fn s15_a_difference_of_a_few_hundred_microseconds_would_be_seen(clinic: Clinic) {
        settle(&clinic, MANY, None).await;
        let mut seen = Vec::new();
        for _ in 0..LOOKS {
            let waited = wait_for(&clinic, MANY, async |browser, whose| {
                let slow = Instant::now() + if whose.starts_with(KNOWN) { DIFFERENCE } else { Duration::ZERO };
                while Instant::now() < slow {
                    std::hint::spin_loop();
                }
                ask(browser, "request_code", &[("form[identifier]", &whose)]).await;
            });
            let (difference, bound) = waited.await.difference();
            if difference > bound {
                return;
            }
            seen.push(difference);
            // Every limit begins anew.
            clinic.pass_minutes(61);
        }
        panic!("{DIFFERENCE:?} more were not seen: {seen:.3?}");
    }
}

#[test]
fn the_area_is_a_half_for_one_sort_and_one_for_two() {
    let (low, high) = ([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]);
    assert!((area(&low, &low) - 0.5).abs() < 1e-9);
    assert!((area(&high, &low) - 1.0).abs() < 1e-9 && area(&low, &high).abs() < 1e-9);
    let many = vec![0.0; MANY];
    assert!((bound(&many, &many) - 0.15).abs() < 1e-3, "what a test of {MANY} against {MANY} lets pass");
}
