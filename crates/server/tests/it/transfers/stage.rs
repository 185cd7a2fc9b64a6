//! Two organisations with administrators and licences, and people who are moved between them.

use std::collections::BTreeSet;
use std::time::Duration;

use facts::directory::AccountAt;
use facts::entitlement::{LicencesOf, PolicyOf};
use kernel::audit::{HistoryFilter, history_of_organisation};
use kernel::door::Actor;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Error;
use serde_json::{Value, json};
use testkit::World;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::model::{Act, Deed, Life, Model, Open, Place};

/// Microsoft 365 E3, which the national user policy of an enhanced organisation gives.
const PRODUCT: &str = "05e9a617-0261-4cee-bb44-138d3ef5d965";

/// Somebody who is moved about.
#[derive(Clone, Debug)]
pub(super) struct Person {
    id: AccountId,
    address: String,
    /// The transfer that was begun last.
    transfer: Option<String>,
}

/// What is asked about somebody.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    at: String,
    state: String,
    is_leaving: bool,
    open: Option<(String, String)>,
}

pub(super) struct Stage<'a> {
    world: &'a World,
    administrators: [Actor; 2],
    organisations: [OrganisationId; 2],
    /// Whether there are licences for everybody.
    is_plenty: bool,
    number: std::sync::atomic::AtomicU64,
}

const fn code(place: Place) -> &'static str {
    match place {
        Place::A => "QZA1",
        Place::B => "QZB1",
    }
}

