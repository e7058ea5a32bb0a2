//! What a test's server listens with, so that its frames leave as the product's do.

use axum::serve::ListenerExt;
use tokio::net::{TcpListener, TcpStream};

/// A listener for [`axum::serve()`] whose connections send each frame at once instead of waiting for more (TCP_NODELAY):
/// Nagle's algorithm would hold a 20 ms frame back until the one before is acknowledged.
pub fn without_delay(listener: TcpListener) -> impl axum::serve::Listener<Io = TcpStream, Addr = std::net::SocketAddr> {
    listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    })
}
