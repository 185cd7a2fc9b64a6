//! The daily report: having those told whom it concerns.

use facts::directory::OrganisationOf;
use facts::signin::{SecondStepMissed, SecondStepReported};
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::OrganisationId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::gate::Gate;
use crate::mfa::model::{Figures, Looking, is_due};
use crate::mfa::{authority, queries, store};

/// Has the administrators of an organisation told what about the second step needs looking at, and those whose long exception
/// ends. Nobody is told twice in a day, nor of nothing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportSecondStep {
    /// The organisation.
    pub organisation: OrganisationId,
}

/// How many people need looking at.
pub struct Counted(Figures);

impl Command for ReportSecondStep {
    const NAME: &'static str = "second-step.tell";
    const ACTION: Action = authority::TELL;
    type Prepared = Counted;
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Counted> {
        let gate = ports.port::<Gate>()?;
        let mut reader = gate.door()?.reader().await?;
        let looking = Looking::at(&mut reader, self.organisation, call.now).await?;
        let found = queries::figures(&mut reader, &looking, self.organisation, call.now).await?;
        Ok(Counted(found.0))
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let found = reader.ask(OrganisationOf(self.organisation)).await?;
        found.ok_or_else(|| common::NOT_FOUND.refuse())?;
        Ok(Resource::Organisation(self.organisation))
    }

    async fn run(
        &self,
        Counted(figures): &Counted,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let told = store::told(tx, self.organisation.0).await?;
        // Two processes may have seen the same: the row is the verdict.
        if is_due(told, *figures, call.now)
            && store::tell(tx, self.organisation.0, told, *figures, call).await?
        {
            tx.concerns(self.organisation);
            let Figures { passing, missing, ending } = *figures;
            let organisation = self.organisation;
            tx.note(&SecondStepReported { organisation, passing, missing, ending })?;
        }
        Ok(())
    }
}

/// Has those who run the service told that somebody is signed in without the second step that is asked of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportMissedSteps {}

/// What was missed: how many sessions, and where the oldest of them is.
#[derive(Clone, Copy, Debug)]
pub struct Missed {
    sessions: i64,
    organisation: Option<OrganisationId>,
}

impl Command for ReportMissedSteps {
    const NAME: &'static str = "second-step.tell-missed";
    const ACTION: Action = authority::TELL;
    type Prepared = Missed;
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Missed> {
        let gate = ports.port::<Gate>()?;
        let mut reader = gate.door()?.reader().await?;
        let found = queries::missed_in_all(&mut reader, call.now).await?;
        let organisation = match &found.oldest {
            Some(first) => Some(super::organisation(&mut reader, &first.organisation).await?),
            None => None,
        };
        Ok(Missed {
            sessions: found.sessions,
            organisation: organisation.map(|view| view.organisation),
        })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        missed: &Missed,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let Some(organisation) = missed.organisation else { return Ok(()) };
        let figures = Figures { passing: missed.sessions, ..Figures::default() };
        let told = store::told(tx, Uuid::nil()).await?;
        if is_due(told, figures, call.now)
            && store::tell(tx, Uuid::nil(), told, figures, call).await?
        {
            tx.note(&SecondStepMissed { organisation, sessions: missed.sessions })?;
        }
        Ok(())
    }
}
