//! How two files that speak of one organisation agree.
//!
//! Each group of columns keeps the word of the youngest file that said anything; of two files of one day the greater
//! value counts. The order in which files come therefore makes no difference, and the same file twice makes none
//! either. What a file does not say is no word at all. Status and last day are one group, so that an old file cannot
//! close an organisation that a younger one calls active; so are address and postcode.

use super::{Organisation, RegisterRow};

/// Groups of columns that speak together.
const GROUPS: usize = 10;

/// The as-of day of the file whose word stands in each group; 0 where nothing was ever said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said([i64; GROUPS]);

impl Said {
    /// As stored.
    pub(crate) fn text(self) -> String {
        self.0.map(|day| day.to_string()).join(" ")
    }

    /// As read.
    pub(crate) fn read(text: &str) -> Self {
        let mut said = Self::default();
        for (day, word) in said.0.iter_mut().zip(text.split(' ')) {
            *day = word.parse().unwrap_or(0);
        }
        said
    }
}

/// What a file changed in one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Merge {
    /// Nothing at all.
    Nothing,
    /// Nothing that anybody sees: a younger file says the same.
    Confirmed,
    /// At least one value.
    Changed,
}

/// Takes the value if its file is younger, or of the same day and the value greater.
fn take<T: Ord + Clone>(held: &mut T, held_day: &mut i64, said: Option<T>, day: i64) {
    if let Some(said) = said
        && (day, &said) > (*held_day, &*held)
    {
        *held = said;
        *held_day = day;
    }
}

impl Organisation {
    /// Hears what a file of that day says.
    pub(crate) fn hear(&mut self, row: &RegisterRow, day: i64) -> Merge {
        let before = self.clone();
        let roles = (!row.role_codes.is_empty()).then(|| row.role_codes.join(" "));
        let place = (row.address.is_some() || row.postcode.is_some())
            .then(|| (row.address.clone(), row.postcode.clone()));
        let days = &mut self.said.0;
        take(&mut self.name, &mut days[0], Some(row.name.clone()), day);
        take(&mut self.kind, &mut days[1], Some(row.kind), day);
        let mut life = (self.status, self.closed_on);
        take(&mut life, &mut days[2], Some((row.status, row.closed_on)), day);
        (self.status, self.closed_on) = life;
        let mut held = (self.address.take(), self.postcode.take());
        take(&mut held, &mut days[3], place, day);
        (self.address, self.postcode) = held;
        take(&mut self.telephone, &mut days[4], row.telephone.clone().map(Some), day);
        take(&mut self.region, &mut days[5], row.region.clone().map(Some), day);
        take(&mut self.geography, &mut days[6], row.geography.clone().map(Some), day);
        take(&mut self.parent_code, &mut days[7], row.parent.clone().map(Some), day);
        take(&mut self.role_codes, &mut days[8], roles.map(Some), day);
        take(&mut self.opened_on, &mut days[9], row.opened_on.map(Some), day);
        self.register_as_of = self.register_as_of.max(day);
        if *self == before {
            Merge::Nothing
        } else if (Self {
            said: before.said,
            register_as_of: before.register_as_of,
            ..self.clone()
        }) == before
        {
            Merge::Confirmed
        } else {
            Merge::Changed
        }
    }
}
