//! The follower: what happened, and who is told of it.

use std::sync::Arc;

use facts::access::{
    CoverArranged, GrantEnded, GrantGiven, SecondPersonAsked, SecondPersonDecided,
};
use facts::casework::{BulkEnded, RequestAnswered, RequestAsked, RequestEnded, RequestReminded};
use facts::directory::{
    AccountCreated, AccountDeleted, AccountDisabled, AccountEnabled, AccountErased, AccountMoved,
    AccountOf, AccountRestored, AccountStarted, AccountView, DeletionsHeld, JoiningMoved,
    LeaverMarked, OrganisationClosed, OrganisationOf, RegisterDiffers, TransferChanged,
};
use facts::notices::{NoticeRetryAsked, NoticeReturned};
use facts::signin::{
    AccountContained, AccountUnlocked, AuthenticatorAdded, AuthenticatorRemoved, BreakGlassAlarm,
    BreakGlassDrillDue, CodeSheetHandedOver, CompromiseClosed, GuessingNoticed,
    IdentityCheckFailed, LiftEnded, PasskeyAdded, PasskeyCounterBack, PasskeyRemoved, PasswordSet,
    RecoveryCodeUsed, RecoveryCodesDrawn, SecondFactorReset, SecondStepEnding, SecondStepLifted,
    SecondStepMissed, SecondStepMissing, SecondStepReported, SecondStepWanted, SessionsEnded,
    StartCodeIssued, StartLinkOf, StartLinkSent, StepExcepted, StepExceptionEnded,
    TelephoneWordSet, TermsReminded, TermsWaiting, TextNumberAdded, TextNumberRemoved,
    UnusualSignIn, WrongCodes,
};
use kernel::authority::{Role, find_grant};
use kernel::db::BoxFuture;
use kernel::door::{Actor, After, Door, Face, Fact, SecondPeople, Told, find_proposal};
use kernel::ids::{AccountId, GrantId, OrganisationId};
use kernel::refusal::{Fault, Result};
use serde::de::DeserializeOwned;

use super::write::{
    Occasion, day, minute, write_outside, write_to, write_to_administrators, write_to_platform,
};
use super::{QUEUE, Relay, joining, waiting};
use crate::notices::messages::{self, catalogue, identity, passkeys, second_person, second_step};
use crate::notices::model::template::Values;
use crate::notices::model::{Notice, SEND_DAYS, WELCOME_HOURS};
use crate::notices::store;

const HEARD: &[&str] = &[
    AccountCreated::NAME,
    AccountDisabled::NAME,
    AccountEnabled::NAME,
    AccountDeleted::NAME,
    AccountRestored::NAME,
    AccountStarted::NAME,
    AccountMoved::NAME,
    AccountErased::NAME,
    LeaverMarked::NAME,
    GrantGiven::NAME,
    GrantEnded::NAME,
    CoverArranged::NAME,
    SecondPersonAsked::NAME,
    SecondPersonDecided::NAME,
    StartCodeIssued::NAME,
    StartLinkSent::NAME,
    PasswordSet::NAME,
    AccountUnlocked::NAME,
    SessionsEnded::NAME,
    AuthenticatorAdded::NAME,
    AuthenticatorRemoved::NAME,
    RecoveryCodesDrawn::NAME,
    RecoveryCodeUsed::NAME,
    SecondFactorReset::NAME,
    CodeSheetHandedOver::NAME,
    TextNumberAdded::NAME,
    TextNumberRemoved::NAME,
    TelephoneWordSet::NAME,
    TermsReminded::NAME,
    SecondStepWanted::NAME,
    SecondStepReported::NAME,
    SecondStepMissed::NAME,
    StepExcepted::NAME,
    StepExceptionEnded::NAME,
    IdentityCheckFailed::NAME,
    AccountContained::NAME,
    SecondStepLifted::NAME,
    LiftEnded::NAME,
    BreakGlassAlarm::NAME,
    BreakGlassDrillDue::NAME,
    CompromiseClosed::NAME,
    WrongCodes::NAME,
    UnusualSignIn::NAME,
    GuessingNoticed::NAME,
    PasskeyAdded::NAME,
    PasskeyRemoved::NAME,
    PasskeyCounterBack::NAME,
    OrganisationClosed::NAME,
    RegisterDiffers::NAME,
    DeletionsHeld::NAME,
    NoticeRetryAsked::NAME,
    NoticeReturned::NAME,
    BulkEnded::NAME,
    RequestAsked::NAME,
    RequestAnswered::NAME,
    RequestReminded::NAME,
    RequestEnded::NAME,
    TransferChanged::NAME,
    JoiningMoved::NAME,
];

