//! History: who sees which acts, and in which words.

use kernel::authority::{Action, GrantSpan, Resource, Role, Rule, Who};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Manifest, Permit, Ports};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use testkit::check;

use super::messages::telling::{Act, Doer, sentence};
use super::portal::{Ends, csv_text};
use super::{Change, HistoryOfOrganisation, HistoryOfPerson, MyHistory, UndoOf, WhomOfHistory};
use crate::grants::{EndGrant, GiveGrant};

fn give(person: AccountId, organisation: &str, reason: &str) -> GiveGrant {
    GiveGrant {
        person,
        role: Role::LocalHelpDesk,
        organisation: Some(organisation.to_owned()),
        with_descendants: false,
        sector: None,
        starts_at: None,
        ends_at: None,
        covering_for: None,
        ticket: None,
        reason: reason.to_owned(),
    }
}

fn text(answer: &impl Serialize) -> String {
    serde_json::to_string(answer).expect("an answer is JSON")
}

fn of_person(person: AccountId) -> HistoryOfPerson {
    HistoryOfPerson { person, after: None, limit: None, undo: false }
}

#[test]
fn an_organisation_sees_its_own_acts_only() {
    check(crate::manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let ann = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let fay = world.administrator(Role::PrimaryLocalAdministrator, rx2).await;
        let (asha, bob) = (world.person("Asha Rao", rx1), world.person("Bob Lee", rx2));
        world.done(ann.clone(), give(asha, "RX1", "canary-one")).await;
        let given = world.done(fay.clone(), give(bob, "RX2", "canary-two")).await;
        let reason = "canary-three".to_owned();
        world.done(fay.clone(), EndGrant { grant: given.grant, reason }).await;
        world.seal().await;

        let own = text(&world.asked(ann.clone(), &HistoryOfOrganisation::of("RX1")).await);
        assert!(
            own.contains("canary-one")
                && own.contains("gave Asha Rao the role local help desk at "),
            "{own}"
        );
        assert!(!own.contains("canary-two") && !own.contains("canary-three"));
        let theirs = text(&world.asked(fay.clone(), &HistoryOfOrganisation::of("RX2")).await);
        assert!(theirs.contains("canary-two") && theirs.contains("canary-three"));
        assert!(!theirs.contains("canary-one"));

        for code in ["RX2", "NO1"] {
            let refused = world.not_asked(ann.clone(), &HistoryOfOrganisation::of(code)).await;
            assert_eq!(refused, "not-found");
        }
        assert_eq!(world.not_asked(ann.clone(), &of_person(bob)).await, "not-found");
        let desk = world.administrator(Role::LocalHelpDesk, rx1).await;
        let refused = world.not_asked(desk.clone(), &HistoryOfOrganisation::of("RX1")).await;
        assert_eq!(refused, "not-allowed");
        assert!(text(&world.asked(desk, &of_person(asha)).await).contains("canary-one"));

        // A filter for a foreign person shows nothing of elsewhere.
        let filtered =
            HistoryOfOrganisation { person: Some(bob), ..HistoryOfOrganisation::of("RX1") };
        assert!(world.asked(ann, &filtered).await.items.is_empty());
    });
}

#[test]
fn a_person_of_two_organisations_is_told_apart_and_sees_everything_themself() {
    check(crate::manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let platform = world.administrator(Role::PlatformAdministrator, rx1).await;
        let two = world.administrator(Role::Auditor, rx2).await;
        let one = world.administrator(Role::Auditor, rx1).await;
        let asha = world.person("Asha Rao", rx1);
        world.done(platform.clone(), give(asha, "RX2", "canary-away")).await;
        world.done(platform.clone(), give(asha, "RX1", "canary-home")).await;
        world.seal().await;
        let mine = world.asked(Actor::Account(asha), &MyHistory::default()).await;
        assert!(text(&mine).contains("canary-away") && text(&mine).contains("canary-home"));
        assert_eq!(mine.items.len(), 2);
        // The organisation of the role and the organisation of the person are concerned.
        let away = text(&world.asked(two.clone(), &HistoryOfOrganisation::of("RX2")).await);
        assert!(away.contains("canary-away") && !away.contains("canary-home"));
        let home = text(&world.asked(one.clone(), &HistoryOfOrganisation::of("RX1")).await);
        assert!(home.contains("canary-away") && home.contains("canary-home"));
        assert_eq!(world.not_asked(two, &of_person(asha)).await, "not-found");
        assert_eq!(world.asked(one, &of_person(asha)).await.items.len(), 2);
        // Somebody without a role is told nothing of others.
        let bob = Actor::Account(world.person("Bob Lee", rx2));
        assert!(world.asked(bob.clone(), &MyHistory::default()).await.items.is_empty());
        assert_eq!(world.not_asked(bob, &of_person(asha)).await, "not-allowed");
    });
}

