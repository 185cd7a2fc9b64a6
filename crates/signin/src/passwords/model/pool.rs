//! Hashing passwords with Argon2id, on two threads of its own.
//!
//! A hash is made to be slow and to need memory (19 MiB). Each thread keeps its memory from one hash to the next,
//! which makes it 1.6 times as fast as taking it anew; more threads than cores only add waiting. What waits is
//! bounded: beyond it the caller is told at once to come back, so that a flood of attempts cannot pile up; and no
//! network takes more than its share of it. Whoever signs in goes before whoever chooses a password.

use std::sync::Arc;

use argon2::{Block, Params};
use kernel::refusal::{Fault, Refusal};
use parking_lot::{Condvar, Mutex};
use tokio::sync::oneshot;

use super::lines::{Line, Lines};
use super::phc::{self, Phc};
use crate::passwords::messages;
use crate::shares::{Share, Shares};

/// Threads that hash.
const THREADS: usize = 2;
/// Hashes that may wait while the threads are busy.
const WAITING: usize = 64;
/// Seconds after which a full queue has long been worked off.
const COME_BACK: u32 = 2;

/// How slow a hash is made: memory in KiB, passes, lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// 19 MiB, 6 passes, 1 lane: three times the least that OWASP recommends, about 40 ms on the machines we know, where a core still
    /// signs 20 people in a second. The same on every node: were it tuned at each start, hashes of different cost would tell by the time they take which account there is.
    pub const STANDARD: Self = Self { memory: 19_456, passes: 6, lanes: 1 };

    /// The parameters of the library, if it accepts them.
    pub(super) fn params(self) -> Result<Params, Fault> {
        Params::new(self.memory, self.passes, self.lanes, Some(phc::LENGTH))
            .map_err(|error| Fault::defect(format!("setting the cost of passwords: {error}")))
    }
}

/// The two threads and the queue before them.
pub struct HashingPool {
    places: Shares,
    work: Arc<Work>,
    cost: Cost,
    nobody: Arc<str>,
}

/// What waits for the threads.
struct Work {
    waiting: Mutex<Waiting>,
    more: Condvar,
}

struct Waiting {
    lines: Lines<Task>,
    /// Whether nobody hashes any more.
    is_over: bool,
}

struct Task {
    password: String,
    against: Option<Arc<str>>,
    cost: Cost,
    answer: oneshot::Sender<Result<Answer, Fault>>,
    _place: Arc<Share>,
}

enum Answer {
    Hash(String),
    Verdict(bool),
}

impl HashingPool {
    /// Starts the threads.
    pub fn new(cost: Cost) -> Result<Self, Fault> {
        Self::with_waiting(cost, WAITING)
    }

    /// The same with another bound of what may wait; for tests of a full queue.
    pub fn with_waiting(cost: Cost, waiting: usize) -> Result<Self, Fault> {
        let mut memory = Vec::new();
        // A password that nobody has: checking against it costs what checking a real one costs.
        let nobody = phc::hash(&kernel::random::token(), cost, &mut memory)?;
        let lines = Mutex::new(Waiting { lines: Lines::new(), is_over: false });
        let work = Arc::new(Work { waiting: lines, more: Condvar::new() });
        let places = Shares::new(waiting + THREADS);
        let pool = Self { places, work, cost, nobody: nobody.into() };
        for number in 1..=THREADS {
            let work = Arc::clone(&pool.work);
            std::thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || work_off(&work))
                .map_err(|error| Fault::outage("starting a thread for passwords").because(error))?;
        }
        Ok(pool)
    }

    /// A place in the queue for somebody who comes from a network (`""`: from the host itself), or the advice to come back.
    pub fn place(&self, network: &str) -> Result<Place, Refusal> {
        let share = self.places.take(network).ok_or_else(busy)?;
        Ok(Place {
            share: Arc::new(share),
            work: Arc::clone(&self.work),
            cost: self.cost,
            nobody: Arc::clone(&self.nobody),
            line: Line::Front,
        })
    }
}

impl Drop for HashingPool {
    fn drop(&mut self) {
        self.work.waiting.lock().is_over = true;
        self.work.more.notify_all();
    }
}

/// How somebody is told to come back.
pub(crate) fn busy() -> Refusal {
    messages::BUSY.refuse().retry_after(COME_BACK)
}

/// A place in the queue, kept for as long as this lives and whatever was begun in it takes.
pub struct Place {
    share: Arc<Share>,
    work: Arc<Work>,
    cost: Cost,
    nobody: Arc<str>,
    line: Line,
}

impl Place {
    /// The same behind those who sign in: for somebody who chooses a password, which takes many hashes.
    #[must_use]
    pub fn at_the_back(self) -> Self {
        Self { line: Line::Back, ..self }
    }

    /// Whether the password is the one of the hash. Without a hash the same work is done, and the answer is no.
    pub async fn verify(&self, hash: Option<&str>, password: &str) -> Result<bool, Fault> {
        let against = hash.map_or_else(|| Arc::clone(&self.nobody), Arc::from);
        match self.give(password, Some(against)).await? {
            Answer::Verdict(right) => Ok(right && hash.is_some()),
            Answer::Hash(_) => Err(Fault::defect("checking a password, which gave a hash")),
        }
    }

    /// The hash of a password, as it is kept.
    pub async fn hash(&self, password: &str) -> Result<String, Fault> {
        match self.give(password, None).await? {
            Answer::Hash(hash) => Ok(hash),
            Answer::Verdict(_) => Err(Fault::defect("hashing a password, which gave a verdict")),
        }
    }

    /// Whether a hash was made at a lower cost than those made now.
    pub fn is_cheap(&self, hash: &str) -> Result<bool, Fault> {
        phc::is_cheap(hash, self.cost)
    }

    async fn give(&self, password: &str, against: Option<Arc<str>>) -> Result<Answer, Fault> {
        let (answer, answered) = oneshot::channel();
        let task = Task {
            password: password.to_owned(),
            against,
            cost: self.cost,
            answer,
            _place: Arc::clone(&self.share),
        };
        {
            let mut waiting = self.work.waiting.lock();
            if waiting.is_over {
                return Err(Fault::outage("hashing after the threads have ended"));
            }
            waiting.lines.put(self.line, task);
        }
        self.work.more.notify_one();
        answered.await.map_err(|_| Fault::defect("waiting for a password thread, which ended"))?
    }
}

fn work_off(work: &Work) {
    let mut memory: Vec<Block> = Vec::new();
    while let Some(task) = next(work) {
        let answer = match &task.against {
            Some(kept) => Phc::read(kept)
                .and_then(|phc| phc.fits(&task.password, &mut memory))
                .map(Answer::Verdict),
            None => phc::hash(&task.password, task.cost, &mut memory).map(Answer::Hash),
        };
        // Whoever asked may have gone away.
        let _ = task.answer.send(answer);
    }
}

/// Waits for what is to be done next; none once nobody hashes any more and all is done.
fn next(work: &Work) -> Option<Task> {
    let mut waiting = work.waiting.lock();
    loop {
        match waiting.lines.take() {
            Some(task) => return Some(task),
            None if waiting.is_over => return None,
            None => work.more.wait(&mut waiting),
        }
    }
}
