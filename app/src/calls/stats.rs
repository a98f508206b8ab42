//! How the call goes: samples of `getStats`, the words they earn, and the summary at the end.

use domain::calls::{Route, SUMMARY_MILLIS_MAX, Summary};
use wasm_bindgen::JsValue;
use web_sys::RtcStatsReport;

use super::browser::get;

/// A sample is taken this often.
pub(super) const SAMPLE_MS: u32 = 2_000;
/// Without a packet for this many samples the path is taken for cut: browsers alone would wait up to 30 seconds.
pub(super) const SILENT_SAMPLES_MAX: u32 = 2;

const UNSTABLE_RTT_MS: f64 = 400.0;
const UNSTABLE_JITTER_MS: f64 = 60.0;
const UNSTABLE_LOSS_PERMILLE: f64 = 50.0;
/// Good samples in a row before an unstable connection is called good again.
const GOOD_SAMPLES_MIN: u32 = 3;

/// What one look at the connection showed. Counters run since the connection began.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sample {
    pub(super) rtt_ms: Option<f64>,
    pub(super) jitter_ms: Option<f64>,
    pub(super) packets_received: f64,
    pub(super) packets_lost: f64,
    /// Anything that arrived: media, or answers to the checks of the path.
    pub(super) arrived: Option<f64>,
    pub(super) route: Option<Route>,
}

/// How the connection feels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Quality {
    #[default]
    Good,
    Unstable,
}

/// Everything the summary needs, gathered over the whole call.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    arrived_at_ms: Option<f64>,
    setup_ms: Option<f64>,
    connected_since_ms: Option<f64>,
    connected_ms: f64,
    has_connected: bool,
    reconnections: u32,
    rtt: Mean,
    jitter: Mean,
    packets_received: f64,
    packets_lost: f64,
    route: Option<Route>,
    before: Option<Sample>,
    silent_samples: u32,
    good_samples: u32,
    quality: Quality,
}

#[derive(Clone, Copy, Debug, Default)]
struct Mean {
    sum: f64,
    count: f64,
}

impl Mean {
    fn add(&mut self, value: Option<f64>) {
        if let Some(value) = value.filter(|value| value.is_finite()) {
            self.sum += value;
            self.count += 1.0;
        }
    }

    fn value(self) -> Option<f64> {
        (self.count > 0.0).then(|| self.sum / self.count)
    }
}

impl Tally {
    /// The other person came in; the first time counts.
    pub(super) fn other_arrived(&mut self, now_ms: f64) {
        self.arrived_at_ms.get_or_insert(now_ms);
    }

    /// The first picture of the other person was drawn.
    pub(super) fn first_picture(&mut self, now_ms: f64) {
        if let (None, Some(arrived)) = (self.setup_ms, self.arrived_at_ms) {
            self.setup_ms = Some(now_ms - arrived);
        }
    }

    pub(super) fn connected(&mut self, now_ms: f64) {
        if self.connected_since_ms.is_none() {
            self.connected_since_ms = Some(now_ms);
            if self.has_connected {
                self.reconnections = self.reconnections.saturating_add(1);
            }
            self.has_connected = true;
            self.silent_samples = 0;
        }
    }

    pub(super) fn disconnected(&mut self, now_ms: f64) {
        if let Some(since) = self.connected_since_ms.take() {
            self.connected_ms += now_ms - since;
        }
    }

    /// A new connection counts from zero.
    pub(super) fn new_connection(&mut self, now_ms: f64) {
        self.disconnected(now_ms);
        self.before = None;
        self.silent_samples = 0;
    }

    pub(super) fn add(&mut self, sample: Sample) {
        let before = self.before.replace(sample).unwrap_or_default();
        let received = (sample.packets_received - before.packets_received).max(0.0);
        let lost = (sample.packets_lost - before.packets_lost).max(0.0);
        self.packets_received += received;
        self.packets_lost += lost;
        self.rtt.add(sample.rtt_ms);
        self.jitter.add(sample.jitter_ms);
        self.route = sample.route.or(self.route);
        // A number that changed is a sign of life, in whichever direction: another path counts from zero.
        let is_silent = sample.arrived.is_some() && sample.arrived == before.arrived;
        self.silent_samples = if is_silent { self.silent_samples.saturating_add(1) } else { 0 };
        self.judge(sample, permille(lost, received).unwrap_or(0.0));
    }

