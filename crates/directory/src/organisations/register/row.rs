//! One line into one record.

use super::fields::{
    ROLE_AT_MOST, ROLES_AT_MOST, check_code, check_values, day, roles, shortened, split,
};
use super::kinds::recognise;
use super::{COLUMNS, Kind, Reason, Record, Rows, Status};

impl Rows<'_> {
    pub(super) fn record(&mut self) -> Result<Record, Reason> {
        let text = str::from_utf8(&self.lines.bytes).map_err(|fault| Reason::NotUtf8 {
            byte: self.lines.bytes[fault.valid_up_to()],
            place: fault.valid_up_to() + 1,
        })?;
        let fields = split(text)?;
        if fields.len() != COLUMNS {
            return Err(Reason::Columns { found: fields.len() });
        }
        let fields: Vec<&str> = fields.iter().map(|field| field.trim()).collect();
        check_values(&fields)?;
        check_code(fields[0])?;
        if fields[1].is_empty() {
            return Err(Reason::EmptyName);
        }
        let record = self.assemble(&fields)?;
        // Only rows that were taken count, so that a corrected repeat of a bad row is welcome.
        if let Some(&first_line) = self.first_lines.get(&record.code) {
            return Err(Reason::Duplicate { code: record.code, first_line });
        }
        self.first_lines.insert(record.code.clone(), self.lines.line);
        Ok(record)
    }

    fn assemble(&self, fields: &[&str]) -> Result<Record, Reason> {
        let value = |at: usize| Some(fields[at]).filter(|text| !text.is_empty()).map(str::to_owned);
        let date = |at: usize| match fields[at] {
            "" => Ok(None),
            text => day(text)
                .map(Some)
                .ok_or_else(|| Reason::Date { column: at + 1, text: shortened(text) }),
        };
        let (opened, closed, joined_parent, left_parent) =
            (date(10)?, date(11)?, date(15)?, date(16)?);
        if let (Some(opened), Some(closed)) = (opened, closed)
            && closed < opened
        {
            return Err(Reason::ClosedBeforeOpened { opened, closed });
        }
        if let (Some(joined), Some(left)) = (joined_parent, left_parent)
            && left < joined
        {
            return Err(Reason::LeftBeforeJoined { joined, left });
        }
        let status = match fields[12] {
            "" => Status::from_dates(opened, closed, self.as_of),
            text => Status::from_word(text)
                .ok_or_else(|| Reason::UnknownStatus { text: shortened(text) })?,
        };
        let (mut role_codes, column_26) = (roles(fields[13]), roles(fields[25]));
        let is_role = |role: &String| role.len() <= ROLE_AT_MOST;
        if role_codes.len() + column_26.len() > ROLES_AT_MOST
            || !role_codes.iter().chain(&column_26).all(is_role)
        {
            return Err(Reason::Roles { length_at_most: ROLE_AT_MOST, at_most: ROLES_AT_MOST });
        }
        let sub_type = value(13).filter(|_| role_codes.is_empty());
        let setting = value(25).filter(|_| column_26.is_empty());
        role_codes.extend(column_26);
        let setting_text = setting.as_deref();
        let is_listed = |code: &str| self.first_lines.contains_key(code);
        let kind =
            recognise(self.report, fields[0], fields[1], &role_codes, setting_text, is_listed);
        let trust = || fields[0].get(..3).filter(|_| fields[0].len() == 5).map(str::to_owned);
        Ok(Record {
            line: self.lines.line,
            code: fields[0].to_owned(),
            name: fields[1].to_owned(),
            region: value(2),
            geography: value(3),
            address: (4..9).filter_map(value).collect(),
            postcode: value(9),
            opened,
            closed,
            status: Some(status),
            kind,
            sub_type,
            parent: value(14).or_else(|| trust().filter(|_| kind == Kind::Site)),
            joined_parent,
            left_parent,
            telephone: value(17),
            role_codes,
            setting,
            related: Vec::new(),
        })
    }
}
