//! P8: the list page's server function with fifty rows, beside an axum hello-world.

use std::{net::TcpStream, time::Duration};

use anyhow::Result;

use super::{each, micros_each};
use crate::{
    clinic::{Clinic, LIST_ROWS},
    http,
    load::{Crowd, Door, Wire, open},
    machine::Control,
    peers,
    plan::Plan,
    process::Server,
    table::Table,
};

const CONNECTIONS: usize = 16;
const WARM_UP: Duration = Duration::from_secs(1);

struct Run {
    cpu: f64,
    per_second: f64,
}

/// Takes the figures and prints them.
pub fn list(plan: &Plan, clinic: &Clinic, control: &mut Control) -> Result<()> {
    let (mut ours, mut hello) = (vec![], vec![]);
    for pair in 0..plan.pairs {
        eprintln!("list page, pair {} of {}", pair + 1, plan.pairs);
        control.settle()?;
        let server = clinic.start()?;
        Clinic::check_list(server.port)?;
        ours.push(run(plan, Clinic::list_request(server.port), &server)?);
        hello.push(run(plan, http::get("/"), &peers::start("hello")?)?);
    }
    let title = format!("List page (P8): the server function my_visits, {CONNECTIONS} connections in a closed loop");
    let compared = format!(
        "ours: signed in, {LIST_ROWS} rows of JSON, uncompressed; axum hello-world: thirteen bytes, no database"
    );
    let mut table = Table::new(&title, &compared, &["", "ours", "hello", "ours/hello"]);
    table.pairs("CPU-µs a request", &each(&ours, |run| run.cpu), &[&each(&hello, |run| run.cpu)]);
    table.pairs("requests a second", &each(&ours, |run| run.per_second), &[&each(&hello, |run| run.per_second)]);
    table.print();
    Ok(())
}

fn run(plan: &Plan, request: String, server: &Server) -> Result<Run> {
    let mut crowd = Crowd::new(Wire::Http(request))?;
    let sockets: Vec<(TcpStream, Vec<u8>)> = open(Door::Tcp, server.port, 0..CONNECTIONS)?;
    crowd.admit(sockets)?;
    crowd.flat_out(WARM_UP)?;
    let before = server.cpu()?;
    let flat = crowd.flat_out(plan.flat_out)?;
    let cpu = micros_each(server.cpu_since(before)?, flat.messages);
    Ok(Run { cpu, per_second: flat.messages as f64 / flat.time.as_secs_f64() })
}
