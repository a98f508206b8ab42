//! The square of dots that a phone's camera reads (QR code, ISO/IEC 18004).

use std::fmt::Write;

use leptos::prelude::*;

/// Light dots around the square that readers need.
const MARGIN: usize = 4;

/// A square, dark on light in both themes: cameras want it so.
#[component]
pub fn Square(
    /// Row by row; true is dark.
    dark: Vec<Vec<bool>>,
    /// What it is, for those who do not see it.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let size = dark.len() + 2 * MARGIN;
    let mut path = String::new();
    for (y, row) in dark.iter().enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
            let _ = write!(path, "M{} {}h1v1h-1z", x + MARGIN, y + MARGIN);
        }
    }
    view! {
        <svg
            viewBox=format!("0 0 {size} {size}")
            class="size-56 max-w-full self-center rounded-field bg-white"
            shape-rendering="crispEdges"
            role="img"
            aria-label=move || label.get()
        >
            <path d=path fill="black"/>
        </svg>
    }
}
