//! Roles and covers of somebody who goes.

use facts::directory::OrganisationCoded;
use kernel::authority::Role;
use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::ids::AccountId;
use kernel::refusal::{Error, Kind, Result};
use ui::Link;
use ui::home::OwnedLine;
use ui::link::part;

use super::super::model::ENOUGH_ADMINISTRATORS;
use super::super::queries::{
    CoverLine, CoverOfPerson, GrantLine, GrantsOfPerson, administrators_at,
};
use super::capital;
use crate::moments::Zone;

/// What makes lines about what an account owns or holds.
pub type OwnedLinesOf = fn(Door, Call, AccountId) -> BoxFuture<'static, Result<Vec<OwnedLine>>>;

/// What this slice says of it.
pub fn owned_lines() -> Vec<OwnedLinesOf> {
    vec![|door, call, person| Box::pin(held(door, call, person))]
}

/// Nothing to show is no error: the reader's roles do not reach here.
fn allowed<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::Refused(refusal))
            if matches!(refusal.kind, Kind::NotAllowed | Kind::NotFound) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

async fn held(door: Door, call: Call, person: AccountId) -> Result<Vec<OwnedLine>> {
    let Some(roles) = allowed(door.ask(&call, &GrantsOfPerson { person }).await)? else {
        return Ok(Vec::new());
    };
    let mut lines = Vec::new();
    for grant in roles.items.iter().filter(|grant| grant.covering_for.is_none()) {
        lines.push(role(&door, &call, grant).await?);
    }
    if let Some(covers) = allowed(door.ask(&call, &CoverOfPerson { person }).await)? {
        let zone = Zone::of(&door);
        let list = Link::new("See administrators", administrators(&roles.organisation));
        let line = |cover: &CoverLine, text: &str| OwnedLine {
            order: 20,
            text: text.replace("{name}", &cover.name).replace("{day}", &zone.day(cover.ends_at)),
            to: Some(list.clone()),
        };
        lines.extend(covers.by_them.iter().map(|cover| {
            line(cover, "They stand in for {name} until {day}. That ends when they are marked.")
        }));
        lines.extend(covers.for_them.iter().map(|cover| {
            line(cover, "{name} stands in for them until {day}. That ends when they are marked.")
        }));
    }
    Ok(lines)
}

fn administrators(code: &str) -> String {
    format!("/o/{}/administrators", part(code))
}

/// A role, with how many administrators are left without them.
async fn role(door: &Door, call: &Call, grant: &GrantLine) -> Result<OwnedLine> {
    let name = capital(grant.role.name());
    let (Some(code), Some(place)) = (&grant.organisation, &grant.organisation_name) else {
        return Ok(OwnedLine {
            order: 10,
            text: format!("{name} of the whole service. The role ends when they are marked."),
            to: Some(Link::new("See who else has it", "/national/administrators")),
        });
    };
    let is_administrator =
        matches!(grant.role, Role::PrimaryLocalAdministrator | Role::LocalAdministrator);
    let mut text = format!("{name} of {place}. The role ends when they are marked.");
    if is_administrator {
        let mut reader = door.reader().await?;
        if let Some(view) = reader.ask(OrganisationCoded(code.clone())).await? {
            let working =
                administrators_at(&mut reader, view.organisation, call.now).await?.working;
            let left = working.saturating_sub(1);
            if left < ENOUGH_ADMINISTRATORS {
                text.push_str(match left {
                    0 => " Nobody who can administer it would be left.",
                    _ => " One person who can administer it would be left; two are needed.",
                });
            }
        }
    }
    Ok(OwnedLine {
        order: 10,
        text,
        to: Some(Link::new("Give the role to somebody else", administrators(code))),
    })
}
