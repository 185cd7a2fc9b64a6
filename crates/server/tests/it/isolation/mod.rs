//! Nobody reaches what is not theirs: every command and query of every slice, as everybody, on everything around.
//!
//! The list is that of the registrations, so that a new command without a sample fails here by its name. What must
//! be answered is worked out from the reviewed table of roles by a small model of its own. Besides the verdict:
//! what lies out of sight answers byte for byte as what does not exist, no answer holds a word of an organisation
//! out of sight, and every act leaves exactly one line in the audit, done or refused, except those of nobody.

mod applications;
mod looked;
mod model;
mod nation;
mod pages;
mod passkeys;
mod samples;
mod signing_in;
mod withdrawn;

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::authority::Who;
use kernel::door::{Actor, View};
use kernel::ids::ActId;
use kernel::refusal::Error;
use serde_json::Value;
use testkit::{Engine, World};
use tokio::task::JoinSet;

use crate::whole;
use model::{About, Verdict};
use nation::{Cast, Nation, RELATIONS, Relation};
use samples::{COMMANDS, QUERIES, Sample, Scene};

/// What came back, as it would go out.
#[derive(Clone, Debug)]
struct Answer {
    /// The refusal's code; none where something was done or answered.
    code: Option<&'static str>,
    bytes: String,
    act: Option<ActId>,
}

impl Answer {
    fn of(outcome: Result<Value, Error>, act: Option<ActId>) -> Self {
        match outcome {
            Ok(output) => Self { code: None, bytes: output.to_string(), act },
            Err(Error::Refused(refusal)) => {
                let bytes = serde_json::to_string(&refusal).expect("a refusal can be written");
                Self { code: Some(refusal.code), bytes, act }
            }
            Err(fault) => Self { code: Some("fault"), bytes: fault.to_string(), act },
        }
    }

    fn verdict(&self) -> Verdict {
        match self.code {
            Some("not-found") => Verdict::NotFound,
            Some("not-allowed") => Verdict::NotAllowed,
            Some("sign-in-needed") => Verdict::SignIn,
            Some("token.scope") => Verdict::Token,
            _ => Verdict::Allowed,
        }
    }
}

/// What was found wrong, all of it, so that one run tells everything.
#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    fn add(&mut self, text: String) {
        self.0.push(text);
    }

    fn end(self) {
        // A few of each command or query tell as much as all of them.
        let mut shown = BTreeMap::<&str, Vec<&str>>::new();
        for finding in &self.0 {
            shown.entry(finding.split(' ').next().unwrap_or_default()).or_default().push(finding);
        }
        let shown: Vec<&str> =
            shown.into_values().flat_map(|all| all.into_iter().take(4)).collect();
        assert!(self.0.is_empty(), "{} findings, such as\n{}", self.0.len(), shown.join("\n"));
    }
}

/// Everybody on SQLite; on PostgreSQL, where the same rules run on the same code, one of every kind.
fn asked_as<'a>(world: &World, nation: &'a Nation) -> impl Iterator<Item = &'a Cast> {
    let all = world.engine == Engine::Sqlite;
    nation.cast.iter().filter(move |cast| {
        all || cast.role.is_none_or(|(role, _)| model::stands_for_its_kind(role))
    })
}

/// Asks in one way as everybody about everything, many at once.
async fn ask_all<F>(
    world: &World,
    nation: &Arc<Nation>,
    sample: &Sample,
    ask: impl Fn(Cast, Value) -> F,
) -> BTreeMap<(String, Relation), Answer>
where
    F: Future<Output = Answer> + Send + 'static,
{
    let mut asking = JoinSet::new();
    for cast in asked_as(world, nation) {
        for relation in RELATIONS {
            let target = nation.target(*relation, cast);
            let scene = Scene { nation, own: nation.plain(Relation::Own), target: &target };
            let body = (sample.body)(&scene);
            let typed = target.named_in(&body);
            let answer = ask(cast.clone(), body);
            let key = (cast.name.clone(), *relation);
            asking.spawn(async move {
                let mut answer = answer.await;
                // An answer may repeat what was asked about, which tells nothing.
                for key in typed {
                    answer.bytes = answer.bytes.replace(&key, "");
                }
                (key, answer)
            });
        }
    }
    asking.join_all().await.into_iter().collect()
}

