//! One organisation on its way, as both sides see it.

use facts::directory::AccountOf;
use facts::signin::StartLinkOf;
use kernel::authority::{Action, Resource, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, MayDo, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Names;
use crate::joining::commands::{Line, case_of, is_in_office, look};
use crate::joining::model::{
    Applicant, Case, Check, Level, Outcome, Sector, Stage, Standing, Turn,
};
use crate::joining::{authority, store};
use crate::organisations::standing::by_code_in_sight;
use crate::organisations::{OrganisationState, Tier, display_name};

/// How far one organisation is, by its code.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JoiningByCode {
    /// Its code in the register.
    pub organisation: String,
}

/// Who asked for it, and how somebody there can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ApplicantView {
    /// Who asked.
    pub asked_by: String,
    /// The name of the contact.
    pub contact_name: String,
    /// An email address outside the service.
    pub contact_email: String,
    /// A telephone number.
    pub contact_telephone: String,
    /// How many people were expected.
    pub people: i64,
    /// The service tier wanted.
    pub tier: Tier,
    /// The day from which it was wanted, such as 2027-03-31.
    pub day: Option<String>,
}

impl From<Applicant> for ApplicantView {
    fn from(of: Applicant) -> Self {
        Self {
            asked_by: of.asked_by,
            contact_name: of.contact_name,
            contact_email: of.contact_email,
            contact_telephone: of.contact_telephone,
            people: of.people,
            tier: of.tier,
            day: of.day,
        }
    }
}

/// How one check stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckLine {
    /// The check.
    pub check: Check,
    /// How it stands today.
    pub standing: Standing,
    /// What was last recorded, if anything was.
    pub outcome: Option<Outcome>,
    /// The standing in data security, if that was recorded.
    pub level: Option<Level>,
    /// What shows it, or why it is waived.
    pub evidence: Option<String>,
    /// Who recorded it, by name; none if it was not an account.
    pub by: Option<String>,
    /// When (RFC 3339).
    pub at: Option<String>,
    /// The last day on which it is good, written yyyymmdd.
    pub expires_on: Option<i64>,
}

/// How an organisation closes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClosingView {
    /// The day on which it is to be over, such as 2027-03-31.
    pub day: String,
    /// Why.
    pub reason: String,
    /// The code of the organisation that takes its place.
    pub successor: Option<String>,
    /// Its name.
    pub successor_name: Option<String>,
    /// When it was begun (RFC 3339).
    pub begun_at: Option<String>,
}

impl ClosingView {
    pub(super) async fn of(
        reader: &mut Reader,
        names: &mut Names,
        case: &Case,
    ) -> Result<Option<Self>> {
        let (Stage::Closing, Some(day)) = (case.stage, &case.closing_day) else { return Ok(None) };
        let successor = match case.successor {
            Some(successor) => Some(names.of(reader, successor).await?),
            None => None,
        };
        let (successor, successor_name) = successor.unzip();
        Ok(Some(Self {
            day: day.clone(),
            reason: case.reason.clone().unwrap_or_default(),
            successor,
            successor_name,
            begun_at: case.closing_at.map(Timestamp::rfc3339),
        }))
    }
}

/// The first administrator, who was invited by an address outside the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InvitedView {
    /// Their account.
    pub person: AccountId,
    /// Their name.
    pub name: String,
    /// Where the link went; for those who invite.
    pub address: Option<String>,
    /// When they were invited (RFC 3339).
    pub invited_at: String,
    /// When a link was sent last (RFC 3339).
    pub sent_at: String,
    /// Until when it can be used (RFC 3339), if it still can.
    pub link_until: Option<String>,
    /// When they chose a password and signed in (RFC 3339).
    pub started_at: Option<String>,
}

impl InvitedView {
    /// Whether it is the turn of those who run the service: the link is over and was not used.
    pub const fn is_over(&self) -> bool {
        self.started_at.is_none() && self.link_until.is_none()
    }
}

/// Something the caller can do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum JoiningAct {
    /// Record an application.
    Apply,
    /// Record or waive a check.
    Check,
    /// Hand the turn over.
    PassTurn,
    /// Begin to open it.
    BeginOpening,
    /// Open it.
    Open,
    /// Decline the application.
    Decline,
    /// Invite its first administrator.
    Invite,
    /// Send the first administrator another link.
    InviteAgain,
    /// Begin to close it.
    BeginClosing,
    /// Call its closing off.
    CancelClosing,
    /// Close it.
    Close,
}

/// How far one organisation is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JoiningView {
    /// Its code in the register.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// Where it stands with the service.
    pub state: OrganisationState,
    /// How far it is; none if nobody has ever asked for it.
    pub stage: Option<Stage>,
    /// What it does.
    pub sector: Sector,
    /// Whose turn it is.
    pub turn: Turn,
    /// Since when (RFC 3339), if it is anybody's.
    pub since: Option<String>,
    /// What they have to do.
    pub waits_for: Option<String>,
    /// Who asked for it.
    pub applicant: Option<ApplicantView>,
    /// What is asked of it, and how it stands.
    pub checks: Vec<CheckLine>,
    /// When it applied (RFC 3339).
    pub applied_at: Option<String>,
    /// When somebody began to open it (RFC 3339).
    pub opening_at: Option<String>,
    /// When it was opened (RFC 3339).
    pub opened_at: Option<String>,
    /// When it was closed (RFC 3339).
    pub closed_at: Option<String>,
    /// Why its application was declined.
    pub declined: Option<String>,
    /// How it closes, if it does.
    pub closing: Option<ClosingView>,
    /// The first administrator, if somebody was invited and is still there.
    pub first_administrator: Option<InvitedView>,
    /// What the caller can do now.
    pub acts: Vec<JoiningAct>,
    /// The version of what is known of its way.
    pub version: i64,
    /// The version of its record.
    pub organisation_version: i64,
}

