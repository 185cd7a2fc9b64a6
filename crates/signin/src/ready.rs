//! What sign-in says on pages of others: under *Can they work?*, and on the home page.

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use ui::home::{Card, ReadyLine};

/// Answers lines about one person, as far as the caller may see them.
pub type Ready = fn(Door, Call, AccountId) -> BoxFuture<'static, Result<Vec<ReadyLine>>>;

/// The lines of this context.
pub fn ready_lines() -> Vec<Ready> {
    vec![
        |door, call, person| Box::pin(crate::attempts::portal::lines(door, call, person)),
        |door, call, person| Box::pin(crate::mfa::portal::lines(door, call, person)),
        |door, call, person| Box::pin(crate::compromise::portal::lines(door, call, person)),
    ]
}

/// Answers a card of the home page, if the caller has something to see there.
pub type MakeCard = fn(Door, Call) -> BoxFuture<'static, Result<Option<Card>>>;

/// The cards of this context.
pub fn cards() -> Vec<MakeCard> {
    vec![
        |door, call| Box::pin(crate::attempts::portal::card(door, call)),
        |door, call| Box::pin(crate::terms::portal::card(door, call)),
        |door, call| Box::pin(crate::mfa::portal::card(door, call)),
    ]
}
