//! A certificate authority of its own, kept in `DIR/tls`, and a fresh certificate for `localhost` at every start.
//!
//! SDK credential libraries insist on https. A client trusts `DIR/tls/ca.pem`, which stays the same over
//! restarts; the certificate it signs does not need to be kept.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use kernel::clock::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

/// Days the authority is good for, counted from its making.
const AUTHORITY_DAYS: i64 = 3650;
/// Days a certificate is good for, counted from the start.
const DAYS: i64 = 397;

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CertificateError {
    #[error("the certificates cannot be read or written")]
    Io(#[from] io::Error),
    #[error("a certificate cannot be made")]
    Make(#[from] rcgen::Error),
    #[error("the certificate cannot be used")]
    Use(#[from] rustls::Error),
}

/// The acceptor for the listener, and the authority's certificate for clients.
pub(crate) fn open(
    directory: &Path,
    now: Timestamp,
) -> Result<(TlsAcceptor, String), CertificateError> {
    let (authority, pem) = authority(&directory.join("tls"), now)?;
    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name = named("localhost");
    last(&mut params, now, DAYS);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.use_authority_key_identifier_extension = true;
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, &authority)?;
    let chain: Vec<CertificateDer<'static>> = vec![certificate.der().clone()];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth();
    let mut config = config.with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((TlsAcceptor::from(Arc::new(config)), pem))
}

/// Reads the authority, or makes it.
fn authority(
    directory: &Path,
    now: Timestamp,
) -> Result<(Issuer<'static, KeyPair>, String), CertificateError> {
    let (certificate_file, key_file) = (directory.join("ca.pem"), directory.join("ca.key"));
    let mut params = CertificateParams::default();
    params.distinguished_name = named("Tenant emulator authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    if let (Ok(pem), Ok(key)) =
        (fs::read_to_string(&certificate_file), fs::read_to_string(&key_file))
    {
        // Name and key are all an issuer gives to what it signs; both are the same as when it was made.
        return Ok((Issuer::new(params, KeyPair::from_pem(&key)?), pem));
    }
    last(&mut params, now, AUTHORITY_DAYS);
    let key = KeyPair::generate()?;
    let pem = params.self_signed(&key)?.pem();
    fs::create_dir_all(directory)?;
    private(&key_file, &key.serialize_pem())?;
    fs::write(&certificate_file, &pem)?;
    Ok((Issuer::new(params, key), pem))
}

/// Writes a file only its owner may read.
fn private(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file =
        fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

/// Makes a certificate good from yesterday on, for so many days; the day before forgives a client's slow clock.
fn last(params: &mut CertificateParams, now: Timestamp, days: i64) {
    let (from, to) = (day(now.plus_days(-1)), day(now.plus_days(days)));
    params.not_before = rcgen::date_time_ymd(from.0, from.1, from.2);
    params.not_after = rcgen::date_time_ymd(to.0, to.1, to.2);
}

fn day(at: Timestamp) -> (i32, u8, u8) {
    let moment = jiff::Timestamp::from_microsecond(at.micros())
        .unwrap_or_default()
        .to_zoned(jiff::tz::TimeZone::UTC);
    (i32::from(moment.year()), moment.month().unsigned_abs(), moment.day().unsigned_abs())
}
