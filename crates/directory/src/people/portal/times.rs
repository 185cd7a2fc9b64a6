//! How long what an act begins lasts, by the rules of the day: pages that ask say it in days.

use facts::directory::OrganisationCoded;
use kernel::dated::NumberRule;
use kernel::http::{App, Caller};
use kernel::refusal::Result;

use crate::people::model::ADDRESS_WITHHOLD_DAYS;
use crate::people::queries::Record;
use crate::people::{DISABLED_DAYS, LEAVER_DAYS, RESTORE_DAYS};

/// Days, in words.
pub(super) struct Times {
    /// For which a deleted account can be restored.
    pub(super) restore: String,
    /// For which the addresses of an erased account are given to nobody.
    pub(super) withhold: String,
    /// After which a disabled account is deleted.
    pub(super) disabled: String,
    /// In which another organisation can claim a leaver.
    pub(super) claim: String,
}

impl Times {
    /// As they are now for the organisation of this person.
    pub(super) async fn of(app: &App, caller: &Caller, record: &Record) -> Result<Self> {
        let now = caller.call(&app.door).now;
        let mut reader = app.door.reader().await?;
        let place = reader.ask(OrganisationCoded(record.organisation.clone())).await?;
        let place = place.map(|place| place.organisation);
        let mut days = async |rule: &NumberRule| -> Result<String> {
            let days = reader.dated(rule, place, now).await?;
            Ok(if days == 1 { "1 day".to_owned() } else { format!("{days} days") })
        };
        Ok(Self {
            restore: days(&RESTORE_DAYS).await?,
            withhold: days(&ADDRESS_WITHHOLD_DAYS).await?,
            disabled: days(&DISABLED_DAYS).await?,
            claim: days(&LEAVER_DAYS).await?,
        })
    }
}
