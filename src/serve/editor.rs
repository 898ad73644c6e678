//! Addresses that open a place of a file in an editor.

use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::error::{Error, Result};

/// What means something else in an address than a letter of a path.
const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// Editors by the names that `--editor` knows, and how their addresses are written.
const KNOWN: &[(&str, &str)] = &[
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("zed", "zed://file{path}:{line}:{column}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{path}&line={line}&column={column}"),
];

/// How the addresses of an editor are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(String);

impl Editor {
    /// An editor by its name, or a template with `{path}`, `{line}` and `{column}`; `{file}` is the path from the
    /// repository's root.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn new(written: &str) -> Result<Self> {
        if let Some((_, template)) = KNOWN.iter().find(|(name, _)| *name == written) {
            return Ok(Self((*template).to_owned()));
        }
        let scheme = written.split_once(':').map_or("", |(scheme, _)| scheme);
        let names_file = written.contains("{path}") || written.contains("{file}");
        let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.'));
        // These would run in the page instead of opening anything.
        let runs = ["javascript", "data", "vbscript"].iter().any(|script| scheme.eq_ignore_ascii_case(script));
        if is_scheme && names_file && !runs {
            return Ok(Self(written.to_owned()));
        }
        let names: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
        Err(Error::new(format!("`{written}` is no editor and no template of its addresses")).help(format!(
            "known are {}; a template is like `vscode://file{{path}}:{{line}}:{{column}}`",
            names.join(", ")
        )))
    }

    /// The address of a place. `root` is the repository, `file` the path in it.
    pub(super) fn url(&self, root: &Path, file: &str, line: u32, column: u32) -> String {
        let path = root.join(file).to_string_lossy().replace('\\', "/");
        // `C:/x` must not look like a host.
        let path = if path.starts_with('/') { path } else { format!("/{path}") };
        let encode = |text: &str| utf8_percent_encode(text, IN_PATH).to_string();
        // The path last: it may hold what looks like another placeholder.
        self.0
            .replace("{line}", &line.to_string())
            .replace("{column}", &column.to_string())
            .replace("{file}", &encode(file))
            .replace("{path}", &encode(&path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_are_known_by_name_or_by_template() {
        let root = Path::new("/home/me/a repo");
        for (written, expected) in [
            ("vscode", "vscode://file/home/me/a%20repo/docs/x%23.md:3:7"),
            ("idea", "idea://open?file=/home/me/a%20repo/docs/x%23.md&line=3&column=7"),
            ("zed", "zed://file/home/me/a%20repo/docs/x%23.md:3:7"),
            ("sublime", "subl://open?url=file:///home/me/a%20repo/docs/x%23.md&line=3&column=7"),
            ("my-editor:/src/{file}#{line}", "my-editor:/src/docs/x%23.md#3"),
        ] {
            let editor = Editor::new(written).unwrap();
            assert_eq!(editor.url(root, "docs/x#.md", 3, 7), expected, "{written}");
        }
    }

    #[test]
    fn what_would_run_or_leads_nowhere_is_refused() {
        for written in [
            "emacs",
            "",
            "javascript:alert({path})",
            "JavaScript:{path}",
            "data:{path}",
            "x://file",
            "{path}",
            "1a:{path}",
        ] {
            let error = Editor::new(written).expect_err(written);
            assert!(error.help_text().is_some_and(|help| help.contains("vscodium")), "{error}");
        }
    }
}
