//! What was done, and where to go from there: by a link of a letter, or by a form of a browser without WASM.

use domain::links::LinkKind;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    home::NotFoundPage,
    i18n::{t_string, use_i18n},
    layout::Narrow,
    ui::{ButtonLink, ButtonSize, Page, Row, Text},
    words::Language,
};

/// A password changed without WASM; with it, the page that asked says so itself.
const CHANGE_PASSWORD: &str = "change_password";

/// Done. The address names the kind of link, or the form, and no token.
#[component]
pub fn DonePage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let kind = move || params.read().get("kind").unwrap_or_default();
    move || match words(i18n, &kind()) {
        Some([title, text, button, href]) => view! {
            <Narrow>
                <Page title=move || title>
                    <Text>{text}</Text>
                    <Row>
                        <ButtonLink href=href size=ButtonSize::Large>{button}</ButtonLink>
                    </Row>
                </Page>
            </Narrow>
        }
        .into_any(),
        None => view! { <NotFoundPage/> }.into_any(),
    }
}

/// Title, text, and the words and the address of the way on. An invitation leads in by itself.
fn words(i18n: Language, kind: &str) -> Option<[&'static str; 4]> {
    if kind == CHANGE_PASSWORD {
        return Some([
            t_string!(i18n, links.done_reset_title),
            t_string!(i18n, links.done_change_text),
            t_string!(i18n, links.go_on),
            "/security",
        ]);
    }
    match LinkKind::parse(kind)? {
        LinkKind::ResetPassword => Some([
            t_string!(i18n, links.done_reset_title),
            t_string!(i18n, links.done_reset_text),
            t_string!(i18n, links.sign_in),
            "/sign-in",
        ]),
        LinkKind::ChangeEmail => Some([
            t_string!(i18n, links.done_confirm_title),
            t_string!(i18n, links.done_confirm_text),
            t_string!(i18n, links.go_on),
            "/",
        ]),
        LinkKind::RestoreEmail => Some([
            t_string!(i18n, links.done_restore_title),
            t_string!(i18n, links.done_restore_text),
            t_string!(i18n, links.reset_title),
            "/forgot",
        ]),
        LinkKind::ConfirmVisit => Some([
            t_string!(i18n, reminders.confirmed_title),
            t_string!(i18n, reminders.confirmed_text),
            t_string!(i18n, reminders.to_visits),
            "/visits",
        ]),
        LinkKind::CancelVisit => Some([
            t_string!(i18n, reminders.cancelled_title),
            t_string!(i18n, reminders.cancelled_text),
            t_string!(i18n, reminders.to_visits),
            "/visits",
        ]),
        LinkKind::Invite => None,
    }
}