/// Whether what the sample names may be told from what does not exist.
fn is_told_apart(who: &Who, cast: &Cast, about: About, relation: Relation) -> bool {
    if about == About::Home {
        let no_home = cast.actor.account().is_none() && model::sees(cast, relation);
        return no_home || matches!(relation, Relation::Own | Relation::Oneself);
    }
    who.everyone
        || who.anyone
        || matches!(about, About::Own | About::List | About::OwnCard)
        || model::sees(cast, relation)
        || relation == Relation::Oneself
}

fn check(
    findings: &mut Findings,
    sample: &Sample,
    who: &Who,
    cast: &Cast,
    answers: &BTreeMap<(String, Relation), Answer>,
    expected: impl Fn(Relation) -> Verdict,
) {
    for relation in RELATIONS {
        let answer = &answers[&(cast.name.clone(), *relation)];
        let what = format!("{} by {} on {relation:?} ({:?})", sample.name, cast.name, sample.about);
        if matches!(answer.code, Some("fault" | "input.malformed" | "name.unknown")) {
            findings.add(format!("{what}: {}", answer.bytes));
            continue;
        }
        let (must, is) = (expected(*relation), answer.verdict());
        // What is closed, or is not there, can be refused as such to those who may look for it.
        let gone = must == Verdict::Allowed
            && is == Verdict::NotFound
            && match relation {
                Relation::Closed | Relation::Unknown => true,
                // Who has no account is nobody's target.
                Relation::Oneself => cast.actor.account().is_none(),
                _ => false,
            };
        if must != is && !gone {
            findings.add(format!("{what}: must be {must:?}, is {}", answer.bytes));
        }
        let unknown = &answers[&(cast.name.clone(), Relation::Unknown)];
        if !is_told_apart(who, cast, sample.about, *relation) && unknown.bytes != answer.bytes {
            findings
                .add(format!("{what}: answers {}, unknown ones {}", answer.bytes, unknown.bytes));
        }
    }
}

/// No word of an organisation out of sight, and in a list of what is seen not even its code.
fn check_words(
    findings: &mut Findings,
    who: &Who,
    cast: &Cast,
    sample: &Sample,
    answer: &Answer,
    nation: &Nation,
) {
    let mut text = answer.bytes.to_lowercase();
    for target in &nation.targets {
        let canary = target.relation.canary();
        if model::may_hold(who, cast, target.relation) {
            continue;
        }
        if who.everyone {
            // Names and what somebody does stand on the card that everybody signed in may read.
            text =
                text.replace(&format!("{canary}person"), "").replace(&format!("{canary}job"), "");
        } else if sample.about == About::List && answer.bytes.contains(&target.code) {
            findings.add(format!("{} lists {} for {}", sample.name, target.code, cast.name));
        }
        if let Some(place) = text.find(canary) {
            let around: String = text[place..].chars().take(30).collect();
            findings.add(format!("{} tells {} of {around}", sample.name, cast.name));
        }
    }
}

#[test]
fn every_command_answers_everybody_as_the_table_says_and_leaves_one_line_in_the_audit() {
    whole::check(async |world| {
        let nation = Arc::new(Nation::build(&world).await);
        let mut findings = Findings::default();
        for entry in world.door.commands() {
            let name = entry.name;
            let who = *world.door.rules().who(entry.action).expect("it has a line");
            let samples: Vec<_> = COMMANDS
                .iter()
                .chain(applications::COMMANDS)
                .chain(passkeys::COMMANDS)
                .chain(signing_in::COMMANDS)
                .filter(|s| s.name == entry.name)
                .collect();
            if samples.is_empty() {
                findings.add(format!("{} has no sample", entry.name));
            }
            for sample in samples {
                // A minute of its own, so that no refusal is one of too many.
                world.advance(std::time::Duration::from_secs(61));
                let answers = ask_all(&world, &nation, sample, |cast, body| {
                    let (door, call) = (world.door.clone(), cast.call(&world));
                    let act = call.act;
                    async move {
                        let outcome = door.perform_by_name(call, name, body).await;
                        Answer::of(outcome.map(|done| done.output), Some(act))
                    }
                })
                .await;
                for cast in asked_as(&world, &nation) {
                    check(&mut findings, sample, &who, cast, &answers, |relation| {
                        model::command(&who, cast, sample.about, relation)
                    });
                    check_audit(&mut findings, &world, sample, cast, &answers).await;
                }
            }
        }
        findings.end();
    });
}

