//! Opening others like an open organisation: what would come of each code, before and after.

use std::collections::HashSet;

use facts::directory::AccountOf;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Code, Error, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LIMIT_AT_MOST;
use crate::joining::commands::{case_of, look, missing};
use crate::joining::{authority, messages, store};
use crate::organisations::standing::{
    Organisation, by_code_in_sight, by_id, coded, day_of, short_names, taken_short_names,
};
use crate::organisations::{OrganisationState, RegisterStatus, Tier, display_name};

/// What would come of opening other organisations like an open one, or what has come of it: one line for each code, in
/// the order of the codes. Nothing is changed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewAlike {
    /// The code of the open organisation that is the pattern.
    pub organisation: String,
    /// The codes of the others, 1 to 200.
    pub codes: Vec<String>,
}

/// The pattern and the lines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OpenAlike {
    /// The code of the pattern.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// Its tier, which the others get.
    pub tier: Tier,
    /// Its time zone, likewise.
    pub time_zone: String,
    /// The country in which its people use the service, likewise.
    pub usage_location: String,
    /// The code of the organisation that administers it from above, likewise.
    pub parent: Option<String>,
    /// Its support telephone number, likewise.
    pub support_telephone: Option<String>,
    /// When its support answers, likewise.
    pub support_hours: Option<String>,
    /// The others.
    pub lines: Vec<AlikeLine>,
}

/// One other organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AlikeLine {
    /// The code, as it was typed but in capitals.
    pub code: String,
    /// Its name, if the register has it.
    pub name: Option<String>,
    /// Where it stands with the service.
    pub state: Option<OrganisationState>,
    /// Its short name, or one that nobody has and no other line.
    pub short_name: Option<String>,
    /// When it was opened (RFC 3339), if it is open.
    pub opened_at: Option<String>,
    /// The name of its first administrator, if somebody was invited.
    pub first_administrator: Option<String>,
    /// Why it cannot be opened now, if it cannot.
    pub problem: Option<String>,
    /// Whether it opens once the checks it lacks are waived.
    pub needs_waiver: bool,
    /// The version of its record, to be sent back with the act.
    pub version: i64,
}

/// The first free short name that would suit it.
async fn suggestion(
    reader: &mut Reader,
    organisation: &Organisation,
    promised: &HashSet<String>,
) -> Result<Option<String>> {
    if let Some(held) = &organisation.short_name {
        return Ok(Some(held.clone()));
    }
    let suited = short_names(&organisation.name, &organisation.code);
    let taken = taken_short_names(reader, &suited, organisation.id).await?;
    Ok(suited.into_iter().find(|name| !taken.contains(name) && !promised.contains(name)))
}

/// The name of whoever was invited to administer it first.
async fn first_administrator(
    reader: &mut Reader,
    organisation: &Organisation,
) -> Result<Option<String>> {
    let Some(found) = store::invitation(reader, organisation.id).await? else { return Ok(None) };
    Ok(reader.ask(AccountOf(found.account)).await?.map(|person| person.display_name))
}

/// Why it cannot be opened, and whether a waiver would do.
async fn problem(
    reader: &mut Reader,
    call: &Call,
    organisation: &Organisation,
) -> Result<(Option<String>, bool)> {
    use crate::organisations::messages as words;
    let text = |code: Code| Ok((Some(code.text.to_owned()), false));
    match organisation.state {
        state if state.is_running() => return text(words::ALREADY_OPEN),
        OrganisationState::Applied => return text(words::OPENING_FIRST),
        _ => {}
    }
    if organisation.status != RegisterStatus::Active
        || organisation.is_closed_by_register(day_of(call.now))
    {
        return text(words::CLOSED_BY_REGISTER);
    }
    let case = case_of(reader, call, organisation).await?;
    let lines = look(reader, organisation, &case, call.now).await?;
    Ok(match missing(&lines) {
        Some(refusal) => (Some(refusal.text.into_owned()), true),
        None => (None, false),
    })
}

impl Query for PreviewAlike {
    const NAME: &'static str = "joining.preview-alike";
    const ACTION: Action = authority::JOIN;
    const VIEW: View = View::Nation;
    type Output = OpenAlike;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<OpenAlike> {
        if !(1..=LIMIT_AT_MOST as usize).contains(&self.codes.len()) {
            return Err(messages::CODES.at("codes").with("most", LIMIT_AT_MOST).into());
        }
        let pattern = by_code_in_sight(reader, sight, &self.organisation).await?;
        let pattern = pattern.filter(|pattern| pattern.state == OrganisationState::Open);
        let pattern = pattern.ok_or_else(|| common::NOT_FOUND.refuse())?;
        let parent = match pattern.parent {
            Some(parent) => by_id(reader, parent).await?.map(|parent| parent.code),
            None => None,
        };
        let (mut lines, mut promised) = (Vec::new(), HashSet::new());
        for typed in &self.codes {
            let code = typed.trim().to_uppercase();
            let is_repeated = lines.iter().any(|line: &AlikeLine| line.code == code);
            let line = match coded(reader, &code).await {
                _ if is_repeated => AlikeLine::refused(code, messages::CODE_REPEATED),
                Ok(found) => {
                    let short_name = suggestion(reader, &found, &promised).await?;
                    let (problem, needs_waiver) = problem(reader, call, &found).await?;
                    if problem.is_none() || needs_waiver {
                        promised.extend(short_name.clone());
                    }
                    AlikeLine {
                        code,
                        name: Some(display_name(&found.name)),
                        state: Some(found.state),
                        short_name,
                        opened_at: found
                            .opened_at
                            .filter(|_| found.state.is_running())
                            .map(Timestamp::rfc3339),
                        first_administrator: first_administrator(reader, &found).await?,
                        problem,
                        needs_waiver,
                        version: found.version,
                    }
                }
                Err(Error::Refused(_)) => AlikeLine::refused(code, messages::CODE_UNKNOWN),
                Err(fault) => return Err(fault),
            };
            lines.push(line);
        }
        Ok(OpenAlike {
            organisation: pattern.code,
            name: display_name(&pattern.name),
            tier: pattern.tier.unwrap_or(Tier::Standard),
            time_zone: pattern.time_zone.unwrap_or_default(),
            usage_location: pattern.usage_location.unwrap_or_default(),
            parent,
            support_telephone: pattern.support_telephone,
            support_hours: pattern.support_hours,
            lines,
        })
    }
}

impl AlikeLine {
    fn refused(code: String, why: Code) -> Self {
        Self {
            code,
            name: None,
            state: None,
            short_name: None,
            opened_at: None,
            first_administrator: None,
            problem: Some(why.text.to_owned()),
            needs_waiver: false,
            version: 0,
        }
    }
}
