//! Every SQL statement on agreements.

use crate::problem::Problem;
use access::Share;
use domain::Purpose;
use domain::ids::AgencyId;
use kit::db::Conn;
use kit::params;
use std::collections::BTreeMap;

/// What each owner lets one reader see today: the relation facts that the policy asks for.
#[derive(Clone, Debug, Default)]
pub struct Standing(BTreeMap<AgencyId, Share>);

impl Standing {
    /// The widest share in force from `owner`, if any.
    pub fn from_owner(&self, owner: AgencyId) -> Option<Share> {
        self.0.get(&owner).copied()
    }

    /// Owners that share at least at `level`.
    pub fn owners_at(&self, level: Share) -> impl Iterator<Item = AgencyId> + '_ {
        self.0.iter().filter(move |(_, share)| **share >= level).map(|(owner, _)| *owner)
    }
}

/// Every agreement in force today towards `reader` for `purpose`.
pub async fn in_force_for(conn: &mut Conn, reader: AgencyId, purpose: Purpose, today: jiff::civil::Date) -> Result<Standing, Problem> {
    let rows = conn
        .all(
            "SELECT owner_agency_id, level, purposes FROM agreement WHERE reader_agency_id = $1 AND withdrawn_at IS NULL \
             AND starts_on <= $2 AND ends_on >= $2",
            params![reader, today.to_string()],
        )
        .await?;
    let mut standing = Standing::default();
    for row in rows {
        let purposes: Vec<String> = row.json("purposes")?;
        if !purposes.iter().any(|code| code == purpose.code()) {
            continue;
        }
        let share = if row.get::<String>("level")? == "content" { Share::Content } else { Share::Identity };
        let owner: AgencyId = row.id("owner_agency_id")?;
        let widest = standing.0.get(&owner).copied().map_or(share, |known| known.max(share));
        standing.0.insert(owner, widest);
    }
    Ok(standing)
}
