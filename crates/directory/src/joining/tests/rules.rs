//! The table of moves, what is asked of whom, and when a check is passed: as pure rules.

use jiff::civil::date;
use kernel::clock::Timestamp;

use super::*;
use crate::joining::model::{Demand, Held, cycle_end, next_day};
use crate::organisations::OrganisationState;

#[test]
fn only_these_moves_are_legal() {
    use OrganisationState::{Applied, Closed, Closing, Listed, Open, Opening};
    let mut legal = Vec::new();
    for from in OrganisationState::ALL {
        for to in OrganisationState::ALL {
            if from.may_become(*to) {
                legal.push((*from, *to));
            }
        }
    }
    let expected = [
        (Listed, Applied),
        (Listed, Open),
        (Applied, Listed),
        (Applied, Opening),
        (Applied, Closed),
        (Opening, Listed),
        (Opening, Open),
        (Opening, Closed),
        (Open, Closing),
        (Open, Closed),
        (Closing, Open),
        (Closing, Closed),
        (Closed, Applied),
        (Closed, Open),
    ];
    assert_eq!(legal, expected);
}

#[test]
fn each_sector_is_asked_for_what_it_has_to_show() {
    let asked = |sector, level, has_contact| -> Vec<Check> {
        Demand { sector, level, has_contact }.checks().collect()
    };
    use Check::{AccessForm, Contact, DataSecurity, PublicCare, Register, Regulator};
    assert_eq!(asked(Sector::Trust, 2, false), [Register, DataSecurity, AccessForm]);
    assert_eq!(asked(Sector::Practice, 0, true), [Register, AccessForm, Contact]);
    assert_eq!(asked(Sector::Pharmacy, 2, false), [Register, DataSecurity, AccessForm, PublicCare]);
    assert_eq!(
        asked(Sector::SocialCare, 1, true),
        [Register, DataSecurity, AccessForm, PublicCare, Regulator, Contact]
    );
    assert_eq!(Sector::SocialCare.level().default, 1, "approaching standards is enough for care");
    for sector in Sector::ALL.iter().filter(|sector| **sector != Sector::SocialCare) {
        assert_eq!(sector.level().default, 2, "{sector:?} needs standards met");
    }
}

fn held(outcome: Outcome, level: Option<Level>, expires_on: Option<i64>) -> Held {
    Held {
        check: Check::DataSecurity,
        outcome,
        level,
        evidence: "Looked up".to_owned(),
        by: None,
        at: Timestamp::from_micros(0),
        expires_on,
        version: 1,
    }
}

#[test]
fn a_check_stands_as_it_was_recorded_until_its_last_day_is_over() {
    let demand = Demand { sector: Sector::Trust, level: 2, has_contact: false };
    let stands =
        |held: Option<&Held>, today| Standing::of(Check::DataSecurity, held, &demand, today);
    assert_eq!(stands(None, 20_270_102), Standing::Missing);
    let met = held(Outcome::Holds, Some(Level::Met), Some(20_270_630));
    assert_eq!(stands(Some(&met), 20_270_630), Standing::Holds, "the last day counts");
    assert_eq!(stands(Some(&met), 20_270_701), Standing::Lapsed);
    let low = held(Outcome::Holds, Some(Level::Approaching), None);
    assert_eq!(stands(Some(&low), 20_270_102), Standing::Low);
    assert_eq!(stands(Some(&held(Outcome::Fails, None, None)), 20_270_102), Standing::Fails);
    let waived = held(Outcome::Waived, None, Some(20_270_630));
    assert_eq!(stands(Some(&waived), 20_270_102), Standing::Waived);
    assert_eq!(stands(Some(&waived), 20_270_701), Standing::Lapsed);
    let passed = [Standing::Holds, Standing::Waived];
    for standing in [Standing::Lapsed, Standing::Low, Standing::Fails, Standing::Missing] {
        assert!(!standing.is_passed());
    }
    assert!(passed.iter().all(|standing| standing.is_passed()));
    // What the service sees itself comes before a waiver, and a waiver that is over is none.
    assert_eq!(Standing::looked_at(true, Some(&waived), 20_270_102), Standing::Holds);
    assert_eq!(Standing::looked_at(false, Some(&waived), 20_270_102), Standing::Waived);
    assert_eq!(Standing::looked_at(false, Some(&waived), 20_270_701), Standing::Fails);
    assert_eq!(Standing::looked_at(false, Some(&met), 20_270_102), Standing::Fails);
}

#[test]
fn the_year_of_the_toolkit_ends_on_30_june() {
    assert_eq!(cycle_end(date(2027, 1, 2)), date(2027, 6, 30));
    assert_eq!(cycle_end(date(2027, 6, 30)), date(2027, 6, 30));
    assert_eq!(cycle_end(date(2027, 7, 1)), date(2028, 6, 30));
    assert_eq!(next_day(20_270_630), Some(20_270_701));
    assert_eq!(next_day(20_271_231), Some(20_280_101));
    assert_eq!(next_day(20_270_231), None);
}
