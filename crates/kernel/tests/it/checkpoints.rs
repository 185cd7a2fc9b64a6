//! Nothing is signed that is not the record of the checkpoints kept outside, whatever the database says of itself; and
//! rows that nobody vouches for do not hold up those behind them.

use kernel::audit::note::Signer;
use kernel::audit::{Witness, publish};
use kernel::db::Target;
use kernel::door::{Actor, Ports};
use kernel::refusal::Error;
use rusqlite::Connection;
use testkit::{Engine, Scratch, Stand, World};

use crate::sample::Put;
use crate::tampering::{State, manifests};

async fn open(scratch: &Scratch, engine: Engine) -> World {
    World::open(scratch, engine, manifests(), Ports::default(), Stand::In).await.expect("opens")
}

fn signer() -> Signer {
    Signer::new("test.example/audit", &[3; 32]).expect("a signer")
}

/// Signs what waits, and says which notes were kept.
async fn signed(world: &World, outside: Option<&Witness>) -> Result<Vec<Witness>, Error> {
    let signer = signer();
    let mut notes = Vec::new();
    publish(world.door.database(), &signer, outside, |note| {
        notes.push(Witness::read(note, &signer.verifier()).expect("a checkpoint"));
        Ok(())
    })
    .await?;
    Ok(notes)
}

/// Two checkpoints, over three and over five acts: the first is the agreement on the key.
async fn history(scratch: &Scratch) -> Vec<Witness> {
    let world = open(scratch, Engine::Sqlite).await;
    let organisation = world.organisation("RX1").await;
    for name in ["one", "two"] {
        world.done(world.operator(), Put::new(organisation, name)).await;
        world.done(Actor::Service("checkpoints"), State {}).await;
    }
    let kept = signed(&world, None).await.expect("signed");
    world.door.close().await;
    kept
}

/// Changes the file behind the door's back, lets another checkpoint be stated, and signs.
async fn after(statement: &str) -> Result<Vec<i64>, String> {
    let scratch = Scratch::new(Engine::Sqlite).await;
    let kept = history(&scratch).await;
    let Target::Sqlite(path, _) = &scratch.target else { panic!("an SQLite target") };
    let file = Connection::open(path).expect("the file opens");
    file.execute_batch(statement).expect("the statement runs");
    drop(file);
    let world = open(&scratch, Engine::Sqlite).await;
    world.done(Actor::Service("checkpoints"), State {}).await;
    let again = signed(&world, kept.last()).await;
    world.door.close().await;
    scratch.remove().await;
    match again {
        Ok(kept) => Ok(kept.into_iter().map(|witness| witness.size).collect()),
        Err(Error::Fault(fault)) => Err(fault.chain()),
        Err(error) => panic!("{error:?}"),
    }
}

#[test]
fn a_record_that_was_rewritten_is_not_signed_again() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        assert_eq!(after("").await, Ok(vec![6]), "the control");
        let crashed = "DELETE FROM audit_checkpoint WHERE size = 5";
        assert_eq!(after(crashed).await, Ok(vec![6]), "it was kept and is told to the database");
        let rewrite = "UPDATE audit_seal SET leaf = zeroblob(32) WHERE seq = 4";
        for (what, statement) in [
            ("rewritten", format!("{rewrite}; {crashed}")),
            ("forgotten", "DELETE FROM audit_checkpoint".to_owned()),
            ("rewritten and forgotten", format!("{rewrite}; DELETE FROM audit_checkpoint")),
            (
                "rewritten without the acts that state checkpoints",
                format!("{rewrite}; DELETE FROM audit_checkpoint; UPDATE audit SET command = 'sample.put' WHERE command = 'audit.checkpoint'"),
            ),
            (
                "cut short",
                "DELETE FROM audit_checkpoint WHERE size = 5; DELETE FROM audit_seal WHERE seq > 3; DELETE FROM audit_concern; UPDATE audit_head SET seq = 3".to_owned(),
            ),
        ] {
            let told = after(&statement).await.expect_err(what);
            assert!(told.contains("audit verify"), "{what}: {told}");
        }
    });
}

#[test]
fn rows_that_nobody_vouches_for_do_not_hold_up_the_rest() {
    if !testkit::engines().contains(&Engine::Postgres) {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let scratch = Scratch::new(Engine::Postgres).await;
        let world = open(&scratch, Engine::Postgres).await;
        let organisation = world.organisation("RX1").await;
        world.done(world.operator(), Put::new(organisation, "one")).await;
        let Target::Postgres(url) = &scratch.target else { panic!("a PostgreSQL target") };
        let (client, connection) =
            tokio_postgres::connect(url, tokio_postgres::NoTls).await.expect("it answers");
        tokio::spawn(connection);
        let forge = "INSERT INTO audit SELECT gen_random_uuid(), n, actor, face, organisation, command, outcome, code, subject_kind, subject, 0, '[]', '[]', '[]', request, mac FROM audit, generate_series(1, 700) n WHERE command = 'sample.put'; INSERT INTO audit_unsealed SELECT id FROM audit WHERE at <= 700";
        client.batch_execute(forge).await.expect("forged");
        world.done(world.operator(), Put::new(organisation, "two")).await;
        world.seal().await;
        let rows = "SELECT COUNT(*) FROM audit_unsealed";
        let waiting: i64 = client.query_one(rows, &[]).await.expect("a count").get(0);
        assert_eq!(waiting, 700, "only the forged rows wait");
        world.door.close().await;
        scratch.remove().await;
    });
}
