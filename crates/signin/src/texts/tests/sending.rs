//! Having codes sent by commands, as programs of one's own do.

use kernel::door::Actor;
use kernel::secret::Secret;

use super::{APART, last_code, remove, waiting, with_number};
use crate::factors::{Entered, SendSignInCode, prove};
use crate::testing::{asha, browser, check};
use crate::texts::SendOwnCode;

#[test]
fn a_code_is_sent_in_the_middle_of_signing_in_and_for_a_change_of_ones_own() {
    check(|world| async move {
        let (person, helper) = asha(&world).await;
        let me = Actor::Account(person);
        let none = world.refused(me.clone(), SendOwnCode {}).await;
        assert_eq!(none, "text-number.no-number");
        with_number(&world, person).await;
        let key = waiting(&world).await;
        let send = |key: &str| SendSignInCode { step_key: Secret::new(key.to_owned()) };
        let over = world.refused(Actor::Anonymous, send("no key at all")).await;
        assert_eq!(over, "second-factor.step-over");
        world.done(Actor::Anonymous, send(&key)).await;
        let soon = world.refused(Actor::Anonymous, send(&key)).await;
        assert_eq!(soon, "text-number.too-soon");
        let code = last_code(&world).await;
        let came = prove(&world.door, &browser(&world), "a browser", &key, &code).await;
        assert!(matches!(came, Ok(Entered::SignedIn(_))));
        world.advance(APART);
        world.done(me.clone(), SendOwnCode {}).await;
        let code = last_code(&world).await;
        world.done(me, remove(&code)).await;
        let other = world.refused(helper, SendOwnCode {}).await;
        assert_eq!(other, "text-number.no-number");
    });
}
