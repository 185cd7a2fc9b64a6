//! A browser with its cookies, to which the services stand at addresses of https: a proxy before them would end the TLS.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, LOCATION, REFRESH, SET_COOKIE};
use reqwest::{Client, Url, redirect};

use super::service::NAMES;

/// Steps on one way at most.
const MOST: usize = 15;

/// Where a way ended.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) address: String,
    pub(super) text: String,
}

pub(super) struct Browser {
    client: Client,
    portal: String,
    port: u16,
    cookies: BTreeMap<(String, String), String>,
    /// Where it came by.
    passed: Vec<String>,
}

/// The value of a hidden field of a page; empty where there is none.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let found = page.split_once(&mark).and_then(|(_, rest)| rest.split('"').next());
    found.unwrap_or_default().replace("&amp;", "&")
}

/// The form of a page that leads on by itself: where to, and its fields.
fn leads_on(page: &str) -> Option<(String, Vec<(&'static str, String)>)> {
    let fields =
        ["SAMLRequest", "SAMLResponse", "RelayState"].map(|name| (name, hidden(page, name)));
    let fields: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    fields.iter().find(|(name, _)| name.starts_with("SAML"))?;
    let (_, rest) = page.split_once("action=\"")?;
    Some((rest.split('"').next()?.replace("&amp;", "&"), fields))
}

impl Browser {
    pub(super) fn new(portal: &str, port: u16) -> Self {
        let mut client = Client::builder().redirect(redirect::Policy::none());
        for name in NAMES {
            client = client.resolve(name, ([127, 0, 0, 1], port).into());
        }
        Self {
            client: client.build().expect("a client"),
            portal: portal.to_owned(),
            port,
            cookies: BTreeMap::new(),
            passed: Vec::new(),
        }
    }

    /// Opens an address and goes wherever that leads.
    pub(super) async fn open(&mut self, address: &str) -> Shown {
        self.passed.clear();
        self.goes(address, None, "cross-site").await
    }

    /// Whether it came by an address that begins like this on its last way.
    pub(super) fn passed(&self, begins: &str) -> bool {
        self.passed.iter().any(|address| address.starts_with(begins))
    }

    /// Gives username and password on the page that was led to, and goes on.
    pub(super) async fn sign_in(&mut self, page: &Shown, username: &str, password: &str) -> Shown {
        let form = vec![
            ("username", username.to_owned()),
            ("password", password.to_owned()),
            ("csrf", hidden(&page.text, "csrf")),
            ("next", hidden(&page.text, "next")),
        ];
        let address = format!("{}/sign-in", self.portal);
        self.goes(&address, Some(form), "same-origin").await
    }

    /// Signs out of the portal, and goes wherever that leads.
    pub(super) async fn sign_out(&mut self) -> Shown {
        let home = self.open(&format!("{}/home", self.portal)).await;
        let form = vec![("csrf", hidden(&home.text, "csrf"))];
        self.passed.clear();
        self.goes(&format!("{}/sign-out", self.portal), Some(form), "same-origin").await
    }

    /// What a service says of its session.
    pub(super) async fn session(&mut self, name: &str) -> String {
        self.open(&format!("https://{name}/Shibboleth.sso/Session")).await.text
    }

    async fn goes(
        &mut self,
        address: &str,
        form: Option<Vec<(&'static str, String)>>,
        from: &str,
    ) -> Shown {
        let mut at = Url::parse(address).expect("an address");
        let (mut form, mut from) = (form, from.to_owned());
        for _ in 0..MOST {
            self.passed.push(at.to_string());
            let (to, text) = self.once(&at, form.take(), &from).await;
            "cross-site".clone_into(&mut from);
            if let Some(to) = to {
                at = at.join(&to).expect("an address");
            } else if let Some((to, fields)) = leads_on(&text) {
                at = at.join(&to).expect("an address");
                form = Some(fields);
            } else {
                return Shown { address: at.to_string(), text };
            }
        }
        panic!("the way has no end: {:?}", self.passed)
    }

    /// One request: where it leads, and the page.
    async fn once(
        &mut self,
        at: &Url,
        form: Option<Vec<(&'static str, String)>>,
        from: &str,
    ) -> (Option<String>, String) {
        let host = at.host_str().expect("a host").to_owned();
        let mut real = at.clone();
        if NAMES.contains(&host.as_str()) {
            real.set_scheme("http").expect("a scheme");
            real.set_port(Some(self.port)).expect("a port");
        }
        // What another site posts carries no cookie that is not meant for that, as browsers have it.
        let is_lax = form.is_some() && from == "cross-site" && !NAMES.contains(&host.as_str());
        let own = self.cookies.iter().filter(|((of, _), _)| *of == host && !is_lax);
        let cookies: Vec<String> =
            own.map(|((_, name), value)| format!("{name}={value}")).collect();
        let request = match &form {
            Some(form) => self.client.post(real).form(form),
            None => self.client.get(real),
        };
        let request = request.header(COOKIE, cookies.join("; ")).header("sec-fetch-site", from);
        let answer = request.send().await.expect("an answer");
        for line in answer.headers().get_all(SET_COOKIE) {
            let line = line.to_str().expect("letters");
            let (name, rest) = line.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or_default();
            let key = (host.clone(), name.to_owned());
            self.cookies.remove(&key);
            if !value.is_empty() {
                self.cookies.insert(key, value.to_owned());
            }
        }
        let told = |name| answer.headers().get(name).map(|to| to.to_str().expect("letters"));
        let on = told(REFRESH).and_then(|on| on.strip_prefix("0;url="));
        let to = told(LOCATION).or(on).map(str::to_owned);
        (to, answer.text().await.expect("text"))
    }
}
