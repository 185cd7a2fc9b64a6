//! Merkle trees as in RFC 9162, section 2.1: over the sealed order, and over the organisations' own histories.
//!
//! The leaves of the sealed order are the rows' hashes, which already begin with the octet that the RFC gives to
//! leaves. A tree that only grows is kept as its *peaks*: the roots of its largest complete subtrees, left to right.

use super::{Hash, hash};

/// An inner node.
fn node(left: &Hash, right: &Hash) -> Hash {
    hash(&[&[1], left, right])
}

/// The hash of a leaf's content.
pub fn leaf(content: &[u8]) -> Hash {
    hash(&[&[0], content])
}

/// A growing tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peaks {
    size: u64,
    peaks: Vec<Hash>,
}

impl Peaks {
    /// A tree of that size again, from the peaks that [`Peaks::to_bytes`] wrote; none if they do not fit the size.
    pub fn from_bytes(size: u64, bytes: &[u8]) -> Option<Self> {
        let (peaks, rest) = bytes.as_chunks::<32>();
        let fits = rest.is_empty() && peaks.len() == size.count_ones() as usize;
        fits.then(|| Self { size, peaks: peaks.to_vec() })
    }

    /// The peaks, one after the other.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.peaks.concat()
    }

    /// Leaves so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf at the right end.
    pub fn push(&mut self, leaf: Hash) {
        let mut grown = leaf;
        // Each low bit that is set is a complete subtree that the new leaf completes to one twice as large.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                grown = node(&left, &grown);
            }
        }
        self.peaks.push(grown);
        self.size += 1;
    }

    /// The tree's root; the hash of nothing for the empty tree.
    pub fn root(&self) -> Hash {
        let from_right = self.peaks.iter().rev().copied();
        from_right.reduce(|right, left| node(&left, &right)).unwrap_or_else(|| hash(&[]))
    }

    /// The inclusion proof that the next leaf will have as the last one of the tree.
    pub fn proof_of_next(&self) -> Vec<Hash> {
        self.peaks.iter().rev().copied().collect()
    }
}

/// The root over these leaves.
pub fn root_of(leaves: &[Hash]) -> Hash {
    let mut peaks = Peaks::default();
    leaves.iter().for_each(|leaf| peaks.push(*leaf));
    peaks.root()
}

/// The proof that a leaf stands at that place among these leaves: the siblings on its way up.
pub fn proof(leaves: &[Hash], place: usize) -> Vec<Hash> {
    if leaves.len() < 2 {
        return Vec::new();
    }
    // The largest power of two below the size parts a tree from its right rest.
    let half = 1 << (leaves.len() - 1).ilog2();
    let (left, right) = leaves.split_at(half);
    let (mut way, sibling) = if place < half {
        (proof(left, place), root_of(right))
    } else {
        (proof(right, place - half), root_of(left))
    };
    way.push(sibling);
    way
}

/// Whether a leaf stands at that place in a tree of that size with that root (RFC 9162, section 2.1.3.2).
pub fn is_included(leaf: Hash, place: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if place >= size {
        return false;
    }
    let (mut place, mut last, mut reached) = (place, size - 1, leaf);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if place % 2 == 1 || place == last {
            reached = node(sibling, &reached);
            if place % 2 == 0 {
                while place % 2 == 0 && place != 0 {
                    (place, last) = (place >> 1, last >> 1);
                }
            }
        } else {
            reached = node(&reached, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && reached == *root
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::hex;

    fn leaves(number: usize) -> Vec<Hash> {
        (0..number).map(|place| leaf(&place.to_be_bytes())).collect()
    }

    /// The definition of RFC 9162, section 2.1.1, word for word.
    fn defined(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => hash(&[]),
            [one] => *one,
            more => {
                let half = 1 << (more.len() - 1).ilog2();
                node(&defined(&more[..half]), &defined(&more[half..]))
            }
        }
    }

    #[test]
    fn the_empty_tree_and_one_empty_leaf_have_the_roots_that_logs_publish() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hex(&Peaks::default().root()), empty);
        let one = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
        assert_eq!(hex(&root_of(&[leaf(b"")])), one);
    }

    #[test]
    fn a_tree_grown_leaf_by_leaf_is_the_tree_of_the_definition() {
        let all = leaves(130);
        let mut peaks = Peaks::default();
        for size in 0..all.len() {
            assert_eq!(peaks.root(), defined(&all[..size]), "{size} leaves");
            let again = Peaks::from_bytes(peaks.size(), &peaks.to_bytes());
            assert_eq!(again.as_ref(), Some(&peaks));
            let proof = peaks.proof_of_next();
            peaks.push(all[size]);
            let place = size as u64;
            assert!(is_included(all[size], place, place + 1, &proof, &peaks.root()), "{size}");
        }
        assert_eq!(Peaks::from_bytes(3, &[0; 32]), None);
        assert_eq!(Peaks::from_bytes(1, &[0; 33]), None);
    }

    #[test]
    fn every_leaf_has_a_proof_and_no_other_leaf_place_size_or_root_fits_it() {
        for size in 1..40 {
            let all = leaves(size);
            let root = root_of(&all);
            for place in 0..size {
                let way = proof(&all, place);
                let (at, of) = (place as u64, size as u64);
                assert!(is_included(all[place], at, of, &way, &root), "{place} of {size}");
                assert!(!is_included(leaf(b"other"), at, of, &way, &root));
                assert!(!is_included(all[place], at, of, &way, &leaf(b"other")));
                assert!(!is_included(all[place], at + of, of, &way, &root));
                for other in (0..size).filter(|other| *other != place) {
                    assert!(!is_included(all[place], other as u64, of, &way, &root));
                }
                let longer = [way.clone(), vec![root]].concat();
                assert!(!is_included(all[place], at, of, &longer, &root), "a longer way");
                if let Some((_, shorter)) = way.split_last() {
                    assert!(!is_included(all[place], at, of, shorter, &root), "a shorter way");
                }
            }
        }
    }
}
