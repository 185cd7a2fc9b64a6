//! What the directory tells and answers.

use kernel::clock::Timestamp;
use kernel::door::Question;
use kernel::ids::{AccountId, OrganisationId};

crate::facts! {
    /// An organisation joined the service and may have people.
    OrganisationOpened = "organisation.opened" {
        /// Which one.
        organisation: OrganisationId,
    }
    /// An organisation left the service; nobody can be created in it.
    OrganisationClosed = "organisation.closed" {
        /// Which one.
        organisation: OrganisationId,
    }
    /// Somebody was made known as the first who administers an organisation; they get the role in the same act.
    AdministratorInvited = "administrator.invited" {
        /// Where.
        organisation: OrganisationId,
        /// Who: a new account.
        account: AccountId,
    }
    /// Somebody who was invited is to have a way in sent to the address outside the service that the invitation names.
    InvitationSent = "invitation.sent" {
        /// Who.
        account: AccountId,
    }
    /// An organisation is further on its way into the service or out of it, or somebody else has the turn.
    JoiningMoved = "joining.moved" {
        /// Which one.
        organisation: OrganisationId,
        /// `applied`, `opening`, `open`, `declined`, `closing`, `stays`, or `turn` if only that was handed over.
        step: String,
    }
    /// An organisation is administered nationally from now on, or no longer.
    OrganisationServed = "organisation.served" {
        /// Which one.
        organisation: OrganisationId,
    }
    /// An account was created: a person or a system account.
    AccountCreated = "account.created" {
        /// Which one.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
        /// `user` or `application`; other kinds stand in no user policy.
        kind: String,
        /// The user policy asked for, if it is not the organisation's default.
        policy: Option<uuid::Uuid>,
    }
    /// Somebody said that a mailbox is not read, or that it is again.
    MailboxMarked = "mailbox.marked" {
        /// Whose.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
    }
    /// Anything the tenant shows of an account changed: name, address, profile.
    AccountChanged = "account.changed" {
        /// Which one.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
    }
    /// A telephone number that is recorded of a person was set, changed or taken away.
    AccountNumbersChanged = "account.numbers-changed" {
        /// Which one.
        account: AccountId,
        /// Whether it is the telephone.
        telephone: bool,
        /// Whether it is the mobile.
        mobile: bool,
    }
    /// The first day of an account that was created ahead of it has come: it may act from now on.
    AccountStarted = "account.started" {
        /// Which one.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
    }
    /// Sign-in was blocked by an administrator.
    AccountDisabled = "account.disabled" {
        /// Which one.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
    }
    /// Sign-in is possible again.
    AccountEnabled = "account.enabled" {
        /// Which one.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
    }
    /// The account was deleted; it can be restored for a while.
    AccountDeleted = "account.deleted" {
        /// Which one.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
    }
    /// A deleted account is back.
    AccountRestored = "account.restored" {
        /// Which one.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
    }
    /// Somebody was marked as a leaver; what they may do for others ends at once.
    LeaverMarked = "account.leaver-marked" {
        /// Which account.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
    }
    /// An account belongs to another organisation from now on; its address is the same.
    AccountMoved = "account.moved" {
        /// Which one.
        account: AccountId,
        /// Where it is now.
        organisation: OrganisationId,
        /// Where it was.
        from: OrganisationId,
    }
    /// A transfer between two organisations was begun, decided, or came to its end.
    TransferChanged = "transfer.changed" {
        /// Which one.
        transfer: uuid::Uuid,
        /// Of whom.
        account: AccountId,
        /// The organisation that has or had the person.
        from: OrganisationId,
        /// The organisation that wants or has them.
        to: OrganisationId,
        /// `offered`, `asked`, `dated`, `done`, `declined`, `withdrawn`, `lapsed` or `ended`.
        state: String,
        /// Reminders so far of those whose turn it is.
        reminded: i64,
    }
    /// The clocks would delete too many accounts of an organisation in one day; the list waits for somebody.
    DeletionsHeld = "deletions.held" {
        /// The list.
        night: uuid::Uuid,
        /// The organisation.
        organisation: OrganisationId,
    }
    /// The register says something else of a member than what is known of it.
    RegisterDiffers = "register.differs" {
        /// The member.
        organisation: OrganisationId,
        /// `closed` or `renamed`.
        kind: String,
    }
    /// The time to restore is over; the address is withheld from re-use.
    AccountErased = "account.erased" {
        /// Which one.
        account: AccountId,
        /// Where.
        organisation: OrganisationId,
    }
}

