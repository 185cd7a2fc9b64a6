//! The mail server that takes our letters: one connection a letter, step by step, so that it is known how far it came.
//!
//! Up to the end of the words nothing has been sent, whatever happens. What breaks after it may have been sent; only
//! the server's answer says.

use std::net::IpAddr;
use std::path::Path;
use std::time::{Duration, SystemTime};

use kernel::clock::Timestamp;
use kernel::refusal::Fault;
use kernel::secret::Secret;
use lettre::message::{Mailbox, Message, header};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use lettre::{Address, address::AddressError};

use crate::notices::messages::{NO_ADDRESS, NO_TLS, OTHER_SCRIPT, TOO_SLOW};
use crate::notices::model::template::one_line;
use crate::notices::store::Mail;

/// Shorter than the lease of a job, so that nobody else begins while we are still at it.
const LONGEST: Duration = Duration::from_secs(40);
/// For how long a connection is waited for.
const CONNECT: Duration = Duration::from_secs(15);

/// For how long a server may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// How the connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// Not at all: to a server on the same host, or one that can do no more.
    None,
    /// It begins in the clear and must change to TLS before anything is said.
    StartTls,
    /// From the first byte.
    Tls,
}

/// What the settings say about the relay.
#[derive(Clone, Debug)]
pub struct RelaySettings {
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: Security,
    /// A certificate (PEM) to trust besides those of the system.
    pub ca: Option<Vec<u8>>,
    /// The user and the password, if it asks for them.
    pub user: Option<(String, Secret<String>)>,
    /// From whom letters come: `Guildhall <no-reply@guildhall.example>`.
    pub from: String,
    /// Where answers go, if they are read.
    pub reply_to: Option<String>,
}

/// The relay, ready to be spoken to.
pub struct Relay {
    host: String,
    port: u16,
    security: Security,
    tls: Option<TlsParameters>,
    user: Option<Credentials>,
    hello: ClientId,
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Credentials stay out of the log.
        write!(formatter, "Relay({}:{})", self.host, self.port)
    }
}

/// What came of one try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The server has taken it, and what it said.
    Sent(String),
    /// The server has refused it for good.
    Refused(String),
    /// Nothing was sent; trying again can help.
    Later(String),
    /// The words were sent and the answer was lost.
    Unknown(String),
}

impl Relay {
    /// Reads the settings. Nothing is connected yet.
    ///
    /// # Errors
    /// If an address is none, a certificate cannot be read, or a password would go over the network in the clear.
    pub fn of(settings: RelaySettings) -> Result<Self, Fault> {
        let RelaySettings { host, port, security, ca, user, from, reply_to } = settings;
        let mailbox = |name: &str, text: &str| {
            text.parse::<Mailbox>().map_err(|error: AddressError| {
                Fault::defect(format!("reading {name} of [mail], which has to be an email address"))
                    .because(error)
            })
        };
        let is_near = host == "localhost"
            || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if security == Security::None && user.is_some() && !is_near {
            return Err(Fault::defect(
                "reading [mail]: with tls = \"none\" the password would go over the network in the clear. Write tls = \"starttls\" or \"tls\", or leave the user out",
            ));
        }
        let tls = match security {
            Security::None => None,
            Security::StartTls | Security::Tls => Some(parameters(&host, ca)?),
        };
        let from = mailbox("from", &from)?;
        let reply_to = reply_to.map(|text| mailbox("reply_to", &text)).transpose()?;
        let user = user.map(|(user, password)| Credentials::new(user, password.reveal().clone()));
        let hello = ClientId::Domain(from.email.domain().to_owned());
        Ok(Self { host, port, security, tls, user, hello, from, reply_to })
    }

