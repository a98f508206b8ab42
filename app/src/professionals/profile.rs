//! What a professional says of themselves, as it is edited: picture, profile, biography.

use domain::{
    PhotoId, Problem, ProfessionalId,
    professionals::{
        BIOGRAPHY_CHARS_MAX, Modality, PHOTO_BYTES_MAX, PhotoKind, ProfileForm, ProfileSheet, Spoken, WorkZone,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    api::{RemovePhoto, SetBiography, SetProfile, profile_sheet},
    modality, photo_path, registration_choices, spoken,
};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    scheduling::id_in,
    ui::{
        Alert, ButtonKind, Card, Columns, ConfirmButton, Form, Glyph, HiddenField, Load, Muted, Page, Portrait, Row,
        Section, Select, Submit, Text, TextArea, TextField, Tone, UploadForm, after, or_none, toast,
    },
};

const MEGABYTE: usize = 1024 * 1024;

async fn sheet(id: String) -> Result<ProfileSheet, AppError> {
    profile_sheet(id_in::<ProfessionalId>(&id)?).await
}

/// Picture, profile and biography.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let id = move || params.read().get("id").unwrap_or_default();
    let found = Resource::new(id, sheet);
    let save = ServerAction::<SetProfile>::new();
    let tell = ServerAction::<SetBiography>::new();
    let remove = ServerAction::<RemovePhoto>::new();
    after(save, move |()| toast(t_string!(i18n, professionals.profile_saved)));
    after(tell, move |()| toast(t_string!(i18n, professionals.biography_saved)));
    after(remove, move |()| toast(t_string!(i18n, professionals.photo_removed)));
    view! {
        <Page
            title=move || t_string!(i18n, professionals.profile_title)
            back=format!("/professionals/{}", params.read_untracked().get("id").unwrap_or_default())
        >
            <Load of=found let:sheet>
                <Sheet sheet save tell remove/>
            </Load>
        </Page>
    }
}

#[component]
fn Sheet(
    sheet: ProfileSheet,
    save: ServerAction<SetProfile>,
    tell: ServerAction<SetBiography>,
    remove: ServerAction<RemovePhoto>,
) -> impl IntoView {
    let i18n = use_i18n();
    let ProfileSheet { name, form, biography, photo } = sheet;
    let professional = form.professional.clone();
    view! {
        <Text>{t!(i18n, professionals.profile_lead)}</Text>
        <Columns>
            <Picture professional=professional.clone() name photo remove/>
            <About professional biography tell/>
        </Columns>
        <Edited form save/>
    }
}

/// The picture, and the way to another one.
#[component]
fn Picture(
    professional: String,
    name: String,
    photo: Option<PhotoId>,
    remove: ServerAction<RemovePhoto>,
) -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let said = Memo::new(move |_| query.read().get("photo"));
    let problem = Signal::derive(move || said.get().and_then(|word| Problem::parse(&word)));
    let saved = move || {
        (said.get().as_deref() == Some("saved"))
            .then(|| view! { <Alert tone=Tone::Success>{t!(i18n, professionals.photo_saved)}</Alert> })
    };
    let action = format!("/professionals/{professional}/photo");
    let kinds = PhotoKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(",");
    let shown = move || photo.filter(|_| !matches!(remove.value().get(), Some(Ok(()))));
    let picture = move || {
        let (name, removed, professional) = (name.clone(), name.clone(), professional.clone());
        let portrait = view! { <Portrait photo=shown().map(photo_path) name=name/> };
        let remove = shown().map(|_| view! { <Removal name=removed professional remove/> });
        view! { <Row>{portrait} {remove}</Row> }
    };
    view! {
        <Section title=move || t_string!(i18n, professionals.photo_title)>
            <Card>
                {saved}
                {picture}
                <UploadForm
                    action
                    name="photo"
                    label=move || t_string!(i18n, professionals.photo_label)
                    hint=move || t_string!(i18n, professionals.photo_hint, megabytes = PHOTO_BYTES_MAX / MEGABYTE)
                    accept=kinds
                    error=problem
                >
                    {t!(i18n, professionals.photo_save)}
                </UploadForm>
            </Card>
        </Section>
    }
}

#[component]
fn Removal(name: String, professional: String, remove: ServerAction<RemovePhoto>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Form action=remove>
            <HiddenField name="professional" value=professional/>
            <ConfirmButton
                id="remove-photo"
                label=move || t_string!(i18n, professionals.photo_remove)
                question=move || t_string!(i18n, professionals.photo_remove_question, name = name.clone())
                yes=move || t_string!(i18n, professionals.photo_remove)
                pending=remove.pending()
                icon=Glyph::Remove
            />
        </Form>
    }
}

/// The biography. Its field is empty until the page is alive, so it cannot be sent before.
#[component]
fn About(professional: String, biography: String, tell: ServerAction<SetBiography>) -> impl IntoView {
    let i18n = use_i18n();
    let (text, alive) = (RwSignal::new(biography), RwSignal::new(false));
    Effect::new(move || alive.set(true));
    let send = move || {
        view! {
            <Row>
                <Submit pending=tell.pending() kind=ButtonKind::Quiet icon=Glyph::Check>
                    {t!(i18n, professionals.biography_save)}
                </Submit>
            </Row>
        }
    };
    view! {
        <Section title=move || t_string!(i18n, professionals.biography_title)>
            <Card>
                <Form action=tell>
                    <HiddenField name="form[professional]" value=professional/>
                    <TextArea
                        name="form[biography]"
                        label=move || t_string!(i18n, professionals.biography_label)
                        hint=Signal::derive(move || {
                            t_string!(i18n, professionals.biography_hint, count = BIOGRAPHY_CHARS_MAX)
                        })
                        limit=BIOGRAPHY_CHARS_MAX
                        text
                        rows=10
                    />
                    <Show when=move || alive.get()>{send()}</Show>
                </Form>
            </Card>
        </Section>
    }
}

