//! Fields of one line.

use domain::Problem;
use leptos::prelude::*;

use super::{
    Glyph, Icon,
    form::{FormContext, field_id, field_of, typed},
};
use crate::{
    i18n::{t_string, use_i18n},
    words,
};

/// What is typed into a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A password; it can be shown.
    Password,
    /// A day.
    Date,
    /// A number.
    Number,
    /// A time of the day.
    Time,
}

impl FieldKind {
    const fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Password => "password",
            Self::Date => "date",
            Self::Number => "number",
            Self::Time => "time",
        }
    }
}

/// A field of one line. What was typed stays when the server says no.
#[component]
pub fn TextField(
    /// The name in the form: `form[email]`.
    name: &'static str,
    /// What it asks.
    #[prop(into)]
    label: Signal<String>,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: Option<String>,
    /// What is typed into it.
    #[prop(optional)]
    kind: FieldKind,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// A sentence under the label.
    #[prop(optional, into)]
    hint: Option<Signal<String>>,
    /// Which keyboard a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// What is wrong with it; a [`super::Form`] knows by itself.
    #[prop(optional, into)]
    error: Option<Signal<Option<Problem>>>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let value = if kind == FieldKind::Password { value } else { typed(name).or(value) };
    let error = known(name, label, error);
    let id = field_id(name);
    let marks = Marks::new(&id, hint.is_some(), error);
    let word = move || if shown.get() { FieldKind::Text.word() } else { kind.word() };
    view! {
        <div class="field">
            <Label of=id.clone() label hint error/>
            <div class="relative">
                <input
                    id=id
                    name=name
                    type=word
                    value=value
                    class="input w-full"
                    class:pr-13=kind == FieldKind::Password
                    autocomplete=autocomplete
                    inputmode=inputmode
                    aria-required=required.then_some("true")
                    aria-invalid=marks.invalid()
                    aria-describedby=marks.described_by()
                />
                {(kind == FieldKind::Password).then(|| view! { <ShowButton shown/> })}
            </div>
        </div>
    }
}

#[component]
fn ShowButton(shown: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let label = move || {
        if shown.get() { t_string!(i18n, common.hide_password) } else { t_string!(i18n, common.show_password) }
    };
    view! {
        <button
            type="button"
            class="absolute inset-y-0 right-0 grid w-12 cursor-pointer place-items-center rounded-field text-muted"
            aria-label=label
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            {move || view! { <Icon name=if shown.get() { Glyph::Hide } else { Glyph::Show }/> }}
        </button>
    }
}

/// A value that the person does not see.
#[component]
pub fn HiddenField(
    /// The name in the form.
    name: &'static str,
    /// The value.
    #[prop(into)]
    value: Signal<String>,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=move || value.get()/> }
}

/// The label of a field, its hint and its problem.
#[component]
pub(super) fn Label(
    of: String,
    label: Signal<String>,
    hint: Option<Signal<String>>,
    error: Signal<Option<Problem>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let hint_id = format!("{of}-hint");
    let error_id = format!("{of}-error");
    let problem = move || {
        let id = error_id.clone();
        error.get().map(|problem| {
            view! {
                <p id=id class="field-problem">
                    <Icon name=Glyph::Problem/>
                    <span>{words::problem(i18n, problem)}</span>
                </p>
            }
        })
    };
    view! {
        <label for=of class="field-label">{move || label.get()}</label>
        {hint.map(|hint| view! { <p id=hint_id class="field-hint">{move || hint.get()}</p> })}
        {problem}
    }
}

/// The problem of a field: as told, or as the form around it knows.
pub(super) fn known(
    name: &str,
    label: Signal<String>,
    told: Option<Signal<Option<Problem>>>,
) -> Signal<Option<Problem>> {
    let form = use_context::<FormContext>();
    if let Some(form) = form {
        form.introduce(field_of(name), label);
    }
    told.or_else(|| form.map(|form| form.problem(field_of(name)))).unwrap_or_else(|| Signal::stored(None))
}

/// What tells a screen reader about a field.
#[derive(Clone)]
pub(super) struct Marks {
    hint_id: Option<String>,
    error_id: String,
    error: Signal<Option<Problem>>,
}

impl Marks {
    pub(super) fn new(id: &str, has_hint: bool, error: Signal<Option<Problem>>) -> Self {
        Self { hint_id: has_hint.then(|| format!("{id}-hint")), error_id: format!("{id}-error"), error }
    }

    pub(super) fn invalid(&self) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync + use<> {
        let error = self.error;
        move || error.get().map(|_| "true")
    }

    pub(super) fn described_by(&self) -> impl Fn() -> Option<String> + Clone + Send + Sync + use<> {
        let marks = self.clone();
        move || {
            let error = marks.error.get().map(|_| marks.error_id.clone());
            let ids = marks.hint_id.clone().into_iter().chain(error).collect::<Vec<_>>();
            (!ids.is_empty()).then(|| ids.join(" "))
        }
    }
}
