use std::sync::Arc;

use axum::http::StatusCode;
use kernel::authority::Role;
use kernel::door::Ports;
use parking_lot::Mutex;
use testkit::{Engine, Scratch, Stand, World};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::second::Place;
use super::*;

const DAY: &str = "2026-01-01.txt";

fn note(signer: &Signer, size: i64) -> String {
    let root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    signer.sign(&format!("{}\n{size}\n{root}\n", signer.verifier().name()))
}

#[test]
fn notes_are_read_back_and_what_a_crash_cut_off_is_no_alarm() {
    let unique = kernel::audit::hex(&random::bytes::<8>());
    let folder = std::env::temp_dir().join(format!("guildhall-test-{unique}"));
    let signer = Signer::new("test.example/audit", &[5; 32]).expect("a signer");
    let key = signer.verifier();
    folder::append(&folder, DAY, &note(&signer, 3)).expect("kept");
    let file = fs::read_dir(&folder).expect("a folder").next().expect("a file");
    let file = file.expect("an entry").path();
    let whole = note(&signer, 7);
    // Cut off anywhere, even inside the dash, and written again at the next start.
    for cut in 1..whole.len() {
        let mut bytes = fs::read(&file).expect("read");
        let before = bytes.len();
        bytes.extend(&whole.as_bytes()[..cut]);
        fs::write(&file, &bytes).expect("written");
        folder::append(&folder, DAY, &whole).expect("kept");
        let (witnesses, strange) = witnesses(&folder, &key).expect("read");
        assert_eq!(strange, Vec::<String>::new(), "cut after {cut}");
        assert_eq!(witnesses.first().map(|witness| witness.size), Some(3), "cut after {cut}");
        assert_eq!(witnesses.last().map(|witness| witness.size), Some(7), "cut after {cut}");
        fs::write(&file, &bytes[..before]).expect("written");
    }
    let other = Signer::new("test.example/audit", &[6; 32]).expect("a signer");
    folder::append(&folder, DAY, &note(&other, 9)).expect("kept");
    let (_, strange) = witnesses(&folder, &key).expect("read");
    assert_eq!(strange.len(), 1, "signed by another key");
    fs::remove_dir_all(&folder).expect("removed");
}

/// An installation on a scratch database, with a second place.
struct Installation {
    scratch: Scratch,
    world: World,
    data: DataDir,
    settings: Settings,
    somebody: Actor,
}

impl Installation {
    async fn new(second: &str) -> Self {
        let scratch = Scratch::new(Engine::Sqlite).await;
        let world = open(&scratch).await;
        let data = DataDir::open(&scratch.folder, None).expect("a folder");
        let mut settings = Settings::default();
        settings.checkpoints.second = second.to_owned();
        let organisation = world.organisation("RX1").await;
        let somebody = world.administrator(Role::LocalHelpDesk, organisation).await;
        Self { scratch, world, data, settings, somebody }
    }

    /// As at the start of a process.
    fn keeper(&self) -> Keeper {
        Keeper::of(&self.data, &self.settings, &self.world.clock).expect("a keeper")
    }

    /// Something happens, and a minute later it is looked at.
    async fn minute(&self, keeper: &mut Keeper) -> Result<()> {
        self.world.refused(self.somebody.clone(), StateCheckpoint {}).await;
        self.world.advance(Duration::from_secs(61));
        keeper.look(&self.world.door, AGE_SECONDS).await
    }

    async fn stated(&self) -> usize {
        let mut reader = self.world.door.reader().await.expect("a reader");
        let acts = kernel::audit::read_sealed(&mut reader, 0, 1000).await.expect("read");
        let is_stated = |act: &kernel::audit::AuditRow| {
            act.command == kernel::audit::CHECKPOINT && act.outcome == "done"
        };
        acts.iter().filter(|(_, act)| is_stated(act)).count()
    }

    fn kept(&self) -> Vec<i64> {
        let key = signing_key(&self.data).expect("the key").verifier();
        sizes(&self.data.join("checkpoints"), &key)
    }

    async fn remove(self) {
        self.world.door.close().await;
        self.scratch.remove().await;
    }
}

