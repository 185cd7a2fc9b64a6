//! The service of others, as a program that is spoken to in lines.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

/// The Python with pysaml2 in it, where the environment names one (`script/test` sees to).
#[expect(clippy::disallowed_methods, reason = "the environment says where the peer is")]
#[expect(clippy::print_stderr, reason = "whoever runs the tests has to see what was left out")]
pub(super) fn python() -> Option<String> {
    let named = std::env::var("GUILDHALL_TEST_PYSAML2").ok();
    if named.is_none() {
        eprintln!(
            "NOT RUN: GUILDHALL_TEST_PYSAML2 names no Python with pysaml2 (script/test sets it)"
        );
    }
    named
}

/// A service of others.
pub(super) struct Peer {
    program: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Peer {
    /// Starts it with a clock that is so many seconds ahead of the machine's.
    pub(super) fn start(python: &str, ahead: i64) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/saml/peer.py");
        let mut program = Command::new(python)
            .arg(script)
            .arg(ahead.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let (to, from) = (program.stdin.take(), program.stdout.take());
        Self {
            program,
            to: to.expect("its input"),
            from: BufReader::new(from.expect("its output")),
        }
    }

    /// What it answers.
    pub(super) fn says(&mut self, asked: Value) -> Value {
        writeln!(self.to, "{asked}").expect("it listens");
        let mut line = String::new();
        self.from.read_line(&mut line).expect("it answers");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{asked}: {error}: {line}"))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}
