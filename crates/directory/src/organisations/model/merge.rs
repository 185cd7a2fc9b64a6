//! How two files that speak of one organisation agree.
//!
//! Each group of columns keeps the word of the youngest file that said anything; of two files of one day the
//! register's own form counts before a look-up, and then the greater value. The order in which files come therefore
//! makes no difference, and the same file twice makes none either. What a file does not say is no word at all. Status
//! and last day are one group, so that an old file cannot close an organisation that a younger one calls active; so
//! are address and postcode, and a postcode alone fills a gap but never takes the place of a whole address.

use super::{FileForm, Organisation, RegisterRow};

/// Groups of columns that speak together.
const GROUPS: usize = 12;
/// What stands behind the day of a look-up.
const LOOK_UP: char = 'l';

/// The weight of the word that stands in each group: twice the as-of day of its file, and one more for the register's
/// own form; 0 where nothing was ever said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Said([i64; GROUPS]);

impl Said {
    /// As stored: the days, each with a letter behind it where a look-up spoke.
    pub(crate) fn text(self) -> String {
        self.0
            .map(|weight| match weight {
                0 => "0".to_owned(),
                weight if weight % 2 == 1 => (weight / 2).to_string(),
                weight => format!("{}{LOOK_UP}", weight / 2),
            })
            .join(" ")
    }

    /// As read.
    pub(crate) fn read(text: &str) -> Self {
        let mut said = Self::default();
        for (held, word) in said.0.iter_mut().zip(text.split(' ')) {
            let form = if word.ends_with(LOOK_UP) { FileForm::LookUp } else { FileForm::Register };
            let day = word.trim_end_matches(LOOK_UP).parse().unwrap_or(0);
            *held = if day == 0 { 0 } else { weight(day, form) };
        }
        said
    }
}

/// What the word of a file of that day weighs.
const fn weight(day: i64, form: FileForm) -> i64 {
    match form {
        FileForm::Register => day * 2 + 1,
        FileForm::LookUp => day * 2,
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

/// Takes the value if it weighs more, or the same and is greater.
fn take<T: Ord + Clone>(held: &mut T, held_weight: &mut i64, said: Option<T>, weight: i64) {
    if let Some(said) = said
        && (weight, &said) > (*held_weight, &*held)
    {
        *held = said;
        *held_weight = weight;
    }
}

impl Organisation {
    /// Hears what a file of that day and form says.
    pub(crate) fn hear(&mut self, row: &RegisterRow, day: i64, form: FileForm) -> Merge {
        let before = self.clone();
        let said = weight(day, form);
        let roles = (!row.role_codes.is_empty()).then(|| row.role_codes.join(" "));
        let held = &mut self.said.0;
        take(&mut self.name, &mut held[0], Some(row.name.clone()), said);
        take(&mut self.kind, &mut held[1], row.kind, said);
        let mut life = (self.status, self.closed_on);
        take(&mut life, &mut held[2], row.status.map(|status| (status, row.closed_on)), said);
        (self.status, self.closed_on) = life;
        if row.address.is_some() || row.postcode.is_some() {
            let place = (row.address.is_some(), said, &row.address, &row.postcode);
            if place > (self.address.is_some(), held[3], &self.address, &self.postcode) {
                held[3] = said;
                (self.address, self.postcode) = (row.address.clone(), row.postcode.clone());
            }
        }
        take(&mut self.telephone, &mut held[4], row.telephone.clone().map(Some), said);
        take(&mut self.region, &mut held[5], row.region.clone().map(Some), said);
        take(&mut self.geography, &mut held[6], row.geography.clone().map(Some), said);
        take(&mut self.parent_code, &mut held[7], row.parent.clone().map(Some), said);
        take(&mut self.role_codes, &mut held[8], roles.map(Some), said);
        take(&mut self.opened_on, &mut held[9], row.opened_on.map(Some), said);
        take(&mut self.legal_opened_on, &mut held[10], row.legal_opened_on.map(Some), said);
        take(&mut self.legal_closed_on, &mut held[11], row.legal_closed_on.map(Some), said);
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
