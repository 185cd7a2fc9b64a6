//! Transfers at the door: commands by named actors on a real database, read with queries.

mod clocks;
mod pages;
mod rules;
mod sides;

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::ids::AccountId;
use testkit::World;

use super::{
    AcceptTransfer, AskTransfer, ChangeTransferDate, DeclineTransfer, OfferTransfer, TransferById,
    TransferId, TransferState, TransferView, WithdrawTransfer,
};
use crate::people::tests::{check, holder, org, person, place, record};

/// Asha of RX1, and administrators of RX1, RX2 and RX3.
struct Scene {
    asha: AccountId,
    from: Actor,
    to: Actor,
    third: Actor,
}

async fn scene(world: &World) -> Scene {
    for code in ["RX1", "RX2", "RX3", "CX1"] {
        place(world, code, None).await;
    }
    let from = holder(world, "RX1", Role::LocalAdministrator).await;
    let to = holder(world, "RX2", Role::LocalAdministrator).await;
    let third = holder(world, "RX3", Role::LocalAdministrator).await;
    let asha = person(world, "RX1", "Asha", "Rao").await.id;
    Scene { asha, from, to, third }
}

fn offer(person: AccountId, code: &str, day: Option<&str>) -> OfferTransfer {
    let (organisation, day) = (code.to_owned(), day.map(str::to_owned));
    OfferTransfer { person, organisation, day, note: None }
}

fn ask(person: AccountId, code: &str, day: Option<&str>) -> AskTransfer {
    let (organisation, day) = (code.to_owned(), day.map(str::to_owned));
    AskTransfer { organisation, person, unit: None, day, note: None }
}

fn accept(transfer: TransferId) -> AcceptTransfer {
    AcceptTransfer { transfer, unit: None }
}

fn decline(transfer: TransferId) -> DeclineTransfer {
    DeclineTransfer { transfer, reason: "Not agreed".to_owned() }
}

fn withdraw(transfer: TransferId) -> WithdrawTransfer {
    WithdrawTransfer { transfer, reason: None }
}

fn redate(transfer: TransferId, day: &str) -> ChangeTransferDate {
    ChangeTransferDate { transfer, day: day.to_owned() }
}

async fn view(world: &World, transfer: TransferId) -> TransferView {
    world.asked(world.operator(), &TransferById { transfer }).await
}
