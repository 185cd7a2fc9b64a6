//! What is typed about an organisation: words, days, ways to reach somebody.

use std::borrow::Cow;

use facts::directory::AccountAt;
use jiff::civil::Date;
use kernel::db::Reader;
use kernel::refusal::{Code, Refusal, Result, messages as common};

use crate::joining::messages;
use crate::joining::model::{EMAIL_AT_MOST, TELEPHONE_AT_MOST, WORDS_AT_MOST};
use crate::organisations::model::number_of;

/// Problems of several fields, found before anything is refused.
#[derive(Default)]
pub(super) struct Fields(Option<Refusal>);

impl Fields {
    pub(super) fn add(&mut self, field: &'static str, text: impl Into<Cow<'static, str>>) {
        let refusal = self.0.take().unwrap_or_else(|| messages::FIELDS.refuse());
        self.0 = Some(refusal.field(field, text));
    }

    /// One line or several of words that have to be there; `what` says of what.
    pub(super) fn words(
        &mut self,
        field: &'static str,
        what: &str,
        typed: &str,
        most: usize,
    ) -> String {
        let text = typed.trim();
        if text.is_empty() {
            self.add(field, messages::ENTER.text.replace("{what}", what));
        } else if text.chars().count() > most {
            self.add(field, common::TEXT_TOO_LONG.text.replace("{limit}", &most.to_string()));
        } else if text.chars().any(|character| character.is_control() && character != '\n') {
            self.add(field, common::TEXT_CONTROL.text);
        }
        text.to_owned()
    }

    pub(super) fn email(&mut self, field: &'static str, typed: &str) -> String {
        let text = typed.trim();
        if !is_email(text) {
            self.add(field, messages::EMAIL.text);
        }
        text.to_owned()
    }

    pub(super) fn telephone(&mut self, field: &'static str, typed: &str) -> String {
        let text = typed.trim();
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let is_number =
            text.chars().all(|character| character.is_ascii_digit() || "+ ()-".contains(character));
        if !is_number || digits < 7 || text.chars().count() > TELEPHONE_AT_MOST {
            self.add(field, messages::TELEPHONE.text);
        }
        text.to_owned()
    }

    pub(super) fn check(self) -> Result<()> {
        self.0.map_or(Ok(()), |refusal| Err(refusal.into()))
    }
}

/// Whether it is an email address.
pub(super) fn is_email(text: &str) -> bool {
    text.len() <= EMAIL_AT_MOST
        && !text.chars().any(|character| character.is_whitespace() || character.is_control())
        && text.split_once('@').is_some_and(|(local, domain)| {
            let mut labels = domain.split('.');
            !local.is_empty()
                && domain.contains('.')
                && !domain.contains('@')
                && labels.all(|label| !label.is_empty())
        })
}

/// Words that have to be there, alone in their field.
pub(crate) fn words(field: &'static str, what: &str, typed: &str) -> Result<String> {
    let mut fields = Fields::default();
    let text = fields.words(field, what, typed, WORDS_AT_MOST);
    fields.check()?;
    Ok(text)
}

/// Refuses an address that an account of the service has.
pub(super) async fn outside(reader: &mut Reader, field: &'static str, email: &str) -> Result<()> {
    match reader.ask(AccountAt(email.to_owned())).await? {
        Some(_) => Err(messages::EMAIL_INSIDE.at(field).into()),
        None => Ok(()),
    }
}

/// A day such as 2027-03-31.
pub(super) fn date(field: &'static str, code: Code, typed: &str) -> Result<Date, Refusal> {
    typed.trim().parse().map_err(|_| code.at(field))
}

/// A day such as 2027-03-31, today or later, written yyyymmdd.
pub(crate) fn day_number(
    field: &'static str,
    code: Code,
    typed: &str,
    today: i64,
) -> Result<i64, Refusal> {
    let number = number_of(date(field, code, typed)?);
    if number < today { Err(code.at(field)) } else { Ok(number) }
}
