//! Fetches Debian's fail2ban package and unpacks it below the target folder, once.
//!
//! Several test programs and the benchmark use this file, each with `#[path]`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Debian's own configuration, in the package.
pub(crate) const CONFIGURATION: &str = "etc/fail2ban";

/// The unpacked package.
pub(crate) struct Package {
    root: PathBuf,
}

impl Package {
    /// The package, or `None` after saying that `what` is left out.
    ///
    /// # Panics
    ///
    /// If it cannot be had although `CI=true` asks for the whole suite.
    pub(crate) fn get(what: &str) -> Option<&'static Self> {
        static PACKAGE: OnceLock<Result<Package, String>> = OnceLock::new();
        match PACKAGE.get_or_init(Self::fetch) {
            Ok(package) => Some(package),
            Err(reason) => {
                let required = std::env::var("CI").is_ok_and(|value| value == "true");
                assert!(!required, "cannot get the real fail2ban: {reason}");
                eprintln!("left out: {what}: cannot get the real fail2ban: {reason}");
                None
            }
        }
    }

    /// A path inside the package.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Takes the unpacked package of an earlier run, or makes it.
    ///
    /// It is made in a folder of this process and renamed at the end, so that test runs
    /// side by side never see half of it.
    fn fetch() -> Result<Self, String> {
        let home = home();
        let root = home.join("fail2ban");
        if !root.is_dir() {
            let workshop = home.join(format!("fetch-{}", std::process::id()));
            fs::create_dir_all(&workshop)
                .map_err(|error| format!("{}: {error}", workshop.display()))?;
            let made = download(&workshop)
                .and_then(|archive| unpack(&workshop, &archive))
                .and_then(|unpacked| {
                    fs::rename(&unpacked, &root)
                        .or_else(|error| if root.is_dir() { Ok(()) } else { Err(error) })
                        .map_err(|error| format!("{}: {error}", root.display()))
                });
            // What is left of the workshop does no harm: the folder is below `target`.
            let _ = fs::remove_dir_all(&workshop);
            made?;
        }
        Ok(Self { root })
    }
}

/// The folder below `target` where everything of this test lives.
pub(crate) fn home() -> PathBuf {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    tmp.parent().unwrap_or(tmp).join("reference")
}

/// Downloads the package file; with new lists if the present ones are too old or missing.
fn download(workshop: &Path) -> Result<PathBuf, String> {
    let fetch = || run(workshop, "apt-get", &["--quiet", "download", "fail2ban"]);
    fetch().or_else(|_| {
        run(workshop, "apt-get", &["--quiet", "update"])?;
        fetch()
    })?;
    let entries =
        fs::read_dir(workshop).map_err(|error| format!("{}: {error}", workshop.display()))?;
    entries
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .ok_or_else(|| "apt-get left no package file".to_owned())
}

fn unpack(workshop: &Path, archive: &Path) -> Result<PathBuf, String> {
    let archive = archive.to_string_lossy();
    run(workshop, "dpkg", &["-x", &archive, "unpacked"])?;
    Ok(workshop.join("unpacked"))
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "{program} {}: {}",
        arguments.join(" "),
        text.trim()
    ))
}
