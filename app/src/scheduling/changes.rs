//! The log of a visit: who changed it, when, and why.

use domain::scheduling::{AppointmentChange, AppointmentKind, Party};
use leptos::prelude::*;

use crate::{
    i18n::{t_string, use_i18n},
    ui::{Gap, List, ListItem, Muted, Row, Section, Stack, When},
    words,
};

/// Every change of a visit, in order.
#[component]
pub(super) fn Changes(changes: Vec<AppointmentChange>) -> impl IntoView {
    let i18n = use_i18n();
    let label = Signal::derive(move || t_string!(i18n, scheduling.history_title).to_owned());
    let mut planned = None;
    let lines = changes.into_iter().map(|change| {
        let moved = planned.is_some_and(|before| before != change.starts);
        planned = Some(change.starts);
        view! { <ChangeLine change moved/> }
    });
    let lines = lines.collect_view();
    view! {
        <Section title=label>
            <List label>{lines}</List>
        </Section>
    }
}

#[component]
fn ChangeLine(change: AppointmentChange, moved: bool) -> impl IntoView {
    let i18n = use_i18n();
    let AppointmentChange { at, party, name, kind, to, starts, reason, .. } = change;
    let what = move || match kind {
        Some(AppointmentKind::WalkIn) => t_string!(i18n, scheduling.walk_in),
        _ if moved => t_string!(i18n, scheduling.history_moved),
        _ => words::state(i18n, to),
    };
    let by = match (party, name) {
        (Party::Clinic, _) | (_, None) => view! { <Muted>{move || words::party(i18n, party)}</Muted> }.into_any(),
        (party, Some(name)) => {
            let by =
                move || t_string!(i18n, scheduling.history_by, name = name.clone(), party = words::party(i18n, party));
            view! { <Muted>{by}</Muted> }.into_any()
        }
    };
    let reason = reason.map(|kind| {
        let words = move || t_string!(i18n, scheduling.history_reason, reason = words::reason_kind(i18n, kind));
        view! { <Muted>{words}</Muted> }
    });
    view! {
        <ListItem>
            <Stack gap=Gap::Tight>
                <Row>
                    <span>{what}</span>
                    {moved.then(|| view! { <When local=starts/> })}
                </Row>
                <Muted><When local=at/></Muted>
                {by}
                {reason}
            </Stack>
        </ListItem>
    }
}
