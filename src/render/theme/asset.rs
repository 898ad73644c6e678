//! Files of a theme that are published beside the pages, under names that carry their hash.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::DefaultFile;
use crate::digest::Digest;
use crate::source::RepoPath;

/// A file of the theme that is published beside the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Path in the theme: `css/base.css`.
    pub path: String,
    /// Path from the site root: `assets/base.1f2e3d4c.css`.
    pub published: String,
    /// Its bytes. In style sheets, `url(…)` of another asset names the published file, and comments are left out.
    pub bytes: Cow<'static, [u8]>,
}

/// A file of the default theme as it is published: scripts without what readers would load for nothing.
pub(super) fn to_publish(file: &DefaultFile) -> Cow<'static, [u8]> {
    match std::str::from_utf8(file.bytes) {
        Ok(script) if file.path.ends_with(".js") => Cow::Owned(script_without_comments(script).into_bytes()),
        _ => Cow::Borrowed(file.bytes),
    }
}

/// A script without indentation, and without comments that have lines of their own. No text in the default theme's scripts
/// goes over several lines, which a test holds.
pub(super) fn script_without_comments(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut in_comment = false;
    for line in script.lines().map(str::trim_start) {
        if in_comment || line.starts_with("/*") {
            in_comment = !line.trim_end().ends_with("*/");
        } else if !line.is_empty() && !line.starts_with("//") {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// Names assets by their contents. Style sheets come last, because they name the others.
pub(super) fn publish(files: BTreeMap<String, Cow<'static, [u8]>>) -> Vec<Asset> {
    let (sheets, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| path.ends_with(".css"));
    let mut assets: Vec<Asset> = others.into_iter().map(|(path, bytes)| asset(path, bytes)).collect();
    let published: BTreeMap<String, String> =
        assets.iter().map(|asset| (asset.path.clone(), asset.published.clone())).collect();
    assets.extend(sheets.into_iter().map(|(path, bytes)| {
        let bytes = match std::str::from_utf8(&bytes).map(sheet_without_comments) {
            Ok(css) => match link_urls(&path, &css, &published) {
                Some(linked) => Cow::Owned(linked.into_bytes()),
                None => Cow::Owned(css.into_bytes()),
            },
            Err(_) => bytes,
        };
        asset(path, bytes)
    }));
    assets.sort_by(|one, other| one.path.cmp(&other.path));
    assets
}

pub(super) fn asset(path: String, bytes: Cow<'static, [u8]>) -> Asset {
    let hash = Digest::of(&bytes).short(8);
    let name = path.rsplit_once('/').map_or(path.as_str(), |(_, name)| name);
    let published = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!("assets/{stem}.{hash}.{extension}"),
        _ => format!("assets/{name}.{hash}"),
    };
    Asset { path, published, bytes }
}

/// Points each `url(…)` that names an asset to its published file, which lies beside the style sheet. `None` where
/// there is none.
fn link_urls(path: &str, css: &str, published: &BTreeMap<String, String>) -> Option<String> {
    let folder = RepoPath::new(path)?.parent();
    let mut linked = String::new();
    let mut copied = 0;
    for (start, opening) in css.match_indices("url(") {
        let start = start + opening.len();
        let Some(length) = css[start..].find(')') else { break };
        let written = &css[start..start + length];
        let url = written.trim().trim_matches(['"', '\'']);
        let (file, suffix) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
        let target = folder.join(file).and_then(|target| published.get(target.as_str()));
        if let Some(name) = target.and_then(|target| target.strip_prefix("assets/")) {
            linked.push_str(&css[copied..start]);
            linked.extend(["\"", name, suffix, "\""]);
            copied = start + length;
        }
    }
    (copied > 0).then(|| linked + &css[copied..])
}

/// A style sheet without its comments, which are a tenth of what a reader would load. `/*! … */` says a licence, and stays.
fn sheet_without_comments(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut copied = 0;
    let mut at = 0;
    // The quote of the string that is open, or the bracket that closes an address without quotes.
    let mut until = None;
    let bytes = css.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        match until {
            _ if byte == b'\\' => at += 1,
            Some(end) if byte == end => until = None,
            Some(_) => {}
            None if matches!(byte, b'"' | b'\'') => until = Some(byte),
            None if byte == b'('
                && css[..at].ends_with("url")
                && !css[at + 1..].trim_start().starts_with(['"', '\'']) =>
            {
                until = Some(b')');
            }
            None if byte == b'/' && css[at..].starts_with("/*") && !css[at..].starts_with("/*!") => {
                kept.push_str(&css[copied..at]);
                let length = css[at + 2..].find("*/").map_or(css.len() - at, |length| length + 4);
                at += length;
                if kept.is_empty() || kept.ends_with('\n') {
                    // Its line goes with it.
                    at += css[at..].len() - css[at..].trim_start().len();
                } else if !kept.ends_with(' ') {
                    // It parts what stands on its sides.
                    kept.push(' ');
                }
                copied = at;
                continue;
            }
            None => {}
        }
        at += 1;
    }
    kept.push_str(css.get(copied..).unwrap_or_default());
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_of_style_sheets_are_left_out() {
        for (css, kept) in [
            ("/* What it is. */\na { b: c; }\n", "a { b: c; }\n"),
            ("a { b: c; } /* why */\n/* two\n lines */\nd { e: f/**/g; }\n", "a { b: c; } \nd { e: f g; }\n"),
            ("a::after { content: \"/* no */\"; }", "a::after { content: \"/* no */\"; }"),
            ("a { b: '\\'/* no */'; } /* yes */", "a { b: '\\'/* no */'; } "),
            ("a { b: url(data:x/*y*/z) url( \"/*\" ) /* x */; }", "a { b: url(data:x/*y*/z) url( \"/*\" ) ; }"),
            ("/*! licence */ a { b: c; }", "/*! licence */ a { b: c; }"),
            ("a { b: c; }/* open", "a { b: c; } "),
            ("a { b: \"가\\", "a { b: \"가\\"),
            ("/* 가 */ 나 { b: '\\가/*'; } /* 다 */", "나 { b: '\\가/*'; } "),
            ("", ""),
        ] {
            assert_eq!(sheet_without_comments(css), kept, "{css}");
        }
    }
}
