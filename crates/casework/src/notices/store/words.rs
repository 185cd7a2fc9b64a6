//! What organisations add to letters.

use kernel::authority::Sight;
use kernel::db::{Reader, WriteTx};
use kernel::ids::{ActId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;

/// What an organisation adds to one notice; no words if it once did and no longer does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::notices) struct Own {
    pub(in crate::notices) notice: String,
    pub(in crate::notices) words: String,
    pub(in crate::notices) version: i64,
}

/// What an organisation in sight adds, by notice.
pub(in crate::notices) async fn own(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
) -> Result<Vec<Own>, Fault> {
    let mut params = vals![organisation].to_vec();
    let seen = sight.organisations_clause("a.organisation", &mut params);
    let sql = format!(
        "SELECT a.notice, a.words, a.version FROM notice_addition a WHERE a.organisation = $1 AND {seen} ORDER BY a.notice"
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter()
        .map(|row| Ok(Own { notice: row.text(0)?, words: row.text(1)?, version: row.int(2)? }))
        .collect()
}

/// What an organisation adds to one notice, for those who write the letter.
pub(in crate::notices) async fn own_words(
    reader: &mut Reader,
    organisation: OrganisationId,
    notice: &str,
) -> Result<Own, Fault> {
    let sql = "SELECT words, version FROM notice_addition WHERE organisation = $1 AND notice = $2";
    let row = reader.row(sql, &vals![organisation, notice]).await?;
    let notice = notice.to_owned();
    match row {
        Some(row) => Ok(Own { notice, words: row.text(0)?, version: row.int(1)? }),
        None => Ok(Own { notice, ..Own::default() }),
    }
}

/// Saves it over the version that was read; whether nobody else did meanwhile.
pub(in crate::notices) async fn save_own(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    before: &Own,
    words: &str,
    act: ActId,
) -> Result<bool, Fault> {
    let params = vals![organisation, before.notice.as_str(), words, before.version + 1, act];
    let sql = if before.version == 0 {
        "INSERT INTO notice_addition (organisation, notice, words, version, act) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation, notice) DO NOTHING"
    } else {
        "UPDATE notice_addition SET words = $3, version = $4, act = $5 WHERE organisation = $1 AND notice = $2 AND version = $4 - 1"
    };
    Ok(tx.exec(sql, &params).await? == 1)
}
