//! The answer to COMMIT is lost on its way from PostgreSQL: whatever became of it, the caller hears the truth.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use kernel::audit::note::Signer;
use kernel::audit::publish;
use kernel::db::Target;
use kernel::door::{Actor, Call, Ports};
use parking_lot::Mutex;
use testkit::{Engine, Scratch, Stand, World};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::sample::{Misbehave, Put, RACES, SAID_NO, acts, rows};
use crate::tampering::{State, manifests};

/// What happens to the next COMMIT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Passes,
    /// The connection breaks before it reaches the server.
    IsLost,
    /// It lands; the connection breaks before the answer.
    Lands,
    /// The connection breaks; it lands when the next transaction begins.
    LandsLate,
    /// It lands; the connection breaks and nobody may connect any more.
    IsTheLastWord,
}

/// Stands between the service and PostgreSQL.
struct Wire {
    server: String,
    /// The database, past the wire.
    url: String,
    fate: Mutex<Fate>,
    /// Holds a COMMIT that lands late, and says that it has.
    held: Mutex<Option<(Vec<u8>, TcpStream)>>,
    closed: watch::Sender<bool>,
}

impl Wire {
    /// Starts it, and gives the address it listens on.
    async fn start(server: &str, url: &str) -> (Arc<Self>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let wire = Arc::new(Self {
            server: server.to_owned(),
            url: url.to_owned(),
            fate: Mutex::new(Fate::Passes),
            held: Mutex::default(),
            closed: watch::Sender::new(false),
        });
        let accepting = Arc::clone(&wire);
        tokio::spawn(async move {
            let mut closed = accepting.closed.subscribe();
            loop {
                tokio::select! {
                    () = ends(&mut closed) => return,
                    accepted = listener.accept() => {
                        let (client, _) = accepted.expect("the listener lives");
                        tokio::spawn(Arc::clone(&accepting).carry(client));
                    }
                }
            }
        });
        (wire, address)
    }

    async fn carry(self: Arc<Self>, mut client: TcpStream) {
        let Ok(mut server) = TcpStream::connect(&self.server).await else { return };
        let (mut up, mut down) = (vec![0; 65_536], vec![0; 65_536]);
        let mut closed = self.closed.subscribe();
        loop {
            tokio::select! {
                () = ends(&mut closed) => return,
                read = client.read(&mut up) => {
                    let Ok(length @ 1..) = read else { return };
                    let said = &up[..length];
                    if holds(said, b"BEGIN") {
                        self.land_what_is_held().await;
                    }
                    let fate = if holds(said, b"COMMIT\0") { self.fate() } else { Fate::Passes };
                    match fate {
                        Fate::Passes => {}
                        Fate::IsLost => return,
                        Fate::LandsLate => {
                            *self.held.lock() = Some((said.to_vec(), server));
                            return;
                        }
                        Fate::Lands | Fate::IsTheLastWord => {
                            send(&mut server, said).await;
                            self.closed.send_replace(fate == Fate::IsTheLastWord);
                            return;
                        }
                    }
                    if server.write_all(said).await.is_err() { return }
                }
                read = server.read(&mut down) => {
                    let Ok(length @ 1..) = read else { return };
                    if client.write_all(&down[..length]).await.is_err() { return }
                }
            }
        }
    }

    /// The fate of this COMMIT; those after it pass.
    fn fate(&self) -> Fate {
        std::mem::replace(&mut self.fate.lock(), Fate::Passes)
    }

    async fn land_what_is_held(&self) {
        let held = self.held.lock().take();
        if let Some((said, mut server)) = held {
            send(&mut server, &said).await;
        }
    }
}

/// Returns once nobody may connect any more.
async fn ends(closed: &mut watch::Receiver<bool>) {
    let _ = closed.wait_for(|closed| *closed).await;
}

/// Sends what was said and waits for the answer.
async fn send(server: &mut TcpStream, said: &[u8]) {
    server.write_all(said).await.expect("the server listens");
    let answered = server.read(&mut [0; 1024]).await.expect("the server answers");
    assert!(answered > 0, "the server closed the connection");
}

fn holds(said: &[u8], word: &[u8]) -> bool {
    said.windows(word.len()).any(|window| window == word)
}

/// Runs a test on PostgreSQL behind a wire that can be cut.
fn on_a_wire<T: Future<Output = ()>>(test: impl FnOnce(World, Arc<Wire>) -> T) {
    if !testkit::engines().contains(&Engine::Postgres) {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut scratch = Scratch::new(Engine::Postgres).await;
        let Target::Postgres(url) = scratch.target.clone() else { panic!("a PostgreSQL target") };
        let (start, rest) = url.split_once('@').expect("a user");
        let (server, name) = rest.split_once('/').expect("a name");
        let (wire, address) = Wire::start(server, &url).await;
        scratch.target = Target::Postgres(format!("{start}@{address}/{name}"));
        let (manifests, ports) = (manifests(), Ports::default());
        let world = World::open(&scratch, Engine::Postgres, manifests, ports, Stand::In)
            .await
            .expect("opens");
        test(world, wire).await;
        scratch.remove().await;
    });
}

