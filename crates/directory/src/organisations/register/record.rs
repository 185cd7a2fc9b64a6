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
    /// Status on the file's as-of date; a look-up may not say.
    pub status: Option<Status>,
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
    /// What a look-up says besides of its relations, without days.
    pub related: Vec<(Relation, String)>,
}

/// What an organisation has to do with another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// It belongs to the other one or is commissioned by it.
    Parent,
    /// It lies in the area of the other one.
    Geography,
    /// It is a member of the primary care network.
    Network,
}

/// One organisation follows another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Succession {
    /// Code of the organisation that ends.
    pub old: String,
    /// Code of the one that takes over.
    pub new: String,
    /// Whether a publisher says so; otherwise it was concluded and has to be verified.
    pub is_published: bool,
    /// First day of the new one in the old one's place.
    pub effective: Date,
    /// Where it is said.
    pub source: String,
    /// What kind of change it is, as the source words it.
    pub note: Option<String>,
}

/// Whether an organisation works on the as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Not said.
    Unknown,
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
    /// An integrated care board, or the partnership that had its code before.
    CareBoard,
    /// A primary care network.
    Network,
    /// A region of the commissioning authority.
    Region,
    /// A commissioning support unit.
    SupportUnit,
    /// A local health board of Wales.
    HealthBoard,
}

impl Record {
    /// A record of which only code, name and kind are known.
    pub(super) fn named(line: u64, code: String, name: String, kind: Kind) -> Self {
        Self {
            line,
            code,
            name,
            region: None,
            geography: None,
            address: Vec::new(),
            postcode: None,
            opened: None,
            closed: None,
            status: None,
            kind,
            sub_type: None,
            parent: None,
            joined_parent: None,
            left_parent: None,
            telephone: None,
            role_codes: Vec::new(),
            setting: None,
            related: Vec::new(),
        }
    }

    /// Takes what another row of the same file says of the same organisation; which of the two comes first makes
    /// no difference.
    pub(super) fn hear(&mut self, other: Self) {
        fn both(
            related: &mut Vec<(Relation, String)>,
            relation: Relation,
            held: &mut Option<String>,
            said: Option<String>,
        ) {
            if held.is_some() && said.is_some() && *held != said {
                related.extend(
                    [held.clone(), said.clone()].into_iter().flatten().map(|code| (relation, code)),
                );
            }
            *held = held.take().max(said);
        }
        self.line = self.line.min(other.line);
        self.name = std::mem::take(&mut self.name).max(other.name);
        self.kind = self.kind.max(other.kind);
        self.region = self.region.take().max(other.region);
        self.telephone = self.telephone.take().max(other.telephone);
        self.opened = self.opened.max(other.opened);
        (self.status, self.closed) = (self.status, self.closed).max((other.status, other.closed));
        let place = (std::mem::take(&mut self.address), self.postcode.take());
        (self.address, self.postcode) = place.max((other.address, other.postcode));
        self.related.extend(other.related);
        both(&mut self.related, Relation::Parent, &mut self.parent, other.parent);
        both(&mut self.related, Relation::Geography, &mut self.geography, other.geography);
        self.related.sort_unstable();
        self.related.dedup();
    }
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
