//! Forms that work before WASM arrives, and what they say when something is wrong.

use domain::Problem;
use leptos::{form::ActionForm, html, prelude::*, web_sys::FormData};
use serde::de::DeserializeOwned;
use server_fn::{Http, ServerFn, client::Client, codec::PostUrl, request::ClientReq};
use wasm_bindgen::JsCast;

use super::{Alert, Tone};
use crate::{
    accounts::SessionEnded,
    error::AppError,
    i18n::{t, use_i18n},
    words,
};

/// What the fields of a form know of it.
#[derive(Clone, Copy)]
pub(super) struct FormContext {
    /// The address of the server function.
    path: &'static str,
    failure: Signal<Option<AppError>>,
    labels: StoredValue<Vec<(String, Signal<String>)>>,
}

impl FormContext {
    /// Makes the label of a field known, so that the summary on top can name it.
    pub(super) fn introduce(self, field: &str, label: Signal<String>) {
        self.labels.update_value(|labels| labels.push((field.to_owned(), label)));
    }

    /// The problem of a field.
    pub(super) fn problem(self, field: &str) -> Signal<Option<Problem>> {
        problem_of(self.failure, field.to_owned())
    }
}

/// The field that a form name speaks of: `form[email]` is about `email`.
pub(super) fn field_of(name: &str) -> &str {
    name.rsplit('[').next().unwrap_or(name).trim_end_matches(']')
}

/// The id of a field in the page, where several forms may ask for a code.
pub(super) fn field_id(name: &str) -> String {
    let form = use_context::<FormContext>().and_then(|form| form.path.rsplit('/').next()).unwrap_or_default();
    format!("field-{form}-{}", field_of(name))
}

/// What was typed into a field of this form, when it comes back refused to a browser without WASM.
pub(super) fn typed(name: &str) -> Option<String> {
    crate::typed(use_context::<FormContext>()?.path, name)
}

/// The failure of the last try, if it failed.
pub fn failure<S>(action: ServerAction<S>) -> Signal<Option<AppError>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let value = action.value();
    Signal::derive(move || value.get().and_then(Result::err))
}

/// The problem of one field of a form.
#[must_use]
pub fn field_error(of: Signal<Option<AppError>>, field: &'static str) -> Signal<Option<Problem>> {
    problem_of(of, field.to_owned())
}

fn problem_of(failure: Signal<Option<AppError>>, field: String) -> Signal<Option<Problem>> {
    Signal::derive(move || {
        failure.with(|failure| match failure {
            Some(AppError::Fields(errors)) => errors.of(&field),
            _ => None,
        })
    })
}

/// A form that a server function answers. Its errors are summed up on top and repeated beside the fields.
#[component]
pub fn Form<S, O>(
    /// The server function.
    action: ServerAction<S>,
    children: Children,
) -> impl IntoView
where
    S: DeserializeOwned + ServerFn<Protocol = Http<PostUrl, O>, Error = AppError> + Clone + Send + Sync + 'static,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<FormData>,
    S::Output: Clone + Send + Sync + 'static,
    S::Client: Client<AppError>,
    O: 'static,
{
    let failure = failure(action);
    // Whoever was signed out meanwhile comes back in over this page; nothing that was typed is lost.
    if let Some(SessionEnded(ended)) = use_context() {
        Effect::new(move || {
            if failure.with(|failure| matches!(failure, Some(AppError::SignInFirst))) {
                ended.set(true);
            }
        });
    }
    provide_context(FormContext { path: S::PATH, failure, labels: StoredValue::new(Vec::new()) });
    // The fields come first, so that the summary knows their labels.
    let fields = children();
    view! {
        // Our own words say what is wrong, not the browser's bubbles.
        <ActionForm action=action attr:novalidate="" attr:class="flex flex-col gap-5">
            <FormErrors of=failure/>
            {fields}
        </ActionForm>
    }
}

/// What went wrong with a form, on top of it. The focus goes here; each line leads to its field.
#[component]
pub fn FormErrors(
    /// The failure, if there is one.
    #[prop(into)]
    of: Signal<Option<AppError>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move |before: Option<bool>| {
        let failed = of.with(Option::is_some);
        // Not at the first run: a page that arrives with an error must not jump.
        if let (true, Some(_), Some(summary)) = (failed, before, summary.get()) {
            _ = summary.focus();
        }
        failed
    });
    let labels = use_context::<FormContext>().map(|form| form.labels);
    let content = move || {
        of.get().map(|error| match error {
            AppError::Fields(errors) => {
                let lines = errors.0.into_iter().map(|(field, problem)| {
                    let label = labels.and_then(|labels| label_of(labels, &field));
                    view! { <ErrorLine field label problem/> }
                });
                let lines = lines.collect_view();
                view! {
                    <Alert tone=Tone::Error>
                        <p class="font-semibold">{t!(i18n, common.check_fields)}</p>
                        <ul class="mt-1 list-disc pl-5">{lines}</ul>
                    </Alert>
                }
                .into_any()
            }
            error => view! { <Failure error/> }.into_any(),
        })
    };
    view! { <div node_ref=summary tabindex="-1" class="outline-none" class:hidden=move || of.with(Option::is_none)>{content}</div> }
}

fn label_of(labels: StoredValue<Vec<(String, Signal<String>)>>, field: &str) -> Option<Signal<String>> {
    labels.with_value(|labels| labels.iter().find(|(name, _)| name == field).map(|(_, label)| *label))
}

#[component]
fn ErrorLine(field: String, label: Option<Signal<String>>, problem: Problem) -> impl IntoView {
    let i18n = use_i18n();
    let target = field_id(&field);
    let href = format!("#{target}");
    let lead = move |event: leptos::ev::MouseEvent| {
        if let Some(element) =
            document().get_element_by_id(&target).and_then(|e| e.dyn_into::<leptos::web_sys::HtmlElement>().ok())
        {
            event.prevent_default();
            _ = element.focus();
        }
    };
    let sentence = move || match label {
        Some(label) => format!("{}: {}", label.get(), words::problem(i18n, problem)),
        None => words::problem(i18n, problem).to_owned(),
    };
    view! {
        <li>
            <a href=href rel="external" class="link" on:click=lead>{sentence}</a>
        </li>
    }
}

/// Why something did not work, in a sentence.
#[component]
pub fn Failure(
    /// What the server said.
    error: AppError,
) -> impl IntoView {
    let i18n = use_i18n();
    let tone = if matches!(error, AppError::Refused(_) | AppError::SignInFirst) { Tone::Warning } else { Tone::Error };
    let sentence = move || words::failure(i18n, &error);
    view! {
        <Alert tone>
            <p>{sentence}</p>
        </Alert>
    }
}