/// What can be done where it stands, and the action that allows it.
const fn acts(state: OrganisationState) -> &'static [(JoiningAct, Action)] {
    use authority::{JOIN, LEAVE};
    const OPEN: Action = Action("organisation.open");
    const CLOSE: Action = Action("organisation.close");
    match state {
        OrganisationState::Listed => {
            &[(JoiningAct::Apply, JOIN), (JoiningAct::Check, JOIN), (JoiningAct::Open, OPEN)]
        }
        OrganisationState::Closed => &[(JoiningAct::Apply, JOIN), (JoiningAct::Open, OPEN)],
        OrganisationState::Applied => &[
            (JoiningAct::Check, JOIN),
            (JoiningAct::PassTurn, JOIN),
            (JoiningAct::BeginOpening, JOIN),
            (JoiningAct::Decline, JOIN),
        ],
        OrganisationState::Opening => &[
            (JoiningAct::Check, JOIN),
            (JoiningAct::PassTurn, JOIN),
            (JoiningAct::Open, OPEN),
            (JoiningAct::Decline, JOIN),
        ],
        OrganisationState::Open => &[
            (JoiningAct::Check, JOIN),
            (JoiningAct::Invite, JOIN),
            (JoiningAct::InviteAgain, JOIN),
            (JoiningAct::BeginClosing, LEAVE),
        ],
        OrganisationState::Closing => &[
            (JoiningAct::InviteAgain, JOIN),
            (JoiningAct::PassTurn, JOIN),
            (JoiningAct::CancelClosing, LEAVE),
            (JoiningAct::Close, CLOSE),
        ],
    }
}

/// The first administrator, if somebody was invited and is still there.
async fn invited(
    reader: &mut Reader,
    call: &Call,
    organisation: OrganisationId,
) -> Result<Option<InvitedView>> {
    let Some(found) = store::invitation(reader, organisation).await? else { return Ok(None) };
    if !is_in_office(reader, call, found.account).await? {
        return Ok(None);
    }
    let Some(person) = reader.ask(AccountOf(found.account)).await? else { return Ok(None) };
    let asked = StartLinkOf { account: found.account, at: call.now };
    let link = match found.started_at {
        None => reader.ask(asked).await?,
        Some(_) => None,
    };
    Ok(Some(InvitedView {
        person: found.account,
        name: person.display_name,
        address: Some(found.address),
        invited_at: found.invited_at.rfc3339(),
        sent_at: found.sent_at.rfc3339(),
        link_until: link.map(|link| link.until.rfc3339()),
        started_at: found.started_at.map(Timestamp::rfc3339),
    }))
}

async fn check_line(reader: &mut Reader, line: Line) -> Result<CheckLine> {
    let by = match line.held.as_ref().and_then(|held| held.by) {
        Some(account) => reader.ask(AccountOf(account)).await?.map(|view| view.display_name),
        None => None,
    };
    let held = line.held.as_ref();
    Ok(CheckLine {
        check: line.check,
        standing: line.standing,
        outcome: held.map(|held| held.outcome),
        level: held.and_then(|held| held.level),
        evidence: held.map(|held| held.evidence.clone()),
        by,
        at: held.map(|held| held.at.rfc3339()),
        expires_on: held.and_then(|held| held.expires_on),
    })
}

impl Query for JoiningByCode {
    const NAME: &'static str = "joining.by-code";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = JoiningView;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<JoiningView> {
        let found = by_code_in_sight(reader, sight, &self.organisation)
            .await?
            .ok_or_else(|| common::NOT_FOUND.refuse())?;
        let case = case_of(reader, call, &found).await?;
        let is_known = case.version > 0 || found.state != OrganisationState::Listed;
        let mut checks = Vec::new();
        for line in look(reader, &found, &case, call.now).await? {
            checks.push(check_line(reader, line).await?);
        }
        let mut first_administrator = invited(reader, call, found.id).await?;
        let is_waiting =
            first_administrator.as_ref().is_some_and(|invited| invited.started_at.is_none());
        let mut may = Vec::new();
        for (act, action) in acts(found.state) {
            match act {
                JoiningAct::Invite if first_administrator.is_some() => continue,
                JoiningAct::InviteAgain if !is_waiting => continue,
                _ => {}
            }
            let resource = match *action {
                authority::LEAVE => Resource::Organisation(found.id),
                _ => Resource::Nation,
            };
            if reader.ask(MayDo { call: call.clone(), action: *action, resource }).await? {
                may.push(*act);
            }
        }
        let invites =
            MayDo { call: call.clone(), action: authority::JOIN, resource: Resource::Nation };
        if let Some(invited) = &mut first_administrator
            && !reader.ask(invites).await?
        {
            invited.address = None;
        }
        let closing = ClosingView::of(reader, &mut Names::default(), &case).await?;
        let time = |at: Option<Timestamp>| at.map(Timestamp::rfc3339);
        Ok(JoiningView {
            organisation: found.code,
            name: display_name(&found.name),
            state: found.state,
            stage: is_known.then_some(case.stage),
            sector: case.sector,
            turn: case.turn,
            since: (case.turn != Turn::Nobody).then(|| case.since.rfc3339()),
            waits_for: case.waits_for,
            applicant: case.applicant.map(Into::into),
            checks,
            applied_at: time(case.applied_at),
            opening_at: time(case.opening_at),
            opened_at: time(case.opened_at),
            closed_at: time(case.closed_at),
            declined: case.reason.filter(|_| case.stage == Stage::Declined),
            closing,
            first_administrator,
            acts: may,
            version: case.version,
            organisation_version: found.version,
        })
    }
}
