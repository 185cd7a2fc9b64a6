//! The settings file: typed, documented by its doc comments, and closed: an unknown key stops the start.
//!
//! It holds ports, paths, URLs and the places of secrets. Rules with numbers are not here; they are dated rows.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::refusal::Fault;

/// `DIR/guildhall.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The address people use, without a path: `https://portal.example.nhs.uk`. Links and cookies are made from it.
    pub portal_url: String,
    /// The port of portal and API.
    pub port: u16,
    /// The addresses to listen on.
    pub listen: Vec<String>,
    /// The addresses of reverse proxies in front of this service. Only what they say in `X-Forwarded-For` about who is
    /// calling is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Seconds for which a node on PostgreSQL goes on answering after it was told to end, while `/health/ready` says
    /// 503: longer than a balancer takes to notice.
    pub farewell_seconds: u16,
    /// Addresses with ports, such as `127.0.0.1:9464`, at which `/metrics` and `/health/...` are answered besides, for
    /// whoever watches the service. Anybody who reaches them may read them; none by default.
    pub metrics_listen: Vec<String>,
    /// From when on something is an alarm.
    pub alarms: Alarms,
    /// The time zone in which pages show times, such as `Europe/London`.
    pub time_zone: String,
    /// Where checkpoints of the record go besides the installation's folder.
    pub checkpoints: Checkpoints,
    /// What the service is called on its pages.
    pub brand: Brand,
    /// The tenant to keep in step.
    pub tenant: Tenant,
    /// The mail server that takes letters.
    pub mail: Mail,
    /// What carries text messages.
    pub texts: Texts,
    /// What this service may call of its own accord.
    pub outbound: Outbound,
}

/// What this service may call of its own accord: applications that want to be told that somebody signed out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Outbound {
    /// Hosts that may be at private addresses (`rota.trust.example`); all others are called at public ones only.
    pub private_hosts: Vec<String>,
}

/// What carries text messages with codes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Texts {
    /// The address of a gateway that takes them by POST, as JSON with `id`, `to`, `from` and `text`: `https://...`, or
    /// `http://` on this machine. Empty while none is set up, and nobody can have codes sent.
    pub url: String,
    /// The file that holds the secret it asks for, sent as a bearer token; never the secret itself. It is read at every text.
    pub token_file: PathBuf,
    /// From whom texts come, as the gateway knows it.
    pub from: String,
    /// A file to which texts are written in place of a gateway, one a line, codes in the clear: for development and tests only.
    pub file: PathBuf,
}

/// From when on something is an alarm: in the log while the service runs, and for `guildhall doctor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Alarms {
    /// Part of the disk under the installation's folder that is used, in per cent: somebody should make room.
    pub disk_percent: u8,
    /// Part of the disk that is used, in per cent: somebody must make room now.
    pub disk_urgent_percent: u8,
    /// Size in MiB of the embedded engine's log file; it should start over at about 200.
    pub log_mib: u64,
    /// Age in minutes of the newest checkpoint while acts wait for one.
    pub checkpoint_minutes: u32,
    /// Age in hours of the newest backup.
    pub backup_hours: u32,
    /// Minutes for which a job may be overdue.
    pub job_minutes: u32,
}

impl Default for Alarms {
    fn default() -> Self {
        Self {
            disk_percent: 80,
            disk_urgent_percent: 90,
            log_mib: 800,
            checkpoint_minutes: 10,
            backup_hours: 26,
            job_minutes: 15,
        }
    }
}

/// Where checkpoints of the record go besides the installation's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Checkpoints {
    /// A folder (`/mnt/witness`), an address that takes them by POST (`https://...`), or a log server
    /// (`syslog://host:514`); empty for none.
    pub second: String,
}

/// What the service is called on its pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Brand {
    /// The product's name in the header.
    pub product: String,
    /// Who runs it, in the footer.
    pub operator: String,
    /// What the register calls its codes, for example "ODS".
    pub register: String,
    /// The domain of people's addresses.
    pub domain: String,
    /// The telephone of the service desk.
    pub desk: String,
}

