//! A door with neighbours from memory.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use facts::directory::{
    AccountAddress, AccountAt, AccountOf, AccountView, ActivePeople, ActivePerson, AddressOf,
    InvitationOf, InvitationView, OpenOrganisationsAfter, OrganisationCoded, OrganisationOf,
    OrganisationView, TimeZoneOf, UnreadSince,
};
use kernel::authority::{
    Grant, GrantSpan, IntakeOf, OrganisationNamed, Role, ServedSector, Span, Standing, StandingOf,
};
use kernel::clock::{Clock, Timestamp};
use kernel::db::BoxFuture;
use kernel::door::{Actor, Answers, Call, Command, Door, Face, Manifest, Opening, Ports, Query};
use kernel::ids::{AccountId, GrantId, OrganisationId};
use kernel::refusal::{Error, Fault, Result};
use parking_lot::Mutex;

use crate::acts::{GiveRole, Note, Place, RULES, Serve};
use crate::database::{Engine, Scratch, engines, racing_engines};

/// Neighbours that the slice under test asks about.
#[derive(Default)]
struct Neighbours {
    accounts: HashMap<AccountId, AccountView>,
    organisations: HashMap<OrganisationId, OrganisationView>,
    invitations: HashMap<AccountId, InvitationView>,
    unread: HashMap<AccountId, Timestamp>,
    intakes: HashSet<(AccountId, OrganisationId)>,
}

/// A door on a scratch database, at noon of 2 January 2027.
#[derive(Clone)]
pub struct World {
    /// The door.
    pub door: Door,
    /// The clock, moved by hand.
    pub clock: Clock,
    /// The engine this run is on.
    pub engine: Engine,
    neighbours: Arc<Mutex<Neighbours>>,
}

/// Runs a test on every engine, with neighbours from memory.
pub fn check<T: Future<Output = ()>>(
    manifests: impl Fn() -> Vec<Manifest>,
    test: impl Fn(World) -> T,
) {
    check_on(&engines(), manifests, Ports::default, Stand::In, test);
}

/// Runs a race on every engine and on the oracle.
pub fn check_races<T: Future<Output = ()>>(
    manifests: impl Fn() -> Vec<Manifest>,
    test: impl Fn(World) -> T,
) {
    check_on(&racing_engines(), manifests, Ports::default, Stand::In, test);
}

/// Whether neighbours are stood in for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Directory answers come from memory.
    In,
    /// The manifests bring the real directory.
    Aside,
}

/// Runs a test on the given engines, with ports; real directory or stood in for.
pub fn check_on<T: Future<Output = ()>>(
    engines: &[Engine],
    manifests: impl Fn() -> Vec<Manifest>,
    ports: impl Fn() -> Ports,
    stand: Stand,
    test: impl Fn(World) -> T,
) {
    for engine in engines {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .expect("a runtime can be made");
        runtime.block_on(async {
            let scratch = Scratch::new(*engine).await;
            let world = World::open(&scratch, *engine, manifests(), ports(), stand)
                .await
                .expect("the door opens");
            test(world.clone()).await;
            world.close().await;
            scratch.remove().await;
        });
    }
}

impl World {
    /// Opens a door on a scratch database.
    pub async fn open(
        scratch: &Scratch,
        engine: Engine,
        manifests: Vec<Manifest>,
        ports: Ports,
        stand: Stand,
    ) -> Result<Self, Fault> {
        let clock = Clock::by_hand(Timestamp::from_micros(1_798_891_200_000_000));
        let neighbours = Arc::new(Mutex::new(Neighbours::default()));
        Self::open_among(neighbours, clock, scratch, (engine, manifests, ports, stand)).await
    }

    /// Opens a second door on the same database, with the same neighbours and clock: another node, or the same one after
    /// it was started again.
    pub async fn another(
        &self,
        scratch: &Scratch,
        manifests: Vec<Manifest>,
        ports: Ports,
    ) -> Result<Self, Fault> {
        let (neighbours, clock) = (Arc::clone(&self.neighbours), self.clock.clone());
        Self::open_among(neighbours, clock, scratch, (self.engine, manifests, ports, Stand::In))
            .await
    }

    async fn open_among(
        neighbours: Arc<Mutex<Neighbours>>,
        clock: Clock,
        scratch: &Scratch,
        (engine, mut manifests, ports, stand): (Engine, Vec<Manifest>, Ports, Stand),
    ) -> Result<Self, Fault> {
        manifests.push(Manifest { name: "test", rules: RULES, ..Manifest::default() });
        let answers = (stand == Stand::In).then(|| answers(&neighbours));
        let opening = Opening {
            target: scratch.target.clone(),
            clock: clock.clone(),
            key: kernel::audit::node_key(b"a key for tests"),
            ports,
        };
        let door = Door::open_with(opening, &manifests, answers.unwrap_or_default()).await?;
        Ok(Self { door, clock, engine, neighbours })
    }

