//! Finds the programs `postgres` and `initdb`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::account::Place;
use super::{LocalError, OLDEST, npm};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binaries {
    pub(super) postgres: PathBuf,
    pub(super) initdb: PathBuf,
    /// The major version.
    pub(super) version: u32,
}

/// The first programs of the right version: the data's, once there is data, else any that is new enough.
pub(super) fn choose(place: &Place) -> Result<Binaries, LocalError> {
    let data = data_version(&place.data());
    let fits = |b: &Binaries| data.map_or(b.version >= OLDEST, |version| b.version == version);
    // Not all are asked for their version: each answer costs some milliseconds of every start.
    if let Some(found) = folders().into_iter().filter_map(|f| inspect(&f)).find(&fits) {
        return Ok(found);
    }
    let brought = npm::install(&place.dir.join("npm")).and_then(|folder| {
        inspect(&folder).ok_or_else(|| "the programs of the npm package do not run here".to_owned())
    });
    match (brought, data) {
        (Ok(found), _) if fits(&found) => Ok(found),
        (_, Some(data)) => {
            let mut found: Vec<String> =
                folders().iter().filter_map(|f| inspect(f)).map(|b| b.version.to_string()).collect();
            found.dedup();
            let found = if found.is_empty() { "none".to_owned() } else { found.join(", ") };
            Err(LocalError::OtherVersion { dir: place.data(), data, found })
        }
        (Ok(_), None) => Err(LocalError::NoServer { npm: "it brought too old a version".to_owned() }),
        (Err(npm), None) => Err(LocalError::NoServer { npm }),
    }
}

fn data_version(data: &Path) -> Option<u32> {
    fs::read_to_string(data.join("PG_VERSION")).ok()?.trim().parse().ok()
}

/// Folders that may hold the programs, the preferred ones first.
fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = env::var_os("PG_BIN").map(PathBuf::from).into_iter().collect();
    // A link on the PATH, such as an image's own /usr/local/bin/postgres, leads to the folder that has them all.
    folders.extend(
        env::split_paths(&env::var_os("PATH").unwrap_or_default())
            .filter_map(|dir| fs::canonicalize(dir.join("postgres")).ok()?.parent().map(Path::to_owned)),
    );
    if let Ok(answer) = Command::new("pg_config").arg("--bindir").output() {
        folders.push(PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim()));
    }
    for (parent, prefix) in [
        ("/usr/lib/postgresql", ""),
        ("/opt/homebrew/opt", "postgresql@"),
        ("/usr/local/opt", "postgresql@"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql@"),
        ("/Applications/Postgres.app/Contents/Versions", ""),
    ] {
        folders.extend(versions(Path::new(parent), prefix).into_iter().map(|dir| dir.join("bin")));
    }
    folders
}

/// The sub-folders named `prefix` and a version number, newest first.
fn versions(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(|e| {
            let version = e.file_name().to_str()?.strip_prefix(prefix)?.parse().ok()?;
            Some((version, e.path()))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, path)| path).collect()
}

fn inspect(folder: &Path) -> Option<Binaries> {
    let (postgres, initdb) = (folder.join("postgres"), folder.join("initdb"));
    if !postgres.is_file() || !initdb.is_file() {
        return None;
    }
    let answer = Command::new(&postgres).arg("--version").output().ok()?;
    let version = major(&String::from_utf8_lossy(&answer.stdout))?;
    Some(Binaries { postgres, initdb, version })
}

/// The major version in what `postgres --version` prints.
fn major(answer: &str) -> Option<u32> {
    let (_, version) = answer.split_once("(PostgreSQL) ")?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_every_builders_wording() {
        assert_eq!(major("postgres (PostgreSQL) 15.17 (Debian 15.17-0+deb12u1)\n"), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta2\n"), Some(18));
        assert_eq!(major("something else"), None);
    }

    #[test]
    fn newer_versions_come_first() {
        let parent = tempfile::tempdir().expect("a temporary folder");
        for name in ["9", "15", "18", "common"] {
            fs::create_dir(parent.path().join(name)).expect("a folder");
        }
        let found = versions(parent.path(), "");
        assert_eq!(found, ["18", "15", "9"].map(|n| parent.path().join(n)));
    }
}
