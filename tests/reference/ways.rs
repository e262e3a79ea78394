//! The ways of asking about a base directory.

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The commands that the configuration comes to.
    Dump,
    /// Whether it is sound.
    Test,
    /// Both.
    DumpTest,
    /// The commands, long ones over several lines.
    Pretty,
}

/// The dump alone: the richest of the answers.
pub(crate) const DUMP: &[Way] = &[Way::Dump];

/// Every way.
pub(crate) const EACH: &[Way] = &[Way::Dump, Way::Test, Way::DumpTest, Way::Pretty];

impl Way {
    /// The options of the command line.
    pub(crate) fn options(self) -> &'static [&'static str] {
        match self {
            Self::Dump => &["-d"],
            Self::Test => &["-t"],
            Self::DumpTest => &["-d", "-t"],
            Self::Pretty => &["--dp"],
        }
    }

    /// Whether the commands are printed.
    pub(crate) fn dumps(self) -> bool {
        self != Self::Test
    }

    /// Whether there is a verdict.
    pub(crate) fn tests(self) -> bool {
        matches!(self, Self::Test | Self::DumpTest)
    }
}
