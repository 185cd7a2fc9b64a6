//! Commands that exist in tests only: to hand out roles, shape the tree and note facts as a neighbour would.

use kernel::authority::{Action, Grant, Resource, Rule, Who, insert_grant, place_in_tree};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Fact, Permit, Ports};
use kernel::ids::OrganisationId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The authority of tests: everybody may do all of it.
pub(crate) const RULES: &[Rule] = &[Rule::new(ACTION, Who::EVERYONE)];
const ACTION: Action = Action("test.arrange");

macro_rules! arrange {
    ($type:ident $(<$generic:ident>)?, $name:literal, |$self:ident, $call:ident, $tx:ident| $body:block) => {
        impl $(<$generic: Fact + Clone>)? Command for $type $(<$generic>)? {
            const NAME: &'static str = $name;
            const ACTION: Action = ACTION;
            type Prepared = ();
            type Output = ();
            async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
                Ok(())
            }
            async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
                Ok(Resource::Nation)
            }
            async fn run(&$self, _: &(), $call: &Call, $tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
                $body
            }
        }
    };
}

/// Gives a role.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct GiveRole(pub Grant);

arrange!(GiveRole, "test.give-role", |self, call, tx| {
    insert_grant(tx, &self.0, call.act).await?;
    Ok(())
});

/// Puts an organisation into the tree.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Place {
    /// Which one.
    pub organisation: OrganisationId,
    /// Under which other one.
    pub parent: Option<OrganisationId>,
}

arrange!(Place, "test.place", |self, _call, tx| {
    place_in_tree(tx, self.organisation, self.parent).await?;
    Ok(())
});

/// Notes a fact, as the neighbour that owns it would.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "F: Fact")]
pub struct Note<F>(pub F);

impl<F> JsonSchema for Note<F> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Note".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        true.into()
    }
}

impl<F> Note<F> {
    /// The organisation is the operator's business; facts carry their own.
    pub const fn of(fact: F) -> Self {
        Self(fact)
    }
}

arrange!(Note<F>, "test.note", |self, _call, tx| {
    tx.note(&self.0)?;
    Ok(())
});
