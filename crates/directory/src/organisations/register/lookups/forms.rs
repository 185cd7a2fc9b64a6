//! The look-ups that are known, each told by its headings.

use super::super::Looks;

/// What a look-up is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Form {
    /// Codes and names of the integrated care boards.
    CareBoards,
    /// Practices with their network, commissioner, board and region.
    Practices,
    /// Sub-locations of the boards.
    Locations,
    /// Trusts, commissioners and support units with their standing in data security.
    Standing,
    /// The local health boards of Wales.
    HealthBoards,
    /// Hospitals as the public website lists them.
    Hospitals,
    /// Chains of successions, up to three steps a row.
    Chains,
    /// Mergers of trusts.
    Mergers,
    /// Successions one by one, with their source.
    Successions,
}

/// A heading that a form must have or may have. `#` stands for any digit.
struct Headings {
    form: Form,
    needed: &'static [&'static str],
    welcome: &'static [&'static str],
}

const FORMS: &[Headings] = &[
    Headings { form: Form::CareBoards, needed: &["ICB##CDH", "ICB##NM"], welcome: &[] },
    Headings {
        form: Form::Practices,
        needed: &[
            "PRACTICE_CODE",
            "PRACTICE_NAME",
            "PCN_CODE",
            "PCN_NAME",
            "CCG_CODE",
            "CCG_NAME",
            "STP_CODE",
            "STP_NAME",
            "COMM_REGION_CODE",
            "COMM_REGION_NAME",
        ],
        welcome: &["PRACTICE_POSTCODE", "New Sub-ICB location name", "ICB##", "ICB##NM"],
    },
    Headings {
        form: Form::Locations,
        needed: &[
            "Sub ICB Location ODS Code",
            "Sub ICB Location Name",
            "ICB Code",
            "Integrated Care Board Name",
            "Region Code",
            "Region Name",
        ],
        welcome: &[],
    },
    Headings {
        form: Form::Standing,
        needed: &["Code", "Name", "Postcode", "Start", "Close", "Sector", "Successor.Code"],
        welcome: &["STP##CDH", "STPCDH", "NHSER##CDH"],
    },
    Headings {
        form: Form::HealthBoards,
        needed: &["Health Board code", "Health Board", "Postcode"],
        welcome: &[],
    },
    Headings {
        form: Form::Hospitals,
        needed: &[
            "OrganisationCode",
            "OrganisationName",
            "ParentODSCode",
            "ParentName",
            "Postcode",
        ],
        welcome: &["Address1", "Address2", "Address3", "City", "County", "Phone"],
    },
    Headings {
        form: Form::Chains,
        needed: &["new_code_0", "new_code_1", "date_change_1", "change_type_1"],
        welcome: &[
            "new_code_2",
            "date_change_2",
            "change_type_2",
            "new_code_3",
            "date_change_3",
            "change_type_3",
        ],
    },
    Headings {
        form: Form::Mergers,
        needed: &["trust_code_old", "trust_code_new", "from_date"],
        welcome: &[],
    },
    Headings {
        form: Form::Successions,
        needed: &["old_code", "new_code", "effective_date", "source", "confidence"],
        welcome: &["note"],
    },
];

/// A look-up with the places of its columns.
#[derive(Clone, Debug)]
pub(in super::super) struct Table {
    pub(super) form: Form,
    /// Columns of every row.
    pub(super) width: usize,
    /// Where the column of each heading is.
    pub(super) columns: Vec<(&'static str, usize)>,
}

impl Table {
    /// The form whose headings these are, if any.
    pub(in super::super) fn recognise<T: AsRef<str>>(headings: &[T]) -> Option<Self> {
        let place = |wanted: &'static str| {
            headings
                .iter()
                .position(|found| is_heading(found.as_ref(), wanted))
                .map(|at| (wanted, at))
        };
        FORMS.iter().find_map(|headings_of| {
            let mut columns: Vec<_> =
                headings_of.needed.iter().map(|wanted| place(wanted)).collect::<Option<_>>()?;
            columns.extend(headings_of.welcome.iter().filter_map(|wanted| place(wanted)));
            Some(Self { form: headings_of.form, width: headings.len(), columns })
        })
    }

    /// What a table is that looks like a look-up and cannot be taken.
    pub(in super::super) fn known_otherwise<T: AsRef<str>>(headings: &[T]) -> Option<Looks> {
        let has = |wanted: &str| headings.iter().any(|found| is_heading(found.as_ref(), wanted));
        (has("old_code") && has("final_code")).then_some(Looks::FinalCodes)
    }
}

fn is_heading(found: &str, wanted: &str) -> bool {
    let found = found.trim();
    found.len() == wanted.len()
        && found.bytes().zip(wanted.bytes()).all(|(found, wanted)| match wanted {
            b'#' => found.is_ascii_digit(),
            wanted => found.eq_ignore_ascii_case(&wanted),
        })
}
