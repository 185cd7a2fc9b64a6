//! The few types that mean the same in both engines.

use crate::clock::Timestamp;
use crate::refusal::Fault;
use uuid::Uuid;

/// A value given to or read from the database.
#[derive(Clone, Debug, PartialEq)]
pub enum Val {
    /// No value.
    Null,
    /// A number, a flag (0 or 1) or a time in microseconds.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A key.
    Id(Uuid),
}

impl From<i64> for Val {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<Timestamp> for Val {
    fn from(value: Timestamp) -> Self {
        Self::Int(value.micros())
    }
}

impl From<&str> for Val {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Val {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&String> for Val {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<&[u8]> for Val {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

impl From<Vec<u8>> for Val {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl From<Uuid> for Val {
    fn from(value: Uuid) -> Self {
        Self::Id(value)
    }
}

impl<T: Into<Val>> From<Option<T>> for Val {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl From<bool> for Val {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}

/// Parameters of a statement: `vals![id, name, now]`.
#[macro_export]
macro_rules! vals {
    ($($value:expr),* $(,)?) => { [$($crate::db::Val::from($value)),*] };
}

/// One row of an answer; columns are counted from 0 in the order of the statement.
#[derive(Clone, Debug)]
pub struct Row(pub(crate) Vec<Val>);

impl Row {
    fn at(&self, column: usize) -> Result<&Val, Fault> {
        self.0.get(column).ok_or_else(|| {
            Fault::defect(format!("reading column {column} of a row with {}", self.0.len()))
        })
    }

    fn wrong(column: usize, wanted: &str, found: &Val) -> Fault {
        let found = match found {
            Val::Null => "nothing",
            Val::Int(_) => "a number",
            Val::Text(_) => "text",
            Val::Bytes(_) | Val::Id(_) => "bytes",
        };
        Fault::defect(format!("reading column {column} as {wanted} but it holds {found}"))
    }

    /// A number.
    pub fn int(&self, column: usize) -> Result<i64, Fault> {
        match self.at(column)? {
            Val::Int(value) => Ok(*value),
            other => Err(Self::wrong(column, "a number", other)),
        }
    }

    /// A number or nothing.
    pub fn int_or_none(&self, column: usize) -> Result<Option<i64>, Fault> {
        match self.at(column)? {
            Val::Null => Ok(None),
            _ => self.int(column).map(Some),
        }
    }

    /// A flag.
    pub fn flag(&self, column: usize) -> Result<bool, Fault> {
        Ok(self.int(column)? != 0)
    }

    /// A time.
    pub fn time(&self, column: usize) -> Result<Timestamp, Fault> {
        self.int(column).map(Timestamp::from_micros)
    }

    /// A time or nothing.
    pub fn time_or_none(&self, column: usize) -> Result<Option<Timestamp>, Fault> {
        Ok(self.int_or_none(column)?.map(Timestamp::from_micros))
    }

    /// Text.
    pub fn text(&self, column: usize) -> Result<String, Fault> {
        match self.at(column)? {
            Val::Text(value) => Ok(value.clone()),
            other => Err(Self::wrong(column, "text", other)),
        }
    }

    /// Text or nothing.
    pub fn text_or_none(&self, column: usize) -> Result<Option<String>, Fault> {
        match self.at(column)? {
            Val::Null => Ok(None),
            _ => self.text(column).map(Some),
        }
    }

    /// Bytes.
    pub fn bytes(&self, column: usize) -> Result<Vec<u8>, Fault> {
        match self.at(column)? {
            Val::Bytes(value) => Ok(value.clone()),
            // SQLite does not tell a key from sixteen other bytes.
            Val::Id(value) => Ok(value.as_bytes().to_vec()),
            other => Err(Self::wrong(column, "bytes", other)),
        }
    }

    /// Bytes or nothing.
    pub fn bytes_or_none(&self, column: usize) -> Result<Option<Vec<u8>>, Fault> {
        match self.at(column)? {
            Val::Null => Ok(None),
            _ => self.bytes(column).map(Some),
        }
    }

    /// A key.
    pub fn id(&self, column: usize) -> Result<Uuid, Fault> {
        match self.at(column)? {
            Val::Id(value) => Ok(*value),
            other => Err(Self::wrong(column, "a key", other)),
        }
    }

    /// A key or nothing.
    pub fn id_or_none(&self, column: usize) -> Result<Option<Uuid>, Fault> {
        match self.at(column)? {
            Val::Null => Ok(None),
            _ => self.id(column).map(Some),
        }
    }
}
