//! What a signed token counts for: every kind of token at every verifier, by issuer, audience, algorithm, state of its key
//! and moment. One line says which cells count; nothing else does.

use serde_json::{Value, json};
use testkit::World;

use crate::signing_keys::{
    Algorithm, Audience, Expected, Life, PublicKey, forget_old, published, sign, verify,
};
use crate::testing::{on, ports};

const TYPES: [&str; 3] = ["at+jwt", "JWT", "logout+jwt"];
const ISSUERS: [&str; 3] = ["https://a.example", "https://a.example/", "https://b.example"];
const AUDIENCES: [&str; 3] = ["https://a.example/oidc/userinfo", "client A", "client B"];

/// What was done to the key since the token was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyState {
    /// It signs.
    Active,
    /// The next one is announced beside it.
    BesideAnnounced,
    /// Another one signs; it is kept.
    Kept,
    /// It is gone.
    Withdrawn,
    /// It is of another installation that uses our names.
    Foreign,
}

/// A token with what it says.
struct Signed {
    token: String,
    typ: &'static str,
    issuer: &'static str,
    audience: &'static str,
    algorithm: Algorithm,
}

async fn all(world: &World) -> Vec<Signed> {
    let seconds = world.clock.now().micros() / 1_000_000;
    let mut all = Vec::new();
    for typ in TYPES {
        for issuer in ISSUERS {
            for audience in AUDIENCES {
                for algorithm in Algorithm::ALL {
                    let claims = json!({ "iss": issuer, "aud": audience, "iat": seconds, "exp": seconds + 600, "sub": "somebody" });
                    let token = sign(&world.door, algorithm, typ, &claims).await.expect("a token");
                    all.push(Signed { token, typ, issuer, audience, algorithm });
                }
            }
        }
    }
    all
}

#[test]
fn a_token_counts_in_the_cells_that_are_its_own() {
    on(&testkit::engines()[..1], ports, |world| async move {
        let tokens = all(&world).await;
        let signed_at = world.clock.now();
        let mut lists: Vec<(KeyState, Vec<PublicKey>)> = Vec::new();
        let list = async |state| (state, published(&world.door).await.expect("the keys"));
        lists.push(list(KeyState::Active).await);
        for (days, state) in
            [(89, KeyState::BesideAnnounced), (1, KeyState::Kept), (2, KeyState::Withdrawn)]
        {
            world.advance_days(days);
            forget_old(&world.door).await.expect("the keys turn");
            lists.push(list(state).await);
        }
        let many: Vec<usize> = lists.iter().map(|(_, keys)| keys.len()).collect();
        assert_eq!(many, [2, 4, 4, 2]);
        // Keys of others under the names of ours.
        let foreign = |(ours, theirs): (&PublicKey, &PublicKey)| PublicKey {
            key: theirs.key.clone(),
            ..ours.clone()
        };
        let (ours, theirs) = (&lists[0].1, &lists[3].1);
        let of = |algorithm, list: &[PublicKey]| {
            list.iter().find(|key| key.algorithm == algorithm).expect("one of each").clone()
        };
        let swapped = Algorithm::ALL.map(|one| foreign((&of(one, ours), &of(one, theirs))));
        lists.push((KeyState::Foreign, swapped.to_vec()));
        let (mut cells, mut counted) = (0, 0);
        for (state, keys) in &lists {
            for (moment, life) in [
                (0, Life::MustHold),
                (599, Life::MustHold),
                (600, Life::MustHold),
                (600, Life::MayBeOver),
                (-60, Life::MustHold),
                (-61, Life::MustHold),
            ] {
                let now = signed_at.plus_seconds(moment);
                for (typ, issuer) in
                    TYPES.iter().flat_map(|typ| ISSUERS.map(|issuer| (*typ, issuer)))
                {
                    for (audience, algorithms) in audiences() {
                        let expected =
                            Expected { typ, issuer, audience, keys, algorithms, life, now };
                        for signed in &tokens {
                            let counts = verify::<Value>(&signed.token, &expected).is_some();
                            let may = matches!(
                                state,
                                KeyState::Active | KeyState::BesideAnnounced | KeyState::Kept
                            ) && (signed.typ, signed.issuer) == (typ, issuer)
                                && (match audience {
                                    Audience::Only(one) => one == signed.audience,
                                    Audience::LookedUp => true,
                                })
                                && algorithms.contains(&signed.algorithm)
                                && moment >= -60
                                && (moment < 600 || life == Life::MayBeOver);
                            assert_eq!(
                                counts, may,
                                "{state:?}, {moment} s, {life:?}: {typ}, {issuer}, {audience:?}, {algorithms:?}: {}",
                                signed.token
                            );
                            cells += 1;
                            counted += usize::from(counts);
                        }
                    }
                }
            }
        }
        println!("{cells} cells, {counted} of them count");
        assert!(counted > 500);
    });
}

fn audiences() -> Vec<(Audience<'static>, &'static [Algorithm])> {
    let mut all = Vec::new();
    for audience in [Audience::Only(AUDIENCES[0]), Audience::Only(AUDIENCES[1]), Audience::LookedUp]
    {
        for algorithms in [&Algorithm::ALL[..], &Algorithm::ALL[..1], &Algorithm::ALL[1..], &[]] {
            all.push((audience, algorithms));
        }
    }
    all
}
