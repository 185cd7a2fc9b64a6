//! The mail servers of the tests.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use kernel::clock::Stopwatch;

/// What `script/mail` says in the environment; none where the tests run without it.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment where the mail servers are"
)]
fn told(name: &str) -> Option<String> {
    let found = std::env::var(name).ok();
    if found.is_none() {
        let words = format!("NOT RUN WITH MAIL SERVERS: {name} is not set (script/mail sets it)");
        let _ = writeln!(std::io::stderr(), "{words}");
    }
    found
}

/// The Postfix that runs beside the tests.
pub(super) struct Postfix {
    /// Its port: known people are delivered to, `unknown.*` are refused, `later.*` have to be tried again, and
    /// `bounce.*` are taken and come back.
    pub(super) port: u16,
    /// Where what it delivers lies, one file a letter.
    pub(super) new: PathBuf,
}

impl Postfix {
    pub(super) fn find() -> Option<Self> {
        let told = told("GUILDHALL_TEST_POSTFIX")?;
        let (port, folder) = told.split_once(' ').expect("a port and a folder");
        Some(Self { port: port.parse().expect("a port"), new: PathBuf::from(folder).join("new") })
    }

    /// Letters that hold these words, once there are as many as wanted.
    pub(super) async fn holding(&self, words: &str, wanted: usize) -> Vec<String> {
        let looking = async {
            let mut again = tokio::time::interval(Duration::from_millis(50));
            loop {
                again.tick().await;
                let files = std::fs::read_dir(&self.new).into_iter().flatten().flatten();
                let texts = files.map(|file| super::left(&file.path()));
                let found: Vec<String> = texts.filter(|text| text.contains(words)).collect();
                if found.len() >= wanted {
                    return found;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), looking).await.expect("the letters arrive")
    }
}

/// Postfix's sink with faults of one's choice; it goes with this value.
pub(super) struct Sink {
    child: Child,
    pub(super) port: u16,
    folder: PathBuf,
}

impl Sink {
    /// Starts one with these options on a free port; none where there is no sink.
    pub(super) fn start(options: &[&str]) -> Option<Self> {
        let program = told("GUILDHALL_TEST_SMTP_SINK")?;
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        Some(Self::start_at(&program, options, port))
    }

    /// Takes the place of one that has ended.
    pub(super) fn replace(self, options: &[&str]) -> Self {
        let port = self.port;
        drop(self);
        Self::start_at(&told("GUILDHALL_TEST_SMTP_SINK").expect("it was there"), options, port)
    }

    fn start_at(program: &str, options: &[&str], port: u16) -> Self {
        let folder = std::env::temp_dir()
            .join(format!("guildhall-sink-{}", kernel::audit::hex(&kernel::random::bytes::<8>())));
        std::fs::create_dir_all(&folder).expect("a folder");
        let mut command = Command::new(program);
        if rustix::process::geteuid().is_root() {
            // It serves no one as root.
            command.args(["-u", "root"]);
        }
        let child = command
            .args(["-d", &format!("{}/%H", folder.display())])
            .args(options)
            .arg(format!("127.0.0.1:{port}"))
            .arg("100")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the sink starts");
        let sink = Self { child, port, folder };
        sink.wait();
        sink
    }

    /// Waits for its greeting.
    fn wait(&self) {
        let since = Stopwatch::start();
        while since.elapsed() < Duration::from_secs(60) {
            if let Ok(stream) = TcpStream::connect(("127.0.0.1", self.port)) {
                let mut line = String::new();
                if BufReader::new(stream).read_line(&mut line).is_ok_and(|read| read > 0) {
                    return;
                }
            }
            std::thread::yield_now();
        }
        panic!("the sink does not answer at {}", self.port);
    }

    /// What it has taken, the words of each.
    pub(super) fn taken(&self) -> Vec<String> {
        let files = std::fs::read_dir(&self.folder).expect("its folder").flatten();
        files
            .map(|file| super::left(&file.path()))
            .filter(|text| text.contains("Message-ID"))
            .collect()
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
