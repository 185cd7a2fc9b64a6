//! Draws the organisations of a nation and how many people each has.

use std::collections::HashSet;

use super::places::{self, Towns};
use super::sequence::Sequence;
use super::{NationPlan, PlannedKind, PlannedOrganisation, Standing};

/// Parts of all people, in a hundred: trusts, commissioners, practices, pharmacies.
const PARTS: [u64; 4] = [71, 4, 16, 9];
/// People in an ordinary organisation, in the same order.
const ORDINARY_SIZES: [usize; 4] = [6_000, 600, 25, 12];
/// Fewest organisations, in the same order; the essay of the module promises them.
const FEWEST: [usize; 4] = [2, 1, 3, 2];
/// From this many people on there are two commissioners, so that an area has a neighbour.
const TWO_AREAS_FROM: usize = 500;
/// One practice in this many has closed.
const CLOSED_ONE_IN: usize = 40;

const TRUSTS: [(u32, &str); 5] = [
    (60, "Hospitals"),
    (16, "Mental Health"),
    (12, "Community Health"),
    (6, "Ambulance Service"),
    (6, "Children’s Hospital"),
];

/// Fewest organisations that make a nation.
pub const ORGANISATIONS_AT_LEAST: usize = 9;
/// One organisation in this many has closed, where their number is given.
const CLOSED_ONE_IN_ALL: usize = 80;
/// Trusts, commissioners and practices in a thousand organisations, where their number is given; the others are
/// pharmacies.
const IN_A_THOUSAND: [usize; 3] = [11, 7, 380];

/// The nation with this many people that follows from the seed.
pub fn plan(people: usize, seed: u64) -> NationPlan {
    let parts = parts(people);
    let closed = parts[2].organisations / CLOSED_ONE_IN + 1;
    carry_out(parts, closed, seed)
}

/// The nation with exactly so many organisations, closed ones included, and people. There are at least
/// [`ORGANISATIONS_AT_LEAST`] organisations, whatever is asked for.
pub fn plan_of(organisations: usize, people: usize, seed: u64) -> NationPlan {
    let organisations = organisations.max(ORGANISATIONS_AT_LEAST);
    let closed = (organisations / CLOSED_ONE_IN_ALL).max(1);
    let open = organisations - closed;
    let shares = share(people, &PARTS);
    let mut counts = [0; 4];
    for (at, in_a_thousand) in IN_A_THOUSAND.into_iter().enumerate() {
        counts[at] = (open * in_a_thousand / 1_000).max(FEWEST[at]);
    }
    counts[3] = open - counts[..3].iter().sum::<usize>();
    let parts = std::array::from_fn(|at| Part { organisations: counts[at], people: shares[at] });
    carry_out(parts, closed, seed)
}

fn carry_out(parts: [Part; 4], closed: usize, seed: u64) -> NationPlan {
    let [trusts, commissioners, practices, pharmacies] = parts;
    let mut sequence = Sequence::new(seed);
    let towns = Towns::new(&mut sequence);
    let towns_of_an_area = (practices.organisations / commissioners.organisations / 2).clamp(3, 40);
    let mut builder = Builder {
        sequence,
        towns,
        areas: commissioners.organisations,
        towns_of_an_area,
        organisations: Vec::new(),
        names: HashSet::new(),
        short_names: HashSet::new(),
        codes: [0; 4],
    };
    // Commissioners come first: the area of an organisation is its commissioner's place.
    builder.add(PlannedKind::Commissioner, commissioners);
    builder.add(PlannedKind::Trust, trusts);
    builder.add(PlannedKind::Practice, practices);
    builder.add(PlannedKind::Pharmacy, pharmacies);
    for number in 0..closed {
        builder.place(PlannedKind::Practice, Standing::Closed, number, 0);
    }
    NationPlan { seed, organisations: builder.organisations }
}

/// All organisations of one kind.
#[derive(Clone, Copy)]
struct Part {
    organisations: usize,
    people: usize,
}

fn parts(people: usize) -> [Part; 4] {
    let shares = share(people, &PARTS);
    std::array::from_fn(|at| {
        let fewest = if people < TWO_AREAS_FROM { FEWEST[at] } else { FEWEST[at].max(2) };
        Part { organisations: (shares[at] / ORDINARY_SIZES[at]).max(fewest), people: shares[at] }
    })
}

