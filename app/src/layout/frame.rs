//! What stands around every page but the consultation room.

use domain::devices::{Agent, Whereabouts};
use leptos::{html, prelude::*};
use leptos_router::{components::A, hooks::use_location};

use super::{Brand, LanguageSwitch, ThemeSwitch, acting::ActingNotice, navigation::Navigation};
use crate::{
    Clinic,
    accounts::SessionWatch,
    i18n::{t, use_i18n},
    ui::{Glyph, Icon, Toasts, When, WindowTitle},
    words,
};

/// Header, navigation by role, and the page.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    let i18n = use_i18n();
    let main = NodeRef::<html::Main>::new();
    let path = use_location().pathname;
    // A new page begins at its beginning, for those who listen too.
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.is_some_and(|before| before != path)
            && let Some(main) = main.get_untracked()
        {
            _ = main.focus();
        }
        path
    });
    view! {
        <a href="#content" rel="external" class="skip-link">{t!(i18n, common.skip_to_content)}</a>
        <div class="frame">
            <header class="frame-header">
                <A href="/" attr:class="brand">
                    <Brand/>
                </A>
                <div class="flex items-center gap-1">
                    <div class="preferences">
                        <LanguageSwitch/>
                        <ThemeSwitch/>
                    </div>
                    <SignInLink/>
                </div>
            </header>
            <RoleNavigation/>
            <main id="content" class="frame-main" tabindex="-1" node_ref=main>
                <ActingNotice/>
                <DemoNotice/>
                {children()}
                <LastSignIn/>
            </main>
        </div>
        <SessionWatch/>
        <Toasts/>
    }
}

#[component]
fn RoleNavigation() -> impl IntoView {
    let Clinic { who, .. } = expect_context::<Clinic>();
    let navigation = move || {
        Suspend::new(async move {
            let role = who.await.ok().flatten().map(|person| person.role);
            role.map(|role| view! { <Navigation role/> })
        })
    };
    view! { <Transition>{navigation}</Transition> }
}

#[component]
fn SignInLink() -> impl IntoView {
    let i18n = use_i18n();
    let Clinic { who, .. } = expect_context::<Clinic>();
    let path = use_location().pathname;
    let link = move || {
        Suspend::new(async move {
            let visitor = matches!(who.await, Ok(None));
            visitor.then(|| {
                view! {
                    <A
                        href="/sign-in"
                        attr:class="btn btn-quiet max-sm:btn-square"
                        class:hidden=move || path.with(|path| path == "/" || path == "/sign-in")
                    >
                        <Icon name=Glyph::SignIn/>
                        <span class="max-sm:sr-only">{t!(i18n, common.sign_in)}</span>
                    </A>
                }
            })
        })
    };
    view! { <Transition>{link}</Transition> }
}

/// When and from where the reader came in the time before: they alone can tell whether it was them.
#[component]
fn LastSignIn() -> impl IntoView {
    let i18n = use_i18n();
    let Clinic { who, .. } = expect_context::<Clinic>();
    let line = move || {
        Suspend::new(async move {
            let last = who.await.ok().flatten().and_then(|person| person.last_here);
            last.map(|last| {
                let Whereabouts { network, time_zone } = last.whereabouts;
                let place = [Some(String::new()), network, time_zone].into_iter().flatten().collect::<Vec<_>>().join(" · ");
                let Agent { browser, system } = last.agent;
                let device = move || format!(" · {}, {}", words::browser(i18n, browser), words::system(i18n, system));
                view! {
                    <p class="last-sign-in">
                        {t!(i18n, accounts.last_here)} " " <When local=last.at/> {device} {place} " " <A href="/security" attr:class="link">
                            {t!(i18n, accounts.last_here_check)}
                        </A>
                    </p>
                }
            })
        })
    };
    view! { <Transition>{line}</Transition> }
}

#[component]
fn DemoNotice() -> impl IntoView {
    let i18n = use_i18n();
    let Clinic { demo, .. } = expect_context::<Clinic>();
    demo.then(|| {
        view! {
            <div class="demo-notice">
                <Icon name=Glyph::Info/>
                <p>{t!(i18n, common.demo)}</p>
                // Codes to register and to come in stand there, too.
                <A href="/outbox" attr:class="link inline-flex min-h-11 items-center">{t!(i18n, common.nav.outbox)}</A>
            </div>
        }
    })
}

/// A page of one short form: no wider than it needs.
#[component]
pub fn Narrow(children: Children) -> impl IntoView {
    view! { <div class="mx-auto w-full max-w-md">{children()}</div> }
}

/// The first page: what this is and the ways in, and beside it what follows.
#[component]
pub fn Welcome(
    /// In one line.
    #[prop(into)]
    title: Signal<String>,
    /// In two sentences.
    #[prop(into)]
    lead: Signal<String>,
    /// The ways in.
    #[prop(into)]
    ways: ViewFn,
    children: Children,
) -> impl IntoView {
    view! {
        <WindowTitle text=title/>
        <div class="welcome">
            <section class="flex flex-col items-start gap-5">
                <h1 class="welcome-title">{move || title.get()}</h1>
                <p class="max-w-prose text-lg text-muted text-pretty">{move || lead.get()}</p>
                <div class="flex w-full flex-wrap gap-3">{ways.run()}</div>
            </section>
            <div class="flex min-w-0 flex-col gap-5">{children()}</div>
        </div>
    }
}
