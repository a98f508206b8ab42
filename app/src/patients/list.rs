//! Everybody, at the desk: search as one types, narrowed and sorted, a page at a time.

use domain::{
    PatientId, Role,
    patients::{ListForm, ListOrder, ListPage, PatientCard, Payer},
    professionals::Uf,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{list_patients, payers},
    over::PatientOver,
};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    ui::{
        Badge, Button, ButtonKind, ButtonLink, ChoicesForm, Empty, Gap, Glyph, List, ListItem, Load, Muted, OverLink,
        Page, Row, SearchField, Select, Stack, StayLink, Submit, on_return,
    },
    words::{self, Language},
};

async fn found(form: ListForm) -> Result<(ListForm, ListPage), AppError> {
    list_patients(form.clone()).await.map(|page| (form, page))
}

/// The list of the desk.
#[component]
pub(crate) fn DeskPatients(reader: Role) -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let (sought, behind) = (RwSignal::new(String::new()), RwSignal::new(None::<PatientId>));
    let chosen = RwSignal::new(None::<PatientId>);
    let asked = Memo::new(move |_| {
        let of = |name: &str| query.read().get(name).unwrap_or_default();
        let sought = sought.get();
        // A search begins its own pages: where the whole list stood means nothing there.
        let after = if sought.trim().is_empty() { of("after") } else { behind.get().map(text).unwrap_or_default() };
        ListForm { sought, filter: of("filter"), order: of("order"), after }
    });
    Effect::new(move || {
        sought.track();
        behind.set(None);
    });
    let patients = Resource::new(move || asked.get(), found);
    on_return(move || patients.refetch());
    let add = move || {
        view! {
            <ButtonLink href="/patients/import" kind=ButtonKind::Quiet>{t!(i18n, patients.list_import)}</ButtonLink>
            <ButtonLink href="/patients/new" icon=Glyph::Add>{t!(i18n, patients.list_add)}</ButtonLink>
        }
    };
    view! {
        <Page title=move || t_string!(i18n, patients.list_title) actions=add>
            <SearchField label=move || t_string!(i18n, patients.list_search) text=sought/>
            <Narrow asked/>
            <Load of=patients let:found>
                <Cards form=found.0 page=found.1 chosen behind/>
            </Load>
            <PatientOver chosen reader/>
        </Page>
    }
}

fn text(id: PatientId) -> String {
    id.to_string()
}

#[component]
fn Narrow(asked: Memo<ListForm>) -> impl IntoView {
    let i18n = use_i18n();
    let payers = Resource::new(|| (), |()| payers());
    view! {
        <Load of=payers let:payers>
            {
                let form = asked.get_untracked();
                let (filters, orders) = (filters(i18n, payers), orders(i18n));
                view! {
                    <ChoicesForm action="/patients">
                        <Select
                            name="filter"
                            label=move || t_string!(i18n, patients.list_filter)
                            options=filters
                            value=form.filter
                        />
                        <Select
                            name="order"
                            label=move || t_string!(i18n, patients.list_order)
                            options=orders
                            value=form.order
                        />
                        <Submit kind=ButtonKind::Quiet>{t!(i18n, patients.list_apply)}</Submit>
                    </ChoicesForm>
                }
            }
        </Load>
    }
}

fn filters(i18n: Language, payers: Vec<Payer>) -> Vec<(String, String)> {
    let named = [
        (String::new(), t_string!(i18n, patients.list_everybody).to_owned()),
        ("with_account".into(), t_string!(i18n, patients.list_with_account).to_owned()),
        ("without_account".into(), t_string!(i18n, patients.list_without_account).to_owned()),
    ];
    let payers = payers
        .into_iter()
        .map(|Payer { id, name }| (id.to_string(), t_string!(i18n, patients.list_payer, name = name)));
    let states = Uf::ALL.iter().map(|uf| (uf.as_str().to_owned(), t_string!(i18n, patients.list_uf, uf = uf.as_str())));
    named.into_iter().chain(payers).chain(states).collect()
}

