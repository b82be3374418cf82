//! `tidy`: the rules of the code's shape that no compiler holds.

use std::fs;
use std::path::{Path, PathBuf};

use crate::workspace::{Result, root};

mod imports;
mod sources;

/// Prints what breaks a rule; an error when anything does.
pub(crate) fn tidy() -> Result {
    let mut broken = imports::check()?;
    broken.extend(sources::check_top_level()?);
    for file in files_below(root())? {
        broken.extend(sources::check_file(&file)?);
    }
    for rule in &broken {
        println!("{rule}");
    }
    if broken.is_empty() { Ok(()) } else { Err(format!("{} rules are broken", broken.len()).into()) }
}

/// Every file of the repository, relative to the root, sorted; without what is built, installed or hidden.
pub(crate) fn files_below(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if entry.file_type()?.is_dir() {
                if !name.starts_with('.') && !matches!(&*name, "target" | "node_modules" | "dist" | "coverage") {
                    folders.push(entry.path());
                }
            } else {
                files.push(entry.path().strip_prefix(root)?.to_owned());
            }
        }
    }
    files.sort();
    Ok(files)
}
