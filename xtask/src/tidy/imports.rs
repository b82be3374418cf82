//! Who may import whom, and who may use which library.

use serde::Deserialize;

use crate::workspace::{Result, cargo, output, root};

/// A crate and those of ours that it may import, `README.md`'s map of the crates. Never upwards: a lower crate records
/// a fact and enqueues a job; the upper crate hears it.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("db", &[]),
    ("outbox", &["db"]),
    ("tenancy", &["outbox", "db"]),
    ("outbound", &["tenancy", "outbox", "db"]),
    ("crm-core", &["outbound", "tenancy", "outbox", "db"]),
    ("tracking", &["crm-core", "outbound", "tenancy", "outbox", "db"]),
    ("pipeline", &["crm-core", "tenancy", "outbox", "db"]),
    ("messaging", &["crm-core", "outbound", "tenancy", "outbox", "db"]),
    ("inbox", &["tracking", "pipeline", "crm-core", "tenancy", "outbox", "db"]),
    ("automations", &["messaging", "pipeline", "tracking", "crm-core", "outbound", "tenancy", "outbox", "db"]),
    ("analytics", &["db"]),
    ("dashboard", &[]),
    ("widget", &[]),
    ("testkit", &["db"]),
    ("xtask", &["db"]),
];

/// These may import every crate.
const MAY_IMPORT_ALL: &[&str] = &["gateway", "api-tests"];

/// The start of a library's name, the crates that may use it, and why no other.
const LIBRARIES: &[(&str, &[&str], &str)] = &[
    ("actix", &["gateway", "api-tests"], "only the gateway knows HTTP"),
    ("utoipa", &["gateway", "api-tests"], "wire types live in the gateway"),
    ("reqwest", &["gateway", "messaging", "api-tests", "xtask"], "only providers and job handlers call others"),
    ("testkit", &["gateway"], "it is for tests"),
];

/// Names that say nothing about what is inside.
const NAMELESS: &[&str] = &["util", "utils", "common", "helper", "helpers", "shared", "misc", "core"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
}

pub(super) fn check() -> Result<Vec<String>> {
    let answer = output(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Metadata = serde_json::from_str(&answer)?;
    let ours: Vec<&str> = metadata.packages.iter().map(|p| p.name.as_str()).collect();
    let mut broken = Vec::new();
    for package in &metadata.packages {
        for dependency in &package.dependencies {
            broken.extend(check_import(&package.name, dependency, &ours));
        }
        if NAMELESS.contains(&package.name.as_str()) {
            broken.push(format!("{}: a crate is named after what it owns", package.name));
        }
        broken.extend(check_readme(&package.name)?);
    }
    Ok(broken)
}

fn check_import(package: &str, dependency: &Dependency, ours: &[&str]) -> Option<String> {
    let (name, test_only) = (dependency.name.as_str(), dependency.kind.as_deref() == Some("dev"));
    if let Some((_, users, why)) = LIBRARIES.iter().find(|(start, ..)| name.starts_with(start)) {
        let for_tests = name == "testkit" && test_only;
        if !users.contains(&package) && !for_tests {
            return Some(format!("{package}: may not use {name} ({why})"));
        }
    }
    if !ours.contains(&name) || MAY_IMPORT_ALL.contains(&package) || (name == "testkit" && test_only) {
        return None;
    }
    match MAY_IMPORT.iter().find(|(importer, _)| *importer == package) {
        Some((_, allowed)) if allowed.contains(&name) => None,
        Some(_) => Some(format!("{package}: may not import {name}")),
        None => Some(format!("{package}: is missing from the list of who may import whom (xtask/src/tidy/imports.rs)")),
    }
}

/// The README of a crate is its documentation.
fn check_readme(package: &str) -> Result<Option<String>> {
    let folder = root().join("crates").join(package);
    // Not a crate below `crates/`.
    if !folder.is_dir() {
        return Ok(None);
    }
    let library = std::fs::read_to_string(folder.join("src/lib.rs"))?;
    let included = library.contains(r#"#![doc = include_str!("../README.md")]"#);
    let there = folder.join("README.md").is_file();
    Ok((!there || !included).then(|| format!("crates/{package}: its README.md is to be its crate documentation")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &[&str] = &["db", "tenancy", "crm-core", "gateway", "testkit", "novel"];

    fn import(package: &str, name: &str, kind: Option<&str>) -> Option<String> {
        check_import(package, &Dependency { name: name.into(), kind: kind.map(str::to_owned) }, OURS)
    }

    #[test]
    fn imports_go_downwards_only() {
        assert_eq!(import("crm-core", "tenancy", None), None);
        assert_eq!(import("gateway", "crm-core", None), None);
        assert!(import("tenancy", "crm-core", None).is_some());
        assert!(import("db", "gateway", Some("dev")).is_some(), "tests of a crate are part of it");
        assert!(import("novel", "db", None).is_some(), "a new crate is put on the list");
    }

    #[test]
    fn libraries_stay_where_they_belong() {
        assert_eq!(import("gateway", "actix-web", None), None);
        assert!(import("pipeline", "actix-web", None).is_some());
        assert_eq!(import("db", "testkit", Some("dev")), None);
        assert!(import("db", "testkit", None).is_some());
        assert_eq!(import("db", "diesel", None), None);
    }
}
