//! Figures of this machine, each beside a bare comparison: behind `make bench`.
//!
//! The load client and the servers are separate processes on separate cores; runs of ours and of a peer take turns,
//! each in a fresh process; the first pair is thrown away. There is no pass mark inside.

mod clinic;
mod figures;
mod http;
mod load;
mod machine;
mod peers;
mod plan;
mod process;
mod table;

use std::{env, process::ExitCode, time::Instant};

use anyhow::{Context, Result, bail};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [] => measure(),
        ["control"] => {
            println!("{}", machine::busy_loop().as_micros());
            Ok(())
        }
        ["peer", name, port] => peers::run(name, port.parse().context("a port is a number")?),
        _ => bail!("usage: bench, without arguments"),
    }
}

fn measure() -> Result<()> {
    let began = Instant::now();
    let plan = plan::Plan::read()?;
    let files = machine::raise_open_files()?;
    println!("{}", machine::describe());
    println!("{} pairs, the first thrown away; median (least–most); {files} open files at most", plan.pairs);
    let clinic = clinic::Clinic::prepare(&plan)?;
    let mut control = machine::Control::default();
    for figure in plan.figures.split(',') {
        match figure {
            "start" => figures::start(&plan, &clinic)?,
            "memory" => figures::memory(&plan, &clinic)?,
            "signalling" => figures::signalling(&plan, &clinic, &mut control)?,
            "list" => figures::list(&plan, &clinic, &mut control)?,
            "commits" => figures::commits(&plan, &clinic)?,
            "sessions" => figures::sessions(&plan, &clinic, &mut control)?,
            "sign_in" => figures::sign_in(&plan, &clinic, &mut control)?,
            "journey" => figures::journey(&plan),
            other => bail!("BENCH_FIGURES: there is no {other}; there are {}", plan::FIGURES),
        }
    }
    println!("\nControl loop: {}. All in {:.0} s.", control.told(), began.elapsed().as_secs_f64());
    Ok(())
}
