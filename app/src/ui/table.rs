//! A table that becomes a list of cards on a phone.

use leptos::prelude::*;

/// Rows and columns. On a phone each row is a card, and each cell says its column.
#[component]
pub fn Table(
    /// What the table holds.
    #[prop(into)]
    caption: Signal<String>,
    /// The names of the columns.
    #[prop(into)]
    columns: Signal<Vec<String>>,
    children: Children,
) -> impl IntoView {
    let head = move || {
        let cells = columns.get().into_iter().map(|name| view! { <th scope="col" role="columnheader">{name}</th> });
        cells.collect_view()
    };
    view! {
        // The roles stand here because `display: block` on a phone would take them away.
        <table class="table-cards" role="table">
            <caption class="sr-only">{move || caption.get()}</caption>
            <thead role="rowgroup">
                <tr role="row">{head}</tr>
            </thead>
            <tbody role="rowgroup">{children()}</tbody>
        </table>
    }
}

/// A row.
#[component]
pub fn TableRow(children: Children) -> impl IntoView {
    view! { <tr role="row">{children()}</tr> }
}

/// A cell, with the name of its column for phones.
#[component]
pub fn Cell(
    /// The name of the column.
    #[prop(into)]
    label: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <td role="cell">
            <span class="cell-label" aria-hidden="true">{move || label.get()}</span>
            <span class="min-w-0 wrap-break-word">{children()}</span>
        </td>
    }
}