/// Who administers an organisation.
pub(super) const ADMINISTRATORS: &[Role] =
    &[Role::PrimaryLocalAdministrator, Role::LocalAdministrator];

/// Those who are asked to approve a change at most.
const SECOND_PEOPLE: usize = 20;

/// The command by which an administrator resets a password; a start code comes with it.
const RESET: &str = "password.reset";
/// The command by which somebody resets their own.
const RECOVERED: &str = "recovery.finish";

/// The listener after.
pub(in crate::notices) fn follower() -> After {
    let run = |door, told| -> BoxFuture<'static, Result<()>> { Box::pin(hear(door, told)) };
    After { name: "casework.notices", facts: HEARD, run: Arc::new(run) }
}

async fn hear(door: Door, told: Told) -> Result<()> {
    match told.fact {
        AccountErased::NAME => {
            let fact: AccountErased = read(&told)?;
            return forget(&door, fact.account).await;
        }
        NoticeRetryAsked::NAME => return retry(&door, read(&told)?).await,
        NoticeReturned::NAME => return came_back(&door, read(&told)?).await,
        _ => {}
    }
    // What is told late (a new follower on an old record, one that was parked) is no news any more.
    let now = door.clock().now();
    let days = door.reader().await?.dated(&SEND_DAYS, None, now).await?;
    if told.at.plus_days(days) <= now {
        return Ok(());
    }
    match told.fact {
        fact if waiting::HEARD.contains(&fact) => waiting::hear(&door, &told).await,
        JoiningMoved::NAME => joining::hear(&door, &told).await,
        AccountCreated::NAME | AccountStarted::NAME => welcome(&door, &told).await,
        AccountDeleted::NAME => deleted(&door, &told).await,
        LeaverMarked::NAME => leaver(&door, &told).await,
        AccountMoved::NAME => moved(&door, &told).await,
        GrantGiven::NAME => {
            let fact: GrantGiven = read(&told)?;
            role(&door, &told, &catalogue::ROLE_GIVEN, fact.grant, fact.organisation).await
        }
        GrantEnded::NAME => {
            let fact: GrantEnded = read(&told)?;
            role(&door, &told, &catalogue::ROLE_ENDED, fact.grant, fact.organisation).await
        }
        CoverArranged::NAME => cover(&door, &told).await,
        SecondPersonAsked::NAME => second_people(&door, &told).await,
        SecondPersonDecided::NAME => second_decided(&door, &told).await,
        OrganisationClosed::NAME | RegisterDiffers::NAME | DeletionsHeld::NAME => {
            of_organisation(&door, &told).await
        }
        StartCodeIssued::NAME if told.command == RESET => {
            about(&door, &told, &catalogue::PASSWORD_RESET).await
        }
        StartCodeIssued::NAME => about(&door, &told, &catalogue::START_CODE_MADE).await,
        StartLinkSent::NAME => start_link(&door, &told).await,
        PasswordSet::NAME if told.command == RECOVERED => {
            about(&door, &told, &catalogue::RECOVERED).await
        }
        PasswordSet::NAME => about(&door, &told, &catalogue::PASSWORD_SET).await,
        AccountUnlocked::NAME => about(&door, &told, &catalogue::UNLOCKED).await,
        SessionsEnded::NAME => about(&door, &told, &catalogue::SESSIONS_ENDED).await,
        AuthenticatorAdded::NAME => about(&door, &told, &second_step::ADDED).await,
        AuthenticatorRemoved::NAME => about(&door, &told, &second_step::REMOVED).await,
        RecoveryCodesDrawn::NAME => about(&door, &told, &second_step::CODES).await,
        RecoveryCodeUsed::NAME => about(&door, &told, &second_step::CODE_USED).await,
        CodeSheetHandedOver::NAME => about(&door, &told, &second_step::ON_PAPER).await,
        SecondFactorReset::NAME => about(&door, &told, &second_step::RESET).await,
        TextNumberAdded::NAME => about(&door, &told, &second_step::NUMBER_ADDED).await,
        TextNumberRemoved::NAME => about(&door, &told, &second_step::NUMBER_REMOVED).await,
        TelephoneWordSet::NAME => about(&door, &told, &identity::WORD).await,
        TermsReminded::NAME => terms(&door, &told).await,
        SecondStepWanted::NAME => wanted(&door, &told).await,
        SecondStepReported::NAME => reported(&door, &told).await,
        SecondStepMissed::NAME => missed(&door, &told).await,
        StepExcepted::NAME => excepted(&door, &told).await,
        StepExceptionEnded::NAME => about(&door, &told, &second_step::EXCEPTION_ENDED).await,
        IdentityCheckFailed::NAME => about(&door, &told, &identity::FAILED).await,
        AccountContained::NAME => contained(&door, &told).await,
        SecondStepLifted::NAME => lifted(&door, &told).await,
        LiftEnded::NAME => armed(&door, &told).await,
        BreakGlassAlarm::NAME => break_glass(&door, &told).await,
        BreakGlassDrillDue::NAME => drill(&door, &told).await,
        GuessingNoticed::NAME => guessing(&door, &told).await,
        CompromiseClosed::NAME => about(&door, &told, &identity::CLOSED).await,
        UnusualSignIn::NAME => about(&door, &told, &second_step::UNUSUAL).await,
        WrongCodes::NAME => about(&door, &told, &second_step::WRONG_CODES).await,
        PasskeyAdded::NAME => about(&door, &told, &passkeys::ADDED).await,
        PasskeyRemoved::NAME => about(&door, &told, &passkeys::REMOVED).await,
        PasskeyCounterBack::NAME => about(&door, &told, &passkeys::COUNTER_BACK).await,
        AccountDisabled::NAME => about(&door, &told, &catalogue::DISABLED).await,
        AccountEnabled::NAME => about(&door, &told, &catalogue::ENABLED).await,
        AccountRestored::NAME => about(&door, &told, &catalogue::RESTORED).await,
        _ => Ok(()),
    }
}

