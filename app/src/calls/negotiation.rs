//! Who gives way, who starts anew, and which candidates count: the decisions of a negotiation, without a browser.

use domain::calls::{CANDIDATE_BYTES_MAX, Candidate};

use super::peer::Connection;

/// Candidates taken for one remote description; a browser gathers a few dozen.
pub(super) const CANDIDATES_MAX: usize = 200;

/// Where our own negotiation stands, as far as decisions need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing is under way.
    Settled,
    /// Our offer waits for its answer.
    Offered,
}

/// What to do with an offer of the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnOffer {
    /// Take it; a crossing offer of ours is rolled back.
    Take,
    /// Take it on a new connection: the other page is new, or ours has agreed on nothing yet.
    TakeAnew,
    /// Ours goes first.
    Ignore,
}

/// What to do with an answer of the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnAnswer {
    /// Take it.
    Take,
    /// It belongs to nothing: leave it.
    Drop,
    /// The other page is not the one we agreed with: offer a new connection.
    StartAnew,
}

/// What to do when this socket comes in and the other person is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OnArrival {
    /// Offer a new connection.
    StartAnew,
    /// Our offer may have been lost on the way: send it again.
    OfferAgain,
    /// Find a new path for the connection there is.
    RestartIce,
    /// Nothing is wrong.
    Rest,
}

/// A live connection cannot change the certificate of its other end.
fn is_another_page(agreed_sdp: Option<&str>, sdp: &str) -> bool {
    agreed_sdp.is_some_and(|agreed| fingerprint(agreed) != fingerprint(sdp))
}

/// Decides on an offer. `agreed_sdp` is the last description of the other side that we took.
pub(super) fn on_offer(is_polite: bool, standing: Standing, agreed_sdp: Option<&str>, sdp: &str) -> OnOffer {
    if fingerprint(sdp).is_none() {
        // Nothing a browser would send: the connection there is must not fall for it.
        return OnOffer::Ignore;
    }
    if is_another_page(agreed_sdp, sdp) {
        return OnOffer::TakeAnew;
    }
    match (standing, agreed_sdp) {
        (Standing::Offered, _) if !is_polite => OnOffer::Ignore,
        // Rolling back a first offer would leave its media sections orphaned.
        (Standing::Offered, None) => OnOffer::TakeAnew,
        (Standing::Offered, Some(_)) | (Standing::Settled, _) => OnOffer::Take,
    }
}

/// Decides on an answer.
pub(super) fn on_answer(standing: Standing, agreed_sdp: Option<&str>, sdp: &str) -> OnAnswer {
    if fingerprint(sdp).is_none() {
        return OnAnswer::Drop;
    }
    if is_another_page(agreed_sdp, sdp) {
        return OnAnswer::StartAnew;
    }
    match standing {
        Standing::Offered => OnAnswer::Take,
        Standing::Settled => OnAnswer::Drop,
    }
}

/// Decides what the one who comes in does. The one who is there already waits for it.
pub(super) fn on_arrival(connection: Option<Standing>, is_connected: bool) -> OnArrival {
    match (connection, is_connected) {
        (None, _) => OnArrival::StartAnew,
        (Some(Standing::Offered), _) => OnArrival::OfferAgain,
        (Some(Standing::Settled), false) => OnArrival::RestartIce,
        (Some(Standing::Settled), true) => OnArrival::Rest,
    }
}

/// What the watch over a connection sees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watch {
    pub(super) is_polite: bool,
    /// None while there is no connection at all.
    pub(super) connection: Option<(Standing, Connection)>,
    /// How long the connection has been as it is.
    pub(super) unchanged_ms: f64,
    /// How long ago either side last said something to mend it.
    pub(super) quiet_ms: f64,
    /// What was tried since it last stood.
    pub(super) tries: u32,
}

/// What the watch does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mend {
    Rest,
    OfferAgain,
    RestartIce,
    StartAnew,
}

