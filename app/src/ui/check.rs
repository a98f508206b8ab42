//! A box to tick, and the way to read what it is about without losing what was typed.

use domain::Problem;
use leptos::prelude::*;

use super::{
    Glyph, Icon,
    field::{Marks, known},
    form::{field_id, typed},
};
use crate::{i18n::use_i18n, words};

/// A box to tick. An empty one sends nothing.
#[component]
pub fn CheckField(
    /// The name in the form.
    name: &'static str,
    /// What a ticked box sends.
    #[prop(into)]
    value: String,
    /// What it says.
    #[prop(into)]
    label: Signal<String>,
    /// What is wrong with it; a [`super::Form`] knows by itself.
    #[prop(optional, into)]
    error: Option<Signal<Option<Problem>>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let checked = typed(name).is_some_and(|typed| typed == value);
    let error = known(name, label, error);
    let id = field_id(name);
    let marks = Marks::new(&id, false, error);
    let (error_id, of) = (format!("{id}-error"), id.clone());
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
        <div class="field">
            {problem}
            <label class="flex min-h-11 cursor-pointer items-center gap-3" for=of>
                <input
                    id=id
                    type="checkbox"
                    class="checkbox shrink-0"
                    name=name
                    value=value
                    checked=checked
                    aria-required="true"
                    aria-invalid=marks.invalid()
                    aria-describedby=marks.described_by()
                />
                <span>{move || label.get()}</span>
            </label>
        </div>
    }
}

/// Opens a page of ours beside this one: what was typed here stays.
#[component]
pub fn AsideLink(
    /// Where it leads: a path of ours.
    #[prop(into)]
    href: String,
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href target="_blank" rel="noopener" class="link link-primary inline-flex min-h-11 items-center">
            {children()}
        </a>
    }
}
