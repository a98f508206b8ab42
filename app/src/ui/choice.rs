//! Choosing one of several.

use domain::Problem;
use leptos::prelude::*;

use super::{
    Glyph, Icon,
    field::{Label, Marks, known},
    form::{field_id, typed},
};
use crate::{i18n::use_i18n, words};

/// Choices that begin with an empty one, which says this.
#[must_use]
pub fn or_none(none: &str, choices: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), none.to_owned())).chain(choices).collect()
}

/// Choices whose words are the same in every language.
pub fn as_they_are(words: impl IntoIterator<Item = &'static str>) -> impl Iterator<Item = (String, String)> {
    words.into_iter().map(|word| (word.to_owned(), word.to_owned()))
}

/// One of a list that unfolds.
#[component]
pub fn Select(
    /// The name in the form.
    name: &'static str,
    /// What it asks.
    #[prop(into)]
    label: Signal<String>,
    /// Value and words of each choice.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// What is chosen at first.
    #[prop(optional, into)]
    value: Option<String>,
    /// A sentence under the label.
    #[prop(optional, into)]
    hint: Option<Signal<String>>,
    /// What is wrong with it; a [`super::Form`] knows by itself.
    #[prop(optional, into)]
    error: Option<Signal<Option<Problem>>>,
) -> impl IntoView {
    let value = typed(name).or(value);
    let error = known(name, label, error);
    let id = field_id(name);
    let marks = Marks::new(&id, hint.is_some(), error);
    let choices = move || {
        let value = value.clone();
        let choices = options.get().into_iter().map(move |(choice, words)| {
            let selected = value.as_ref() == Some(&choice);
            view! { <option value=choice selected=selected>{words}</option> }
        });
        choices.collect_view()
    };
    view! {
        <div class="field">
            <Label of=id.clone() label hint error/>
            <select
                id=id
                name=name
                class="select w-full"
                aria-invalid=marks.invalid()
                aria-describedby=marks.described_by()
            >
                {choices}
            </select>
        </div>
    }
}

/// Choices that are all seen at once.
#[component]
pub fn ChoiceGroup(
    /// What is asked.
    #[prop(into)]
    legend: Signal<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    error: Signal<Option<Problem>>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let problem = move || {
        error.get().map(|problem| {
            view! {
                <p class="field-problem">
                    <Icon name=Glyph::Problem/>
                    <span>{words::problem(i18n, problem)}</span>
                </p>
            }
        })
    };
    view! {
        <fieldset class="min-w-0">
            <legend class="field-label mb-2">{move || legend.get()}</legend>
            {problem}
            <div class="flex flex-wrap gap-2">{children()}</div>
        </fieldset>
    }
}

/// One of the choices of a [`ChoiceGroup`], such as a time.
#[component]
pub fn Choice(
    /// The name in the form, the same for all of a group.
    name: &'static str,
    /// The value sent.
    #[prop(into)]
    value: String,
    /// Whether it is chosen at first.
    #[prop(optional)]
    checked: bool,
    children: Children,
) -> impl IntoView {
    let checked = typed(name).map_or(checked, |typed| typed == value);
    view! {
        <label class="choice">
            <input type="radio" class="sr-only" name=name value=value checked=checked/>
            <span>{children()}</span>
        </label>
    }
}
