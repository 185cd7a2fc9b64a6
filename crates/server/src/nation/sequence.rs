//! Numbers that follow from a seed, the same on every machine and in every release: a nation
//! must not change because a library did.

/// A sequence after the `SplitMix64` construction (Steele, Lea and Flood, 2014).
#[derive(Debug, Clone)]
pub(super) struct Sequence(u64);

impl Sequence {
    pub(super) fn new(seed: u64) -> Sequence {
        Sequence(seed)
    }

    /// A sequence of its own for each number, independent of how far this one has been drawn by
    /// others.
    pub(super) fn branch(&self, number: u64) -> Sequence {
        let mut branch = Sequence(self.0 ^ number.wrapping_mul(0xd1b5_4a32_d192_ed03));
        Sequence(branch.number())
    }

    pub(super) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but without `end`, which is above 0.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        // The high half of the product spreads evenly enough: the bias is below end / 2^64.
        let product = u128::from(self.number()) * u128::from(end);
        u64::try_from(product >> 64).expect("the upper half of a 128-bit number has 64 bits")
    }

    /// One of the items, each as likely as the others. The list is not empty.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        let at = usize::try_from(self.below(items.len() as u64))
            .expect("a number below a length is a place in the list");
        items[at]
    }

    /// One of the items, as likely as its weight says. The weights are not all 0.
    pub(super) fn weighted<'a, T>(&mut self, items: &'a [(u32, T)]) -> &'a T {
        let sum: u64 = items.iter().map(|(weight, _)| u64::from(*weight)).sum();
        let mut rest = self.below(sum);
        for (weight, item) in items {
            match rest.checked_sub(u64::from(*weight)) {
                Some(less) => rest = less,
                None => return item,
            }
        }
        unreachable!("a number below the sum of the weights lies inside one of them")
    }

    /// True this many times in a hundred.
    pub(super) fn percent(&mut self, times: u64) -> bool {
        self.below(100) < times
    }
}
