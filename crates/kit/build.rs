//! The pages' styles, scripts and fonts are built by npm and embedded in the binary; without them the build stops here,
//! with a sentence, instead of somewhere in a macro.

fn main() {
    let folder =
        std::path::PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../assets/dist");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", folder.display());
    match std::fs::read_to_string(folder.join("manifest.json")) {
        // The names carry the hashes of what they name, so a new manifest means new files and a new `assets.rs`.
        Ok(manifest) => println!("cargo::rustc-env=ASSETS_MANIFEST={}", manifest.replace(['\n', ' '], "")),
        Err(_) => println!(
            "cargo::error=the styles and scripts of the pages are not built yet: run `make assets` \
             (or `npm ci && npm run build`) in the project's folder, then build again"
        ),
    }
}
