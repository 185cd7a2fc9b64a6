//! One's own number.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{authority, store};

/// One's own telephone number for codes by text message.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyTextNumber {}

/// What is shown of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TextNumber {
    /// Its last three digits; none where there is no number.
    pub ending: Option<String>,
    /// Since when it counts, in microseconds since 1970.
    pub added_at: Option<Timestamp>,
}

impl Query for MyTextNumber {
    const NAME: &'static str = "text-number.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = TextNumber;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<TextNumber> {
        let account = sight.own().ok_or_else(|| common::SIGN_IN.refuse())?;
        let number = store::confirmed(reader, account).await?;
        let added_at = number.as_ref().and_then(|number| number.confirmed_at);
        Ok(TextNumber { ending: number.map(|number| number.ending), added_at })
    }
}
