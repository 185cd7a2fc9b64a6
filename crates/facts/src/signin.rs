//! What sign-in tells.

use kernel::clock::Timestamp;
use kernel::door::Question;
use kernel::ids::{AccountId, OrganisationId};

crate::facts! {
    /// A person set a password.
    PasswordSet = "password.set" {
        /// The account.
        account: AccountId,
    }
    /// A person signed in to the portal.
    SessionBegun = "session.begun" {
        /// The account.
        account: AccountId,
    }
    /// Somebody else unlocked an account that had been tried too often.
    AccountUnlocked = "account.unlocked" {
        /// The account.
        account: AccountId,
    }
    /// Every session of a person was ended at once.
    SessionsEnded = "sessions.ended" {
        /// The account.
        account: AccountId,
    }
    /// A start code was made; it voids the one before.
    StartCodeIssued = "start-code.issued" {
        /// The account.
        account: AccountId,
    }
    /// Somebody added an authenticator app as the second step of signing in.
    AuthenticatorAdded = "authenticator.added" {
        /// The account.
        account: AccountId,
    }
    /// Somebody removed one of their authenticator apps.
    AuthenticatorRemoved = "authenticator.removed" {
        /// The account.
        account: AccountId,
    }
    /// Somebody made new recovery codes; those before are void.
    RecoveryCodesDrawn = "recovery-codes.drawn" {
        /// The account.
        account: AccountId,
    }
    /// Somebody used a recovery code.
    RecoveryCodeUsed = "recovery-code.used" {
        /// The account.
        account: AccountId,
    }
    /// Several wrong codes followed the right password of an account.
    WrongCodes = "second-factor.wrong-codes" {
        /// The account.
        account: AccountId,
    }
    /// Somebody signed in, and it was not as it usually is.
    UnusualSignIn = "sign-in.unusual" {
        /// The account.
        account: AccountId,
    }
    /// Many networks guess together: at one account, or at the nation.
    GuessingNoticed = "sign-in.guessing" {
        /// At whose account; none where it is many.
        account: Option<AccountId>,
    }
    /// Somebody else took the second step of signing in off an account.
    SecondFactorReset = "second-factor.reset" {
        /// The account.
        account: AccountId,
    }
    /// Somebody else handed over codes on paper to whoever has no second step of their own.
    CodeSheetHandedOver = "code-sheet.handed-over" {
        /// The account.
        account: AccountId,
    }
    /// Somebody added a passkey or a security key.
    PasskeyAdded = "passkey.added" {
        /// The account.
        account: AccountId,
    }
    /// Somebody added a telephone number for codes by text message.
    TextNumberAdded = "text-number.added" {
        /// The account.
        account: AccountId,
    }
    /// Somebody removed their telephone number for codes by text message.
    TextNumberRemoved = "text-number.removed" {
        /// The account.
        account: AccountId,
    }
    /// A passkey was removed, by its owner or by somebody who helps them.
    PasskeyRemoved = "passkey.removed" {
        /// The account.
        account: AccountId,
    }
    /// A passkey signed with a counter that is not further than before: there may be two of it.
    PasskeyCounterBack = "passkey.counter-back" {
        /// The account.
        account: AccountId,
    }
    /// Somebody chose another telephone word.
    TelephoneWordSet = "telephone-word.set" {
        /// The account.
        account: AccountId,
    }
    /// Whoever asked for help in somebody's name could not show that they are that person.
    IdentityCheckFailed = "identity-check.failed" {
        /// The account in whose name.
        account: AccountId,
    }
    /// An account was shut because somebody else got into it.
    AccountContained = "account.contained" {
        /// The account.
        account: AccountId,
        /// The organisation it belongs to.
        organisation: OrganisationId,
    }
    /// An emergency account was used, or somebody was let in from the host.
    BreakGlassAlarm = "break-glass.alarm" {
        /// The alarm.
        alarm: uuid::Uuid,
        /// Whose account.
        account: AccountId,
        /// "sign-in" or "recovery".
        cause: String,
    }
    /// The person whose account was shut may begin again.
    AccountReleased = "account.released" {
        /// The account.
        account: AccountId,
        /// Whether they could sign in before it was shut, so that it is enabled again.
        enable: bool,
        /// The organisation it belongs to.
        organisation: OrganisationId,
    }
    /// The second step is left out for a while for somebody whose account was shut.
    SecondStepLifted = "compromise.lifted" {
        /// The account.
        account: AccountId,
        /// The organisation it belongs to.
        organisation: OrganisationId,
        /// Until when.
        until: Timestamp,
    }
    /// That is over: the second step is asked for again.
    LiftEnded = "compromise.lift-ended" {
        /// The account.
        account: AccountId,
        /// The organisation it belongs to.
        organisation: OrganisationId,
    }
    /// The words about the closed cases of an account were removed; that there were cases stays.
    CaseWordsRemoved = "compromise.words-removed" {
        /// The account.
        account: AccountId,
    }
    /// An emergency account was not tried for too long.
    BreakGlassDrillDue = "break-glass.drill-due" {
        /// Whose account.
        account: AccountId,
    }
    /// An account that somebody else had got into is safe again.
    CompromiseClosed = "compromise.closed" {
        /// The account.
        account: AccountId,
        /// The organisation it belongs to.
        organisation: OrganisationId,
    }
    /// Whoever has not accepted the terms of use in an organisation is to be reminded.
    TermsReminded = "terms.reminded" {
        /// The organisation.
        organisation: OrganisationId,
    }
    /// Whoever has to have a second step of signing in at an organisation and has none is to be reminded.
    SecondStepWanted = "second-step.wanted" {
        /// The organisation.
        organisation: OrganisationId,
    }
    /// Something about the second step of an organisation needs looking at.
    SecondStepReported = "second-step.reported" {
        /// The organisation.
        organisation: OrganisationId,
        /// People who are signed in without the second step that is asked of them.
        passing: i64,
        /// People who have to have one, or hold a role, and have none.
        missing: i64,
        /// People whose long exception ends within days.
        ending: i64,
    }
    /// Somebody is signed in without the second step that is asked of them.
    SecondStepMissed = "second-step.missed" {
        /// The organisation of the one who is for longest.
        organisation: OrganisationId,
        /// How many sessions there are, of those that were looked at.
        sessions: i64,
    }
    /// The second step of an account is left out until a moment.
    StepExcepted = "second-step.excepted" {
        /// The account.
        account: AccountId,
        /// Until when.
        until: Timestamp,
    }
    /// Somebody ended that before its time.
    StepExceptionEnded = "second-step.exception-ended" {
        /// The account.
        account: AccountId,
    }
    /// A link with a start code in it is to go to an address outside the service; it voids the code before.
    StartLinkSent = "start-link.sent" {
        /// The account.
        account: AccountId,
    }
}