/// The other side is given this long to make the first offer.
const FIRST_OFFER_MS: f64 = 1_500.0;
/// An answer is waited for this long.
const ANSWER_MS: f64 = 4_000.0;
/// A path is sought this long before it is sought anew.
const SEEK_MS: f64 = 8_000.0;
/// A path that fell silent may come back by itself within this time.
const SHAKY_MS: f64 = 2_000.0;
/// The polite side waits a little longer for everything, so that two offers seldom cross.
const POLITE_MS: f64 = 1_000.0;
/// Tries to mend a connection before a new one is made.
const TRIES_MAX: u32 = 3;
const BETWEEN_TRIES_MS: f64 = 3_000.0;
const BETWEEN_TRIES_MS_MAX: f64 = 15_000.0;

/// Decides what to do about a connection that does not stand. Called about twice a second while both are in the room.
pub(super) fn mend(watch: &Watch) -> Mend {
    let yielding = if watch.is_polite { POLITE_MS } else { 0.0 };
    let between = (BETWEEN_TRIES_MS * f64::from(watch.tries)).min(BETWEEN_TRIES_MS_MAX);
    let (waits, deed) = match watch.connection {
        None => return if watch.quiet_ms >= FIRST_OFFER_MS + yielding { Mend::StartAnew } else { Mend::Rest },
        Some((Standing::Settled, Connection::Stands)) => return Mend::Rest,
        Some((_, Connection::Closed)) => return Mend::StartAnew,
        Some((Standing::Offered, _)) => (watch.quiet_ms >= ANSWER_MS + between, Mend::OfferAgain),
        Some((Standing::Settled, Connection::Shaky)) => (watch.unchanged_ms >= SHAKY_MS + yielding, Mend::RestartIce),
        Some((Standing::Settled, Connection::Failed)) => (watch.unchanged_ms >= yielding, Mend::RestartIce),
        Some((Standing::Settled, Connection::Seeking)) => (watch.quiet_ms >= SEEK_MS + yielding, Mend::RestartIce),
    };
    if !waits || watch.quiet_ms < between + yielding {
        Mend::Rest
    } else if watch.tries < TRIES_MAX || matches!(watch.connection, Some((_, Connection::Stands))) {
        // Whatever is being negotiated, media that flows is never thrown away for it.
        deed
    } else {
        Mend::StartAnew
    }
}

/// The certificate fingerprint in a session description.
fn fingerprint(sdp: &str) -> Option<String> {
    attribute(sdp, "a=fingerprint:").map(str::to_ascii_lowercase)
}

fn attribute<'a>(sdp: &'a str, prefix: &str) -> Option<&'a str> {
    sdp.lines().find_map(|line| line.strip_prefix(prefix)).map(str::trim)
}

/// The candidate with its ICE user in the text, as Chromium writes it and others leave it out.
pub(super) fn with_ufrag(mut candidate: Candidate, ufrag: Option<&str>) -> Candidate {
    if let Some(ufrag) = ufrag.filter(|ufrag| !ufrag.is_empty())
        && !candidate.candidate.is_empty()
        && ufrag_of(&candidate.candidate).is_none()
    {
        candidate.candidate.push_str(" ufrag ");
        candidate.candidate.push_str(ufrag);
    }
    candidate
}

fn ufrag_of(candidate: &str) -> Option<&str> {
    let mut words = candidate.split_ascii_whitespace();
    words.find(|word| *word == "ufrag")?;
    words.next()
}

