//! The checkout, and running other programs in it.

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

/// An error is one text for a person, with its remedy.
pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The workspace's root folder.
pub(crate) fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}

/// `$HYDRA_LOCAL_DIR`, where everything is kept that is not of the repository. A relative one is relative to the root, as
/// the tests take it too, which run elsewhere.
pub(crate) fn named_local_dir() -> Option<PathBuf> {
    env::var_os("HYDRA_LOCAL_DIR").map(|dir| root().join(dir))
}

/// That, or `.local`.
pub(crate) fn local_dir() -> PathBuf {
    named_local_dir().unwrap_or_else(|| root().join(".local"))
}

/// The cargo that runs this.
pub(crate) fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A command in the root folder.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

/// Runs it with our terminal.
pub(crate) fn run(command: &mut Command) -> Result {
    let status = command.status().map_err(|e| could_not_run(command, &e))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", line(command)).into()) }
}

/// Runs it in silence; what it printed is part of the error when it fails.
pub(crate) fn run_quietly(command: &mut Command) -> Result {
    let done = command.output().map_err(|e| could_not_run(command, &e))?;
    if done.status.success() {
        return Ok(());
    }
    let printed = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).trim().to_owned();
    Err(format!("`{}` failed ({})\n{printed}", line(command), done.status).into())
}

/// Runs it and answers what it printed to its standard output.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let done = command.output().map_err(|e| could_not_run(command, &e))?;
    if !done.status.success() {
        let errors = String::from_utf8_lossy(&done.stderr);
        return Err(format!("`{}` failed ({})\n{}", line(command), done.status, errors.trim()).into());
    }
    Ok(String::from_utf8(done.stdout)?)
}

/// The first program of that name on the PATH.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// The command as a person would type it.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|w| w.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn could_not_run(command: &Command, error: &std::io::Error) -> Box<dyn Error> {
    format!("`{}` could not be run: {error}", line(command)).into()
}
