//! What no command of the product shows, with commands made for it.
//!
//! Authority is asked again inside the transaction: a role that ends while a command is being prepared is gone. And
//! what is somebody's own is reached by a rule that says so, never by a role, and what is the nation's never by a
//! local one.

use std::sync::{Arc, OnceLock};

use kernel::authority::{Action, Resource, Role, Rule, Sight, Who};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Door, Face, Manifest, Permit, Ports, Query, View};
use kernel::ids::OrganisationId;
use kernel::refusal::{Error, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use testkit::{Stand, check_on, engines};

use super::nation::{Nation, Reach, Relation};
use crate::whole;

const ACTION: Action = Action("test.slow");
const OWN: Action = Action("test.own");
const RULES: &[Rule] = &[
    Rule::new(ACTION, Who::roles(&[Role::LocalAdministrator])),
    Rule::new(OWN, Who::roles(Role::ALL)),
];

/// What happens meanwhile: the role ends.
#[derive(Clone, Default)]
struct Meanwhile(Arc<OnceLock<Door>>);

/// A command whose preparation takes long enough for that.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Slow {
    organisation: OrganisationId,
}

impl Command for Slow {
    const NAME: &'static str = "test.slow";
    const ACTION: Action = ACTION;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<()> {
        let meanwhile = ports.port::<Meanwhile>()?;
        let door = meanwhile.0.get().expect("the door is open");
        let grants = door.ask_by_name(call.again(), "grant.mine", json!({})).await?;
        let body = json!({ "grant": grants[0]["grant"], "reason": "left" });
        let operator = door.call(Actor::Operator("test".to_owned()), Face::Cli);
        door.perform_by_name(operator, "grant.end", body).await?;
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(self.organisation))
    }

    async fn run(&self, (): &(), _: &Call, _: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        Ok(())
    }
}

/// A command about one's own that is given to roles by mistake.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Own {}

impl Command for Own {
    const NAME: &'static str = "test.own";
    const ACTION: Action = OWN;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, (): &(), _: &Call, _: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        Ok(())
    }
}

/// A query about the nation that is given to local roles by mistake.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct National {}

impl Query for National {
    const NAME: &'static str = "test.national";
    const ACTION: Action = ACTION;
    const VIEW: View = View::Nation;
    type Output = ();

    async fn run(&self, _: &Call, _: &Sight, _: &mut Reader) -> Result<()> {
        Ok(())
    }
}

#[test]
fn roles_reach_neither_what_is_ones_own_nor_the_nation_nor_beyond_their_end() {
    let meanwhile = Meanwhile::default();
    let manifests = || {
        let (commands, queries) = (kernel::commands![Slow, Own], kernel::queries![National]);
        let made_up = Manifest {
            name: "test/made-up",
            commands,
            queries,
            rules: RULES,
            ..Manifest::default()
        };
        [whole::manifests(), vec![made_up]].concat()
    };
    let ports = || whole::ports().with(meanwhile.clone());
    // On one engine: the door is the same, and it is put in place once.
    check_on(&engines()[..1], manifests, ports, Stand::Aside, async |world| {
        server::compose::settle(&world.door).await.expect("the installation is ready");
        assert!(meanwhile.0.set(world.door.clone()).is_ok());
        let nation = Nation::build(&world).await;
        let role = Some((Role::LocalAdministrator, Reach::Own));
        let cast = nation.cast.iter().find(|cast| cast.role == role).expect("it is cast");
        let organisation = OrganisationId(nation.plain(Relation::Own).organisation);
        for cast in nation.cast.iter().filter(|cast| cast.role.is_some()) {
            assert_eq!(world.refused(cast.actor.clone(), Own {}).await, "not-allowed");
        }
        assert_eq!(world.not_asked(cast.actor.clone(), &National {}).await, "not-allowed");
        let call = world.call(cast.actor.clone());
        match world.door.perform(call, Slow { organisation }).await {
            Err(Error::Refused(refusal)) => assert_eq!(refusal.code, "not-found"),
            other => panic!("{other:?}"),
        }
    });
}
