//! Makes the build notice changes in what is embedded: migrations, words, packs.

use std::path::Path;
use std::time::UNIX_EPOCH;

fn main() {
    let mut newest = 0;
    for folder in ["../../migrations", "../../locales", "../../packs"] {
        println!("cargo:rerun-if-changed={folder}");
        newest = newest.max(newest_in(Path::new(folder)));
    }
    println!("cargo:rustc-env=EMBEDDED_AT={newest}");
}

fn newest_in(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| {
            let path = entry.path();
            println!("cargo:rerun-if-changed={}", path.display());
            if path.is_dir() {
                return newest_in(&path);
            }
            let time = entry.metadata().and_then(|m| m.modified()).ok();
            time.and_then(|t| t.duration_since(UNIX_EPOCH).ok())
                .map_or(0, |d| d.as_secs())
        })
        .max()
        .unwrap_or(0)
}
