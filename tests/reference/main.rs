//! Live comparison with the real fail2ban.
//!
//! Debian's package is fetched into the target folder when the tests run, and its
//! `fail2ban-client` is asked to dump and to test the same folders as ours. Nothing it prints
//! is kept in the repository. Where the package cannot be had the tests say that they were
//! left out; with `CI=true` they fail.
//!
//! ```text
//! package   fetches and unpacks the real program
//! driver    asks the real program; two stand ready
//! program   the two programs behind one face, and their answers
//! ways      -d, -t, -d -t, --dp
//! rows      where Debian's 1.0.2 is known to differ from 1.1.2, which is what we follow
//! compare   asks both, and tells a difference
//! shrink    cuts a differing tree down to the lines that matter
//! trees     folders of files: written by the tests, copied, kept
//! generate  trees from a seed (`random`)
//! seeds     compares families of such trees
//! parallel  two at a time
//! ```
//!
//! The cases are in `arguments`, `debian`, `overlays`, `oddities`, `generated`, `mutated` and `elsewhere`.
//! Variables:
//!
//! | Variable | Effect |
//! |---|---|
//! | `GAOLER_TREES` | how many generated trees (2,000) |
//! | `GAOLER_MUTATED` | how many variants of Debian's configuration (300) |
//! | `GAOLER_SEED` | seed of the first one of both |
//! | `GAOLER_TREES_DIR` | further base directories to compare, one per subfolder |
//! | `GAOLER_SUBJECT=fail2ban` | the real program on both sides: are the cases themselves sound? |

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "tests touch files, start programs, read variables and say what they left out"
)]

mod arguments;
mod compare;
mod debian;
mod driver;
mod elsewhere;
mod generate;
mod generated;
mod mutated;
mod oddities;
mod overlays;
#[path = "../support/package.rs"]
mod package;
mod parallel;
mod program;
mod random;
mod rows;
mod seeds;
mod shrink;
mod trees;
mod ways;
