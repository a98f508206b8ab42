//! Reading the record of a visit. It is opened by hand, because every reading leaves a trace.

use domain::{
    Role,
    records::{Note, VisitRecord},
};
use leptos::prelude::*;

use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{ButtonKind, Card, Gap, Glyph, List, ListItem, Muted, Row, Section, Stack, StayLink, Text, When},
};

/// The record: closed, with the button that opens it, or open.
#[component]
pub fn RecordSection(
    /// The page of the visit.
    path: String,
    /// What was opened.
    record: Option<VisitRecord>,
    /// Who reads.
    reader: Role,
) -> impl IntoView {
    let i18n = use_i18n();
    let inside = match record {
        Some(record) => view! { <Opened record reader path/> }.into_any(),
        None => view! {
            <Card>
                <Muted>{t!(i18n, records.record_trace)}</Muted>
                <Row>
                    <StayLink href=format!("{path}?record=open") icon=Glyph::Record>
                        {t!(i18n, records.record_open)}
                    </StayLink>
                </Row>
            </Card>
        }
        .into_any(),
    };
    view! { <Section title=move || t_string!(i18n, records.record_title)>{inside}</Section> }
}

#[component]
fn Opened(record: VisitRecord, reader: Role, path: String) -> impl IntoView {
    let i18n = use_i18n();
    let reason = match (record.reason.is_empty(), reader) {
        (false, _) => view! { <Text>{record.reason}</Text> }.into_any(),
        (true, Role::Patient) => view! { <Muted>{t!(i18n, records.reason_none_own)}</Muted> }.into_any(),
        (true, _) => view! { <Muted>{t!(i18n, records.reason_none)}</Muted> }.into_any(),
    };
    let change_reason = (!record.change_reason.is_empty()).then(|| {
        view! {
            <Card>
                <Muted>{t!(i18n, records.change_reason_title)}</Muted>
                <Text>{record.change_reason}</Text>
            </Card>
        }
    });
    let notes = if record.notes.is_empty() {
        view! { <Muted>{t!(i18n, records.notes_none)}</Muted> }.into_any()
    } else {
        let notes = record.notes.into_iter().map(|note| view! { <NoteLine note/> }).collect_view();
        view! { <List label=move || t_string!(i18n, records.notes_title)>{notes}</List> }.into_any()
    };
    view! {
        <Stack>
            <Card>
                <Muted>{t!(i18n, records.reason_title)}</Muted>
                {reason}
            </Card>
            {change_reason}
            {notes}
            <Row>
                <StayLink href=path kind=ButtonKind::Ghost icon=Glyph::Close>{t!(i18n, records.record_close)}</StayLink>
            </Row>
        </Stack>
    }
}

/// A note in a list.
#[component]
pub fn NoteLine(
    /// The note.
    note: Note,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <ListItem>
            <Stack gap=Gap::Tight>
                <Muted>
                    <When local=note.written/> " · " {t!(i18n, records.note_by, name = note.author)}
                </Muted>
                <Text>{note.text}</Text>
            </Stack>
        </ListItem>
    }
}
