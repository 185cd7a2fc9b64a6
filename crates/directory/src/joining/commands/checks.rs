//! The checks of an organisation: looked at, recorded, waived.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Refusal, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{JoiningVersion, case_of, day_number, words};
use crate::joining::model::{
    Case, Check, Demand, Held, Level, Outcome, Stage, Standing, WAIVER_DAYS, cycle_end, date_of,
    next_day,
};
use crate::joining::{authority, messages, store};
use crate::organisations::RegisterStatus;
use crate::organisations::model::number_of;
use crate::organisations::standing::{Organisation, coded, day_of};

/// How one condition of an organisation stands, and what was last said of it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) check: Check,
    pub(crate) standing: Standing,
    pub(crate) held: Option<Held>,
}

/// What is demanded of an organisation at a moment.
pub(crate) async fn demand(reader: &mut Reader, case: &Case, now: Timestamp) -> Result<Demand> {
    let level = reader.dated(case.sector.level(), None, now).await?;
    Ok(Demand { sector: case.sector, level, has_contact: case.applicant.is_some() })
}

/// Every condition that is demanded of an organisation, as it stands.
pub(crate) async fn look(
    reader: &mut Reader,
    organisation: &Organisation,
    case: &Case,
    now: Timestamp,
) -> Result<Vec<Line>> {
    let today = day_of(now);
    let demand = demand(reader, case, now).await?;
    let mut held = store::checks(reader, organisation.id).await?;
    let mut lines = Vec::new();
    for check in demand.checks() {
        let place = held.iter().position(|held| held.check == check);
        let held = place.map(|place| held.swap_remove(place));
        let standing = match (check, &case.applicant) {
            (Check::Register, _) => {
                let is_met = organisation.status == RegisterStatus::Active
                    && !organisation.is_closed_by_register(today);
                Standing::looked_at(is_met, None, today)
            }
            (Check::Contact, Some(applicant)) => {
                let is_shared =
                    store::is_contact_of_another(reader, organisation.id, applicant).await?;
                Standing::looked_at(!is_shared, held.as_ref(), today)
            }
            _ => Standing::of(check, held.as_ref(), &demand, today),
        };
        lines.push(Line { check, standing, held });
    }
    Ok(lines)
}

/// The refusal that names what is missing; none if the organisation may go on.
pub(crate) fn missing(lines: &[Line]) -> Option<Refusal> {
    let names: Vec<&str> = lines
        .iter()
        .filter(|line| !line.standing.is_passed())
        .map(|line| messages::check(line.check))
        .collect();
    (!names.is_empty()).then(|| messages::CHECKS_MISSING.refuse().with("checks", names.join(", ")))
}

/// The first day on which one of them is no longer good.
pub(super) fn lapses_on(lines: &[Line]) -> Option<i64> {
    let ends = lines.iter().filter_map(|line| line.held.as_ref()?.expires_on);
    ends.min().and_then(next_day)
}

/// Keeps what was found out, with the row of the organisation, on which it hangs.
async fn keep(
    tx: &mut WriteTx,
    call: &Call,
    organisation: &Organisation,
    before: &Case,
    after: Held,
) -> Result<JoiningVersion> {
    let mut lines = look(tx, organisation, before, call.now).await?;
    let Some(line) = lines.iter_mut().find(|line| line.check == after.check) else {
        return Err(messages::NOT_DEMANDED.at("check").into());
    };
    store::save_check(tx, call, organisation.id, line.held.as_ref(), &after).await?;
    line.held = Some(after);
    let case = Case { lapses_on: lapses_on(&lines), ..before.clone() };
    let version = store::save(tx, call, Some(before), &case).await?;
    tx.subject("joining_case", organisation.id, version);
    Ok(JoiningVersion::of(organisation, &case, version))
}

/// The case, unless the organisation has left.
async fn live_case(tx: &mut WriteTx, call: &Call, organisation: &Organisation) -> Result<Case> {
    let case = case_of(tx, call, organisation).await?;
    call.expects(case.version)?;
    if case.stage == Stage::Closed {
        return Err(messages::OVER.refuse().into());
    }
    Ok(case)
}

