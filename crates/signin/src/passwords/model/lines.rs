//! Two lines of what waits: whoever signs in stands in the front one, whoever chooses a password in the back one, because that
//! costs a hash for each password that was in use before. The back one is not forgotten: after some from the front one comes from
//! there.

use std::collections::VecDeque;

/// How many of the front line go before one of the back line that waits.
const BEFORE: u32 = 4;

/// Where something waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Front,
    Back,
}

/// The two lines.
pub(super) struct Lines<T> {
    front: VecDeque<T>,
    back: VecDeque<T>,
    /// Taken from the front line since one of the back line was, while one waited there.
    passed: u32,
}

impl<T> Lines<T> {
    pub(super) const fn new() -> Self {
        Self { front: VecDeque::new(), back: VecDeque::new(), passed: 0 }
    }

    /// Puts something at the end of a line.
    pub(super) fn put(&mut self, line: Line, what: T) {
        match line {
            Line::Front => self.front.push_back(what),
            Line::Back => self.back.push_back(what),
        }
    }

    /// Whose turn it is.
    pub(super) fn take(&mut self) -> Option<T> {
        if self.back.is_empty() || (!self.front.is_empty() && self.passed < BEFORE) {
            self.passed = if self.back.is_empty() { 0 } else { self.passed + 1 };
            return self.front.pop_front();
        }
        self.passed = 0;
        self.back.pop_front()
    }
}

#[cfg(test)]
mod tests {
    //! Whose turn it is.

    use super::*;

    #[test]
    fn who_signs_in_goes_before_who_chooses_a_password_and_nobody_waits_for_ever() {
        let mut lines = Lines::new();
        for number in 0..3 {
            lines.put(Line::Back, format!("chooses {number}"));
        }
        for number in 0..10 {
            lines.put(Line::Front, format!("enters {number}"));
        }
        let order: Vec<String> = std::iter::from_fn(|| lines.take()).collect();
        let places: Vec<usize> =
            (0..order.len()).filter(|place| order[*place].starts_with("chooses")).collect();
        assert_eq!((places, order.len()), (vec![4, 9, 12], 13));
        let enters: Vec<&String> = order.iter().filter(|who| who.starts_with("enters")).collect();
        assert!(enters.is_sorted(), "each line keeps its order");
    }

    #[test]
    fn the_back_line_is_served_at_once_where_nobody_signs_in() {
        let mut lines = Lines::new();
        lines.put(Line::Back, 1);
        lines.put(Line::Back, 2);
        assert_eq!((lines.take(), lines.take(), lines.take()), (Some(1), Some(2), None));
    }
}