    fn judge(&mut self, sample: Sample, loss_permille: f64) {
        let is_unstable = self.silent_samples > 0
            || loss_permille > UNSTABLE_LOSS_PERMILLE
            || sample.rtt_ms.is_some_and(|rtt| rtt > UNSTABLE_RTT_MS)
            || sample.jitter_ms.is_some_and(|jitter| jitter > UNSTABLE_JITTER_MS);
        if is_unstable {
            self.good_samples = 0;
            self.quality = Quality::Unstable;
        } else {
            self.good_samples = self.good_samples.saturating_add(1);
            if self.good_samples >= GOOD_SAMPLES_MIN {
                self.quality = Quality::Good;
            }
        }
    }

    /// Whether nothing at all has arrived for a while, though the connection claims to stand.
    pub(super) fn is_cut(&self) -> bool {
        self.silent_samples >= SILENT_SAMPLES_MAX
    }

    pub(super) fn quality(&self) -> Quality {
        self.quality
    }

    pub(super) fn route(&self) -> Option<Route> {
        self.route
    }

    /// What the clinic keeps of the call.
    pub(super) fn summary(&self, now_ms: f64) -> Summary {
        let running = self.connected_since_ms.map_or(0.0, |since| now_ms - since);
        let connected_ms = self.has_connected.then_some(self.connected_ms + running);
        Summary {
            setup_ms: self.setup_ms.map(millis),
            connected_ms: connected_ms.map(millis),
            rtt_ms: self.rtt.value().map(millis),
            jitter_ms: self.jitter.value().map(millis),
            loss_permille: permille(self.packets_lost, self.packets_received).map(whole),
            route: self.route,
            reconnections: self.has_connected.then_some(self.reconnections.min(10_000)),
        }
    }
}

fn permille(lost: f64, received: f64) -> Option<f64> {
    let sent = lost + received;
    (sent > 0.0).then(|| (lost * 1000.0 / sent).clamp(0.0, 1000.0))
}

