//! A small nation, built once through the door: an organisation, the ones around it, and somebody of every role.

use kernel::authority::{Grant, GrantSpan, Role, ServedSector, Span};
use kernel::clock::Timestamp;
use kernel::door::{Actor, Call, Face, TokenScope};
use kernel::ids::{AccountId, GrantId, OrganisationId};
use kernel::refusal::Error;
use serde_json::{Value, json};
use testkit::{GiveRole, World};
use uuid::Uuid;

/// Microsoft 365 E3, of the starter set of products.
pub(super) const PRODUCT: &str = "05e9a617-0261-4cee-bb44-138d3ef5d965";
/// What everybody who signs in signs in with.
const PASSWORD: &str = "quiet harbour seven lamps";

/// How an organisation lies to the one in which roles are granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Relation {
    /// The one in which the roles are granted and to which their holders belong.
    Own,
    /// Below it.
    Child,
    /// Above it.
    Parent,
    /// Beside it, under the same parent.
    Sibling,
    /// Below it, and closed.
    Closed,
    /// None at all: codes and keys that nothing has.
    Unknown,
    /// The actor, as far as something is about an account; otherwise the actor's organisation.
    Oneself,
}

/// Every relation, the unknown one first, because the others are compared with it.
pub(super) const RELATIONS: &[Relation] = &[
    Relation::Unknown,
    Relation::Own,
    Relation::Child,
    Relation::Parent,
    Relation::Sibling,
    Relation::Closed,
    Relation::Oneself,
];

/// The organisations that exist, parents before children.
const PLACED: &[(Relation, &str, Option<&str>)] = &[
    (Relation::Parent, "QZP1", None),
    (Relation::Own, "QZO1", Some("QZP1")),
    (Relation::Child, "QZC1", Some("QZO1")),
    (Relation::Sibling, "QZS1", Some("QZP1")),
    (Relation::Closed, "QZX1", Some("QZO1")),
];

/// An organisation at the top, in which nobody of the cast has a role: the other side of every transfer.
pub(super) const ELSEWHERE: &str = "QZZ1";

impl Relation {
    /// The word that stands in everything private of that organisation and nowhere else.
    pub(super) const fn canary(self) -> &'static str {
        match self {
            Self::Own | Self::Oneself => "qzown",
            Self::Child => "qzchild",
            Self::Parent => "qzparent",
            Self::Sibling => "qzsibling",
            Self::Closed => "qzclosed",
            Self::Unknown => "qzunknown",
        }
    }
}

/// What commands and queries can be about in one organisation.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) relation: Relation,
    pub(super) code: String,
    pub(super) organisation: Uuid,
    /// An active person with a session, a token and a role; deleted where the organisation is closed.
    pub(super) person: Uuid,
    pub(super) address: String,
    pub(super) unit: Uuid,
    pub(super) policy: Uuid,
    pub(super) grant: Uuid,
    pub(super) subscription: Uuid,
    pub(super) session: Uuid,
    pub(super) token: Uuid,
    /// An act in it that can be undone, as long as the organisation is open.
    pub(super) act: Uuid,
    /// A list of deletions that waits; dismissed where the organisation is closed.
    pub(super) night: Uuid,
    /// What the person asked for; withdrawn where the organisation is closed.
    pub(super) request: Uuid,
    /// A file that came with what they wrote about it.
    pub(super) attachment: Uuid,
    /// A list of people who would move to the user policy, prepared by the person.
    pub(super) bulk: Uuid,
    /// A view of a list that the person keeps.
    pub(super) view: Uuid,
    /// A report that the person has scheduled, and a file of it.
    pub(super) schedule: Uuid,
    pub(super) file: Uuid,
    /// An offer to an organisation in which nobody of the cast has a role; its person is deleted where this is closed.
    pub(super) transfer: Uuid,
    /// A banner for its people.
    pub(super) banner: Uuid,
    /// An application that it registered for its people.
    pub(super) application: Uuid,
    /// A moment a day after all of it was made, in microseconds since 1970.
    pub(super) tomorrow: i64,
}

