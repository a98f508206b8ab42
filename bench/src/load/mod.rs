//! The load client: one thread, one core, all sockets. It keeps its own pace and costs less than any server here.

mod crowd;
mod doors;
mod wire;

pub use crowd::Crowd;
pub use doors::{Door, open};
pub use wire::Wire;