fn millis(value: f64) -> u32 {
    whole(value).min(SUMMARY_MILLIS_MAX)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what fits just before")]
fn whole(value: f64) -> u32 {
    value.round().clamp(0.0, f64::from(u32::MAX)) as u32
}

/// Reads one report of the browser. What it does not say stays absent.
pub(super) fn read(report: &RtcStatsReport) -> Sample {
    let mut sample = Sample::default();
    let mut chosen = None;
    let mut nominated = None;
    for entry in entries(report) {
        match text(&entry, "type").as_deref() {
            Some("inbound-rtp") => {
                sample.packets_received += number(&entry, "packetsReceived").unwrap_or(0.0);
                sample.packets_lost += number(&entry, "packetsLost").unwrap_or(0.0);
                let jitter_ms = number(&entry, "jitter").map(|seconds| seconds * 1000.0);
                sample.jitter_ms = sample.jitter_ms.into_iter().chain(jitter_ms).reduce(f64::max);
            }
            Some("transport") => {
                chosen = text(&entry, "selectedCandidatePairId").and_then(|id| report.get(&id)).map(JsValue::from);
            }
            Some("candidate-pair") if is_true(&entry, "selected") => nominated = Some(entry),
            Some("candidate-pair") if is_true(&entry, "nominated") && nominated.is_none() => {
                nominated = (text(&entry, "state").as_deref() == Some("succeeded")).then_some(entry);
            }
            _ => {}
        }
    }
    if let Some(pair) = chosen.or(nominated) {
        let seconds = number(&pair, "currentRoundTripTime");
        sample.rtt_ms = seconds.map(|seconds| seconds * 1000.0);
        let (bytes, answers) = (number(&pair, "bytesReceived"), number(&pair, "responsesReceived"));
        sample.arrived = bytes.map(|bytes| bytes + answers.unwrap_or(0.0));
        sample.route = route(report, &pair);
    }
    sample
}

/// Relayed when either end of the path is a relay.
fn route(report: &RtcStatsReport, pair: &JsValue) -> Option<Route> {
    let kind = |end| {
        let candidate = report.get(&text(pair, end)?)?;
        text(&candidate, "candidateType")
    };
    let local = kind("localCandidateId")?;
    let is_relayed = local == "relay" || kind("remoteCandidateId").as_deref() == Some("relay");
    Some(if is_relayed { Route::Relayed } else { Route::Direct })
}

/// Collected first: the report is asked for other entries while one is looked at.
fn entries(report: &RtcStatsReport) -> Vec<JsValue> {
    report.values().into_iter().filter_map(Result::ok).filter(JsValue::is_object).collect()
}

fn number(entry: &JsValue, name: &str) -> Option<f64> {
    get(entry, name)?.as_f64().filter(|value| value.is_finite())
}

fn text(entry: &JsValue, name: &str) -> Option<String> {
    get(entry, name)?.as_string()
}

fn is_true(entry: &JsValue, name: &str) -> bool {
    get(entry, name).is_some_and(|value| value.is_truthy())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flowing(arrived: f64) -> Sample {
        Sample { arrived: Some(arrived), packets_received: arrived, rtt_ms: Some(40.0), ..Sample::default() }
    }

    #[test]
    fn setup_runs_from_the_first_arrival_to_the_first_picture() {
        let mut tally = Tally::default();
        tally.first_picture(50.0);
        assert_eq!(tally.summary(60.0).setup_ms, None);
        tally.other_arrived(100.0);
        tally.other_arrived(5_000.0);
        tally.first_picture(400.4);
        tally.first_picture(9_000.0);
        assert_eq!(tally.summary(10_000.0).setup_ms, Some(300));
    }

    #[test]
    fn a_call_that_never_connected_says_so_little() {
        assert_eq!(Tally::default().summary(1_000.0), Summary::default());
    }

    #[test]
    fn connected_time_leaves_out_the_gaps_and_counts_them() {
        let mut tally = Tally::default();
        tally.connected(1_000.0);
        tally.connected(2_000.0);
        tally.disconnected(4_000.0);
        tally.disconnected(5_000.0);
        tally.connected(10_000.0);
        let summary = tally.summary(12_000.0);
        assert_eq!((summary.connected_ms, summary.reconnections), (Some(5_000), Some(1)));
    }

    #[test]
    fn loss_is_counted_across_connections() {
        let mut tally = Tally::default();
        tally.add(Sample { packets_received: 90.0, packets_lost: 10.0, ..flowing(1.0) });
        tally.new_connection(0.0);
        tally.add(Sample { packets_received: 90.0, packets_lost: 10.0, ..flowing(1.0) });
        tally.add(Sample { packets_received: 180.0, packets_lost: 20.0, route: Some(Route::Relayed), ..flowing(2.0) });
        let summary = tally.summary(0.0);
        assert_eq!(summary.loss_permille, Some(100));
        assert_eq!(summary.rtt_ms, Some(40));
        assert_eq!(summary.route, Some(Route::Relayed));
    }

    #[test]
    fn an_unstable_connection_is_called_good_only_after_a_while() {
        let mut tally = Tally::default();
        tally.add(flowing(1.0));
        assert_eq!(tally.quality(), Quality::Good);
        tally.add(Sample { rtt_ms: Some(900.0), ..flowing(2.0) });
        assert_eq!(tally.quality(), Quality::Unstable);
        tally.add(flowing(3.0));
        tally.add(flowing(4.0));
        assert_eq!(tally.quality(), Quality::Unstable);
        tally.add(flowing(5.0));
        assert_eq!(tally.quality(), Quality::Good);
    }

    #[test]
    fn silence_for_two_samples_is_a_cut_path_and_a_new_path_is_not() {
        let mut tally = Tally::default();
        tally.add(flowing(100.0));
        tally.add(flowing(100.0));
        assert!(!tally.is_cut());
        tally.add(flowing(100.0));
        assert!(tally.is_cut());
        tally.add(flowing(3.0));
        assert!(!tally.is_cut());
        for _ in 0..5 {
            tally.add(Sample::default());
        }
        assert!(!tally.is_cut(), "a browser that tells nothing is not cut off");
    }

    #[test]
    fn numbers_stay_within_what_the_server_takes() {
        let mut tally = Tally::default();
        tally.other_arrived(0.0);
        tally.first_picture(f64::MAX);
        tally.add(Sample { rtt_ms: Some(f64::NAN), jitter_ms: Some(-5.0), packets_lost: -3.0, ..flowing(1.0) });
        let signal = domain::calls::Signal::Summary(tally.summary(f64::MAX));
        assert_eq!(signal.check_from_browser(), Ok(()));
    }
}
