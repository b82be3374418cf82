//! Names the template database: a hash of the migrations' SQL, so that a changed migration gets a new template.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files = Vec::new();
    for folder in fs::read_dir(&migrations)? {
        let folder = folder?.path();
        if folder.is_dir() {
            files.extend(fs::read_dir(&folder)?.map(|f| f.map(|f| f.path())).collect::<Result<Vec<PathBuf>, _>>()?);
        }
    }
    files.sort();
    // It is stable within one toolchain; another one costs one more template.
    let mut hash = DefaultHasher::new();
    for file in files {
        file.strip_prefix(&migrations)?.hash(&mut hash);
        fs::read(&file)?.hash(&mut hash);
    }
    println!("cargo::rerun-if-changed=../../migrations");
    println!("cargo::rustc-env=MIGRATIONS_HASH={:016x}", hash.finish());
    Ok(())
}
