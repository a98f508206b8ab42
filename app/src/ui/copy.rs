//! Taking a text along.

use leptos::prelude::*;

use super::{Button, ButtonKind, Glyph, toast};
use crate::i18n::{t, t_string, use_i18n};

/// Puts a text on the clipboard, and says so.
#[component]
pub fn CopyButton(
    /// The text.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let copy = move |_| {
        _ = window().navigator().clipboard().write_text(&text);
        toast(t_string!(i18n, common.copied));
    };
    view! {
        <Button kind=ButtonKind::Quiet icon=Glyph::Copy on:click=copy>
            {t!(i18n, common.copy)}
        </Button>
    }
}
