//! Base directories from outside: each subfolder of `GAOLER_TREES_DIR`.

use std::path::{Path, PathBuf};

use crate::compare::{compare, report};
use crate::package::Package;
use crate::parallel;
use crate::trees;
use crate::ways::EACH;

#[test]
fn every_tree_from_outside() {
    let Ok(folder) = std::env::var("GAOLER_TREES_DIR") else {
        return;
    };
    let Some(package) = Package::get("GAOLER_TREES_DIR") else {
        return;
    };
    let entries = trees::subfolders_and_files(Path::new(&folder))
        .unwrap_or_else(|error| panic!("GAOLER_TREES_DIR: {folder}: {error}"));
    let bases: Vec<PathBuf> = entries.into_iter().filter(|path| path.is_dir()).collect();
    let results = parallel::each(&bases, |base| {
        let name = base.file_name().unwrap_or_default().to_string_lossy();
        compare(package, &name, base, &[], EACH)
    });
    let differences: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    eprintln!("{} base directories of {folder} compared", bases.len());
    report(&differences);
}
