//! An address that leads nowhere.

use leptos::prelude::*;

use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{ButtonLink, Empty, Glyph, Page},
};

/// Says so, and shows the way back.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let i18n = use_i18n();
    crate::say_missing();
    view! {
        <Page title=move || t_string!(i18n, common.missing)>
            <Empty
                icon=Glyph::Search
                title=move || t_string!(i18n, common.missing)
                text=Signal::derive(move || t_string!(i18n, common.missing_text).to_owned())
            >
                <ButtonLink href="/" icon=Glyph::Home>{t!(i18n, common.to_home)}</ButtonLink>
            </Empty>
        </Page>
    }
}