/// Records what was found out about a check of an organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordCheck {
    /// Its code in the register.
    pub organisation: String,
    /// The check; those at which the service looks by itself are not recorded.
    pub check: Check,
    /// Whether it holds or fails.
    pub outcome: Outcome,
    /// The standing in data security; only for that check, and only if it holds.
    #[serde(default)]
    pub level: Option<Level>,
    /// What shows it: a reference in words, at most 500 characters.
    pub evidence: String,
    /// The last day on which it is good, such as 2027-06-30. Left out, a standing in data security is good until the end
    /// of its year, 30 June, and everything else without an end.
    #[serde(default)]
    pub expires_on: Option<String>,
}

impl Command for RecordCheck {
    const NAME: &'static str = "organisation.record-check";
    const ACTION: Action = authority::JOIN;
    type Prepared = String;
    type Output = JoiningVersion;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        if self.check.is_automatic() {
            return Err(messages::AUTOMATIC.at("check").into());
        }
        if self.outcome == Outcome::Waived {
            return Err(messages::WAIVE_INSTEAD.at("outcome").into());
        }
        let needs_level = self.check == Check::DataSecurity && self.outcome == Outcome::Holds;
        if needs_level != self.level.is_some() {
            return Err(messages::LEVEL.at("level").into());
        }
        words("evidence", "what shows it", &self.evidence)
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        evidence: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<JoiningVersion> {
        let organisation = coded(tx, &self.organisation).await?;
        let case = live_case(tx, call, &organisation).await?;
        let today = day_of(call.now);
        let expires_on = match &self.expires_on {
            Some(day) => Some(day_number("expires_on", messages::DAY, day, today)?),
            None if self.level.is_some() => Some(number_of(cycle_end(date_of(call.now)))),
            None => None,
        };
        let held = Held {
            check: self.check,
            outcome: self.outcome,
            level: self.level,
            evidence: evidence.clone(),
            by: call.actor.account(),
            at: call.now,
            expires_on,
            version: 0,
        };
        keep(tx, call, &organisation, &case, held).await
    }
}

/// Lets an organisation go on without a check for a time. What the register says cannot be waived.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiveCheck {
    /// Its code in the register.
    pub organisation: String,
    /// The check.
    pub check: Check,
    /// Why it need not hold, at most 500 characters.
    pub reason: String,
    /// The last day of the waiver, such as 2027-06-30, at most as far ahead as `joining.waiver-days` says.
    pub until: String,
}

/// The last day that a waiver may have, written yyyymmdd, and the days that are left to it.
pub(super) async fn waiver_end(reader: &mut Reader, now: Timestamp) -> Result<(i64, i64)> {
    let days = reader.dated(&WAIVER_DAYS, None, now).await?;
    Ok((day_of(now.plus_days(days)), days))
}

impl Command for WaiveCheck {
    const NAME: &'static str = "organisation.waive-check";
    const ACTION: Action = authority::JOIN;
    type Prepared = String;
    type Output = JoiningVersion;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        if self.check == Check::Register {
            return Err(messages::NO_WAIVER.at("check").into());
        }
        words("reason", "why the check is waived", &self.reason)
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
        let case = live_case(tx, call, &organisation).await?;
        let (last, days) = waiver_end(tx, call.now).await?;
        let wrong = |refusal: Refusal| refusal.with("days", days);
        let until = day_number("until", messages::WAIVER_DAY, &self.until, day_of(call.now));
        let until = until.map_err(wrong)?;
        if until > last {
            return Err(wrong(messages::WAIVER_DAY.at("until")).into());
        }
        let held = Held {
            check: self.check,
            outcome: Outcome::Waived,
            level: None,
            evidence: reason.clone(),
            by: call.actor.account(),
            at: call.now,
            expires_on: Some(until),
            version: 0,
        };
        keep(tx, call, &organisation, &case, held).await
    }
}
