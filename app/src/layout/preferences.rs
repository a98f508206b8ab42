//! Language and theme: chosen by the device, changed by the person, kept in cookies so that the server knows them.

use leptos::{prelude::*, web_sys::HtmlDocument};
use wasm_bindgen::JsCast;

use crate::{
    Clinic,
    accounts::api::choose_language,
    i18n::{Locale, t, t_string, use_i18n},
    ui::{Glyph, Icon},
    words,
};

/// Remembers the theme.
pub const THEME_COOKIE: &str = "theme";
/// Remembers the language.
pub const LANGUAGE_COOKIE: &str = "language";

const YEAR_SECONDS: u32 = 365 * 24 * 60 * 60;

/// Which colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Those of the device.
    #[default]
    System,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

impl Theme {
    const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The name of the theme in the style sheet; none when the device decides.
    #[must_use]
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("amparo"),
            Self::Dark => Some("amparo-dark"),
        }
    }

    /// The theme of a name.
    #[must_use]
    pub fn of_name(name: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or_default()
    }

    /// Next in the round.
    const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::System => Glyph::Screen,
            Self::Light => Glyph::Sun,
            Self::Dark => Glyph::Moon,
        }
    }

    /// Paints the page and remembers for a year.
    fn keep(self) {
        if let Some(html) = document().document_element() {
            _ = match self.name() {
                Some(name) => html.set_attribute("data-theme", name),
                None => html.remove_attribute("data-theme"),
            };
        }
        remember(&match self.name() {
            Some(name) => format!("{THEME_COOKIE}={name}; path=/; max-age={YEAR_SECONDS}; samesite=lax"),
            None => format!("{THEME_COOKIE}=; path=/; max-age=0; samesite=lax"),
        });
    }
}

pub(crate) fn remember(cookie: &str) {
    if let Ok(document) = document().dyn_into::<HtmlDocument>() {
        _ = document.set_cookie(cookie);
    }
}

#[derive(Clone, Copy)]
struct ThemeContext(RwSignal<Theme>);

/// Makes the theme known below. Once, around the whole application.
pub fn provide_theme(theme: Theme) {
    provide_context(ThemeContext(RwSignal::new(theme)));
}

fn use_theme() -> RwSignal<Theme> {
    use_context::<ThemeContext>().map_or_else(|| RwSignal::new(Theme::System), |ThemeContext(theme)| theme)
}

/// Changes to the next theme: one small button.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let i18n = use_i18n();
    let theme = use_theme();
    let label = move || format!("{}: {}", t_string!(i18n, common.theme), theme_words(i18n, theme.get()));
    let turn = move |_| {
        theme.update(|theme| *theme = theme.next());
        theme.get_untracked().keep();
    };
    view! {
        <button type="button" class="btn btn-ghost btn-square" aria-label=label title=label on:click=turn>
            {move || view! { <Icon name=theme.get().glyph()/> }}
        </button>
    }
}

fn theme_words(i18n: crate::words::Language, theme: Theme) -> &'static str {
    match theme {
        Theme::System => t_string!(i18n, common.theme_system),
        Theme::Light => t_string!(i18n, common.theme_light),
        Theme::Dark => t_string!(i18n, common.theme_dark),
    }
}

const fn name_of(locale: Locale) -> &'static str {
    match locale {
        Locale::pt_BR => "Português",
        Locale::en => "English",
    }
}

/// Remembers a language for a year, tells the clinic when somebody is signed in, and loads the page in it.
fn speak(clinic: Clinic, locale: Locale) {
    remember(&format!("{LANGUAGE_COOKIE}={locale}; path=/; max-age={YEAR_SECONDS}; samesite=lax"));
    let is_in = matches!(clinic.who.get_untracked(), Some(Ok(Some(_))));
    wasm_bindgen_futures::spawn_local(async move {
        if is_in {
            // A letter in another language is no reason to keep the page from changing.
            _ = choose_language(words::language(locale)).await;
        }
        _ = window().location().reload();
    });
}

/// Changes to the other language: one small button that says its name.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let (i18n, clinic) = (use_i18n(), expect_context::<Clinic>());
    let other = match i18n.get_locale_untracked() {
        Locale::pt_BR => Locale::en,
        Locale::en => Locale::pt_BR,
    };
    view! {
        <button
            type="button"
            class="btn btn-ghost max-[28rem]:btn-square"
            lang=other.to_string()
            on:click=move |_| speak(clinic, other)
        >
            <Icon name=Glyph::Language/>
            <span class="max-[28rem]:sr-only">{name_of(other)}</span>
        </button>
    }
}

/// All choices of language and theme, seen at once.
#[component]
pub fn Preferences() -> impl IntoView {
    let (i18n, clinic) = (use_i18n(), expect_context::<Clinic>());
    let theme = use_theme();
    let choose = move |chosen: Theme| {
        theme.set(chosen);
        chosen.keep();
    };
    let themes = Theme::ALL.map(|choice| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    class="sr-only"
                    name="theme"
                    prop:checked=move || theme.get() == choice
                    checked=theme.get_untracked() == choice
                    on:change=move |_| choose(choice)
                />
                <span>
                    <Icon name=choice.glyph()/>
                    {move || theme_words(i18n, choice)}
                </span>
            </label>
        }
    });
    let languages = [Locale::pt_BR, Locale::en].map(|choice| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    class="sr-only"
                    name="language"
                    checked=i18n.get_locale_untracked() == choice
                    on:change=move |_| speak(clinic, choice)
                />
                <span lang=choice.to_string()>{name_of(choice)}</span>
            </label>
        }
    });
    view! {
        <div class="flex flex-col gap-5">
            <fieldset class="min-w-0">
                <legend class="field-label mb-2">{t!(i18n, common.theme)}</legend>
                <div class="flex flex-wrap gap-2">{themes.collect_view()}</div>
            </fieldset>
            <fieldset class="min-w-0">
                <legend class="field-label mb-2">{t!(i18n, common.language)}</legend>
                <div class="flex flex-wrap gap-2">{languages.collect_view()}</div>
            </fieldset>
        </div>
    }
}