    async fn close(self) {
        self.seal().await;
        let mut reader = self.door.reader().await.expect("a reader");
        let report = kernel::audit::verify(&mut reader, self.door.node_key(), &[], None)
            .await
            .expect("the audit can be read");
        assert!(report.problems.is_empty(), "the audit does not verify: {:?}", report.problems);
        drop(reader);
        self.door.close().await;
    }

    /// Seals what waits, on the engine that does not seal in the commit.
    pub async fn seal(&self) {
        kernel::audit::seal_once(self.door.database(), self.door.node_key())
            .await
            .expect("sealing works");
    }

    /// How often a command was refused, as the audit has it.
    pub async fn refusals(&self, command: &str) -> i64 {
        let mut reader = self.door.reader().await.expect("a reader");
        let sql = "SELECT COUNT(*) FROM audit WHERE command = $1 AND outcome = 'refused'";
        reader.number(sql, &kernel::vals![command]).await.expect("a count")
    }

    /// How often a command was done, as the audit has it.
    pub async fn acts(&self, command: &str) -> i64 {
        let mut reader = self.door.reader().await.expect("a reader");
        let sql = "SELECT COUNT(*) FROM audit WHERE command = $1 AND outcome = 'done'";
        reader.number(sql, &kernel::vals![command]).await.expect("a count")
    }

    /// The version of whatever of a kind was changed last, as the audit has it.
    pub async fn last_version(&self, kind: &str) -> i64 {
        let mut reader = self.door.reader().await.expect("a reader");
        let sql =
            "SELECT subject_version FROM audit WHERE subject_kind = $1 ORDER BY id DESC LIMIT 1";
        reader.number(sql, &kernel::vals![kind]).await.expect("a version")
    }

    /// How many acts have these words among their effects or facts, as the audit has it.
    pub async fn acts_that_tell(&self, words: &str) -> usize {
        let mut reader = self.door.reader().await.expect("a reader");
        let rows = reader.rows("SELECT effects, facts FROM audit", &[]).await.expect("the acts");
        let tells = |row: &&kernel::db::Row| {
            (0..2).any(|column| row.text(column).expect("a text").contains(words))
        };
        rows.iter().filter(tells).count()
    }

    /// Moves the clock.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Moves the clock by days.
    pub fn advance_days(&self, days: u64) {
        self.clock.advance(Duration::from_secs(days * 86_400));
    }

    /// An open organisation of that code, at the top of the tree.
    pub async fn organisation(&self, code: &str) -> OrganisationId {
        self.organisation_below(code, None).await
    }

    /// An open organisation under another one.
    pub async fn organisation_below(
        &self,
        code: &str,
        parent: Option<OrganisationId>,
    ) -> OrganisationId {
        let organisation = OrganisationId(kernel::ids::new_at(self.clock.now()));
        let view = OrganisationView {
            organisation,
            code: code.to_owned(),
            name: format!("{code} Hospital"),
            short_name: Some(code.to_lowercase()),
            tier: Some("enhanced".to_owned()),
            is_open: true,
            is_closing: false,
        };
        self.neighbours.lock().organisations.insert(organisation, view);
        self.done(self.operator(), Place { organisation, parent }).await;
        organisation
    }

    /// An active person of that name.
    pub fn person(&self, name: &str, organisation: OrganisationId) -> AccountId {
        let account = AccountId(kernel::ids::new_at(self.clock.now()));
        let neighbours = &mut *self.neighbours.lock();
        let owner = neighbours.organisations.get(&organisation);
        let (given, family) = name.split_once(' ').unwrap_or((name, ""));
        let view = AccountView {
            account,
            organisation,
            organisation_code: owner.map(|owner| owner.code.clone()).unwrap_or_default(),
            organisation_name: owner.map(|owner| owner.name.clone()).unwrap_or_default(),
            kind: "user".to_owned(),
            state: "active".to_owned(),
            is_leaving: false,
            starts_at: None,
            leaves_at: None,
            here_since: None,
            given_name: given.to_owned(),
            family_name: family.to_owned(),
            display_name: name.to_owned(),
            address: format!(
                "{}.{}@guildhall.example",
                given.to_lowercase(),
                family.to_lowercase()
            ),
            aliases: Vec::new(),
            job_title: None,
            department: None,
            telephone: None,
            mobile: None,
            listed: true,
            version: 1,
        };
        neighbours.accounts.insert(account, view);
        account
    }