async fn open(scratch: &Scratch) -> World {
    World::open(scratch, Engine::Sqlite, access::manifests(), Ports::default(), Stand::In)
        .await
        .expect("opens")
}

fn sizes(folder: &Path, key: &Verifier) -> Vec<i64> {
    let (kept, strange) = witnesses(folder, key).expect("read");
    assert_eq!(strange, Vec::<String>::new());
    kept.into_iter().map(|witness| witness.size).collect()
}

/// A small server that takes notes, or answers otherwise.
#[derive(Clone)]
struct Taker {
    answer: Arc<Mutex<StatusCode>>,
    taken: Arc<Mutex<Vec<i64>>>,
}

impl Taker {
    async fn start() -> (Self, String) {
        let taker = Self { answer: Arc::new(Mutex::new(StatusCode::OK)), taken: Arc::default() };
        let own = taker.clone();
        let take = async move |body: String| {
            let answer = *own.answer.lock();
            if answer.is_success() {
                let size = body.lines().nth(1).and_then(|size| size.parse().ok());
                own.taken.lock().push(size.expect("a note"));
            }
            (answer, [("location", "/elsewhere")])
        };
        let router = axum::Router::new()
            .route("/notes", axum::routing::post(take))
            .route("/elsewhere", axum::routing::get(async || "welcome"));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        (taker, format!("http://{address}/notes?token=s3cret"))
    }

    fn answers(&self, status: StatusCode) {
        *self.answer.lock() = status;
    }

    fn taken(&self) -> Vec<i64> {
        self.taken.lock().clone()
    }
}

#[tokio::test]
async fn a_first_place_that_fails_has_nothing_more_stated() {
    let installation = Installation::new("").await;
    let mut keeper = installation.keeper();
    installation.minute(&mut keeper).await.expect("it is kept");
    let folder = installation.data.join("checkpoints");
    fs::remove_dir_all(&folder).expect("removed");
    fs::write(&folder, "no folder").expect("written");
    for _ in 0..3 {
        installation.minute(&mut keeper).await.expect_err("nothing can be kept");
    }
    assert_eq!(installation.stated().await, 2, "the second waits to be kept");
    fs::remove_file(&folder).expect("removed");
    installation.minute(&mut keeper).await.expect("it is kept");
    assert_eq!(installation.kept().len(), 2, "the one that waited and a new one");
    installation.remove().await;
}

#[tokio::test]
async fn the_second_place_gets_every_note_in_order_however_long_it_was_away() {
    let (taker, url) = Taker::start().await;
    let installation = Installation::new(&url).await;
    let mut keeper = installation.keeper();
    installation.minute(&mut keeper).await.expect("it is kept");
    assert_eq!(taker.taken(), installation.kept());
    for answer in [StatusCode::INTERNAL_SERVER_ERROR, StatusCode::FOUND, StatusCode::SEE_OTHER] {
        taker.answers(answer);
        installation.minute(&mut keeper).await.expect("the first place keeps it");
        assert_eq!(taker.taken().len(), 1, "{answer} takes nothing");
    }
    // Another process goes on where this one was, even if nothing happens.
    drop(keeper);
    taker.answers(StatusCode::OK);
    let mut keeper = installation.keeper();
    keeper.keep(&installation.world.door).await.expect("kept");
    assert_eq!(taker.taken(), installation.kept());
    assert_eq!(taker.taken().len(), 4);
    // And nothing is brought twice.
    let mut keeper = installation.keeper();
    keeper.keep(&installation.world.door).await.expect("kept");
    assert_eq!(taker.taken().len(), 4);
    installation.remove().await;
}

#[tokio::test]
async fn the_second_place_is_brought_what_there_is_while_the_first_fails() {
    let (taker, url) = Taker::start().await;
    let installation = Installation::new(&url).await;
    let mut keeper = installation.keeper();
    installation.minute(&mut keeper).await.expect("it is kept");
    taker.answers(StatusCode::BAD_GATEWAY);
    installation.minute(&mut keeper).await.expect("it is kept");
    let folder = installation.data.join("checkpoints");
    fs::rename(&folder, installation.data.join("away")).expect("moved");
    fs::write(&folder, "no folder").expect("written");
    taker.answers(StatusCode::OK);
    installation.minute(&mut keeper).await.expect_err("nothing can be kept");
    assert_eq!(taker.taken().len(), 2, "what waited");
    installation.remove().await;
}

