//! The table: every combination of reasons, and what wins.

use kernel::clock::Timestamp;

use crate::mfa::model::{Circumstances, Grace, Holds, Network, is_within, judge};
use crate::mfa::{AtSignIn, Cause, Factor, Policy};

const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn nobody() -> Circumstances {
    Circumstances {
        factor: Factor::Strong,
        compromised: None,
        holds: Holds::Nothing,
        roles_oblige: None,
        nation: None,
        organisation: None,
        person: None,
        exception_until: None,
        anew: false,
        here_since: None,
        grace: Grace { days: 14, standard_days: 0 },
    }
}

/// Every combination of circumstances, each written down once more in the order of strictness.
fn all() -> Vec<Circumstances> {
    let since = NOW.plus_days(-30);
    let policies = [
        None,
        Some((Policy::None, since)),
        Some((Policy::NamedLocation, since)),
        Some((Policy::Standard, since)),
    ];
    let mut all = Vec::new();
    for factor in [Factor::None, Factor::Weak, Factor::Strong] {
        for compromised in [None, Some(since)] {
            for holds in [Holds::Nothing, Holds::InOrganisation(since), Holds::OfTheService(since)]
            {
                for roles_oblige in [None, Some(since)] {
                    for nation in [None, Some(since)] {
                        for organisation in policies {
                            for person in policies {
                                for exception_until in [None, Some(NOW.plus_seconds(1))] {
                                    all.push(Circumstances {
                                        factor,
                                        compromised,
                                        holds,
                                        roles_oblige,
                                        nation,
                                        organisation,
                                        person,
                                        exception_until,
                                        ..nobody()
                                    });
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    all
}

/// The strictest reason, said once more without the code that is tried.
fn expected(about: &Circumstances) -> Cause {
    let asks = |found: Option<(Policy, Timestamp)>, policy| {
        found.is_some_and(|(asked, _)| asked == policy)
    };
    let service = matches!(about.holds, Holds::OfTheService(_));
    let here = matches!(about.holds, Holds::InOrganisation(_));
    let obliges = about.roles_oblige.is_some();
    let is_kept = about.compromised.is_some() || service || (here && obliges);
    if about.exception_until.is_some() && !is_kept {
        return Cause::Exception;
    }
    [
        (about.compromised.is_some(), Cause::Compromise),
        (service && obliges, Cause::PrivilegedRole),
        (here && obliges, Cause::AdministratorRole),
        (asks(about.person, Policy::Standard), Cause::Person),
        (asks(about.organisation, Policy::Standard), Cause::Organisation),
        (about.nation.is_some(), Cause::Nation),
        (asks(about.person, Policy::NamedLocation), Cause::PersonByLocation),
        (asks(about.organisation, Policy::NamedLocation), Cause::OrganisationByLocation),
        (about.factor != Factor::None, Cause::OwnChoice),
    ]
    .into_iter()
    .find_map(|(holds, cause)| holds.then_some(cause))
    .unwrap_or(Cause::NotObliged)
}

#[test]
fn the_strictest_reason_wins_in_every_combination() {
    for about in all() {
        for inside in [false, true] {
            let judged = judge(&about, || inside, NOW);
            let cause = expected(&about);
            assert_eq!(judged.cause, cause, "{about:?}");
            let by_location =
                matches!(cause, Cause::PersonByLocation | Cause::OrganisationByLocation);
            let is_enough = match cause {
                Cause::PrivilegedRole => about.factor == Factor::Strong,
                _ => about.factor != Factor::None,
            };
            let asks = match cause {
                Cause::Exception | Cause::NotObliged => AtSignIn::Nothing,
                Cause::OwnChoice => AtSignIn::SecondStep,
                _ if !is_enough => AtSignIn::Adding,
                _ if by_location && inside => AtSignIn::Nothing,
                _ => AtSignIn::SecondStep,
            };
            assert_eq!(judged.asks, asks, "inside: {inside}, {about:?}");
            assert_eq!(judged.add_by.is_some(), asks == AtSignIn::Adding, "{about:?}");
        }
    }
}

#[test]
fn signing_in_reads_no_further_only_where_nothing_could_come_of_it() {
    for about in all() {
        for inside in [false, true] {
            let asks = judge(&about, || inside, NOW).asks;
            if about.factor == Factor::Strong {
                assert_ne!(asks, AtSignIn::Adding, "no more can be asked of {about:?}");
            }
            if about.factor != Factor::None && about.exception_until.is_none() && !inside {
                assert_ne!(asks, AtSignIn::Nothing, "nothing leaves the code out for {about:?}");
            }
        }
    }
}

#[test]
fn an_exception_ends_at_its_moment_and_not_before() {
    let until = NOW.plus_days(1);
    let about = Circumstances { exception_until: Some(until), ..nobody() };
    let at = |now| judge(&about, || false, now);
    let before = at(Timestamp::from_micros(until.micros() - 1));
    assert_eq!((before.cause, before.asks), (Cause::Exception, AtSignIn::Nothing));
    assert_eq!(before.exception_until, Some(until));
    let then = at(until);
    assert_eq!((then.cause, then.asks), (Cause::OwnChoice, AtSignIn::SecondStep));
    assert_eq!(then.exception_until, None);
}

#[test]
fn there_is_time_to_add_one_until_the_first_of_all_reasons_ends_it() {
    let organisation = Some((Policy::NamedLocation, NOW));
    let about = Circumstances { factor: Factor::None, organisation, ..nobody() };
    let judged = judge(&about, || true, NOW);
    assert_eq!((judged.asks, judged.add_by), (AtSignIn::Nothing, Some(NOW.plus_days(14))));
    assert_eq!(judge(&about, || true, NOW.plus_days(14)).asks, AtSignIn::Adding);
    // Whoever comes later has as much time.
    let later = Circumstances { here_since: Some(NOW.plus_days(20)), ..about };
    assert_eq!(judge(&later, || false, NOW.plus_days(33)).asks, AtSignIn::Nothing);
    assert_eq!(judge(&later, || false, NOW.plus_days(34)).asks, AtSignIn::Adding);
    // A role has its time, and the standard policy beside it none.
    let (holds, roles_oblige) = (Holds::InOrganisation(NOW), Some(NOW.plus_days(-90)));
    let role = Circumstances { holds, roles_oblige, ..about };
    assert_eq!(judge(&role, || false, NOW).cause, Cause::AdministratorRole);
    assert_eq!(judge(&role, || false, NOW.plus_days(13)).asks, AtSignIn::Nothing);
    let person = Some((Policy::Standard, NOW));
    let both = Circumstances { person, ..role };
    let judged = judge(&both, || false, NOW);
    assert_eq!((judged.cause, judged.asks), (Cause::AdministratorRole, AtSignIn::Adding));
    // What somebody has is asked for while there is still time for what is stronger.
    let weak = Circumstances { factor: Factor::Weak, holds: Holds::OfTheService(NOW), ..role };
    assert_eq!(judge(&weak, || false, NOW).asks, AtSignIn::SecondStep);
    assert_eq!(judge(&weak, || false, NOW.plus_days(14)).asks, AtSignIn::Adding);
}

#[test]
fn what_was_lost_is_added_anew_when_the_time_is_over() {
    let until = NOW.plus_days(1);
    let lost = Circumstances {
        factor: Factor::None,
        exception_until: Some(until),
        anew: true,
        ..nobody()
    };
    assert_eq!(judge(&lost, || false, NOW).cause, Cause::Exception);
    let judged = judge(&lost, || false, until);
    assert_eq!((judged.cause, judged.asks), (Cause::Anew, AtSignIn::Adding));
    let again = Circumstances { factor: Factor::Strong, ..lost };
    assert_eq!(judge(&again, || false, until).cause, Cause::OwnChoice);
}

#[test]
fn a_network_has_the_addresses_that_share_its_bits_and_no_others() {
    let read = |text: &str| Network::parse(text, 16, 32);
    let networks: Vec<_> =
        ["192.0.2.0/24", "198.51.100.7", "2001:db8:1::/48"].map(|text| read(text).unwrap()).into();
    for inside in
        ["192.0.2.0", "192.0.2.255", " 198.51.100.7", "::ffff:192.0.2.9", "2001:db8:1:ffff::1"]
    {
        assert!(is_within(inside, &networks), "{inside}");
    }
    for outside in
        ["192.0.3.0", "192.0.1.255", "198.51.100.8", "2001:db8:2::", "", "a name", "192.0.2.1:80"]
    {
        assert!(!is_within(outside, &networks), "{outside}");
    }
    for (typed, code) in [
        ("192.0.2.1/24", "second-step.range-bits"),
        ("10.0.0.0/8", "second-step.range-wide"),
        ("0.0.0.0/0", "second-step.range-wide"),
        ("2001::/16", "second-step.range-wide"),
        ("192.0.2.0/33", "second-step.range"),
        ("192.0.2.0/+24", "second-step.range"),
        ("192.0.2.0/", "second-step.range"),
        ("192.0.2", "second-step.range"),
        ("here", "second-step.range"),
    ] {
        assert_eq!(read(typed).unwrap_err().code, code, "{typed}");
    }
    // What is kept reads back as what it was.
    for network in networks {
        assert_eq!(Network::kept_as(&network.to_string()), Some(network));
    }
}
