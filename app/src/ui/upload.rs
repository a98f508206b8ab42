//! Sending a file. A form of the browser itself: it works before WASM arrives, and no server function takes a file.

use domain::Problem;
use leptos::prelude::*;

use super::{
    Glyph, Submit,
    field::{Label, Marks},
    form::field_id,
};

/// A form with one file in it.
#[component]
pub fn UploadForm(
    /// Where it is sent: a path of ours.
    #[prop(into)]
    action: String,
    /// The name in the form.
    name: &'static str,
    /// What it asks.
    #[prop(into)]
    label: Signal<String>,
    /// A sentence under the label.
    #[prop(into)]
    hint: Signal<String>,
    /// The content types that the browser offers.
    #[prop(into)]
    accept: String,
    /// What was wrong with the last one.
    #[prop(into)]
    error: Signal<Option<Problem>>,
    /// What the button says.
    children: Children,
) -> impl IntoView {
    let id = field_id(name);
    let marks = Marks::new(&id, true, error);
    view! {
        <form method="post" action=action enctype="multipart/form-data" class="flex flex-col gap-4">
            <div class="field">
                <Label of=id.clone() label hint=Some(hint) error/>
                <input
                    id=id
                    name=name
                    type="file"
                    accept=accept
                    class="input h-auto w-full py-2.5"
                    aria-required="true"
                    aria-invalid=marks.invalid()
                    aria-describedby=marks.described_by()
                />
            </div>
            <div>
                <Submit icon=Glyph::Send>{children()}</Submit>
            </div>
        </form>
    }
}