/// Asks for an account as the tenant and other contexts may know it.
#[derive(Clone, Copy, Debug)]
pub struct AccountOf(pub AccountId);

/// An account as other contexts may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    /// Its key.
    pub account: AccountId,
    /// The organisation it belongs to.
    pub organisation: OrganisationId,
    /// The organisation's code in the register.
    pub organisation_code: String,
    /// The organisation's name.
    pub organisation_name: String,
    /// `user`, `application`, `shared` or `resource`.
    pub kind: String,
    /// The lifecycle state: `starting`, `active`, `disabled`, `deleted`, `erased`.
    pub state: String,
    /// Whether it was marked as a leaver.
    pub is_leaving: bool,
    /// When the first day begins, if it has not yet.
    pub starts_at: Option<Timestamp>,
    /// Until when somebody marked as a leaver stays.
    pub leaves_at: Option<Timestamp>,
    /// Since when it belongs to its organisation, if it came from another one.
    pub here_since: Option<Timestamp>,
    /// Given name, if it has one.
    pub given_name: String,
    /// Family name, if it has one.
    pub family_name: String,
    /// The name people see.
    pub display_name: String,
    /// The primary address.
    pub address: String,
    /// Every other address that still receives.
    pub aliases: Vec<String>,
    /// Job title, if any.
    pub job_title: Option<String>,
    /// Department, if any.
    pub department: Option<String>,
    /// Telephone, if any.
    pub telephone: Option<String>,
    /// Mobile telephone, if any and if it may be shown.
    pub mobile: Option<String>,
    /// Whether it appears in the national directory.
    pub listed: bool,
    /// The version of the record.
    pub version: i64,
}

impl Question for AccountOf {
    type Answer = Option<AccountView>;
}

/// Asks where an account belongs and its primary address, whatever its state: for whoever needs no more of it.
#[derive(Clone, Copy, Debug)]
pub struct AddressOf(pub AccountId);

/// The answer to [`AddressOf`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountAddress {
    /// The organisation that it belongs to.
    pub organisation: OrganisationId,
    /// The primary address.
    pub address: String,
}

impl Question for AddressOf {
    type Answer = Option<AccountAddress>;
}

/// Asks since when nobody reads the mailbox of an account; none if somebody does, as far as is known.
#[derive(Clone, Copy, Debug)]
pub struct UnreadSince(pub AccountId);

impl Question for UnreadSince {
    type Answer = Option<Timestamp>;
}

/// Asks which accounts there are, whatever their state, in order of their keys, after a key, at most so many. For
/// those who look at everybody in short reads.
#[derive(Clone, Copy, Debug)]
pub struct AccountsAfter {
    /// The last key of the page before.
    pub after: Option<AccountId>,
    /// The most to give.
    pub limit: i64,
}

impl Question for AccountsAfter {
    type Answer = Vec<AccountId>;
}

/// Asks which accounts come to their end by a moment, in the order in which they do, after a place, at most so many.
/// What a legal hold stops is not among them, nor what waits until somebody has looked at it.
#[derive(Clone, Copy, Debug)]
pub struct EndingBy {
    /// Which clock.
    pub clock: EndClock,
    /// The moment.
    pub by: Timestamp,
    /// The last place of the page before.
    pub after: Option<(Timestamp, AccountId)>,
    /// The most to give.
    pub limit: i64,
}

