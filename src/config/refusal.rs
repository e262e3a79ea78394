//! Why a jail, or the whole configuration, cannot be used.

use crate::diag::Diagnostic;
use crate::ini::InterpolationError;

/// How far a fault reaches in the reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Only the jail is left out.
    Jail,
    /// Nothing is configured at all.
    Everything,
}

/// A jail that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// How far the fault reaches in the reference; gaoler's own programs leave
    /// out the jail in both cases.
    pub reach: Reach,
    /// The reference's message.
    pub reference: String,
    /// What is wrong, in our own words.
    pub diagnostics: Vec<Diagnostic>,
}

impl Refusal {
    /// A fault that only costs the jail.
    pub fn of_jail(reference: String, diagnostics: Vec<Diagnostic>) -> Refusal {
        Refusal {
            reach: Reach::Jail,
            reference,
            diagnostics,
        }
    }

    /// A fault that costs everything in the reference.
    pub fn of_everything(reference: String, diagnostic: Diagnostic) -> Refusal {
        Refusal {
            reach: Reach::Everything,
            reference,
            diagnostics: vec![diagnostic],
        }
    }
}

impl From<InterpolationError> for Refusal {
    fn from(error: InterpolationError) -> Self {
        Refusal::of_everything(error.reference, *error.diagnostic)
    }
}