#[test]
fn pages_go_back_in_time_without_a_gap_and_filters_narrow() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let bea = world.person("Bea Second", rx1);
        let span = GrantSpan::Organisation(rx1);
        world.grant(bea, Role::PrimaryLocalAdministrator, span).await;
        let asha = world.person("Asha Rao", rx1);
        let given = world.done(ann.clone(), give(asha, "RX1", "first")).await;
        world.advance_days(1);
        let noon = world.clock.now();
        world.done(Actor::Account(bea), EndGrant { grant: given.grant, reason: "x".into() }).await;
        world.done(ann.clone(), give(asha, "RX1", "second")).await;
        world.seal().await;
        let mut query =
            HistoryOfOrganisation { limit: Some(2), ..HistoryOfOrganisation::of("RX1") };
        let mut numbers = Vec::new();
        loop {
            let page = world.asked(ann.clone(), &query).await;
            numbers.extend(page.items.iter().filter_map(|entry| entry.number));
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!(numbers, [3, 2, 1]);
        let all = HistoryOfOrganisation::of("RX1");
        for (expected, query) in [
            (vec![2], HistoryOfOrganisation { command: Some("grant.end".into()), ..all.clone() }),
            (vec![2], HistoryOfOrganisation { actor: Some(bea), ..all.clone() }),
            (vec![3, 2], HistoryOfOrganisation { from: Some(noon), ..all.clone() }),
            (vec![1], HistoryOfOrganisation { to: Some(noon), ..all.clone() }),
            (vec![3, 2, 1], HistoryOfOrganisation { person: Some(asha), ..all.clone() }),
        ] {
            let page = world.asked(ann.clone(), &query).await;
            let found: Vec<i64> = page.items.iter().filter_map(|entry| entry.number).collect();
            assert_eq!(found, expected, "{query:?}");
        }
    });
}

/// A change of a person as the directory would leave it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Rename {
    account: AccountId,
    organisation: OrganisationId,
    family_name: String,
    /// Others whom the same act changes.
    neighbours: Vec<AccountId>,
}

const RENAME: Action = Action("person.rename");
const RENAMERS: &[Rule] = &[Rule::new(RENAME, Who::roles(&[]))];

impl Command for Rename {
    const NAME: &'static str = "person.rename";
    const ACTION: Action = RENAME;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Account(self.account, self.organisation))
    }

    async fn run(&self, (): &(), _: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let after = self.family_name.as_str();
        tx.subject("account", self.account.0, 2);
        tx.effect("account", self.account.0, "family_name", "Rao", after);
        for neighbour in &self.neighbours {
            tx.effect("account", neighbour.0, "family_name", "Rao", "canary-neighbour");
        }
        Ok(())
    }
}

fn with_rename() -> Vec<Manifest> {
    let mut manifests = crate::manifests();
    manifests.push(Manifest { name: "test/rename", rules: RENAMERS, ..Manifest::default() });
    manifests
}

#[test]
fn values_about_a_person_are_for_those_who_look_after_them_today() {
    check(with_rename, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        let asha = world.person("Asha Sen", rx1);
        let family_name = "Sen".to_owned();
        let rename =
            Rename { account: asha, organisation: rx1, family_name, neighbours: Vec::new() };
        world.done(world.operator(), rename.clone()).await;
        world.seal().await;
        let query = HistoryOfOrganisation::of("RX1");
        let found = world.asked(ann.clone(), &query).await;
        let told =
            "The operator on the server (test) changed the family name of Asha Sen from Rao to Sen";
        assert_eq!(found.items[0].sentence, told);
        let mine = world.asked(Actor::Account(asha), &MyHistory::default()).await;
        assert_eq!(mine.items[0].sentence, told);

        // An act that changed others too tells each only of themself.
        let neighbours = vec![world.person("Bob Lee", rx1)];
        world.done(world.operator(), Rename { neighbours, ..rename }).await;
        let mine = world.asked(Actor::Account(asha), &MyHistory::default()).await;
        assert_eq!(mine.items[0].changes.len(), 1);
        assert!(!text(&mine).contains("canary-neighbour"));
        world.seal().await;
        assert!(text(&world.asked(ann.clone(), &query).await).contains("canary-neighbour"));

        // The person moves on; the act stays, its values go.
        world.change_person(asha, |view| {
            view.organisation = rx2;
            view.organisation_code = "RX2".to_owned();
        });
        let found = world.asked(ann, &query).await;
        let hidden = Some("(not shown)".to_owned());
        for change in found.items.iter().map(|entry| &entry.changes[0]) {
            assert_eq!((&change.before, &change.after), (&hidden, &hidden));
        }
        let fay = world.administrator(Role::LocalAdministrator, rx2).await;
        assert!(world.asked(fay, &of_person(asha)).await.items.is_empty());
    });
}