impl Target {
    /// Its keys that stand in a body.
    pub(super) fn named_in(&self, body: &Value) -> Vec<String> {
        let body = body.to_string();
        let things = [self.organisation, self.person, self.unit, self.policy, self.grant];
        let others = [
            self.subscription,
            self.session,
            self.token,
            self.act,
            self.night,
            self.request,
            self.attachment,
            self.bulk,
            self.view,
            self.schedule,
            self.file,
            self.transfer,
            self.banner,
            self.application,
        ];
        let keys = things.iter().chain(&others).map(Uuid::to_string);
        keys.chain([self.code.clone(), self.address.clone()])
            .filter(|key| body.contains(key.as_str()))
            .collect()
    }
}

/// How far the roles of an actor reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The own organisation.
    Own,
    /// The own organisation and those below.
    OwnAndBelow,
    /// The organisation below the own one, which is administered nationally.
    Served,
    /// All.
    Nation,
}

/// Why an actor gets nowhere, whatever is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Barred {
    /// Not barred.
    No,
    /// Nobody is signed in, or the account may not act.
    SignIn,
    /// The token covers nothing.
    Token,
}

/// Somebody who asks.
#[derive(Clone, Debug)]
pub(super) struct Cast {
    pub(super) name: String,
    pub(super) actor: Actor,
    /// The role in force, and how far it reaches.
    pub(super) role: Option<(Role, Reach)>,
    pub(super) barred: Barred,
}

impl Cast {
    /// A call of theirs, which says that it has seen a version that nothing has: what may be changed answers that it
    /// is stale, and stays as it is for the next one who asks.
    pub(super) fn call(&self, world: &World) -> Call {
        let mut call = world.door.call(self.actor.clone(), Face::Api).expecting(Some(-1));
        if self.barred == Barred::Token {
            call.scope = Some(TokenScope::Actions(std::collections::BTreeSet::new()));
        }
        call
    }
}

/// All of it.
pub(super) struct Nation {
    pub(super) targets: Vec<Target>,
    pub(super) cast: Vec<Cast>,
    /// A role of the whole service that somebody outside the cast holds.
    pub(super) national_grant: Uuid,
    /// A purchase of the whole service.
    pub(super) national_subscription: Uuid,
    /// An application of the whole service.
    pub(super) application: Uuid,
}

impl Nation {
    /// The target of that relation, as this actor meets it.
    pub(super) fn target(&self, relation: Relation, cast: &Cast) -> Target {
        if relation != Relation::Oneself {
            return self.plain(relation).clone();
        }
        let person = cast
            .actor
            .account()
            .map_or_else(|| self.plain(Relation::Unknown).person, |account| account.0);
        Target { relation, person, ..self.plain(Relation::Own).clone() }
    }

    pub(super) fn plain(&self, relation: Relation) -> &Target {
        self.targets.iter().find(|target| target.relation == relation).expect("it was built")
    }

    /// Builds it.
    pub(super) async fn build(world: &World) -> Self {
        register(world).await;
        let elsewhere = json!({ "organisation": ELSEWHERE, "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" });
        done(world, "organisation.open", elsewhere).await;
        let may = json!({ "name": "application.by-organisations", "value": 1 });
        done(world, "rule.change", may).await;
        let mut targets = vec![unknown(world.clock.now())];
        for (relation, code, parent) in PLACED {
            targets.push(organisation(world, *relation, code, *parent).await);
        }
        let subscription = json!({ "product": PRODUCT, "label": "National", "quantity": 500 });
        let national_subscription = id(&done(world, "subscription.add", subscription).await, "id");
        let holder = person(world, "QZP1", "Second", "Approver").await.0;
        let body = json!({ "person": holder, "role": "second platform approver", "reason": "qzparentgrant" });
        let national_grant = id(&done(world, "grant.give", body).await, "grant");
        let body = json!({ "name": "Rota", "redirect_uris": ["https://rota.example/"] });
        let application = id(&done(world, "application.register", body).await, "application");
        let cast = cast(world).await;
        checkpoint(world).await;
        Self { targets, cast, national_grant, national_subscription, application }
    }
}

