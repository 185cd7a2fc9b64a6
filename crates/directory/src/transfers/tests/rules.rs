//! The table of moves, and the clocks' reckoning, as pure rules.

use kernel::clock::Timestamp;
use kernel::ids::OrganisationId;
use uuid::Uuid;

use super::*;
use crate::transfers::model::{Begun, Day, Due, Side, Step, Transfer, Waits};

#[test]
fn only_these_moves_are_legal() {
    use TransferState::{Asked, Dated, Declined, Done, Ended, Lapsed, Offered, Withdrawn};
    let steps = [
        Step::Move,
        Step::Agree,
        Step::Decline,
        Step::Withdraw,
        Step::ChangeDate,
        Step::Lapse,
        Step::End,
    ];
    let (from, to) = (Some(Side::From), Some(Side::To));
    let mut legal = Vec::new();
    for state in TransferState::ALL {
        for step in steps {
            for side in [None, from, to] {
                legal.extend(state.after(step, side).map(|after| (state, step, side, after)));
            }
        }
    }
    let expected = [
        (Offered, Step::Move, to, Done),
        (Offered, Step::Agree, to, Dated),
        (Offered, Step::Decline, to, Declined),
        (Offered, Step::Withdraw, from, Withdrawn),
        (Offered, Step::ChangeDate, from, Offered),
        (Offered, Step::ChangeDate, to, Asked),
        (Offered, Step::Lapse, None, Lapsed),
        (Offered, Step::End, None, Ended),
        (Asked, Step::Move, from, Done),
        (Asked, Step::Agree, from, Dated),
        (Asked, Step::Decline, from, Declined),
        (Asked, Step::Withdraw, to, Withdrawn),
        (Asked, Step::ChangeDate, from, Offered),
        (Asked, Step::ChangeDate, to, Asked),
        (Asked, Step::Lapse, None, Lapsed),
        (Asked, Step::End, None, Ended),
        (Dated, Step::Move, None, Done),
        (Dated, Step::Withdraw, from, Withdrawn),
        (Dated, Step::Withdraw, to, Withdrawn),
        (Dated, Step::ChangeDate, from, Offered),
        (Dated, Step::ChangeDate, to, Asked),
        (Dated, Step::Lapse, None, Lapsed),
        (Dated, Step::End, None, Ended),
    ];
    assert_eq!(legal, expected);
}

#[test]
fn reminders_the_day_and_the_end_come_in_their_order() {
    let start = Timestamp::from_micros(1_798_891_200_000_000);
    let waits = Waits { remind: 3, again: 7, lapse: 30 };
    let transfer = Transfer {
        id: TransferId(Uuid::nil()),
        account: AccountId(Uuid::nil()),
        from: OrganisationId(Uuid::nil()),
        to: OrganisationId(Uuid::nil()),
        state: TransferState::Offered,
        begun: Begun::Offer,
        name: String::new(),
        address: String::new(),
        unit: None,
        day: None,
        note: None,
        reason: None,
        agreed_by: None,
        begun_at: start,
        turn_since: start,
        reminded: 0,
        next_at: None,
        version: 1,
    };
    let mut row = transfer.clone().scheduled(&waits);
    let mut seen = Vec::new();
    while let Some(at) = row.next_at {
        let due = row.due(&waits, at).expect("something is due when the clocks look");
        assert_eq!(row.due(&waits, Timestamp::from_micros(at.micros() - 1)), None, "{due:?}");
        seen.push(((at.micros() - start.micros()) / 86_400_000_000, due));
        row = match due {
            Due::Remind => {
                Transfer { reminded: row.reminders_by(&waits, at), ..row }.scheduled(&waits)
            }
            Due::Move | Due::Lapse => {
                Transfer { state: TransferState::Lapsed, ..row }.scheduled(&waits)
            }
        };
    }
    assert_eq!(seen, [(3, Due::Remind), (7, Due::Remind), (30, Due::Lapse)]);
    let begins_at = start.plus_days(40);
    let day = Some(Day { text: "2027-02-11".to_owned(), begins_at });
    let dated = Transfer { state: TransferState::Dated, day, ..transfer }.scheduled(&waits);
    assert_eq!(dated.next_at, Some(begins_at));
    assert_eq!(dated.due(&waits, begins_at), Some(Due::Move));
    assert_eq!(dated.due(&waits, begins_at.plus_days(29)), Some(Due::Move));
    assert_eq!(dated.due(&waits, begins_at.plus_days(30)), Some(Due::Lapse));
}