    /// Changes what the stood-in directory says of an account.
    pub fn change_person(&self, account: AccountId, change: impl FnOnce(&mut AccountView)) {
        if let Some(view) = self.neighbours.lock().accounts.get_mut(&account) {
            change(view);
        }
    }

    /// Has the stood-in directory say that the operator invited an account by an address outside the service.
    pub fn invite(&self, account: AccountId, address: &str) {
        let (invited_by, invited_at) = (self.operator().label(), self.clock.now());
        let view = InvitationView { address: address.to_owned(), invited_by, invited_at };
        self.neighbours.lock().invitations.insert(account, view);
    }

    /// Has the stood-in directory say that nobody reads the mailbox of an account from now on.
    pub fn leave_unread(&self, account: AccountId) {
        self.neighbours.lock().unread.insert(account, self.clock.now());
    }

    /// Changes what the stood-in directory says of an organisation.
    pub fn change_organisation(
        &self,
        organisation: OrganisationId,
        change: impl FnOnce(&mut OrganisationView),
    ) {
        if let Some(view) = self.neighbours.lock().organisations.get_mut(&organisation) {
            change(view);
        }
    }

    /// Has the stood-in directory say that somebody recorded how an asker of the organisation was checked.
    pub fn intake(&self, account: AccountId, organisation: OrganisationId) {
        self.neighbours.lock().intakes.insert((account, organisation));
    }

    /// A person of the organisation who holds the role there. A role for a sector is for pharmacies.
    pub async fn administrator(&self, role: Role, organisation: OrganisationId) -> Actor {
        let account = self.person(
            &format!("{} Of-{}", role.name().replace(' ', "-"), organisation.0.simple()),
            organisation,
        );
        let span = match role.span() {
            Span::Nation => GrantSpan::Nation,
            Span::Sector => GrantSpan::Sector(ServedSector::Pharmacy),
            Span::Organisation => GrantSpan::Organisation(organisation),
        };
        self.grant(account, role, span).await;
        Actor::Account(account)
    }

    /// Gives a role from now on.
    pub async fn grant(&self, account: AccountId, role: Role, span: GrantSpan) -> GrantId {
        let now = self.clock.now();
        let id = GrantId(kernel::ids::new_at(now));
        let grant = Grant {
            id,
            account,
            role,
            span,
            starts_at: now,
            ends_at: None,
            reason: "for a test".to_owned(),
            version: 1,
        };
        self.done(self.operator(), GiveRole(grant)).await;
        id
    }

    /// Marks an organisation as looked after nationally, in a sector.
    pub async fn serve(&self, organisation: OrganisationId, sector: ServedSector) {
        self.done(self.operator(), Serve { organisation, sector: Some(sector) }).await;
    }

    /// Takes the mark off.
    pub async fn serve_no_more(&self, organisation: OrganisationId) {
        self.done(self.operator(), Serve { organisation, sector: None }).await;
    }

    /// Sets a rule with a number for everybody, from now on.
    pub async fn set_rule(&self, rule: &kernel::dated::NumberRule, value: i64) {
        self.done(self.operator(), crate::SetRule { name: rule.name.to_owned(), value }).await;
    }

    /// The operator on the host.
    pub fn operator(&self) -> Actor {
        Actor::Operator("test".to_owned())
    }

    /// A call of now.
    pub fn call(&self, actor: Actor) -> Call {
        self.door.call(actor, Face::Api)
    }

    /// Performs a command that must be done.
    pub async fn done<C: Command>(&self, actor: Actor, command: C) -> C::Output {
        match self.door.perform(self.call(actor), command).await {
            Ok(done) => done.output,
            Err(error) => panic!("{} was not done: {error}", C::NAME),
        }
    }

    /// Performs a command that must be refused, and gives the refusal's code.
    pub async fn refused<C: Command>(&self, actor: Actor, command: C) -> &'static str {
        match self.door.perform(self.call(actor), command).await {
            Ok(_) => panic!("{} was done but should have been refused", C::NAME),
            Err(Error::Refused(refusal)) => refusal.code,
            Err(error) => panic!("{} met a fault: {error}", C::NAME),
        }
    }

    /// Asks a query that must be answered.
    pub async fn asked<Q: Query>(&self, actor: Actor, query: &Q) -> Q::Output {
        match self.door.ask(&self.call(actor), query).await {
            Ok(output) => output,
            Err(error) => panic!("{} was not answered: {error}", Q::NAME),
        }
    }

    /// Asks a query that must be refused, and gives the refusal's code.
    pub async fn not_asked<Q: Query>(&self, actor: Actor, query: &Q) -> &'static str {
        match self.door.ask(&self.call(actor), query).await {
            Ok(_) => panic!("{} was answered but should have been refused", Q::NAME),
            Err(Error::Refused(refusal)) => refusal.code,
            Err(error) => panic!("{} met a fault: {error}", Q::NAME),
        }
    }

    /// Notes a fact as its owner would; its listeners within run.
    pub async fn note<F: kernel::door::Fact + Clone>(&self, fact: F) {
        self.note_as(self.operator(), fact).await;
    }

    /// The same, as somebody.
    pub async fn note_as<F: kernel::door::Fact + Clone>(&self, actor: Actor, fact: F) {
        self.done(actor, Note::of(fact)).await;
    }

    /// Notes a fact whose listeners within must refuse, and gives the refusal's code.
    pub async fn note_refused<F: kernel::door::Fact + Clone>(&self, fact: F) -> &'static str {
        self.refused(self.operator(), Note::of(fact)).await
    }
}

