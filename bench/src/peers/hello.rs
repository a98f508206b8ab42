//! An axum hello-world.

use anyhow::Result;
use axum::{Router, routing::get, serve::ListenerExt};
use tokio::net::TcpListener;

pub async fn serve(listener: TcpListener) -> Result<()> {
    let router = Router::new().route("/", get(|| async { "Hello, world!" })).route("/healthz", get(|| async { "ok" }));
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}
