//! Every page of the portal at the size of the installation, as each role sees it.
//!
//! It walks the links from each role's home, a few of each kind of page, and asks for each several times, one after
//! another, on one connection. Searches and filters stand in no link, so some are added. Cards are left out: a person
//! sees sixty in a minute.

use std::collections::{BTreeMap, HashSet, VecDeque};

use anyhow::{Context as _, ensure};
use kernel::clock::Stopwatch;
use reqwest::{Client, header, redirect};

use crate::demo::DemoAccount;

/// Pages looked at of each kind.
const OF_A_KIND: usize = 3;
/// Pages looked at for one role at most.
const PAGES: usize = 200;
/// Searches and filters of an organisation's lists.
const FILTERS: [&str; 7] = [
    "/people?search=ma",
    "/people?search=smith",
    "/people?state=disabled",
    "/people?state=deleted",
    "/people?kind=application",
    "/people?search=ma&state=disabled",
    "/history?search=grant",
];

/// How long a kind of page takes one role.
#[derive(Debug)]
pub struct PageFigure {
    /// Whose pages.
    pub role: String,
    /// The address, with placeholders for codes and keys.
    pub kind: String,
    /// Requests measured.
    pub requests: usize,
    /// Half of the requests took at most so many milliseconds.
    pub p50_ms: f64,
    /// 95 of a hundred.
    pub p95_ms: f64,
    /// All of them.
    pub max_ms: f64,
    /// Octets of the largest answer.
    pub octets: usize,
}

struct Walker<'a> {
    client: Client,
    url: &'a str,
    cookie: String,
}

/// Walks the portal as each of these accounts.
pub async fn pages(
    url: &str,
    accounts: &[DemoAccount],
    rounds: usize,
) -> anyhow::Result<Vec<PageFigure>> {
    let mut figures = Vec::new();
    let mut seen = HashSet::new();
    for account in accounts.iter().filter(|account| seen.insert(account.role.clone())) {
        let walker = Walker::sign_in(url, account).await?;
        figures.extend(walker.walk(account, rounds).await?);
    }
    figures.sort_by(|one, other| other.p95_ms.total_cmp(&one.p95_ms));
    Ok(figures)
}

impl<'a> Walker<'a> {
    async fn sign_in(url: &'a str, account: &DemoAccount) -> anyhow::Result<Self> {
        let client = Client::builder().redirect(redirect::Policy::none()).build()?;
        let form = [("username", &account.username), ("password", &account.password)];
        let answer = client
            .post(format!("{url}/sign-in"))
            .header(header::ORIGIN, url)
            .form(&form)
            .send()
            .await
            .with_context(|| format!("nobody answers at {url}; start 'guildhall serve' first"))?;
        ensure!(
            answer.status().is_redirection(),
            "{} cannot sign in: {}",
            account.username,
            answer.status()
        );
        let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
        let cookie: Vec<&str> =
            cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next()).collect();
        Ok(Self { client, url, cookie: cookie.join("; ") })
    }

    async fn get(&self, path: &str) -> anyhow::Result<(bool, String, f64)> {
        let watch = Stopwatch::start();
        let request = self.client.get(format!("{}{path}", self.url));
        let answer = request.header(header::COOKIE, &self.cookie).send().await?;
        let status = answer.status();
        ensure!(!status.is_server_error(), "{path} answers {status}");
        let text = answer.text().await?;
        Ok((status.is_success(), text, watch.elapsed().as_secs_f64() * 1000.0))
    }

    async fn walk(&self, account: &DemoAccount, rounds: usize) -> anyhow::Result<Vec<PageFigure>> {
        let mut waiting: VecDeque<String> = VecDeque::from(["/home".to_owned(), "/o".to_owned()]);
        let code = &account.organisation;
        waiting.extend(FILTERS.map(|filter| format!("/o/{code}{filter}")));
        let mut known: HashSet<String> = waiting.iter().cloned().collect();
        let mut kinds: BTreeMap<String, (usize, Vec<f64>, usize)> = BTreeMap::new();
        let mut visited = 0;
        while let Some(path) = waiting.pop_front() {
            let kind = kind_of(&path);
            if visited == PAGES || kinds.get(&kind).is_some_and(|(pages, ..)| *pages == OF_A_KIND) {
                continue;
            }
            visited += 1;
            let (is_page, text, first) = self.get(&path).await?;
            if !is_page {
                continue;
            }
            let entry = kinds.entry(kind).or_default();
            entry.0 += 1;
            entry.1.push(first);
            entry.2 = entry.2.max(text.len());
            for _ in 1..rounds {
                entry.1.push(self.get(&path).await?.2);
            }
            for link in links(&text) {
                if known.insert(link.clone()) {
                    waiting.push_back(link);
                }
            }
        }
        Ok(kinds
            .into_iter()
            .map(|(kind, (_, times, octets))| figure(account, kind, times, octets))
            .collect())
    }
}

fn figure(account: &DemoAccount, kind: String, mut times: Vec<f64>, octets: usize) -> PageFigure {
    times.sort_by(f64::total_cmp);
    // The smallest time that at least so great a part of the requests kept to.
    let at = |part: f64| {
        let place = (times.len() as f64 * part).ceil() as usize;
        times.get(place.saturating_sub(1)).copied().unwrap_or_default()
    };
    PageFigure {
        role: account.role.clone(),
        kind,
        requests: times.len(),
        p50_ms: at(0.5),
        p95_ms: at(0.95),
        max_ms: at(1.0),
        octets,
    }
}

/// The pages a page leads to; files and signing out are left alone.
fn links(text: &str) -> Vec<String> {
    text.split("href=\"/")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(link, _)| {
            format!("/{}", link.split('#').next().unwrap_or(link).replace("&amp;", "&"))
        })
        .filter(|link| {
            let path = link.split('?').next().unwrap_or(link);
            let is_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
            let is_elsewhere =
                ["/assets", "/sign-out", "/people"].iter().any(|start| path.starts_with(start));
            !is_file && !is_elsewhere
        })
        .collect()
}

/// The address with placeholders: one for an organisation's code, one for keys, one for values of a query.
fn kind_of(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut before = "";
    let parts: Vec<&str> = path
        .split('/')
        .map(|part| {
            let is_code = matches!(before, "o" | "organisations") && !part.is_empty();
            let is_key = part.len() == 36 && part.matches('-').count() == 4;
            before = part;
            if is_code {
                "{code}"
            } else if is_key {
                "{key}"
            } else {
                part
            }
        })
        .collect();
    let fields: Vec<String> = query
        .split('&')
        .filter(|field| !field.is_empty())
        .map(|field| match field.split_once('=') {
            // What is searched for decides how long it takes.
            Some(("search", _)) | None => field.to_owned(),
            Some((name, _)) => format!("{name}=…"),
        })
        .collect();
    let path = parts.join("/");
    if fields.is_empty() { path } else { format!("{path}?{}", fields.join("&")) }
}
