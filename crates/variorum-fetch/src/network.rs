//! Names to addresses, and addresses to connections.

use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, lookup_host};

use crate::address::Permitted;

/// Something that comes later.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Bytes in both directions.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// The network as the client sees it: the real one is [`System`]; tests bring one of their own.
pub trait Network: Send + Sync {
    /// The addresses of a host name.
    fn resolve<'a>(&'a self, host: &'a str) -> Pending<'a, io::Result<Vec<IpAddr>>>;

    /// A connection to an address that was checked.
    fn connect(&self, to: Permitted) -> Pending<'_, io::Result<Box<dyn Stream>>>;
}

/// The network of this machine.
#[derive(Clone, Copy, Debug)]
pub struct System;

impl Network for System {
    fn resolve<'a>(&'a self, host: &'a str) -> Pending<'a, io::Result<Vec<IpAddr>>> {
        Box::pin(async move { Ok(lookup_host((host, 0)).await?.map(|address| address.ip()).collect()) })
    }

    fn connect(&self, to: Permitted) -> Pending<'_, io::Result<Box<dyn Stream>>> {
        Box::pin(async move {
            let stream = TcpStream::connect(to.address()).await?;
            Ok(Box::new(stream) as Box<dyn Stream>)
        })
    }
}

/// A connection from which no more than a number of bytes is taken, whatever they are.
pub(crate) struct Metered {
    stream: Box<dyn Stream>,
    left: usize,
}

impl Metered {
    pub(crate) fn new(stream: Box<dyn Stream>, most: usize) -> Self {
        Self { stream, left: most }
    }
}

impl AsyncRead for Metered {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        let taken = buffer.filled().len().saturating_sub(before);
        let left = self.left.checked_sub(taken);
        self.left = left.ok_or_else(|| io::Error::from(io::ErrorKind::QuotaExceeded))?;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Metered {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
