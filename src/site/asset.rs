//! Pictures and other embedded files, as far as a page needs to know them.

use rapidhash::RapidHashMap;

use super::route::Route;
use crate::digest::Digest;
use crate::source::RepoPath;

/// The files that pages embed, by path.
pub type Assets = RapidHashMap<RepoPath, Asset>;

/// The first line of a Git LFS pointer file (Git LFS specification, "The Pointer").
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// An embedded file, its bytes left on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Where it is published: its name carries a digest, so that it may be cached for ever.
    pub route: Route,
    /// Width and height in pixels, where it is a picture that says so.
    pub size: Option<(u32, u32)>,
    /// Whether it is a Git LFS pointer instead of the file itself.
    pub lfs_pointer: bool,
}

impl Asset {
    /// Looks at a file's bytes.
    #[must_use]
    pub fn read(path: &RepoPath, bytes: &[u8]) -> Self {
        Self {
            route: hashed_route(path, bytes),
            size: dimensions(path, bytes),
            lfs_pointer: bytes.starts_with(LFS_POINTER),
        }
    }
}

/// `assets/<name>.<digest>.<extension>`.
fn hashed_route(path: &RepoPath, bytes: &[u8]) -> Route {
    let digest = Digest::of(bytes).short(8);
    let stem: String = path.file_stem().chars().filter(|c| !c.is_control() && *c != '\\').take(50).collect();
    let name = match path.extension() {
        Some(extension) => format!("assets/{stem}.{digest}.{}", extension.to_lowercase()),
        None => format!("assets/{stem}.{digest}"),
    };
    Route::new(&name).or_else(|_| Route::new(&format!("assets/{digest}"))).expect("a digest is a route")
}

fn dimensions(path: &RepoPath, bytes: &[u8]) -> Option<(u32, u32)> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("svg")) {
        return svg_dimensions(bytes);
    }
    let size = imagesize::blob_size(bytes).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// `width` and `height` of an SVG's root element, else those of its `viewBox`.
fn svg_dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let root = loop {
        match reader.read_event() {
            Ok(Event::Start(root) | Event::Empty(root)) => break root,
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    };
    let attribute = |name: &str| {
        let attribute = root.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
        Some(attribute.value.into_owned())
    };
    let pixels = |text: &str| {
        let number: f64 = text.trim().trim_end_matches("px").parse().ok()?;
        // Pictures larger than this are no pictures; the cast can't overflow.
        (1.0..=100_000.0).contains(&number).then_some(number.round() as u32)
    };
    if let (Some(width), Some(height)) = (attribute("width"), attribute("height"))
        && let (Some(width), Some(height)) = (pixels(&width), pixels(&height))
    {
        return Some((width, height));
    }
    let view_box = attribute("viewBox")?;
    let mut numbers = view_box.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
    Some((pixels(numbers.next()?)?, pixels(numbers.next()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_know_their_size() {
        let path = RepoPath::new("docs/flow.svg").expect("inside");
        for (text, size) in [
            ("<svg width=\"20\" height=\"10px\"/>", Some((20, 10))),
            ("<?xml version=\"1.0\"?><!-- x --><svg viewBox=\"0 0 64 32\"><g/></svg>", Some((64, 32))),
            ("<svg width=\"100%\" height=\"10\" viewBox=\"0,0,8,9\"/>", Some((8, 9))),
            ("<svg/>", None),
            ("not a drawing", None),
        ] {
            assert_eq!(Asset::read(&path, text.as_bytes()).size, size, "{text}");
        }
    }

    #[test]
    fn pointers_of_lfs_are_no_pictures() {
        let pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n";
        let asset = Asset::read(&RepoPath::new("a.png").expect("inside"), pointer);
        assert!(asset.lfs_pointer && asset.size.is_none());
    }
}
