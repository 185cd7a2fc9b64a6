//! What the caller may do, so that pages show no way that leads nowhere. The door decides again when it is done.

use facts::signin::IsContained;
use kernel::authority::{Action, Place, RoleSet, Sight, Who, covers, grants_of};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Actor, Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::organisation;
use crate::people::model::{Account, AccountKind, AccountState, Move};
use crate::people::{authority, store};
use crate::transfers::authority as transfers;

/// Something that can be done to a person now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PersonAct {
    /// Change details.
    Change,
    /// Change the name and the address.
    Rename,
    /// Name another first day.
    Start,
    /// Block sign-in.
    Disable,
    /// Allow sign-in again.
    Enable,
    /// Delete, restorable for a while.
    Delete,
    /// Bring back.
    Restore,
    /// Mark as a leaver.
    Leave,
    /// Take the mark of a leaver off.
    Stay,
    /// Offer to another organisation, or move there.
    Transfer,
    /// Place a legal hold.
    Hold,
    /// Release a legal hold.
    Release,
}

impl PersonAct {
    const ALL: [(Self, Action, Option<Move>); 12] = [
        (Self::Change, authority::CHANGE, None),
        (Self::Rename, authority::RENAME, None),
        (Self::Start, authority::CHANGE_START, Some(Move::Start)),
        (Self::Disable, authority::DISABLE, Some(Move::Disable)),
        (Self::Enable, authority::ENABLE, Some(Move::Enable)),
        (Self::Delete, authority::DELETE, Some(Move::Delete)),
        (Self::Restore, authority::RESTORE, Some(Move::Restore)),
        (Self::Leave, authority::MARK_LEAVER, None),
        (Self::Stay, authority::MARK_LEAVER, None),
        (Self::Transfer, transfers::OFFER, None),
        (Self::Hold, authority::HOLD, None),
        (Self::Release, authority::HOLD, None),
    ];

    /// Whether an act that is no move fits the account.
    fn fits(self, account: &Account, is_own: bool) -> bool {
        let is_person = account.kind == AccountKind::User && account.state.is_live();
        match self {
            Self::Leave => {
                is_person && !is_own && account.leaver.is_none() && account.starts_at().is_none()
            }
            Self::Stay => is_person && account.leaver.is_some(),
            Self::Transfer => is_person && !is_own,
            Self::Hold => !is_own,
            Self::Release => !is_own && account.held_since.is_some(),
            _ => is_person,
        }
    }
}

/// What the caller may do to a person, as the person's account stands now.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonActs {
    /// The person.
    pub person: AccountId,
}

impl Query for PersonActs {
    const NAME: &'static str = "person.acts";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = Vec<PersonAct>;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Vec<PersonAct>> {
        let Some(account) = store::seen(reader, sight, self.person).await? else {
            return Err(messages::NOT_FOUND.refuse().into());
        };
        let is_own = call.actor.account() == Some(account.id);
        let is_contained =
            account.state == AccountState::Disabled && reader.ask(IsContained(account.id)).await?;
        let mut acts = Vec::new();
        for (act, action, step) in PersonAct::ALL {
            let takes_away = matches!(
                act,
                PersonAct::Disable | PersonAct::Delete | PersonAct::Leave | PersonAct::Transfer
            );
            let fits = match step {
                Some(step) => {
                    let locks_out = matches!(step, Move::Disable | Move::Delete) && is_own;
                    let is_held = step == Move::Delete && account.held_since.is_some();
                    let is_legal = account.state.after(step, account.state_before).is_some();
                    let is_over =
                        step == Move::Enable && (account.has_left(call.now) || is_contained);
                    is_legal && !locks_out && !is_held && !is_over
                }
                None => act.fits(&account, is_own),
            };
            if fits
                && may(reader, call, action, account.organisation).await?
                && (!takes_away || may_take_away(reader, call, action, account.id).await?)
            {
                acts.push(act);
            }
        }
        Ok(acts)
    }
}

/// Whether the caller's rights cover those of the account, so that it may be blocked, deleted or moved: a role is
/// only taken out of somebody's hands by those who could have given as much.
pub(in crate::people) async fn may_take_away(
    reader: &mut Reader,
    call: &Call,
    action: Action,
    account: AccountId,
) -> Result<bool> {
    let Some(actor) = call.actor.account() else { return Ok(true) };
    let Some(rule) = authority::rule(action) else { return Ok(false) };
    Ok(covers(reader, actor, account, rule.who.roles, call.now).await?)
}

/// Whether the rights of somebody who agreed to let a person go still cover the person's.
pub(crate) async fn outranks(
    reader: &mut Reader,
    agreed: AccountId,
    person: AccountId,
    now: Timestamp,
) -> Result<bool> {
    let roles = authority::rule(transfers::OFFER).map_or(RoleSet::NONE, |rule| rule.who.roles);
    Ok(covers(reader, agreed, person, roles, now).await?)
}

/// Whether the caller may create people in an organisation now.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MayCreate {
    /// The code of the organisation in the register.
    pub organisation: String,
}

/// Where somebody may create people or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Creating {
    /// The code of the organisation in the register.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// Whether people can be created in it by anybody.
    pub is_open: bool,
    /// Whether the caller may.
    pub may_create: bool,
}

impl Query for MayCreate {
    const NAME: &'static str = "person.may-create";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Record;
    type Output = Creating;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Creating> {
        let found = organisation(reader, sight, &self.organisation).await?;
        let may_create =
            found.is_open && may(reader, call, authority::CREATE, found.organisation).await?;
        Ok(Creating {
            organisation: found.code,
            organisation_name: found.name,
            is_open: found.is_open,
            may_create,
        })
    }
}

/// Whether the caller may do in an organisation what is done to people.
pub(in crate::people) async fn may(
    reader: &mut Reader,
    call: &Call,
    action: Action,
    organisation: OrganisationId,
) -> Result<bool> {
    let Some(rule) = authority::rule(action) else { return Ok(false) };
    may_as(reader, call, action, &rule.who, organisation).await
}

/// Whether the caller may do in an organisation what `who` may do; other contexts' actions are asked here too.
pub(in crate::people) async fn may_as(
    reader: &mut Reader,
    call: &Call,
    action: Action,
    who: &Who,
    organisation: OrganisationId,
) -> Result<bool> {
    if call.scope.as_ref().is_some_and(|scope| !scope.covers(action)) {
        return Ok(false);
    }
    let account = match &call.actor {
        Actor::Account(account) => *account,
        Actor::Operator(_) => return Ok(who.operator),
        Actor::Service(_) => return Ok(who.service),
        Actor::Anonymous => return Ok(false),
    };
    let place = Place::of(reader, organisation).await?;
    let grants = grants_of(reader, account, call.now).await?;
    Ok(grants
        .iter()
        .filter(|grant| grant.is_live(call.now) && who.roles.has(grant.role))
        .any(|grant| grant.span.reaches(&place)))
}
