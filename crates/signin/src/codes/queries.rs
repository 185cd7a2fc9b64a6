//! What others ask about start codes: who has given somebody another way in, and where a start link goes.

use facts::directory::{INVITING, InvitationOf};
use facts::signin::{StartLinkOf, StartLinkView, StartLinksEnding, WaysInGiven};
use kernel::audit::history_of_subjects;
use kernel::db::Reader;
use kernel::door::{Actor, Answers, Command as _};
use kernel::refusal::{Fault, Result};

use super::{IssueStartCode, ResetPassword, SendStartLink, store};
use crate::passwords::SetPasswordByOperator;

/// Acts read at once.
const PAGE: i64 = 200;
/// The commands that give somebody a way in which whoever gives it knows.
const GIVING: [&str; 4] =
    [IssueStartCode::NAME, ResetPassword::NAME, SendStartLink::NAME, SetPasswordByOperator::NAME];

/// Answers who gave an account another way in, where its start link goes, and which links end.
pub(super) fn answer(answers: &mut Answers) -> Result<(), Fault> {
    answers.add(|question: WaysInGiven, reader| Box::pin(given(question, reader)))?;
    answers.add(|question: StartLinkOf, reader| Box::pin(link(question, reader)))?;
    answers.add(|question: StartLinksEnding, reader| {
        Box::pin(async move { Ok(store::links_ending(reader, question).await?) })
    })
}

async fn link(question: StartLinkOf, reader: &mut Reader) -> Result<Option<StartLinkView>> {
    let open = store::open_link(reader, question.account, question.at).await?;
    Ok(open.map(|open| StartLinkView { address: open.address, until: open.until }))
}

async fn given(question: WaysInGiven, reader: &mut Reader) -> Result<Vec<String>> {
    let WaysInGiven { account, since } = question;
    let own = Actor::Account(account).label();
    // Whoever opened the organisation did so in an act that is not about the account.
    let invited = reader.ask(InvitationOf(account)).await?;
    let invited = invited.filter(|invited| invited.invited_at >= since);
    let mut given: Vec<String> = invited.map(|invited| invited.invited_by).into_iter().collect();
    let mut before = None;
    loop {
        let page = history_of_subjects(reader, &[account.0], before, PAGE).await?;
        for act in &page {
            let row = &act.row;
            let command = row.command.as_str();
            let gives =
                row.outcome == "done" && (GIVING.contains(&command) || INVITING.contains(&command));
            if row.at >= since && gives && row.actor != own {
                given.push(row.actor.clone());
            }
        }
        // Keys of acts grow with their time.
        match page.last() {
            Some(last) if last.row.at >= since => before = Some(last.row.id),
            _ => return Ok(given),
        }
    }
}
