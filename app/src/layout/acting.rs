//! For whom somebody acts: said on every page, with the way back to oneself.

use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    Clinic,
    family::api::ActForMyself,
    i18n::{t, t_string, use_i18n},
    ui::{Glyph, Icon},
};

/// Stays in sight while the page scrolls: nobody should book for the wrong person.
#[component]
pub(super) fn ActingNotice() -> impl IntoView {
    let Clinic { who, .. } = expect_context::<Clinic>();
    let notice = move || {
        Suspend::new(async move {
            let name = who.await.ok().flatten().and_then(|person| person.acts_for);
            name.map(|name| view! { <Acting name/> })
        })
    };
    view! { <Transition>{notice}</Transition> }
}

#[component]
fn Acting(name: String) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="acting-notice" aria-label=move || t_string!(i18n, common.acting.label)>
            <p class="flex min-w-0 grow items-center gap-2">
                <Icon name=Glyph::Care/>
                <span class="wrap-anywhere">{t!(i18n, common.acting.notice, name = name)}</span>
            </p>
            // The browser's own form: the page is drawn anew for another person, and every page has this one in it.
            <form method="post" action=ActForMyself::url()>
                <button type="submit" class="btn btn-quiet">{t!(i18n, common.acting.back)}</button>
            </form>
        </section>
    }
}
