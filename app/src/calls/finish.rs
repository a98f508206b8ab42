//! What only the professional does in the room: write a note, and finish the visit.

use domain::calls::Seat;
use leptos::prelude::*;

use super::{call::Call, room::Room};
use crate::{
    i18n::{t, t_string, use_i18n},
    layout::stage::SidePanel,
    records::NoteSection,
    scheduling::api::CompleteAppointment,
    ui::{Alert, Button, ButtonKind, Dialog, Failure, Row, Stack, Text, Tone, after, failure},
};

/// The note beside the pictures. What was typed stays when the panel closes.
#[component]
pub(super) fn NotePanel(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let is_kept = RwSignal::new(false);
    let Room { visit, write_note, draft, .. } = room;
    after(write_note, move |_| {
        draft.set(String::new());
        is_kept.set(true);
    });
    // The next word begins another note.
    Effect::new(move || {
        if draft.with(|draft| !draft.is_empty()) {
            is_kept.set(false);
        }
    });
    let is_author = move || room.seat() == Seat::Professional;
    move || {
        is_author().then(|| {
            view! {
                <SidePanel
                    open
                    title=move || t_string!(i18n, calls.control.note).to_owned()
                    close=move || t_string!(i18n, common.close).to_owned()
                >
                    <NoteSection visit write=write_note draft may_write=true/>
                    {move || is_kept.get().then(|| view! {
                        <Alert tone=Tone::Success><p>{t!(i18n, calls.note.saved)}</p></Alert>
                    })}
                </SidePanel>
            }
        })
    }
}

/// Asks once, naming the other person, and finishes the visit for both.
#[component]
pub(super) fn Finish(room: Room, name: Memo<String>, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let finish = ServerAction::<CompleteAppointment>::new();
    let failed = failure(finish);
    after(finish, move |()| room.tell(Call::finish));
    let is_unsaved = move || !room.draft.with(String::is_empty);
    let yes = move |_| {
        if !finish.pending().get_untracked() {
            room.tell(Call::report);
            finish.dispatch(CompleteAppointment { id: room.visit });
        }
    };
    view! {
        <Dialog open title=Signal::derive(move || t_string!(i18n, calls.finish.question, name = name.get()))>
            <Stack>
                <Text>{t!(i18n, calls.finish.text)}</Text>
                {move || is_unsaved().then(|| view! {
                    <Alert tone=Tone::Warning><p>{t!(i18n, calls.note.unsaved)}</p></Alert>
                })}
                {move || failed.get().map(|error| view! { <Failure error/> })}
                <Row>
                    <Button kind=ButtonKind::Ghost on:click=move |_| open.set(false)>{t!(i18n, common.not_now)}</Button>
                    <Button kind=ButtonKind::Danger disabled=finish.pending() on:click=yes>
                        {t!(i18n, calls.finish.yes)}
                    </Button>
                </Row>
            </Stack>
        </Dialog>
    }
}
