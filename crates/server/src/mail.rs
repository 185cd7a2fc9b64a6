//! The mail server of the settings.

use casework::notices::jobs::read_file;
use casework::notices::{Relay, RelaySettings, Security};
use kernel::config::{Mail, MailTls};
use kernel::refusal::Fault;
use kernel::secret::Secret;

/// The relay that the settings name, if they do. Nothing is connected yet.
///
/// # Errors
/// If a setting is missing or wrong, or a file that it names cannot be read.
pub fn relay(mail: &Mail) -> anyhow::Result<Option<Relay>> {
    if mail.relay.is_empty() {
        return Ok(None);
    }
    let words = |fault: Fault| anyhow::anyhow!(fault.chain());
    anyhow::ensure!(
        !mail.from.is_empty(),
        "relay of [mail] in guildhall.toml is set and from is not. Write from = \"Guildhall <no-reply@...>\", an address that this mail server may send from"
    );
    anyhow::ensure!(
        mail.user.is_empty() == mail.password_file.as_os_str().is_empty(),
        "user and password_file of [mail] in guildhall.toml belong together. Set both, or neither"
    );
    let user = if mail.user.is_empty() {
        None
    } else {
        let bytes = read_file("password_file", &mail.password_file).map_err(words)?;
        let password = String::from_utf8_lossy(&bytes).trim().to_owned();
        Some((mail.user.clone(), Secret::new(password)))
    };
    let ca = mail.ca_file.as_deref().map(|file| read_file("ca_file", file).map_err(words));
    let settings = RelaySettings {
        host: mail.relay.clone(),
        port: mail.port,
        security: match mail.tls {
            MailTls::None => Security::None,
            MailTls::StartTls => Security::StartTls,
            MailTls::Tls => Security::Tls,
        },
        ca: ca.transpose()?,
        user,
        from: mail.from.clone(),
        reply_to: (!mail.reply_to.is_empty()).then(|| mail.reply_to.clone()),
    };
    Relay::of(settings).map(Some).map_err(words)
}
