//! A browser without a screen: it keeps its cookies, and asks the clinic's router without a network in between.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex},
};

use app::error::AppError;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Request, StatusCode, header, request::Builder},
};
use serde::de::DeserializeOwned;
use tower::ServiceExt;

use crate::clinic::Clinic;

const ANSWER_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A browser; cloning it takes the cookies along.
#[derive(Clone)]
pub(crate) struct Browser {
    clinic: Clinic,
    address: IpAddr,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
}

impl Clinic {
    /// A browser that nobody signed in with.
    pub(crate) fn browser(&self) -> Browser {
        self.browser_at(Ipv4Addr::LOCALHOST)
    }

    /// A browser whose connection comes from an address.
    pub(crate) fn browser_at(&self, address: impl Into<IpAddr>) -> Browser {
        Browser { clinic: self.clone(), address: address.into(), cookies: Arc::default() }
    }
}

impl Browser {
    /// The address of its clinic.
    pub(crate) fn origin(&self) -> String {
        self.clinic.origin().to_owned()
    }

    /// Another browser with the same cookies; what happens to one is not known to the other.
    pub(crate) fn twin(&self) -> Self {
        let cookies = Arc::new(Mutex::new(self.cookies.lock().unwrap().clone()));
        Self { cookies, ..self.clone() }
    }

    /// The value of a `Cookie` header.
    pub(crate) fn cookie(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// The value of one cookie.
    pub(crate) fn cookie_named(&self, name: &str) -> String {
        self.cookies.lock().unwrap().get(name).cloned().unwrap_or_default()
    }

    pub(crate) fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.into(), value.into());
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Calls a server function by its name, as the page does.
    pub(crate) async fn call(&self, name: &str, fields: &[(&str, &str)]) -> Answer {
        self.post(&door(name), &form(fields)).await
    }

    /// Sends a form to an address.
    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        self.send(posting(path), Body::from(body.to_owned())).await
    }

    pub(crate) async fn send(&self, request: Builder, body: Body) -> Answer {
        let mut request = request.body(body).unwrap();
        let headers = request.headers_mut();
        if !headers.contains_key(header::HOST) {
            let host = self.clinic.origin().split_once("://").unwrap().1;
            headers.insert(header::HOST, host.parse().unwrap());
        }
        let cookie = self.cookie();
        if !cookie.is_empty() {
            headers.insert(header::COOKIE, cookie.parse().unwrap());
        }
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.address, 50_000)));
        let response = self.clinic.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, ANSWER_BYTES_MAX).await.unwrap();
        let answer = Answer { status: parts.status, headers: parts.headers, body };
        self.keep(&answer);
        answer
    }

    fn keep(&self, answer: &Answer) {
        let mut cookies = self.cookies.lock().unwrap();
        for line in answer.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            if line.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.into(), value.into());
            }
        }
    }
}

/// A form on its way.
pub(crate) fn posting(path: &str) -> Builder {
    Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

/// The address of a server function, as the running registry has it.
pub(crate) fn door(name: &str) -> String {
    let all = leptos::server_fn::axum::server_fn_paths();
    let found = all.map(|(path, _)| path).filter(|path| path.rsplit('/').next() == Some(name)).collect::<Vec<_>>();
    assert_eq!(found.len(), 1, "server functions called {name}");
    found[0].to_owned()
}

/// Fields as a form sends them.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let address = reqwest::Url::parse_with_params("http://localhost", fields).unwrap();
    address.query().unwrap_or_default().to_owned()
}

/// What the clinic answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header, empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The line that sets the cookie of the sign-in, empty when there is none. That of the browser is another one.
    pub(crate) fn session_cookie(&self) -> &str {
        let lines = self.headers.get_all(header::SET_COOKIE).iter().map(|line| line.to_str().unwrap());
        let mut lines = lines.filter(|line| line.split('=').next().is_some_and(|name| name.ends_with("amparo")));
        lines.next().unwrap_or_default()
    }

    /// The value of a server function that said yes.
    #[track_caller]
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The error of a server function that said no.
    #[track_caller]
    pub(crate) fn error(&self) -> AppError {
        assert!(!self.status.is_success(), "{}", self.text());
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{} {}", self.status, self.text()))
    }
}
