//! Which address leads where, and what every request passes on its way.

use std::{any::Any, time::Duration};

use app::{App, Origin, shell};
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderValue, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{MethodRouter, any, get, post},
};
use domain::{calendar::without_token, links::LinkKind};
use leptos::prelude::provide_context;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list, render_app_async_with_context};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::CsrfLayer,
    limit::RequestBodyLimitLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    services::ServeDir,
    timeout::RequestBodyTimeoutLayer,
    trace::{DefaultOnResponse, TraceLayer},
};

use tracing::Level;

use crate::{
    agenda, calendar, calls::socket, clinic::Clinic, guard, health, hosts, identify, imports, in_time, metrics,
    professionals, proxies, session, typed,
};

/// A request body is at most this large.
pub const BODY_BYTES_MAX: usize = 256 * 1024;
/// A body that stands still this long is given up.
const BODY_SECONDS: u64 = 15;

/// The pages of the app.
#[must_use]
pub fn pages() -> Vec<AxumRouteListing> {
    generate_route_list(App)
}

/// Everything the web server answers.
pub fn router(clinic: &Clinic, demo_outbox: Option<app::mail::DemoOutbox>) -> Router {
    let origin = Origin { is_https: clinic.settings.is_https(), address: clinic.settings.origin.as_str().into() };
    let context = move || {
        provide_context(origin.clone());
        if let Some(outbox) = &demo_outbox {
            provide_context(outbox.clone());
        }
    };
    let options = clinic.leptos.clone();
    let document = move || shell(options.clone());
    let people = Router::new()
        .leptos_routes_with_context(clinic, pages(), context.clone(), document.clone())
        .route("/calls/{call}/socket", get(socket::open))
        .route("/agenda/socket", get(agenda::open))
        .route("/photos/{id}", get(professionals::photo))
        .route("/patients.csv", get(imports::export))
        .route("/patients/import/{id}/refused.csv", get(imports::refused))
        .fallback_service(files(&clinic.leptos.site_root, any(render_app_async_with_context(context, document))))
        .layer(middleware::from_fn_with_state(clinic.clone(), typed::keep))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
        .merge(uploads())
        .layer(middleware::from_fn_with_state(clinic.clone(), identify::identify))
        .layer(session::layer(clinic))
        .layer(middleware::from_fn_with_state(clinic.clone(), session::keep_new_cookie))
        .layer(middleware::from_fn_with_state(clinic.clone(), proxies::tell))
        // A program that keeps a calendar brings no cookie, and gets none.
        .merge(Router::new().route("/calendar/{token}", get(calendar::feed)))
        // The two health checks are asked by machines, by whatever name or number they know this one by.
        .layer(middleware::from_fn_with_state(clinic.clone(), hosts::insist));
    let answered = DefaultOnResponse::new().level(Level::INFO);
    let trace = TraceLayer::new_for_http().make_span_with(span).on_request(()).on_response(answered).on_failure(());
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
        .merge(people)
        .layer(middleware::from_fn(metrics::measure))
        .layer(
            ServiceBuilder::new()
                .map_request(without_foreign_id)
                .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
                .layer(trace)
                .layer(PropagateRequestIdLayer::x_request_id())
                .layer(middleware::from_fn_with_state(clinic.clone(), guard::guard))
                .layer(CatchPanicLayer::custom(panicked))
                .layer(CsrfLayer::new())
                .layer(middleware::from_fn(in_time::in_time))
                .layer(RequestBodyTimeoutLayer::new(Duration::from_secs(BODY_SECONDS)))
                .layer(CompressionLayer::new().br(true).gzip(true)),
        )
        .with_state(clinic.clone())
}

/// Where files are sent to: a limit of their own, and nobody else's.
fn uploads() -> Router<Clinic> {
    // The layers below count; the one of axum is for those who have none.
    let photos = Router::new()
        .route("/professionals/{id}/photo", post(professionals::set_photo))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(professionals::UPLOAD_BYTES_MAX));
    let imports = Router::new()
        .route("/patients/import/file", post(imports::upload))
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(imports::UPLOAD_BYTES_MAX));
    photos.merge(imports)
}

/// The files of the site, and the page that says that there is nothing.
///
/// Not the file handler of `leptos_axum` 0.8: it takes a page that is being drawn on the same thread for its own, and
/// puts that page's headers, a cookie or a policy, onto the file.
fn files(site: &str, missing: MethodRouter) -> ServeDir<MethodRouter> {
    ServeDir::new(site)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip()
        .call_fallback_on_method_not_allowed(true)
        .fallback(missing)
}

/// Only we name requests: what a stranger chose would stand in our logs.
fn without_foreign_id(mut request: Request) -> Request {
    request.headers_mut().remove("x-request-id");
    request
}

/// A line for each request: method, path without its query or the token of a letter, id. Never an address, a name, or a
/// value.
fn span(request: &Request) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    let path = without_token(LinkKind::without_token(request.uri().path()));
    tracing::info_span!("request", method = %request.method(), path, id)
}

#[expect(clippy::needless_pass_by_value, reason = "the layer hands the panic over")]
fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no text");
    let incident = store::incident_number();
    tracing::error!(incident, panic = text, "a request panicked");
    let mut response = (StatusCode::INTERNAL_SERVER_ERROR, incident).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
