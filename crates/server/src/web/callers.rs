//! Finds out who is calling, once per request, before any handler runs.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, Method, header};
use axum::response::Response;
use kernel::door::{Actor, Face};
use kernel::http::{Caller, conditions};
use kernel::refusal::Error;

use super::{Site, forms, menu, terms};

/// Leaves a [`Caller`] and a frame in the request.
pub(super) async fn find<F: Future<Output = Response>>(
    site: &Site,
    mut request: Request,
    go_on: impl FnOnce(Request) -> F,
) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    // Files are everybody's, and whether the service is well is asked when nobody can be looked up.
    let is_for_all =
        ["/assets/", "/health/"].iter().any(|part| request.uri().path().starts_with(part))
            || forms::is_for_programs(&request);
    let now = site.door.clock().now();
    let mut caller = Caller {
        actor: Actor::Anonymous,
        scope: None,
        face: if is_api { Face::Api } else { Face::Portal },
        request: kernel::ids::new_at(now),
        peer: peer(site, &request).map(|peer| peer.to_string()).unwrap_or_default(),
        session: None,
        key: None,
        expected: None,
    };
    let mut csrf = String::new();
    let found = if is_for_all {
        Ok(())
    } else if is_api {
        // Conditions of a method that no route has are not read: the answer is that there is no such route.
        if matches!(*request.method(), Method::GET | Method::HEAD | Method::POST) {
            api(site, &mut caller, request.headers()).await
        } else {
            Ok(())
        }
    } else {
        session(site, &mut caller, &mut csrf, request.headers()).await
    };
    let frame = match &found {
        Ok(()) if !is_api && !is_for_all => {
            menu::frame(site, &caller, csrf, request.uri().path()).await
        }
        _ => Ok(menu::plain(site, &caller)),
    };
    let (frame, trouble) = match (frame, found) {
        (Ok(frame), Ok(())) => (frame, None),
        (Err(error), _) | (_, Err(error)) => (menu::plain(site, &caller), Some(error)),
    };
    request.extensions_mut().insert(caller.clone());
    request.extensions_mut().insert(frame);
    // Not knowing who is calling is not the same as nobody calling: an outage is answered as one.
    let (method, wanted) = (request.method().clone(), request.uri().clone());
    let mut response = match trouble {
        None => match terms::in_between(site, &caller, &method, &wanted).await {
            Ok(None) => go_on(request).await,
            Ok(Some(elsewhere)) => elsewhere,
            Err(error) => super::failures::outage(error, is_api, site, &caller),
        },
        Some(error) => super::failures::outage(error, is_api, site, &caller),
    };
    if let Ok(value) = caller.request.to_string().parse() {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// The address of whoever is calling, behind the reverse proxies that the settings trust.
fn peer(site: &Site, request: &Request) -> Option<IpAddr> {
    let connected = request.extensions().get::<ConnectInfo<SocketAddr>>()?.0.ip();
    let said = request.headers().get_all("x-forwarded-for").iter();
    let said: Vec<&[u8]> =
        said.flat_map(|line| line.as_bytes().split(|byte| *byte == b',')).collect();
    Some(behind(connected, &said, &site.settings.trusted_proxies))
}

/// Each proxy adds on the right whom it heard from. Going left from the connection, the first address that is no
/// trusted proxy is the caller; what stands left of it is the caller's own word.
fn behind(connected: IpAddr, said: &[&[u8]], trusted: &[IpAddr]) -> IpAddr {
    let mut peer = connected.to_canonical();
    for address in said.iter().rev() {
        if !trusted.contains(&peer) {
            break;
        }
        let address = std::str::from_utf8(address).ok();
        match address.and_then(|address| address.trim().parse::<IpAddr>().ok()) {
            Some(before) => peer = before.to_canonical(),
            None => break,
        }
    }
    peer
}

async fn session(
    site: &Site,
    caller: &mut Caller,
    csrf: &mut String,
    headers: &HeaderMap,
) -> Result<(), Error> {
    let Some(key) = cookie(
        headers,
        signin::sessions::cookie_name(site.settings.portal_url.starts_with("https://")),
    ) else {
        return Ok(());
    };
    if let Some(session) = signin::sessions::resolve(&site.door, &key).await? {
        caller.actor = Actor::Account(session.account);
        caller.session = Some(session.key_hash);
        *csrf = session.csrf;
    }
    Ok(())
}

async fn api(site: &Site, caller: &mut Caller, headers: &HeaderMap) -> Result<(), Error> {
    (caller.key, caller.expected) = conditions(headers)?;
    bearer(site, caller, headers).await
}

async fn bearer(site: &Site, caller: &mut Caller, headers: &HeaderMap) -> Result<(), Error> {
    let Some(value) = text(headers, header::AUTHORIZATION.as_str()) else { return Ok(()) };
    let Some((scheme, token)) = value.split_once(' ') else { return Ok(()) };
    if scheme.eq_ignore_ascii_case("bearer")
        && let Some(token) = signin::tokens::resolve(&site.door, token.trim()).await?
    {
        caller.actor = Actor::Account(token.account);
        caller.scope = Some(token.scope);
    }
    Ok(())
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| {
            let (found, value) = pair.trim().split_once('=')?;
            (found == name).then(|| value.to_owned())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_about_its_own_neighbour() {
        let address = |text: &str| text.parse::<IpAddr>().expect("an address");
        let trusted = [address("10.0.0.1"), address("10.0.0.2")];
        let from = |connected: &str, said: &[&str]| {
            let said: Vec<&[u8]> = said.iter().map(|address| address.as_bytes()).collect();
            behind(address(connected), &said, &trusted).to_string()
        };
        let blanked = behind(address("10.0.0.1"), &[b"\xff", b" 203.0.113.9"], &trusted);
        assert_eq!(blanked, address("203.0.113.9"), "unreadable words hide nobody");
        assert_eq!(
            from("192.0.2.7", &["203.0.113.9"]),
            "192.0.2.7",
            "a stranger says what it likes"
        );
        assert_eq!(from("10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(from("10.0.0.1", &["198.51.100.1", " 203.0.113.9"]), "203.0.113.9");
        assert_eq!(from("10.0.0.1", &["203.0.113.9", "10.0.0.2"]), "203.0.113.9");
        assert_eq!(from("::ffff:10.0.0.1", &["2001:db8::5"]), "2001:db8::5");
        assert_eq!(from("10.0.0.1", &["unknown"]), "10.0.0.1");
        assert_eq!(from("10.0.0.1", &[]), "10.0.0.1");
    }
}