/// One line, done or refused; none for what nobody was refused.
async fn check_audit(
    findings: &mut Findings,
    world: &World,
    sample: &Sample,
    cast: &Cast,
    answers: &BTreeMap<(String, Relation), Answer>,
) {
    let mut reader = world.door.reader().await.expect("a reader");
    for relation in RELATIONS {
        let answer = &answers[&(cast.name.clone(), *relation)];
        let Some(act) = answer.act else { continue };
        let sql = "SELECT command, outcome, COALESCE(code, '') FROM audit WHERE id = $1";
        let rows = reader.rows(sql, &kernel::vals![act]).await.expect("the audit");
        let lines: Vec<(String, String, String)> = rows
            .iter()
            .map(|row| {
                let text = |at| row.text(at).expect("a text");
                (text(0), text(1), text(2))
            })
            .collect();
        let outcome = if answer.code.is_none() { "done" } else { "refused" };
        let code = answer.code.unwrap_or_default();
        let must = if cast.actor == Actor::Anonymous && answer.code.is_some() {
            Vec::new()
        } else {
            vec![(sample.name.to_owned(), outcome.to_owned(), code.to_owned())]
        };
        if lines != must {
            findings.add(format!(
                "{} by {} on {relation:?} left {lines:?} in the audit, not {must:?}",
                sample.name, cast.name
            ));
        }
    }
}

#[test]
fn every_query_answers_everybody_as_the_table_says_and_tells_nothing_out_of_sight() {
    whole::check(async |world| {
        let nation = Arc::new(Nation::build(&world).await);
        let mut findings = Findings::default();
        for entry in world.door.queries() {
            let name = entry.name;
            let who = *world.door.rules().who(entry.action).expect("it has a line");
            let samples: Vec<_> = QUERIES
                .iter()
                .chain(applications::QUERIES)
                .chain(signing_in::QUERIES)
                .filter(|s| s.name == entry.name)
                .collect();
            if samples.is_empty() {
                findings.add(format!("{} has no sample", entry.name));
            }
            for sample in samples {
                let answers = ask_all(&world, &nation, sample, |cast, body| {
                    let (door, call) = (world.door.clone(), cast.call(&world));
                    async move { Answer::of(door.ask_by_name(call, name, body).await, None) }
                })
                .await;
                for cast in asked_as(&world, &nation) {
                    check(&mut findings, sample, &who, cast, &answers, |relation| {
                        model::query(&who, cast, entry.view, sample.about, relation)
                    });
                    for relation in RELATIONS {
                        let answer = &answers[&(cast.name.clone(), *relation)];
                        check_words(&mut findings, &who, cast, sample, answer, &nation);
                    }
                }
            }
        }
        findings.end();
    });
}

#[test]
fn every_sample_is_of_a_command_or_query_that_is_there() {
    let manifests = whole::manifests();
    for sample in COMMANDS
        .iter()
        .chain(applications::COMMANDS)
        .chain(passkeys::COMMANDS)
        .chain(signing_in::COMMANDS)
    {
        assert!(
            manifests.iter().flat_map(|m| &m.commands).any(|c| c.name == sample.name),
            "{}",
            sample.name
        );
    }
    for sample in QUERIES.iter().chain(applications::QUERIES).chain(signing_in::QUERIES) {
        let found = manifests.iter().flat_map(|m| &m.queries).find(|q| q.name == sample.name);
        let view = found.unwrap_or_else(|| panic!("{}", sample.name)).view;
        // What is one's own is asked for without a key, or with a key of somebody else's.
        match (view, sample.about) {
            (View::Own, about) => {
                assert!(matches!(about, About::Own | About::Others), "{}", sample.name)
            }
            (_, about) => assert_ne!(about, About::Own, "{}", sample.name),
        }
    }
}
