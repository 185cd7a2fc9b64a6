//! What a row of a look-up says of organisations.

use jiff::civil::Date;

use super::super::kinds::kind_by_shape;
use super::super::{Kind, Reason, Record, Relation, Status};
use super::values::Values;

/// The word under which practices without a network stand.
const NO_NETWORK: &str = "unallocated";

pub(super) fn care_board(row: &Values<'_>) -> Result<Vec<Record>, Reason> {
    let code = row.needed_code("ICB##CDH")?;
    Ok(vec![Record::named(row.line, code, row.name("ICB##NM")?, Kind::CareBoard)])
}

pub(super) fn health_board(row: &Values<'_>) -> Result<Vec<Record>, Reason> {
    let code = row.needed_code("Health Board code")?;
    let board = Record::named(row.line, code, row.name("Health Board")?, Kind::HealthBoard);
    Ok(vec![Record { postcode: row.value("Postcode")?, ..board }])
}

/// The bodies above a practice or a sub-location.
#[derive(Default)]
struct Above {
    region: Option<String>,
    board: Option<String>,
    said: Vec<Record>,
}

impl Above {
    /// Takes the region and the board of a row, where both code and name are given.
    fn of(
        row: &Values<'_>,
        region: (&'static str, &'static str),
        board: (&'static str, &'static str),
    ) -> Result<Self, Reason> {
        let mut above = Self::default();
        if let Some(code) = row.code(region.0)? {
            above.said.push(Record::named(
                row.line,
                code.clone(),
                row.name(region.1)?,
                Kind::Region,
            ));
            above.region = Some(code);
        }
        if let Some(code) = row.code(board.0)? {
            let name = row.name(board.1)?;
            above.said.push(Record {
                region: above.region.clone(),
                ..Record::named(row.line, code.clone(), name, Kind::CareBoard)
            });
            above.board = Some(code);
        }
        Ok(above)
    }

    fn below(&self, record: Record) -> Record {
        Record { region: self.region.clone(), geography: self.board.clone(), ..record }
    }
}

pub(super) fn practice(row: &Values<'_>) -> Result<Vec<Record>, Reason> {
    // The sheet of July 2022 names the bodies of that month beside those that ended with June.
    let board = match row.text("ICB##") {
        "" => ("STP_CODE", "STP_NAME"),
        _ => ("ICB##", "ICB##NM"),
    };
    let mut above = Above::of(row, ("COMM_REGION_CODE", "COMM_REGION_NAME"), board)?;
    let commissioner = row.code("CCG_CODE")?;
    if let Some(code) = &commissioner {
        let heading = match row.text("New Sub-ICB location name") {
            "" => "CCG_NAME",
            _ => "New Sub-ICB location name",
        };
        let named = Record::named(row.line, code.clone(), row.name(heading)?, Kind::Commissioner);
        above.said.push(above.below(named));
    }
    let is_none = row.text("PCN_NAME").eq_ignore_ascii_case(NO_NETWORK);
    let network = if is_none { None } else { row.code("PCN_CODE")? };
    if let Some(code) = &network {
        let named = Record::named(row.line, code.clone(), row.name("PCN_NAME")?, Kind::Network);
        above.said.push(above.below(Record { parent: commissioner.clone(), ..named }));
    }
    let code = row.needed_code("PRACTICE_CODE")?;
    let practice = Record {
        postcode: row.value("PRACTICE_POSTCODE")?,
        parent: commissioner,
        related: network.into_iter().map(|network| (Relation::Network, network)).collect(),
        ..Record::named(row.line, code, row.name("PRACTICE_NAME")?, Kind::Practice)
    };
    above.said.push(above.below(practice));
    Ok(above.said)
}

pub(super) fn location(row: &Values<'_>) -> Result<Vec<Record>, Reason> {
    let board = ("ICB Code", "Integrated Care Board Name");
    let mut above = Above::of(row, ("Region Code", "Region Name"), board)?;
    let code = row.needed_code("Sub ICB Location ODS Code")?;
    let name = row.name("Sub ICB Location Name")?;
    above.said.push(above.below(Record::named(row.line, code, name, Kind::Commissioner)));
    Ok(above.said)
}

pub(super) fn standing(row: &Values<'_>, as_of: Date) -> Result<Vec<Record>, Reason> {
    let kind = match row.text("Sector") {
        "Trust" => Kind::Trust,
        "CCG" => Kind::Commissioner,
        "CSU" => Kind::SupportUnit,
        _ => return Err(row.unknown_word("Sector", "Trust, CCG or CSU")),
    };
    let (opened, closed) = (row.day("Start")?, row.day("Close")?);
    if let (Some(opened), Some(closed)) = (opened, closed)
        && closed < opened
    {
        return Err(Reason::ClosedBeforeOpened { opened, closed });
    }
    let geography = row.code("STP##CDH")?.or(row.code("STPCDH")?);
    let code = row.needed_code("Code")?;
    Ok(vec![Record {
        region: row.code("NHSER##CDH")?,
        geography,
        postcode: row.value("Postcode")?,
        opened,
        closed,
        status: Some(Status::from_dates(opened, closed, as_of)),
        ..Record::named(row.line, code, row.name("Name")?, kind)
    }])
}

pub(super) fn hospital(row: &Values<'_>) -> Result<Vec<Record>, Reason> {
    let mut said = Vec::new();
    let parent = row.code("ParentODSCode")?;
    let body = |code: &str| match kind_by_shape(code, None) {
        Kind::Other => Kind::Unknown,
        kind => kind,
    };
    if let Some(code) = &parent {
        said.push(Record::named(row.line, code.clone(), row.name("ParentName")?, body(code)));
    }
    let mut address = Vec::new();
    for heading in ["Address1", "Address2", "Address3", "City", "County"] {
        address.extend(row.value(heading)?);
    }
    let code = row.needed_code("OrganisationCode")?;
    // Some trusts are listed as their own hospital, and stay trusts.
    let own = parent.as_deref() == Some(code.as_str());
    let kind = if own { body(&code) } else { Kind::Site };
    said.push(Record {
        address,
        postcode: row.value("Postcode")?,
        telephone: row.value("Phone")?,
        parent: parent.filter(|_| !own),
        ..Record::named(row.line, code, row.name("OrganisationName")?, kind)
    });
    Ok(said)
}