/// A signed checkpoint over everything so far.
async fn checkpoint(world: &World) {
    world.seal().await;
    done_as(world, Actor::Service("checkpoints"), "audit.checkpoint", json!({})).await;
    world.seal().await;
    let signer = kernel::audit::note::Signer::new("test.example/audit", &[9; 32]);
    let signer = signer.expect("a signer");
    let published = kernel::audit::publish(world.door.database(), &signer, None, |_| Ok(())).await;
    assert_eq!(published.expect("it is signed"), 1);
}

/// Performs a command as the operator, who may.
pub(super) async fn done(world: &World, name: &str, body: Value) -> Value {
    done_as(world, world.operator(), name, body).await
}

async fn done_as(world: &World, actor: Actor, name: &str, body: Value) -> Value {
    let call = world.door.call(actor, Face::Cli);
    match world.door.perform_by_name(call, name, body.clone()).await {
        Ok(done) => done.output,
        Err(Error::Refused(refusal)) => panic!("{name} {body} was refused: {refusal:?}"),
        Err(error) => panic!("{name} {body}: {error}"),
    }
}

fn id(output: &Value, member: &str) -> Uuid {
    let text = output[member].as_str().unwrap_or_else(|| panic!("{output} has no {member}"));
    text.parse().expect("a key")
}

async fn register(world: &World) {
    let codes = PLACED.iter().map(|(_, code, _)| *code).chain([ELSEWHERE]);
    let rows: Vec<Value> = codes
        .map(|code| json!({ "code": code, "name": format!("HOSPITAL {code}"), "kind": "trust", "status": "active" }))
        .collect();
    let file = register_file();
    done(world, "register.import", json!({ "file": file, "rows": rows })).await;
}

/// A register file, as commands name one.
pub(super) fn register_file() -> Value {
    json!({ "name": "register.csv", "digest": "0".repeat(64), "as_of": 20_260_101 })
}

fn unknown(now: Timestamp) -> Target {
    let key = || kernel::ids::new_at(now);
    Target {
        relation: Relation::Unknown,
        code: "QZU1".to_owned(),
        organisation: key(),
        person: key(),
        address: "nobody.at-all@guildhall.example".to_owned(),
        unit: key(),
        policy: key(),
        grant: key(),
        subscription: key(),
        session: key(),
        token: key(),
        act: key(),
        night: key(),
        request: key(),
        attachment: key(),
        bulk: key(),
        view: key(),
        schedule: key(),
        file: key(),
        transfer: key(),
        banner: key(),
        application: key(),
        tomorrow: now.plus_days(1).micros(),
    }
}

/// A report that somebody schedules, with a file that was made of it.
async fn report(world: &World, asker: &Actor, code: &str, canary: &str) -> (Uuid, Uuid) {
    let report = json!({ "file": format!("/o/{code}/people.csv"), "query": format!("search={canary}report"), "name": format!("{canary}report"), "every": "month" });
    let schedule = done_as(world, asker.clone(), "report.schedule", report).await;
    let schedule = id(&schedule, "schedule");
    let job = kernel::jobs::Job {
        id: Uuid::nil(),
        subject: schedule.to_string(),
        payload: json!({ "version": 1, "due_at": world.clock.now().micros() }).to_string(),
        attempts: 0,
    };
    let make = &casework::schedules::handlers()["report"];
    make(world.door.clone(), job).await.expect("the report is made");
    let mine = world.asked(asker.clone(), &casework::schedules::MySchedules::default()).await;
    let mine = mine.iter().find(|line| line.schedule == schedule).expect("the report");
    (schedule, mine.files[0].file)
}

