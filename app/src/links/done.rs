//! What a link of a letter did, and where to go from there.

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

/// Done. The address names the kind of link and no token.
#[component]
pub fn DonePage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let kind = move || LinkKind::parse(&params.read().get("kind").unwrap_or_default());
    move || match kind().and_then(|kind| words(i18n, kind)) {
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
fn words(i18n: Language, kind: LinkKind) -> Option<[&'static str; 4]> {
    match kind {
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
        LinkKind::Invite => None,
    }
}
