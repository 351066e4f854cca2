//! `quorate`: runs, checks, formats and tests the rules of ballot measures.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