/// A clock that ends an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndClock {
    /// A leaver's time.
    Leaver,
    /// The longest that an account stays disabled.
    Disabled,
}

/// An account that comes to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Which one.
    pub account: AccountId,
    /// Where.
    pub organisation: OrganisationId,
    /// When.
    pub at: Timestamp,
}

impl Question for EndingBy {
    type Answer = Vec<Ending>;
}

/// Asks which account receives at an address, whatever the case it is written in. For sign-in.
#[derive(Clone, Debug)]
pub struct AccountAt(pub String);

impl Question for AccountAt {
    type Answer = Option<AccountId>;
}

/// Asks which people of an organisation have a staff number, whatever their state but erased; two are as many as are
/// ever told.
#[derive(Clone, Debug)]
pub struct PeopleNumbered {
    /// The organisation that gave the number.
    pub organisation: OrganisationId,
    /// The whole staff number.
    pub number: String,
}

impl Question for PeopleNumbered {
    type Answer = Vec<AccountId>;
}

/// Asks for the people of an organisation whose accounts are active and were not used since a moment, in the order in
/// which they were last, after a place, at most so many. Leavers are not among them: they have a clock of their own.
#[derive(Clone, Copy, Debug)]
pub struct QuietPeople {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Since when.
    pub since: Timestamp,
    /// The last place of the page before.
    pub after: Option<(Timestamp, AccountId)>,
    /// The most to give.
    pub limit: i64,
}

/// Somebody whose account was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuietPerson {
    /// The account.
    pub account: AccountId,
    /// The name people see.
    pub name: String,
    /// The primary address.
    pub address: String,
    /// Since when the account is counted as quiet; its place in the list.
    pub quiet_since: Timestamp,
    /// When it was last used; none if it never was.
    pub used_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
}

impl Question for QuietPeople {
    type Answer = Vec<QuietPerson>;
}

/// Asks for the people of an organisation whose accounts are active, by name, after one of them, at most so many.
#[derive(Clone, Debug)]
pub struct ActivePeople {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Beginnings of words of their names, or a whole address; everybody if empty.
    pub search: String,
    /// The last one of the page before.
    pub after: Option<AccountId>,
    /// The most to give.
    pub limit: i64,
}

/// Somebody whose account is active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivePerson {
    /// The account.
    pub account: AccountId,
    /// The name people see.
    pub name: String,
    /// The primary address.
    pub address: String,
    /// Since when they belong to their organisation, if they came from another one.
    pub here_since: Option<Timestamp>,
}

impl Question for ActivePeople {
    type Answer = Vec<ActivePerson>;
}

/// Asks what an organisation is called and whether it is open.
#[derive(Clone, Copy, Debug)]
pub struct OrganisationOf(pub OrganisationId);

/// Asks for an organisation by its code in the register.
#[derive(Clone, Debug)]
pub struct OrganisationCoded(pub String);

/// An organisation as other contexts may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationView {
    /// Its key.
    pub organisation: OrganisationId,
    /// Its code in the register.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The short name that begins its functional addresses, once it is open.
    pub short_name: Option<String>,
    /// `standard` or `enhanced`, once it is open.
    pub tier: Option<String>,
    /// Whether people can be created in it.
    pub is_open: bool,
    /// Whether it is on its way out: nobody comes in any more, and everything else goes on.
    pub is_closing: bool,
}

impl OrganisationView {
    /// Whether its people use the service: it is open, or on its way out.
    pub const fn is_running(&self) -> bool {
        self.is_open || self.is_closing
    }
}

impl Question for OrganisationOf {
    type Answer = Option<OrganisationView>;
}

impl Question for OrganisationCoded {
    type Answer = Option<OrganisationView>;
}

/// Asks which organisations are open, in order of their keys, after a key, at most so many.
#[derive(Clone, Copy, Debug)]
pub struct OpenOrganisationsAfter {
    /// The last key of the page before.
    pub after: Option<OrganisationId>,
    /// The most to give.
    pub limit: i64,
}

