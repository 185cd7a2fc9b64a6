//! Commands that exist in tests only: to hand out roles, shape the tree and note facts as a neighbour would.

use kernel::authority::{
    Action, Grant, Resource, Rule, ServedMark, ServedSector, Who, end_grant, insert_grant,
    mark_served, place_in_tree, unmark_served,
};
use kernel::dated::{DatedValue, insert_dated};
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

/// Ends a role at once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EndRole(pub Grant);

arrange!(EndRole, "test.end-role", |self, call, tx| {
    end_grant(tx, &self.0, call.now, call.act).await?;
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

/// Has an organisation looked after nationally in a sector, or no more.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Serve {
    /// Which one.
    pub organisation: OrganisationId,
    /// In which sector; none takes the mark off.
    pub sector: Option<ServedSector>,
}

arrange!(Serve, "test.serve", |self, call, tx| {
    match self.sector {
        Some(sector) => {
            let mark = ServedMark { sector, since: call.now, reason: "for a test".to_owned() };
            mark_served(tx, self.organisation, &mark, call.act).await?;
        }
        None => {
            unmark_served(tx, self.organisation).await?;
        }
    }
    Ok(())
});

/// Sets a rule with a number for everybody, from now on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SetRule {
    /// Its name.
    pub name: String,
    /// The number.
    pub value: i64,
}

arrange!(SetRule, "test.set-rule", |self, call, tx| {
    let (name, value) = (self.name.clone(), self.value);
    let dated = DatedValue { name, organisation: None, value, starts_at: call.now };
    insert_dated(tx, &dated, call.act).await?;
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
