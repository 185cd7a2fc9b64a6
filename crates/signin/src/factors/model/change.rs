//! What follows when somebody adds or removes what signing in asks for, be it an app or a passkey.

use std::collections::BTreeSet;

use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};

use crate::codes::folded;
use crate::factors::store;
use crate::origin::Origin;
use crate::{keys, passkeys, sessions, sheets, texts, tokens};

/// What signing in asked for beside the password, before something was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    Nothing,
    Something,
}

impl Before {
    /// Of an account; whoever asks holds its password still.
    pub(crate) async fn of(reader: &mut Reader, account: AccountId) -> Result<Self, Fault> {
        Ok(if is_asked(reader, account).await? { Self::Something } else { Self::Nothing })
    }
}

/// Whether the account has an app, a passkey, a number for codes by text or codes on paper, so that its password is half the way only. Whatever asks whether somebody
/// has a second step asks this.
pub(crate) async fn is_asked(reader: &mut Reader, account: AccountId) -> Result<bool, Fault> {
    Ok(has_strong(reader, account).await?
        || texts::has_number(reader, account).await?
        || sheets::has_sheet(reader, account).await?)
}

/// Which of some accounts have something beside a password.
#[derive(Debug, Default)]
pub(crate) struct Owners {
    /// Those with an app or a passkey.
    pub(crate) strong: BTreeSet<AccountId>,
    /// Those with a number for codes by text or codes on paper, whatever else they have.
    pub(crate) weak: BTreeSet<AccountId>,
}

/// The same as [`is_asked`] of some accounts, and how good it is what they have.
pub(crate) async fn owners_among(
    reader: &mut Reader,
    accounts: &[AccountId],
) -> Result<Owners, Fault> {
    let mut strong = store::with_app_among(reader, accounts).await?;
    strong.extend(passkeys::owners_among(reader, accounts).await?);
    let mut weak = texts::owners_among(reader, accounts).await?;
    weak.extend(sheets::owners_among(reader, accounts).await?);
    Ok(Owners { strong, weak })
}

/// Whether the account has an app or a passkey.
pub(crate) async fn has_strong(reader: &mut Reader, account: AccountId) -> Result<bool, Fault> {
    Ok(has_app(reader, account).await? || passkeys::count(reader, account).await? > 0)
}

/// Whether the account has an app, whose codes can be read out.
pub(crate) async fn has_app(reader: &mut Reader, account: AccountId) -> Result<bool, Fault> {
    Ok(!store::confirmed(reader, account).await?.is_empty())
}

/// Something was added: whoever is signed in elsewhere got there without it, and so, if it is the first, were tokens made.
/// Whoever has no recovery codes gets these.
pub(crate) async fn added(
    tx: &mut WriteTx,
    account: AccountId,
    before: Before,
    codes: &[String],
    origin: &Origin,
    call: &Call,
) -> Result<Option<Vec<String>>> {
    // Whoever handed over a sheet has seen its codes.
    let had_sheet = sheets::forget(tx, account).await? > 0;
    let recovery_codes = if had_sheet || store::codes_left(tx, account).await? == 0 {
        put_codes(tx, account, codes, call).await?;
        Some(codes.to_vec())
    } else {
        None
    };
    if before == Before::Nothing {
        tokens::revoke_all(tx, account, call).await?;
    }
    sessions::end_all(tx, account, origin.session().as_ref(), call.now).await?;
    // Whoever added it just used it, after the password or another one of theirs.
    sessions::note_proof(tx, account, false, call).await?;
    store::drop_steps(tx, account).await?;
    store::touch(tx, account, call).await?;
    Ok(recovery_codes)
}

/// Gives an account these recovery codes in place of those it had.
pub(crate) async fn put_codes(
    tx: &mut WriteTx,
    account: AccountId,
    codes: &[String],
    call: &Call,
) -> Result<(), Fault> {
    let hashes: Vec<_> = codes.iter().map(|code| keys::hash(&folded(code))).collect();
    store::put_codes(tx, account, &hashes, call).await
}

/// Something was removed: with the last of it the recovery codes go.
pub(crate) async fn removed(tx: &mut WriteTx, account: AccountId, call: &Call) -> Result<()> {
    store::drop_steps(tx, account).await?;
    if !is_asked(tx, account).await? {
        store::forget(tx, account).await?;
    }
    store::touch(tx, account, call).await?;
    Ok(())
}