#[test]
fn an_act_whose_commit_is_not_answered_is_done_once() {
    on_a_wire(|world, wire| async move {
        let org = world.organisation("RX1").await;
        for (number, fate) in [Fate::IsLost, Fate::Lands, Fate::LandsLate].into_iter().enumerate() {
            *wire.fate.lock() = fate;
            let done = world
                .door
                .perform(world.call(world.operator()), Put::new(org, "once"))
                .await
                .unwrap_or_else(|error| panic!("a commit that {fate:?}: {error}"));
            assert_eq!(*wire.fate.lock(), Fate::Passes, "the wire was cut");
            assert_eq!(done.output, done.act.0);
            assert_eq!(rows(&world).await, number as i64 + 1, "a commit that {fate:?}");
        }
        assert_eq!(acts(&world).await, ["sample.put done"; 3]);
    });
}

/// Changes the database itself.
async fn arrange(wire: &Wire, sql: &str) {
    let connected = tokio_postgres::connect(&wire.url, tokio_postgres::NoTls).await;
    let (client, connection) = connected.expect("the server answers");
    let driving = tokio::spawn(connection);
    client.batch_execute(sql).await.expect("the server does as asked");
    drop(client);
    driving.await.expect("the connection ends").expect("in order");
}

#[test]
fn a_transaction_that_the_server_ended_is_run_again() {
    on_a_wire(|world, wire| async move {
        let org = world.organisation("RX1").await;
        let sql = "CREATE SEQUENCE runs; \
                   CREATE FUNCTION ended() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN \
                   CASE nextval('runs') WHEN 1 THEN RAISE EXCEPTION 'slept' USING ERRCODE = '25P03'; \
                   WHEN 2 THEN RAISE EXCEPTION 'reads only' USING ERRCODE = '25006'; \
                   WHEN 3 THEN RAISE EXCEPTION 'shuts down' USING ERRCODE = '57P01'; \
                   ELSE RETURN NEW; END CASE; END $$; \
                   CREATE TRIGGER ended BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION ended()";
        arrange(&wire, sql).await;
        world.done(world.operator(), Put::new(org, "in the end")).await;
        assert_eq!(rows(&world).await, 1);
    });
}

/// From now on nothing that was read can be confirmed: a stand-in for a standby that has not got it.
const NOT_CONFIRMED: &str = "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
     RAISE EXCEPTION 'not yet' USING ERRCODE = 'serialization_failure'; END $$; \
     CREATE TRIGGER no BEFORE UPDATE ON schema_lock FOR EACH ROW EXECUTE FUNCTION no()";

#[test]
fn a_commit_that_is_found_but_not_confirmed_is_not_answered_as_done() {
    on_a_wire(|world, wire| async move {
        let org = world.organisation("RX1").await;
        arrange(&wire, NOT_CONFIRMED).await;
        *wire.fate.lock() = Fate::Lands;
        let answered = world.refused(world.operator(), Put::new(org, "perhaps")).await;
        assert_eq!(answered, "outcome-unknown");
        assert_eq!(rows(&world).await, 1, "it did land");
    });
}

#[test]
fn a_repeat_that_is_not_confirmed_is_not_answered_as_done() {
    on_a_wire(|world, wire| async move {
        let org = world.organisation("RX1").await;
        let call = || Call { key: Some("once".to_owned()), ..world.call(world.operator()) };
        let put = Put::new(org, "once");
        world.door.perform(call(), put.clone()).await.expect("it is done");
        let repeat = world.door.perform(call(), put.clone()).await.expect("it was done");
        assert!(repeat.repeated);
        arrange(&wire, NOT_CONFIRMED).await;
        match world.door.perform(call(), put).await {
            Err(kernel::refusal::Error::Refused(refusal)) => assert_eq!(refusal.code, "outage"),
            other => panic!("a repeat that nobody confirmed: {other:?}"),
        }
        assert_eq!(rows(&world).await, 1);
    });
}

#[test]
fn no_checkpoint_leaves_before_what_it_covers_is_confirmed() {
    on_a_wire(|world, wire| async move {
        world.done(Actor::Service("checkpoints"), State {}).await;
        world.seal().await;
        arrange(&wire, NOT_CONFIRMED).await;
        let signer = Signer::new("test.example/audit", &[3; 32]).expect("a signer");
        let mut left = 0;
        let published = publish(world.door.database(), &signer, None, |_| {
            left += 1;
            Ok(())
        });
        assert!(published.await.is_err());
        assert_eq!(left, 0);
    });
}

#[test]
fn an_act_that_landed_late_is_not_refused_by_its_own_traces() {
    on_a_wire(|world, wire| async move {
        RACES.store(0, Ordering::SeqCst);
        *wire.fate.lock() = Fate::LandsLate;
        world.done(world.operator(), Misbehave::Once).await;
        assert_eq!(RACES.load(Ordering::SeqCst), 2, "it was run again");
        assert_eq!(acts(&world).await, ["sample.misbehave done"]);
    });
}

#[test]
fn a_refusal_whose_record_is_not_answered_is_a_refusal_and_recorded_once() {
    on_a_wire(|world, wire| async move {
        for fate in [Fate::IsLost, Fate::Lands, Fate::LandsLate] {
            *wire.fate.lock() = fate;
            assert_eq!(world.refused(world.operator(), Misbehave::Refused).await, SAID_NO.code);
        }
        let refused = format!("sample.misbehave {}", SAID_NO.code);
        assert_eq!(acts(&world).await, [refused.as_str(); 3]);
    });
}

#[test]
fn when_nobody_can_know_the_caller_is_told_so() {
    on_a_wire(|world, wire| async move {
        let org = world.organisation("RX1").await;
        *wire.fate.lock() = Fate::IsTheLastWord;
        let answered = world.refused(world.operator(), Put::new(org, "perhaps")).await;
        assert_eq!(answered, "outcome-unknown");
    });
}
