//! A file of rows as people have them: in some encoding, with some separator, and sometimes no file of rows at all.

use csv::ReaderBuilder;
use encoding_rs::{Encoding, UTF_8};

/// The most rows of a file, its header aside (L43).
pub const MAX_ROWS: usize = 100_000;
/// The most columns.
const MAX_COLUMNS: usize = 200;
/// The most cells: each is a text of its own in memory.
const MAX_CELLS: usize = 2_000_000;
/// A cell is cut there: longer ones are no lead's.
const MAX_CELL: usize = 10_000;
/// Lines that separators are tried on.
const TRIED: usize = 50;

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// As [`Encoding::name`] has it.
    pub encoding: &'static str,
    /// One character.
    pub separator: char,
    /// The columns' names, each once.
    pub header: Vec<String>,
    /// The rows that hold anything; a row may have fewer or more cells than the header.
    pub rows: Vec<Vec<String>>,
}

/// Reads a file.
///
/// # Errors
/// A sentence for a person.
pub fn read(bytes: &[u8]) -> Result<Sheet, String> {
    if let Some(kind) = known_binary(bytes) {
        return Err(format!("is {kind}, not a CSV file"));
    }
    let (encoding, text) = decode(bytes)?;
    let (text, named) = separator_line(&text);
    if text.trim().is_empty() {
        return Err("is empty".to_owned());
    }
    let separator = named.unwrap_or_else(|| guess_separator(text));
    let mut records = records(text, separator);
    let header = header(records.next().unwrap_or_default())?;
    let (mut rows, mut cells) = (Vec::new(), 0);
    for mut row in records.filter(|row| row.iter().any(|cell| !cell.trim().is_empty())) {
        // Blank cells at the end are none; one that is too much is kept, so that the row says so when it is imported.
        let filled = row.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        row.truncate(filled.clamp(1, header.len() + 1));
        cells += row.len();
        if rows.len() == MAX_ROWS {
            return Err(format!("has more than {MAX_ROWS} rows; split it"));
        }
        if cells > MAX_CELLS {
            return Err(format!("has more than {MAX_CELLS} cells; split it"));
        }
        rows.push(row);
    }
    if rows.is_empty() {
        return Err("has a header but no rows".to_owned());
    }
    Ok(Sheet { encoding: encoding.name(), separator, header, rows })
}

/// What people take for a CSV file by mistake.
fn known_binary(bytes: &[u8]) -> Option<&'static str> {
    let begins = |with: &[u8]| bytes.starts_with(with);
    if begins(b"\x89PNG") || begins(b"\xff\xd8\xff") || begins(b"GIF8") || begins(b"RIFF") {
        Some("a picture")
    } else if begins(b"%PDF") {
        Some("a PDF")
    } else if begins(b"PK\x03\x04") || begins(b"\xd0\xcf\x11\xe0") {
        Some("an Excel workbook or an archive; save it as CSV first")
    } else {
        None
    }
}

fn decode(bytes: &[u8]) -> Result<(&'static Encoding, String), String> {
    let (encoding, marked) = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => (encoding, true),
        None if std::str::from_utf8(bytes).is_ok() => (UTF_8, false),
        None => {
            let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
            detector.feed(bytes, true);
            (detector.guess(None, chardetng::Utf8Detection::Allow), false)
        }
    };
    if !marked && bytes.contains(&0) {
        return Err("holds bytes that are no text".to_owned());
    }
    let (text, _, _) = encoding.decode(bytes);
    // NUL can't be stored.
    Ok((encoding, text.replace('\0', "\u{fffd}")))
}

/// Excel's own first line, `sep=;`, says what separates the others.
fn separator_line(text: &str) -> (&str, Option<char>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.trim_end().strip_prefix("sep=").map(|after| after.chars().collect::<Vec<_>>()).as_deref() {
        Some([separator]) if separator.is_ascii() => (rest, Some(*separator)),
        _ => (text, None),
    }
}

/// Whatever cuts the first lines into the most cells, the same number in each.
fn guess_separator(text: &str) -> char {
    let score = |separator: &char| {
        let widths: Vec<usize> = records(text, *separator).take(TRIED).map(|row| row.len()).collect();
        let width = widths.first().copied().unwrap_or_default();
        let alike = widths.iter().filter(|other| **other == width).count();
        if width < 2 { (0, 0) } else { (alike * 100 / widths.len().max(1), width) }
    };
    let candidates = [',', ';', '\t', '|'];
    candidates.iter().rev().copied().max_by_key(score).filter(|best| score(best) > (0, 0)).unwrap_or(',')
}

