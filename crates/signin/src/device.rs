//! The browser and the system that a request names, in words that people know them by.

/// Tokens of browsers in the order in which they decide: most name those they descend from as well (RFC 9110, 10.1.5).
const BROWSERS: [(&str, &str); 12] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
    ("curl/", "curl"),
];

/// Words of systems, likewise.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("X11", "Linux"),
    ("Linux", "Linux"),
];

/// Characters shown of a browser that is not known.
const SHOWN: usize = 60;

/// "Chrome 156 on Linux". What is not known is shown as it was sent, cut to length.
pub(crate) fn in_words(sent: &str) -> String {
    if sent.trim().is_empty() {
        return "Unknown browser".to_owned();
    }
    let browser = BROWSERS.iter().find_map(|(token, name)| {
        let (_, version) = sent.split_once(token)?;
        let version: String = version.chars().take_while(char::is_ascii_digit).take(4).collect();
        Some(format!("{name} {version}").trim_end().to_owned())
    });
    let system = SYSTEMS.iter().find(|(word, _)| sent.contains(word)).map(|(_, name)| *name);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser,
        (None, _) => sent.chars().take(SHOWN).collect(),
    }
}

/// The browser and the system without a version, which grows by itself: what one knows a device by.
pub(crate) fn kind_of(sent: &str) -> String {
    let words = in_words(sent);
    words.split(' ').filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit())).collect()
}

#[cfg(test)]
mod tests {
    //! Browsers as they really introduce themselves.

    use super::*;

    #[test]
    fn browsers_are_called_as_people_call_them() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (sent, words) in [
            (format!("Mozilla/5.0 (X11; Linux x86_64) {webkit} HeadlessChrome/156.0.0.0 Safari/537.36"), "Chrome 156 on Linux"),
            (format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0"), "Edge 142 on Windows"),
            (format!("Mozilla/5.0 (Linux; Android 10; K) {webkit} Chrome/142.0.0.0 Mobile Safari/537.36"), "Chrome 142 on Android"),
            (format!("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {webkit} Chrome/142.0.0.0 Safari/537.36"), "Chrome 142 on ChromeOS"),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0".to_owned(), "Firefox 144 on Windows"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1".to_owned(), "Safari 26 on iPhone"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15".to_owned(), "Safari 26 on Mac"),
            ("curl/8.14.1".to_owned(), "curl 8"),
            ("a browser".to_owned(), "a browser"),
            (" ".to_owned(), "Unknown browser"),
            ("é".repeat(500), &*"é".repeat(SHOWN)),
        ] {
            assert_eq!(in_words(&sent), words, "{sent}");
        }
    }
}
