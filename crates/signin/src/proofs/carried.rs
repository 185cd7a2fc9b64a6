//! What a browser carries opens only as it was sealed, for what it was sealed for, in the browser it was sealed for.

use axum::http::{HeaderMap, HeaderValue, header};
use testkit::fuzz::Fuzz;

use crate::carried::{self, Bound, BrowserKey};
use crate::testing::{on, ports};

#[test]
fn fuzz_what_browsers_carry() {
    on(&testkit::engines()[..1], ports, |world| async move {
        let (door, now) = (&world.door, world.clock.now());
        let key = BrowserKey::of_or_new(door, &HeaderMap::new()).expect("a key");
        let own = key.cookie(door, 60).expect("a cookie");
        let own = own.split(';').next().expect("its value").to_owned();
        let put = |purpose: &str, bound, what: &str| {
            carried::put(door, purpose, bound, now, what).expect("it is sealed")
        };
        let sealed = [
            put("one", Bound::To(&key), "what"),
            put("one", Bound::Nowhere, "what"),
            put("two", Bound::To(&key), "what"),
            put("one", Bound::To(&key), &"long ".repeat(800)),
            put("one", Bound::To(&key), ""),
        ];
        let seeds = sealed.iter().map(|sealed| format!("{own}\n{sealed}").into_bytes());
        let words = ["guildhall_browser=", "; ", "=", "\n", "AAAA", "-", "_", "\u{e4}"];
        let mut fuzz = Fuzz::on("carried").words(&words).seeds(seeds.collect::<Vec<_>>());
        while let Some(input) = fuzz.next() {
            let text = String::from_utf8_lossy(&input);
            let (cookie, carried) = text.split_once('\n').unwrap_or(("", &text));
            let mut headers = HeaderMap::new();
            if let Ok(value) = HeaderValue::from_bytes(cookie.as_bytes()) {
                headers.append(header::COOKIE, value);
            }
            let browser = BrowserKey::of(door, &headers).expect("no fault");
            let mut bounds = vec![(Bound::Nowhere, 1..2)];
            if let Some(browser) = &browser {
                bounds.push((Bound::To(browser), 0..5));
            }
            let mut opened = 0;
            for (bound, allowed) in bounds {
                let taken = carried::take(door, "one", bound, 5, carried).expect("no fault");
                if let Some((what, made_at)) = taken {
                    let place = sealed
                        .iter()
                        .position(|sealed| sealed == carried)
                        .expect("it was sealed like this");
                    assert!(allowed.contains(&place) && place != 2, "opened as something else");
                    assert!(matches!(bound, Bound::Nowhere) || place != 1, "opened in a browser");
                    assert!(["what", ""].contains(&what.as_str()) || what.starts_with("long "));
                    assert_eq!(made_at, now);
                    opened += 1;
                }
                assert!(
                    carried::take(door, "three", bound, 5, carried).expect("no fault").is_none()
                );
                assert!(carried::take(door, "one", bound, 0, carried).expect("no fault").is_none());
            }
            fuzz.ended(&(browser.is_some(), opened, carried.len() > carried::LONGEST_ADDRESS));
        }
    });
}
