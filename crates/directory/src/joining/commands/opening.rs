//! An organisation that has applied is prepared, and opens.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::checks::{lapses_on, waiver_end};
use super::{JoiningVersion, case_of, look, missing, moved, words};
use crate::joining::model::{Case, Check, Held, Outcome, Stage, Turn};
use crate::joining::{authority, messages, store};
use crate::organisations::OrganisationState;
use crate::organisations::standing::{Organisation, coded, step};

/// What is waited for while it is prepared.
const OPEN_IT: &str = "Open the organisation";

/// Begins to open an organisation that has applied, once every check holds or is waived.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginOpening {
    /// Its code in the register.
    pub organisation: String,
}

impl Command for BeginOpening {
    const NAME: &'static str = "organisation.begin-opening";
    const ACTION: Action = authority::JOIN;
    type Prepared = ();
    type Output = JoiningVersion;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<JoiningVersion> {
        let organisation = coded(tx, &self.organisation).await?;
        if organisation.state != OrganisationState::Applied {
            return Err(messages::NOT_APPLIED.refuse().into());
        }
        let before = case_of(tx, call, &organisation).await?;
        call.expects(before.version)?;
        let lines = look(tx, &organisation, &before, call.now).await?;
        if let Some(refusal) = missing(&lines) {
            return Err(refusal.into());
        }
        step(tx, call, &organisation, OrganisationState::Opening).await?;
        let after = Case {
            stage: Stage::Opening,
            opening_at: Some(call.now),
            ..before.clone().handed(Turn::Ours, Some(OPEN_IT), call.now)
        };
        let version = store::save(tx, call, Some(&before), &after).await?;
        moved(tx, after.organisation, "opening")?;
        Ok(JoiningVersion::of(&organisation, &after, version))
    }
}

/// Lets an organisation open that is about to: every check holds or is waived, if need be by this act, with its reason.
/// Part of the act that opens it.
pub(crate) async fn admit(
    tx: &mut WriteTx,
    call: &Call,
    organisation: &Organisation,
    waiver: Option<&str>,
) -> Result<()> {
    let before = case_of(tx, call, organisation).await?;
    let mut lines = look(tx, organisation, &before, call.now).await?;
    if let Some(refusal) = missing(&lines) {
        let Some(typed) = waiver.filter(|typed| !typed.trim().is_empty()) else {
            // The field in which it can be put right.
            let text = refusal.text.clone();
            return Err(refusal.field("waiver", text).into());
        };
        let reason = words("waiver", "why it may open", typed)?;
        let (last, _) = waiver_end(tx, call.now).await?;
        let open = lines.iter_mut().filter(|line| !line.standing.is_passed());
        // Opening asks the register itself, whatever is waived.
        for line in open.filter(|line| line.check != Check::Register) {
            let held = Held {
                check: line.check,
                outcome: Outcome::Waived,
                level: None,
                evidence: reason.clone(),
                by: call.actor.account(),
                at: call.now,
                expires_on: Some(last),
                version: 0,
            };
            store::save_check(tx, call, organisation.id, line.held.as_ref(), &held).await?;
            line.held = Some(held);
        }
    }
    let after = Case {
        stage: Stage::Open,
        opened_at: Some(call.now),
        reason: None,
        closing_at: None,
        closing_day: None,
        successor: None,
        closed_at: None,
        lapses_on: lapses_on(&lines),
        ..before.clone().handed(Turn::Nobody, None, call.now)
    };
    store::save(tx, call, Some(&before), &after).await?;
    Ok(())
}
