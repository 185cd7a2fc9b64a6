//! What this program tells the person: plain lines, in order, also when the output is a pipe.

use std::io::Write;

/// One line on standard output, at once.
pub(crate) fn line(text: &str) {
    let mut output = std::io::stdout().lock();
    // A reader that went away (`| head`) is no reason to stop the checks.
    let _ = writeln!(output, "{text}").and_then(|()| output.flush());
}

/// One line on standard error.
pub(crate) fn problem(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "Problem: {text}");
}
