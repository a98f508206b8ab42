//! The texts themselves. They lie beside the program, so that what is shown is what the version names.

use leptos::prelude::*;

use crate::{
    i18n::{Locale, t_string, use_i18n},
    privacy::OfficerCard,
    ui::{Card, Page, Prose},
};

const TERMS: [&str; 2] = [include_str!("../../legal/pt-BR/terms-1.md"), include_str!("../../legal/en/terms-1.md")];
const NOTICE: [&str; 2] = [include_str!("../../legal/pt-BR/privacy-1.md"), include_str!("../../legal/en/privacy-1.md")];

fn in_language([portuguese, english]: [&'static str; 2], locale: Locale) -> &'static str {
    match locale {
        Locale::pt_BR => portuguese,
        Locale::en => english,
    }
}

/// Terms of use.
#[component]
pub fn TermsPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Page title=move || t_string!(i18n, terms.terms)>
            <Card>
                <Prose text=in_language(TERMS, i18n.get_locale_untracked())/>
            </Card>
        </Page>
    }
}

/// Privacy notice.
#[component]
pub fn PrivacyPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Page title=move || t_string!(i18n, terms.notice)>
            <Card>
                <Prose text=in_language(NOTICE, i18n.get_locale_untracked())/>
            </Card>
            // Beside the text that people accept, whose hash is kept: who is in charge may change without a new version.
            <OfficerCard/>
        </Page>
    }
}
