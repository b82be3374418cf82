//! Sizes of files, names at the top level, and clocks.

use std::fs;
use std::path::Path;

use crate::workspace::{Result, root};

/// About 400 is the aim; this is the wall.
const LONGEST_FILE: usize = 500;

/// Written by a program, not by a person.
const GENERATED: &[&str] = &["schema.rs", "schema.d.ts"];

/// What a visitor of the repository sees first, fixed by the architecture.
const TOP_LEVEL: &[&str] =
    &["Cargo.toml", "Cargo.lock", "crates", "migrations", "config", "tests", "xtask", "README.md"];

/// Beside it there may be a licence, and what cargo builds into unless told otherwise.
const MAY_BE_THERE: &[&str] = &["LICENSE", "target"];

/// `now` is an argument everywhere else, so that tests can say what time it is.
const CLOCKS: &[&str] =
    &["OffsetDateTime::now_utc", "OffsetDateTime::now_local", "UtcDateTime::now", "SystemTime::now"];

/// Where the clock is read, and why there.
const MAY_READ_CLOCKS: &[(&str, &str)] = &[
    ("crates/gateway/src/main.rs", "the edge of the program"),
    ("crates/gateway/src/clock.rs", "the edge of the program, for each request"),
    ("xtask/", "a tool, not the product"),
    ("tests/", "tests of the running product"),
];

pub(super) fn check_top_level() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root())? {
        found.push(entry?.file_name().to_string_lossy().into_owned());
    }
    let missing = TOP_LEVEL.iter().filter(|name| !found.iter().any(|f| f == *name));
    let missing = missing.map(|name| format!("{name}: is missing at the top level"));
    let strange = found.iter().filter(|name| {
        !name.starts_with('.') && !TOP_LEVEL.contains(&name.as_str()) && !MAY_BE_THERE.contains(&name.as_str())
    });
    Ok(missing.chain(strange.map(|name| format!("{name}: does not belong at the top level"))).collect())
}

pub(super) fn check_file(file: &Path) -> Result<Vec<String>> {
    let extension = file.extension().and_then(|e| e.to_str()).unwrap_or_default();
    let name = file.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    if !["rs", "ts", "tsx", "js", "mjs"].contains(&extension) || GENERATED.contains(&name) {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(root().join(file))?;
    let mut broken = Vec::new();
    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        broken.push(format!("{}: {lines} lines, and {LONGEST_FILE} are the most", file.display()));
    }
    if extension == "rs" {
        broken.extend(clocks(file, &text));
    }
    Ok(broken)
}

fn clocks(file: &Path, text: &str) -> Vec<String> {
    // A folder of tests inside a crate, as `crates/db/tests/`.
    let is_test = file.components().any(|c| c.as_os_str() == "tests");
    let allowed = |(place, _): &(&str, &str)| file.to_string_lossy().starts_with(place);
    if is_test || MAY_READ_CLOCKS.iter().any(allowed) {
        return Vec::new();
    }
    // Unit tests stand at the end of a file.
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let reads = |line: &str| CLOCKS.iter().any(|clock| line.contains(clock)) && !line.trim_start().starts_with("//");
    let lines = code.lines().enumerate().filter(|(_, line)| reads(line));
    lines.map(|(at, _)| format!("{}:{}: reads the clock; `now` is an argument", file.display(), at + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_read_at_the_edge_only() {
        let code = "fn f() {\n    let now = OffsetDateTime::now_utc();\n}\n";
        assert_eq!(clocks(Path::new("crates/tracking/src/lib.rs"), code).len(), 1);
        assert_eq!(clocks(Path::new("crates/gateway/src/clock.rs"), code).len(), 0);
        assert_eq!(clocks(Path::new("crates/tracking/tests/races.rs"), code).len(), 0);
        let tests = format!("#[cfg(test)]\nmod tests {{\n{code}}}\n");
        assert_eq!(clocks(Path::new("crates/tracking/src/lib.rs"), &tests).len(), 0);
        assert_eq!(clocks(Path::new("crates/tracking/src/lib.rs"), "// SystemTime::now is not for us\n").len(), 0);
    }
}
