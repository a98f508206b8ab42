//! The holidays of the clinic's own place.

use domain::scheduling::Holiday;
use leptos::prelude::*;

use super::api::{AddHoliday, RemoveHoliday, holidays};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        ButtonKind, Card, DayName, FieldKind, Form, Gap, Glyph, HiddenField, List, ListItem, Load, Muted, Page, Row,
        Stack, Submit, TextField, after, on_return,
    },
};

/// The local holidays that lie ahead, and a form for one more.
#[component]
pub fn HolidaysPage() -> impl IntoView {
    let i18n = use_i18n();
    let found = Resource::new(|| (), |()| holidays());
    on_return(move || found.refetch());
    let (add, remove) = (ServerAction::<AddHoliday>::new(), ServerAction::<RemoveHoliday>::new());
    after(add, move |_| found.refetch());
    after(remove, move |()| found.refetch());
    view! {
        <Page title=move || t_string!(i18n, scheduling.holidays_title) back="/professionals">
            <Muted>{t!(i18n, scheduling.holidays_text)}</Muted>
            <Load of=found let:holidays>
                <Lines holidays remove/>
            </Load>
            <Card>
                <Form action=add>
                    <TextField
                        name="form[date]"
                        label=move || t_string!(i18n, scheduling.holiday_date)
                        kind=FieldKind::Date
                        required=true
                    />
                    <TextField
                        name="form[name]"
                        label=move || t_string!(i18n, scheduling.holiday_name)
                        autocomplete="off"
                        required=true
                    />
                    <Row>
                        <Submit pending=add.pending() icon=Glyph::Add>{t!(i18n, scheduling.holiday_add)}</Submit>
                    </Row>
                </Form>
            </Card>
        </Page>
    }
}

#[component]
fn Lines(holidays: Vec<Holiday>, remove: ServerAction<RemoveHoliday>) -> impl IntoView {
    let i18n = use_i18n();
    if holidays.is_empty() {
        return view! { <Muted>{t!(i18n, scheduling.holidays_none)}</Muted> }.into_any();
    }
    let lines = holidays.into_iter().map(|holiday| {
        view! {
            <ListItem>
                <Row>
                    <Stack gap=Gap::Tight>
                        <span>{holiday.name}</span>
                        <Muted><DayName date=holiday.date/> " " {holiday.date.year()}</Muted>
                    </Stack>
                    <Form action=remove>
                        <HiddenField name="id" value=holiday.id.to_string()/>
                        <Submit pending=remove.pending() kind=ButtonKind::Ghost icon=Glyph::Close>
                            {t!(i18n, scheduling.holiday_remove)}
                        </Submit>
                    </Form>
                </Row>
            </ListItem>
        }
    });
    let lines = lines.collect_view();
    view! { <List label=move || t_string!(i18n, scheduling.holidays_list)>{lines}</List> }.into_any()
}
