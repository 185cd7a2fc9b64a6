//! What one row of the register says.

use jiff::civil::Date;

/// One organisation as the register describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Line of the file, counted from 1.
    pub line: u64,
    /// Organisation code: capital letters and digits.
    pub code: String,
    /// Legal name, as published.
    pub name: String,
    /// National grouping (column 3), a region code.
    pub region: Option<String>,
    /// High level health geography (column 4), the code of an integrated care board.
    pub geography: Option<String>,
    /// Address lines that are not empty, in order.
    pub address: Vec<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// First day of the organisation.
    pub opened: Option<Date>,
    /// Last day of the organisation.
    pub closed: Option<Date>,
    /// Status on the file's as-of date.
    pub status: Status,
    /// What kind of organisation this is; the module's essay says how it is recognised.
    pub kind: Kind,
    /// Organisation sub-type (column 14) where it is not a list of role codes.
    pub sub_type: Option<String>,
    /// Code of the parent (column 15); for a site of a trust file, which names no parent, the
    /// trust whose code begins the site's code.
    pub parent: Option<String>,
    /// Day on which the organisation came under its parent.
    pub joined_parent: Option<Date>,
    /// Last day under its parent.
    pub left_parent: Option<Date>,
    /// Telephone number, as published.
    pub telephone: Option<String>,
    /// Role codes, such as `RO76`, from columns 14 and 26.
    pub role_codes: Vec<String>,
    /// Prescribing setting (column 26 of the older form), such as `4`.
    pub setting: Option<String>,
}

/// Whether an organisation works on the as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// It works.
    Active,
    /// It has closed.
    Inactive,
    /// It exists but does not work at present.
    Dormant,
    /// It is to open.
    Proposed,
}

/// Kind of organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A hospital, mental health, community or ambulance trust.
    Trust,
    /// A commissioner: clinical commissioning group, sub-ICB location or commissioning hub.
    Commissioner,
    /// A general practice.
    Practice,
    /// A community pharmacy.
    Pharmacy,
    /// A site of a trust.
    Site,
    /// Anything else, such as another prescribing cost centre.
    Other,
}

impl Status {
    /// The close date is the last day of the organisation, so it still works on that day.
    pub(super) fn from_dates(opened: Option<Date>, closed: Option<Date>, as_of: Date) -> Status {
        if closed.is_some_and(|closed| closed < as_of) {
            Status::Inactive
        } else if opened.is_some_and(|opened| opened > as_of) {
            Status::Proposed
        } else {
            Status::Active
        }
    }

    pub(super) fn from_word(word: &str) -> Option<Status> {
        Some(match word.to_ascii_uppercase().as_str() {
            "A" | "ACTIVE" => Status::Active,
            "C" | "INACTIVE" => Status::Inactive,
            "D" | "DORMANT" => Status::Dormant,
            "P" | "PROPOSED" => Status::Proposed,
            _ => return None,
        })
    }
}
