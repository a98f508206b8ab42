//! Whether a sign-in leads to another page. From the dialog of an ended session it does not: what was typed would be lost.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::prelude::*;

static STAYS: AtomicBool = AtomicBool::new(false);

/// The page stays where it is while this says so.
pub(super) fn while_this_lives(dialog: Signal<bool>) {
    Effect::new(move || STAYS.store(dialog.get(), Ordering::Relaxed));
    on_cleanup(|| STAYS.store(false, Ordering::Relaxed));
}

/// Whether the page stays where it is, wherever the server would lead it.
pub(crate) fn stays() -> bool {
    STAYS.load(Ordering::Relaxed)
}
