//! PostgreSQL's own second look, for a login that is no superuser, as the guide asks for.

use kernel::db::Target;
use kernel::door::Ports;
use testkit::{Engine, Scratch, Stand, World};
use tokio_postgres::{Client, NoTls};

use crate::sample::{Put, manifest, rows};

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.expect("it answers");
    tokio::spawn(connection);
    client
}

#[test]
fn a_login_that_may_make_roles_gets_them_and_none_of_them_may_rewrite_the_audit() {
    if !testkit::engines().contains(&Engine::Postgres) {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let mut scratch = Scratch::new(Engine::Postgres).await;
        let Target::Postgres(url) = scratch.target.clone() else { panic!("a PostgreSQL target") };
        let (start, rest) = url.split_once("//").expect("a scheme");
        let (_, place) = rest.split_once('@').expect("a user");
        let name = place.rsplit('/').next().expect("a database");
        let login = format!("login_{name}");
        let superuser = connect(&url).await;
        superuser
            .batch_execute(&format!(
                "CREATE ROLE {login} LOGIN CREATEROLE; ALTER DATABASE {name} OWNER TO {login}"
            ))
            .await
            .expect("a login");
        let own = format!("{start}//{login}@{place}");
        scratch.target = Target::Postgres(own.clone());
        let (manifests, ports) = (vec![manifest()], Ports::default());
        let world = World::open(&scratch, Engine::Postgres, manifests, ports, Stand::In)
            .await
            .expect("opens");
        let org = world.organisation("RX1").await;
        world.done(world.operator(), Put::new(org, "written")).await;
        assert_eq!(rows(&world).await, 1);
        world.door.close().await;

        let client = connect(&own).await;
        for (role, statement, may) in [
            ("guildhall_act", "UPDATE sample SET version = 2", true),
            ("guildhall_act", "DELETE FROM follower", false),
            ("guildhall_act", "INSERT INTO audit_unsealed SELECT id FROM audit LIMIT 1", false),
            ("guildhall_upkeep", "DELETE FROM follower", true),
            ("guildhall_upkeep", "UPDATE sample SET version = 3", false),
            ("guildhall_spine", "DELETE FROM audit_unsealed", true),
            ("guildhall_spine", "DELETE FROM audit", false),
            ("guildhall_spine", "UPDATE audit_seal SET seq = seq", false),
            ("guildhall_spine", "UPDATE audit_checkpoint SET size = size", false),
            ("guildhall_spine", "CREATE TABLE another (one INT)", false),
        ] {
            let run = format!("BEGIN; SET LOCAL ROLE {role}; {statement}");
            let done = client.batch_execute(&run).await;
            client.batch_execute("ROLLBACK").await.expect("rolled back");
            assert_eq!(done.is_ok(), may, "{role}: {statement}");
        }
        drop(client);
        scratch.remove().await;
        drop(superuser);
    });
}
