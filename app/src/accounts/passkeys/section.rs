//! The reader's passkeys: which there are, another one, another name, and away with one.

use domain::{
    devices::Agent,
    passkeys::{NewPasskeyForm, Passkey},
};
use leptos::prelude::*;

use super::{
    api::{RemovePasskey, RenamePasskey, add_passkey, my_passkeys, passkey_creation},
    attempt::{Attempt, Trouble, TroubleSaid, offered},
    credentials,
};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        Badge, Button, ButtonKind, ConfirmButton, Dialog, Empty, Form, Gap, Glyph, HiddenField, List, ListItem, Load,
        Muted, Row, Section, Stack, Submit, Text, TextField, When, after, on_return, toast,
    },
    words,
};

/// Every passkey, and the way to make another.
#[component]
pub(in crate::accounts) fn PasskeysSection() -> impl IntoView {
    let i18n = use_i18n();
    let passkeys = Resource::new(|| (), |()| my_passkeys());
    let refresh = Callback::new(move |()| passkeys.refetch());
    on_return(move || passkeys.refetch());
    let offered = offered();
    let (renamed, is_open) = (RwSignal::new(None::<Passkey>), RwSignal::new(false));
    let rename = Callback::new(move |passkey| {
        renamed.set(Some(passkey));
        is_open.set(true);
    });
    let done = Callback::new(move |()| {
        is_open.set(false);
        refresh.run(());
    });
    view! {
        <Section title=move || t_string!(i18n, passkeys.title)>
            <Muted>{t!(i18n, passkeys.lead)}</Muted>
            <Load of=passkeys let:passkeys>
                {
                    if passkeys.is_empty() {
                        view! {
                            <Empty
                                icon=Glyph::Key
                                title=move || t_string!(i18n, passkeys.empty_title)
                                text=Signal::derive(move || t_string!(i18n, passkeys.empty_text).to_owned())
                            />
                        }
                        .into_any()
                    } else {
                        let lines = passkeys.into_iter().map(|passkey| view! { <Line passkey offered rename refresh/> });
                        let lines = lines.collect_view();
                        view! { <List label=move || t_string!(i18n, passkeys.title)>{lines}</List> }.into_any()
                    }
                }
            </Load>
            <AddPasskey refresh/>
            <Dialog open=is_open title=move || t_string!(i18n, passkeys.rename_title)>
                {move || renamed.get().map(|passkey| view! { <Rename passkey done/> })}
            </Dialog>
        </Section>
    }
}

#[component]
fn Line(
    passkey: Passkey,
    offered: Signal<Option<bool>>,
    rename: Callback<Passkey>,
    refresh: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let used = match passkey.used {
        Some(used) => view! { <Muted>{t!(i18n, passkeys.used)} " " <When local=used/></Muted> }.into_any(),
        None => view! { <Muted>{t!(i18n, passkeys.never_used)}</Muted> }.into_any(),
    };
    let synced = passkey.is_synced.then(|| view! { <Badge icon=Glyph::Refresh>{t!(i18n, passkeys.synced)}</Badge> });
    let (id, since, title, name) = (passkey.id, passkey.since, passkey.name.clone(), passkey.name.clone());
    // Without WASM a window cannot open.
    let rename = move || {
        let passkey = passkey.clone();
        offered.get().map(|_| {
            view! {
                <Button kind=ButtonKind::Ghost icon=Glyph::Edit on:click=move |_| rename.run(passkey.clone())>
                    {t!(i18n, passkeys.rename)}
                </Button>
            }
        })
    };
    view! {
        <ListItem>
            <Stack gap=Gap::Tight>
                <Text>{title}</Text>
                {synced}
                <Muted>{t!(i18n, passkeys.since)} " " <When local=since/></Muted>
                {used}
                <Row>
                    {rename}
                    <Remove id=id.to_string() name refresh/>
                </Row>
            </Stack>
        </ListItem>
    }
}

#[component]
fn Remove(id: String, name: String, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let remove = ServerAction::<RemovePasskey>::new();
    after(remove, move |()| {
        toast(t_string!(i18n, passkeys.removed));
        refresh.run(());
    });
    view! {
        <Form action=remove>
            <HiddenField name="id" value=id.clone()/>
            <ConfirmButton
                id=format!("remove-{id}")
                label=move || t_string!(i18n, passkeys.remove)
                question=Signal::derive(move || t_string!(i18n, passkeys.remove_title, name = name.clone()))
                consequence=Signal::derive(move || t_string!(i18n, passkeys.remove_text).to_owned())
                yes=move || t_string!(i18n, passkeys.remove)
                pending=remove.pending()
                icon=Glyph::Remove
            />
        </Form>
    }
}

#[component]
fn Rename(passkey: Passkey, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let rename = ServerAction::<RenamePasskey>::new();
    after(rename, move |()| {
        toast(t_string!(i18n, passkeys.renamed));
        done.run(());
    });
    view! {
        <Form action=rename>
            <HiddenField name="form[id]" value=passkey.id.to_string()/>
            <TextField
                name="form[name]"
                label=move || t_string!(i18n, passkeys.name)
                hint=Signal::derive(move || t_string!(i18n, passkeys.name_hint).to_owned())
                value=passkey.name
                autocomplete="off"
                required=true
            />
            <Row>
                <Submit pending=rename.pending()>{t!(i18n, passkeys.rename_save)}</Submit>
            </Row>
        </Form>
    }
}

/// Another passkey. Its first name is that of the browser and system it is made with.
#[component]
pub(in crate::accounts) fn AddPasskey(
    /// Told when there is one more.
    refresh: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let offered = offered();
    let attempt = Attempt::new();
    attempt.after(move || {
        toast(t_string!(i18n, passkeys.created));
        refresh.run(());
    });
    let press = move |_| {
        let Agent { browser, system } = Agent::of(&window().navigator().user_agent().unwrap_or_default());
        let name = format!("{} · {}", words::browser(i18n, browser), words::system(i18n, system));
        attempt.run(make(name));
    };
    move || match offered.get() {
        None => ().into_any(),
        Some(false) => view! { <Muted>{t!(i18n, passkeys.not_offered)}</Muted> }.into_any(),
        Some(true) => view! {
            <TroubleSaid of=attempt/>
            <Row>
                <Button kind=ButtonKind::Quiet icon=Glyph::Add on:click=press>{t!(i18n, passkeys.create)}</Button>
            </Row>
        }
        .into_any(),
    }
}

async fn make(name: String) -> Result<(), Trouble> {
    let asked = passkey_creation().await?;
    let answer = credentials::create(&asked.options).await?;
    add_passkey(NewPasskeyForm { ceremony: asked.ceremony, answer, name }).await?;
    Ok(())
}
