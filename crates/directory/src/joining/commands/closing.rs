//! An organisation is on its way out, and may turn back as long as it has not left.

use facts::directory::OrganisationCoded;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::OrganisationId;
use kernel::refusal::{Fault, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fields::Fields;
use super::{JoiningVersion, case_of, day_number, moved};
use crate::joining::model::{Case, Stage, Turn, WORDS_AT_MOST};
use crate::joining::{authority, messages, store};
use crate::organisations::OrganisationState;
use crate::organisations::standing::{by_id, coded, day_of, step};

/// What is waited for while people are inside.
const AGREE: &str = "Agree for everybody inside whether they move or leave";

/// Begins to close an organisation: from now on nobody comes into it, and everything else goes on. Nobody is moved or
/// deleted by this.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginClosing {
    /// Its code in the register.
    pub organisation: String,
    /// The day on which it is to be over, such as 2027-03-31.
    pub day: String,
    /// Why it closes, at most 500 characters.
    pub reason: String,
    /// The code of the open organisation that takes its place, if there is one.
    #[serde(default)]
    pub successor: Option<String>,
}

/// The words of the reason, and the day.
#[derive(Clone, Debug)]
pub struct Plan {
    day: String,
    reason: String,
}

impl BeginClosing {
    async fn successor(
        &self,
        tx: &mut WriteTx,
        own: OrganisationId,
    ) -> Result<Option<OrganisationId>> {
        let typed = self.successor.as_deref().map(str::trim).filter(|code| !code.is_empty());
        let Some(code) = typed else { return Ok(None) };
        let found = tx.ask(OrganisationCoded(code.to_uppercase())).await?;
        match found {
            Some(found) if found.is_open && found.organisation != own => {
                Ok(Some(found.organisation))
            }
            _ => Err(messages::SUCCESSOR.at("successor").into()),
        }
    }
}

impl Command for BeginClosing {
    const NAME: &'static str = "organisation.begin-closing";
    const ACTION: Action = authority::LEAVE;
    type Prepared = Plan;
    type Output = JoiningVersion;

    async fn prepare(&self, call: &Call, _: &Ports) -> Result<Plan> {
        let mut fields = Fields::default();
        if day_number("day", messages::DAY, &self.day, day_of(call.now)).is_err() {
            fields.add("day", messages::DAY.text);
        }
        let reason = fields.words("reason", "why it closes", &self.reason, WORDS_AT_MOST);
        fields.check()?;
        Ok(Plan { day: self.day.trim().to_owned(), reason })
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(coded(reader, &self.organisation).await?.id))
    }

    async fn run(
        &self,
        plan: &Plan,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<JoiningVersion> {
        let organisation = coded(tx, &self.organisation).await?;
        call.expects(organisation.version)?;
        step(tx, call, &organisation, OrganisationState::Closing).await?;
        let successor = self.successor(tx, organisation.id).await?;
        let before = case_of(tx, call, &organisation).await?;
        let after = Case {
            stage: Stage::Closing,
            reason: Some(plan.reason.clone()),
            closing_at: Some(call.now),
            closing_day: Some(plan.day.clone()),
            successor,
            ..before.clone().handed(Turn::Theirs, Some(AGREE), call.now)
        };
        let version = store::save(tx, call, Some(&before), &after).await?;
        moved(tx, after.organisation, "closing")?;
        Ok(JoiningVersion::of(&organisation, &after, version))
    }
}

/// Calls the closing of an organisation off: it is open again, and people can come in. What was agreed for people stays
/// as it is.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelClosing {
    /// Its code in the register.
    pub organisation: String,
}

impl Command for CancelClosing {
    const NAME: &'static str = "organisation.cancel-closing";
    const ACTION: Action = authority::LEAVE;
    type Prepared = ();
    type Output = JoiningVersion;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(coded(reader, &self.organisation).await?.id))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<JoiningVersion> {
        let organisation = coded(tx, &self.organisation).await?;
        call.expects(organisation.version)?;
        if organisation.state != OrganisationState::Closing {
            return Err(messages::NOT_CLOSING.refuse().into());
        }
        step(tx, call, &organisation, OrganisationState::Open).await?;
        let before = case_of(tx, call, &organisation).await?;
        let after = Case {
            stage: Stage::Open,
            reason: None,
            closing_at: None,
            closing_day: None,
            successor: None,
            ..before.clone().handed(Turn::Nobody, None, call.now)
        };
        let version = store::save(tx, call, Some(&before), &after).await?;
        moved(tx, after.organisation, "stays")?;
        Ok(JoiningVersion::of(&organisation, &after, version))
    }
}

/// Notes that an organisation has left, in the act that closed it.
pub(crate) async fn note_closed(
    tx: &mut WriteTx,
    call: &Call,
    organisation: OrganisationId,
) -> Result<()> {
    let Some(organisation) = by_id(tx, organisation).await? else {
        return Err(Fault::defect("finding an organisation that was just closed").into());
    };
    let before = case_of(tx, call, &organisation).await?;
    let after = Case {
        stage: Stage::Closed,
        closed_at: Some(call.now),
        lapses_on: None,
        ..before.clone().handed(Turn::Nobody, None, call.now)
    };
    store::save(tx, call, Some(&before), &after).await?;
    Ok(())
}