/// Asks who has given an account another way in since a moment: a start code, a reset, or a password that the operator
/// set. The answer is the actors as they stand in the audit; what the account did itself is not among them.
#[derive(Clone, Copy, Debug)]
pub struct WaysInGiven {
    /// The account.
    pub account: AccountId,
    /// The moment.
    pub since: Timestamp,
}

impl Question for WaysInGiven {
    type Answer = Vec<String>;
}

/// Asks which people of an organisation have not accepted the terms of use that count, after one of them. A page can be short
/// although there are more.
#[derive(Clone, Copy, Debug)]
pub struct TermsWaiting {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The moment.
    pub at: Timestamp,
    /// `next` of the page before.
    pub after: Option<AccountId>,
}

/// A page of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermsWaitingPage {
    /// The people.
    pub accounts: Vec<AccountId>,
    /// Where the next page goes on, if there is one.
    pub next: Option<AccountId>,
}

impl Question for TermsWaiting {
    type Answer = TermsWaitingPage;
}

/// Asks which people of an organisation have to have a second step of signing in and have none, after one of them. A page can
/// be short although there are more.
#[derive(Clone, Copy, Debug)]
pub struct SecondStepMissing {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The moment.
    pub at: Timestamp,
    /// `next` of the page before.
    pub after: Option<AccountId>,
}

/// A page of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecondStepMissingPage {
    /// The people, and until when they add one; none where that time is over.
    pub accounts: Vec<(AccountId, Option<Timestamp>)>,
    /// Where the next page goes on, if there is one.
    pub next: Option<AccountId>,
}

impl Question for SecondStepMissing {
    type Answer = SecondStepMissingPage;
}

/// Asks whose long exceptions from the second step of signing in end within days, at an organisation.
#[derive(Clone, Copy, Debug)]
pub struct SecondStepEnding {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The moment.
    pub at: Timestamp,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecondStepEndingOne {
    /// Whose.
    pub account: AccountId,
    /// Which exception.
    pub exception: uuid::Uuid,
    /// When it ends.
    pub until: Timestamp,
}

impl Question for SecondStepEnding {
    type Answer = Vec<SecondStepEndingOne>;
}

/// Asks whether an account is shut because somebody else got into it: until its case goes on nothing enables it.
#[derive(Clone, Copy, Debug)]
pub struct IsContained(pub AccountId);

impl Question for IsContained {
    type Answer = bool;
}

/// Asks for the start link of an account that can still be used: where it goes, and until when it can be used.
#[derive(Clone, Copy, Debug)]
pub struct StartLinkOf {
    /// The account.
    pub account: AccountId,
    /// The moment at which it has to be usable.
    pub at: Timestamp,
}

/// A start link. The code in it is not part of the answer: it is written down nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartLinkView {
    /// The address outside the service.
    pub address: String,
    /// Until when it can be used.
    pub until: Timestamp,
}

impl Question for StartLinkOf {
    type Answer = Option<StartLinkView>;
}

/// Asks which start links end by a moment without having been used, in the order of their accounts, after one, at most so
/// many.
#[derive(Clone, Copy, Debug)]
pub struct StartLinksEnding {
    /// Those that can still be used now.
    pub from: Timestamp,
    /// The last moment until which one can be used.
    pub by: Timestamp,
    /// The last account of the page before.
    pub after: Option<AccountId>,
    /// The most to give.
    pub limit: i64,
}

/// A start link that ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndingLink {
    /// Whose first password it sets.
    pub account: AccountId,
    /// The address outside the service.
    pub address: String,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// Until when it can be used.
    pub until: Timestamp,
}

impl Question for StartLinksEnding {
    type Answer = Vec<EndingLink>;
}

/// Asks whose passwords end after one moment and by another, in the order in which they end, after a place, at most so many.
/// Where passwords do not end there are none.
#[derive(Clone, Copy, Debug)]
pub struct PasswordsEnding {
    /// The moment whose rules hold.
    pub at: Timestamp,
    /// Those that end after this.
    pub from: Timestamp,
    /// The last moment at which one may end.
    pub by: Timestamp,
    /// The last one of the page before.
    pub after: Option<(Timestamp, AccountId)>,
    /// The most to give.
    pub limit: i64,
}

/// A password that ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndingPassword {
    /// Whose.
    pub account: AccountId,
    /// When.
    pub ends_at: Timestamp,
}

impl Question for PasswordsEnding {
    type Answer = Vec<EndingPassword>;
}