async fn person(world: &World, code: &str, given: &str, family: &str) -> (Uuid, String) {
    let body = json!({ "organisation": code, "given_name": given, "family_name": family });
    let output = done(world, "person.create", body).await;
    (id(&output, "id"), output["address"].as_str().expect("an address").to_owned())
}

async fn organisation(
    world: &World,
    relation: Relation,
    code: &str,
    parent: Option<&str>,
) -> Target {
    let canary = relation.canary();
    let body = json!({ "organisation": code, "parent": parent, "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" });
    let organisation = id(&done(world, "organisation.open", body).await, "id");
    let unit = json!({ "organisation": code, "name": format!("{canary}unit") });
    let unit = id(&done(world, "unit.create", unit).await, "unit");
    let policy = json!({ "organisation": code, "name": format!("{canary}policy"), "base_product": PRODUCT, "description": format!("{canary}words") });
    let policy = id(&done(world, "policy.create", policy).await, "id");
    let bought = json!({ "product": PRODUCT, "label": format!("{canary}label"), "quantity": 50, "organisation": code });
    let subscription = id(&done(world, "subscription.add", bought).await, "id");
    let family = format!("{canary}person");
    let body = json!({ "organisation": code, "given_name": "Ann", "family_name": family, "job_title": format!("{canary}job"), "staff_number": format!("{canary}staff"), "unit": unit, "policy": policy });
    let output = done(world, "person.create", body).await;
    let person = id(&output, "id");
    let address = output["address"].as_str().expect("an address").to_owned();
    let (session, token) = signed_in(world, person, &address).await;
    let role = json!({ "person": person, "role": "licence administrator", "organisation": code, "reason": format!("{canary}grant") });
    let grant = id(&done(world, "grant.give", role).await, "grant");
    let (other, _) = self::person(world, code, "Bob", &family).await;
    let disable = json!({ "person": other, "reason": format!("{canary}reason") });
    let call = world.call(world.operator());
    let act = world.door.perform_by_name(call, "person.disable", disable).await;
    let act = act.expect("it is done").act.0;
    let (leaver, _) = self::person(world, code, "Carl", &family).await;
    let night = night(world, organisation, leaver).await;
    let asker = Actor::Account(AccountId(person));
    let words = format!("{canary}asks");
    let ask =
        json!({ "kind": "something-else", "answers": { "subject": words, "details": words } });
    let request = id(&done_as(world, asker.clone(), "request.ask", ask).await, "request");
    let file = json!({ "name": format!("{canary}file.txt"), "content": "aGVsbG8=" });
    let message =
        json!({ "request": request, "message": format!("{canary}says"), "files": [file] });
    done_as(world, asker.clone(), "request.answer", message).await;
    let call = world.call(asker.clone());
    let seen = world.door.ask_by_name(call, "request.by-id", json!({ "request": request })).await;
    let attachment = id(&seen.expect("the request")["thread"][0]["files"][0], "file");
    let people = format!("{address}\n{canary}pasted@guildhall.example");
    let bulk = json!({ "organisation": code, "act": "policy", "answer": policy, "people": people });
    let bulk = id(&done_as(world, asker.clone(), "bulk.begin", bulk).await, "bulk");
    casework::bulk::jobs::run_due(&world.door).await.expect("everybody is looked up");
    let view = json!({ "list": format!("/o/{code}/people"), "query": format!("search={canary}view"), "name": format!("{canary}view") });
    let view = id(&done_as(world, asker.clone(), "view.save", view).await, "view");
    let (schedule, file) = report(world, &asker, code, canary).await;
    let (moving, _) = self::person(world, code, "Dora", &family).await;
    let offer =
        json!({ "person": moving, "organisation": ELSEWHERE, "note": format!("{canary}note") });
    let transfer = id(&done(world, "transfer.offer", offer).await, "transfer");
    let tomorrow = world.clock.now().plus_days(1).micros();
    let banner =
        json!({ "organisation": code, "words": format!("{canary}banner"), "ends_at": tomorrow });
    let banner = id(&done(world, "banner.put", banner).await, "banner");
    let own = json!({ "organisation": code, "name": format!("{canary}application"), "redirect_uris": ["https://own.example/"], "open_to": "everybody" });
    let application = id(&done(world, "application.register", own).await, "application");
    if relation == Relation::Closed {
        done_as(world, asker, "request.withdraw", json!({ "request": request })).await;
        let view = world.door.ask_by_name(
            world.call(world.operator()),
            "night.by-id",
            json!({ "night": night }),
        );
        let digest = view.await.expect("the night")["night"]["digest"].clone();
        done(world, "night.dismiss", json!({ "night": night, "digest": digest })).await;
        done(world, "person.delete", json!({ "person": leaver })).await;
        done(world, "person.delete", json!({ "person": person })).await;
        done(world, "person.delete", json!({ "person": other })).await;
        done(world, "person.delete", json!({ "person": moving })).await;
        done(world, "organisation.close", json!({ "organisation": code })).await;
    }
    Target {
        relation,
        code: code.to_owned(),
        organisation,
        person,
        address,
        unit,
        policy,
        grant,
        subscription,
        session,
        token,
        act,
        night,
        request,
        attachment,
        bulk,
        view,
        schedule,
        file,
        transfer,
        banner,
        application,
        tomorrow,
    }
}

