//! The browsers that the reader is signed in with.

use domain::devices::{Agent, Device, Whereabouts};
use leptos::prelude::*;

use super::api::{EndDevice, EndOtherDevices};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    ui::{
        Badge, ButtonKind, ConfirmButton, Form, Gap, Glyph, HiddenField, List, ListItem, Load, Muted, Row, Section,
        Stack, Submit, Text, When, after, on_return, toast,
    },
    words,
};

/// Every device, and the way to sign it out from here.
#[component]
pub(super) fn DevicesSection(
    /// What there is.
    devices: Resource<Result<Vec<Device>, AppError>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let refresh = Callback::new(move |()| devices.refetch());
    on_return(move || devices.refetch());
    view! {
        <Section title=move || t_string!(i18n, accounts.devices_title)>
            <Muted>{t!(i18n, accounts.devices_lead)}</Muted>
            <Load of=devices let:devices>
                {
                    let others = devices.iter().any(|device| !device.is_this);
                    let lines = devices.into_iter().map(|device| view! { <Line device refresh/> }).collect_view();
                    view! {
                        <List label=move || t_string!(i18n, accounts.devices_title)>{lines}</List>
                        {others.then(|| view! { <EndOthers refresh/> })}
                    }
                }
            </Load>
        </Section>
    }
}

#[component]
fn Line(device: Device, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let Agent { browser, system } = device.agent;
    let name = move || format!("{} · {}", words::browser(i18n, browser), words::system(i18n, system));
    let way_out = if device.is_this {
        view! { <Badge icon=Glyph::Check>{t!(i18n, accounts.device_this)}</Badge> }.into_any()
    } else {
        view! { <End id=device.id.to_string() refresh/> }.into_any()
    };
    view! {
        <ListItem>
            <Stack gap=Gap::Tight>
                <Text>{name}</Text>
                <Muted>{t!(i18n, accounts.device_since)} " " <When local=device.since/></Muted>
                <Muted>{t!(i18n, accounts.device_seen)} " " <When local=device.seen/></Muted>
                <Where whereabouts=device.whereabouts/>
                {way_out}
            </Stack>
        </ListItem>
    }
}

/// Roughly where a browser is, as far as it is known.
#[component]
pub(super) fn Where(whereabouts: Whereabouts) -> impl IntoView {
    let i18n = use_i18n();
    let Whereabouts { network, time_zone } = whereabouts;
    let network = network.map(|network| view! { <Muted>{t!(i18n, accounts.device_place)} " " {network}</Muted> });
    let zone = time_zone.map(|zone| view! { <Muted>{t!(i18n, accounts.device_zone)} " " {zone}</Muted> });
    view! { {network} {zone} }
}

#[component]
fn End(id: String, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let end = ServerAction::<EndDevice>::new();
    after(end, move |()| {
        toast(t_string!(i18n, accounts.device_ended));
        refresh.run(());
    });
    view! {
        <Form action=end>
            <HiddenField name="id" value=id/>
            <Row>
                <Submit pending=end.pending() kind=ButtonKind::Quiet icon=Glyph::SignOut>
                    {t!(i18n, accounts.device_end)}
                </Submit>
            </Row>
        </Form>
    }
}

#[component]
fn EndOthers(refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let end = ServerAction::<EndOtherDevices>::new();
    after(end, move |_| {
        toast(t_string!(i18n, accounts.devices_ended));
        refresh.run(());
    });
    view! {
        <Form action=end>
            <Row>
                <ConfirmButton
                    id="end-other-devices"
                    label=move || t_string!(i18n, accounts.devices_end)
                    question=move || t_string!(i18n, accounts.devices_end_title)
                    consequence=Signal::derive(move || t_string!(i18n, accounts.devices_end_text).to_owned())
                    yes=move || t_string!(i18n, accounts.devices_end)
                    pending=end.pending()
                    icon=Glyph::SignOut
                />
            </Row>
        </Form>
    }
}
