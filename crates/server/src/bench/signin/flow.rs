//! A browser on the way from an application through the pages of sign-in and back.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail, ensure};
use reqwest::{Response, StatusCode, header};

use super::device::Device;
use super::people::{CALLBACK, Signer};
use super::provider::{Lasts, Provider, Tokens};

/// Redirects followed on one way at most.
const MOST_TURNS: usize = 10;

/// The service said that it has too much to do, and when to come back.
#[derive(Debug)]
pub(super) struct Busy;

impl std::fmt::Display for Busy {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("the service has too much to do")
    }
}

impl std::error::Error for Busy {}

/// A browser that went in, and what the application was given.
pub(super) struct Entered {
    pub(super) browser: Browser,
    pub(super) tokens: Tokens,
}

/// Its cookies.
#[derive(Default)]
pub(super) struct Browser {
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// From the application through password and code, and back with tokens.
    pub(super) async fn enter_with(
        &mut self,
        provider: &Provider,
        signer: &Signer,
        code: &str,
    ) -> anyhow::Result<Tokens> {
        let page = leads_to(&self.get(provider, &provider.entrance(Lasts::Beyond)?).await?)?;
        let first = self.get(provider, &page).await?.text().await?;
        let sent = [
            ("username", &*signer.username),
            ("password", signer.password),
            ("next", &hidden(&first, "next")),
            ("csrf", &hidden(&first, "csrf")),
        ];
        let page = leads_to(&self.post(provider, "/sign-in", &sent).await?)?;
        let second = self.get(provider, &page).await?.text().await?;
        let sent = [
            ("code", code),
            ("next", &hidden(&second, "next")),
            ("csrf", &hidden(&second, "csrf")),
        ];
        let on = leads_to(&self.post(provider, "/sign-in/code", &sent).await?)?;
        self.back(provider, &on).await
    }

    /// From the application through a passkey alone, and back with tokens.
    pub(super) async fn enter_with_passkey(
        &mut self,
        provider: &Provider,
        device: &Device,
    ) -> anyhow::Result<Tokens> {
        let page = leads_to(&self.get(provider, &provider.entrance(Lasts::Beyond)?).await?)?;
        let page = self.get(provider, &page).await?.text().await?;
        let answer = device.sign(&options(&page)?)?.to_string();
        let sent = [
            ("passkey-ticket", &*hidden(&page, "passkey-ticket")),
            ("passkey-answer", &answer),
            ("next", &hidden(&page, "next")),
            ("csrf", &hidden(&page, "csrf")),
        ];
        let on = leads_to(&self.post(provider, "/sign-in/passkey", &sent).await?)?;
        self.back(provider, &on).await
    }

    /// Signs somebody in who has a password alone, and gives them a passkey.
    pub(super) async fn add_passkey(
        &mut self,
        provider: &Provider,
        signer: &Signer,
    ) -> anyhow::Result<Device> {
        let page = self.get(provider, "/sign-in").await?.text().await?;
        let sent = [
            ("username", &*signer.username),
            ("password", signer.password),
            ("csrf", &hidden(&page, "csrf")),
        ];
        leads_to(&self.post(provider, "/sign-in", &sent).await?)?;
        let page = self.get(provider, "/me/passkeys/add").await?.text().await?;
        let mut sent = vec![("name", "Telephone"), ("kind", "passkey")];
        let csrf = hidden(&page, "csrf");
        sent.push(("csrf", &csrf));
        let begin = [sent.as_slice(), &[("current", signer.password)]].concat();
        let page = self.post(provider, "/me/passkeys/add", &begin).await?.text().await?;
        let mut device = Device::new(&provider.url)?;
        let answer = device.make(&options(&page)?)?.to_string();
        let ticket = hidden(&page, "passkey-ticket");
        sent.extend([("passkey-ticket", &*ticket), ("passkey-answer", &answer)]);
        let made = self.post(provider, "/me/passkeys/confirm", &sent).await?;
        ensure!(made.status() == StatusCode::OK, "no passkey was added: {}", made.status());
        Ok(device)
    }