pub(super) fn read<T: DeserializeOwned>(told: &Told) -> Result<T> {
    serde_json::from_value(told.payload.clone()).map_err(|error| {
        Fault::defect(format!("reading the fact {}", told.fact)).because(error).into()
    })
}

/// The account that a fact is about.
fn account_in(told: &Told) -> Result<AccountId> {
    let key = told.payload.get("account").cloned().unwrap_or_default();
    serde_json::from_value(key).map_err(|error| {
        Fault::defect(format!("reading the fact {}", told.fact)).because(error).into()
    })
}

/// An act may note the same fact of several accounts; who is told is part of what makes a letter one.
pub(super) fn occasion(
    told: &Told,
    notice: &'static Notice,
    about: uuid::Uuid,
    values: Values,
) -> Occasion {
    Occasion::of(notice, format!("act:{}:{about}", told.act), values)
}

/// What a person is told in any case: it changes how the account is got into, and may have been somebody else.
const OWN_TOO: &[&str] = &[
    PasswordSet::NAME,
    AuthenticatorAdded::NAME,
    AuthenticatorRemoved::NAME,
    RecoveryCodesDrawn::NAME,
    PasskeyAdded::NAME,
    PasskeyRemoved::NAME,
    TextNumberAdded::NAME,
    TextNumberRemoved::NAME,
    RecoveryCodeUsed::NAME,
];

