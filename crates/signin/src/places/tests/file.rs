//! A small file of places, as the specification of MaxMind DB 2.0 lays it out.

use std::net::Ipv4Addr;
use std::path::Path;

/// A name with its length, as the data section has it.
fn text(words: &str) -> Vec<u8> {
    let length = u8::try_from(words.len()).expect("short words");
    let head = if length < 29 { vec![0x40 | length] } else { vec![0x5d, length - 29] };
    [head, words.as_bytes().to_vec()].concat()
}

fn map(pairs: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let head = vec![0xe0 | u8::try_from(pairs.len()).expect("few")];
    pairs.iter().fold(head, |all, (name, value)| [all, text(name), value.clone()].concat())
}

fn double(number: f64) -> Vec<u8> {
    [&[0x68], number.to_be_bytes().as_slice()].concat()
}

fn small(number: u16) -> Vec<u8> {
    [&[0xa2], number.to_be_bytes().as_slice()].concat()
}

fn wide(number: u32) -> Vec<u8> {
    [&[0xc4], number.to_be_bytes().as_slice()].concat()
}

fn widest(number: u64) -> Vec<u8> {
    [&[0x08, 0x02], number.to_be_bytes().as_slice()].concat()
}

fn list(items: &[Vec<u8>]) -> Vec<u8> {
    [vec![u8::try_from(items.len()).expect("few"), 0x04], items.concat()].concat()
}

/// What is known of one /24.
pub(crate) struct At<'a>(pub(crate) [u8; 3], pub(crate) &'a str, pub(crate) f64, pub(crate) f64);

/// Writes a file that knows some networks.
pub(crate) fn write(path: &Path, places: &[At<'_>]) {
    let mut data = Vec::new();
    // A node has two branches: a further node, the end of a known network, or nothing.
    let mut nodes: Vec<[Option<Result<usize, usize>>; 2]> = vec![[None, None]];
    for At([a, b, c], town, north, east) in places {
        let names = |name: &str| map(&[("names", map(&[("en", text(name))]))]);
        let location = map(&[("latitude", double(*north)), ("longitude", double(*east))]);
        let country = map(&[("names", map(&[("en", text("United Kingdom"))]))]);
        let place = data.len();
        data.extend(map(&[("city", names(town)), ("country", country), ("location", location)]));
        let (bits, mut node) = (u32::from(Ipv4Addr::new(*a, *b, *c, 0)), 0);
        for depth in 0..24 {
            let branch = (bits >> (31 - depth) & 1) as usize;
            if depth == 23 {
                nodes[node][branch] = Some(Err(place));
            } else if let Some(Ok(next)) = nodes[node][branch] {
                node = next;
            } else {
                nodes.push([None, None]);
                nodes[node][branch] = Some(Ok(nodes.len() - 1));
                node = nodes.len() - 1;
            }
        }
    }
    let count = nodes.len();
    let record = |branch: &Option<Result<usize, usize>>| {
        let number = match branch {
            None => count,
            Some(Ok(node)) => *node,
            Some(Err(place)) => count + 16 + place,
        };
        u32::try_from(number).expect("small").to_be_bytes()[1..].to_vec()
    };
    let tree: Vec<u8> = nodes.iter().flat_map(|node| node.iter().flat_map(record)).collect();
    let metadata = map(&[
        ("binary_format_major_version", small(2)),
        ("binary_format_minor_version", small(0)),
        ("build_epoch", widest(1_790_000_000)),
        ("database_type", text("Test-City")),
        ("description", map(&[("en", text("Places of tests"))])),
        ("ip_version", small(4)),
        ("languages", list(&[text("en")])),
        ("node_count", wide(u32::try_from(count).expect("few"))),
        ("record_size", small(24)),
    ]);
    let file = [tree, vec![0; 16], data, b"\xab\xcd\xefMaxMind.com".to_vec(), metadata].concat();
    std::fs::write(path, file).expect("a file");
}
