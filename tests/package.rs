//! What `cargo package` puts into the package.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "cargo is a process, and tests say what they left out"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

/// The files of the package; nothing where cargo refuses to list them.
fn listed() -> Option<Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO"))
        .args(["package", "--list", "--allow-dirty", "--offline"])
        .current_dir(root)
        .output()
        .expect("cargo runs");
    let complaint = String::from_utf8_lossy(&output.stderr);
    if !root.join("README.md").exists() {
        // Cargo lists nothing without it. Once it is there, the rest counts.
        assert!(complaint.contains("`README.md` does not appear to exist"));
        eprintln!("left out: there is no README.md yet");
        return None;
    }
    assert!(output.status.success(), "{complaint}");
    let text = String::from_utf8(output.stdout).expect("names are plain");
    Some(text.lines().map(str::to_owned).collect())
}

#[test]
fn the_package_has_what_the_program_and_its_users_need() {
    let Some(listed) = listed() else { return };
    let needed = [
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "src/config/shipped/fail2ban.conf",
        "src/lib.rs",
        "src/main.rs",
    ];
    for file in needed {
        assert!(listed.iter().any(|listed| listed == file), "{file}");
    }
    for folder in ["filter.d", "action.d", "jail.d"] {
        let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
        for entry in entries.expect("it is in the repository") {
            let name = entry.expect("it can be listed").file_name();
            let file = format!("{folder}/{}", name.to_string_lossy());
            assert!(listed.contains(&file), "{file}");
        }
    }
}

#[test]
fn the_package_has_nothing_that_only_tests_need() {
    let Some(listed) = listed() else { return };
    for file in listed {
        let folder = file.split('/').next().unwrap_or_default();
        assert!(
            !["testdata", "tests", "benches", "fuzz", "target"].contains(&folder),
            "{file}"
        );
    }
}