/// Whether a candidate belongs to the description we hold: those of an older one would only mislead.
pub(super) fn belongs(candidate: &Candidate, remote_sdp: &str) -> bool {
    if candidate.candidate.len() > CANDIDATE_BYTES_MAX {
        return false;
    }
    let Some(ufrag) = ufrag_of(&candidate.candidate) else { return true };
    remote_sdp.lines().filter_map(|line| line.strip_prefix("a=ice-ufrag:")).any(|known| known.trim() == ufrag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sdp(page: &str, ufrag: &str) -> String {
        format!("v=0\r\na=fingerprint:sha-256 {page}\r\nm=audio 9\r\na=ice-ufrag:{ufrag}\r\n")
    }

    fn candidate(text: &str) -> Candidate {
        Candidate { candidate: text.to_owned(), sdp_mid: Some("0".to_owned()), sdp_m_line_index: Some(0) }
    }

    #[test]
    fn an_offer_of_a_new_page_is_always_taken_on_a_new_connection() {
        for is_polite in [true, false] {
            for standing in [Standing::Settled, Standing::Offered] {
                let done = on_offer(is_polite, standing, Some(&sdp("AA", "one")), &sdp("BB", "two"));
                assert_eq!(done, OnOffer::TakeAnew);
            }
        }
    }

    #[test]
    fn when_two_offers_cross_exactly_one_side_gives_way() {
        let agreed = sdp("AA", "one");
        for (agreed, polite) in [(None, OnOffer::TakeAnew), (Some(agreed.as_str()), OnOffer::Take)] {
            assert_eq!(on_offer(true, Standing::Offered, agreed, &sdp("aa", "two")), polite);
            assert_eq!(on_offer(false, Standing::Offered, agreed, &sdp("aa", "two")), OnOffer::Ignore);
        }
    }

    #[test]
    fn an_answer_counts_only_after_an_offer_and_from_the_same_page() {
        let agreed = sdp("AA", "one");
        assert_eq!(on_answer(Standing::Offered, None, &agreed), OnAnswer::Take);
        assert_eq!(on_answer(Standing::Offered, Some(&agreed), &sdp("AA", "two")), OnAnswer::Take);
        assert_eq!(on_answer(Standing::Settled, Some(&agreed), &agreed), OnAnswer::Drop);
        assert_eq!(on_answer(Standing::Settled, None, &agreed), OnAnswer::Drop);
        assert_eq!(on_answer(Standing::Settled, Some(&agreed), &sdp("BB", "one")), OnAnswer::StartAnew);
        assert_eq!(on_answer(Standing::Offered, Some(&agreed), &sdp("BB", "one")), OnAnswer::StartAnew);
    }

    #[test]
    fn a_description_without_a_certificate_changes_nothing() {
        for agreed in [None, Some(sdp("AA", "one"))] {
            for standing in [Standing::Settled, Standing::Offered] {
                assert_eq!(on_offer(true, standing, agreed.as_deref(), "v=0"), OnOffer::Ignore);
                assert_eq!(on_answer(standing, agreed.as_deref(), "v=0"), OnAnswer::Drop);
            }
        }
    }

    #[test]
    fn the_one_who_comes_in_speaks_first_unless_nothing_is_wrong() {
        assert_eq!(on_arrival(None, false), OnArrival::StartAnew);
        assert_eq!(on_arrival(Some(Standing::Offered), false), OnArrival::OfferAgain);
        assert_eq!(on_arrival(Some(Standing::Offered), true), OnArrival::OfferAgain);
        assert_eq!(on_arrival(Some(Standing::Settled), false), OnArrival::RestartIce);
        assert_eq!(on_arrival(Some(Standing::Settled), true), OnArrival::Rest);
    }

    #[test]
    fn a_candidate_of_an_older_description_is_left_out() {
        let remote = sdp("AA", "new");
        assert!(belongs(&candidate("candidate:1 1 udp 1 192.0.2.1 9 typ host ufrag new"), &remote));
        assert!(!belongs(&candidate("candidate:1 1 udp 1 192.0.2.1 9 typ host ufrag old"), &remote));
        assert!(belongs(&candidate("candidate:1 1 udp 1 192.0.2.1 9 typ host"), &remote));
        assert!(belongs(&candidate(""), &remote));
        assert!(!belongs(&candidate(&"a".repeat(CANDIDATE_BYTES_MAX + 1)), &remote));
    }

    #[test]
    fn a_candidate_carries_its_ice_user_once() {
        let bare = candidate("candidate:1 1 udp 1 192.0.2.1 9 typ host");
        let told = with_ufrag(bare.clone(), Some("abcd"));
        assert!(told.candidate.ends_with("typ host ufrag abcd"));
        assert_eq!(with_ufrag(told.clone(), Some("abcd")), told);
        assert_eq!(with_ufrag(bare.clone(), None), bare);
        assert_eq!(with_ufrag(candidate(""), Some("abcd")), candidate(""));
    }

    fn watch(connection: Option<(Standing, Connection)>, millis: f64, tries: u32) -> Watch {
        Watch { is_polite: false, connection, unchanged_ms: millis, quiet_ms: millis, tries }
    }

    #[test]
    fn a_connection_that_stands_is_left_alone() {
        assert_eq!(mend(&watch(Some((Standing::Settled, Connection::Stands)), 1e9, 9)), Mend::Rest);
        assert_eq!(mend(&watch(Some((Standing::Offered, Connection::Stands)), 1e9, 9)), Mend::OfferAgain);
    }

    #[test]
    fn a_broken_path_is_sought_anew_and_then_the_connection_is_made_anew() {
        let shaky = Some((Standing::Settled, Connection::Shaky));
        assert_eq!(mend(&watch(shaky, SHAKY_MS - 1.0, 0)), Mend::Rest);
        assert_eq!(mend(&watch(shaky, SHAKY_MS, 0)), Mend::RestartIce);
        assert_eq!(mend(&watch(shaky, BETWEEN_TRIES_MS, 2)), Mend::Rest);
        assert_eq!(mend(&watch(shaky, BETWEEN_TRIES_MS * 2.0, 2)), Mend::RestartIce);
        assert_eq!(mend(&watch(shaky, BETWEEN_TRIES_MS_MAX, TRIES_MAX)), Mend::StartAnew);
        assert_eq!(mend(&watch(Some((Standing::Settled, Connection::Failed)), 0.0, 0)), Mend::RestartIce);
        assert_eq!(mend(&watch(Some((Standing::Settled, Connection::Closed)), 0.0, 0)), Mend::StartAnew);
    }

    #[test]
    fn what_may_have_been_lost_is_said_again() {
        let offered = Some((Standing::Offered, Connection::Seeking));
        assert_eq!(mend(&watch(offered, ANSWER_MS - 1.0, 0)), Mend::Rest);
        assert_eq!(mend(&watch(offered, ANSWER_MS, 0)), Mend::OfferAgain);
        assert_eq!(mend(&watch(None, FIRST_OFFER_MS - 1.0, 0)), Mend::Rest);
        assert_eq!(mend(&watch(None, FIRST_OFFER_MS, 0)), Mend::StartAnew);
    }

    #[test]
    fn however_long_it_lasts_the_tries_never_crowd() {
        let failed = Some((Standing::Settled, Connection::Failed));
        for tries in 1..50 {
            assert_eq!(mend(&watch(failed, BETWEEN_TRIES_MS - 1.0, tries)), Mend::Rest);
            assert_ne!(mend(&watch(failed, BETWEEN_TRIES_MS_MAX, tries)), Mend::Rest);
        }
    }

    #[test]
    fn the_polite_side_is_the_more_patient_one() {
        let settled = |connection| Some((Standing::Settled, connection));
        for connection in [None, settled(Connection::Shaky), settled(Connection::Failed), settled(Connection::Seeking)]
        {
            let first = |is_polite| {
                let wait = (0..200_u32).map(|step| f64::from(step) * 100.0);
                let mut waits = wait.filter(|ms| mend(&Watch { is_polite, ..watch(connection, *ms, 0) }) != Mend::Rest);
                waits.next().unwrap()
            };
            assert!(first(true) > first(false));
        }
    }
}
