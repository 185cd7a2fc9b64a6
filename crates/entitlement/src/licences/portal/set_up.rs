//! What setting the service up asks of licences: what was bought, and who may use it.

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::Result;
use ui::home::{Step, StepState};

use super::super::model::SubscriptionState;
use super::super::queries::{NationalLicences, Purchase};

/// Purchases that are looked at.
const LOOKED_AT: u32 = 200;

/// The steps, as the nation's own purchases that count today say.
pub fn steps(door: Door, call: Call) -> BoxFuture<'static, Result<Vec<Step>>> {
    Box::pin(async move {
        let query = NationalLicences { after: None, limit: Some(LOOKED_AT) };
        let mut found = door.ask(&call, &query).await?.items;
        found.retain(|purchase| {
            purchase.owner.is_none() && purchase.state != SubscriptionState::Expired
        });
        Ok(vec![bought(&found), shared_out(&found)])
    })
}

fn bought(found: &[Purchase]) -> Step {
    let (state, says) = match found.first() {
        Some(purchase) => (
            StepState::Done,
            format!("The first purchase is {} of {}.", purchase.quantity, purchase.product_name),
        ),
        None => (
            StepState::ToDo,
            "What the service has bought from Microsoft, and until when. Without licences people sign in and are in the directory, and wait for the rest."
                .to_owned(),
        ),
    };
    step(50, "Record the licences that were bought", says, state)
}

fn shared_out(found: &[Purchase]) -> Step {
    let (state, says) = if found.iter().any(|purchase| purchase.tops_up) {
        let says = "Organisations get licences in blocks, as they need them. A purchase shows who has how many.";
        (StepState::Done, says)
    } else if found.iter().any(|purchase| purchase.allotted > 0) {
        let says =
            "Organisations have a part of the purchases. Each purchase shows who has how many.";
        (StepState::Done, says)
    } else {
        let says = "Choose a purchase, and say how many of its licences the organisation may use.";
        (StepState::ToDo, says)
    };
    step(65, "Share licences out to it", says.to_owned(), state)
}

fn step(order: u16, text: &str, says: String, state: StepState) -> Step {
    let href = Some("/national/licences".to_owned());
    Step { order, text: text.to_owned(), says, href, state }
}