const fn index(place: Place) -> usize {
    place as usize
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

/// Performs a command as the operator, who may.
async fn operate(world: &World, name: &str, body: Value) -> Value {
    match world.door.perform_by_name(world.call(world.operator()), name, body.clone()).await {
        Ok(done) => done.output,
        Err(error) => panic!("{name} {body}: {error}"),
    }
}

impl<'a> Stage<'a> {
    /// Opens both organisations, each with so many licences.
    pub(super) async fn open(world: &'a World, licences: i64) -> Self {
        let rows: Vec<Value> = Place::BOTH
            .iter()
            .map(|place| json!({ "code": code(*place), "name": format!("HOSPITAL {}", code(*place)), "kind": "trust", "status": "active" }))
            .collect();
        let file = json!({ "name": "register.csv", "digest": "0".repeat(64), "as_of": 20_260_101 });
        operate(world, "register.import", json!({ "file": file, "rows": rows })).await;
        let mut administrators = Vec::new();
        let mut organisations = Vec::new();
        for place in Place::BOTH {
            let code = code(place);
            let open = json!({ "organisation": code, "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" });
            let opened = operate(world, "organisation.open", open).await;
            organisations.push(OrganisationId(text(&opened["id"]).parse().expect("a key")));
            let bought = json!({ "product": PRODUCT, "label": "Our own", "quantity": licences, "organisation": code });
            operate(world, "subscription.add", bought).await;
            let person =
                json!({ "organisation": code, "given_name": "Admin", "family_name": "Holder" });
            let person = operate(world, "person.create", person).await;
            let grant = json!({ "person": person["id"], "role": "local administrator", "organisation": code, "reason": "for the test" });
            operate(world, "grant.give", grant).await;
            administrators
                .push(Actor::Account(AccountId(text(&person["id"]).parse().expect("a key"))));
        }
        Self {
            world,
            administrators: administrators.try_into().expect("two"),
            organisations: organisations.try_into().expect("two"),
            is_plenty: licences > 1000,
            number: std::sync::atomic::AtomicU64::new(0),
        }
    }

    /// Somebody new in the first organisation.
    pub(super) async fn person(&self) -> Person {
        let number = self.number.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let letters: String =
            number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
        let body = json!({ "organisation": code(Place::A), "given_name": "Asha", "family_name": format!("Rao{letters}") });
        let created = operate(self.world, "person.create", body).await;
        let id = AccountId(text(&created["id"]).parse().expect("a key"));
        Person { id, address: text(&created["address"]), transfer: None }
    }

    /// Lets days pass, and the clocks look.
    pub(super) async fn pass(&self, days: u64) {
        self.world.advance(Duration::from_secs(days * 86_400));
        directory::transfers::jobs::run_due(&self.world.door).await.expect("the clocks run");
    }

    /// Does it; the code if it was refused.
    pub(super) async fn perform(&self, person: &mut Person, act: Act) -> Result<(), &'static str> {
        match act {
            Act::Days => self.pass(2).await,
            Act::Month => {
                self.pass(2).await;
                self.pass(29).await;
            }
            Act::By(place, deed) => {
                let (name, body) = self.command(person, place, deed);
                let call = self.world.call(self.administrators[index(place)].clone());
                match self.world.door.perform_by_name(call, name, body).await {
                    Ok(done) => {
                        if matches!(name, "transfer.offer" | "transfer.ask") {
                            person.transfer = Some(text(&done.output["transfer"]));
                        }
                    }
                    Err(Error::Refused(refusal)) => return Err(refusal.code),
                    Err(fault) => panic!("{name}: {fault}"),
                }
            }
        }
        Ok(())
    }

    fn command(&self, person: &Person, place: Place, deed: Deed) -> (&'static str, Value) {
        let (own, other, id) = (code(place), code(place.other()), person.id);
        let tomorrow = self.world.clock.now().plus_days(1).rfc3339();
        let day = &tomorrow[..10];
        let transfer = person.transfer.clone().unwrap_or_else(|| Uuid::nil().to_string());
        match deed {
            Deed::OfferNow => ("transfer.offer", json!({ "person": id, "organisation": other })),
            Deed::OfferLater => {
                ("transfer.offer", json!({ "person": id, "organisation": other, "day": day }))
            }
            Deed::AskNow => ("transfer.ask", json!({ "person": id, "organisation": own })),
            Deed::AskLater => {
                ("transfer.ask", json!({ "person": id, "organisation": own, "day": day }))
            }
            Deed::Accept => ("transfer.accept", json!({ "transfer": transfer })),
            Deed::Decline => {
                ("transfer.decline", json!({ "transfer": transfer, "reason": "for the test" }))
            }
            Deed::Withdraw => ("transfer.withdraw", json!({ "transfer": transfer })),
            Deed::Redate => ("transfer.change-date", json!({ "transfer": transfer, "day": day })),
            Deed::Claim => ("person.accept-joiner", json!({ "person": id, "organisation": own })),
            Deed::Delete => ("person.delete", json!({ "person": id })),
            Deed::Restore => ("person.restore", json!({ "person": id })),
            Deed::Leave => ("person.mark-leaver", json!({ "person": id, "leaving": "moves" })),
            Deed::Disable => ("person.disable", json!({ "person": id })),
            Deed::Enable => ("person.enable", json!({ "person": id })),
        }
    }

    async fn asked(&self, name: &str, body: Value) -> Value {
        let call = self.world.call(self.world.operator());
        match self.world.door.ask_by_name(call, name, body).await {
            Ok(answer) => answer,
            Err(error) => panic!("{name}: {error}"),
        }
    }

    async fn seen(&self, person: &Person) -> Seen {
        let record = self.asked("person.by-id", json!({ "person": person.id })).await;
        // By its key, so that one the product forgot to close is found too.
        let open = match &person.transfer {
            Some(transfer) => {
                let view = self.asked("transfer.by-id", json!({ "transfer": transfer })).await;
                let state = text(&view["state"]);
                matches!(state.as_str(), "offered" | "asked" | "dated")
                    .then(|| (text(&view["from"]), state))
            }
            None => None,
        };
        Seen {
            at: text(&record["organisation"]),
            state: text(&record["state"]),
            is_leaving: !record["leaver"].is_null(),
            open,
        }
    }

    /// Everything is as the model says.
    pub(super) async fn compare(&self, person: &Person, model: &Model, run: &[Act]) {
        let word = |open: Open| match open.word {
            Some(word) if word == open.from => "offered",
            Some(_) => "asked",
            None => "dated",
        };
        let state = match model.life {
            Life::Active => "active",
            Life::Disabled => "disabled",
            Life::Deleted { .. } => "deleted",
        };
        let must = Seen {
            at: code(model.at).to_owned(),
            state: state.to_owned(),
            is_leaving: model.leaver.is_some(),
            open: model.open.map(|open| (code(open.from).to_owned(), word(open).to_owned())),
        };
        assert_eq!(self.seen(person).await, must, "after {run:?}");
        self.holds(person).await;
    }

    /// What always has to hold for somebody: one place, one address, one licence of that place, one open transfer.
    pub(super) async fn holds(&self, person: &Person) {
        let seen = self.seen(person).await;
        let place = Place::BOTH.into_iter().find(|place| code(*place) == seen.at);
        let place = place.expect("the person is in one of the two");
        let mut reader = self.world.door.reader().await.expect("a reader");
        let at = reader.ask(AccountAt(person.address.clone())).await.expect("an answer");
        assert_eq!(at, Some(person.id), "{seen:?}");
        let policy = reader.ask(PolicyOf(person.id)).await.expect("an answer");
        let policy = policy.expect("the person is in a user policy");
        assert_eq!(policy.organisation, self.organisations[index(place)], "{seen:?}");
        let licences = reader.ask(LicencesOf(person.id)).await.expect("an answer").len();
        let is_live = seen.state != "deleted";
        assert!(licences <= usize::from(is_live), "{licences} licences, {seen:?}");
        if self.is_plenty {
            assert_eq!(licences, usize::from(is_live), "{seen:?}");
        }
        let sql =
            "SELECT COUNT(*) FROM licence_assignment WHERE account = $1 AND organisation <> $2";
        let elsewhere = kernel::vals![person.id, self.organisations[index(place)]];
        assert_eq!(reader.number(sql, &elsewhere).await.expect("a count"), 0, "{seen:?}");
        let sql = "SELECT COUNT(*) FROM transfer WHERE account = $1 AND state IN ('offered', 'asked', 'dated')";
        let open = reader.number(sql, &kernel::vals![person.id]).await.expect("a count");
        assert!(open <= 1, "{open} open transfers, {seen:?}");
        let sql = "SELECT COUNT(*) FROM address WHERE account = $1 AND kind = 'primary'";
        let primary = reader.number(sql, &kernel::vals![person.id]).await.expect("a count");
        assert_eq!(primary, 1, "{seen:?}");
    }

    /// Ends what is open, so that the clocks of later runs have nothing to do with it.
    pub(super) async fn put_away(&self, person: &Person) {
        if self.seen(person).await.open.is_none() {
            return;
        }
        for place in Place::BOTH {
            for deed in [Deed::Withdraw, Deed::Decline] {
                let _ = self.perform(&mut person.clone(), Act::By(place, deed)).await;
            }
        }
    }

    /// Does them all at once, and says how many were done.
    pub(super) async fn side_by_side(&self, acts: Vec<(Person, Act)>) -> usize {
        let mut running = JoinSet::new();
        for (person, act) in acts {
            let Act::By(place, deed) = act else { continue };
            let transfer = self.latest(&person).await;
            let person = Person { transfer, ..person };
            let (name, body) = self.command(&person, place, deed);
            let call = self.world.call(self.administrators[index(place)].clone());
            let door = self.world.door.clone();
            running.spawn(async move { door.perform_by_name(call, name, body).await });
        }
        let outcomes = running.join_all().await;
        for outcome in &outcomes {
            assert!(!matches!(outcome, Err(Error::Fault(_))), "{outcome:?}");
        }
        outcomes.iter().filter(|outcome| outcome.is_ok()).count()
    }

    async fn latest(&self, person: &Person) -> Option<String> {
        let mut reader = self.world.door.reader().await.expect("a reader");
        let sql = "SELECT id FROM transfer WHERE account = $1 ORDER BY id DESC LIMIT 1";
        let row = reader.row(sql, &kernel::vals![person.id]).await.expect("an answer");
        row.map(|row| row.id(0).expect("a key").to_string())
    }

    /// Every licence is where the books say, and each organisation counts those who are there.
    pub(super) async fn balanced(&self) {
        let checked = self.asked("licence.check", json!({})).await;
        assert_eq!(checked["broken"], json!({}));
        let mut reader = self.world.door.reader().await.expect("a reader");
        let sql = "SELECT COUNT(*) FROM (SELECT organisation, kind, state, COUNT(*) AS accounts FROM account GROUP BY organisation, kind, state) c \
                   JOIN account_count k ON k.organisation = c.organisation AND k.kind = c.kind AND k.state = c.state WHERE k.accounts <> c.accounts";
        assert_eq!(reader.number(sql, &[]).await.expect("a count"), 0);
        let sql = "SELECT COUNT(*) FROM (SELECT account FROM licence_assignment GROUP BY account HAVING COUNT(*) > 1) doubled";
        assert_eq!(reader.number(sql, &[]).await.expect("a count"), 0);
        let sql = "SELECT (SELECT COUNT(*) FROM account) - (SELECT COUNT(*) FROM address WHERE kind = 'primary')";
        assert_eq!(reader.number(sql, &[]).await.expect("a count"), 0);
    }

    /// Both organisations have the same acts on transfers in their histories, and the move in each as often.
    pub(super) async fn told_to_both(&self) {
        self.world.seal().await;
        let [first, second] = [self.told(0).await, self.told(1).await];
        assert!(!first.is_empty());
        assert_eq!(first, second);
    }

    async fn told(&self, place: usize) -> BTreeSet<(Uuid, String)> {
        let mut reader = self.world.door.reader().await.expect("a reader");
        let (mut told, mut before) = (BTreeSet::new(), None);
        loop {
            let filter = HistoryFilter::default();
            let organisation = self.organisations[place];
            let page = history_of_organisation(&mut reader, organisation, &filter, before, 200)
                .await
                .expect("a history");
            let concerning = page.rows.iter().filter(|row| {
                row.row.outcome == "done"
                    && (row.row.command.starts_with("transfer.")
                        || row.row.command == "person.accept-joiner")
            });
            told.extend(concerning.map(|row| (row.row.id, row.row.command.clone())));
            before = page.next;
            if before.is_none() {
                return told;
            }
        }
    }
}
