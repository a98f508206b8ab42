//! Numbers for Prometheus, on a listener of their own. No id stands in a label.

use std::{net::SocketAddr, time::Instant};

use anyhow::Context;
use axum::{
    Router,
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
    routing::get,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio::{net::TcpListener, sync::watch};

use crate::{
    clinic::Clinic,
    listen::{self, Limits},
};

const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];
/// Those who ask for metrics are few.
const LIMITS: Limits = Limits { connections_max: 16, per_ip_max: 16 };

/// Starts counting; once for a process.
///
/// # Errors
/// When something else counts already.
pub fn recorder() -> anyhow::Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS)?
        .install_recorder()
        .context("starting metrics")
}

/// Counts a request under its route, not its path: a path may hold an id.
pub async fn measure(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let method = request.method().as_str().to_owned();
    let start = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("amparo_requests_total", "route" => route.clone(), "method" => method, "status" => status)
        .increment(1);
    metrics::histogram!("amparo_request_seconds", "route" => route).record(start.elapsed().as_secs_f64());
    response
}

/// Answers `/metrics` on its own listener.
///
/// # Errors
/// When the address is taken.
pub async fn serve(
    handle: PrometheusHandle,
    at: &str,
    clinic: Clinic,
    stop: watch::Receiver<bool>,
) -> anyhow::Result<Option<SocketAddr>> {
    if at.is_empty() {
        return Ok(None);
    }
    let listener = TcpListener::bind(at).await.with_context(|| format!("metrics_listen {at}"))?;
    let address = listener.local_addr()?;
    let answer = move || {
        let (handle, clinic) = (handle.clone(), clinic.clone());
        async move {
            gauges(&clinic).await;
            handle.render()
        }
    };
    let router = Router::new().route("/metrics", get(answer));
    tokio::spawn(listen::serve(listener, router, LIMITS, stop));
    Ok(Some(address))
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus counts in floats")]
async fn gauges(clinic: &Clinic) {
    metrics::gauge!("amparo_rooms").set(clinic.rooms.count() as f64);
    metrics::gauge!("amparo_call_sockets").set(clinic.rooms.sockets() as f64);
    if let Ok((waiting, failed)) = store::jobs::counts(&clinic.system()).await {
        metrics::gauge!("amparo_jobs_waiting").set(waiting as f64);
        metrics::gauge!("amparo_jobs_failed").set(failed as f64);
    }
    if let Some(standing) = clinic.system().counts.standing() {
        metrics::gauge!("amparo_redis_cut").set(f64::from(u8::from(standing.is_cut)));
        metrics::counter!("amparo_limits_without_redis_total").absolute(standing.counted_without);
    }
    if let Some(stats) = clinic.ice.stats() {
        metrics::gauge!("amparo_relay_allocations").set(stats.allocations as f64);
        metrics::gauge!("amparo_relay_tcp_connections").set(stats.tcp_connections as f64);
        metrics::counter!("amparo_relay_allocations_total").absolute(stats.allocations_granted);
        metrics::counter!("amparo_relay_over_quota_total").absolute(stats.allocations_over_quota);
        metrics::counter!("amparo_relay_bytes_to_peers_total").absolute(stats.bytes_to_peers);
        metrics::counter!("amparo_relay_bytes_to_clients_total").absolute(stats.bytes_to_clients);
        metrics::counter!("amparo_relay_packets_dropped_total").absolute(stats.packets_dropped);
        metrics::counter!("amparo_relay_peers_refused_total").absolute(stats.peers_refused);
        metrics::counter!("amparo_relay_auth_failures_total").absolute(stats.auth_failures);
    }
}
