//! The catalogue of roles.

use kernel::authority::{Action, Role, Sight, Span};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::authority;

/// Every role, what it is for and how far it reaches. What each may do stands in the reference.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleMatrix {}

/// One role.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RoleLine {
    /// Its name.
    pub role: Role,
    /// What it is for.
    pub purpose: String,
    /// Whether it is a role of the whole service.
    pub is_national: bool,
}

impl Query for RoleMatrix {
    const NAME: &'static str = "role.matrix";
    const ACTION: Action = authority::MATRIX;
    const VIEW: View = View::Nation;
    type Output = Vec<RoleLine>;

    async fn run(&self, _: &Call, _: &Sight, _: &mut Reader) -> Result<Vec<RoleLine>> {
        let line = |role: &Role| RoleLine {
            role: *role,
            purpose: role.purpose().to_owned(),
            is_national: role.span() == Span::Nation,
        };
        Ok(Role::ALL.iter().map(line).collect())
    }
}
