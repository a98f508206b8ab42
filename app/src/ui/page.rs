//! The frame of a page: its title, its parts, its sentences.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;

use super::{Glyph, Icon};
use crate::i18n::{t, use_i18n};

/// A page: its name in the window and in the heading, a way back, its actions, its parts.
#[component]
pub fn Page(
    /// What the page is called.
    #[prop(into)]
    title: Signal<String>,
    /// Where "back" leads.
    #[prop(optional, into)]
    back: Option<String>,
    /// Buttons beside the heading.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let back = back.map(|path| {
        view! {
            <A href=path attr:class="link-quiet -ml-2 mb-1 self-start">
                <Icon name=Glyph::Previous/>
                <span>{t!(i18n, common.back)}</span>
            </A>
        }
    });
    view! {
        <WindowTitle text=title/>
        <div class="page">
            <div class="flex flex-col">
                {back}
                <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
                    <Heading>{move || title.get()}</Heading>
                    {actions.map(|actions| view! { <div class="flex flex-wrap gap-2">{actions.run()}</div> })}
                </div>
            </div>
            {children()}
        </div>
    }
}

/// The name of the page in its window.
#[component]
pub(crate) fn WindowTitle(
    /// What the page is called.
    text: Signal<String>,
) -> impl IntoView {
    // The server asks for the name after the page is drawn, where signals of the page can no longer be read
    // (`leptos_meta` does so outside of every owner): the name lies in a signal that belongs to nobody.
    let shown = ArcRwSignal::new(text.get_untracked());
    let known = shown.clone();
    Effect::new(move || known.set(text.get()));
    view! { <Title text=move || shown.get()/> }
}

/// The one heading of a page.
#[component]
pub fn Heading(children: Children) -> impl IntoView {
    view! { <h1 class="text-2xl font-semibold tracking-tight text-balance">{children()}</h1> }
}

/// A part of a page with a name of its own.
#[component]
pub fn Section(
    /// What the part is called.
    #[prop(into)]
    title: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="flex flex-col gap-3">
            <h2 class="text-lg font-semibold text-balance">{move || title.get()}</h2>
            {children()}
        </section>
    }
}

/// The first sentence of a page.
#[component]
pub fn Lead(children: Children) -> impl IntoView {
    view! { <p class="max-w-prose text-lg text-pretty">{children()}</p> }
}

/// A paragraph. Line breaks that somebody typed stay.
#[component]
pub fn Text(children: Children) -> impl IntoView {
    view! { <p class="max-w-prose whitespace-pre-line text-pretty wrap-anywhere">{children()}</p> }
}

/// A remark beside something more important.
#[component]
pub fn Muted(children: Children) -> impl IntoView {
    view! { <p class="text-sm text-muted text-pretty">{children()}</p> }
}

/// A way to write to somebody.
#[component]
pub fn MailLink(
    /// Their address.
    email: String,
) -> impl IntoView {
    let href = format!("mailto:{email}");
    view! { <a href=href class="link link-primary inline-flex min-h-11 items-center break-all">{email}</a> }
}

/// A link in running text.
#[component]
pub fn LinkTo(
    /// Where it leads: a path of ours.
    #[prop(into)]
    href: String,
    children: Children,
) -> impl IntoView {
    view! { <A href=href attr:class="link link-primary">{children()}</A> }
}
