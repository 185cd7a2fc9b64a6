//! One mechanism for "later" and "by two": a command kept as canonical JSON until it is decided or due.
//!
//! Requests, four-eyes approvals, guard releases and dated acts are all proposals. When decided or due the command
//! runs as the one who asked, and everybody's authority is asked again; what was decided is bound to the hash of
//! the exact command.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{Actor, Call, Command, Door, Face};
use crate::audit::{hash, hex};
use crate::authority::Action;
use crate::clock::Timestamp;
use crate::db::{Reader, Row, WriteTx};
use crate::ids::{self, AccountId, ActId};
use crate::refusal::{Error, Fault, Kind, Result, messages};
use crate::vals;

/// Seconds after which a proposal that met an outage is tried again.
const PUT_OFF_SECONDS: i64 = 60;

/// A command to be done later, by name and JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    /// The command.
    pub command: &'static str,
    /// What authority will be asked about.
    pub action: Action,
    /// Its input.
    pub body: Value,
}

impl Proposed {
    /// Writes a command down. Commands that carry secrets cannot be.
    pub fn new<C: Command>(command: &C) -> Result<Self> {
        let body = serde_json::to_value(command).map_err(|_| {
            Fault::defect(format!("writing down {}, which carries a secret", C::NAME))
        })?;
        Ok(Self { command: C::NAME, action: C::ACTION, body })
    }

    /// The hash that a decision is bound to.
    pub fn plan(&self) -> String {
        plan(self.command, &self.body, None)
    }
}

fn plan(command: &str, body: &Value, expected: Option<i64>) -> String {
    let body = body.to_string();
    let version = expected.map(|expected| format!("\0{expected}")).unwrap_or_default();
    hex(&hash(&[&[4], command.as_bytes(), &[0], body.as_bytes(), version.as_bytes()]))
}

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decider {
    /// Nobody: it runs when it is due.
    Date,
    /// Somebody else who may do the same, before it is due.
    SecondPerson,
}

impl Decider {
    const fn name(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::SecondPerson => "second person",
        }
    }

    fn named(name: &str) -> Result<Self, Fault> {
        [Self::Date, Self::SecondPerson]
            .into_iter()
            .find(|decider| decider.name() == name)
            .ok_or_else(|| Fault::defect(format!("reading a proposal decided by {name}")))
    }
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProposalState {
    /// Waits for its date or its decision.
    Waiting,
    /// Decided for; runs as soon as it is due.
    Approved,
    /// Done; the act is in the audit.
    Done,
    /// Decided against, or refused when it ran.
    Refused,
    /// Called off before it ran.
    Withdrawn,
}

impl ProposalState {
    const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
        }
    }

    fn named(name: &str) -> Result<Self, Fault> {
        [Self::Waiting, Self::Approved, Self::Done, Self::Refused, Self::Withdrawn]
            .into_iter()
            .find(|state| state.name() == name)
            .ok_or_else(|| Fault::defect(format!("reading a proposal in the unknown state {name}")))
    }
}

/// A stored proposal.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// Its key.
    pub id: Uuid,
    /// The account that asked.
    pub asker: AccountId,
    /// The command.
    pub command: String,
    /// Its input.
    pub body: Value,
    /// Bound to decisions.
    pub plan: String,
    /// Who decides.
    pub decider: Decider,
    /// When it runs, or lapses if nobody has decided.
    pub due_at: Timestamp,
    /// Where it stands.
    pub state: ProposalState,
    /// Why it did not run, in the refusal's words.
    pub outcome: Option<String>,
    /// The version of what it is about that the asker looked at, where it is bound to one.
    pub expected: Option<i64>,
    /// Who decided for it.
    pub decided_by: Option<AccountId>,
    /// The act that asked for it; once it is done or called off, the act that did that.
    pub act: ActId,
}

const COLUMNS: &str =
    "id, asker, command, body, plan, due_at, state, outcome, decider, act, expected, decided_by";

fn read(row: &Row) -> Result<Proposal, Fault> {
    let body = serde_json::from_str(&row.text(3)?)
        .map_err(|error| Fault::defect("reading a proposal").because(error))?;
    Ok(Proposal {
        id: row.id(0)?,
        asker: AccountId(row.id(1)?),
        command: row.text(2)?,
        body,
        plan: row.text(4)?,
        due_at: row.time(5)?,
        state: ProposalState::named(&row.text(6)?)?,
        outcome: row.text_or_none(7)?,
        decider: Decider::named(&row.text(8)?)?,
        act: ActId(row.id(9)?),
        expected: row.int_or_none(10)?,
        decided_by: row.id_or_none(11)?.map(AccountId),
    })
}

