//! The user that the server runs as, and a folder that this user can reach.

use std::fs::{self, File, Metadata};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf, absolute};

use nix::unistd::{User, geteuid};

use super::{LocalError, io_error};

/// Somebody else than the caller: PostgreSQL refuses to run as root.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

/// Where everything of one private server is.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) dir: PathBuf,
    pub(super) account: Option<Account>,
    pub(super) notes: Vec<String>,
}

impl Place {
    /// Settles the folder and makes it. The answer depends only on `dir` and the caller, so that a later stop finds
    /// what an earlier start used.
    pub(super) fn of(dir: &Path) -> Result<Self, LocalError> {
        let asked = absolute(dir).map_err(io_error("find", dir))?;
        let account = if geteuid().is_root() { unprivileged() } else { None };
        let mut place = Place { dir: asked, account, notes: Vec::new() };
        if let Some(account) = &place.account
            && !reachable(&place.dir, account)
        {
            // It has to survive a restart of the machine, which the temporary folder may not.
            let instead =
                PathBuf::from(format!("/var/tmp/hydra-{:016x}", fnv1a(place.dir.as_os_str().as_encoded_bytes())));
            place.notes.push(format!(
                "PostgreSQL must not run as root, and the user that it runs as can't reach {}: its data is in {}",
                place.dir.display(),
                instead.display()
            ));
            place.dir = instead;
        }
        make_ours(&place.dir)?;
        Ok(place)
    }

    pub(super) fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    pub(super) fn unfinished_data(&self) -> PathBuf {
        self.dir.join("data.unfinished")
    }

    pub(super) fn password(&self) -> PathBuf {
        self.dir.join("password")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.dir.join("server.log")
    }

    /// Waits for another start or stop of the same server; freed when the file is dropped or the process dies.
    pub(super) fn lock(&self) -> Result<File, LocalError> {
        let path = self.dir.join("lock");
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(io_error("open", &path))?;
        file.lock().map_err(io_error("lock", &path))?;
        Ok(file)
    }
}

fn unprivileged() -> Option<Account> {
    ["postgres", "nobody"].iter().find_map(|name| {
        let user = User::from_name(name).ok()??;
        Some(Account { uid: user.uid.as_raw(), gid: user.gid.as_raw() })
    })
}

/// True when `account` may pass through every existing folder on the way; the missing ones we make ourselves.
fn reachable(dir: &Path, account: &Account) -> bool {
    dir.ancestors().filter_map(|d| fs::metadata(d).ok()).all(|m| may_pass(&m, account))
}

fn may_pass(folder: &Metadata, account: &Account) -> bool {
    let shift = if folder.uid() == account.uid {
        6
    } else if folder.gid() == account.gid {
        3
    } else {
        0
    };
    folder.mode() >> shift & 1 == 1
}

/// A folder that others can pass but not change. One that somebody else made, in a folder open to all, is refused.
fn make_ours(dir: &Path) -> Result<(), LocalError> {
    let made = fs::create_dir_all(dir);
    made.map_err(io_error("make", dir))?;
    let found = fs::symlink_metadata(dir).map_err(io_error("look at", dir))?;
    let link_of_ours = found.is_symlink() && found.uid() == geteuid().as_raw();
    let found = if link_of_ours { fs::metadata(dir).map_err(io_error("look at", dir))? } else { found };
    if !found.is_dir() || found.uid() != geteuid().as_raw() {
        return Err(LocalError::NotOurs { dir: dir.to_owned() });
    }
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).map_err(io_error("restrict", dir))
}

/// FNV-1a, because the name must be the same for every build: the standard library's hash promises no such thing.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fnv1a_is_the_published_one() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_folder_closed_to_others_cannot_be_passed() {
        let stranger = Account { uid: 4_000_000, gid: 4_000_000 };
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).expect("our own folder");
        assert!(!reachable(&dir.path().join("inside"), &stranger));
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).expect("our own folder");
        let parents_open = reachable(dir.path().parent().expect("a parent"), &stranger);
        assert_eq!(reachable(&dir.path().join("inside"), &stranger), parents_open);
    }
}
