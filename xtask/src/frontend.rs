//! The dashboard and the browser script: built with npm when their sources have changed.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::hydra;
use crate::steps::step;
use crate::workspace::{Result, command, root, run, run_quietly};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Build even when nothing has changed.
    #[arg(long)]
    force: bool,
    /// Make the dashboard's client types anew from the server's routes, before anything is built.
    #[arg(long)]
    types: bool,
}

/// One npm package that ends up in the server.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frontend {
    pub(crate) name: &'static str,
    folder: &'static str,
}

pub(crate) const DASHBOARD: Frontend = Frontend { name: "dashboard", folder: "crates/dashboard/ui" };
pub(crate) const WIDGET: Frontend = Frontend { name: "widget", folder: "crates/widget" };

/// The types of the API's client, below the dashboard's folder.
pub(crate) const TYPES: &str = "src/api/schema.d.ts";

pub(crate) fn ui(options: &Options) -> Result {
    if options.types {
        write_types(&DASHBOARD.folder().join(TYPES))?;
    }
    for frontend in [DASHBOARD, WIDGET] {
        if options.force || !frontend.is_fresh()? {
            frontend.build()?;
        }
    }
    Ok(())
}

/// Builds those that are missing or older than their sources.
pub(crate) fn build_stale() -> Result {
    for frontend in [DASHBOARD, WIDGET] {
        if !frontend.is_fresh()? {
            frontend.build()?;
        }
    }
    Ok(())
}

/// Writes the client's types for the API that the routes make now.
pub(crate) fn write_types(file: &Path) -> Result {
    let document = tempfile::Builder::new().suffix(".json").tempfile()?;
    fs::write(document.path(), hydra::openapi()?)?;
    DASHBOARD.install()?;
    let mut generate = DASHBOARD.npm("npx");
    run_quietly(generate.args(["--no-install", "openapi-typescript"]).arg(document.path()).arg("-o").arg(file))
}

impl Frontend {
    pub(crate) fn folder(self) -> PathBuf {
        root().join(self.folder)
    }

    /// Runs one of the package's own scripts with our terminal.
    pub(crate) fn script(self, script: &str) -> Result {
        self.install()?;
        run(self.npm("npm").args(["run", "--silent", script]))
    }

    /// Installs the packages and builds `dist/`, beside which it leaves the hash of what it was made from.
    pub(crate) fn build(self) -> Result {
        let inputs = self.inputs()?;
        self.install()?;
        step(self.name, || run_quietly(self.npm("npm").args(["run", "--silent", "build"])))?;
        fs::write(self.stamp(), inputs)?;
        Ok(())
    }

    pub(crate) fn is_fresh(self) -> Result<bool> {
        let stamp = fs::read_to_string(self.stamp()).unwrap_or_default();
        Ok(self.folder().join("dist").is_dir() && stamp == self.inputs()?)
    }

    /// `npm ci`, when the lock file is not the one that was installed.
    fn install(self) -> Result {
        install(&self.folder(), self.name)
    }

    fn stamp(self) -> PathBuf {
        self.folder().join("dist.inputs")
    }

    fn inputs(self) -> Result<String> {
        let mut files = Vec::new();
        sources(&self.folder(), &mut files)?;
        files.sort();
        hash_of(&files)
    }

    fn npm(self, program: &str) -> Command {
        let mut npm = command(program);
        npm.current_dir(self.folder());
        npm
    }
}

/// `npm ci` in `folder`, unless what its lock file says is installed already.
pub(crate) fn install(folder: &Path, name: &str) -> Result {
    let installed = folder.join("node_modules/.installed");
    let lock = hash_of(&[folder.join("package-lock.json")])?;
    if fs::read_to_string(&installed).is_ok_and(|done| done == lock) {
        return Ok(());
    }
    let mut ci = command("npm");
    ci.current_dir(folder).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    step(&format!("npm packages of {name}"), || run_quietly(&mut ci))?;
    fs::write(installed, lock)?;
    Ok(())
}

/// Everything but what is made from it, and what only the tests read.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) -> Result {
    for entry in fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let path = entry?.path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        if path.is_dir() {
            if !matches!(name, "node_modules" | "dist" | "coverage") {
                sources(&path, files)?;
            }
        } else if !(name == "dist.inputs" || name.contains(".test.") || name.ends_with(".rs") || name == "Cargo.toml") {
            files.push(path);
        }
    }
    Ok(())
}

/// Of names and contents. It has to be the same for one build of xtask only: another one builds once more.
fn hash_of(files: &[PathBuf]) -> Result<String> {
    let mut hash = DefaultHasher::new();
    for file in files {
        file.hash(&mut hash);
        fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?.hash(&mut hash);
    }
    Ok(format!("{:016x}", hash.finish()))
}
