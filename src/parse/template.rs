//! Templates of Helm charts: which values they read.
//!
//! Only the paths behind `.Values` count (Helm's chart template guide, "Values files"); no template is run.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The values that templates read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValuesRead {
    /// Paths that are read as they stand: `image.tag`.
    pub exact: BTreeSet<Box<str>>,
    /// Paths of which all that is below may be read: `{{ toYaml .Values.resources }}`, `{{ with .Values.auth }}`.
    pub whole: BTreeSet<Box<str>>,
    /// Whether the templates read `.Values` as a whole, so that any key may count.
    pub any: bool,
}

/// Finds what a template reads.
#[must_use]
pub fn parse_template(text: &str) -> ValuesRead {
    let mut read = ValuesRead::default();
    for at in memchr::memmem::find_iter(text.as_bytes(), b".Values") {
        let rest = &text[at + ".Values".len()..];
        // What stands outside of an action is text: `see .Values in NOTES.txt` reads nothing.
        let Some(action) = open_action(&text[..at]) else { continue };
        let path = value_path(rest);
        if path.is_empty() {
            // `index .Values "key"`, `.Values | toYaml`: what follows isn't in the path. `.ValuesX` is something else.
            read.any |= !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
            continue;
        }
        // Conditions look at the value itself, everything else may hand it on.
        let condition = ["if ", "else if ", "- if ", "- else if "].iter().any(|word| action.starts_with(word));
        let tested = condition && !action.contains('(');
        if !tested {
            read.whole.insert(path.into());
        }
        read.exact.insert(path.into());
    }
    read
}

/// How far before a value its action may start, in bytes.
const LONGEST_ACTION: usize = 2_000;

/// What stands in the action that is open at the end of a text, behind its `{{`.
fn open_action(before: &str) -> Option<&str> {
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST_ACTION))..];
    let action = &near[near.rfind("{{")? + 2..];
    (!action.contains("}}")).then_some(action)
}

/// The path at the start of a text: `.a.b` of `.a.b | quote`.
fn value_path(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '_')).unwrap_or(text.len());
    let path = text[..end].trim_end_matches('.');
    path.strip_prefix('.').unwrap_or_default()
}

impl ValuesRead {
    /// Adds what another template reads.
    pub fn extend(&mut self, other: Self) {
        self.exact.extend(other.exact);
        self.whole.extend(other.whole);
        self.any |= other.any;
    }

    /// Whether a template may read the value of a key path, or of one below it.
    #[must_use]
    pub fn reads(&self, key: &str) -> bool {
        if self.any || self.exact.contains(key) {
            return true;
        }
        let below = format!("{key}.");
        let next = self.exact.range::<str, _>((std::ops::Bound::Included(&*below), std::ops::Bound::Unbounded)).next();
        let above = key.match_indices(['.', '[']).map(|(at, _)| &key[..at]);
        next.is_some_and(|path| path.starts_with(&below)) || above.into_iter().any(|path| self.whole.contains(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_by_their_path() {
        let template = "\
{{- if .Values.ingress.enabled }}
image: {{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- with .Values.nodeSelector }}{{ toYaml . }}{{ end }}
{{- if and .Values.auth (not .Values.auth.existingSecret) }}{{ end }}
args: {{ toYaml $.Values.extra.args | nindent 4 }}
";
        let read = parse_template(template);
        for (key, expected) in [
            ("ingress.enabled", true),
            ("ingress", true),
            ("ingress.enabled.x", false),
            ("ingress.host", false),
            ("image.tag", true),
            ("image.tags", false),
            ("nodeSelector.disk", true),
            ("extra.args[0]", true),
            ("extra.env", false),
            ("auth.existingSecret", true),
            ("auth.password", false),
            ("global", false),
        ] {
            assert_eq!(read.reads(key), expected, "{key}");
        }
        assert!(parse_template("{{ index .Values \"a-b\" }}").reads("anything"));
        assert!(!parse_template(".ValuesX.a {{ .Values.b }}").reads("a"));
        let text = "# see .Values for more, {{ .Chart.Name }} and .Values.a\n";
        assert_eq!(parse_template(text), ValuesRead::default());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[{} .Values|toYaml()\n백]{0,60}", key in "[a-z.\\[0]{0,10}") {
            let _ = parse_template(&text).reads(&key);
        }
    }
}
