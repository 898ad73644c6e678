//! Files of a theme that are published beside the pages, under names that carry their hash.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::digest::Digest;
use crate::source::RepoPath;

/// A file of the theme that is published beside the pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Path in the theme: `css/base.css`.
    pub path: String,
    /// Path from the site root: `assets/base.1f2e3d4c.css`.
    pub published: String,
    /// Its bytes. In style sheets, `url(…)` of another asset names the published file.
    pub bytes: Cow<'static, [u8]>,
}

/// Names assets by their contents. Style sheets come last, because they name the others.
pub(super) fn publish(files: BTreeMap<String, Cow<'static, [u8]>>) -> Vec<Asset> {
    let (sheets, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| path.ends_with(".css"));
    let mut assets: Vec<Asset> = others.into_iter().map(|(path, bytes)| asset(path, bytes)).collect();
    let published: BTreeMap<String, String> =
        assets.iter().map(|asset| (asset.path.clone(), asset.published.clone())).collect();
    assets.extend(sheets.into_iter().map(|(path, bytes)| {
        let bytes = match std::str::from_utf8(&bytes).ok().and_then(|css| link_urls(&path, css, &published)) {
            Some(css) => Cow::Owned(css.into_bytes()),
            None => bytes,
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