    /// Where it is.
    pub fn place(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Connects, encrypts and signs in, and says nothing more.
    ///
    /// # Errors
    /// If any of it does not work, in words.
    pub async fn check(&self) -> Result<(), String> {
        let checked = tokio::time::timeout(CONNECT, async {
            let mut connection = self.connect().await?;
            // A server that does not say goodbye has let us in all the same.
            let _ = connection.quit().await;
            Ok(())
        });
        checked.await.unwrap_or_else(|_| Err(TOO_SLOW.to_owned()))
    }

    /// Hands one letter over.
    pub(super) async fn deliver(&self, mail: &Mail, now: Timestamp) -> Outcome {
        let Ok(to) = mail.address.parse::<Address>() else {
            return Outcome::Refused(NO_ADDRESS.to_owned());
        };
        let message = match self.message(mail, &to, now) {
            Ok(message) => message,
            Err(error) => return Outcome::Refused(one_line(&error.to_string())),
        };
        let mut are_words_sent = false;
        let trying = self.speak(mail, to, &message, &mut are_words_sent);
        match tokio::time::timeout(LONGEST, trying).await {
            Ok(outcome) => outcome,
            Err(_) if are_words_sent => Outcome::Unknown(TOO_SLOW.to_owned()),
            Err(_) => Outcome::Later(TOO_SLOW.to_owned()),
        }
    }

    async fn speak(
        &self,
        mail: &Mail,
        to: Address,
        message: &[u8],
        are_words_sent: &mut bool,
    ) -> Outcome {
        let mut connection = match self.connect().await {
            Ok(connection) => connection,
            Err(words) => return Outcome::Later(words),
        };
        let mut options = Vec::new();
        // lettre writes domains in other scripts as ASCII; only the part before the @ is left.
        if !to.user().is_ascii() || !to.domain().is_ascii() {
            if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
                connection.abort().await;
                return Outcome::Refused(OTHER_SCRIPT.to_owned());
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        // Where a report about this letter goes, so that it names the letter.
        let back = Address::new(
            format!("{}+{}", self.from.email.user(), mail.id.simple()),
            self.from.email.domain(),
        );
        let Ok(back) = back else { return Outcome::Refused(NO_ADDRESS.to_owned()) };
        let mut begun = connection.command(MailFrom::new(Some(back), options)).await;
        if begun.is_ok() {
            begun = connection.command(Rcpt::new(to, Vec::new())).await;
        }
        if begun.is_ok() {
            begun = connection.command(Data).await;
        }
        if let Err(error) = begun {
            let outcome = of_error(&error, Outcome::Later);
            connection.abort().await;
            return outcome;
        }
        *are_words_sent = true;
        match connection.message(message).await {
            Ok(response) => {
                let words = said(&response);
                // It is taken, whatever becomes of the goodbye.
                let _ = tokio::time::timeout(GOODBYE, connection.quit()).await;
                Outcome::Sent(words)
            }
            Err(error) => {
                let outcome = of_error(&error, Outcome::Unknown);
                connection.abort().await;
                outcome
            }
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, String> {
        let words = |error: SmtpError| one_line(&error.to_string());
        let at_once = self.tls.clone().filter(|_| self.security == Security::Tls);
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (self.host.trim_matches(['[', ']']), self.port),
            Some(CONNECT),
            &self.hello,
            at_once,
            None,
        )
        .await
        .map_err(words)?;
        if self.security == Security::StartTls {
            let Some(tls) = self.tls.clone().filter(|_| connection.can_starttls()) else {
                connection.abort().await;
                return Err(NO_TLS.to_owned());
            };
            connection.starttls(tls, &self.hello).await.map_err(words)?;
        }
        if let Some(user) = &self.user {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], user).await.map_err(words)?;
        }
        Ok(connection)
    }

    /// The letter as it goes over the wire. Its number stays the same each time it is tried.
    fn message(
        &self,
        mail: &Mail,
        to: &Address,
        now: Timestamp,
    ) -> Result<Vec<u8>, lettre::error::Error> {
        let since = Duration::from_micros(now.micros().try_into().unwrap_or_default());
        let number = format!("<{}@{}>", mail.id.simple(), self.from.email.domain());
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(one_line(&mail.subject))
            .message_id(Some(number))
            .date(SystemTime::UNIX_EPOCH + since)
            .header(Automatic)
            .header(header::ContentType::TEXT_PLAIN);
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(reply_to.clone());
        }
        Ok(builder.body(mail.body.clone())?.formatted())
    }
}

/// `Auto-Submitted` (RFC 3834): no out-of-office answers to a letter that no person wrote.
#[derive(Clone, Debug)]
struct Automatic;

impl header::Header for Automatic {
    fn name() -> header::HeaderName {
        header::HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> header::HeaderValue {
        header::HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

fn parameters(host: &str, ca: Option<Vec<u8>>) -> Result<TlsParameters, Fault> {
    let failed =
        |error: SmtpError| Fault::defect("making ready for TLS to the mail server").because(error);
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(pem) = ca {
        // A file without a certificate is read without an error, and none would be trusted.
        if !String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
            return Err(Fault::defect(
                "reading ca_file of [mail], which has to be a certificate (PEM)",
            ));
        }
        let certificate = Certificate::from_pem(&pem).map_err(|error| {
            Fault::defect("reading ca_file of [mail], which has to be a certificate (PEM)")
                .because(error)
        })?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(failed)
}

/// Reads a file that the settings of `[mail]` name.
///
/// # Errors
/// If it cannot be read; the words name the setting.
pub fn read_file(setting: &str, file: &Path) -> Result<Vec<u8>, Fault> {
    std::fs::read(file).map_err(|error| {
        Fault::defect(format!("reading {}, which {setting} of [mail] names", file.display()))
            .because(error)
    })
}

/// A refusal for good is one at every step; what else it comes to depends on the step.
fn of_error(error: &SmtpError, otherwise: fn(String) -> Outcome) -> Outcome {
    let words = one_line(&error.to_string());
    if error.is_permanent() {
        Outcome::Refused(words)
    } else if error.is_transient() {
        Outcome::Later(words)
    } else {
        otherwise(words)
    }
}

fn said(response: &Response) -> String {
    let lines: Vec<&str> = response.message().collect();
    one_line(&format!("{} {}", response.code(), lines.join(" ")))
}