/// The tenant to keep in step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tenant {
    /// The root of its Graph interface, without `/v1.0`; empty while no tenant is connected.
    pub url: String,
    /// Where tokens come from.
    pub token_url: String,
    /// The application's client id.
    pub client_id: String,
    /// The file that holds the application's secret; never the secret itself.
    pub secret_file: PathBuf,
    /// A file with a certificate (PEM) to trust besides those of the system when it is reached over https.
    pub ca_file: Option<PathBuf>,
    /// ISO 3166 code of the country in which licences are used.
    pub usage_location: String,
    /// Writes each process sends to it in a second; at least 1.
    pub writes_per_second: u32,
}

/// The mail server that takes letters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    /// Its host; empty while none is set up, and letters are kept and not sent.
    pub relay: String,
    /// Its port: 587 or 25 with `starttls`, 465 with `tls`.
    pub port: u16,
    /// How the connection is encrypted: `starttls`, `tls` or `none`.
    pub tls: MailTls,
    /// A file with a certificate (PEM) to trust besides those of the system.
    pub ca_file: Option<PathBuf>,
    /// The user it asks for, if it does.
    pub user: String,
    /// The file that holds the user's password; never the password itself.
    pub password_file: PathBuf,
    /// From whom letters come: `Guildhall <no-reply@guildhall.example>`. Reports about letters that came back go to
    /// this address with `+` and a key before the `@`.
    pub from: String,
    /// Where answers go; empty if nobody reads them.
    pub reply_to: String,
}

/// How the connection to the mail server is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    /// Not at all.
    None,
    /// It begins in the clear and must change.
    #[default]
    StartTls,
    /// From the first byte.
    Tls,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            relay: String::new(),
            port: 587,
            tls: MailTls::StartTls,
            ca_file: None,
            user: String::new(),
            password_file: PathBuf::new(),
            from: String::new(),
            reply_to: String::new(),
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            portal_url: "http://localhost:8400".to_owned(),
            port: 8400,
            listen: vec!["127.0.0.1".to_owned(), "::1".to_owned()],
            trusted_proxies: Vec::new(),
            farewell_seconds: 5,
            metrics_listen: Vec::new(),
            alarms: Alarms::default(),
            time_zone: "Europe/London".to_owned(),
            checkpoints: Checkpoints::default(),
            brand: Brand::default(),
            tenant: Tenant::default(),
            mail: Mail::default(),
            texts: Texts::default(),
            outbound: Outbound::default(),
        }
    }
}

impl Default for Brand {
    fn default() -> Self {
        Self {
            product: "Guildhall".to_owned(),
            operator: "National collaboration service".to_owned(),
            register: "Organisation".to_owned(),
            domain: "guildhall.example".to_owned(),
            desk: "0300 000 0000".to_owned(),
        }
    }
}

impl Default for Tenant {
    fn default() -> Self {
        Self {
            url: String::new(),
            token_url: String::new(),
            client_id: String::new(),
            secret_file: PathBuf::new(),
            ca_file: None,
            usage_location: String::new(),
            writes_per_second: 20,
        }
    }
}

impl Settings {
    /// Reads the file; a missing file gives the defaults, anything unknown or misspelt in it stops the start.
    pub fn read(file: &Path) -> Result<Self, Fault> {
        match std::fs::read_to_string(file) {
            Ok(text) => toml::from_str(&text).map_err(|error| {
                Fault::defect(format!("reading the settings in {}", file.display())).because(error)
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => {
                Err(Fault::outage(format!("reading the settings in {}", file.display()))
                    .because(error))
            }
        }
    }

    /// Writes the file, so that a new installation has one to edit.
    pub fn write(&self, file: &Path) -> Result<(), Fault> {
        let text = toml::to_string_pretty(self)
            .map_err(|error| Fault::defect("writing the settings").because(error))?;
        std::fs::write(file, text).map_err(|error| {
            Fault::outage(format!("writing the settings to {}", file.display())).because(error)
        })
    }
}