impl WriteTx {
    /// Keeps a command for later, inside the act that asks for it.
    pub async fn propose(
        &mut self,
        call: &Call,
        proposed: &Proposed,
        decider: Decider,
        due_at: Timestamp,
    ) -> Result<Uuid> {
        self.keep_proposal(call, proposed, decider, due_at, None).await
    }

    /// Keeps a command that needs a second person, with the version that its asker looked at. What waits already is not
    /// kept twice.
    pub(super) async fn propose_to_second(
        &mut self,
        call: &Call,
        proposed: &Proposed,
        due_at: Timestamp,
    ) -> Result<Uuid> {
        let plan = plan(proposed.command, &proposed.body, call.expected);
        let sql = "SELECT id FROM proposal WHERE asker = $1 AND plan = $2 AND state = 'waiting' AND decider = 'second person' AND due_at > $3 ORDER BY id LIMIT 1";
        let asker = call.actor.account().ok_or_else(|| messages::NOT_ALLOWED.refuse())?;
        if let Some(row) = self.row(sql, &vals![asker, plan, call.now]).await? {
            return Ok(row.id(0)?);
        }
        self.keep_proposal(call, proposed, Decider::SecondPerson, due_at, call.expected).await
    }

    async fn keep_proposal(
        &mut self,
        call: &Call,
        proposed: &Proposed,
        decider: Decider,
        due_at: Timestamp,
        expected: Option<i64>,
    ) -> Result<Uuid> {
        self.in_act()?;
        let Actor::Account(asker) = call.actor else {
            return Err(messages::NOT_ALLOWED.refuse().into());
        };
        // When it runs, no token is at hand any more: what the token does not cover cannot be asked for with it.
        if call.scope.as_ref().is_some_and(|scope| !scope.covers(proposed.action)) {
            return Err(messages::SCOPE.refuse().with("action", proposed.action.0).into());
        }
        let id = ids::new_at(call.now);
        let params = vals![
            id,
            asker,
            proposed.command,
            proposed.body.to_string(),
            plan(proposed.command, &proposed.body, expected),
            decider.name(),
            due_at,
            ProposalState::Waiting.name(),
            call.act,
            expected
        ];
        self.exec_spine("INSERT INTO proposal (id, asker, command, body, plan, decider, due_at, state, act, expected) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", &params).await?;
        Ok(id)
    }

    /// Decides for a waiting proposal, bound to its exact plan, by somebody other than the asker. Says whether it
    /// was there to be decided.
    pub async fn approve(
        &mut self,
        call: &Call,
        proposal: Uuid,
        plan: &str,
    ) -> Result<bool, Fault> {
        self.in_act()?;
        let Actor::Account(decider) = call.actor else { return Ok(false) };
        let params = vals![
            proposal,
            plan,
            decider,
            ProposalState::Waiting.name(),
            ProposalState::Approved.name(),
            call.now
        ];
        let sql = "UPDATE proposal SET state = $5, decided_by = $3, due_at = $6 WHERE id = $1 AND plan = $2 AND state = $4 AND decider = 'second person' AND asker <> $3 AND due_at > $6";
        Ok(self.exec_spine(sql, &params).await? == 1)
    }

    /// Decides against a waiting proposal. Says whether it was there to be decided.
    pub async fn decline(&mut self, call: &Call, proposal: Uuid) -> Result<bool, Fault> {
        self.in_act()?;
        let Actor::Account(decider) = call.actor else { return Ok(false) };
        let sql = "UPDATE proposal SET state = $2, decided_by = $3, act = $4 WHERE id = $1 AND state = $5 AND decider = 'second person' AND asker <> $3";
        let (refused, waiting) = (ProposalState::Refused.name(), ProposalState::Waiting.name());
        let params = vals![proposal, refused, decider, call.act, waiting];
        Ok(self.exec_spine(sql, &params).await? == 1)
    }

    /// Calls off what has not run, inside the act that makes it pointless. Says whether it was there to be called off.
    /// Who may do that is for the slice that proposed it to decide.
    pub async fn withdraw(&mut self, call: &Call, proposal: Uuid) -> Result<bool, Fault> {
        self.in_act()?;
        let sql = "UPDATE proposal SET state = $2, outcome = NULL, act = $3 WHERE id = $1 AND state IN ('waiting', 'approved')";
        let params = vals![proposal, ProposalState::Withdrawn.name(), call.act];
        Ok(self.exec_spine(sql, &params).await? == 1)
    }
}

