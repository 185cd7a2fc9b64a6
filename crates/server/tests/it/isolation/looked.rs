//! Nobody sees records of an organisation through a role of the whole service without a line that it can read: every
//! query of every slice that shows records, as everybody with such a role.
//!
//! The door reads what was looked at from the question or the answer. A query of which neither says whose records it
//! shows fails here by its name.

use std::sync::Arc;
use std::time::Duration;

use kernel::authority::Role;
use kernel::door::{Actor, View};
use kernel::ids::AccountId;
use serde_json::json;
use testkit::World;
use uuid::Uuid;

use super::Findings;
use super::model::About;
use super::nation::{Barred, Cast, Nation, RELATIONS, Reach, Relation};
use super::samples::{QUERIES, Scene};
use super::{applications, signing_in};
use crate::whole;

/// Longer than one look lasts.
const LATER: Duration = Duration::from_secs(15 * 60);

fn is_national(cast: &Cast) -> bool {
    cast.barred == Barred::No && matches!(cast.role, Some((_, Reach::Nation | Reach::Served)))
}

async fn lines(world: &World, actor: AccountId, organisation: Uuid) -> i64 {
    let mut reader = world.door.reader().await.expect("a reader");
    let now = world.clock.now();
    let sql = "SELECT COUNT(*) FROM look WHERE actor = $1 AND organisation = $2 AND at = $3";
    reader.number(sql, &kernel::vals![actor, organisation, now]).await.expect("a count")
}

#[test]
fn every_look_of_national_staff_leaves_a_line_with_the_organisation() {
    whole::check(async |world| {
        let nation = Arc::new(Nation::build(&world).await);
        let mut findings = Findings::default();
        let mut told = 0;
        for entry in world.door.queries().filter(|entry| entry.view == View::Record) {
            let who = *world.door.rules().who(entry.action).expect("it has a line");
            for sample in QUERIES
                .iter()
                .chain(applications::QUERIES)
                .chain(signing_in::QUERIES)
                .filter(|sample| sample.name == entry.name)
            {
                if !matches!(
                    sample.about,
                    About::Organisation | About::OrganisationKey | About::Person
                ) {
                    continue;
                }
                world.advance(LATER);
                for cast in nation.cast.iter().filter(|cast| is_national(cast)) {
                    for relation in RELATIONS {
                        let target = nation.target(*relation, cast);
                        let scene = Scene {
                            nation: &nation,
                            own: nation.plain(Relation::Own),
                            target: &target,
                        };
                        let body = (sample.body)(&scene);
                        let call = cast.call(&world);
                        let answer = world.door.ask_by_name(call, entry.name, body).await;
                        let Some(actor) = cast.actor.account() else { continue };
                        let lines = lines(&world, actor, target.organisation).await;
                        let is_told = lines > 0;
                        // One's own record is no look from outside.
                        let is_due = answer.is_ok() && *relation != Relation::Oneself;
                        let may = cast.role.is_some_and(|(role, _)| who.roles.has(role));
                        told += i64::from(is_told);
                        if is_due && may && !is_told {
                            findings.add(format!(
                                "{} as {} about {relation:?} left no line",
                                entry.name, cast.name
                            ));
                        }
                    }
                }
            }
        }
        assert!(told > 100, "only {told} looks were told");
        findings.end();
    });
}

#[test]
fn a_suppliers_look_is_told_with_its_ticket() {
    whole::check(async |world| {
        let nation = Arc::new(Nation::build(&world).await);
        let below = nation.plain(Relation::Child);
        let engineer = nation.plain(Relation::Own).person;
        let now = world.clock.now();
        let give = json!({ "person": engineer, "role": "supplier engineer", "ends_at": now.plus_seconds(3600), "ticket": "INC4711", "reason": "Mail is late" });
        super::nation::done(&world, "grant.give", give).await;
        let ask = async |actor: Actor, name: &str, body| {
            world.door.ask_by_name(world.call(actor), name, body).await.expect("an answer")
        };
        let engineer = Actor::Account(AccountId(engineer));
        ask(engineer, "person.by-id", json!({ "person": below.person })).await;
        let asked = json!({ "organisation": below.code, "role": Role::SupplierEngineer });
        let told = ask(world.operator(), "look.in-organisation", asked).await;
        assert_eq!(told["items"][0]["reason"], "Ticket INC4711: Mail is late");
        assert_eq!(told["items"][0]["person"], json!(below.person));
    });
}
