//! `navigator.credentials` (WebAuthn Level 3): the browser's own half of a ceremony. What goes in and what comes out is
//! JSON that only the server reads.

use js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array};
use leptos::web_sys::{Window, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::attempt::Trouble;
use crate::browser::{call, error_name, get};

/// What an answer consists of, besides its name.
const PARTS: [&str; 5] = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

/// Whether this browser knows passkeys.
pub(super) fn are_offered() -> bool {
    window().is_some_and(|window| container(&window).is_some() && get(&window, "PublicKeyCredential").is_some())
}

/// Makes a passkey.
pub(super) async fn create(options: &str) -> Result<String, Trouble> {
    ask("create", "parseCreationOptionsFromJSON", options).await
}

/// Proves a passkey that the person chooses.
pub(super) async fn prove(options: &str) -> Result<String, Trouble> {
    ask("get", "parseRequestOptionsFromJSON", options).await
}

async fn ask(deed: &str, reader: &str, options: &str) -> Result<String, Trouble> {
    let window = window().ok_or(Trouble::Unable)?;
    let class = get(&window, "PublicKeyCredential").ok_or(Trouble::Unable)?;
    let container = container(&window).ok_or(Trouble::Unable)?;
    let plain = JSON::parse(options).map_err(|_| Trouble::Failed)?;
    // Browsers before 2025 do not read JSON by themselves, and some password managers break those that do.
    let public_key = call(&class, reader, &plain).unwrap_or_else(|| with_bytes(&window, &plain));
    let asked = Object::new();
    set(&asked, "publicKey", &public_key);
    let deed = get(&container, deed).and_then(|deed| deed.dyn_into::<Function>().ok()).ok_or(Trouble::Unable)?;
    let promised = deed.call1(&container, &asked).map_err(|thrown| trouble(&thrown))?;
    let promised = promised.dyn_into::<Promise>().map_err(|_| Trouble::Failed)?;
    let answer = JsFuture::from(promised).await.map_err(|thrown| trouble(&thrown))?;
    let json = call(&answer, "toJSON", &JsValue::UNDEFINED).unwrap_or_else(|| as_json(&window, &answer));
    JSON::stringify(&json).map(String::from).map_err(|_| Trouble::Failed)
}

fn container(window: &Window) -> Option<JsValue> {
    get(&window.navigator(), "credentials")
}

/// Browsers tell a "no" from a time limit by nothing: neither tells a page who sits there.
fn trouble(thrown: &JsValue) -> Trouble {
    match error_name(thrown).as_str() {
        "NotAllowedError" | "AbortError" | "TimeoutError" => Trouble::Cancelled,
        "InvalidStateError" => Trouble::AlreadyHere,
        "NotSupportedError" | "ConstraintError" => Trouble::Unable,
        _ => Trouble::Failed,
    }
}

/// Options with bytes where their JSON has base64.
fn with_bytes(window: &Window, options: &JsValue) -> JsValue {
    let lists = ["excludeCredentials", "allowCredentials"].into_iter().filter_map(|list| get(options, list));
    let known = lists.flat_map(|list| Array::from(&list).to_vec()).map(|known| (known, "id"));
    let user = get(options, "user").map(|user| (user, "id"));
    for (object, name) in known.chain(user).chain([(options.clone(), "challenge")]) {
        let text = get(&object, name).and_then(|text| text.as_string()).unwrap_or_default();
        let binary = window.atob(&text.replace('-', "+").replace('_', "/")).unwrap_or_default();
        // `atob` gives a character for each byte.
        let bytes = binary.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect::<Vec<_>>();
        set(&object, name, &Uint8Array::from(bytes.as_slice()));
    }
    options.clone()
}

/// An answer as its own `toJSON` would write it.
fn as_json(window: &Window, answer: &JsValue) -> JsValue {
    let (json, response) = (Object::new(), Object::new());
    let text = |object: &JsValue, name: &str| {
        let bytes = Uint8Array::new(&get(object, name)?).to_vec();
        let binary = bytes.into_iter().map(char::from).collect::<String>();
        let text = window.btoa(&binary).ok()?;
        Some(JsValue::from(text.replace('+', "-").replace('/', "_").trim_end_matches('=')))
    };
    let said = get(answer, "response").unwrap_or_default();
    for part in PARTS {
        if let Some(text) = text(&said, part) {
            set(&response, part, &text);
        }
    }
    let id = text(answer, "rawId").unwrap_or_default();
    set(&json, "id", &id);
    set(&json, "rawId", &id);
    set(&json, "type", &"public-key".into());
    set(&json, "response", &response);
    set(&json, "clientExtensionResults", &Object::new());
    json.into()
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Setting fails only for what is no object.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}
