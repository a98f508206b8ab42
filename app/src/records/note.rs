//! Writing a note on a visit.

use domain::{AppointmentId, field::NOTE_CHARS_MAX};
use leptos::prelude::*;

use super::api::WriteNote;
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{Card, Form, Glyph, HiddenField, Muted, Row, Section, Submit, TextArea},
};

/// A new note. What is typed stays as long as the page does, whatever the server answers.
#[component]
pub fn NoteSection(
    /// On which visit.
    visit: AppointmentId,
    /// The deed.
    write: ServerAction<WriteNote>,
    /// What is being typed.
    draft: RwSignal<String>,
    /// Whether the visit takes notes already.
    may_write: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let inside = if may_write {
        view! {
            <Form action=write>
                <HiddenField name="form[appointment]" value=visit.to_string()/>
                <TextArea
                    name="form[text]"
                    label=move || t_string!(i18n, records.note_label)
                    hint=Signal::derive(move || t_string!(i18n, records.note_hint).to_owned())
                    limit=NOTE_CHARS_MAX
                    text=draft
                    rows=8
                />
                <Row>
                    <Submit pending=write.pending() icon=Glyph::Check>{t!(i18n, records.note_save)}</Submit>
                </Row>
            </Form>
        }
        .into_any()
    } else {
        view! { <Muted>{t!(i18n, records.note_later)}</Muted> }.into_any()
    };
    view! {
        <Section title=move || t_string!(i18n, records.note_title)>
            <Card>{inside}</Card>
        </Section>
    }
}