/// Tells a person what somebody else did to their account; what changes the ways in is told in any case.
async fn about(door: &Door, told: &Told, notice: &'static Notice) -> Result<()> {
    let account = account_in(told)?;
    let is_own = told.actor == format!("account:{account}");
    if is_own && !OWN_TOO.contains(&told.fact) {
        return Ok(());
    }
    let values = account_values(door, account).await?.with("day", day(door, told.at));
    write_to(door, account, &occasion(told, notice, account.0, values)).await.map(drop)
}

/// Reminds everybody of an organisation for whom terms wait now, each once for one press.
async fn terms(door: &Door, told: &Told) -> Result<()> {
    let TermsReminded { organisation } = read(told)?;
    let (mut after, at) = (None, door.clock().now());
    loop {
        let asked = TermsWaiting { organisation, at, after };
        let page = door.reader().await?.ask(asked).await?;
        for account in page.accounts {
            let values = account_values(door, account).await?;
            write_to(door, account, &occasion(told, &identity::TERMS, account.0, values)).await?;
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// Reminds everybody of an organisation who has to have a second step and has none, each once for one press.
async fn wanted(door: &Door, told: &Told) -> Result<()> {
    let SecondStepWanted { organisation } = read(told)?;
    let (mut after, at) = (None, door.clock().now());
    loop {
        let asked = SecondStepMissing { organisation, at, after };
        let page = door.reader().await?.ask(asked).await?;
        for (account, by) in page.accounts {
            let when = second_step::when(by.map(|by| day(door, by)));
            let values = account_values(door, account).await?.with("when", when);
            write_to(door, account, &occasion(told, &second_step::WANTED, account.0, values))
                .await?;
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

/// Tells the administrators of an organisation what needs looking at, and whoever's long exception ends, each once for one
/// exception.
async fn reported(door: &Door, told: &Told) -> Result<()> {
    let SecondStepReported { organisation, passing, missing, ending } = read(told)?;
    let mut reader = door.reader().await?;
    let code = reader.ask(OrganisationOf(organisation)).await?.map(|view| view.code);
    let asked = SecondStepEnding { organisation, at: door.clock().now() };
    let ends = reader.ask(asked).await?;
    drop(reader);
    let values = Values::default()
        .with("code", code.unwrap_or_default())
        .with("passing", second_step::people(passing))
        .with("missing", second_step::people(missing))
        .with("ending", second_step::people(ending));
    let report = occasion(told, &second_step::REPORT, organisation.0, values);
    write_to_administrators(door, organisation, &report, ADMINISTRATORS).await?;
    for one in ends {
        let values =
            account_values(door, one.account).await?.with("until", minute(door, one.until));
        let key = format!("exception:{}", one.exception);
        write_to(door, one.account, &Occasion::of(&second_step::EXCEPTION_ENDS, key, values))
            .await?;
    }
    Ok(())
}

/// Tells those who run the service that somebody is in without what is asked of them.
async fn missed(door: &Door, told: &Told) -> Result<()> {
    let SecondStepMissed { organisation, sessions } = read(told)?;
    let values = Values::default().with("sessions", second_step::sessions(sessions));
    let occasion = occasion(told, &second_step::MISSED, organisation.0, values);
    write_to_platform(door, organisation, &occasion).await.map(drop)
}

/// Tells a person until when nothing is asked of them beside the password.
async fn excepted(door: &Door, told: &Told) -> Result<()> {
    let StepExcepted { account, until } = read(told)?;
    let values = account_values(door, account).await?.with("until", minute(door, until));
    let occasion = occasion(told, &second_step::EXCEPTED, account.0, values);
    write_to(door, account, &occasion).await.map(drop)
}

/// What is said of an account: its address and whose it is.
pub(super) async fn account_values(door: &Door, account: AccountId) -> Result<Values> {
    let view = door.reader().await?.ask(AccountOf(account)).await?;
    let (name, address) = view.map(|view| (view.display_name, view.address)).unwrap_or_default();
    Ok(Values::default().with("person", name).with("address", address))
}

async fn welcome(door: &Door, told: &Told) -> Result<()> {
    let account = account_in(told)?;
    let Some(view) = door.reader().await?.ask(AccountOf(account)).await? else { return Ok(()) };
    // Who waits for their first day is welcomed when it has come.
    if view.starts_at.is_some() {
        return Ok(());
    }
    let values = account_values(door, account).await?;
    let (now, place) = (door.clock().now(), Some(view.organisation));
    let hours = door.reader().await?.dated(&WELCOME_HOURS, place, now).await?;
    // Nobody is welcomed twice, whichever of the two acts is heard of after the first day has come.
    let occasion = Occasion {
        not_before: Some(told.at.plus_seconds(hours * 3600)),
        ..Occasion::of(&catalogue::WELCOME, format!("account:{account}"), values)
    };
    write_to(door, account, &occasion).await.map(drop)
}

/// The one letter that goes outside: a person without a password has no mailbox that they could read.
async fn start_link(door: &Door, told: &Told) -> Result<()> {
    let account = account_in(told)?;
    let asked = StartLinkOf { account, at: door.clock().now() };
    // One that was used or replaced meanwhile needs no letter.
    let Some(open) = door.reader().await?.ask(asked).await? else { return Ok(()) };
    let values = account_values(door, account)
        .await?
        .with("day", day(door, open.until))
        .with_unwritten("link");
    let occasion = occasion(told, &catalogue::START_LINK, account.0, values);
    write_outside(door, account, &open.address, &occasion).await.map(drop)
}

async fn deleted(door: &Door, told: &Told) -> Result<()> {
    let fact: AccountDeleted = read(told)?;
    let values = account_values(door, fact.account).await?.with("day", day(door, told.at));
    let occasion = occasion(told, &catalogue::DELETED, fact.account.0, values);
    write_to_administrators(door, fact.organisation, &occasion, ADMINISTRATORS).await.map(drop)
}

async fn contained(door: &Door, told: &Told) -> Result<()> {
    let fact: AccountContained = read(told)?;
    let values = account_values(door, fact.account).await?.with("day", day(door, told.at));
    let occasion = occasion(told, &identity::CONTAINED, fact.account.0, values);
    write_to_administrators(door, fact.organisation, &occasion, ADMINISTRATORS).await.map(drop)
}

/// Tells administrators that somebody who begins again is asked for no second step for a while.
async fn lifted(door: &Door, told: &Told) -> Result<()> {
    let SecondStepLifted { account, organisation, until } = read(told)?;
    let values = account_values(door, account).await?.with("until", minute(door, until));
    let occasion = occasion(told, &identity::LIFTED, account.0, values);
    write_to_administrators(door, organisation, &occasion, ADMINISTRATORS).await.map(drop)
}

/// And that they are asked again.
async fn armed(door: &Door, told: &Told) -> Result<()> {
    let LiftEnded { account, organisation } = read(told)?;
    let values = account_values(door, account).await?.with("day", day(door, told.at));
    let occasion = occasion(told, &identity::LIFT_ENDED, account.0, values);
    write_to_administrators(door, organisation, &occasion, ADMINISTRATORS).await.map(drop)
}

/// Reminds those who run the service of an account that has to be tried.
async fn drill(door: &Door, told: &Told) -> Result<()> {
    let BreakGlassDrillDue { account } = read(told)?;
    let view = door.reader().await?.ask(AccountOf(account)).await?;
    let Some(view) = view else { return Ok(()) };
    let values = account_values(door, account).await?;
    let occasion = occasion(told, &identity::DRILL, account.0, values);
    write_to_platform(door, view.organisation, &occasion).await.map(drop)
}

/// Everybody who runs the service, whoever it was.
async fn break_glass(door: &Door, told: &Told) -> Result<()> {
    let BreakGlassAlarm { alarm, account, .. } = read(told)?;
    let view = door.reader().await?.ask(AccountOf(account)).await?;
    let Some(view) = view else { return Ok(()) };
    let values = account_values(door, account).await?.with("day", day(door, told.at));
    let occasion = occasion(told, &identity::BREAK_GLASS, alarm, values);
    write_to_platform(door, view.organisation, &occasion).await.map(drop)
}

/// Everybody who runs the service.
async fn guessing(door: &Door, told: &Told) -> Result<()> {
    let GuessingNoticed { account } = read(told)?;
    let view = match account {
        Some(account) => door.reader().await?.ask(AccountOf(account)).await?,
        None => None,
    };
    let nobody = uuid::Uuid::nil();
    let place = view.as_ref().map_or(OrganisationId(nobody), |view| view.organisation);
    let at = match &view {
        Some(view) => format!("the account {}", view.address),
        None if account.is_none() => messages::MANY_ACCOUNTS.to_owned(),
        // It is gone meanwhile.
        None => return Ok(()),
    };
    let values = Values::default().with("day", day(door, told.at)).with("title", at);
    let about = account.map_or(nobody, |account| account.0);
    let occasion = occasion(told, &identity::GUESSING, about, values);
    write_to_platform(door, place, &occasion).await.map(drop)
}

async fn leaver(door: &Door, told: &Told) -> Result<()> {
    let fact: LeaverMarked = read(told)?;
    let view = door.reader().await?.ask(AccountOf(fact.account)).await?;
    // Who was taken over or stays by now is no leaver.
    let Some(until) = view.and_then(|view| view.leaves_at) else { return Ok(()) };
    let values = account_values(door, fact.account).await?.with("day", day(door, until));
    let occasion = occasion(told, &catalogue::LEAVER_MARKED, fact.account.0, values);
    write_to(door, fact.account, &occasion).await.map(drop)
}

async fn moved(door: &Door, told: &Told) -> Result<()> {
    let fact: AccountMoved = read(told)?;
    let mut reader = door.reader().await?;
    let (from, to) =
        (named(&mut reader, fact.from).await?, named(&mut reader, fact.organisation).await?);
    drop(reader);
    let values = account_values(door, fact.account).await?.with("day", day(door, told.at));
    let away = values.clone().with("to", to);
    let accepted =
        occasion(told, &catalogue::TRANSFERRED, fact.account.0, values.with("from", from));
    write_to(door, fact.account, &accepted).await?;
    let away = occasion(told, &catalogue::TRANSFERRED_AWAY, fact.account.0, away);
    write_to_administrators(door, fact.from, &away, ADMINISTRATORS).await.map(drop)
}

async fn named(reader: &mut kernel::db::Reader, organisation: OrganisationId) -> Result<String> {
    let view = reader.ask(OrganisationOf(organisation)).await?;
    Ok(view.map(|view| view.name).unwrap_or_default())
}

async fn role(
    door: &Door,
    told: &Told,
    notice: &'static Notice,
    grant: GrantId,
    organisation: Option<OrganisationId>,
) -> Result<()> {
    let mut reader = door.reader().await?;
    let Some(found) = find_grant(&mut reader, grant).await? else { return Ok(()) };
    let place = match organisation {
        Some(organisation) => named(&mut reader, organisation).await?,
        None => messages::WHOLE_SERVICE.to_owned(),
    };
    drop(reader);
    let account = account_in(told)?;
    let values = Values::default()
        .with("day", day(door, told.at))
        .with("role", found.role.name())
        .with("place", place);
    write_to(door, account, &occasion(told, notice, grant.0, values)).await.map(drop)
}

/// Those who may approve a change that waits, each once.
async fn second_people(door: &Door, told: &Told) -> Result<()> {
    let SecondPersonAsked { proposal, account, what } = read(told)?;
    let mut reader = door.reader().await?;
    let Some(kept) = find_proposal(&mut reader, proposal).await? else { return Ok(()) };
    let call = door.call(Actor::Account(account), Face::Job);
    let (command, body) = (kept.command, kept.body);
    let asked = SecondPeople { call, command, body, most: SECOND_PEOPLE };
    let people = reader.ask(asked).await?;
    drop(reader);
    let values = account_values(door, account).await?;
    let values = values.with("title", what).with("day", day(door, told.at));
    for person in people {
        let occasion = occasion(told, &second_person::ASKED, person.0, values.clone());
        write_to(door, person, &occasion).await?;
    }
    Ok(())
}

/// Whoever asked, unless they took it back themselves.
async fn second_decided(door: &Door, told: &Told) -> Result<()> {
    let SecondPersonDecided { proposal, account, what, .. } = read(told)?;
    if told.actor == format!("account:{account}") {
        return Ok(());
    }
    let values = Values::default().with("title", what).with("day", day(door, told.at));
    let occasion = occasion(told, &second_person::DECIDED, proposal, values);
    write_to(door, account, &occasion).await.map(drop)
}

/// Whoever is away is told once; those who hand out roles, in each organisation in which somebody stands in.
async fn cover(door: &Door, told: &Told) -> Result<()> {
    let fact: CoverArranged = read(told)?;
    let mut reader = door.reader().await?;
    let stand_in = reader.ask(AccountOf(fact.stand_in)).await?;
    let absent = reader.ask(AccountOf(fact.account)).await?;
    drop(reader);
    let named = |view: Option<AccountView>| view.map(|view| view.display_name).unwrap_or_default();
    let values = Values::default()
        .with("standin", named(stand_in))
        .with("day", day(door, fact.starts_at))
        // The end is exclusive, at the beginning of a day.
        .with("last", day(door, fact.ends_at.plus_seconds(-1)));
    let own = occasion(told, &catalogue::COVER_ARRANGED, fact.cover, values.clone());
    write_to(door, fact.account, &own).await?;
    let values = values.with("person", named(absent));
    let here = occasion(told, &catalogue::COVER_ARRANGED_HERE, fact.organisation.0, values);
    let roles = &[Role::PrimaryLocalAdministrator];
    write_to_administrators(door, fact.organisation, &here, roles).await.map(drop)
}

async fn of_organisation(door: &Door, told: &Told) -> Result<()> {
    let key = told.payload.get("organisation").cloned().unwrap_or_default();
    let organisation: OrganisationId = serde_json::from_value(key)
        .map_err(|error| Fault::defect("reading the organisation of a fact").because(error))?;
    let (notice, change) = match told.fact {
        OrganisationClosed::NAME => (&catalogue::ORGANISATION_CLOSED, ""),
        RegisterDiffers::NAME => {
            let fact: RegisterDiffers = read(told)?;
            (&catalogue::REGISTER_DIFFERS, messages::register_change(&fact.kind))
        }
        _ => (&catalogue::DELETIONS_HELD, ""),
    };
    let values = Values::default().with("day", day(door, told.at)).with("change", change);
    let occasion = occasion(told, notice, organisation.0, values);
    write_to_administrators(door, organisation, &occasion, ADMINISTRATORS).await.map(drop)
}

async fn forget(door: &Door, account: AccountId) -> Result<()> {
    door.upkeep(move |tx| {
        Box::pin(async move { Ok(store::forget_account(tx, account, messages::LAPSED).await?) })
    })
    .await
}

async fn retry(door: &Door, fact: NoticeRetryAsked) -> Result<()> {
    let (now, mail) = (door.clock().now(), fact.mail);
    let is_sending = door.ports().port::<Relay>().is_ok();
    door.upkeep(move |tx| {
        Box::pin(async move {
            if store::wait_again(tx, mail, now).await? && is_sending {
                store::queue(tx, QUEUE, mail, now, now).await?;
            }
            Ok(())
        })
    })
    .await
}

async fn came_back(door: &Door, fact: NoticeReturned) -> Result<()> {
    let now = door.clock().now();
    let words = messages::came_back(&fact.status);
    door.upkeep(move |tx| {
        let words = words.clone();
        Box::pin(async move { Ok(store::return_mail(tx, fact.mail, &words, now).await?) })
    })
    .await
}