/// A proposal by its key, as the transaction sees it.
pub async fn find_proposal(reader: &mut Reader, id: Uuid) -> Result<Option<Proposal>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM proposal WHERE id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

impl Door {
    /// A proposal by its key.
    pub async fn proposal(&self, id: Uuid) -> Result<Option<Proposal>, Fault> {
        find_proposal(&mut self.reader().await?, id).await
    }

    /// Runs what is due: dated proposals whose time has come and decided ones; those that nobody decided in time
    /// lapse. Says how many were looked at.
    ///
    /// Takes no input: it looks at what is stored. Two nodes may find the same one: the act itself marks the proposal
    /// done, in its own transaction, so only one of them can do it. One that meets an outage or a fault is put off and
    /// holds up no other.
    pub async fn run_due_proposals(&self) -> Result<usize> {
        let now = self.clock().now();
        let sql = format!(
            "SELECT {COLUMNS} FROM proposal WHERE due_at <= $1 AND state IN ('approved', 'waiting') ORDER BY due_at, id LIMIT 100"
        );
        let due = self.reader().await?.rows(&sql, &vals![now]).await?;
        for row in &due {
            let proposal = match read(row) {
                Ok(proposal) => proposal,
                Err(fault) => {
                    tracing::error!(fault = fault.chain(), "a proposal could not be read");
                    self.put_off(row.id(0)?, fault.to_string()).await?;
                    continue;
                }
            };
            let settled = match self.run_proposal(&proposal).await {
                Ok(()) => Ok(()),
                Err(Error::Refused(refusal)) if refusal.code == messages::SETTLED.code => Ok(()),
                Err(Error::Refused(refusal))
                    if !matches!(refusal.kind, Kind::Unavailable | Kind::Limited) =>
                {
                    self.refuse_proposal(proposal.id, refusal.text.into_owned()).await
                }
                Err(error) => self.put_off(proposal.id, error.to_string()).await,
            };
            if let Err(error) = settled {
                tracing::warn!(proposal = %proposal.id, %error, "a proposal could not be settled; trying again");
            }
        }
        Ok(due.len())
    }

    async fn run_proposal(&self, proposal: &Proposal) -> Result<()> {
        if proposal.state == ProposalState::Waiting && proposal.decider == Decider::SecondPerson {
            return Err(messages::LAPSED.refuse().into());
        }
        if plan(&proposal.command, &proposal.body, proposal.expected) != proposal.plan {
            return Err(messages::STALE.refuse().into());
        }
        let mut call = self.call(Actor::Account(proposal.asker), Face::Job);
        (call.proposal, call.expected) = (Some(proposal.id), proposal.expected);
        self.perform_by_name(call, &proposal.command, proposal.body.clone()).await.map(drop)
    }

    async fn refuse_proposal(&self, id: Uuid, outcome: String) -> Result<()> {
        self.upkeep(move |tx| {
            let outcome = outcome.clone();
            Box::pin(async move {
                let sql = "UPDATE proposal SET state = 'refused', outcome = $2 WHERE id = $1 AND state IN ('waiting', 'approved')";
                tx.exec_spine(sql, &vals![id, outcome]).await?;
                Ok(())
            })
        })
        .await
    }

    async fn put_off(&self, id: Uuid, outcome: String) -> Result<()> {
        let later = self.clock().now().plus_seconds(PUT_OFF_SECONDS);
        self.upkeep(move |tx| {
            let outcome = outcome.clone();
            Box::pin(async move {
                let sql = "UPDATE proposal SET due_at = $2, outcome = $3 WHERE id = $1 AND state IN ('waiting', 'approved')";
                tx.exec_spine(sql, &vals![id, later, outcome]).await?;
                Ok(())
            })
        })
        .await
    }
}

/// Marks the proposal that a call carries out as done, inside the act, and gives who decided for it; refuses if
/// somebody was faster.
pub(super) async fn claim(call: &Call, tx: &mut WriteTx) -> Result<Option<AccountId>> {
    let Some(id) = call.proposal else { return Ok(None) };
    let sql = "UPDATE proposal SET state = 'done', outcome = NULL, act = $2 WHERE id = $1 AND state IN ('waiting', 'approved')";
    if tx.exec_spine(sql, &vals![id, call.act]).await? != 1 {
        return Err(messages::SETTLED.refuse().into());
    }
    let row = tx.row("SELECT decided_by FROM proposal WHERE id = $1", &vals![id]).await?;
    Ok(row.map(|row| row.id_or_none(0)).transpose()?.flatten().map(AccountId))
}