/// Divides people in proportion to the weights; the sum is exact.
fn share(people: usize, weights: &[u64]) -> Vec<usize> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let mut upto: u128 = 0;
    let mut given = 0;
    weights
        .iter()
        .map(|weight| {
            // Rounding the running total instead of each share keeps the sum exact.
            upto += u128::from(*weight);
            let total = usize::try_from((people as u128 * upto + sum / 2) / sum)
                .expect("a part of the people is no more than all of them");
            let share = total - given;
            given = total;
            share
        })
        .collect()
}

struct Builder {
    sequence: Sequence,
    towns: Towns,
    areas: usize,
    towns_of_an_area: usize,
    organisations: Vec<PlannedOrganisation>,
    names: HashSet<String>,
    short_names: HashSet<String>,
    /// Codes given out so far, by kind.
    codes: [u32; 4],
}

impl Builder {
    fn add(&mut self, kind: PlannedKind, part: Part) {
        // Squaring makes many small ones and few large ones: the largest is about ten times
        // the smallest.
        let weights: Vec<u64> = (0..part.organisations)
            .map(|_| {
                let drawn = self.sequence.below(1_000);
                110 + drawn * drawn / 1_000
            })
            .collect();
        // Everyone has somebody, as far as there are people.
        let one_each = part.people.min(part.organisations);
        let more = share(part.people - one_each, &weights);
        for (number, more) in more.into_iter().enumerate() {
            self.place(kind, Standing::Open, number, more + usize::from(number < one_each));
        }
    }

    /// Adds one organisation, the `number`th of its kind, which decides its area and town.
    fn place(&mut self, kind: PlannedKind, standing: Standing, number: usize, people: usize) {
        let area = number % self.areas;
        let round = number / self.areas;
        let town = self.towns.name(area * self.towns_of_an_area + round % self.towns_of_an_area);
        let parent = match kind {
            PlannedKind::Trust | PlannedKind::Commissioner => None,
            PlannedKind::Practice | PlannedKind::Pharmacy => Some(area),
        };
        let (name, short_name) = self.names(kind, &town);
        let code = self.code(kind);
        self.organisations.push(PlannedOrganisation {
            code,
            name,
            short_name,
            kind,
            standing,
            parent,
            town,
            people,
        });
    }

    /// A name and short name nobody has: drawn a few times, then told apart by the town, then
    /// by a number.
    fn names(&mut self, kind: PlannedKind, town: &str) -> (String, String) {
        let mut drawn = self.draw_name(kind, town);
        for _ in 0..4 {
            if !self.names.contains(&drawn.0) {
                break;
            }
            drawn = self.draw_name(kind, town);
        }
        let (mut name, short) = drawn;
        if self.names.contains(&name) && !name.contains(town) {
            name = format!("{name}, {town}");
        }
        (unused(&mut self.names, name), unused(&mut self.short_names, short))
    }

    fn draw_name(&mut self, kind: PlannedKind, town: &str) -> (String, String) {
        let sequence = &mut self.sequence;
        match kind {
            PlannedKind::Trust => {
                let service = *sequence.weighted(&TRUSTS);
                let short = format!("{town} {service}").replace('’', "");
                (format!("{town} {service} Trust"), short)
            }
            PlannedKind::Commissioner => {
                let area = places::area(sequence);
                (format!("{area} Care Board"), area)
            }
            PlannedKind::Practice => {
                let name = places::practice(town, sequence);
                (name.clone(), name)
            }
            PlannedKind::Pharmacy => {
                let name = places::pharmacy(town, sequence);
                (name.clone(), name)
            }
        }
    }

    // No register code begins with two letters X: those with X in front go on with a digit.
    fn code(&mut self, kind: PlannedKind) -> String {
        let (at, letter, digits) = match kind {
            PlannedKind::Trust => (0, 'T', 2),
            PlannedKind::Commissioner => (1, 'C', 2),
            PlannedKind::Practice => (2, 'P', 3),
            PlannedKind::Pharmacy => (3, 'F', 3),
        };
        self.codes[at] += 1;
        format!("XX{letter}{}", base_36(self.codes[at], digits))
    }
}

/// The text itself, or with the smallest number from 2 on behind it that nobody has.
fn unused(taken: &mut HashSet<String>, text: String) -> String {
    let mut candidate = text.clone();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{text} {number}");
        number += 1;
    }
    candidate
}

fn base_36(mut number: u32, digits: usize) -> String {
    let mut text = Vec::new();
    while number > 0 || text.len() < digits {
        text.push(char::from_digit(number % 36, 36).unwrap_or('0').to_ascii_uppercase());
        number /= 36;
    }
    text.into_iter().rev().collect()
}