#[component]
fn Edited(form: ProfileForm, save: ServerAction<SetProfile>) -> impl IntoView {
    let i18n = use_i18n();
    let professional = form.professional.clone();
    let (registrations, specialties) = (form.clone(), form.clone());
    view! {
        <Form action=save>
            <HiddenField name="form[professional]" value=professional/>
            <Columns>
                <Registrations form=registrations/>
                <Specialties form=specialties/>
            </Columns>
            <Way form/>
            <Row>
                <Submit pending=save.pending() icon=Glyph::Check>{t!(i18n, professionals.profile_save)}</Submit>
            </Row>
        </Form>
    }
}

#[component]
fn Registrations(form: ProfileForm) -> impl IntoView {
    let i18n = use_i18n();
    let (councils, states) = registration_choices(i18n);
    let rows = [
        (["form[council1]", "form[registration1]", "form[uf1]"], [form.council1, form.registration1, form.uf1]),
        (["form[council2]", "form[registration2]", "form[uf2]"], [form.council2, form.registration2, form.uf2]),
        (["form[council3]", "form[registration3]", "form[uf3]"], [form.council3, form.registration3, form.uf3]),
    ];
    let fields = (1..).zip(rows).map(|(number, (names, [council, registration, uf]))| {
        view! {
            <Select
                name=names[0]
                label=move || t_string!(i18n, professionals.profile_council, number = number)
                options=councils
                value=council
            />
            <TextField
                name=names[1]
                label=move || t_string!(i18n, professionals.profile_registration, number = number)
                value=registration
                autocomplete="off"
                required=number == 1
            />
            <Select
                name=names[2]
                label=move || t_string!(i18n, professionals.profile_uf, number = number)
                options=states
                value=uf
            />
        }
    });
    let fields = fields.collect_view();
    view! {
        <Section title=move || t_string!(i18n, professionals.profile_registrations)>
            <Card>
                <Muted>{t!(i18n, professionals.profile_registrations_text)}</Muted>
                {fields}
            </Card>
        </Section>
    }
}

#[component]
fn Specialties(form: ProfileForm) -> impl IntoView {
    let i18n = use_i18n();
    let rows = [
        (["form[specialty1]", "form[rqe1]"], [form.specialty1, form.rqe1]),
        (["form[specialty2]", "form[rqe2]"], [form.specialty2, form.rqe2]),
        (["form[specialty3]", "form[rqe3]"], [form.specialty3, form.rqe3]),
        (["form[specialty4]", "form[rqe4]"], [form.specialty4, form.rqe4]),
    ];
    let fields = (1..).zip(rows).map(|(number, (names, [specialty, rqe]))| {
        let label = move || match number {
            1 => t_string!(i18n, professionals.profile_specialty_main).to_owned(),
            number => t_string!(i18n, professionals.profile_specialty, number = number),
        };
        view! {
            <TextField name=names[0] label=label value=specialty autocomplete="off" required=number == 1/>
            <TextField
                name=names[1]
                label=move || t_string!(i18n, professionals.profile_rqe, number = number)
                value=rqe
                inputmode="numeric"
                autocomplete="off"
            />
        }
    });
    let fields = fields.collect_view();
    view! {
        <Section title=move || t_string!(i18n, professionals.profile_specialties)>
            <Card>{fields}</Card>
        </Section>
    }
}

#[component]
fn Way(form: ProfileForm) -> impl IntoView {
    let i18n = use_i18n();
    let places = Signal::derive(move || {
        Modality::ALL
            .iter()
            .map(|&word| (word.as_str().to_owned(), modality(i18n, word).to_owned()))
            .collect::<Vec<_>>()
    });
    let zones = Signal::derive(move || {
        let zones = WorkZone::ALL.iter().map(|zone| (zone.as_str().to_owned(), zone.place()));
        or_none(t_string!(i18n, professionals.profile_zone_unit), zones)
    });
    view! {
        <Section title=move || t_string!(i18n, professionals.profile_way)>
            <Columns>
                <Card>
                    <Languages chosen=[form.language1, form.language2, form.language3, form.language4]/>
                </Card>
                <Card>
                    <TextField
                        name="form[price]"
                        label=move || t_string!(i18n, professionals.profile_price)
                        hint=Signal::derive(move || t_string!(i18n, professionals.profile_price_hint).to_owned())
                        value=form.price
                        inputmode="decimal"
                        autocomplete="off"
                    />
                    <Select
                        name="form[modality]"
                        label=move || t_string!(i18n, professionals.profile_modality)
                        options=places
                        value=form.modality
                    />
                    <Select
                        name="form[time_zone]"
                        label=move || t_string!(i18n, professionals.profile_zone)
                        options=zones
                        value=form.time_zone
                    />
                </Card>
            </Columns>
        </Section>
    }
}

#[component]
fn Languages(chosen: [String; 4]) -> impl IntoView {
    let i18n = use_i18n();
    let languages = Signal::derive(move || {
        let words = Spoken::ALL.iter().map(|&word| (word.as_str().to_owned(), spoken(i18n, word).to_owned()));
        or_none(t_string!(i18n, professionals.profile_none), words)
    });
    let names = ["form[language1]", "form[language2]", "form[language3]", "form[language4]"];
    let fields = (1..).zip(names).zip(chosen).map(|((number, name), value)| {
        view! {
            <Select
                name
                label=move || t_string!(i18n, professionals.profile_language, number = number)
                options=languages
                value
            />
        }
    });
    fields.collect_view()
}
