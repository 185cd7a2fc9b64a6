//! How long a proof is good, and who needs one.

use kernel::dated::{NumberRule, Stricter};
use kernel::db::Reader;
use kernel::door::{FreshProof, FreshProofOf, Level};
use kernel::refusal::Result;

use crate::{factors, passkeys, people, sessions};

/// Minutes for which a code or a passkey is good.
pub const FRESH_MINUTES: NumberRule = NumberRule::new(
    "step-up.fresh-minutes",
    10,
    1..=60,
    "minutes",
    "Security decisions, showing again that it is oneself: a fresh factor within 10 minutes",
)
.may_be(Stricter::Lower);

/// Whether acts that can harm many are done by those only who have a second factor: 1 if so.
pub const FACTOR_NEEDED: NumberRule = NumberRule::new(
    "step-up.factor-needed",
    0,
    0..=1,
    "factors",
    "Security decisions, showing again that it is oneself: an installation may ask everybody for a second factor",
)
.may_be(Stricter::Higher);

/// Whether somebody proved lately, in their session, that it is them.
pub(super) async fn fresh_proof(reader: &mut Reader, asked: FreshProofOf) -> Result<FreshProof> {
    let FreshProofOf { account, session, at, level } = asked;
    let organisation = Some(people::person(reader, account).await?.organisation);
    if !factors::is_asked(reader, account).await? {
        let is_needed = reader.dated(&FACTOR_NEEDED, organisation, at).await? > 0;
        return Ok(if is_needed { FreshProof::NoFactor } else { FreshProof::Given });
    }
    // What one person alone must not do is asked for with what nobody can be talked out of, from whoever has that.
    let by_passkey = level >= Level::TwoPeople && passkeys::count(reader, account).await? > 0;
    let needed = if by_passkey { FreshProof::PasskeyNeeded } else { FreshProof::Needed };
    let Some(session) = session else { return Ok(needed) };
    let minutes = reader.dated(&FRESH_MINUTES, organisation, at).await?;
    let proved = sessions::proved(reader, account, &session, at).await?;
    let proved_at = proved.map(|(any, passkey)| if by_passkey { passkey } else { any });
    let is_fresh = proved_at.is_some_and(|proved| at < proved.plus_seconds(minutes * 60));
    Ok(if is_fresh { FreshProof::Given } else { needed })
}