/// Holds the deletion of somebody whose last day is over, because the rules of the test allow none.
async fn night(world: &World, organisation: Uuid, leaver: Uuid) -> Uuid {
    for (rule, value) in [("account.night-floor", 0), ("account.leaver-days", 1)] {
        done(world, "rule.change", json!({ "name": rule, "value": value })).await;
    }
    done(world, "person.mark-leaver", json!({ "person": leaver, "leaving": "moves" })).await;
    world.advance_days(1);
    let service = Actor::Service("lifecycle");
    let body = json!({ "organisation": organisation, "people": [leaver], "is_last": true });
    id(&done_as(world, service, "night.hold", body).await, "night")
}

/// Signs a person in: the keys of the session and of a token.
async fn signed_in(world: &World, person: Uuid, address: &str) -> (Uuid, Uuid) {
    session_key(world, person, address).await;
    let actor = Actor::Account(AccountId(person));
    let call = world.door.call(actor.clone(), Face::Portal);
    let sessions = world.door.ask_by_name(call, "session.mine", json!({})).await;
    let session = id(&sessions.expect("the sessions")["items"][0], "id");
    let token = json!({ "name": format!("token of {address}"), "expires_in_days": 30 });
    let output = done_as(world, actor, "token.create", token).await;
    (session, id(&output, "id"))
}

/// Sets a password and signs in with it: what the browser keeps.
pub(super) async fn session_key(world: &World, person: Uuid, address: &str) -> String {
    let password = json!({ "person": person, "password": PASSWORD });
    done(world, "password.set-by-operator", password).await;
    let body = json!({ "username": address, "password": PASSWORD });
    let output = done_as(world, Actor::Anonymous, "signin.admit", body).await;
    output["session_key"].as_str().expect("a session").to_owned()
}

async fn grant(
    world: &World,
    account: Uuid,
    role: Role,
    span: GrantSpan,
    starts_in_days: i64,
    lasts_days: Option<i64>,
) {
    let now = world.clock.now();
    let starts_at = now.plus_days(starts_in_days);
    let grant = Grant {
        id: GrantId(kernel::ids::new_at(now)),
        account: AccountId(account),
        role,
        span,
        starts_at,
        ends_at: lasts_days.map(|days| starts_at.plus_days(days)),
        reason: "for the test".to_owned(),
        version: 1,
    };
    world.done(world.operator(), GiveRole(grant)).await;
}