/// A legal hold as the directory would place it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Hold {
    pub(crate) account: AccountId,
    pub(crate) organisation: OrganisationId,
}

const HOLD: Action = Action("person.hold");
const HOLDERS: &[Rule] =
    &[Rule::new(HOLD, Who::roles(&[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator]))];

impl Command for Hold {
    const NAME: &'static str = "person.hold";
    const ACTION: Action = HOLD;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Account(self.account, self.organisation))
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let (hold, none) = (call.act.0, None::<&str>);
        tx.subject("account", self.account.0, 2);
        tx.effect("account", self.account.0, "held_since", None::<i64>, call.now);
        tx.effect("account_hold", hold, "account", None::<uuid::Uuid>, self.account);
        tx.effect("account_hold", hold, "reason", none, "canary-reason");
        tx.effect("account_hold", hold, "reference", none, "canary-case");
        Ok(())
    }
}

pub(crate) fn with_holds() -> Vec<Manifest> {
    let mut manifests = crate::manifests();
    manifests.push(Manifest { name: "test/hold", rules: HOLDERS, ..Manifest::default() });
    manifests
}

#[test]
fn why_a_legal_hold_stands_is_for_those_who_may_place_one_there_today() {
    check(with_holds, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let primary = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let (platform, watcher) = (world.person("Pat All", rx2), world.person("Wim All", rx2));
        world.grant(platform, Role::PlatformAdministrator, GrantSpan::Nation).await;
        world.grant(watcher, Role::Auditor, GrantSpan::Nation).await;
        let (platform, watcher) = (Actor::Account(platform), Actor::Account(watcher));
        let asha = world.person("Asha Sen", rx1);
        world.done(primary.clone(), Hold { account: asha, organisation: rx1 }).await;
        world.seal().await;
        let told = async |reader: &Actor| {
            let organisation = HistoryOfOrganisation::of("RX1");
            let mut all = text(&world.asked(reader.clone(), &organisation).await);
            let call = world.call(reader.clone());
            if let Ok(found) = world.door.ask(&call, &of_person(asha)).await {
                all.push_str(&text(&found));
            }
            assert_eq!(all.contains("canary-reason"), all.contains("canary-case"), "{all}");
            all.contains("canary-reason")
        };
        assert!(told(&primary).await && told(&platform).await);
        for role in [Role::LocalAdministrator, Role::Auditor] {
            let other = world.administrator(role, rx1).await;
            assert!(!told(&other).await, "{role:?}");
        }
        assert!(!told(&watcher).await, "a national auditor places no holds");
        let desk = world.administrator(Role::LocalHelpDesk, rx1).await;
        assert!(!text(&world.asked(desk, &of_person(asha)).await).contains("canary"));
        // Whoever is held is not told so by the history.
        let mine = world.asked(Actor::Account(asha), &MyHistory::default()).await;
        assert!(mine.items.is_empty(), "{mine:?}");
        // The person moves on, and so does who may know.
        world.change_person(asha, |view| {
            view.organisation = rx2;
            view.organisation_code = "RX2".to_owned();
        });
        assert!(!told(&primary).await && told(&platform).await);
    });
}

/// A chunk of a register file as the directory would leave it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Chunk {
    organisations: Vec<OrganisationId>,
}

impl Command for Chunk {
    const NAME: &'static str = "register.import";
    const ACTION: Action = RENAME;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        tx.subject("register_file", call.act.0, 1);
        for (number, organisation) in self.organisations.iter().enumerate() {
            tx.concerns(*organisation);
            let name = format!("canary-{number}");
            tx.effect("organisation", organisation.0, "name", None::<&str>, name.as_str());
        }
        Ok(())
    }
}