/// Directory answers from memory.
fn answers(neighbours: &Arc<Mutex<Neighbours>>) -> Answers {
    let mut answers = Answers::default();
    let from = |neighbours: &Arc<Mutex<Neighbours>>| Arc::clone(neighbours);
    let ready = |added: Result<(), Fault>| added.expect("each question is answered once");
    let n = from(neighbours);
    ready(answers.add(move |StandingOf(account), _| {
        let view = n.lock().accounts.get(&account).cloned();
        now(view.map(|view| Standing {
            organisation: view.organisation,
            may_act: view.state == "active",
        }))
    }));
    let n = from(neighbours);
    ready(answers.add(move |IntakeOf { account, organisation, .. }, _| {
        let is_there = n.lock().intakes.contains(&(account, organisation));
        now(is_there.then(|| "T-1".to_owned()))
    }));
    let n = from(neighbours);
    ready(answers.add(move |AccountOf(account), _| now(n.lock().accounts.get(&account).cloned())));
    let n = from(neighbours);
    ready(answers.add(move |UnreadSince(account), _| now(n.lock().unread.get(&account).copied())));
    let n = from(neighbours);
    ready(
        answers
            .add(move |InvitationOf(account), _| now(n.lock().invitations.get(&account).cloned())),
    );
    let n = from(neighbours);
    ready(answers.add(move |AddressOf(account), _| {
        let address = n.lock().accounts.get(&account).map(|view| AccountAddress {
            organisation: view.organisation,
            address: view.address.clone(),
        });
        now(address)
    }));
    let n = from(neighbours);
    ready(answers.add(move |AccountAt(address), _| {
        let found = n
            .lock()
            .accounts
            .values()
            .find(|view| view.address.eq_ignore_ascii_case(&address))
            .map(|view| view.account);
        now(found)
    }));
    let n = from(neighbours);
    ready(answers.add(move |OrganisationOf(organisation), _| {
        now(n.lock().organisations.get(&organisation).cloned())
    }));
    let n = from(neighbours);
    ready(answers.add(|TimeZoneOf(_), _| now(Some("Europe/London".to_owned()))));
    ready(answers.add(move |OpenOrganisationsAfter { after, limit }, _| {
        let neighbours = n.lock();
        let open = neighbours.organisations.values().filter(|view| view.is_open);
        let mut found: Vec<OrganisationId> = open
            .map(|view| view.organisation)
            .filter(|organisation| after.is_none_or(|after| *organisation > after))
            .collect();
        found.sort_unstable();
        found.truncate(usize::try_from(limit).unwrap_or_default());
        now(found)
    }));
    let n = from(neighbours);
    ready(answers.add(move |asked: ActivePeople, _| {
        let neighbours = n.lock();
        let found = neighbours.accounts.values().filter(|view| {
            view.organisation == asked.organisation
                && view.kind == "user"
                && view.state == "active"
                && view.display_name.contains(&asked.search)
                && asked.after.is_none_or(|after| view.account > after)
        });
        let mut found: Vec<ActivePerson> = found
            .map(|view| ActivePerson {
                account: view.account,
                name: view.display_name.clone(),
                address: view.address.clone(),
                here_since: view.here_since,
            })
            .collect();
        found.sort_unstable_by_key(|person| person.account);
        found.truncate(usize::try_from(asked.limit).unwrap_or_default());
        now(found)
    }));
    let n = from(neighbours);
    ready(answers.add(move |OrganisationNamed(code), _| {
        let neighbours = n.lock();
        let found = neighbours.organisations.values().find(|view| view.code == code);
        now(found.map(|view| view.organisation))
    }));
    let n = from(neighbours);
    ready(answers.add(move |OrganisationCoded(code), _| {
        let found = n.lock().organisations.values().find(|view| view.code == code).cloned();
        now(found)
    }));
    answers
}

fn now<'a, T: Send + 'a>(value: T) -> BoxFuture<'a, Result<T>> {
    Box::pin(async move { Ok(value) })
}
