//! `[book] docsgen`: the version of docsgen that a repository was written for.

use crate::diagnostic::{Code, Release, Remark};
use crate::node::{Reader, Sink};
use crate::source::TextRange;

/// Reads the key, and says so where this program is older.
pub(super) fn read(table: &mut Reader<'_>, sink: &mut Sink) -> Option<Release> {
    let written = table.text("docsgen", sink)?;
    let Some(named) = Release::parse(&written.value) else {
        let message = format!("`{}` is no version of docsgen", written.value);
        sink.invalid(written.range, message).help =
            Some(format!("write its first two numbers: `docsgen = \"{}\"`", Release::own()));
        return None;
    };
    sink.remarks.extend(outdated(named, Release::own(), written.range));
    Some(named)
}

/// What there is to say where a repository names a version later than the program's own.
fn outdated(named: Release, own: Release, range: TextRange) -> Option<Remark> {
    (named > own).then(|| {
        let message = format!("the repository was written for docsgen {named}, and this one is older");
        Remark::new(Code::DocsgenOutdated, range, message).help(format!(
            "install docsgen {named} or later: this is {own}, without the checks and settings that came after it"
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_older_says_so() {
        let release = |text| Release::parse(text).expect("a version");
        for (named, own, is_outdated) in [
            ("0.1", "0.1", false),
            ("0.1", "0.2", false),
            ("0.2", "0.1", true),
            ("0.10", "0.9", true),
            ("1.0", "0.9", true),
        ] {
            let said = outdated(release(named), release(own), TextRange::default());
            assert_eq!(said.is_some(), is_outdated, "{named} {own}");
        }
    }
}