    /// From the end of signing in to the application, which asks for tokens.
    async fn back(&mut self, provider: &Provider, on: &str) -> anyhow::Result<Tokens> {
        let came = self.get(provider, on).await?;
        let to = came.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
        let code = match to.map(code_in) {
            Some(code) => code,
            None => code_in(&came.text().await?),
        };
        provider.redeem(&code.context("no code came back")?).await
    }

    /// From the application and back, as far as redirects lead.
    pub(super) async fn enter_by_redirects(
        &mut self,
        provider: &Provider,
    ) -> anyhow::Result<Tokens> {
        let mut page = provider.entrance(Lasts::Session)?;
        for _ in 0..MOST_TURNS {
            page = leads_to(&self.get(provider, &page).await?)?;
            if page.starts_with(CALLBACK) {
                return provider.redeem(&code_in(&page).context("no code came back")?).await;
            }
        }
        bail!("the way in has no end")
    }

    /// From the application and straight back, for somebody who is signed in.
    pub(super) async fn enter_again(&mut self, provider: &Provider) -> anyhow::Result<Tokens> {
        let page = leads_to(&self.get(provider, &provider.entrance(Lasts::Session)?).await?)?;
        ensure!(page.starts_with(CALLBACK), "somebody who is signed in has to sign in again");
        provider.redeem(&code_in(&page).context("no code came back")?).await
    }

    async fn get(&mut self, provider: &Provider, page: &str) -> anyhow::Result<Response> {
        let address =
            if page.starts_with('/') { format!("{}{page}", provider.url) } else { page.to_owned() };
        let request = provider.client.get(address).header(header::COOKIE, self.line());
        self.took(request.send().await?)
    }

    async fn post(
        &mut self,
        provider: &Provider,
        page: &str,
        form: &[(&str, &str)],
    ) -> anyhow::Result<Response> {
        let request = provider
            .client
            .post(format!("{}{page}", provider.url))
            .header(header::COOKIE, self.line())
            .header(header::ORIGIN, &provider.url);
        self.took(request.form(form).send().await?)
    }

    fn line(&self) -> String {
        let pairs: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn took(&mut self, answer: Response) -> anyhow::Result<Response> {
        if answer.status() == StatusCode::SERVICE_UNAVAILABLE {
            ensure!(
                answer.headers().contains_key(header::RETRY_AFTER),
                "503 that says not when to come back"
            );
            return Err(Busy.into());
        }
        for line in answer.headers().get_all(header::SET_COOKIE) {
            let line = line.to_str()?;
            let (name, rest) = line.split_once('=').context("a cookie without a value")?;
            let value = rest.split(';').next().unwrap_or_default();
            self.cookies.remove(name);
            if !value.is_empty() {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(answer)
    }
}

/// Where an answer leads.
fn leads_to(answer: &Response) -> anyhow::Result<String> {
    let to = answer
        .headers()
        .get(header::LOCATION)
        .with_context(|| format!("{} leads nowhere: {}", answer.url().path(), answer.status()))?;
    Ok(to.to_str()?.to_owned())
}

/// The code in an address or a page.
fn code_in(text: &str) -> Option<String> {
    let (_, rest) = text
        .split_once("?code=")
        .or_else(|| text.split_once("&code="))
        .or_else(|| text.split_once(";code="))?;
    let code: String = rest
        .chars()
        .take_while(|letter| {
            letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '~' | '.')
        })
        .collect();
    (!code.is_empty()).then_some(code)
}

/// The value of a hidden field of a page; empty where there is none.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let found = page.split_once(&mark).and_then(|(_, rest)| rest.split('"').next());
    found.unwrap_or_default().replace("&amp;", "&")
}

/// What a page has its script ask for.
fn options(page: &str) -> anyhow::Result<serde_json::Value> {
    let (_, rest) =
        page.split_once("data-passkey-options=\"").context("no passkey is asked for")?;
    let text = rest.split('"').next().unwrap_or_default();
    Ok(serde_json::from_str(&text.replace("&quot;", "\"").replace("&amp;", "&"))?)
}
