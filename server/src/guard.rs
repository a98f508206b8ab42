//! What every answer carries, whoever asks: security headers, caching rules, and the fixed CSP of what is no page.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::clinic::Clinic;

/// The policy of answers that are no page; pages bring their own with a nonce.
const STRICT: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/// A static page may load what lies beside it.
const STATIC: &str =
    "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const PERMISSIONS: &str = "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), screen-wake-lock=(self), \
     geolocation=(), payment=(), usb=()";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: forms without WASM come back to the page named in Referer.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
];

/// Adds what is missing.
pub async fn guard(State(clinic): State<Clinic>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let ok = response.status().is_success();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if clinic.settings.is_https() {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let policy = if is_file(&path) { STATIC } else { STRICT };
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    cache(headers, &path, ok);
    response
}

/// Hashed files never change; other files are asked for again; everything else may hold health data. An answer that says
/// itself that it is not to be kept is believed, wherever it lies.
fn cache(headers: &mut HeaderMap, path: &str, ok: bool) {
    if headers.get(header::CACHE_CONTROL).is_some_and(|rule| rule == "no-store") {
        return;
    }
    let rule = match path {
        _ if !ok => "no-store",
        "/service-worker.js" => "no-cache",
        _ if path.starts_with("/pkg/") || path.starts_with("/fonts/") => "public, max-age=31536000, immutable",
        // A new picture has a new address; that of somebody who left is gone within the hour.
        _ if is_file(path) || path.starts_with("/photos/") => "public, max-age=3600",
        _ => "no-store",
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(rule));
}

/// Files lie at the top of the site or in these folders; no page has a dot in its last part.
fn is_file(path: &str) -> bool {
    let folder = ["/pkg/", "/fonts/", "/icons/"].iter().any(|folder| path.starts_with(folder));
    folder || (path.matches('/').count() == 1 && path.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(path: &str, ok: bool) -> String {
        let mut headers = HeaderMap::new();
        cache(&mut headers, path, ok);
        headers[header::CACHE_CONTROL].to_str().unwrap().to_owned()
    }

    #[test]
    fn pages_and_answers_are_never_kept() {
        for path in ["/", "/visits", "/visits/0192f1a0-7b1c-7e55-8a10-0123456789ab", "/api/app/records/api/open_record"]
        {
            assert_eq!(rule(path, true), "no-store", "{path}");
        }
        assert_eq!(rule("/pkg/missing.js", false), "no-store");
    }

    #[test]
    fn what_is_not_to_be_kept_is_not_whatever_its_address_looks_like() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        cache(&mut headers, "/patients.csv", true);
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
    }

    #[test]
    fn hashed_files_are_kept_for_good_and_the_service_worker_is_asked_for_again() {
        assert!(rule("/pkg/amparo.abc.wasm", true).contains("immutable"));
        assert_eq!(rule("/service-worker.js", true), "no-cache");
        assert_eq!(rule("/manifest.webmanifest", true), "public, max-age=3600");
    }
}
