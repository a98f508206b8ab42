//! What the columns of a file say: its first rows, and for each thing the column it comes from, guessed.

use domain::{
    ImportId,
    import::{Column, Encoding, ImportPreview},
};
use leptos::prelude::*;

use super::{api::StartImport, words::column};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        ButtonSize, Cell, Columns, Form, Glyph, HiddenField, Muted, Row, Section, Select, Submit, Table, TableRow,
        Text, after, or_none, toast,
    },
    words::Language,
};

/// The first rows of a file, and a choice for each thing.
#[component]
pub(super) fn MappingOf(id: ImportId, preview: ImportPreview, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let start = ServerAction::<StartImport>::new();
    after(start, move |()| {
        toast(t_string!(i18n, imports.started));
        again.run(());
    });
    let (encoding, separator) = (encoding(preview.encoding), separator(i18n, preview.separator));
    let headings = (1..).zip(&preview.headings).map(|(number, heading)| match heading.trim() {
        "" => t_string!(i18n, imports.column, number = number),
        heading => heading.to_owned(),
    });
    let headings = headings.collect::<Vec<_>>();
    let choices = (0..).zip(&headings).map(|(place, heading): (usize, _)| (place.to_string(), heading.clone()));
    let choices = or_none(t_string!(i18n, imports.none), choices.collect::<Vec<_>>());
    let fields = Column::ALL.iter().map(|&said| {
        let value = preview.guessed.0.get(said.as_str()).cloned().unwrap_or_default();
        let label = column(i18n.get_locale_untracked(), said);
        view! { <Select name=field(said) label=move || label options=choices.clone() value/> }
    });
    let fields = fields.collect_view();
    view! {
        <Section title=move || t_string!(i18n, imports.columns)>
            <Text>{t!(i18n, imports.columns_text)}</Text>
            <Muted>
                {move || t_string!(i18n, imports.format, encoding = encoding, separator = separator)}
            </Muted>
            <Rows headings rows=preview.rows/>
            <Form action=start>
                <HiddenField name="id" value=id.to_string()/>
                <Columns>{fields}</Columns>
                <Row>
                    <Submit pending=start.pending() size=ButtonSize::Large icon=Glyph::Check>
                        {t!(i18n, imports.start)}
                    </Submit>
                </Row>
            </Form>
        </Section>
    }
}

#[component]
fn Rows(headings: Vec<String>, rows: Vec<Vec<String>>) -> impl IntoView {
    let i18n = use_i18n();
    let named = headings.clone();
    let lines = rows.into_iter().map(|row| {
        let cells = headings.clone().into_iter().zip(row).map(|(heading, text)| {
            view! { <Cell label=move || heading.clone()>{text}</Cell> }
        });
        let cells = cells.collect_view();
        view! { <TableRow>{cells}</TableRow> }
    });
    let lines = lines.collect_view();
    view! {
        <Table caption=move || t_string!(i18n, imports.rows) columns=Signal::derive(move || named.clone())>{lines}</Table>
    }
}

const fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "UTF-8",
        Encoding::Windows1252 => "Latin-1",
    }
}

fn separator(i18n: Language, separator: char) -> &'static str {
    match separator {
        ',' => t_string!(i18n, imports.comma),
        '\t' => t_string!(i18n, imports.tab),
        _ => t_string!(i18n, imports.semicolon),
    }
}

const fn field(column: Column) -> &'static str {
    match column {
        Column::Name => "form[name]",
        Column::SocialName => "form[social_name]",
        Column::BirthDate => "form[birth_date]",
        Column::Cpf => "form[cpf]",
        Column::Email => "form[email]",
        Column::Phone => "form[phone]",
        Column::OtherPhone => "form[other_phone]",
        Column::MotherName => "form[mother_name]",
        Column::Cns => "form[cns]",
        Column::Cep => "form[cep]",
        Column::Street => "form[street]",
        Column::Number => "form[number]",
        Column::Complement => "form[complement]",
        Column::District => "form[district]",
        Column::Municipality => "form[municipality]",
        Column::Uf => "form[uf]",
    }
}
