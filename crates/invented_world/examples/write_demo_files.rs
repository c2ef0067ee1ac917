//! Writes the newcomers' files into `demo/files/` of the workspace.

use invented_world::{DEMO_SEED, Size, World, demo_files};
use std::path::Path;

/// The files are committed, so their day stands still: writing them twice gives the same bytes.
const WRITTEN_FOR: jiff::civil::Date = jiff::civil::Date::constant(2026, 11, 23);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/files");
    std::fs::create_dir_all(&folder)?;
    let world = World::make(DEMO_SEED, WRITTEN_FOR, Size::demo());
    let (files, guide) = demo_files(&world)?;
    for file in files {
        std::fs::write(folder.join(file.file_name), &file.bytes)?;
    }
    std::fs::write(folder.join("README.md"), guide)?;
    Ok(())
}
