//! Roles for a sector: they reach what bears its mark, and only after it was recorded who asked.

use std::collections::{BTreeMap, BTreeSet};

use kernel::authority::{
    GrantSpan, Role, RoleSet, ServedSector, covers, grants_of, grants_reaching,
};
use kernel::door::{Actor, MayDo};
use kernel::ids::{AccountId, OrganisationId};
use testkit::{World, check};

use crate::sample::{Names, Put, WRITE, manifest};

fn manifests() -> Vec<kernel::door::Manifest> {
    vec![manifest()]
}

const NAS: Role = Role::NationalAdministrationService;
const SECTORS: [ServedSector; 2] = [ServedSector::Pharmacy, ServedSector::Dentistry];

async fn verdict(world: &World, actor: &Actor, organisation: OrganisationId) -> &'static str {
    match world.door.perform(world.call(actor.clone()), Put::new(organisation, "x")).await {
        Ok(_) => "done",
        Err(kernel::refusal::Error::Refused(refusal)) => refusal.code,
        Err(error) => panic!("a fault: {error}"),
    }
}

#[test]
fn a_mark_lets_in_whoever_has_recorded_the_request_and_nobody_once_it_is_off() {
    check(manifests, |world| async move {
        let home = world.organisation("NAS").await;
        let pharmacy = world.organisation("FA1").await;
        let below = world.organisation_below("FA2", Some(pharmacy)).await;
        let person = world.person("Asha Rao", home);
        let actor = Actor::Account(person);
        world.grant(person, NAS, GrantSpan::Sector(ServedSector::Pharmacy)).await;
        assert_eq!(verdict(&world, &actor, pharmacy).await, "not-found");
        assert_eq!(world.asked(actor.clone(), &Names {}).await, Vec::<String>::new());

        world.serve(pharmacy, ServedSector::Pharmacy).await;
        assert_eq!(verdict(&world, &actor, pharmacy).await, "intake.missing");
        let mut reader = world.door.reader().await.unwrap();
        let resource = kernel::authority::Resource::Organisation(pharmacy);
        let may = MayDo { call: world.call(actor.clone()), action: WRITE, resource };
        assert!(reader.ask(may).await.unwrap(), "it is offered, and the refusal says what to do");
        let reaching = grants_reaching(&mut reader, pharmacy, None, 10, world.clock.now()).await;
        assert_eq!(reaching.unwrap()[0].account, person);
        drop(reader);
        world.intake(person, pharmacy);
        assert_eq!(verdict(&world, &actor, pharmacy).await, "done");
        assert_eq!(verdict(&world, &actor, below).await, "not-found", "the mark is its own");
        assert_eq!(verdict(&world, &actor, home).await, "not-found");
        assert_eq!(world.asked(actor.clone(), &Names {}).await, ["x"]);

        world.serve_no_more(pharmacy).await;
        world.serve(pharmacy, ServedSector::Dentistry).await;
        assert_eq!(verdict(&world, &actor, pharmacy).await, "not-found", "of another sector");
        assert_eq!(world.asked(actor.clone(), &Names {}).await, Vec::<String>::new());
        world.serve_no_more(pharmacy).await;
        world.grant(person, Role::LocalAdministrator, GrantSpan::Organisation(pharmacy)).await;
        assert_eq!(verdict(&world, &actor, pharmacy).await, "done");
    });
}

#[test]
fn whoever_has_a_role_of_their_own_there_needs_no_record() {
    check(manifests, |world| async move {
        let pharmacy = world.organisation("FA1").await;
        world.serve(pharmacy, ServedSector::Pharmacy).await;
        let local = world.administrator(Role::LocalAdministrator, pharmacy).await;
        assert_eq!(verdict(&world, &local, pharmacy).await, "done");
        let national = world.administrator(Role::PlatformAdministrator, pharmacy).await;
        assert_eq!(verdict(&world, &national, pharmacy).await, "done");
    });
}

