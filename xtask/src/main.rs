//! The chores of this repository: `cargo xtask <chore>`.

mod bench;
mod generate;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.split_first() {
        Some((chore, rest)) if chore == "bench" => bench::run(rest),
        Some((chore, rest)) if chore == "generate" => generate::run(rest),
        _ => {
            eprintln!("usage: cargo xtask bench | generate");
            ExitCode::from(2)
        }
    }
}
