//! The first start: the data folder, its superuser and the password.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt, chown};
use std::path::Path;

use super::account::{Account, Place};
use super::binaries::Binaries;
use super::{LocalError, SUPERUSER, end_of, io_error};

/// Makes the data folder under another name and renames it, so that a half-made one is never taken for a whole one.
pub(super) fn initialise(place: &Place, binaries: &Binaries, durable: bool) -> Result<(), LocalError> {
    let password = hex(&rand::random::<[u8; 24]>());
    write_private(&place.password(), &password, None)?;
    let unfinished = place.unfinished_data();
    // initdb reads the password as the user that the server runs as.
    let pwfile = place.dir.join("initdb.password");
    let mut output = String::new();
    for locale in locales(binaries.version) {
        let _ = fs::remove_dir_all(&unfinished);
        fs::create_dir(&unfinished).map_err(io_error("make", &unfinished))?;
        fs::set_permissions(&unfinished, fs::Permissions::from_mode(0o700))
            .map_err(io_error("restrict", &unfinished))?;
        give(&unfinished, place.account.as_ref())?;
        write_private(&pwfile, &password, place.account.as_ref())?;
        let mut initdb = place.command(&binaries.initdb);
        initdb.args(["--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--username", SUPERUSER]);
        initdb.args(locale);
        initdb.args([OsString::from("--pwfile"), pwfile.clone().into(), "-D".into(), unfinished.clone().into()]);
        if !durable {
            initdb.arg("--no-sync");
        }
        let done = initdb.output().map_err(io_error("run", &binaries.initdb));
        let _ = fs::remove_file(&pwfile);
        let done = done?;
        if done.status.success() {
            return fs::rename(&unfinished, place.data()).map_err(io_error("rename", &unfinished));
        }
        output = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
    }
    Err(LocalError::Program { program: "initdb", output: end_of(&output) })
}

/// Unicode's letters with the byte order of "C", which indexes want; plain "C" where the system lacks that locale.
fn locales(version: u32) -> Vec<&'static [&'static str]> {
    let builtin: &[&str] = &["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
    let libc: [&'static [&'static str]; 2] = [&["--locale=C.UTF-8", "--lc-messages=C"], &["--no-locale"]];
    if version >= 17 { [&[builtin], libc.as_slice()].concat() } else { libc.to_vec() }
}

/// Writes a file of mode 0600 and gives it to `account`.
fn write_private(file: &Path, text: &str, account: Option<&Account>) -> Result<(), LocalError> {
    let _ = fs::remove_file(file);
    let mut open = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file);
    open.as_mut().map_or(Ok(()), |f| f.write_all(text.as_bytes())).map_err(io_error("write", file))?;
    open.map_err(io_error("write", file))?;
    give(file, account)
}

fn give(path: &Path, account: Option<&Account>) -> Result<(), LocalError> {
    match account {
        Some(a) => chown(path, Some(a.uid), Some(a.gid)).map_err(io_error("give away", path)),
        None => Ok(()),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
