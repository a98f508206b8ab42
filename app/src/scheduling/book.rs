//! With whom? The first question of a booking.

use leptos::prelude::*;

use crate::{
    i18n::{t, t_string, use_i18n},
    professionals::Directory,
    ui::{Lead, Page},
};

/// Choose a professional.
#[component]
pub fn BookPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Page title=move || t_string!(i18n, scheduling.book_title) back="/visits">
            <Lead>{t!(i18n, scheduling.book_lead)}</Lead>
            <Directory path="/book" members=true/>
        </Page>
    }
}
