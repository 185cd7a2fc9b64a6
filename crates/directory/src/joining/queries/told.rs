//! What others ask about organisations on their way: whom they invited, how far they are, and which come to a day.

use facts::directory::{InvitationOf, InvitationView, JoiningDue, JoiningOf, JoiningTold};
use kernel::db::Reader;
use kernel::door::Answers;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};

use crate::joining::model::{beginning_of, day_from, next_day};
use crate::joining::{messages, store};
use crate::organisations::display_name;
use crate::organisations::standing::by_id;

/// Answers them.
pub(crate) fn answer(answers: &mut Answers) -> Result<(), Fault> {
    answers.add(|InvitationOf(account), reader| Box::pin(invitation(account, reader)))?;
    answers.add(|JoiningOf(organisation), reader| Box::pin(joining(organisation, reader)))?;
    answers.add(|asked: JoiningDue, reader| {
        Box::pin(async move { Ok(store::due(reader, asked).await?) })
    })
}

async fn invitation(account: AccountId, reader: &mut Reader) -> Result<Option<InvitationView>> {
    let found = store::invitation_of(reader, account).await?;
    Ok(found.map(|found| InvitationView {
        address: found.address,
        invited_by: found.invited_by,
        invited_at: found.invited_at,
    }))
}

async fn joining(organisation: OrganisationId, reader: &mut Reader) -> Result<Option<JoiningTold>> {
    let Some(found) = by_id(reader, organisation).await? else { return Ok(None) };
    let Some(case) = store::find(reader, organisation).await? else { return Ok(None) };
    let lapsing = match case.lapses_on {
        Some(first) => store::checks(reader, organisation)
            .await?
            .into_iter()
            .filter(|held| held.expires_on.and_then(next_day) == Some(first))
            .map(|held| messages::check(held.check).to_owned())
            .collect(),
        None => Vec::new(),
    };
    let contact = case.applicant.map(|applicant| (applicant.contact_name, applicant.contact_email));
    Ok(Some(JoiningTold {
        code: found.code,
        name: display_name(&found.name),
        stage: case.stage.name().to_owned(),
        turn: case.turn.name().to_owned(),
        since: case.since,
        waits_for: case.waits_for,
        contact,
        reason: case.reason,
        closes_at: case.closing_day.and_then(|day| day.parse().ok()).and_then(beginning_of),
        lapses_at: case.lapses_on.and_then(day_from).and_then(beginning_of),
        lapsing,
    }))
}
