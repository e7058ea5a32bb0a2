//! The server's address: ours from the start on, answered once all is ready.

use anyhow::Context;
use std::net::SocketAddr;
use tokio::net::{TcpListener, TcpSocket};

/// Connections that wait to be taken: as many as tokio's own listeners let wait.
const WAITING_MAX: u32 = 1024;

/// An address that nobody else can have; connections are refused.
pub(super) struct Reserved {
    socket: TcpSocket,
    address: SocketAddr,
}

impl Reserved {
    /// Takes an address.
    pub(super) fn of(address: SocketAddr) -> anyhow::Result<Self> {
        let bound = || {
            let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
            // Connections of a server before this one may still be fading.
            socket.set_reuseaddr(true)?;
            socket.bind(address)?;
            std::io::Result::Ok(socket)
        };
        Ok(Reserved { socket: bound().with_context(|| taken(address))?, address })
    }

    /// Lets connections come.
    pub(super) fn listen(self) -> anyhow::Result<TcpListener> {
        self.socket.listen(WAITING_MAX).with_context(|| taken(self.address))
    }
}

fn taken(address: SocketAddr) -> String {
    format!("listen on {address} ([server] listen), which must be one of this machine's and taken by nobody")
}