fn records(text: &str, separator: char) -> impl Iterator<Item = Vec<String>> {
    let reader = ReaderBuilder::new()
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let cut = |cell: &str| cell.chars().take(MAX_CELL).collect::<String>();
    // Text read from memory has no errors: it is valid UTF-8, and rows may be of any length.
    let wide = MAX_COLUMNS + 1;
    reader.into_records().map_while(Result::ok).map(move |row| row.iter().take(wide).map(cut).collect())
}

/// Column names: those that are missing or come twice are numbered.
fn header(cells: Vec<String>) -> Result<Vec<String>, String> {
    if cells.len() > MAX_COLUMNS {
        return Err(format!("has more than {MAX_COLUMNS} columns"));
    }
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (place, cell) in (1..).zip(cells) {
        let name: String = cell.trim().chars().take(100).collect();
        let name = if name.is_empty() { format!("Column {place}") } else { name };
        let taken = |name: &str, names: &[String]| names.iter().any(|other| other == name);
        let free = if taken(&name, &names) {
            (2..).map(|n| format!("{name} {n}")).find(|name| !taken(name, &names)).unwrap_or(name)
        } else {
            name
        };
        names.push(free);
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> (Sheet, Vec<Vec<String>>) {
        let sheet = read(bytes).expect("a file of rows");
        (sheet.clone(), sheet.rows)
    }

    /// Proves: L43
    #[test]
    fn separators_and_encodings_are_guessed() {
        let cells = |row: &[&str]| row.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        for (bytes, separator) in [
            (b"Name,Email\nAda,a@b.example\n".as_slice(), ','),
            (b"Name;Email\r\n\"Lovelace; Ada\";a@b.example", ';'),
            (b"Name\tEmail\nAda, Countess\ta@b.example\n\n", '\t'),
            (b"sep=|\nName|Email\nAda|a@b.example", '|'),
        ] {
            let (sheet, rows) = rows(bytes);
            assert_eq!((sheet.separator, rows.len(), rows[0][1].as_str()), (separator, 1, "a@b.example"));
            assert_eq!(sheet.header, ["Name", "Email"]);
        }
        let (latin, rows_latin) = rows(b"Name;Stadt\nJ\xf6rg M\xfcller;M\xfcnchen\nStra\xdfe;K\xf6ln\n");
        assert_eq!((latin.encoding, &rows_latin[0]), ("windows-1252", &cells(&["Jörg Müller", "München"])));
        let utf16: Vec<u8> = "\u{feff}Name\tOrt\nZoë\tUlm".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(rows(&utf16).1, [cells(&["Zoë", "Ulm"])]);
        assert_eq!(rows(b"\xef\xbb\xbfName\nAda").0.header, ["Name"]);
    }

    #[test]
    fn columns_have_names_of_their_own() {
        let (sheet, rows) = rows(b"Name,,Name, \nAda,1,2,3,4\n ,,,\nBob\n");
        assert_eq!(sheet.header, ["Name", "Column 2", "Name 2", "Column 4"]);
        assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [5, 1]);
        let wide = format!("Name\nAda{}\nBob{}x\n", ",".repeat(10_000), ",".repeat(10_000));
        let rows = read(wide.as_bytes()).expect("rows").rows;
        assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [1, 1], "what is too much is not kept");
    }

    #[test]
    fn what_is_no_file_of_rows_says_so() {
        for (bytes, why) in [
            (b"\x89PNG\r\n\x1a\n0000".as_slice(), "picture"),
            (b"%PDF-1.7", "PDF"),
            (b"PK\x03\x04xl", "Excel"),
            (b"", "empty"),
            (b"  \n", "empty"),
            (b"Name,Email\n", "no rows"),
            (b"Name\nA\0B", "no text"),
        ] {
            let error = read(bytes).expect_err("no file of rows");
            assert!(error.contains(why), "{error}");
        }
        let long = format!("Name\n{}", "x\n".repeat(MAX_ROWS + 1));
        assert!(read(long.as_bytes()).expect_err("too long").contains("100000"));
    }
}
