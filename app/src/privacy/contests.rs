//! Readings that patients contest, and answering them.

use domain::privacy::{CONTEST_CHARS_MAX, Contest};
use leptos::prelude::*;

use super::{api::AnswerContest, pages::Pages, reviews::WhenChosen};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        Badge, ButtonKind, Form, Gap, Glyph, HiddenField, List, ListItem, Muted, Row, Section, Stack, Submit, Text,
        TextArea, Tone, When, after, toast,
    },
    words,
};

/// All of them: who contests whose reading, and what was answered.
#[component]
pub(super) fn Contests(contests: Vec<Contest>, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let label = Signal::derive(move || t_string!(i18n, privacy.contests_title).to_owned());
    let (count, end) = (contests.len(), contests.last().map(Contest::after));
    let lines = contests.into_iter().map(|contest| view! { <Line contest refresh/> }).collect_view();
    view! {
        <Section title=label>
            {(count > 0).then(|| view! { <List label>{lines}</List> })}
            <Pages list="contests" count end/>
        </Section>
    }
}

#[component]
fn Line(contest: Contest, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (id, why) = (contest.id.to_string(), contest.why);
    let who = move || contest.who.clone().unwrap_or_else(|| t_string!(i18n, privacy.somebody).to_owned());
    let state = match contest.answer {
        Some(answer) => view! {
            <Badge tone=Tone::Success icon=Glyph::Check>{t!(i18n, privacy.answered)}</Badge>
            <Text>{answer}</Text>
        }
        .into_any(),
        None => view! {
            <WhenChosen name="contest" id=id.clone() words=move || t_string!(i18n, privacy.answer_this)>
                <Answer contest=id.clone() refresh/>
            </WhenChosen>
        }
        .into_any(),
    };
    view! {
        <ListItem>
            <Stack gap=Gap::Tight>
                <Row>
                    <span>{contest.patient}</span>
                    <When local=contest.contested/>
                </Row>
                <Muted>
                    {t!(i18n, privacy.about_reading)} ": " {who} " · " <When local=contest.read/> " · "
                    {move || words::why(i18n, why)}
                </Muted>
                <Text>{contest.text}</Text>
                {state}
            </Stack>
        </ListItem>
    }
}

#[component]
fn Answer(contest: String, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let answer = ServerAction::<AnswerContest>::new();
    after(answer, move |()| {
        toast(t_string!(i18n, privacy.answer_kept));
        refresh.run(());
    });
    view! {
        <Form action=answer>
            <HiddenField name="form[contest]" value=contest/>
            <TextArea
                name="form[answer]"
                label=move || t_string!(i18n, privacy.answer_label)
                hint=Signal::derive(move || t_string!(i18n, privacy.answer_hint).to_owned())
                limit=CONTEST_CHARS_MAX
            />
            <Row>
                <Submit pending=answer.pending() kind=ButtonKind::Quiet icon=Glyph::Send>
                    {t!(i18n, privacy.answer)}
                </Submit>
            </Row>
        </Form>
    }
}
