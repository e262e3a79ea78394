//! Cuts a tree down to the files and lines that a difference needs.

#[path = "../support/shrink.rs"]
mod text;

use crate::trees::Tree;

/// Trials at most; each asks both programs.
const PATIENCE: usize = 600;

/// A smaller tree for which `differs` still holds, as it does for `tree`.
pub(crate) fn shrink(tree: &Tree, differs: impl Fn(&Tree) -> bool) -> Tree {
    let mut search = Search {
        best: tree.clone(),
        left: PATIENCE,
        differs,
    };
    loop {
        let before = search.best.size();
        search.without_files();
        for index in 0..search.best.files.len() {
            search.without_lines(index);
        }
        if search.best.size() == before || search.left == 0 {
            return search.best;
        }
    }
}

struct Search<D> {
    best: Tree,
    left: usize,
    differs: D,
}

impl<D: Fn(&Tree) -> bool> Search<D> {
    /// Takes the smaller tree if the difference is still there.
    fn accepts(&mut self, smaller: Tree) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let accepted = (self.differs)(&smaller);
        if accepted {
            self.best = smaller;
        }
        accepted
    }

    fn without_files(&mut self) {
        let mut index = 0;
        while index < self.best.files.len() {
            let mut smaller = self.best.clone();
            let (path, _) = smaller.files.remove(index);
            // Without these two the case would be another one (V29).
            let needed = path == "fail2ban.conf" || path == "jail.conf";
            if needed || !self.accepts(smaller) {
                index += 1;
            }
        }
    }

    /// Leaves out runs of lines, long ones first.
    fn without_lines(&mut self, file: usize) {
        let whole = self.best.files[file].1.clone();
        text::without_parts(text::lines(&whole), |fewer| {
            let mut smaller = self.best.clone();
            smaller.files[file].1 = fewer.to_owned();
            self.accepts(smaller)
        });
    }
}

impl Tree {
    fn size(&self) -> usize {
        self.files
            .iter()
            .map(|(path, text)| path.len() + text.len())
            .sum()
    }
}

#[test]
fn only_what_is_needed_stays() {
    let mut tree = Tree::default();
    tree.add("jail.conf", "one\ntwo\nthree\nfour\nfive\n");
    tree.add("other", "x\n");
    let needed = |tree: &Tree| {
        let text = &tree.files[0].1;
        text.contains("two\n") && text.contains("five\n")
    };
    let small = shrink(&tree, needed);
    assert_eq!(
        small.files,
        [("jail.conf".to_owned(), "two\nfive\n".to_owned())]
    );
}
