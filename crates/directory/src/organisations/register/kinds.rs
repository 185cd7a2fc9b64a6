//! Recognises the kind of an organisation; the essay of the module gives the order.

use super::{Kind, base};

/// Which published report a file is, told by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Report {
    Trusts,
    Sites,
    TrustsAndSites,
    Commissioners,
    CostCentres,
    Pharmacies,
    Unknown,
}

impl Report {
    pub(super) fn from_name(name: &str) -> Report {
        let name = base(name).to_ascii_lowercase();
        match name.split(|c: char| !c.is_ascii_lowercase()).next() {
            Some("etr") => Report::Trusts,
            Some("ets") => Report::Sites,
            Some("etrust") => Report::TrustsAndSites,
            Some("eccg") => Report::Commissioners,
            Some("epraccur") => Report::CostCentres,
            Some("edispensary") => Report::Pharmacies,
            _ => Report::Unknown,
        }
    }

    fn kind(
        self,
        code: &str,
        name: &str,
        setting: Option<&str>,
        is_listed: impl Fn(&str) -> bool,
    ) -> Option<Kind> {
        Some(match self {
            Report::Trusts => Kind::Trust,
            Report::Sites => Kind::Site,
            Report::Commissioners => Kind::Commissioner,
            Report::Pharmacies => Kind::Pharmacy,
            Report::CostCentres if setting == Some("4") => Kind::Practice,
            Report::CostCentres => Kind::Other,
            // A five-character code is a site's (trust code and two more) unless it is one of
            // the trusts that have had such codes of their own since April 2020.
            Report::TrustsAndSites if code.len() == 3 => Kind::Trust,
            Report::TrustsAndSites => {
                let own_code =
                    shape(code) == "A9A9A" && name.ends_with("TRUST") && !is_listed(&code[..3]);
                if own_code { Kind::Trust } else { Kind::Site }
            }
            Report::Unknown => return None,
        })
    }
}

/// The kind of the organisation with this checked code. `is_listed` tells whether a code has
/// been met in the same file.
pub(super) fn recognise(
    report: Report,
    code: &str,
    name: &str,
    role_codes: &[String],
    setting: Option<&str>,
    is_listed: impl Fn(&str) -> bool,
) -> Kind {
    kind_by_role(role_codes)
        .or_else(|| report.kind(code, name, setting, is_listed))
        .unwrap_or_else(|| kind_by_shape(code, setting))
}

fn kind_by_role(role_codes: &[String]) -> Option<Kind> {
    role_codes.iter().find_map(|role| match role.as_str() {
        "RO76" => Some(Kind::Practice),
        "RO182" => Some(Kind::Pharmacy),
        "RO197" => Some(Kind::Trust),
        "RO198" => Some(Kind::Site),
        "RO98" | "RO218" | "RO319" | "RO326" | "RO327" => Some(Kind::Commissioner),
        _ => None,
    })
}

pub(super) fn kind_by_shape(code: &str, setting: Option<&str>) -> Kind {
    let shape = shape(code);
    match (setting, code.as_bytes()[0]) {
        (Some("4"), _) => Kind::Practice,
        (Some(_), _) => Kind::Other,
        (None, b'R') if shape.len() == 3 => Kind::Trust,
        (None, b'R') if shape.len() == 5 && shape != "A9A9A" => Kind::Site,
        (None, b'F') if matches!(shape.as_str(), "AA999" | "AAA99") => Kind::Pharmacy,
        _ if shape == "99A" => Kind::Commissioner,
        _ => Kind::Other,
    }
}

fn shape(code: &str) -> String {
    code.chars().map(|c| if c.is_ascii_digit() { '9' } else { 'A' }).collect()
}
