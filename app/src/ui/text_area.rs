//! Long text. Only this file writes a textarea: its text goes in as its value, never as a child.

use domain::Problem;
use leptos::{html::Textarea, prelude::*};

use super::{
    field::{Label, Marks, known},
    form::field_id,
};

/// A field of several lines. It stays empty until WASM arrives, so it must not edit an old text without it.
#[component]
pub fn TextArea(
    /// The name in the form: `form[text]`.
    name: &'static str,
    /// What it asks.
    #[prop(into)]
    label: Signal<String>,
    /// Longest text.
    limit: usize,
    /// What stands in it; what is typed comes back here.
    #[prop(optional)]
    text: Option<RwSignal<String>>,
    /// A sentence under the label.
    #[prop(optional, into)]
    hint: Option<Signal<String>>,
    /// What is wrong with it; a [`super::Form`] knows by itself.
    #[prop(optional, into)]
    error: Option<Signal<Option<Problem>>>,
    /// Lines shown.
    #[prop(default = 4)]
    rows: u32,
) -> impl IntoView {
    let text = text.unwrap_or_else(|| RwSignal::new(String::new()));
    let area = NodeRef::<Textarea>::new();
    // What was typed before WASM arrived is taken over: a property bound from the start would wipe it.
    Effect::new(move |ran: Option<()>| {
        let wanted = text.get();
        let Some(area) = area.get() else { return };
        match area.value() {
            typed if ran.is_none() && wanted.is_empty() => text.set(typed),
            typed if typed != wanted => area.set_value(&wanted),
            _ => {}
        }
    });
    let error = known(name, label, error);
    let id = field_id(name);
    let marks = Marks::new(&id, hint.is_some(), error);
    view! {
        <div class="field">
            <Label of=id.clone() label hint error/>
            <textarea
                id=id
                name=name
                rows=rows
                maxlength=limit
                class="textarea w-full"
                aria-invalid=marks.invalid()
                aria-describedby=marks.described_by()
                node_ref=area
                on:input=move |event| text.set(event_target_value(&event))
            ></textarea>
        </div>
    }
}
