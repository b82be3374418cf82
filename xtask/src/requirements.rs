//! `requirements`: which rows of tests/requirements.md a test names.

use std::collections::BTreeMap;
use std::fs;

use crate::tidy::files_below;
use crate::workspace::{Result, root};

/// A test that says `Proves: H24, H25` in a comment above it.
#[derive(Debug, PartialEq, Eq)]
struct Proof {
    row: String,
    test: String,
    line: usize,
}

pub(crate) fn print() -> Result {
    let rows = rows(&fs::read_to_string(root().join("tests/requirements.md"))?);
    let mut proofs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files_below(root())? {
        let is_code = file.extension().is_some_and(|e| e == "rs" || e == "ts" || e == "tsx");
        // This file's own examples are no proofs.
        if is_code && !file.starts_with("xtask") {
            for proof in proofs_in(&fs::read_to_string(root().join(&file))?) {
                let place = format!("{} ({}:{})", proof.test, file.display(), proof.line);
                proofs.entry(proof.row).or_default().push(place);
            }
        }
    }
    for (id, text) in &rows {
        for test in proofs.get(id).into_iter().flatten() {
            println!("{id:5} {test}   {text}");
        }
    }
    let without: Vec<&str> = rows.iter().map(|(id, _)| id.as_str()).filter(|id| !proofs.contains_key(*id)).collect();
    println!("\n{} of {} rows have a test", rows.len() - without.len(), rows.len());
    println!("without: {}", if without.is_empty() { "none".to_owned() } else { without.join(" ") });
    let unknown: Vec<String> = proofs
        .iter()
        .filter(|(row, _)| rows.iter().all(|(id, _)| id != *row))
        .map(|(row, tests)| format!("{row} in {}", tests.join(", ")))
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(format!("no such row: {}", unknown.join("; ")).into()) }
}

/// The numbered rows: `- **H24** Demote to Lead: …`.
fn rows(text: &str) -> Vec<(String, String)> {
    let row = |line: &str| {
        let (id, text) = line.strip_prefix("- **")?.split_once("**")?;
        Some((id.to_owned(), text.trim().to_owned()))
    };
    text.lines().filter_map(row).collect()
}

fn proofs_in(text: &str) -> Vec<Proof> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let comment = line.trim_start();
        let is_comment = ["//", "*", "/*"].iter().any(|start| comment.starts_with(start));
        let Some((_, list)) = comment.split_once("Proves:").filter(|_| is_comment) else { continue };
        let test = lines[at + 1..].iter().find_map(|l| test_name(l)).unwrap_or_else(|| "?".to_owned());
        for row in list.split(',') {
            let row: String = row.trim().chars().take_while(char::is_ascii_alphanumeric).collect();
            if row.chars().any(|c| c.is_ascii_digit()) {
                found.push(Proof { row, test: test.clone(), line: at + 1 });
            }
        }
    }
    found
}

/// The name in `fn name(`, `test("name"`, `it('name'`, `describe("name"`.
fn test_name(line: &str) -> Option<String> {
    let line = line.trim_start();
    let function = line.strip_prefix("async ").unwrap_or(line);
    if let Some(rest) = function.strip_prefix("fn ") {
        return Some(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
    }
    if !["test", "it", "describe"].iter().any(|word| line.starts_with(word)) {
        return None;
    }
    let (_, rest) = line.split_once('(')?;
    let quote = rest.chars().next().filter(|c| ['"', '\'', '`'].contains(c))?;
    rest[1..].split(quote).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_its_number_and_its_text() {
        let text = "# Title\n\n- **H1** Four objects\n- not a row\n- **L26** Safety lock: 30 days\n";
        let expected = [("H1", "Four objects"), ("L26", "Safety lock: 30 days")];
        assert_eq!(rows(text), expected.map(|(id, text)| (id.to_owned(), text.to_owned())));
    }

    #[test]
    fn a_proof_is_the_next_test_below_the_comment() {
        let rust = "/// Moves it.\n/// Proves: H24, H25.\n#[test]\nfn a_lead_moves() {}\n";
        let found = proofs_in(rust);
        assert_eq!(found.iter().map(|p| p.row.as_str()).collect::<Vec<_>>(), ["H24", "H25"]);
        assert!(found.iter().all(|p| p.test == "a_lead_moves" && p.line == 2));
        let script = "// Proves: L3\ntest('a card is dragged', async ({ page }) => {\n";
        assert_eq!(proofs_in(script), [Proof { row: "L3".into(), test: "a card is dragged".into(), line: 1 }]);
        assert_eq!(proofs_in("let x = \"Proves: H1\";"), []);
    }
}