/// Letters for a number, because names hold no digits.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

async fn cast(world: &World) -> Vec<Cast> {
    let own = organisation_id(world, "QZO1").await;
    let mut cast = vec![Cast {
        name: "nobody".to_owned(),
        actor: Actor::Anonymous,
        role: None,
        barred: Barred::SignIn,
    }];
    let mut member = async |name: String, role, barred| {
        let (account, _) = person(world, "QZO1", "Acting", &letters(cast.len())).await;
        let actor = Actor::Account(AccountId(account));
        cast.push(Cast { name, actor, role, barred });
        account
    };
    member("person without a role".to_owned(), None, Barred::No).await;
    for role in Role::ALL.iter().copied() {
        let name = role.name();
        if role.span() == Span::Nation {
            let account = member(name.to_owned(), Some((role, Reach::Nation)), Barred::No).await;
            grant(world, account, role, GrantSpan::Nation, 0, None).await;
            continue;
        }
        if role.span() == Span::Sector {
            let account = member(name.to_owned(), Some((role, Reach::Served)), Barred::No).await;
            let sector = GrantSpan::Sector(ServedSector::Pharmacy);
            grant(world, account, role, sector, 0, None).await;
            continue;
        }
        let account = member(name.to_owned(), Some((role, Reach::Own)), Barred::No).await;
        grant(world, account, role, GrantSpan::Organisation(own), 0, None).await;
        let below = Some((role, Reach::OwnAndBelow));
        let account = member(format!("{name} with those below"), below, Barred::No).await;
        grant(world, account, role, GrantSpan::Descendants(own), 0, None).await;
    }
    let (local, national) = (Role::LocalAdministrator, Role::PlatformAdministrator);
    let account = member("local administrator to come".to_owned(), None, Barred::No).await;
    grant(world, account, local, GrantSpan::Organisation(own), 300, None).await;
    let account = member("local administrator of the past".to_owned(), None, Barred::No).await;
    grant(world, account, local, GrantSpan::Organisation(own), 0, Some(1)).await;
    let account = member("disabled platform administrator".to_owned(), None, Barred::SignIn).await;
    grant(world, account, national, GrantSpan::Nation, 0, None).await;
    let disable = json!({ "person": account, "reason": "for the test" });
    done(world, "person.disable", disable).await;
    let account =
        member("platform administrator with a token for nothing".to_owned(), None, Barred::Token)
            .await;
    grant(world, account, national, GrantSpan::Nation, 0, None).await;
    for actor in [world.operator(), Actor::Service("test")] {
        let name = actor.label();
        cast.push(Cast { name, actor, role: None, barred: Barred::No });
    }
    world.advance_days(2);
    serve(world, &cast).await;
    cast
}

/// Has the organisation below administered nationally, and a request of it recorded by everybody who does that.
async fn serve(world: &World, cast: &[Cast]) {
    done(world, "rule.change", json!({ "name": "intake.hours", "value": 72 })).await;
    let below = json!({ "organisation": "QZC1", "sector": "pharmacy", "reason": "qzchildserved" });
    done(world, "organisation.administer-nationally", below).await;
    for agent in cast.iter().filter(|cast| matches!(cast.role, Some((_, Reach::Served)))) {
        let body = json!({ "organisation": "QZC1", "asked_by": "qzchildasker", "way": "call", "ticket": "qzchildticket", "note": "qzchildnote" });
        done_as(world, agent.actor.clone(), "intake.open", body).await;
    }
}

async fn organisation_id(world: &World, code: &str) -> OrganisationId {
    let body = json!({ "organisation": code });
    let call = world.call(world.operator());
    let record = world.door.ask_by_name(call, "organisation.by-code", body).await;
    OrganisationId(id(&record.expect("it is there"), "id"))
}
