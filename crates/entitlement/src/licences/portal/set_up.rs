//! What setting the service up asks of licences: what was bought, and who may use it.

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::Result;
use ui::home::{Step, StepState};

use super::super::queries::NationalLicences;

/// Makes a step of setting the service up.
pub type MakeStep = fn(Door, Call) -> BoxFuture<'static, Result<Step>>;

/// Purchases that are looked at.
const LOOKED_AT: u32 = 50;

/// The steps.
pub fn steps() -> Vec<MakeStep> {
    vec![|door, call| Box::pin(bought(door, call)), |door, call| Box::pin(shared_out(door, call))]
}

async fn bought(door: Door, call: Call) -> Result<Step> {
    let found = door.ask(&call, &NationalLicences { after: None, limit: Some(1) }).await?;
    let (state, says) = match found.items.first() {
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
    Ok(step(50, "Record the licences that were bought", says, state))
}

async fn shared_out(door: Door, call: Call) -> Result<Step> {
    let found = door.ask(&call, &NationalLicences { after: None, limit: Some(LOOKED_AT) }).await?;
    let (state, says) = if found.items.iter().any(|purchase| purchase.tops_up) {
        let says = "Organisations get licences in blocks, as they need them. A purchase shows who has how many.";
        (StepState::Done, says)
    } else if found.items.iter().any(|purchase| purchase.allotted > 0) {
        let says =
            "Organisations have a part of the purchases. Each purchase shows who has how many.";
        (StepState::Done, says)
    } else {
        let says = "Choose a purchase, and say how many of its licences the organisation may use.";
        (StepState::ToDo, says)
    };
    Ok(step(65, "Share licences out to it", says.to_owned(), state))
}

fn step(order: u16, text: &str, says: String, state: StepState) -> Step {
    let href = Some("/national/licences".to_owned());
    Step { order, text: text.to_owned(), says, href, state }
}
