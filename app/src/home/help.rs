//! How to prepare, what to do when something does not work, and what happens with the data.

use leptos::prelude::*;

use super::patient::PrepareSteps;
use crate::{
    i18n::{t, t_string, use_i18n},
    privacy::OfficerCard,
    ui::{Alert, Card, Columns, Glyph, LinkTo, Page, Row, Section, Stack, Step, Steps, Text, Tone},
};

/// Help, in the order a worried person needs it.
#[component]
pub fn HelpPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Page title=move || t_string!(i18n, common.help.title)>
            <Alert tone=Tone::Warning>{t!(i18n, common.help.emergency)}</Alert>
            <Columns>
                <Section title=move || t_string!(i18n, common.help.prepare)>
                    <Card>
                        <PrepareSteps/>
                    </Card>
                </Section>
                <Devices/>
                <Internet/>
                <Privacy/>
            </Columns>
        </Page>
    }
}

#[component]
fn Devices() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Section title=move || t_string!(i18n, common.help.devices)>
            <Card>
                <Stack>
                    <Text>{t!(i18n, common.help.devices_lead)}</Text>
                    <Steps>
                        <Step icon=Glyph::Phone title=move || t_string!(i18n, common.help.android)>
                            {t!(i18n, common.help.android_text)}
                        </Step>
                        <Step icon=Glyph::Phone title=move || t_string!(i18n, common.help.iphone)>
                            {t!(i18n, common.help.iphone_text)}
                        </Step>
                        <Step icon=Glyph::Screen title=move || t_string!(i18n, common.help.computer)>
                            {t!(i18n, common.help.computer_text)}
                        </Step>
                    </Steps>
                </Stack>
            </Card>
        </Section>
    }
}

#[component]
fn Internet() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Section title=move || t_string!(i18n, common.help.internet)>
            <Card>
                <Steps>
                    <Step icon=Glyph::Connection title=move || t_string!(i18n, common.help.internet_near)>
                        {t!(i18n, common.help.internet_near_text)}
                    </Step>
                    <Step icon=Glyph::NoConnection title=move || t_string!(i18n, common.help.internet_close)>
                        {t!(i18n, common.help.internet_close_text)}
                    </Step>
                    <Step icon=Glyph::Refresh title=move || t_string!(i18n, common.help.internet_back)>
                        {t!(i18n, common.help.internet_back_text)}
                    </Step>
                </Steps>
            </Card>
        </Section>
    }
}

#[component]
fn Privacy() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Section title=move || t_string!(i18n, common.help.privacy)>
            <Card>
                <Stack>
                    <Text>{t!(i18n, common.help.privacy_call)}</Text>
                    <Text>{t!(i18n, common.help.privacy_record)}</Text>
                    <Text>{t!(i18n, common.help.privacy_rights)}</Text>
                    <Row>
                        <LinkTo href="/terms">{t!(i18n, terms.terms)}</LinkTo>
                        <LinkTo href="/privacy">{t!(i18n, terms.notice)}</LinkTo>
                    </Row>
                </Stack>
            </Card>
            <OfficerCard/>
        </Section>
    }
}
