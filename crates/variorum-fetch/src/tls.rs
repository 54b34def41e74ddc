//! Secure connections, checked against the roots that this machine trusts.

use std::io;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use crate::network::Stream;
use crate::target::Target;
use crate::{Error, ErrorKind};

/// The roots that this machine trusts. `SSL_CERT_FILE` and `SSL_CERT_DIR` name others.
pub(crate) fn system_roots() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    // Certificates that cannot be read are those of others; without any, the first secure connection says so.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots
}

/// What a secure connection needs; `None` for the roots means that there are none to check against.
pub(crate) fn config(roots: RootCertStore) -> Option<Arc<ClientConfig>> {
    if roots.is_empty() {
        return None;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    let mut config = versions.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Some(Arc::new(config))
}

/// Makes a connection secure.
pub(crate) async fn secure(
    config: Option<&Arc<ClientConfig>>,
    target: &Target,
    stream: Box<dyn Stream>,
) -> Result<Box<dyn Stream>, Error> {
    let Some(config) = config else {
        let message = "this machine has no root certificates to check a secure connection with: \
                       install the package ca-certificates, or set SSL_CERT_FILE";
        return Err(Error::new(ErrorKind::Machine, message));
    };
    let host = target.host().trim_start_matches('[').trim_end_matches(']').to_owned();
    let name = ServerName::try_from(host)
        .map_err(|_| Error::new(ErrorKind::Address, "the name of the host cannot stand in a certificate"))?;
    let connected = TlsConnector::from(Arc::clone(config)).connect(name, stream).await;
    Ok(Box::new(connected.map_err(|error| insecure(&error))?))
}

fn insecure(error: &io::Error) -> Error {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    let words = match inner {
        Some(rustls::Error::InvalidCertificate(why)) => format!("its certificate {}", fault(why)),
        Some(rustls::Error::InvalidMessage(_)) => {
            "what it speaks on this port is not the protocol of secure connections".to_owned()
        }
        Some(other) => format!("no secure connection: {other}"),
        None => format!("the secure connection broke off while it was made: {error}"),
    };
    Error::new(ErrorKind::Security, words)
}

fn fault(error: &CertificateError) -> String {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "has expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "is not valid yet: is the clock of this machine right?".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "is for another host".to_owned()
        }
        CertificateError::UnknownIssuer => "was issued by nobody that this machine trusts".to_owned(),
        CertificateError::Revoked => "was revoked".to_owned(),
        other => format!("is not valid: {other}"),
    }
}
