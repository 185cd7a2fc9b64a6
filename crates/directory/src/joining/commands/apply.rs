//! An organisation asks to join, and may be told no.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fields::{Fields, day_number, outside};
use super::{JoiningVersion, case_of, moved, words};
use crate::joining::model::{Applicant, Case, NAME_AT_MOST, PEOPLE_AT_MOST, Sector, Stage, Turn};
use crate::joining::{authority, messages, store};
use crate::organisations::standing::{coded, day_of, step};
use crate::organisations::{OrganisationState, Tier};

/// What is waited for while the checks are looked at.
const LOOK_AT_CHECKS: &str = "Look at the checks";

/// Records that an organisation of the register asks to join: who asked, how somebody there can be reached without the
/// service, and what they expect.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyToJoin {
    /// Its code in the register.
    pub organisation: String,
    /// Who asked, and how, at most 100 characters.
    pub asked_by: String,
    /// The name of the contact there, at most 100 characters.
    pub contact_name: String,
    /// An email address of the contact outside the service.
    pub contact_email: String,
    /// A telephone number of the contact.
    pub contact_telephone: String,
    /// What the organisation does.
    pub sector: Sector,
    /// How many people are expected.
    pub people: i64,
    /// The service tier wanted.
    pub tier: Tier,
    /// The day from which it is wanted, such as 2027-03-31.
    #[serde(default)]
    pub day: Option<String>,
}

impl Command for ApplyToJoin {
    const NAME: &'static str = "organisation.apply";
    const ACTION: Action = authority::JOIN;
    type Prepared = Applicant;
    type Output = JoiningVersion;

    async fn prepare(&self, call: &Call, _: &Ports) -> Result<Applicant> {
        let mut fields = Fields::default();
        let applicant = Applicant {
            asked_by: fields.words("asked_by", "who asked", &self.asked_by, NAME_AT_MOST),
            contact_name: fields.words(
                "contact_name",
                "the name of the contact",
                &self.contact_name,
                NAME_AT_MOST,
            ),
            contact_email: fields.email("contact_email", &self.contact_email),
            contact_telephone: fields.telephone("contact_telephone", &self.contact_telephone),
            people: self.people,
            tier: self.tier,
            day: self.day.as_deref().map(|day| day.trim().to_owned()),
        };
        if !(1..=PEOPLE_AT_MOST).contains(&self.people) {
            let most = PEOPLE_AT_MOST.to_string();
            fields.add("people", messages::PEOPLE.text.replace("{most}", &most));
        }
        if let Some(day) = &self.day
            && day_number("day", messages::DAY, day, day_of(call.now)).is_err()
        {
            fields.add("day", messages::DAY.text);
        }
        fields.check()?;
        Ok(applicant)
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        applicant: &Applicant,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<JoiningVersion> {
        let organisation = coded(tx, &self.organisation).await?;
        call.expects(organisation.version)?;
        outside(tx, "contact_email", &applicant.contact_email).await?;
        step(tx, call, &organisation, OrganisationState::Applied).await?;
        let before = store::find(tx, organisation.id).await?;
        let fresh = Case {
            version: before.as_ref().map_or(0, |before| before.version),
            applicant: Some(applicant.clone()),
            applied_at: Some(call.now),
            lapses_on: before.as_ref().and_then(|before| before.lapses_on),
            ..Case::unknown(organisation.id, self.sector, Stage::Applied, call.now)
        };
        let after = fresh.handed(Turn::Ours, Some(LOOK_AT_CHECKS), call.now);
        let version = store::save(tx, call, before.as_ref(), &after).await?;
        moved(tx, after.organisation, "applied")?;
        Ok(JoiningVersion::of(&organisation, &after, version))
    }
}

/// Declines the application of an organisation, which is then where it was before. It may apply again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineApplication {
    /// Its code in the register.
    pub organisation: String,
    /// Why, at most 500 characters.
    pub reason: String,
}

impl Command for DeclineApplication {
    const NAME: &'static str = "organisation.decline-application";
    const ACTION: Action = authority::JOIN;
    type Prepared = String;
    type Output = JoiningVersion;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        words("reason", "why the application is declined", &self.reason)
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        reason: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<JoiningVersion> {
        let organisation = coded(tx, &self.organisation).await?;
        if !matches!(organisation.state, OrganisationState::Applied | OrganisationState::Opening) {
            return Err(messages::NOT_APPLIED.refuse().into());
        }
        let before = case_of(tx, call, &organisation).await?;
        call.expects(before.version)?;
        // Whoever was a member before is no mere record of the register.
        let back = if organisation.closed_at.is_some() {
            OrganisationState::Closed
        } else {
            OrganisationState::Listed
        };
        step(tx, call, &organisation, back).await?;
        let after = Case {
            stage: Stage::Declined,
            reason: Some(reason.clone()),
            ..before.clone().handed(Turn::Nobody, None, call.now)
        };
        let version = store::save(tx, call, Some(&before), &after).await?;
        moved(tx, after.organisation, "declined")?;
        Ok(JoiningVersion::of(&organisation, &after, version))
    }
}
