//! Calling addresses that somebody registered. What is called is somebody else's choice, so that nothing inside the network
//! of this service is reached by it: names are looked up here, and only public addresses are connected to, the very ones
//! that were looked at. Redirects are not followed, nothing is read of an answer but its number, or no more of a document
//! than is asked for, and nobody is waited for longer than ten seconds.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use kernel::refusal::Fault;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use reqwest::{Client, Url, redirect};
use wire::graph::query::encode;

/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most letters of what went wrong that are kept.
const LONGEST_WORDS: usize = 200;

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Called {
    /// With this number.
    Answered(u16),
    /// Without an answer, or it was not made at all.
    Failed(String),
}

/// What may be called.
#[derive(Clone, Debug)]
struct Reach {
    /// Whether this machine itself may, and in the clear: where the service is tried out on one.
    is_local: bool,
    /// Hosts that may be at private addresses.
    private_hosts: Vec<String>,
}

/// The port through which addresses are called that somebody registered.
#[derive(Clone)]
pub struct Outbound {
    client: Client,
    reach: Arc<Reach>,
}

impl Outbound {
    /// For a service that is reached over https, or is tried out on one machine; with the hosts that may be at private
    /// addresses.
    ///
    /// # Errors
    /// If the client cannot be made.
    pub fn new(over_https: bool, private_hosts: &[String]) -> Result<Self, Fault> {
        let private_hosts = private_hosts.iter().map(|host| host.to_ascii_lowercase()).collect();
        let reach = Arc::new(Reach { is_local: !over_https, private_hosts });
        let client = Client::builder()
            .timeout(PATIENCE)
            .connect_timeout(PATIENCE)
            .redirect(redirect::Policy::none())
            .no_proxy()
            // Nothing is called often enough to be worth a connection that stays.
            .pool_max_idle_per_host(0)
            .dns_resolver(Resolver(Arc::clone(&reach)))
            .user_agent(concat!("guildhall/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Fault::defect("preparing to call applications").because(error))?;
        Ok(Self { client, reach })
    }

    /// Posts a form of one field.
    pub(crate) async fn post(&self, address: &str, name: &str, value: &str) -> Called {
        let url = match self.reach.allowed(address) {
            Ok(url) => url,
            Err(words) => return Called::Failed(words.to_owned()),
        };
        let request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(CACHE_CONTROL, "no-store")
            .body(format!("{}={}", encode(name), encode(value)));
        match request.send().await {
            Ok(answer) => Called::Answered(answer.status().as_u16()),
            Err(error) => Called::Failed(words(error)),
        }
    }
}

impl Outbound {
    /// Reads a document of at most so many bytes; in words what went wrong otherwise.
    pub(crate) async fn get(&self, address: &str, largest: usize) -> Result<String, String> {
        let url = self.reach.allowed(address).map_err(str::to_owned)?;
        let request = self.client.get(url).header(ACCEPT, "application/json");
        let mut answer = request.send().await.map_err(words)?;
        let status = answer.status().as_u16();
        if status != 200 {
            return Err(format!("it answered {status}"));
        }
        let mut read = Vec::new();
        while let Some(part) = answer.chunk().await.map_err(words)? {
            if read.len() + part.len() > largest {
                return Err(format!("it is longer than {largest} bytes"));
            }
            read.extend_from_slice(&part);
        }
        String::from_utf8(read).map_err(|_| "it is no text".to_owned())
    }
}

/// What went wrong, without the address, which may hold something private.
fn words(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut words = error.to_string();
    let mut next = std::error::Error::source(&error);
    while let Some(cause) = next {
        words.push_str(": ");
        words.push_str(&cause.to_string());
        next = cause.source();
    }
    words.chars().filter(|letter| !letter.is_control()).take(LONGEST_WORDS).collect()
}

impl Reach {
    /// The address, if it may be called as far as it says so itself.
    fn allowed(&self, address: &str) -> Result<Url, &'static str> {
        let url = Url::parse(address).map_err(|_| "the address cannot be read")?;
        if url.scheme() != "https" && !(url.scheme() == "http" && self.is_local) {
            return Err("the address does not begin with https://");
        }
        let host = url.host_str().unwrap_or_default();
        let bare = host.trim_matches(['[', ']']);
        match bare.parse::<IpAddr>() {
            Ok(ip) if !self.may_reach(host, ip) => Err(PRIVATE),
            _ => Ok(url),
        }
    }

    fn may_reach(&self, host: &str, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        let is_named = self.private_hosts.iter().any(|known| known == &host.to_ascii_lowercase());
        is_public(ip) || (self.is_local && ip.is_loopback()) || (is_named && is_private(ip))
    }
}

/// Why an address inside is not called.
const PRIVATE: &str = "the host is at a private address, which private_hosts of [outbound] in guildhall.toml does not allow";

/// Looks names up and gives away only addresses that may be connected to: what is checked is what is used.
struct Resolver(Arc<Reach>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = Arc::clone(&self.0);
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let found: Vec<SocketAddr> =
                found.filter(|one| reach.may_reach(name.as_str(), one.ip())).collect();
            if found.is_empty() {
                return Err(PRIVATE.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is of a network that is nobody's in particular outside: those of organisations, and unique local ones.
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || is_shared(ip),
        IpAddr::V6(ip) => ip.is_unique_local(),
    }
}

/// Between a carrier and its customers (RFC 6598).
const fn is_shared(ip: Ipv4Addr) -> bool {
    let [first, second, ..] = ip.octets();
    first == 100 && second & 0xC0 == 64
}

/// Whether an address is one of the public internet (IANA's registers of special addresses).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_4(ip),
        IpAddr::V6(ip) => is_public_6(ip),
    }
}