fn orders(i18n: Language) -> Vec<(String, String)> {
    let words = |order: &ListOrder| match order {
        ListOrder::Name => (String::new(), t_string!(i18n, patients.list_by_name).to_owned()),
        ListOrder::Newest => (order.as_str().to_owned(), t_string!(i18n, patients.list_newest).to_owned()),
    };
    ListOrder::ALL.iter().map(words).collect()
}

#[component]
fn Cards(
    form: ListForm,
    page: ListPage,
    chosen: RwSignal<Option<PatientId>>,
    behind: RwSignal<Option<PatientId>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let is_all = form == ListForm::default();
    if page.patients.is_empty() && is_all {
        return view! {
            <Empty
                icon=Glyph::People
                title=move || t_string!(i18n, patients.list_empty_title)
                text=Signal::derive(move || t_string!(i18n, patients.list_empty_text).to_owned())
            />
        }
        .into_any();
    }
    if page.patients.is_empty() {
        return view! { <Muted>{t!(i18n, patients.list_none_found)}</Muted> }.into_any();
    }
    let lines = page.patients.into_iter().map(|card| view! { <Card card chosen/> }).collect_view();
    view! {
        <List label=move || t_string!(i18n, patients.list_title)>{lines}</List>
        <Turn form next=page.next behind/>
    }
    .into_any()
}

/// Who it is, and what can be done at once.
#[component]
fn Card(card: PatientCard, chosen: RwSignal<Option<PatientId>>) -> impl IntoView {
    let i18n = use_i18n();
    let id = card.id;
    let document = card.full_name.map(|name| {
        view! { <Muted>{move || t_string!(i18n, patients.full_name_is, name = name.clone())}</Muted> }
    });
    let (born, years) = (card.birth_date, card.age_years);
    let about = move || format!("{} · {}", words::date(i18n, born), t_string!(i18n, patients.age, years = years));
    let account = card.has_account.then(|| {
        view! { <Badge icon=Glyph::Person>{t!(i18n, patients.with_account)}</Badge> }
    });
    view! {
        <ListItem>
            <Stack gap=Gap::Tight>
                <Row>
                    <OverLink href=format!("/patients/{id}") open=Callback::new(move |()| chosen.set(Some(id)))>
                        {card.name}
                    </OverLink>
                    {account}
                </Row>
                {document}
                <Muted>{about}</Muted>
                <Row>
                    <ButtonLink href=format!("/patients/{id}/edit") kind=ButtonKind::Ghost icon=Glyph::Edit>
                        {t!(i18n, patients.edit)}
                    </ButtonLink>
                </Row>
            </Stack>
        </ListItem>
    }
}

/// The way to the next page. That of the whole list stands in the address; what is searched for never does.
#[component]
fn Turn(form: ListForm, next: Option<PatientId>, behind: RwSignal<Option<PatientId>>) -> impl IntoView {
    let i18n = use_i18n();
    let is_search = !form.sought.trim().is_empty();
    let narrowed = format!("filter={}&order={}", form.filter, form.order);
    let first = (!form.after.is_empty()).then(|| {
        let (href, words) = (format!("/patients?{narrowed}"), t!(i18n, patients.list_first));
        if is_search {
            view! { <Button kind=ButtonKind::Ghost on:click=move |_| behind.set(None)>{words}</Button> }.into_any()
        } else {
            view! { <StayLink href kind=ButtonKind::Ghost>{words}</StayLink> }.into_any()
        }
    });
    let next = next.map(|last| {
        let (href, words) = (format!("/patients?{narrowed}&after={last}"), t!(i18n, patients.list_next));
        if is_search {
            view! { <Button kind=ButtonKind::Quiet on:click=move |_| behind.set(Some(last))>{words}</Button> }
                .into_any()
        } else {
            view! { <StayLink href icon=Glyph::Next>{words}</StayLink> }.into_any()
        }
    });
    view! {
        <Row>{first} {next}</Row>
    }
}
