//! The program. All of it is in the library, so that tests walk in by the same door.

use std::process::ExitCode;

fn main() -> ExitCode {
    haven::commands::run()
}
