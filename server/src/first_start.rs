//! The first start: who administers this clinic?

use std::{
    fs,
    io::{BufRead, IsTerminal, Write, stdin, stdout},
};

use anyhow::{Context, bail};
use domain::{FieldErrors, accounts::FirstAdministrator};
use store::Caller;

use crate::settings::Settings;

/// Asks for the first administrator, on the terminal or in the settings, unless the clinic has one.
///
/// # Errors
/// When there is no terminal and the settings do not say.
pub async fn ensure_administrator(system: &Caller, settings: &Settings) -> anyhow::Result<()> {
    if store::accounts::is_set_up(system).await? {
        return Ok(());
    }
    match from_settings(settings)? {
        Some(first) => match store::accounts::set_up(system, &settings.unit_name, first).await {
            Err(store::Error::Fields(errors)) => bail!(wrong(&errors)),
            done => done.map(drop).map_err(Into::into),
        },
        None if stdin().is_terminal() => ask(system, settings).await,
        None => bail!(
            "This clinic has no administrator yet. Start it once on a terminal, or set AMPARO_FIRST_ADMIN_NAME, \
             AMPARO_FIRST_ADMIN_EMAIL and AMPARO_FIRST_ADMIN_PASSWORD_FILE."
        ),
    }
}

fn from_settings(settings: &Settings) -> anyhow::Result<Option<FirstAdministrator>> {
    let (Some(name), Some(email), Some(file)) =
        (&settings.first_admin_name, &settings.first_admin_email, &settings.first_admin_password_file)
    else {
        return Ok(None);
    };
    let password = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    match FirstAdministrator::check(name, email, password.trim_end_matches(['\r', '\n'])) {
        Ok(first) => Ok(Some(first)),
        Err(errors) => bail!(wrong(&errors)),
    }
}

/// The terminal speaks both languages of the locale files: the person before it chose neither yet.
async fn ask(system: &Caller, settings: &Settings) -> anyhow::Result<()> {
    println!("Primeira vez: quem administra esta clínica? / First start: who administers this clinic?");
    let chars_min = settings.password_chars_min;
    loop {
        let name = line("Nome completo / Full name: ")?;
        let email = line("E-mail: ")?;
        let prompt = format!("Senha / Password ({chars_min}+, letras e números / letters and digits): ");
        let password = rpassword::prompt_password(prompt)?;
        let done = match FirstAdministrator::check(&name, &email, &password) {
            Ok(first) => store::accounts::set_up(system, &settings.unit_name, first).await,
            Err(errors) => Err(errors.into()),
        };
        match done {
            Err(store::Error::Fields(errors)) => println!("→ {}", wrong(&errors)),
            done => return done.map(drop).map_err(Into::into),
        }
    }
}

fn wrong(errors: &FieldErrors) -> String {
    let wrong = errors.0.iter().map(|(field, problem)| format!("{field}: {}", problem.as_str()));
    format!("the first administrator's data is wrong: {}", wrong.collect::<Vec<_>>().join(", "))
}

fn line(prompt: &str) -> anyhow::Result<String> {
    print!("{prompt}");
    stdout().flush()?;
    let mut text = String::new();
    if stdin().lock().read_line(&mut text)? == 0 {
        bail!("no administrator was named");
    }
    Ok(text.trim().to_owned())
}
