//! The peer of durable writes: an LDAP server that changes one indexed attribute of one person a request.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Mutex;

use super::{Figure, Load};

/// The people of the benchmark as an LDIF file for the peer, under one base.
pub fn ldif(people: usize, base: &str) -> String {
    use std::fmt::Write as _;
    let mut text = format!(
        "dn: {base}\nobjectClass: organization\nobjectClass: dcObject\no: bench\ndc: bench\n\n"
    );
    for (number, person) in super::people::people(people).enumerate() {
        let _ = write!(
            text,
            "dn: uid=p{number},{base}\nobjectClass: inetOrgPerson\nuid: p{number}\ncn: {given} {family}\nsn: {family}\ngivenName: {given}\nmail: p{number}@bench.example\ntelephoneNumber: 0300 {number:07}\n\n",
            given = person.given,
            family = person.family,
        );
    }
    text
}

/// Changes telephone numbers as fast as the clients can, each client on a connection of its own.
pub async fn modifies(
    address: &str,
    base: &str,
    password: &str,
    people: usize,
    load: Load,
) -> anyhow::Result<Figure> {
    let mut connections = Vec::new();
    for _ in 0..load.clients {
        let stream = TcpStream::connect(address)
            .await
            .with_context(|| format!("The peer at {address} does not answer"))?;
        stream.set_nodelay(true)?;
        let mut connection = Connection { stream, number: 0 };
        let bind = [
            integer(3),
            octets(0x04, format!("cn=admin,{base}").as_bytes()),
            octets(0x80, password.as_bytes()),
        ]
        .concat();
        ensure!(connection.ask(0x60, &bind).await?, "The peer refused the administrator");
        connections.push(Mutex::new(connection));
    }
    let (connections, base) = (Arc::new(connections), base.to_owned());
    Ok(load
        .run("durable modifies of a telephone number, slapd", move |client, turn| {
            let (connections, base) = (Arc::clone(&connections), base.clone());
            async move {
                let person = (client * 7919 + turn * 104_729) % people;
                let value = format!("0300 {:07}", (turn * 31 + client) % 10_000_000);
                let change = [
                    octets(0x04, b"telephoneNumber"),
                    octets(0x31, &octets(0x04, value.as_bytes())),
                ]
                .concat();
                let change = octets(0x30, &[vec![0x0a, 1, 2], octets(0x30, &change)].concat());
                let modify = [
                    octets(0x04, format!("uid=p{person},{base}").as_bytes()),
                    octets(0x30, &change),
                ]
                .concat();
                connections[client].lock().await.ask(0x66, &modify).await.unwrap_or(false)
            }
        })
        .await)
}

struct Connection {
    stream: TcpStream,
    number: i32,
}

impl Connection {
    /// Sends one request and says whether its answer is success (RFC 4511, LDAPResult).
    async fn ask(&mut self, kind: u8, body: &[u8]) -> anyhow::Result<bool> {
        self.number += 1;
        let message = octets(0x30, &[integer(self.number), octets(kind, body)].concat());
        self.stream.write_all(&message).await?;
        let mut head = [0; 2];
        self.stream.read_exact(&mut head).await?;
        let length = match head[1] {
            short @ 0..=0x7f => usize::from(short),
            long => {
                let mut bytes = vec![0; usize::from(long & 0x7f)];
                self.stream.read_exact(&mut bytes).await?;
                bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte))
            }
        };
        ensure!(length < 1 << 16, "The peer's answer is too long");
        let mut answer = vec![0; length];
        self.stream.read_exact(&mut answer).await?;
        // Message number, then the answer's head, then ENUMERATED resultCode.
        let at = 2 + usize::from(answer[1]) + 2;
        Ok(answer.get(at..at + 3) == Some(&[0x0a, 1, 0]))
    }
}

/// A BER value with its length.
fn octets(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut value = vec![kind];
    match body.len() {
        short @ 0..=0x7f => value.push(short as u8),
        middle @ 0x80..=0xff => value.extend([0x81, middle as u8]),
        long => value.extend([0x82, (long >> 8) as u8, long as u8]),
    }
    value.extend(body);
    value
}

fn integer(number: i32) -> Vec<u8> {
    octets(0x02, &number.to_be_bytes())
}
