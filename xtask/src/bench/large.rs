//! Everything that is measured on a quarter's events, so that they are written once: first what an empty table does, then
//! what only reads, then what adds.

use super::stand::Stand;
use super::{Effort, Row, check, ingest, quarter, site, strip};
use crate::workspace::Result;

/// G3, G8 to G11 and G12, those of them that are wanted.
pub(super) fn large(stand: &mut Stand, effort: Effort, wanted: impl Fn(&str) -> bool) -> Result<Vec<Row>> {
    let (grown, strips, sites) = (wanted("grown"), wanted("strip"), wanted("site"));
    let empty = if grown { Some(ingest::onto_empty(stand, effort)?) } else { None };
    quarter::fill(stand, effort.events)?;
    let mut rows = Vec::new();
    if sites {
        check::whole(stand, "as it was written")?;
        rows.extend(site::site(stand, effort)?);
    }
    if strips {
        rows.insert(0, strip::strip(stand, effort)?);
    }
    let onto = if grown { Some(ingest::onto_many(stand, effort)?) } else { None };
    if sites {
        rows.push(check::live(stand, effort)?);
    }
    // Last, because it begins by emptying the tables.
    if let (Some(before), Some(onto)) = (empty, onto) {
        let after = ingest::onto_empty(stand, effort)?;
        rows.insert(0, ingest::grown(effort, before, onto, after));
    }
    Ok(rows)
}