#[test]
fn a_role_for_a_sector_stands_above_what_is_in_its_organisations_and_below_the_nation() {
    check(manifests, |world| async move {
        let home = world.organisation("NAS").await;
        let pharmacy = world.organisation("FA1").await;
        world.serve(pharmacy, ServedSector::Pharmacy).await;
        let holds = async |name: &str, role, span| {
            let account = world.person(name, home);
            world.grant(account, role, span).await;
            account
        };
        let sector = GrantSpan::Sector(ServedSector::Pharmacy);
        let agent = holds("Agent One", NAS, sector).await;
        let fellow = holds("Agent Two", NAS, sector).await;
        let dentist = holds("Agent Three", NAS, GrantSpan::Sector(ServedSector::Dentistry)).await;
        let auditor = holds("Au Ditor", Role::Auditor, GrantSpan::Organisation(pharmacy)).await;
        let wide = holds("Wi De", Role::Auditor, GrantSpan::Descendants(pharmacy)).await;
        let lead = Role::PrimaryLocalAdministrator;
        let lead = holds("Le Ad", lead, GrantSpan::Organisation(pharmacy)).await;
        let desk = holds("De Sk", Role::NationalServiceDesk, GrantSpan::Nation).await;
        let nobody = world.person("No Body", home);
        let roles = RoleSet::of(&[NAS, Role::NationalServiceDesk, Role::PrimaryLocalAdministrator]);
        let mut reader = world.door.reader().await.unwrap();
        let now = world.clock.now();
        for (actor, other, expected) in [
            (agent, nobody, true),
            (agent, fellow, true),
            (agent, dentist, false),
            (agent, auditor, true),
            (agent, wide, false),
            (agent, lead, false),
            (agent, desk, false),
            (desk, agent, true),
            (lead, agent, false),
        ] {
            let is_above = covers(&mut reader, actor, other, roles, now).await.unwrap();
            assert_eq!(is_above, expected, "{actor} over {other}");
        }
    });
}

/// Chance that can be repeated: a seed gives the same run again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

/// What somebody holds, and which marks there are.
#[derive(Default)]
struct Model {
    marks: BTreeMap<OrganisationId, ServedSector>,
    held: Vec<GrantSpan>,
    asked: BTreeSet<OrganisationId>,
}

impl Model {
    /// What an act must answer, from grants to one's own organisation, to it and what lies below, and to sectors.
    fn verdict(&self, at: OrganisationId, above: Option<OrganisationId>) -> &'static str {
        let is_local = self.held.iter().any(|span| match span {
            GrantSpan::Organisation(named) => *named == at,
            GrantSpan::Descendants(named) => *named == at || Some(*named) == above,
            GrantSpan::Nation | GrantSpan::Sector(_) => false,
        });
        let mark = self.marks.get(&at);
        let is_served = mark.is_some_and(|mark| self.held.contains(&GrantSpan::Sector(*mark)));
        match (is_local, is_served, self.asked.contains(&at)) {
            (true, ..) | (false, true, true) => "done",
            (false, true, false) => "intake.missing",
            (false, false, _) => "not-found",
        }
    }
}

async fn drop_grant(world: &World, account: AccountId, span: GrantSpan) {
    let mut reader = world.door.reader().await.expect("a reader");
    let grants = grants_of(&mut reader, account, world.clock.now()).await.expect("the grants");
    drop(reader);
    let grant = grants.into_iter().find(|grant| grant.span == span).expect("it is held");
    world.done(world.operator(), testkit::EndRole(grant)).await;
}

#[test]
fn marks_and_grants_reach_what_a_model_says_whatever_comes_first() {
    check(manifests, |world| async move {
        let top = world.organisation("FA0").await;
        let mut places = vec![(top, None)];
        for code in ["FA1", "FA2", "FA3"] {
            places.push((world.organisation_below(code, Some(top)).await, Some(top)));
        }
        let home = world.organisation("NAS").await;
        let person = world.person("Asha Rao", home);
        let actor = Actor::Account(person);
        let (mut model, mut chance) = (Model::default(), Chance(7));
        for step in 0..120 {
            let (at, _) = places[chance.below(places.len())];
            let sector = SECTORS[chance.below(SECTORS.len())];
            match chance.below(5) {
                0 => {
                    // A mark that is there stays as it is.
                    world.serve(at, sector).await;
                    model.marks.entry(at).or_insert(sector);
                }
                1 => {
                    world.serve_no_more(at).await;
                    model.marks.remove(&at);
                }
                2 => {
                    world.intake(person, at);
                    model.asked.insert(at);
                }
                _ => {
                    let (role, span) = match chance.below(4) {
                        0 => (Role::LocalAdministrator, GrantSpan::Organisation(at)),
                        1 => (Role::LocalAdministrator, GrantSpan::Descendants(at)),
                        _ => (NAS, GrantSpan::Sector(sector)),
                    };
                    if let Some(place) = model.held.iter().position(|held| *held == span) {
                        model.held.remove(place);
                        drop_grant(&world, person, span).await;
                    } else {
                        model.held.push(span);
                        world.grant(person, role, span).await;
                    }
                }
            }
            world.advance(std::time::Duration::from_secs(1));
            for (organisation, above) in &places {
                assert_eq!(
                    verdict(&world, &actor, *organisation).await,
                    model.verdict(*organisation, *above),
                    "after step {step}: {:?} with {:?}",
                    model.held,
                    model.marks
                );
            }
        }
    });
}
