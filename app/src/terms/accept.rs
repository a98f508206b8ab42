//! Accepting the texts.

use domain::terms::CURRENT;
use leptos::prelude::*;

use super::api::AcceptTerms;
use crate::{
    accounts::api::SignOut,
    i18n::{t, t_string, use_i18n},
    layout::Narrow,
    ui::{AsideLink, ButtonKind, ButtonSize, Card, CheckField, Form, Glyph, Muted, Page, Row, Submit, Text},
};

/// The box, and the way to the texts, for every form that opens an account.
#[component]
pub(crate) fn AcceptField() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <CheckField name="form[accepted]" value=CURRENT label=move || t_string!(i18n, terms.accept_label)/>
        <Row>
            <AsideLink href="/terms">{t!(i18n, terms.read_terms)}</AsideLink>
            <AsideLink href="/privacy">{t!(i18n, terms.read_notice)}</AsideLink>
        </Row>
    }
}

/// What stands between signing in and everything else, when the texts are new.
#[component]
pub fn AcceptPage() -> impl IntoView {
    let i18n = use_i18n();
    let (accept, sign_out) = (ServerAction::<AcceptTerms>::new(), ServerAction::<SignOut>::new());
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, terms.accept_title)>
                <Text>{t!(i18n, terms.accept_lead)}</Text>
                <Card>
                    <Form action=accept>
                        <AcceptField/>
                        <Submit pending=accept.pending() size=ButtonSize::Large>{t!(i18n, terms.accept_save)}</Submit>
                    </Form>
                </Card>
                <Muted>{t!(i18n, terms.accept_otherwise)}</Muted>
                <Form action=sign_out>
                    <Submit pending=sign_out.pending() kind=ButtonKind::Quiet icon=Glyph::SignOut>
                        {t!(i18n, terms.sign_out)}
                    </Submit>
                </Form>
            </Page>
        </Narrow>
    }
}
