//! Having a letter sent again, hearing that one came back, and adding words of one's own.

use facts::directory::OrganisationCoded;
use facts::notices::{NoticeRetryAsked, NoticeReturned};
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::OrganisationId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::returned::{REPORT_MOST, Report, read};
use super::model::template::is_control;
use super::model::{MailState, WORDS_MOST};
use super::{authority, messages, store};

/// Has a letter that did not arrive sent again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryNotice {
    /// The letter, as the log names it.
    pub mail: Uuid,
}

impl Command for RetryNotice {
    const NAME: &'static str = "notice.retry";
    const ACTION: Action = authority::RETRY;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, (): &(), _: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let mail = store::find(tx, self.mail).await?;
        let mail = mail.ok_or_else(|| messages::UNKNOWN_LETTER.refuse())?;
        if !mail.state.may_retry() {
            return Err(messages::NOT_AGAIN.refuse().into());
        }
        if mail.body.is_empty() {
            return Err(messages::NO_WORDS.refuse().into());
        }
        tx.note(&NoticeRetryAsked { mail: mail.id })?;
        Ok(())
    }
}

/// Says that a letter came back: takes the report of a mail server (RFC 3464) as it arrived. The mail server of this
/// host hands such reports to it. Nothing of the report is kept but which letter it was and the counted reason.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeCameBack {
    /// The whole message, 65,536 characters at most.
    #[schemars(length(max = 65536))]
    pub report: String,
}

/// What a report came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CameBack {
    /// The letter.
    pub mail: Uuid,
    /// Whether it counts as come back; a report that it is late changes nothing.
    pub failed: bool,
}

impl Command for NoticeCameBack {
    const NAME: &'static str = "notice.bounced";
    const ACTION: Action = authority::RETURNED;
    type Prepared = Report;
    type Output = CameBack;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<Report> {
        if self.report.chars().count() > REPORT_MOST {
            return Err(messages::REPORT_LONG.at("report").into());
        }
        read(&self.report).ok_or_else(|| messages::NO_REPORT.at("report").into())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        report: &Report,
        _: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<CameBack> {
        let mail = store::find(tx, report.mail).await?;
        let mail = mail.ok_or_else(|| messages::UNKNOWN_LETTER.refuse())?;
        // One that waits may have arrived all the same, if the answer to it was lost.
        let was_sent = mail.tries > 0
            && matches!(mail.state, MailState::Sent | MailState::Unclear | MailState::Waiting);
        let Some(status) = report.failed.clone().filter(|_| was_sent) else {
            return Ok(CameBack { mail: mail.id, failed: false });
        };
        tx.note(&NoticeReturned { mail: mail.id, status })?;
        Ok(CameBack { mail: mail.id, failed: true })
    }
}

/// Adds a paragraph to a notice that goes to the people of an organisation; no words take it away. Everybody sees in
/// the letter whose words they are.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddWords {
    /// The organisation's code.
    pub organisation: String,
    /// The notice, as the catalogue names it.
    pub notice: String,
    /// The paragraph in plain text, 500 characters at most.
    #[schemars(length(max = 500))]
    pub words: String,
}

/// What stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WordsSaved {
    /// The version of the paragraph.
    pub version: i64,
}

impl Command for AddWords {
    const NAME: &'static str = "notice.add-words";
    const ACTION: Action = authority::ADD_WORDS;
    /// The words with plain line ends.
    type Prepared = String;
    type Output = WordsSaved;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        let words = self.words.replace("\r\n", "\n").trim().to_owned();
        if words.chars().count() > WORDS_MOST {
            return Err(messages::WORDS_LONG.at("words").into());
        }
        if words.chars().any(|one| one != '\n' && is_control(one)) {
            return Err(messages::WORDS_FORM.at("words").into());
        }
        Ok(words)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(organisation(reader, &self.organisation).await?))
    }

    async fn run(
        &self,
        words: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<WordsSaved> {
        let organisation = organisation(tx, &self.organisation).await?;
        let notice = messages::catalogue::find(&self.notice)
            .ok_or_else(|| messages::UNKNOWN_NOTICE.at("notice"))?;
        if !notice.takes_words() {
            return Err(messages::NO_ADDITION.at("notice").into());
        }
        let before = store::own_words(tx, organisation, notice.key).await?;
        call.expects(before.version)?;
        if !store::save_own(tx, organisation, &before, words, call.act).await? {
            return Err(common::STALE.refuse().into());
        }
        let (table, version) = ("notice_addition", before.version + 1);
        tx.subject(table, organisation, version);
        tx.effect(table, organisation, "notice", None::<&str>, notice.key);
        tx.effect(table, organisation, "words", before.words.as_str(), words.as_str());
        Ok(WordsSaved { version })
    }
}

/// The organisation of a code.
pub(super) async fn organisation(reader: &mut Reader, code: &str) -> Result<OrganisationId> {
    let found = reader.ask(OrganisationCoded(code.to_owned())).await?;
    Ok(found.ok_or_else(|| common::NOT_FOUND.refuse())?.organisation)
}
