//! What helps whoever writes the program, and tells strangers too much.

use super::{Asked::InProduction, Question, Seen, Weight};

/// Our own crates, by which a directive of the log names them.
const OURS: [&str; 6] = ["amparo", "app", "domain", "relay", "server", "store"];

pub(super) const QUESTIONS: &[Question] = &[
    Question {
        name: "logs_chatty",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: logs_chatty,
        to_do: "Take RUST_LOG out, or set it to info.",
    },
    Question {
        name: "debug_pages",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: |seen| (!seen.is_env_prod).then(|| "pages are drawn as for somebody who changes them".into()),
        to_do: "Put Leptos.toml, which says env = \"PROD\", into the working folder, or set LEPTOS_ENV=PROD.",
    },
    Question {
        name: "debug_build",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: |seen| seen.is_debug_build.then(|| "this program was built for debugging".into()),
        to_do: "Install what scripts/build.sh builds.",
    },
];

/// At `debug` and `trace` our own crates, and at `trace` those we speak HTTP and SQL with, write down what people send.
fn logs_chatty(seen: &Seen) -> Option<String> {
    let chatty = seen.logs.split(',').map(str::trim).find(|directive| is_chatty(directive))?;
    Some(format!("the log would hold too much with {chatty}"))
}

fn is_chatty(directive: &str) -> bool {
    let (target, level) = match directive.split_once('=') {
        Some((target, level)) => (Some(target), level),
        // A word by itself is a level for everything, or a target at its most talkative.
        None if directive.parse::<tracing::level_filters::LevelFilter>().is_ok() => (None, directive),
        None => (Some(directive), "trace"),
    };
    let level = level.to_lowercase();
    let part = target.map(|target| target.split(['[', ':']).next().unwrap_or_default());
    match level.as_str() {
        "trace" | "5" => true,
        "debug" | "4" => part.is_none_or(|part| part.is_empty() || OURS.contains(&part)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn logs_that_tell_too_much_are_found() {
        for chatty in [
            "debug",
            "DEBUG",
            "trace",
            "info,server=debug",
            "store::vault=debug",
            "info,hyper=trace",
            "warn,app",
            "info,[request]=debug",
        ] {
            assert_eq!(found(|seen| seen.logs = chatty.into()), ["logs_chatty"], "{chatty}");
        }
        for quiet in ["info", "warn,server=info", "info,sqlx=warn,tower_http::trace::on_response=debug", "off", "3", ""]
        {
            assert_eq!(found(|seen| seen.logs = quiet.into()), [""; 0], "{quiet}");
        }
    }

    #[test]
    fn the_directives_are_read_as_the_log_itself_writes_them() {
        for (said, names) in
            [("server=DEBUG,info", &["logs_chatty"][..]), ("debug", &["logs_chatty"]), ("server=info", &[])]
        {
            let logs = tracing_subscriber::EnvFilter::new(said).to_string();
            assert_eq!(found(|seen| seen.logs.clone_from(&logs)), names, "{logs}");
        }
    }

    #[test]
    fn pages_and_programs_for_debugging_are_found() {
        assert_eq!(found(|seen| seen.is_env_prod = false), ["debug_pages"]);
        assert_eq!(found(|seen| seen.is_debug_build = true), ["debug_build"]);
    }
}