#[test]
fn what_the_register_changed_of_another_member_stands_in_nobody_elses_history() {
    check(with_rename, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        let platform = world.person("Pat All", rx2);
        world.grant(platform, Role::PlatformAdministrator, GrantSpan::Nation).await;
        world.done(world.operator(), Chunk { organisations: vec![rx1, rx2] }).await;
        world.seal().await;
        let query = HistoryOfOrganisation::of("RX1");
        let own = world.asked(ann, &query).await;
        assert_eq!(own.items[0].changes.len(), 1);
        assert!(text(&own).contains("canary-0") && !text(&own).contains("canary-1"));
        let nation = world.asked(Actor::Account(platform), &query).await;
        let told: Vec<_> = nation.items[0].changes.iter().map(|one| one.what.clone()).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(!told[0].contains(" of ") && told[1].contains(" of "), "{told:?}");
    });
}

#[test]
fn pages_of_a_person_are_whole_whatever_is_passed_over() {
    check(with_rename, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let one = world.administrator(Role::Auditor, rx1).await;
        let asha = world.person("Asha Sen", rx1);
        for number in 0..14 {
            // Five of them concern the reader's organisation.
            let organisation = if number % 3 == 1 { rx1 } else { rx2 };
            let family_name = format!("Sen-{number}");
            let rename = Rename { account: asha, organisation, family_name, neighbours: vec![] };
            world.done(world.operator(), rename).await;
        }
        world.seal().await;
        let (mut acts, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let query = HistoryOfPerson { after, limit: Some(2), ..of_person(asha) };
            let page = world.asked(one.clone(), &query).await;
            acts.extend(page.items.iter().map(|entry| entry.act.to_string()));
            pages += 1;
            // Where the next page begins is an act that was told.
            assert!(page.next.as_ref().is_none_or(|next| acts.last() == Some(next)));
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!((acts.len(), pages), (5, 3));
    });
}

#[test]
fn a_file_of_the_history_holds_no_formula() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let asha = world.person("Asha Rao", rx1);
        world.done(ann.clone(), give(asha, "RX1", "=HYPERLINK(\"x\")")).await;
        world.seal().await;
        let found = world.asked(ann, &HistoryOfOrganisation::of("RX1")).await;
        let file = csv_text(&found.items, Ends::AtTheBeginning);
        let mut reader = csv::Reader::from_reader(file.as_slice());
        let mut cells = reader.records().flat_map(|record| {
            let record = record.expect("a record");
            record.iter().map(str::to_owned).collect::<Vec<_>>()
        });
        assert!(cells.any(|cell| cell == "'=HYPERLINK(\"x\")"));
        let text = String::from_utf8(file).expect("text");
        assert!(!text.contains(",=") && !text.contains(",\"="));
        let cut = csv_text(&found.items, Ends::Before);
        let cut = String::from_utf8(cut).expect("text");
        let last = cut.strip_prefix(&text).expect("one line more");
        assert!(last.contains("goes back further than this file"), "{last}");
    });
}

#[test]
fn every_act_reads_as_a_sentence() {
    let change = |before: Option<&str>, after: Option<&str>| Change {
        what: "family name".to_owned(),
        before: before.map(str::to_owned),
        after: after.map(str::to_owned),
    };
    let rename = [change(Some("Rao"), Some("Sen"))];
    let of = |what: &str, before: Option<&str>, after: Option<&str>| Change {
        what: what.to_owned(),
        ..change(before, after)
    };
    let role = [
        of("role", None, Some("local help desk")),
        of("organisation", None, Some("Northmoor Hospital")),
    ];
    let moved = [of("user policy", Some("National"), Some("Wards"))];
    let two = [moved[0].clone(), of("user policy", Some("Desk"), Some("Wards"))];
    let hidden = [of("user policy", Some("(not shown)"), Some("(not shown)"))];
    let unit = [of("name", Some("Ward 4"), Some("Ward 5"))];
    let planned = [
        of("user policy of the planned move", None, Some("Wards")),
        of("day of the planned move", None, Some("2027-03-05")),
    ];
    let (asha, sen) = (Some("Asha Rao"), Some("Asha Sen"));
    for (expected, command, thing, doer, changes) in [
        ("Ann gave a role to Asha Rao", "grant.give", asha, Doer::Another, &[][..]),
        ("Ann gave a role", "grant.give", None, Doer::Another, &[]),
        (
            "Ann gave Asha Rao the role local help desk at Northmoor Hospital",
            "grant.give",
            asha,
            Doer::Another,
            &role,
        ),
        (
            "Ann gave Asha Rao the role local help desk in the whole service",
            "grant.give",
            asha,
            Doer::Another,
            &role[..1],
        ),
        ("Ann moved Asha Rao from National to Wards", "policy.move", asha, Doer::Another, &moved),
        ("Ann moved 2 people to Wards", "policy.move", asha, Doer::Another, &two),
        ("Ann moved Asha Rao to another user policy", "policy.move", asha, Doer::Another, &hidden),
        (
            "Ann moved Asha Rao from National to Wards, as planned",
            "policy.move-planned",
            asha,
            Doer::Another,
            &moved,
        ),
        (
            "Ann planned that Asha Rao moves to Wards on 5 March 2027",
            "policy.move",
            asha,
            Doer::Another,
            &planned,
        ),
        (
            "Ann cancelled the move of Asha Rao to another user policy that was planned",
            "policy.cancel-move",
            asha,
            Doer::Another,
            &[],
        ),
        ("Ann renamed the unit Ward 4 to Ward 5", "unit.rename", None, Doer::Another, &unit),
        (
            "Ann changed the family name of Asha Sen from Rao to Sen",
            "person.rename",
            sen,
            Doer::Another,
            &rename,
        ),
        (
            "Asha Sen changed their own family name from Rao to Sen",
            "person.rename",
            sen,
            Doer::Oneself,
            &rename,
        ),
        ("Asha Rao changed their own password", "password.change", asha, Doer::Oneself, &[]),
        (
            "Asha Rao used their start code and set a password",
            "start-code.redeem",
            asha,
            Doer::Nobody,
            &[],
        ),
        ("Ann: unheard of (person, Asha)", "person.unheard-of", Some("Asha"), Doer::Another, &[]),
    ] {
        let actor = if doer == Doer::Oneself { thing.expect("oneself") } else { "Ann" };
        assert_eq!(sentence(actor, Act { command, thing, doer, changes }), expected);
    }
}