fn is_public_4(ip: Ipv4Addr) -> bool {
    let [first, second, third, _] = ip.octets();
    let is_special = first == 0
        || first >= 224
        || (first == 192 && second == 0 && third == 0)
        || (first == 192 && second == 88 && third == 99)
        || (first == 198 && second & 0xFE == 18);
    !(is_special
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || is_shared(ip))
}

/// Only what is given out at all, and of that neither examples nor what carries an address of the older kind inside.
fn is_public_6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    let is_given_out = first & 0xE000 == 0x2000;
    let is_special = (first == 0x2001 && (second < 0x0200 || second == 0x0DB8))
        || first == 0x2002
        || first == 0x3FFF;
    is_given_out && !is_special
}

#[cfg(test)]
mod tests {
    //! Which addresses are called.

    use super::*;

    fn reach(is_local: bool, private_hosts: &[&str]) -> Reach {
        let private_hosts = private_hosts.iter().map(|host| (*host).to_owned()).collect();
        Reach { is_local, private_hosts }
    }

    #[test]
    fn nothing_inside_is_called() {
        let outside = reach(false, &[]);
        for address in ["https://app.example/logout", "https://8.8.8.8/", "https://[2a00::1]:8443/"]
        {
            assert!(outside.allowed(address).is_ok(), "{address}");
        }
        for address in [
            "http://app.example/logout",
            "ftp://app.example/",
            "file:///etc/passwd",
            "https://",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.0.0.1/",
            "https://0/",
            "https://10.0.0.1/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest",
            "https://100.64.0.1/",
            "https://192.0.0.1/",
            "https://198.18.0.1/",
            "https://192.0.2.1/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://[::1]/",
            "https://[::]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[::127.0.0.1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[fc00::1]/",
            "https://[fe80::1]/",
            "https://[ff02::1]/",
            "https://[2001:db8::1]/",
            "https://[2001::1]/",
            "https://[2002:7f00:1::]/",
        ] {
            assert!(outside.allowed(address).is_err(), "{address}");
        }
    }

    #[test]
    fn a_setting_allows_private_hosts_and_a_trial_its_own_machine() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let named = reach(false, &["rota.trust.example"]);
        assert!(named.may_reach("ROTA.trust.example", ip("10.0.0.1")));
        assert!(named.may_reach("rota.trust.example", ip("fd00::1")));
        assert!(!named.may_reach("other.trust.example", ip("10.0.0.1")));
        for never in ["127.0.0.1", "169.254.169.254", "::1", "fe80::1", "0.0.0.0"] {
            assert!(!named.may_reach("rota.trust.example", ip(never)), "{never}");
        }
        let trial = reach(true, &[]);
        assert!(trial.allowed("http://127.0.0.1:9000/logout").is_ok());
        assert!(trial.may_reach("localhost", ip("::1")));
        assert!(!trial.may_reach("localhost", ip("10.0.0.1")));
    }
}
