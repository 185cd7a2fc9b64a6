//! Fuzzing on the stable compiler: inputs that somebody kept, changed a little in many ways, for some seconds.
//!
//! A fuzz target is a test of the crate whose parser it is about, so it reaches what is private there:
//!
//! ```text
//! let mut fuzz = Fuzz::on("jose").words(&["alg", "none"]);
//! while let Some(input) = fuzz.next() {
//!     let ending = attack(&input);      // asserts whatever has to hold
//!     fuzz.ended(&ending);
//! }
//! ```
//!
//! First the corpus is replayed (`corpora/NAME`, a file for each input; `.hex` files hold bytes). Then mutants of it are
//! tried until `GUILDHALL_FUZZ_SECONDS` are over (one in a plain run of the tests, more in `script/test` and
//! `script/bench/fuzz`), from the seed in `GUILDHALL_SEED`, which is printed. What guides it is how an input ended: one
//! that ended in a new way (other words of refusal, another shape) joins those that are changed.
//!
//! Whatever the target asserts, three things hold for every input: nothing panics, none takes long (three times after
//! one another, so that a machine that was busy is not blamed on an input), and none fills the memory.

mod dice;
mod mutate;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub use dice::Dice;
use mutate::Mutator;

/// How long one input may take, whatever its length: a thousand times what the slowest takes.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often an input may take that long before it is held to.
const CHANCES: u8 = 3;
/// By how much the memory of the process may grow, in KiB: a few hundred times the longest input.
const GROWTH: u64 = 192 << 10;
/// After how many inputs the memory is looked at.
const LOOK_EVERY: u64 = 64;
/// Inputs that are longer are tried, but not kept to be changed again.
const KEPT: usize = 8 << 10;
/// Inputs that are kept at most.
const MOST_KEPT: usize = 4096;

/// Until when it goes on: for so long, and for so many inputs.
#[derive(Clone, Copy, Debug)]
struct Until {
    time: Duration,
    inputs: u64,
}

/// A run of one target.
pub struct Fuzz {
    name: &'static str,
    seed: u64,
    until: Until,
    began: Instant,
    pool: Vec<Vec<u8>>,
    /// How many of the pool are still to be replayed as they are.
    replayed: usize,
    endings: HashSet<u64>,
    mutator: Mutator,
    now: Vec<u8>,
    started: Instant,
    chances: u8,
    tried: u64,
    memory: Option<u64>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long something really takes is what is looked at"
)]
fn clock() -> Instant {
    Instant::now()
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs the tests says how long and from which seed"
)]
fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// From which seed chance is drawn: from `GUILDHALL_SEED`, or from another one at each run. Whoever draws prints it.
#[must_use]
pub fn seed() -> u64 {
    setting("GUILDHALL_SEED").unwrap_or_else(|| u64::from(std::process::id()))
}

impl Fuzz {
    /// A run of the target of that name.
    ///
    /// # Panics
    /// If it has no corpus, or that cannot be read.
    pub fn on(name: &'static str) -> Self {
        let seed = seed();
        let seconds = setting("GUILDHALL_FUZZ_SECONDS").unwrap_or(1);
        let pool = corpus(&folder().join(name));
        assert!(!pool.is_empty(), "the corpus of {name} is empty");
        let until = Until { time: Duration::from_secs(seconds), inputs: u64::MAX };
        Self::of(name, seed, until, pool)
    }

    fn of(name: &'static str, seed: u64, until: Until, pool: Vec<Vec<u8>>) -> Self {
        say(&format!(
            "fuzz {name}: GUILDHALL_SEED={seed}, {} s, {} inputs kept",
            until.time.as_secs(),
            pool.len()
        ));
        let began = clock();
        Self {
            name,
            seed,
            until,
            began,
            pool,
            replayed: 0,
            endings: HashSet::new(),
            mutator: Mutator::new(Dice::new(seed)),
            now: Vec::new(),
            started: began,
            chances: 0,
            tried: 0,
            memory: memory(),
        }
    }

