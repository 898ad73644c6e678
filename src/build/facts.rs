//! The facts of a site that nobody builds.

use super::contents::{Content, Maker, viewer};
use super::examine::{Circumstances, Examined, join, with_tags};
use super::load::{load, parse};
use super::memo::Memo;
use super::theme::load_theme;
use super::{MEMO_VERSION, Options, surroundings};
use crate::diagnostic::Topics;
use crate::error::Result;
use crate::fs::DiskFiles;
use crate::git::History;
use crate::render::address::Addresses;
use crate::render::highlight::Syntaxes;

/// The `facts.json` that a build with these options publishes, or would if it weren't kept off the site. What earlier builds
/// remember is used; nothing is rendered, and nothing is written.
///
/// # Errors
/// As [`super::build`], where the repository can't be read or settings or theme are broken.
pub fn facts(options: &Options) -> Result<Vec<u8>> {
    let root = &options.root;
    let cache = options.cache.clone().unwrap_or_else(|| root.join(".docsgen"));
    let excluded: Vec<_> = options.out.iter().cloned().chain([cache.clone()]).collect();
    let files = DiskFiles::open(root, &excluded)?;
    let surroundings = surroundings(files.root());
    let (loaded, history) = rayon::join(|| load(&files, &surroundings), || History::read(files.root()));
    let mut loaded = loaded?;
    let history = with_tags(history, files.root(), &loaded);
    options.overrides.apply(&mut loaded.config, &history)?;
    let parsed = parse(&loaded, Some(&Memo::open_read_only(&cache, "parsed", MEMO_VERSION)));
    let theme = load_theme(&loaded.config, &files, &loaded.listing)?;
    let mut examined = join(loaded, parsed, &files, &history, options.today, &|_| None)?;
    let syntaxes = Syntaxes::default();
    let known_language = |language: &str| syntaxes.knows(language);
    let circumstances =
        Circumstances { files: &files, known_language: &known_language, history: &history, today: options.today };
    let topics = Topics::all();
    examined.check(&circumstances, &topics)?;
    let findings = examined.reported(&topics);
    let Examined { loaded, site, assets, .. } = &examined;
    let addresses = Addresses::new(site, &loaded.config, assets, &loaded.sources);
    let viewer = viewer(&addresses, &theme);
    let maker = Maker::new(&examined, &theme, &viewer, &files, history.head.as_deref(), options.today);
    maker.make(&Content::Facts, &viewer.pages(), &|| &findings).map(std::borrow::Cow::into_owned)
}
