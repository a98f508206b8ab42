//! Starting and stopping: settings → check → secrets → database → relay → rooms and jobs → listen, in that order.

use std::{
    fs,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::Path,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, bail};
use leptos::config::{LeptosOptions, get_configuration};
use store::{Db, Vault, audit};
use tokio::{net::TcpListener, sync::watch};

use crate::{
    calls,
    check::{self, Seen},
    checkpoint,
    clinic::Clinic,
    clock::Clock,
    demo, first_start, jobs,
    listen::{self, Limits},
    mail::{self, Mailer},
    metrics,
    router::router,
    secrets::{FOLDER_MODE, Secrets},
    settings::Settings,
    turn::{self, IceServers},
};

/// The socket people are told to come back over has this long to say so.
const FAREWELL_MILLIS: u64 = 200;

/// Runs the clinic until it is told to stop.
///
/// # Errors
/// A sentence that says what is missing.
pub async fn serve(mut settings: Settings, is_demo: bool) -> anyhow::Result<()> {
    check::insist(&Seen::clinic(&settings, is_demo))?;
    let (stopper, stop) = watch::channel(false);
    // Whoever tries the demo has no app set up for its people.
    settings.staff_second_factor.get_or_insert(!is_demo);
    if is_demo {
        settings.dpo_name.get_or_insert_with(|| demo::OFFICER.0.into());
        settings.dpo_email.get_or_insert_with(|| demo::OFFICER.1.into());
    }
    let settings = Arc::new(settings);
    let secrets = open(&settings)?;
    let db = Db::open(&settings.database_address()).await.context("opening the database")?;
    db.migrate().await.context("migrating the database")?;
    checkpoint::insist(&db, &settings.data, &secrets.checkpoint).await?;
    let ice = IceServers::start(&settings, secrets.relay.clone(), stop.clone()).await?;
    let vault = Vault::new(&secrets.master);
    let listener = TcpListener::bind(settings.listen).await.with_context(|| format!("listen {}", settings.listen))?;
    let mut leptos = leptos_options()?;
    leptos.site_addr = listener.local_addr()?;
    let clinic = Clinic::new(Arc::clone(&settings), Clock::system(), db.clone(), vault, ice, leptos)?;
    if is_demo {
        demo::load(&clinic).await.context("loading the demo clinic")?;
    } else {
        first_start::ensure_administrator(&clinic.system(), &settings).await?;
    }
    metrics::serve(metrics::recorder()?, &settings.metrics_listen, clinic.clone(), stop.clone()).await?;
    let background = [
        tokio::spawn(checkpoint::keep(clinic.clone(), secrets.checkpoint, stop.clone())),
        tokio::spawn(jobs::run(clinic.clone(), Mailer::new(&settings)?, stop.clone())),
    ];
    let rooms = tokio::spawn(calls::follow(clinic.clone()));
    let limits = Limits { connections_max: settings.connections_max, per_ip_max: settings.connections_per_ip_max };
    let outbox = (is_demo && settings.mail.is_none()).then(|| mail::demo_outbox(&settings.data));
    let serving = tokio::spawn(listen::serve(listener, router(&clinic, outbox), limits, stop));
    let told = told_to_stop()?;
    announce(&settings, is_demo);
    told.await;
    tracing::info!("stopping");
    clinic.rooms.come_back().await;
    tokio::time::sleep(Duration::from_millis(FAREWELL_MILLIS)).await;
    stopper.send_replace(true);
    let _ = serving.await;
    for task in background {
        let _ = task.await;
    }
    rooms.abort();
    db.close().await;
    Ok(())
}

/// Runs the relay alone, so that a deploy of the web part cuts no relayed call.
///
/// # Errors
/// When something stops its start, its address is taken, or no secret is shared with the web part.
pub async fn relay_alone(settings: &Settings) -> anyhow::Result<()> {
    check::insist(&Seen::relay_alone(settings))?;
    let secret = match &settings.relay_secret {
        Some(secret) => relay::Secret::new(secret.0.as_bytes()),
        None => open(settings)?.relay,
    };
    let relay = turn::bind(settings, secret).await?;
    let told = told_to_stop()?;
    println!("Amparo relay: {} → {}", relay.local_addr(), settings.relay_ip());
    relay.run(told).await?;
    Ok(())
}

/// Walks the audit chain. Gives whether it is whole.
///
/// # Errors
/// When the database does not answer, or the signed head is not to be believed.
pub async fn verify_audit(settings: &Settings) -> anyhow::Result<bool> {
    if !settings.data.join("secrets").exists() {
        bail!("{} is not the data folder of a clinic", settings.data.display());
    }
    let secrets = open(settings)?;
    let db = Db::open(&settings.database_address()).await.context("opening the database")?;
    let checkpoint = checkpoint::read(&settings.data, &secrets.checkpoint)?;
    let found = audit::verify(&db, checkpoint.as_ref()).await?;
    db.close().await;
    match (&found.broken, &checkpoint) {
        (None, Some(checkpoint)) => {
            println!("ok: {} events, head {}, signed at {}", found.links, found.head, checkpoint.at);
        }
        (None, None) => println!("ok: {} events, head {}, but no signed head to compare", found.links, found.head),
        (Some(broken), _) => println!("broken: {broken:?}; {} events before it are whole", found.links),
    }
    Ok(found.broken.is_none())
}

fn open(settings: &Settings) -> anyhow::Result<Secrets> {
    let making = || format!("making {}", settings.data.display());
    // Names and addresses are in here: the folder is its owner's alone.
    fs::DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(&settings.data).with_context(making)?;
    fs::set_permissions(&settings.data, fs::Permissions::from_mode(FOLDER_MODE)).with_context(making)?;
    Secrets::open(&settings.data)
}

/// `Leptos.toml` beside the working folder, or the environment alone.
pub(crate) fn leptos_options() -> anyhow::Result<LeptosOptions> {
    let file = Path::new("Leptos.toml").exists().then_some("Leptos.toml");
    Ok(get_configuration(file).context("Leptos.toml")?.leptos_options)
}

fn announce(settings: &Settings, is_demo: bool) {
    if is_demo {
        println!("\nDemo / demonstração — senha de todos / password of all: {}", demo::PASSWORD);
        for (email, about) in demo::LOG_INS {
            println!("  {email:24} {about}");
        }
        println!();
    }
    println!("Amparo: {}", settings.origin);
}

/// Resolves when the clinic is told to stop, or is gone.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // The guard that `wait_for` gives must not outlive this line: it is not `Send`.
    let _ = stop.wait_for(|stop| *stop).await.map(|guard| *guard);
}

/// Listens for the signals from now on, not from the first look: one that comes in between would kill the process.
fn told_to_stop() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}