#[test]
fn what_is_undone_is_offered_to_those_who_may_and_only_until_something_else_happens() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let auditor = world.administrator(Role::Auditor, rx1).await;
        let foreign = {
            let rx2 = world.organisation("RX2").await;
            world.administrator(Role::PrimaryLocalAdministrator, rx2).await
        };
        let asha = world.person("Asha Rao", rx1);
        world.done(ann.clone(), give(asha, "RX1", "for a while")).await;
        world.seal().await;
        let asked = HistoryOfOrganisation { undo: true, ..HistoryOfOrganisation::of("RX1") };
        let offered = async |who: &Actor| {
            let found = world.asked(who.clone(), &asked).await;
            let given = found.items.iter().find(|entry| entry.command == "grant.give");
            given.map(|entry| (entry.act, entry.can_undo)).expect("it is told")
        };
        let (act, can_undo) = offered(&ann).await;
        assert!(can_undo);
        assert!(!offered(&auditor).await.1, "an auditor undoes nothing");
        let silent = world.asked(ann.clone(), &HistoryOfOrganisation::of("RX1")).await;
        assert!(silent.items.iter().all(|entry| !entry.can_undo), "not worked out unasked");

        let undo = world.asked(ann.clone(), &UndoOf { act }).await;
        assert_eq!((undo.command.as_str(), undo.version), ("grant.end", 1));
        assert_eq!(undo.organisation.as_deref(), Some("RX1"));
        assert_eq!(world.not_asked(auditor, &UndoOf { act }).await, "not-allowed");
        assert_eq!(world.not_asked(foreign, &UndoOf { act }).await, "not-found");

        let call = world.call(ann.clone()).expecting(Some(undo.version));
        world.door.perform_by_name(call, &undo.command, undo.input).await.expect("undone");
        world.seal().await;
        assert!(!offered(&ann).await.1, "it is over");
        assert_eq!(world.not_asked(ann, &UndoOf { act }).await, "act.changed-since");
    });
}

#[test]
fn an_address_is_known_to_those_only_in_whose_history_it_stands() {
    check(crate::manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let ann = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let fay = world.administrator(Role::PrimaryLocalAdministrator, rx2).await;
        let (asha, _) = (world.person("Asha Rao", rx1), world.person("Bob Lee", rx2));
        world.done(ann.clone(), give(asha, "RX1", "here")).await;
        world.seal().await;
        let whom = |address: &str| WhomOfHistory {
            organisation: "RX1".to_owned(),
            address: format!("{address}@guildhall.example"),
        };
        assert_eq!(world.asked(ann.clone(), &whom("asha.rao")).await, Some(asha));
        assert_eq!(world.asked(ann.clone(), &whom("bob.lee")).await, None);
        assert_eq!(world.asked(ann, &whom("nobody.at-all")).await, None);
        assert_eq!(world.not_asked(fay, &whom("asha.rao")).await, "not-found");
    });
}
