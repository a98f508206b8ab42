//! What there is to judge: settings, files, and how the program was built and started. Looking changes nothing.

use std::{fs, io::ErrorKind, os::unix::fs::PermissionsExt, path::Path};

use leptos::config::Env;

use crate::{demo, logs, run, secrets, settings::Settings};

/// Everything a finding may come from.
pub struct Seen {
    /// What the operator set.
    pub settings: Settings,
    /// Strangers can reach it, so that everything is asked.
    pub is_production: bool,
    /// What would start.
    pub what: What,
    /// The directives of the log.
    pub logs: String,
    /// The pages are drawn as a deployed server draws them.
    pub is_env_prod: bool,
    /// The program was built for whoever writes it.
    pub is_debug_build: bool,
    /// The mode of the data folder; none when it is not there yet.
    pub data_mode: Option<u32>,
    /// The keys of the clinic; none before the first start.
    pub keys: Vec<SeenFile>,
    /// The first administrator's password.
    pub admin_password: Option<SeenFile>,
}

/// What this program may be started as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A clinic.
    Clinic,
    /// One that has the demo's log-ins, or would get them.
    Demo,
    /// The relay by itself.
    Relay,
}

/// A file with something secret in it.
pub struct SeenFile {
    /// Where it lies.
    pub path: String,
    /// Who may read it.
    pub mode: u32,
    /// What is in it; none when this user may not see.
    pub text: Option<String>,
}

impl Seen {
    /// Looks at the clinic that these settings describe.
    #[must_use]
    pub fn clinic(settings: &Settings, is_demo: bool) -> Self {
        let keys = secrets::NAMES.iter().filter_map(|name| file(&secrets::folder(&settings.data).join(name)));
        Self {
            is_production: settings.is_production(),
            what: if is_demo || demo::is_marked(&settings.data) { What::Demo } else { What::Clinic },
            logs: logs::filter().to_string(),
            // Without options the start fails by itself.
            is_env_prod: run::leptos_options().is_ok_and(|options| options.env == Env::PROD),
            is_debug_build: cfg!(debug_assertions),
            data_mode: fs::metadata(&settings.data).ok().map(|data| data.permissions().mode() & 0o777),
            keys: keys.collect(),
            admin_password: settings.first_admin_password_file.as_deref().and_then(file),
            settings: settings.clone(),
        }
    }

    /// Looks at a relay that runs by itself.
    #[must_use]
    pub fn relay_alone(settings: &Settings) -> Self {
        let is_production = !settings.relay_listen.ip().to_canonical().is_loopback();
        Self { is_production, what: What::Relay, ..Self::clinic(settings, false) }
    }
}

/// A file, if it is there. What is no file, such as `/dev/null` in a container, holds no secret.
fn file(path: &Path) -> Option<SeenFile> {
    let (mode, text) = match fs::metadata(path) {
        Ok(found) if found.is_file() => (found.permissions().mode() & 0o777, fs::read_to_string(path).ok()),
        Ok(_) => return None,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(_) => (0, None),
    };
    Some(SeenFile { path: path.display().to_string(), mode, text })
}

#[cfg(test)]
impl Seen {
    /// A clinic in production where everything is right.
    pub(super) fn good() -> Self {
        let settings = Settings {
            origin: "https://clinic.example".into(),
            proxies: "127.0.0.1".to_owned().try_into().unwrap(),
            mail: Some(crate::settings::Address("smtps://clinic:x@mail.example".into())),
            mail_from: "Clinic <clinic@clinic.example>".into(),
            dpo_name: Some("Clara Nunes".into()),
            dpo_email: Some("clara@clinic.example".into()),
            ..Settings::default()
        };
        let key = |path: &str, text: &str| SeenFile { path: path.into(), mode: 0o600, text: Some(text.into()) };
        Self {
            is_production: settings.is_production(),
            what: What::Clinic,
            logs: "info".into(),
            is_env_prod: true,
            is_debug_build: false,
            data_mode: Some(0o700),
            keys: vec![
                key("master.key", "9f1c62e0b7d84a35c1ee07529a6bd3f84417ca908e5d23b6f07a91c5de682b34"),
                key("checkpoint.key", "03be97d15c6a42f8e91d70b3a2584fc6d97e1b805fa3c26488d0e75b19f4ac62"),
            ],
            admin_password: None,
            settings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_folder(data: &Path) -> Settings {
        Settings { data: data.into(), first_admin_password_file: Some(data.join("password")), ..Settings::default() }
    }

    #[test]
    fn looking_changes_nothing_and_makes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let seen = Seen::clinic(&in_folder(&data), false);
        assert!(
            seen.keys.is_empty()
                && seen.admin_password.is_none()
                && seen.data_mode.is_none()
                && seen.what == What::Clinic
        );
        assert!(!data.exists());
    }

    #[test]
    fn the_modes_and_texts_of_secret_files_are_seen() {
        let folder = tempfile::tempdir().unwrap();
        secrets::Secrets::open(folder.path()).unwrap();
        fs::write(folder.path().join("password"), "hunter2").unwrap();
        fs::set_permissions(folder.path().join("password"), fs::Permissions::from_mode(0o640)).unwrap();
        let seen = Seen::clinic(&in_folder(folder.path()), false);
        assert_eq!(seen.keys.iter().map(|key| key.mode).collect::<Vec<_>>(), [0o600; 3]);
        let password = seen.admin_password.unwrap();
        assert_eq!((password.mode, password.text.as_deref()), (0o640, Some("hunter2")));
    }

    #[test]
    fn a_folder_that_held_the_demo_once_is_known() {
        let folder = tempfile::tempdir().unwrap();
        demo::mark(folder.path()).unwrap();
        assert_eq!(Seen::clinic(&in_folder(folder.path()), false).what, What::Demo);
    }
}
