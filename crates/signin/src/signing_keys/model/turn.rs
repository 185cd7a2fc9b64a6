//! Which moves are due: a pure function of the keys of one algorithm and of the time.

use kernel::clock::Timestamp;

use super::{Stage, State};

/// The numbers of the moves, in seconds.
#[derive(Clone, Copy, Debug)]
pub(in crate::signing_keys) struct Times {
    pub(in crate::signing_keys) rotation: i64,
    pub(in crate::signing_keys) published: i64,
    /// Time for which caches keep a list, and the longest life of a token.
    pub(in crate::signing_keys) kept: i64,
}

/// One move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::signing_keys) enum Move {
    /// A new key of this generation that signs at once.
    Begin(i64),
    /// A new key of this generation that is published ahead.
    Publish(i64),
    /// The key of this generation comes to another state.
    To(i64, State),
}

/// The moves that are due, in the order in which they are made.
pub(in crate::signing_keys) fn due(keys: &[Stage], times: Times, now: Timestamp) -> Vec<Move> {
    let next = keys.iter().map(|key| key.generation).max().unwrap_or(0) + 1;
    let of = |state: State| keys.iter().filter(move |key| key.state == state);
    let mut moves = Vec::new();
    for key in of(State::Retiring) {
        if key.since.plus_seconds(times.kept) <= now {
            moves.push(Move::To(key.generation, State::Withdrawn));
        }
    }
    let pending = of(State::Pending).max_by_key(|key| key.generation);
    let Some(active) = of(State::Active).max_by_key(|key| key.generation) else {
        moves.push(Move::Begin(next));
        return moves;
    };
    // What was signed with a key that cannot be read any more can still be checked: its public part stands beside it.
    if !active.is_readable {
        moves.push(Move::To(active.generation, State::Retiring));
        moves.push(Move::Begin(next));
        return moves;
    }
    if pending.is_some_and(|key| !key.is_readable) {
        moves.extend(pending.map(|key| Move::To(key.generation, State::Withdrawn)));
        return moves;
    }
    let ends_at = active.since.plus_seconds(times.rotation);
    match pending {
        None if ends_at.plus_seconds(-times.published) <= now => moves.push(Move::Publish(next)),
        Some(key) if ends_at <= now && key.since.plus_seconds(times.published) <= now => {
            moves.push(Move::To(active.generation, State::Retiring));
            moves.push(Move::To(key.generation, State::Active));
        }
        _ => {}
    }
    moves
}
