//! The numbers that are recorded of a person, and whether they have been for long enough.

use facts::directory::AccountView;
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::refusal::Fault;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::NUMBER_DAYS;
use crate::identity_checks::store;

/// A number that is recorded of somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RecordedNumber {
    /// The number.
    pub number: String,
    /// Since when, in microseconds since 1970; none if it has not been changed since that is counted.
    pub since: Option<Timestamp>,
    /// Whether that is long enough to call back on it.
    pub is_old_enough: bool,
}

/// The last moment at which a number may have been recorded to count now.
pub(in crate::identity_checks) async fn old_enough(
    reader: &mut Reader,
    view: &AccountView,
    now: Timestamp,
) -> Result<Timestamp, Fault> {
    let days = reader.dated(&NUMBER_DAYS, Some(view.organisation), now).await?;
    Ok(now.plus_days(-days))
}

/// The numbers of somebody.
pub(in crate::identity_checks) async fn recorded(
    reader: &mut Reader,
    view: &AccountView,
    now: Timestamp,
) -> Result<Vec<RecordedNumber>, Fault> {
    let (telephone_at, mobile_at) = store::numbers_at(reader, view.account).await?;
    let before = old_enough(reader, view, now).await?;
    let both = [(&view.telephone, telephone_at), (&view.mobile, mobile_at)];
    let number = |(number, since): (&Option<String>, Option<Timestamp>)| {
        let number = number.clone()?;
        let is_old_enough = since.is_none_or(|since| since <= before);
        Some(RecordedNumber { number, since, is_old_enough })
    };
    Ok(both.into_iter().filter_map(number).collect())
}
