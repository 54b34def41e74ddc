//! A network in memory, with servers, names and a clock of its own: it records who was asked for and
//! who was connected to, and time passes only as the servers let it.

use std::collections::{BTreeMap, VecDeque};
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use variorum_fetch::{
    Client, Error, Network, Pending, Permitted, Request, Response, Settings, Stream, Target,
};

/// A public address for hosts of the tests.
pub(crate) const PUBLIC: &str = "93.184.216.34";
/// Another.
pub(crate) const OTHER: &str = "151.101.1.67";

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;
type Server = Arc<dyn Fn(DuplexStream) -> Work + Send + Sync>;

#[derive(Clone, Default)]
pub(crate) struct World(Arc<State>);

#[derive(Default)]
struct State {
    /// What a name leads to, time after time; the last answer stays.
    names: Mutex<BTreeMap<String, VecDeque<Vec<IpAddr>>>>,
    servers: Mutex<BTreeMap<SocketAddr, Server>>,
    resolved: Mutex<Vec<String>>,
    connected: Mutex<Vec<SocketAddr>>,
    written: AtomicUsize,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// `host` leads to each of `answers` in turn: addresses with commas between.
    pub(crate) fn name(&self, host: &str, answers: &[&str]) -> &Self {
        let ips = |answer: &&str| answer.split(',').map(|ip| ip.trim().parse().unwrap()).collect();
        self.0.names.lock().unwrap().insert(host.to_owned(), answers.iter().map(ips).collect());
        self
    }

    /// A server at `address:port` that does `work` with each connection.
    pub(crate) fn server<F>(
        &self,
        at: &str,
        work: impl Fn(DuplexStream) -> F + Send + Sync + 'static,
    ) -> &Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let server: Server = Arc::new(move |stream| Box::pin(work(stream)));
        self.0.servers.lock().unwrap().insert(at.parse().unwrap(), server);
        self
    }

    /// A server that gives an answer to the head of each question.
    pub(crate) fn answers(
        &self,
        at: &str,
        answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static,
    ) -> &Self {
        let answer = Arc::new(answer);
        self.server(at, move |mut stream| {
            let answer = Arc::clone(&answer);
            async move {
                let question = question(&mut stream).await;
                // A client that went away takes nothing.
                let _ = stream.write_all(&answer(&question)).await;
            }
        })
    }

    /// A server that writes `chunk` for ever, counted in [`World::written`].
    pub(crate) fn endless(&self, at: &str, head: &str, chunk: Vec<u8>) -> &Self {
        let (world, head) = (self.clone(), head.to_owned());
        self.server(at, move |mut stream| {
            let (world, head, chunk) = (world.clone(), head.clone(), chunk.clone());
            async move {
                question(&mut stream).await;
                let mut going = stream.write_all(head.as_bytes()).await.is_ok();
                while going {
                    going = stream.write_all(&chunk).await.is_ok();
                    world.0.written.fetch_add(chunk.len(), Ordering::Relaxed);
                }
            }
        })
    }

    /// Bytes that endless servers got rid of.
    pub(crate) fn written(&self) -> usize {
        self.0.written.load(Ordering::Relaxed)
    }

    /// The addresses that were connected to, in order.
    pub(crate) fn connected(&self) -> Vec<String> {
        self.0.connected.lock().unwrap().iter().map(ToString::to_string).collect()
    }

    /// The names that were asked for, in order.
    pub(crate) fn resolved(&self) -> Vec<String> {
        self.0.resolved.lock().unwrap().clone()
    }

    pub(crate) fn client(&self, settings: Settings) -> Client {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(include_bytes!("tls/issuer.pem")).unwrap()).unwrap();
        Client::on(Arc::new(self.clone()), roots, settings)
    }

    /// Fetches an address.
    pub(crate) fn fetch(&self, address: &str) -> Result<Response, Error> {
        self.fetch_with(Settings::default(), Request::new(Target::parse(address)?))
    }

    pub(crate) fn ask(&self, request: Request) -> Result<Response, Error> {
        self.fetch_with(Settings::default(), request)
    }

    pub(crate) fn fetch_with(&self, settings: Settings, request: Request) -> Result<Response, Error> {
        let client = self.client(settings);
        in_its_own_time(async move { client.fetch(&request).await })
    }
}

impl Network for World {
    fn resolve<'a>(&'a self, host: &'a str) -> Pending<'a, io::Result<Vec<IpAddr>>> {
        self.0.resolved.lock().unwrap().push(host.to_owned());
        let mut names = self.0.names.lock().unwrap();
        let answers = names.get_mut(host.trim_end_matches('.'));
        let answer = answers.map(|answers| match answers.len() {
            1 => answers[0].clone(),
            _ => answers.pop_front().unwrap(),
        });
        Box::pin(async move { answer.ok_or_else(|| io::ErrorKind::NotFound.into()) })
    }

    fn connect(&self, to: Permitted) -> Pending<'_, io::Result<Box<dyn Stream>>> {
        self.0.connected.lock().unwrap().push(to.address());
        let server = self.0.servers.lock().unwrap().get(&to.address()).cloned();
        Box::pin(async move {
            let server = server.ok_or(io::ErrorKind::ConnectionRefused)?;
            let (ours, theirs) = duplex(64 << 10);
            tokio::spawn(server(theirs));
            Ok(Box::new(ours) as Box<dyn Stream>)
        })
    }
}

/// Runs `work` on a clock that stands still while anything can be done and jumps when nothing can.
pub(crate) fn in_its_own_time<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.unwrap().block_on(work)
}

/// The head of a question.
pub(crate) async fn question(stream: &mut DuplexStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(head).unwrap()
}

/// A whole answer.
pub(crate) fn answer(status: u16, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let head = format!("HTTP/1.1 {status} X\r\n{lines}content-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// A redirect.
pub(crate) fn redirect(status: u16, to: &str) -> Vec<u8> {
    answer(status, &[&format!("location: {to}")], b"")
}

/// What a server needs for secure connections, with one of the certificates of `tls/`.
pub(crate) fn secure_server(certificate: &'static [u8]) -> tokio_rustls::TlsAcceptor {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let chain = vec![CertificateDer::from_pem_slice(certificate).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("tls/host.key")).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Arc::new(config.unwrap().with_no_client_auth().with_single_cert(chain, key).unwrap()).into()
}