impl Question for OpenOrganisationsAfter {
    type Answer = Vec<OrganisationId>;
}

/// Asks in which time zone an organisation lies, such as `Europe/London`; none before it was first opened.
#[derive(Clone, Copy, Debug)]
pub struct TimeZoneOf(pub OrganisationId);

impl Question for TimeZoneOf {
    type Answer = Option<String>;
}

/// Asks who moves with a transfer, by its key.
#[derive(Clone, Copy, Debug)]
pub struct PersonOfTransfer(pub uuid::Uuid);

impl Question for PersonOfTransfer {
    type Answer = Option<AccountId>;
}

/// Asks how many accounts that are not deleted belong to an organisation.
#[derive(Clone, Copy, Debug)]
pub struct AccountsIn(pub OrganisationId);

impl Question for AccountsIn {
    type Answer = i64;
}

/// Asks how many people are in a unit of an organisation.
#[derive(Clone, Copy, Debug)]
pub struct PeopleInUnit(pub uuid::Uuid);

impl Question for PeopleInUnit {
    type Answer = i64;
}

/// Asks for a unit of an organisation by its key.
#[derive(Clone, Copy, Debug)]
pub struct UnitOf(pub uuid::Uuid);

/// A unit as others may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitView {
    /// Its key.
    pub unit: uuid::Uuid,
    /// The organisation it is part of.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
}

impl Question for UnitOf {
    type Answer = Option<UnitView>;
}

/// The commands that invite somebody to administer an organisation, beside the one that opens it.
pub const INVITING: [&str; 2] = ["organisation.invite-administrator", "organisation.invite-again"];

/// Asks by which invitation an account came to administer its organisation, if by one.
#[derive(Clone, Copy, Debug)]
pub struct InvitationOf(pub AccountId);

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationView {
    /// The address outside the service to which the way in goes.
    pub address: String,
    /// Who invited first, as written in the audit.
    pub invited_by: String,
    /// When.
    pub invited_at: Timestamp,
}

impl Question for InvitationOf {
    type Answer = Option<InvitationView>;
}

/// Asks how far an organisation is on its way into the service or out of it, for letters about that.
#[derive(Clone, Copy, Debug)]
pub struct JoiningOf(pub OrganisationId);

/// How far an organisation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoiningTold {
    /// Its code in the register.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `listed`, `applied`, `opening`, `open`, `closing`, `closed` or `declined`.
    pub stage: String,
    /// `ours`, `theirs` or `nobody`.
    pub turn: String,
    /// Since when it is their turn.
    pub since: Timestamp,
    /// What they have to do.
    pub waits_for: Option<String>,
    /// The name of whom the application names, and their address outside the service.
    pub contact: Option<(String, String)>,
    /// Why it was declined, or why it closes.
    pub reason: Option<String>,
    /// The beginning of the day on which it is to be over, if it closes.
    pub closes_at: Option<Timestamp>,
    /// The beginning of the first day on which a check of it is no longer good.
    pub lapses_at: Option<Timestamp>,
    /// The checks that are no longer good from then on, in words.
    pub lapsing: Vec<String>,
}

impl Question for JoiningOf {
    type Answer = Option<JoiningTold>;
}

/// Asks which organisations come to a day or have waited for long, in order of their keys, after a key, at most so many.
#[derive(Clone, Copy, Debug)]
pub struct JoiningDue {
    /// What comes.
    pub clock: JoiningClock,
    /// The moment: a day that comes by then; or since when, for what waits.
    pub by: Timestamp,
    /// The last key of the page before.
    pub after: Option<OrganisationId>,
    /// The most to give.
    pub limit: i64,
}

/// What organisations on their way come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoiningClock {
    /// The day on which one that closes is to be over.
    Closing,
    /// The first day on which a check of a member is no longer good.
    Check,
    /// It has been the turn of one side for long.
    Waiting,
}

impl Question for JoiningDue {
    type Answer = Vec<OrganisationId>;
}
