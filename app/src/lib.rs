//! What people see, and the server functions it calls.
#![recursion_limit = "512"]
#![expect(
    clippy::must_use_candidate,
    clippy::needless_pass_by_value,
    unreachable_pub,
    reason = "components are called by `view!`, which uses what they return and gives away what they take; \
              the struct of their properties is public in a module that is not"
)]

pub mod error;
#[cfg(feature = "ssr")]
pub mod caller;
#[cfg(feature = "ssr")]
pub use caller::{
    Origin, Page, address, asked, await_code, await_code_again, caller, end_session, enter, finish_sign_in, go,
    go_without_wasm, remember_acting, renew_session, session_id, show_without_wasm, start_session,
};

include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));

pub mod words;

pub mod layout;
pub mod ui;

mod browser;
mod routes;

pub mod home;

pub mod accounts;
pub mod audit;
pub mod calendar;
pub mod calls;
pub mod care;
pub mod family;
pub mod imports;
pub mod links;
pub mod mail;
pub mod patients;
pub mod privacy;
pub mod terms;
pub mod professionals;
pub mod records;
pub mod reminders;
pub mod scheduling;

use domain::{accounts::SignedIn, field::PASSWORD_CHARS_MIN};
use leptos::prelude::*;
use leptos_i18n::context::UseLocalesOptions;
use leptos_meta::{Title, provide_meta_context};

use crate::{
    accounts::{SessionEnded, api::who_am_i},
    error::AppError,
    i18n::I18nContextProvider,
    layout::{Theme, provide_theme},
    routes::Pages,
    ui::provide_toasts,
};

/// What every page knows: who is here, and whether this is a demonstration.
#[derive(Clone, Copy)]
pub struct Clinic {
    /// Who is signed in, if anybody.
    pub who: Resource<Result<Option<SignedIn>, AppError>>,
    /// Whether mail is only written down.
    pub demo: bool,
    /// Characters a new password has at least.
    pub password_chars_min: usize,
}

/// The whole application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_theme(Theme::of_name(html_mark("data-theme").as_deref()));
    provide_toasts();
    provide_context(SessionEnded(RwSignal::new(false)));
    arrive_by_loading();
    say_time_zone();
    let clinic = Clinic {
        who: Resource::new(|| (), |()| who_am_i()),
        demo: html_mark("data-demo").is_some(),
        password_chars_min: html_mark("data-password-chars")
            .and_then(|count| count.parse().ok())
            .unwrap_or(PASSWORD_CHARS_MIN),
    };
    provide_context(clinic);
    let languages = UseLocalesOptions::default().ssr_lang_header_getter(languages);
    view! {
        <I18nContextProvider ssr_lang_header_getter=languages>
            <Title formatter=|title: String| if title.is_empty() { "Amparo".to_owned() } else { format!("{title} · Amparo") }/>
            <Pages/>
        </I18nContextProvider>
    }
}

/// Coming in and going out load the next page anew, so that nothing of the former reader stays in memory.
fn arrive_by_loading() {
    _ = server_fn::redirect::set_redirect_hook(|path| {
        if path.starts_with('/') && !accounts::stays() {
            _ = window().location().set_href(path);
        }
    });
}

/// Says in which time zone this browser is, so that its owner knows it again in the list of devices.
fn say_time_zone() {
    Effect::new(|| {
        let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
        let zone = js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into());
        if let Some(zone) = zone.ok().and_then(|zone| zone.as_string()) {
            layout::remember(&format!("zone={zone}; Path=/; Max-Age=31536000; SameSite=Lax"));
        }
    });
}

/// What the server wrote on `<html>`; the browser reads it from there, so that both draw the same page.
#[cfg(not(feature = "ssr"))]
fn html_mark(name: &str) -> Option<String> {
    document().document_element()?.get_attribute(name)
}

/// The languages a reader wants: the browser reads the answer of the server from `<html lang>`.
#[cfg(not(feature = "ssr"))]
const fn languages() -> Option<String> {
    None
}

#[cfg(feature = "ssr")]
pub(crate) use caller::typed;

/// What was typed before the server said no stands in the page that it drew.
#[cfg(not(feature = "ssr"))]
pub(crate) const fn typed(_path: &str, _name: &str) -> Option<String> {
    None
}

#[cfg(feature = "ssr")]
pub use document::shell;
#[cfg(feature = "ssr")]
use document::{html_mark, languages};

/// Answers 404: the address leads nowhere.
#[cfg(feature = "ssr")]
pub(crate) fn say_missing() {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
}

/// Answers 404: only the server can.
#[cfg(not(feature = "ssr"))]
pub(crate) const fn say_missing() {}