    /// Words of the format, which are put in and over.
    #[must_use]
    pub fn words(mut self, words: &[&str]) -> Self {
        self.mutator.words.extend(words.iter().map(|word| word.as_bytes().to_vec()));
        self
    }

    /// What opens and closes in the format, for depth.
    #[must_use]
    pub fn nests(mut self, nests: &[(&'static str, &'static str)]) -> Self {
        self.mutator.nests.extend_from_slice(nests);
        self
    }

    /// Inputs that only the test can make, such as ones it has signed itself.
    #[must_use]
    pub fn seeds(mut self, seeds: impl IntoIterator<Item = Vec<u8>>) -> Self {
        self.pool.extend(seeds);
        self
    }

    /// The next input; none once the time is over.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator could not be told how an input ended"
    )]
    pub fn next(&mut self) -> Option<Vec<u8>> {
        if self.chances == 0 {
            let Until { time, inputs } = self.until;
            let is_over = self.began.elapsed() >= time || self.tried >= inputs;
            if self.replayed < self.pool.len() && self.endings_are_of_corpus() {
                self.now = self.pool[self.replayed].clone();
                self.replayed += 1;
            } else if is_over {
                return None;
            } else {
                self.now = self.mutator.mutant(&self.pool);
            }
            self.tried += 1;
        }
        self.started = clock();
        Some(self.now.clone())
    }

    /// What joined the pool later was tried already.
    fn endings_are_of_corpus(&self) -> bool {
        self.tried == self.replayed as u64
    }

    /// Says how the input ended: whatever tells its fate from that of others.
    ///
    /// # Panics
    /// If it took too long, again and again, or filled the memory.
    pub fn ended(&mut self, ending: &impl Hash) {
        if self.started.elapsed() > PATIENCE {
            self.chances += 1;
            assert!(self.chances < CHANCES, "an input takes longer than {PATIENCE:?}");
            return;
        }
        self.chances = 0;
        let mut hasher = DefaultHasher::new();
        ending.hash(&mut hasher);
        let is_new = self.endings.insert(hasher.finish());
        let is_kept = !self.endings_are_of_corpus() && self.now.len() <= KEPT;
        if is_new && is_kept && self.pool.len() < MOST_KEPT {
            self.pool.push(self.now.clone());
        }
        if self.tried.is_multiple_of(LOOK_EVERY)
            && let Some((before, now)) = self.memory.zip(memory())
        {
            assert!(now < before + GROWTH, "the memory grew from {before} KiB to {now} KiB");
        }
    }
}

impl Drop for Fuzz {
    fn drop(&mut self) {
        let Self { name, seed, tried, .. } = self;
        if !std::thread::panicking() {
            let endings = self.endings.len();
            return say(&format!("fuzz {name}: {tried} inputs, {endings} ways to end"));
        }
        let mut hex = String::new();
        for byte in &self.now {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        let file = std::env::temp_dir().join(format!("fuzz-{name}-{seed}-{tried}.hex"));
        let kept = std::fs::write(&file, &hex).map(|()| file.display().to_string());
        let kept = kept.unwrap_or_else(|_| hex.clone());
        say(&format!(
            "fuzz {name}: GUILDHALL_SEED={seed}, input {tried}: {}\n\
             It is kept in {kept}; once mended, put it into crates/testkit/corpora/{name}",
            String::from_utf8_lossy(&self.now[..self.now.len().min(400)]).escape_debug()
        ));
    }
}

fn say(text: &str) {
    use std::io::Write as _;
    // There may be nobody to tell.
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora")
}

/// The inputs in a folder, in the order of their names.
fn corpus(folder: &Path) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("no corpus in {}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    let read = |file: PathBuf| {
        let bytes = std::fs::read(&file).expect("a file of the corpus");
        if file.extension().is_some_and(|end| end == "hex") { bytes_of(&bytes) } else { bytes }
    };
    files.into_iter().map(read).collect()
}

fn bytes_of(hex: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = hex
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|byte| char::from(*byte).to_digit(16).expect("a digit of a .hex file") as u8)
        .collect();
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// The most memory that the process has had so far, in KiB; nothing where the system does not say.
fn memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
