//! The composition root: the one place that knows every slice, and the process kinds made of them.
//!
//! `serve` answers requests, `work` follows the sealed order and does jobs, `tenant` is the emulated tenant, `demo` is
//! all three on one machine with a fictional nation; `admin`, `import`, `generate`, `do`, `audit`,
//! `backup`, `restore` and `doctor` are the operator's verbs.
//! Nothing in here decides anything about anybody; it opens the door, mounts the faces, and reports.

pub mod bench;
pub mod checkpoints;
pub mod cli;
pub mod compose;
pub mod data_dir;
pub mod demo;
pub mod doctor;
pub mod generate;
pub mod local;
pub mod mail;
pub mod nation;
pub mod observe;
pub mod passing;
pub mod restored;
pub mod run;
pub mod texts;
pub mod web;