/// With whom a visitor wanted to book, for half an hour.
const WANTED_COOKIE: &str = "wanted";

/// The cookie that remembers it.
fn wanted_line(professional: domain::ProfessionalId) -> String {
    format!("{WANTED_COOKIE}={professional}; Path=/; Max-Age=1800; SameSite=Lax")
}

#[cfg(feature = "ssr")]
mod wanted;
#[cfg(feature = "ssr")]
pub(crate) use wanted::{remember_wanted, take_wanted};

/// Remembers with whom a visitor wanted to book.
#[cfg(not(feature = "ssr"))]
pub(crate) fn remember_wanted(professional: domain::ProfessionalId) {
    layout::remember(&wanted_line(professional));
}

/// Coming in loads the next page anew: only the server looks.
#[cfg(not(feature = "ssr"))]
pub(crate) const fn take_wanted() -> Option<String> {
    None
}

#[cfg(feature = "ssr")]
mod document {
    //! The document around the application: head, scripts, and what the browser may do.

    use axum::http::{
        HeaderValue,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY},
        request::Parts,
    };
    use leptos::{
        config::LeptosOptions,
        hydration::{AutoReload, HydrationScripts},
        nonce::use_nonce,
        prelude::*,
    };
    use leptos_axum::ResponseOptions;
    use leptos_meta::{HashedStylesheet, MetaTags};

    use crate::{
        App,
        caller::{cookie, languages_of},
        layout::{THEME_COOKIE, Theme},
        mail::DemoOutbox,
    };

    /// The document of every page.
    #[must_use]
    pub fn shell(options: LeptosOptions) -> impl IntoView {
        guard();
        let theme = html_mark("data-theme");
        let demo = html_mark("data-demo");
        let password_chars = html_mark("data-password-chars");
        let scripts = view! { <HydrationScripts options=options.clone()/> }.into_any();
        let chunks = chunks();
        view! {
            <!DOCTYPE html>
            <html data-theme=theme data-demo=demo data-password-chars=password_chars>
                <head>
                    <meta charset="utf-8"/>
                    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                    <meta name="color-scheme" content="light dark"/>
                    <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f6f2ea"/>
                    <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0f1615"/>
                    <meta name="description" content="Amparo: consultas de saúde por vídeo."/>
                    <link rel="preload" href="/fonts/inter-latin.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                    <HashedStylesheet options=options.clone() id="style"/>
                    <link rel="manifest" href="/manifest.webmanifest"/>
                    <link rel="icon" href="/icons/icon.svg" r#type="image/svg+xml"/>
                    <link rel="apple-touch-icon" href="/icons/apple-touch-icon.png"/>
                    <meta name="chunks" content=chunks/>
                    <AutoReload options=options/>
                    {scripts}
                    <MetaTags/>
                </head>
                <body>
                    <App/>
                </body>
            </html>
        }
    }

    /// What the server writes on `<html>`: the theme of the cookie, whether this is a demonstration, and how long a new
    /// password must be.
    pub(super) fn html_mark(name: &str) -> Option<String> {
        match name {
            "data-theme" => Theme::of_name(cookie(THEME_COOKIE).as_deref()).name().map(str::to_owned),
            "data-password-chars" => {
                let parts = use_context::<Parts>()?;
                parts.extensions.get::<store::Caller>().map(|caller| caller.policy.password_chars_min.to_string())
            }
            _ => use_context::<DemoOutbox>().map(|_| String::new()),
        }
    }

    /// The languages a reader wants: the one they chose here, or those of their browser.
    pub(super) fn languages() -> Option<String> {
        languages_of(&use_context::<Parts>()?.headers)
    }

    /// Files that are loaded later, for the service worker to fetch while there is nothing else to do.
    fn chunks() -> Option<String> {
        let files = use_context::<leptos::WasmSplitManifest>()?.0.with_value(|(root, parts, script)| {
            let mut files = parts.values().flatten().map(|part| format!("{root}/{part}.wasm")).collect::<Vec<_>>();
            files.push(format!("{root}/{script}"));
            files.sort();
            files.dedup();
            files
        });
        Some(files.join(" "))
    }

    /// Pages are for one reader: nobody keeps them, and nothing runs in them but ours.
    fn guard() {
        let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else { return };
        let policy = format!(
            "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; \
             style-src 'self' 'nonce-{nonce}'; connect-src 'self'; img-src 'self' blob: data:; \
             media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; object-src 'none'; base-uri 'none'; \
             frame-ancestors 'none'; form-action 'self'"
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            response.insert_header(CONTENT_SECURITY_POLICY, policy);
        }
        response.insert_header(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
