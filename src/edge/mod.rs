//! The only code that touches the world: files, the terminal, the clock, the
//! environment.

mod clock;
mod disk;
mod embedded;
mod place;
mod world;

pub use clock::log_stamp;
pub use disk::Disk;
pub use embedded::{EMBEDDED_BASE, Embedded, export};
pub use place::Place;
pub use world::{Exit, World};
