//! Forty ways to bend the address that an answer shall go to, a thousand times each at the door: no answer is ever sent to an
//! address that is not the registered one, byte for byte. The seed is printed.

use testkit::addresses::BENDS;
use testkit::fuzz::Dice;

use wire::saml::{AuthnRequest, LONGEST_MESSAGE, parse};

use super::scene::{REPLY, Scene, by_address, field};
use crate::testing::{on, open_one_of, pages, ports};

const TIMES: usize = 1000;
/// Of which so many are read here as well.
const LOOKED_AT: usize = 20;

/// The address as an attribute holds it; none where no document can hold it.
fn attribute(address: &str) -> Option<String> {
    let is_letter =
        |letter: char| letter >= ' ' || letter == '\t' || letter == '\n' || letter == '\r';
    let mut text = String::new();
    for letter in address.chars() {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '"' => text.push_str("&quot;"),
            '\t' | '\n' | '\r' => text.push_str(&format!("&#{};", u32::from(letter))),
            _ if is_letter(letter) => text.push(letter),
            _ => return None,
        }
    }
    Some(text)
}

#[test]
fn forty_bends_of_an_address_to_answer_to_lead_nowhere() {
    on(&testkit::engines()[..1], ports, |world| async move {
        let scene = Scene::new(world).await;
        let pages = pages(&scene.world);
        let seed = testkit::fuzz::seed();
        println!("GUILDHALL_SEED={seed}");
        let (mut dice, mut tried) = (Dice::new(seed), 0);
        for round in 0..TIMES {
            for (number, bend) in BENDS.iter().enumerate() {
                let address = bend(REPLY, &mut dice);
                let Some(written) = attribute(&address).filter(|_| address != REPLY) else {
                    continue;
                };
                let attributes = format!("AssertionConsumerServiceURL=\"{written}\"");
                let request = scene.request(&format!("_{round}-{number}"), &attributes, "");
                tried += 1;
                // That the address reaches the door as it was bent.
                if round < LOOKED_AT {
                    let root = parse(&request, LONGEST_MESSAGE).expect("a document");
                    let asked = AuthnRequest::read(&root).expect("a request");
                    assert_eq!(asked.reply_to.as_ref(), Some(&address), "bend {number}");
                }
                let sent = by_address(&request, None);
                let shown = open_one_of(&pages, &scene.caller, &sent).await;
                assert_eq!(shown.status, 400, "bend {number}: {address:?}");
                assert_eq!(field(&shown, "SAMLResponse"), None, "bend {number}: {address:?}");
                let goes = shown.headers.get("location").map(|to| to.to_str().unwrap_or_default());
                assert!(
                    goes.is_none_or(|to| to.starts_with('/')),
                    "bend {number}: {address:?}: {goes:?}"
                );
                assert!(!shown.html.contains("action=\"http"), "bend {number}: {address:?}");
            }
        }
        assert!(tried > 30_000, "{tried}");
        let right = attribute(REPLY).expect("an address");
        let right = format!("AssertionConsumerServiceURL=\"{right}\"");
        let shown = scene.asks(&scene.caller, &scene.request("_right", &right, ""), None).await;
        assert!(field(&shown, "SAMLResponse").is_some());
    });
}
