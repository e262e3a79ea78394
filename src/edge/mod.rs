//! The only code that touches the world.

mod disk;

pub use disk::Disk;
