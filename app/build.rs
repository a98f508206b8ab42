//! Turns the locale files into the module `i18n`. A sentence that one language lacks stops the build.
//! `leptos_i18n_build` does the same, but builds the whole of ICU's data source beside it; its two halves are enough.

use std::{error::Error, fs, path::Path};

use leptos_i18n_parser::parse_locales::{
    options::{Config, ParseOptions},
    parse_locales,
};

const LINTS: &str = "#![allow(clippy::allow_attributes, clippy::pedantic, dead_code, unreachable_pub)]";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    let options = ParseOptions::new().interpolate_display(true);
    let config = Config::new("pt-BR")?.add_locale("en")?.locales_path("locales").parse_options(options);
    let config = namespaces()?.iter().try_fold(config, |config, namespace| config.add_namespace(namespace))?;
    let locales = parse_locales(None, config)?;
    let lacking = locales.diag.warnings().iter().map(ToString::to_string).collect::<Vec<_>>();
    if !lacking.is_empty() {
        return Err(lacking.join("\n").into());
    }
    let code = leptos_i18n_codegen::gen_code(&locales, None, false, Some(&LINTS.parse()?), false)?;
    let folder = std::env::var_os("OUT_DIR").ok_or("no OUT_DIR")?;
    let folder = Path::new(&folder).join("i18n");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("mod.rs"), plain_text(&code.to_string())?)?;
    Ok(())
}

/// `t!` and `t_string!` give plain text, the words of one language: a change of language loads the page anew.
/// As the crate has it, every sentence is a closure of its own type; that made the first page 450 kB instead of 250.
fn plain_text(code: &str) -> Result<String, Box<dyn Error>> {
    let starts = code.find("pub use leptos_i18n :: { t ,").ok_or("the macros are named elsewhere")?;
    let length = code[starts..].find('}').ok_or("the list of macros does not end")?;
    let macros = "pub use leptos_i18n::{tu_string as t, tu_string as t_string, td_string";
    Ok([&code[..starts], macros, &code[starts + length..]].concat())
}

/// One namespace per feature: the names of the files.
fn namespaces() -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for file in fs::read_dir("locales/pt-BR")? {
        let path = file?.path();
        if let Some(name) = path.file_stem().and_then(|name| name.to_str()) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}
