//! What letters about a request have to know.

use facts::casework::{RequestOf, RequestTold};
use kernel::authority::Role;
use kernel::db::Reader;
use kernel::door::Answers;
use kernel::refusal::{Fault, Result};

use crate::requests::commands::kind_of;
use crate::requests::store;

/// Answers what letters about a request have to know.
pub(in crate::requests) fn answer(answers: &mut Answers) -> Result<(), Fault> {
    answers.add(|question: RequestOf, reader| Box::pin(told(question, reader)))
}

async fn told(question: RequestOf, reader: &mut Reader) -> Result<Option<RequestTold>> {
    let Some(request) = store::find(reader, question.0).await? else { return Ok(None) };
    let kind = kind_of(reader, &request.kind).await?;
    let deciders = request.desk.local_roles();
    Ok(Some(RequestTold {
        // A kind that is gone has no words any more.
        title: kind.map_or_else(|| request.kind.clone(), |kind| kind.title.to_owned()),
        asked_by: request.asked_by,
        deciders: Role::ALL.iter().copied().filter(|role| deciders.has(*role)).collect(),
        is_live: request.state.is_live(),
    }))
}
