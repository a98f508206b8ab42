//! The mark of the clinic: two hands' worth of shelter over one person.

use leptos::prelude::*;

use crate::i18n::{t, use_i18n};

/// The mark alone.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="size-8 shrink-0" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
            <rect class="fill-primary" width="64" height="64" rx="18"></rect>
            <path
                class="stroke-primary-content"
                d="M14 47V33a18 18 0 0 1 36 0v14"
                fill="none"
                stroke-width="6"
                stroke-linecap="round"
            ></path>
            <circle class="fill-primary-content" cx="32" cy="32" r="6"></circle>
            <path
                class="stroke-primary-content"
                d="M23 49a9 9 0 0 1 18 0"
                fill="none"
                stroke-width="6"
                stroke-linecap="round"
            ></path>
        </svg>
    }
}

/// The mark and the name.
#[component]
pub fn Brand() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <span class="inline-flex items-center gap-2.5 text-lg font-semibold tracking-tight">
            <Mark/>
            {t!(i18n, common.clinic)}
        </span>
    }
}
