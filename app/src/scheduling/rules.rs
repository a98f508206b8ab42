//! How a professional's time is offered, on the page of the professional.

use domain::scheduling::{Allowance, BookingRulesForm};
use leptos::prelude::*;

use super::api::SetBookingRules;
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{Card, FieldKind, Form, Glyph, HiddenField, Muted, Row, Section, Select, Submit, TextField, after, toast},
};

/// The rules, for those who may set them.
#[component]
pub(crate) fn Rules(
    /// As they are kept.
    rules: BookingRulesForm,
) -> impl IntoView {
    let i18n = use_i18n();
    let save = ServerAction::<SetBookingRules>::new();
    after(save, move |()| toast(t_string!(i18n, scheduling.rules_saved)));
    view! {
        <Section title=move || t_string!(i18n, scheduling.rules_title)>
            <Muted>{t!(i18n, scheduling.rules_text)}</Muted>
            <Card>
                <Form action=save>
                    <HiddenField name="form[professional]" value=rules.professional.clone()/>
                    <Numbers rules=rules.clone()/>
                    <Choices rules/>
                    <Row>
                        <Submit pending=save.pending() icon=Glyph::Check>{t!(i18n, scheduling.rules_save)}</Submit>
                    </Row>
                </Form>
            </Card>
        </Section>
    }
}

#[component]
fn Numbers(rules: BookingRulesForm) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <TextField
            name="form[buffer_before]"
            label=move || t_string!(i18n, scheduling.rules_before)
            kind=FieldKind::Number
            value=rules.buffer_before
        />
        <TextField
            name="form[buffer_after]"
            label=move || t_string!(i18n, scheduling.rules_after)
            kind=FieldKind::Number
            value=rules.buffer_after
        />
        <TextField
            name="form[lead]"
            label=move || t_string!(i18n, scheduling.rules_lead)
            kind=FieldKind::Number
            value=rules.lead
        />
        <TextField
            name="form[horizon]"
            label=move || t_string!(i18n, scheduling.rules_horizon)
            kind=FieldKind::Number
            value=rules.horizon
        />
        <TextField
            name="form[daily_max]"
            label=move || t_string!(i18n, scheduling.rules_daily)
            kind=FieldKind::Number
            value=rules.daily_max
        />
        <TextField
            name="form[cancel]"
            label=move || t_string!(i18n, scheduling.rules_cancel)
            kind=FieldKind::Number
            value=rules.cancel
        />
    }
}

#[component]
fn Choices(rules: BookingRulesForm) -> impl IntoView {
    let i18n = use_i18n();
    let holidays = Signal::derive(move || {
        let [refused, allowed] =
            [t_string!(i18n, scheduling.rules_holidays_refused), t_string!(i18n, scheduling.rules_holidays_allowed)];
        allowances(refused, allowed)
    });
    let walk_ins = Signal::derive(move || {
        let [refused, allowed] =
            [t_string!(i18n, scheduling.rules_walk_ins_refused), t_string!(i18n, scheduling.rules_walk_ins_allowed)];
        allowances(refused, allowed)
    });
    view! {
        <Select
            name="form[holidays]"
            label=move || t_string!(i18n, scheduling.rules_holidays)
            options=holidays
            value=rules.holidays
        />
        <Select
            name="form[walk_ins]"
            label=move || t_string!(i18n, scheduling.rules_walk_ins)
            options=walk_ins
            value=rules.walk_ins
        />
    }
}

/// Both allowances, as one rule calls them.
fn allowances(refused: &str, allowed: &str) -> Vec<(String, String)> {
    let words = |allowance| match allowance {
        Allowance::Refused => refused,
        Allowance::Allowed => allowed,
    };
    Allowance::ALL.iter().map(|&allowance| (allowance.as_str().to_owned(), words(allowance).to_owned())).collect()
}
