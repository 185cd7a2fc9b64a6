//! Whether the time of an answer tells who has an account: wrong passwords and wrong start codes of people who are known,
//! between those of people who are not.
//!
//! The service runs as a process of its own and is asked one thing at a time, by lot a known name or an unknown one of the
//! same length, so that whatever else the machine does falls on both alike. Two samples that come from one distribution differ
//! by so much with probability p (Kolmogorov and Smirnov).

mod difference;

use std::path::Path;

use anyhow::{Context as _, ensure};
use kernel::clock::Stopwatch;
use kernel::door::{Actor, Door, Face};
use kernel::random;
use reqwest::{Client, StatusCode, header, redirect};
use serde::Serialize;
use serde_json::json;

use self::difference::{Difference, difference};
use super::people::people;
use super::signin::Service;

/// The organisation they are of.
const CODE: &str = "XXB02";
/// Their password; nobody types it.
const PASSWORD: &str = "lantern orchard 42 velvet";
/// What is typed, as long as a password is.
const WRONG: &str = "copper meadow 17 saddles";
/// A start code that is none.
const NO_CODE: &str = "22222-22222-2222";
/// Attempts at each page for each person: all of them together stay below those that lock.
const TRIES: usize = 4;
/// What is asked before anything is measured.
const WARM_UP: usize = 50;

/// Somebody who is known, and a name that nobody has.
#[derive(Clone, Debug)]
pub struct Pair {
    known: String,
    unknown: String,
}

/// What one page showed.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// The page.
    pub page: &'static str,
    /// Answers of each kind.
    pub samples: usize,
    /// Half of those to known names came within so many milliseconds.
    pub known_ms: f64,
    /// The same of unknown ones.
    pub unknown_ms: f64,
    /// The largest distance between the two distributions, from 0 to 1.
    pub distance: f64,
    /// How probable so large a one is if there is no difference.
    pub p: f64,
}

/// Makes as many people as so many samples of each kind need, each with a password and a start code.
pub async fn prepare_timing(door: &Door, samples: usize) -> anyhow::Result<Vec<Pair>> {
    crate::demo::open_one(door, CODE, "Timing Hospital").await?;
    let perform = async |name: &str, body| {
        let call = door.call(Actor::Operator("bench".to_owned()), Face::Cli);
        let done = door.perform_by_name(call, name, body).await;
        done.map(|done| done.output).map_err(|error| anyhow::anyhow!("{name}: {error}"))
    };
    // All that is asked comes from one network; what is kept out is not what is measured.
    for rule in ["sign-in.own-network-failures", "sign-in.network-failures"] {
        perform("rule.change", json!({ "name": rule, "value": 1_000_000 })).await?;
    }
    let mut pairs: Vec<Pair> = Vec::new();
    for person in people(samples.div_ceil(TRIES)) {
        let body = json!({ "organisation": CODE, "given_name": person.given, "family_name": person.family });
        let made = perform("person.create", body).await?;
        let set = json!({ "person": made["id"], "password": PASSWORD });
        perform("password.set-by-operator", set).await?;
        perform("start-code.issue", json!({ "person": made["id"] })).await?;
        let known = made["address"].as_str().context("a person without an address")?.to_owned();
        let (name, host) = known.split_once('@').context("an address without a host")?;
        let unknown = format!("{}@{host}", name.chars().rev().collect::<String>());
        pairs.push(Pair { known, unknown });
    }
    let is_known = |name: &String| pairs.iter().any(|pair| pair.known == *name);
    ensure!(!pairs.iter().any(|pair| is_known(&pair.unknown)), "a name backwards is somebody's");
    Ok(pairs)
}

/// Asks an installation in which [`prepare_timing`] made people.
pub async fn timing(data: &Path, pairs: &[Pair], samples: usize) -> anyhow::Result<Vec<Compared>> {
    let service = Service::start(data).await?;
    let client = Client::builder().redirect(redirect::Policy::none()).build()?;
    let asking = Asking { client, url: service.url.clone() };
    let mut all = Vec::new();
    for page in [
        Page { place: "/sign-in", typed: ("password", WRONG) },
        Page { place: "/start", typed: ("code", NO_CODE) },
    ] {
        all.push(asking.compare(page, pairs, samples).await?);
    }
    service.stop().await?;
    Ok(all)
}

/// A page, and what is typed there beside the name.
#[derive(Clone, Copy)]
struct Page {
    place: &'static str,
    typed: (&'static str, &'static str),
}

struct Asking {
    client: Client,
    url: String,
}

impl Asking {
    async fn compare(
        &self,
        page: Page,
        pairs: &[Pair],
        samples: usize,
    ) -> anyhow::Result<Compared> {
        for pair in pairs.iter().take(WARM_UP) {
            self.once(page, &pair.unknown).await?;
        }
        let (mut known, mut unknown) = (Vec::with_capacity(samples), Vec::with_capacity(samples));
        for pair in pairs.iter().cycle().take(samples) {
            let (one, other) = (&pair.known, &pair.unknown);
            // By lot, so that neither is always the one that finds everything warm.
            if random::below(2) == 0 {
                known.push(self.once(page, one).await?);
                unknown.push(self.once(page, other).await?);
            } else {
                unknown.push(self.once(page, other).await?);
                known.push(self.once(page, one).await?);
            }
        }
        let Difference { distance, p } = difference(&mut known, &mut unknown);
        let middle = |sorted: &[f64]| sorted.get(sorted.len() / 2).copied().unwrap_or_default();
        Ok(Compared {
            page: page.place,
            samples,
            known_ms: middle(&known),
            unknown_ms: middle(&unknown),
            distance,
            p,
        })
    }

    /// Milliseconds until the whole page was there.
    async fn once(&self, page: Page, username: &str) -> anyhow::Result<f64> {
        let (field, typed) = page.typed;
        let form = [("username", username), (field, typed), ("password", WRONG), ("next", "")];
        let form = if field == "password" { &form[..2] } else { &form[..3] };
        let request = self.client.post(format!("{}{}", self.url, page.place));
        let request = request.header(header::ORIGIN, &self.url).form(form);
        let watch = Stopwatch::start();
        let answer = request.send().await?;
        let status = answer.status();
        answer.bytes().await?;
        let took = watch.elapsed().as_secs_f64() * 1000.0;
        ensure!(
            status == StatusCode::OK || status.is_client_error(),
            "{} answers {status}",
            page.place
        );
        Ok(took)
    }
}
