//! Inviting, and the invitations that wait.

use domain::{
    Role,
    links::{INVITATION_HOURS, InvitationCard},
};
use leptos::prelude::*;

use super::api::{Invite, ResendInvitation, RevokeInvitation, invitations};
use crate::{
    i18n::{t, t_string, use_i18n},
    professionals::PracticeFields,
    ui::{
        Badge, ButtonKind, Card, CardTitle, Columns, Empty, FieldKind, Form, Gap, Glyph, HiddenField, List, ListItem,
        Load, Muted, Page, Row, Section, Select, Stack, Submit, Text, TextField, Tone, When, after, on_return, toast,
    },
    words,
};

/// Who waits, and one more.
#[component]
pub fn InvitationsPage() -> impl IntoView {
    let i18n = use_i18n();
    let waiting = Resource::new(|| (), |()| invitations());
    let refresh = Callback::new(move |()| waiting.refetch());
    // A form whose work is done is drawn anew, empty.
    let round = RwSignal::new(0);
    let done = Callback::new(move |()| {
        toast(t_string!(i18n, links.invitation_sent));
        round.update(|round| *round += 1);
        waiting.refetch();
    });
    on_return(move || waiting.refetch());
    view! {
        <Page title=move || t_string!(i18n, links.invitations_title) back="/professionals">
            <Muted>{t!(i18n, links.invitations_lead, hours = INVITATION_HOURS)}</Muted>
            <Load of=waiting let:waiting>
                <Columns>
                    <Section title=move || t_string!(i18n, links.invitations_new)>
                        <For each=move || [round.get()] key=|round| *round let:_round>
                            <InviteForm done/>
                        </For>
                    </Section>
                    <Section title=move || t_string!(i18n, links.invitations_open)>
                        <Waiting waiting refresh/>
                    </Section>
                </Columns>
            </Load>
        </Page>
    }
}

#[component]
fn InviteForm(done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let invite = ServerAction::<Invite>::new();
    after(invite, move |()| done.run(()));
    let roles = move || {
        let words = |role: &Role| (role.as_str().to_owned(), words::role(i18n, *role).to_owned());
        Role::ALL.iter().map(words).collect::<Vec<_>>()
    };
    view! {
        <Form action=invite>
            <Card>
                <Select
                    name="form[role]"
                    label=move || t_string!(i18n, links.invitation_role)
                    options=Signal::derive(roles)
                    value=Role::Professional.as_str()
                />
                <TextField
                    name="form[name]"
                    label=move || t_string!(i18n, links.invitation_name)
                    autocomplete="off"
                    required=true
                />
                <TextField
                    name="form[email]"
                    label=move || t_string!(i18n, links.invitation_email)
                    kind=FieldKind::Email
                    autocomplete="off"
                    required=true
                />
            </Card>
            <Card>
                <CardTitle>{t!(i18n, links.invitation_practice)}</CardTitle>
                <Muted>{t!(i18n, links.invitation_practice_hint)}</Muted>
                <PracticeFields/>
            </Card>
            <Row>
                <Submit pending=invite.pending() icon=Glyph::Mail>{t!(i18n, links.invitation_send)}</Submit>
            </Row>
        </Form>
    }
}

#[component]
fn Waiting(waiting: Vec<InvitationCard>, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    if waiting.is_empty() {
        return view! {
            <Empty
                icon=Glyph::Mail
                title=move || t_string!(i18n, links.invitations_empty_title)
                text=Signal::derive(move || t_string!(i18n, links.invitations_empty_text).to_owned())
            />
        }
        .into_any();
    }
    let lines = waiting.into_iter().map(|card| view! { <Line card refresh/> }).collect_view();
    view! { <List label=move || t_string!(i18n, links.invitations_open)>{lines}</List> }.into_any()
}

#[component]
fn Line(card: InvitationCard, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let over = card.is_over.then(|| {
        view! { <Badge tone=Tone::Warning icon=Glyph::Warning>{t!(i18n, links.invitation_over)}</Badge> }
    });
    let role = card.role;
    view! {
        <ListItem>
            <Stack gap=Gap::Tight>
                <Text>{card.name} " · " {move || words::role(i18n, role)}</Text>
                <Muted>{card.email}</Muted>
                <Muted>{t!(i18n, links.invitation_by, name = card.by)}</Muted>
                <Muted>{t!(i18n, links.invitation_until)} " " <When local=card.until/></Muted>
                {over}
                <Deeds id=card.id.to_string() refresh/>
            </Stack>
        </ListItem>
    }
}

#[component]
fn Deeds(id: String, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let again = id.clone();
    let (resend, revoke) = (ServerAction::<ResendInvitation>::new(), ServerAction::<RevokeInvitation>::new());
    after(resend, move |()| {
        toast(t_string!(i18n, links.invitation_resent));
        refresh.run(());
    });
    after(revoke, move |()| {
        toast(t_string!(i18n, links.invitation_revoked));
        refresh.run(());
    });
    view! {
        <Row>
            <Form action=resend>
                <HiddenField name="id" value=again/>
                <Submit pending=resend.pending() kind=ButtonKind::Quiet icon=Glyph::Refresh>
                    {t!(i18n, links.invitation_resend)}
                </Submit>
            </Form>
            <Form action=revoke>
                <HiddenField name="id" value=id/>
                <Submit pending=revoke.pending() kind=ButtonKind::Ghost>{t!(i18n, links.invitation_revoke)}</Submit>
            </Form>
        </Row>
    }
}
