//! By which name devices know this service: its id and its origin (Web Authentication, sections 4 and 13.4.9).

/// This service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Party {
    /// The host: passkeys are made for it.
    pub(crate) id: String,
    /// Scheme, host and port, as browsers write them: passkeys are asked for there and nowhere else.
    pub(crate) origin: String,
}

impl Party {
    /// The service at an address of the settings. Browsers write scheme and host in small letters and leave out the port
    /// that the scheme has anyway.
    pub(crate) fn of(portal: &str) -> Self {
        let address = portal.to_ascii_lowercase();
        let (scheme, rest) = address.split_once("://").unwrap_or(("https", &address));
        let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => (host, port),
            _ => (place, ""),
        };
        let is_usual = matches!((scheme, port), (_, "") | ("https", "443") | ("http", "80"));
        let origin =
            if is_usual { format!("{scheme}://{host}") } else { format!("{scheme}://{place}") };
        Self { id: host.to_owned(), origin }
    }
}
