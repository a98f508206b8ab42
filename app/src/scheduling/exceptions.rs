//! Days off and extra hours, on the page of the professional.

use domain::scheduling::{ExceptionKind, ExceptionLine, clock};
use leptos::prelude::*;

use super::api::{AddException, RemoveException};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        ButtonKind, Card, DayName, FieldKind, Form, Gap, Glyph, HiddenField, List, ListItem, Muted, Row, Section,
        Select, Stack, Submit, TextField, after,
    },
    words::Language,
};

/// The days unlike the others, and a form for one more.
#[component]
pub(crate) fn Exceptions(
    /// Whose.
    professional: String,
    /// What lies ahead.
    lines: Vec<ExceptionLine>,
    /// Whether the reader may add and remove.
    may_set: bool,
    /// Asks again how things stand.
    refresh: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let remove = ServerAction::<RemoveException>::new();
    after(remove, move |()| refresh.run(()));
    let label = Signal::derive(move || t_string!(i18n, scheduling.exceptions_title).to_owned());
    let kept = if lines.is_empty() {
        view! { <Muted>{t!(i18n, scheduling.exceptions_none)}</Muted> }.into_any()
    } else {
        let lines = lines.into_iter().map(|line| view! { <Line line remove may_set/> }).collect_view();
        view! { <List label>{lines}</List> }.into_any()
    };
    view! {
        <Section title=label>
            <Muted>{t!(i18n, scheduling.exceptions_text)}</Muted>
            {kept}
            {may_set.then(|| view! { <Add professional refresh/> })}
        </Section>
    }
}

fn kind_words(i18n: Language, kind: ExceptionKind) -> &'static str {
    match kind {
        ExceptionKind::Closed => t_string!(i18n, scheduling.exception_closed),
        ExceptionKind::Open => t_string!(i18n, scheduling.exception_open),
    }
}

#[component]
fn Line(line: ExceptionLine, remove: ServerAction<RemoveException>, may_set: bool) -> impl IntoView {
    let i18n = use_i18n();
    let ExceptionLine { id, exception } = line;
    let until = (exception.last != exception.first).then(|| {
        view! { " " {t!(i18n, scheduling.exception_days)} " " <DayName date=exception.last/> }
    });
    let hours = move || match (exception.starts_minute, exception.ends_minute) {
        (0, 1440) => t_string!(i18n, scheduling.exception_whole_day).to_owned(),
        (from, to) => format!("{}-{}", clock(from), clock(to)),
    };
    let removing = may_set.then(|| {
        view! {
            <Form action=remove>
                <HiddenField name="id" value=id.to_string()/>
                <Submit pending=remove.pending() kind=ButtonKind::Ghost icon=Glyph::Close>
                    {t!(i18n, scheduling.exception_remove)}
                </Submit>
            </Form>
        }
    });
    view! {
        <ListItem>
            <Row>
                <Stack gap=Gap::Tight>
                    <span><DayName date=exception.first/> {until}</span>
                    <Muted>{move || kind_words(i18n, exception.kind)} ", " {hours}</Muted>
                </Stack>
                {removing}
            </Row>
        </ListItem>
    }
}

#[component]
fn Add(professional: String, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let add = ServerAction::<AddException>::new();
    after(add, move |_| refresh.run(()));
    let kinds = Signal::derive(move || {
        let kinds = ExceptionKind::ALL.iter();
        kinds.map(|&kind| (kind.as_str().to_owned(), kind_words(i18n, kind).to_owned())).collect::<Vec<_>>()
    });
    view! {
        <Card>
            <Form action=add>
                <HiddenField name="form[professional]" value=professional/>
                <Select name="form[kind]" label=move || t_string!(i18n, scheduling.exception_kind) options=kinds/>
                <TextField
                    name="form[first]"
                    label=move || t_string!(i18n, scheduling.exception_first)
                    kind=FieldKind::Date
                    required=true
                />
                <TextField
                    name="form[last]"
                    label=move || t_string!(i18n, scheduling.exception_last)
                    kind=FieldKind::Date
                />
                <TextField
                    name="form[hours]"
                    label=move || t_string!(i18n, scheduling.exception_hours)
                    hint=Signal::derive(move || t_string!(i18n, scheduling.exception_hours_hint).to_owned())
                    autocomplete="off"
                />
                <Row>
                    <Submit pending=add.pending() kind=ButtonKind::Quiet icon=Glyph::Add>
                        {t!(i18n, scheduling.exception_add)}
                    </Submit>
                </Row>
            </Form>
        </Card>
    }
}
