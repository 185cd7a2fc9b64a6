//! What is coming up for the people of an organisation by other contexts: parts of the page *Coming up*, and lines of the
//! card of the next days.

use std::time::Duration;

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::Result;
use ui::home::ComingPart;

/// What answers a part of *Coming up* about an organisation, by its code; none where the caller may see nothing of it.
pub type ComingParts = fn(Door, Call, String) -> BoxFuture<'static, Result<Option<ComingPart>>>;

/// Those of all contexts; a port put in at the start.
#[derive(Clone)]
pub struct Ahead(pub Vec<ComingParts>);

/// How long one of them may take; a slow one says so and holds up nobody.
const PATIENCE: Duration = Duration::from_secs(2);

/// The parts, in the order of the page, asked side by side; and whether one of them did not answer.
pub(super) async fn parts(door: &Door, call: &Call, code: &str) -> (Vec<ComingPart>, bool) {
    let Ok(ahead) = door.ports().port::<Ahead>() else { return (Vec::new(), false) };
    let asked: Vec<_> = ahead
        .0
        .iter()
        .map(|ask| {
            let asking = ask(door.clone(), call.clone(), code.to_owned());
            tokio::spawn(tokio::time::timeout(PATIENCE, asking))
        })
        .collect();
    let (mut parts, mut is_missing) = (Vec::new(), false);
    for answer in asked {
        match answer.await {
            Ok(Ok(Ok(found))) => parts.extend(found),
            _ => is_missing = true,
        }
    }
    parts.sort_by(|one, other| (one.order, &one.title).cmp(&(other.order, &other.title)));
    (parts, is_missing)
}
