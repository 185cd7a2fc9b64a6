//! The log of letters.

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::outbox::state;
use crate::notices::model::MailState;

/// One line of the log.
#[derive(Clone, Debug)]
pub(in crate::notices) struct Line {
    pub(in crate::notices) id: Uuid,
    pub(in crate::notices) notice: String,
    pub(in crate::notices) account: AccountId,
    pub(in crate::notices) organisation: OrganisationId,
    pub(in crate::notices) address: String,
    pub(in crate::notices) subject: String,
    pub(in crate::notices) body: String,
    pub(in crate::notices) state: MailState,
    pub(in crate::notices) made_at: Timestamp,
    pub(in crate::notices) due_at: Timestamp,
    pub(in crate::notices) settled_at: Timestamp,
    pub(in crate::notices) tries: i64,
    pub(in crate::notices) reply: String,
}

fn line(row: &Row) -> Result<Line, Fault> {
    Ok(Line {
        id: row.id(0)?,
        notice: row.text(1)?,
        account: AccountId(row.id(2)?),
        organisation: OrganisationId(row.id(3)?),
        address: row.text(4)?,
        subject: row.text(5)?,
        body: row.text(6)?,
        state: state(&row.text(7)?)?,
        made_at: row.time(8)?,
        due_at: row.time(9)?,
        settled_at: row.time(10)?,
        tries: row.int(11)?,
        reply: row.text(12)?,
    })
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub(in crate::notices) struct Filter {
    pub(in crate::notices) organisation: Option<OrganisationId>,
    pub(in crate::notices) account: Option<AccountId>,
    pub(in crate::notices) address: Option<String>,
    pub(in crate::notices) state: Option<MailState>,
    pub(in crate::notices) notice: Option<String>,
    /// The last line of the page before.
    pub(in crate::notices) after: Option<(Timestamp, Uuid)>,
}

/// A page of the log in sight, the newest first.
pub(in crate::notices) async fn page(
    reader: &mut Reader,
    sight: &Sight,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Line>, Fault> {
    let (made_at, id) =
        filter.after.unwrap_or((Timestamp::from_micros(i64::MAX), Uuid::from_u128(u128::MAX)));
    let mut params = vals![made_at, id, limit].to_vec();
    let seen = sight.accounts_clause("m.account", "m.organisation", &mut params);
    let mut wanted = String::new();
    let mut also = |column: &str, value: Option<kernel::db::Val>| {
        if let Some(value) = value {
            params.push(value);
            wanted.push_str(&format!(" AND m.{column} = ${}", params.len()));
        }
    };
    also("organisation", filter.organisation.map(Into::into));
    also("addressee", filter.account.map(|account| format!("account:{account}").into()));
    also("address", filter.address.clone().map(Into::into));
    also("state", filter.state.map(|state| state.name().into()));
    also("notice", filter.notice.clone().map(Into::into));
    let sql = format!(
        "SELECT m.id, m.notice, m.account, m.organisation, m.address, m.subject, m.body, m.state, m.made_at, m.due_at, m.settled_at, m.tries, m.reply \
         FROM notice_mail m WHERE (m.made_at < $1 OR (m.made_at = $1 AND m.id < $2)) AND {seen}{wanted} ORDER BY m.made_at DESC, m.id DESC LIMIT $3"
    );
    reader.rows(&sql, &params).await?.iter().map(line).collect()
}
