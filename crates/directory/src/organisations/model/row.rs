//! A register record as commands carry it.

use jiff::civil::Date;
use kernel::clock::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FileForm, OrganisationKind, RegisterStatus, RelationKind};
use crate::organisations::register::Record;

/// The file that a chunk of records comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterFile {
    /// Its name, at most 255 characters.
    pub name: String,
    /// SHA-256 of its bytes, 64 small hexadecimal digits.
    pub digest: String,
    /// The day on which what it says was true, as a number written yyyymmdd.
    pub as_of: i64,
    /// What kind of file it is; the register's own form where it is left out.
    #[serde(default = "standard")]
    pub form: FileForm,
}

const fn standard() -> FileForm {
    FileForm::Register
}

/// A relation that is said without days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RelatedCode {
    /// What the organisation has to do with the other one.
    pub kind: RelationKind,
    /// The other one's code, which may be unknown here.
    pub code: String,
}

/// One organisation as a register file describes it. Days are numbers written yyyymmdd; what is left out is not
/// said and changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterRow {
    /// Its code: capital letters and digits, at most 12.
    pub code: String,
    /// Its legal name, at most 255 characters.
    pub name: String,
    /// What kind of organisation it is. One of which no file says so is of kind `other`.
    pub kind: Option<OrganisationKind>,
    /// Whether it works on the file's day. An organisation of which no file says so is taken for active.
    pub status: Option<RegisterStatus>,
    /// Region code.
    pub region: Option<String>,
    /// Code of the board whose geography it lies in.
    pub geography: Option<String>,
    /// Address, one line below the other.
    pub address: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Telephone number, as published.
    pub telephone: Option<String>,
    /// First day of operation.
    pub opened_on: Option<i64>,
    /// Last day of operation; it counts together with the status.
    pub closed_on: Option<i64>,
    /// First day in law. The published files do not say it.
    #[serde(default)]
    pub legal_opened_on: Option<i64>,
    /// Last day in law. The published files do not say it.
    #[serde(default)]
    pub legal_closed_on: Option<i64>,
    /// Code of the parent in the register.
    pub parent: Option<String>,
    /// First day under the parent.
    pub joined_parent_on: Option<i64>,
    /// Last day under the parent.
    pub left_parent_on: Option<i64>,
    /// The register's role codes.
    #[serde(default)]
    pub role_codes: Vec<String>,
    /// What else the file says of its relations, at most 100.
    #[serde(default)]
    pub related: Vec<RelatedCode>,
}

/// Whether this can be a code of the register.
pub(crate) fn is_code(text: &str) -> bool {
    (1..=12).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether this is one line of at most 255 characters.
pub(crate) fn is_line(text: &str) -> bool {
    text.chars().count() <= 255 && !text.chars().any(char::is_control)
}

/// A day as a number written yyyymmdd.
pub(crate) fn number_of(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// The day of a moment, as days of the register are written.
pub(crate) fn day_of(at: Timestamp) -> i64 {
    let seconds = jiff::Timestamp::from_microsecond(at.micros());
    seconds.map_or(0, |at| number_of(at.to_zoned(jiff::tz::TimeZone::UTC).date()))
}

/// Whether the number is a day written yyyymmdd.
pub(crate) fn is_day(number: i64) -> bool {
    let part = |value: i64| i8::try_from(value).ok();
    let date = || {
        Date::new(
            i16::try_from(number / 10_000).ok()?,
            part(number / 100 % 100)?,
            part(number % 100)?,
        )
        .ok()
    };
    (18000101..=21991231).contains(&number) && date().is_some()
}

impl From<Record> for RegisterRow {
    fn from(record: Record) -> Self {
        Self {
            code: record.code,
            name: record.name,
            kind: OrganisationKind::said(record.kind),
            status: record.status.map(Into::into),
            region: record.region,
            geography: record.geography,
            address: (!record.address.is_empty()).then(|| record.address.join("\n")),
            postcode: record.postcode,
            telephone: record.telephone,
            opened_on: record.opened.map(number_of),
            closed_on: record.closed.map(number_of),
            parent: record.parent,
            joined_parent_on: record.joined_parent.map(number_of),
            left_parent_on: record.left_parent.map(number_of),
            role_codes: record.role_codes,
            legal_opened_on: None,
            legal_closed_on: None,
            related: record
                .related
                .into_iter()
                .map(|(kind, code)| RelatedCode { kind: kind.into(), code })
                .collect(),
        }
    }
}

impl RegisterRow {
    /// The first thing that no register can say, in words; none if the row is in order. Rows that the file reader
    /// made are; rows that come through the API may not be.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        let short = |text: &Option<String>, at_most: usize, breaks: bool| {
            text.as_deref().is_none_or(|text| {
                text.chars().count() <= at_most
                    && !text
                        .chars()
                        .any(|character| character.is_control() && !(breaks && character == '\n'))
            })
        };
        let days = [
            self.opened_on,
            self.closed_on,
            self.legal_opened_on,
            self.legal_closed_on,
            self.joined_parent_on,
            self.left_parent_on,
        ];
        let roles = self.role_codes.len() <= 40
            && self.role_codes.iter().all(|role| {
                role.len() <= 12 && role.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
        if !is_code(&self.code) {
            Some("the code is not 1 to 12 capital letters and digits")
        } else if self.name.trim().is_empty() || !is_line(&self.name) {
            Some("the name is empty, too long, or holds a control character")
        } else if ![&self.region, &self.geography, &self.postcode, &self.telephone, &self.parent]
            .iter()
            .all(|text| short(text, 120, false))
            || !short(&self.address, 700, true)
        {
            Some("a value is too long or holds a control character")
        } else if !days.into_iter().flatten().all(is_day) {
            Some("a day is not written yyyymmdd")
        } else if !roles {
            Some("a role code is not letters and digits")
        } else if self.related.len() > 100 || !self.related.iter().all(|one| is_code(&one.code)) {
            Some("a related code is not 1 to 12 capital letters and digits, or there are too many")
        } else {
            None
        }
    }
}
