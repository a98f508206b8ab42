//! What comes from the server: its shape while it comes, itself, or why it does not.

use domain::Refusal;
use leptos::prelude::*;

use super::{ButtonLink, Empty, Failure, Glyph, Skeleton};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
};

/// Shows what a resource brings: `<Load of=visits let:visits>…</Load>`. What is shown stays while it is fetched anew.
#[component]
pub fn Load<T, F, V>(
    /// The resource.
    of: Resource<Result<T, AppError>>,
    /// The view of what came.
    children: F,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    F: Fn(T) -> V + Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let content = move || {
        let children = children.clone();
        Suspend::new(async move {
            match of.await {
                Ok(value) => children(value).into_any(),
                Err(error) => view! { <NotThere error/> }.into_any(),
            }
        })
    };
    view! { <Transition fallback=|| view! { <Skeleton/> }>{content}</Transition> }
}

/// Why a page cannot be shown, and the way on.
#[component]
fn NotThere(error: AppError) -> impl IntoView {
    let i18n = use_i18n();
    match error {
        AppError::SignInFirst => view! {
            <Empty
                icon=Glyph::Lock
                title=move || t_string!(i18n, common.sign_in_first)
                text=Signal::derive(move || t_string!(i18n, common.sign_in_first_text).to_owned())
            >
                <ButtonLink href="/sign-in" icon=Glyph::SignIn>{t!(i18n, common.sign_in)}</ButtonLink>
            </Empty>
        }
        .into_any(),
        AppError::Refused(Refusal::AcceptFirst) => view! {
            <Empty
                icon=Glyph::Lock
                title=move || t_string!(i18n, terms.accept_first)
                text=Signal::derive(move || t_string!(i18n, terms.accept_first_text).to_owned())
            >
                <ButtonLink href="/accept">{t!(i18n, terms.accept_open)}</ButtonLink>
            </Empty>
        }
        .into_any(),
        AppError::Refused(Refusal::OtherPerson) => view! {
            <Empty
                icon=Glyph::People
                title=move || t_string!(i18n, common.acting.other_person)
                text=Signal::derive(move || t_string!(i18n, common.refusal.other_person).to_owned())
            >
                <ButtonLink href="/family" icon=Glyph::People>{t!(i18n, common.acting.to_family)}</ButtonLink>
            </Empty>
        }
        .into_any(),
        AppError::Missing | AppError::Denied => view! {
            <Empty
                icon=Glyph::Search
                title=move || t_string!(i18n, common.missing)
                text=Signal::derive(move || t_string!(i18n, common.missing_text).to_owned())
            >
                <ButtonLink href="/" icon=Glyph::Home>{t!(i18n, common.to_home)}</ButtonLink>
            </Empty>
        }
        .into_any(),
        error => view! { <Failure error/> }.into_any(),
    }
}