#[tokio::test]
async fn what_is_signed_in_the_places_of_lost_acts_is_brought_too() {
    let (taker, url) = Taker::start().await;
    let installation = Installation::new(&url).await;
    let mut keeper = installation.keeper();
    installation.minute(&mut keeper).await.expect("it is kept");
    rewind(&installation.data, 1).expect("rewound");
    let mut keeper = installation.keeper();
    keeper.keep(&installation.world.door).await.expect("kept");
    assert_eq!(taker.taken(), [installation.kept(), installation.kept()].concat());
    installation.remove().await;
}

#[tokio::test]
async fn several_installations_share_a_folder_without_cutting_each_other() {
    let shared = Scratch::new(Engine::Sqlite).await;
    let second = shared.folder.join("second");
    let place = second.display().to_string();
    let (one, two) = (Installation::new(&place).await, Installation::new(&place).await);
    let (mut first, mut other) = (one.keeper(), two.keeper());
    for _ in 0..2 {
        one.minute(&mut first).await.expect("kept");
        two.minute(&mut other).await.expect("kept");
    }
    let files: Vec<PathBuf> =
        fs::read_dir(&second).expect("a folder").map(|file| file.expect("a file").path()).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).expect("read");
        assert_eq!(text.matches("/audit\n").count(), 2, "{text}");
    }
    one.remove().await;
    two.remove().await;
    shared.remove().await;
}

#[tokio::test]
async fn a_disk_that_does_not_answer_is_not_asked_again_before_it_has_answered() {
    let (answer, underway) = oneshot::channel();
    let folder = PathBuf::from("/proc/nowhere");
    let mut place = Place::Folder(folder, Some(underway));
    let clock = Clock::machine();
    let error = place.take("a note", "name", &clock).await.expect_err("it does not answer");
    assert!(format!("{error:#}").contains("does not answer"), "{error:#}");
    answer.send(Ok(())).expect("it is still waited for");
    place.take("a note", "name", &clock).await.expect("it has answered");
    place.take("a note", "name", &clock).await.expect_err("there is no such folder");
}

#[tokio::test]
async fn no_password_of_the_second_place_is_told() {
    let clock = Clock::machine();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let url = format!("http://{address}/notes?token=s3cret");
    let mut place = Place::of(&url).expect("a place").expect("one");
    let error = place.take("a note", "name", &clock).await.expect_err("nobody listens");
    assert!(!format!("{error:#} {error:?}").contains("s3cret"), "{error:#}");
}

#[tokio::test]
async fn what_happens_while_the_process_ends_is_covered_before_the_database_is_closed() {
    let installation = Installation::new("").await;
    let (shutdown, mut tasks) = (Shutdown::default(), JoinSet::new());
    let door = installation.world.door.clone();
    let keeper = crate::run::start_keeping(&mut tasks, installation.keeper(), &door, &shutdown);
    let (own, over, somebody) = (door.clone(), shutdown.clone(), installation.somebody.clone());
    tasks.spawn(async move {
        over.begun().await;
        let call = own.call(somebody, Face::Portal);
        own.perform(call, StateCheckpoint {}).await.expect_err("it is refused, and recorded");
    });
    shutdown.begin();
    crate::run::finish(tasks, Some(keeper), &door).await;
    let world = open(&installation.scratch).await;
    let mut reader = world.door.reader().await.expect("a reader");
    let newest = Checkpoint::newest(&mut reader).await.expect("read");
    assert!(newest.is_some(), "there is a checkpoint");
    assert_eq!(Checkpoint::sealed_since(newest.as_ref(), &mut reader).await.expect("read"), 0);
    drop(reader);
    world.door.close().await;
    installation.scratch.remove().await;
}
