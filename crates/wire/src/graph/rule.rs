//! Rules of a mailbox: what happens to mail that arrives.

use serde::{Deserialize, Serialize};

/// One rule, as far as it is looked at here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageRule {
    /// Its key.
    pub id: String,
    /// What its owner calls it.
    #[serde(default)]
    pub display_name: Option<String>,
    /// Whether it runs.
    #[serde(default)]
    pub is_enabled: Option<bool>,
    /// Whether it can be changed by programs at all.
    #[serde(default)]
    pub is_read_only: Option<bool>,
}
