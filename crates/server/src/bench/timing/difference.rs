//! How far apart two samples are, and how probable that is by chance (Smirnov, 1939).

/// Terms of the series: it converges within a few.
const TERMS: i32 = 100;

/// Two samples beside one another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Difference {
    /// The largest distance between the shares of both that lie below a value.
    pub(super) distance: f64,
    /// The probability of so large a one if both come from one distribution.
    pub(super) p: f64,
}

/// The difference of two samples, which come back sorted.
pub(super) fn difference(one: &mut [f64], other: &mut [f64]) -> Difference {
    one.sort_unstable_by(f64::total_cmp);
    other.sort_unstable_by(f64::total_cmp);
    let (many, others) = (one.len() as f64, other.len() as f64);
    let (mut at, mut beside, mut distance) = (0, 0, 0.0_f64);
    while at < one.len() && beside < other.len() {
        let value = one[at].min(other[beside]);
        while at < one.len() && one[at] <= value {
            at += 1;
        }
        while beside < other.len() && other[beside] <= value {
            beside += 1;
        }
        distance = distance.max((at as f64 / many - beside as f64 / others).abs());
    }
    let size = (many * others / (many + others)).sqrt();
    Difference { distance, p: probability((size + 0.12 + 0.11 / size) * distance) }
}

/// The share of Kolmogorov's distribution above a value.
fn probability(above: f64) -> f64 {
    // Below this it is 1 but for less than a millionth, and the series alternates without end.
    if above < 0.2 {
        return 1.0;
    }
    let term = |number: i32| {
        let sign = if number % 2 == 1 { 2.0 } else { -2.0 };
        sign * (-2.0 * f64::from(number * number) * above * above).exp()
    };
    (1..=TERMS).map(term).sum::<f64>().clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(from: f64) -> Vec<f64> {
        (0..2000).map(|number| from + f64::from(number * 7919 % 2000)).collect()
    }

    #[test]
    fn the_distribution_is_that_of_the_tables() {
        // Critical values of Kolmogorov's distribution for 10, 5 and 1 percent.
        for (value, p) in [(1.224, 0.10), (1.358, 0.05), (1.628, 0.01)] {
            assert!((probability(value) - p).abs() < 0.0005, "{value}");
        }
        assert!(probability(0.0) == 1.0 && probability(9.0) < 1e-9);
    }

    #[test]
    fn alike_is_alike_and_a_shift_is_seen() {
        let same = difference(&mut spread(0.0), &mut spread(0.0));
        assert_eq!(same, Difference { distance: 0.0, p: 1.0 });
        let slight = difference(&mut spread(0.0), &mut spread(20.0));
        assert!(slight.p > 0.5, "{slight:?}");
        let shifted = difference(&mut spread(0.0), &mut spread(120.0));
        assert!(shifted.p < 0.01 && (shifted.distance - 0.06).abs() < 0.001, "{shifted:?}");
    }
}
