//! After the call: how it ended, how long it was, and the way on.

use domain::calls::Seat;
use leptos::prelude::*;

use super::{before::visit_path, room::Room, socket::End, state::Over, words};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    records::NoteSection,
    ui::{Alert, Button, ButtonKind, ButtonLink, Card, Fact, Facts, Failure, Glyph, Heading, Row, Text, Tone},
};

/// What became of the call.
#[component]
pub(super) fn AfterCall(room: Room, over: Over) -> impl IntoView {
    let i18n = use_i18n();
    let why = over.why.clone();
    let what = match &over.why {
        End::Left | End::Finished => view! { <HowItWent over=over.clone()/> }.into_any(),
        End::Replaced => view! { <Text>{t!(i18n, calls.after.replaced_text)}</Text> }.into_any(),
        End::Refused(error) => view! { <Failure error=error.clone()/> }.into_any(),
    };
    let is_signed_out = over.why == End::Refused(AppError::SignInFirst);
    let again = match &over.why {
        End::Finished => None,
        End::Replaced => Some(Signal::derive(move || t_string!(i18n, calls.after.use_here))),
        End::Left => Some(Signal::derive(move || t_string!(i18n, calls.after.enter_again))),
        End::Refused(_) => Some(Signal::derive(move || t_string!(i18n, calls.before.again))),
    };
    view! {
        <Heading>{move || words::ended(i18n, &why)}</Heading>
        {what}
        <UnsavedNote room/>
        <Row>
            {is_signed_out.then(|| view! {
                <ButtonLink href="/sign-in" icon=Glyph::SignIn>{t!(i18n, calls.after.sign_in)}</ButtonLink>
            })}
            {again.filter(|_| !is_signed_out).map(|again| view! {
                <Button kind=ButtonKind::Quiet icon=Glyph::Camera on:click=move |_| room.enter_again()>
                    {move || again.get()}
                </Button>
            })}
            <ButtonLink href=visit_path(room)>{t!(i18n, calls.after.to_visit)}</ButtonLink>
        </Row>
    }
}

#[component]
fn HowItWent(over: Over) -> impl IntoView {
    let i18n = use_i18n();
    let Some(millis) = over.connected_ms else {
        return view! { <Text>{t!(i18n, calls.after.never)}</Text> }.into_any();
    };
    let count = over.reconnections;
    let went = move || {
        if count == 0 {
            t_string!(i18n, calls.after.went_well).to_owned()
        } else {
            t_string!(i18n, calls.after.went_badly, count = count)
        }
    };
    view! {
        <Card>
            <Facts>
                <Fact label=move || t_string!(i18n, calls.after.duration).to_owned()>
                    {move || words::duration(i18n, millis)}
                </Fact>
                <Fact label=move || t_string!(i18n, calls.after.went).to_owned()>{went}</Fact>
            </Facts>
        </Card>
    }
    .into_any()
}

/// A note that was begun in the room is not lost with it.
#[component]
fn UnsavedNote(room: Room) -> impl IntoView {
    let i18n = use_i18n();
    let was_begun = !room.draft.with_untracked(String::is_empty);
    let is_author = untrack(|| room.seat()) == Seat::Professional;
    (was_begun && is_author).then(|| {
        view! {
            <Alert tone=Tone::Warning><p>{t!(i18n, calls.note.unsaved)}</p></Alert>
            <NoteSection visit=room.visit write=room.write_note draft=room.draft may_write=true/>
        }
    })
}
