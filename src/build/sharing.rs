//! An output folder that is not docsgen's alone: the branch that a chart repository is served from, or one into which
//! somebody else copies files.

use crate::config::Kept;

/// How an output folder is shared with others.
#[derive(Clone, Debug, Default)]
pub struct Sharing {
    /// Files that are somebody else's, whoever wrote them: never written, replaced, removed or spoken of.
    pub keep: Kept,
    /// Files that docsgen didn't write and may replace all the same.
    pub replace: Kept,
    /// Whether the folder was there before the site: what is in it and isn't listed stays somebody else's, also where it is
    /// equal to a file of the site.
    pub merging: bool,
}

impl Sharing {
    /// Whether a file that docsgen didn't write, with the bytes that it would write, stays somebody else's.
    pub(super) fn leaves_equal(&self, route: &str) -> bool {
        self.merging && !self.replace.covers(route)
    }

    /// Whether a file that docsgen didn't write does what docsgen's own would do, whatever is in it.
    pub(super) fn leaves_any(&self, route: &str) -> bool {
        self.merging && route == ".nojekyll" && !self.replace.covers(route)
    }

    /// What to do about files in the way; `first` is one of `count`.
    pub(super) fn help(&self, first: &str, count: usize, out: &std::path::Path) -> String {
        if !self.merging {
            let out = out.display();
            return format!("move what you need elsewhere; if the folder holds only an old build, delete `{out}`");
        }
        let what = if count == 1 { first } else { "<pattern>" };
        format!(
            "to have docsgen's in its place, delete it there or build with `--replace {what}`; to leave it, name it in `keep` of \
             `[output.html]`: `keep = [\"{what}\"]`"
        )
    }
}
