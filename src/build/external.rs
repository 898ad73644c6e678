//! Links to the web: from the links of a site over the network to findings.

use std::path::Path;
use std::time::Duration;

use jiff::civil::Date;

use super::Progress;
use super::examine::Examined;
use super::link_cache::LinkCache;
use crate::check::external::{ExternalLinks, Linked, external_links};
use crate::diagnostic::Diagnostic;
use crate::error::Result;
use crate::fetch::{self, Answer, Observer, Request, fetch};

/// The file of addresses that were seen alive, in the cache folder.
const CACHE_FILE: &str = "external-links.json";

/// What docsgen calls itself unless book.toml says otherwise; some servers turn away whoever doesn't say where they come from.
const USER_AGENT: &str = concat!("docsgen/", env!("CARGO_PKG_VERSION"), " (link check)");

/// How links to the web are checked.
#[derive(Clone, Copy, Debug)]
pub struct ExternalOptions {
    /// Whether hosts of private networks are asked as well.
    pub allow_private: bool,
}

/// How many links to the web were checked, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExternalTally {
    /// Addresses that were asked for over the network.
    pub fetched: usize,
    /// Addresses that an earlier run saw.
    pub remembered: usize,
    /// Links that nobody is asked about: of badges, examples, private networks, the repository itself, or by `skip`.
    pub left_out: usize,
}

/// Where and when links are checked.
pub(super) struct Place<'a> {
    /// The repository root on the disk.
    pub(super) root: &'a Path,
    /// The cache folder, if this run may write to it.
    pub(super) cache: Option<&'a Path>,
    /// The day.
    pub(super) today: Date,
}

/// Asks about each address that links lead to, and adds what is wrong with them to what was found.
///
/// # Errors
/// Where the file of what was seen can't be read or written, or is another file.
pub(super) fn check_external(
    examined: &mut Examined,
    options: ExternalOptions,
    place: &Place<'_>,
    progress: &dyn Progress,
) -> Result<ExternalTally> {
    let settings = &examined.loaded.config.check.external;
    let links = external_links(Linked {
        config: &examined.loaded.config,
        listing: &examined.loaded.listing,
        site: &examined.site,
        sources: &examined.loaded.sources,
        at_git_root: place.root.join(".git").exists(),
        allow_private: options.allow_private,
    });
    let file = place.cache.map(|cache| match &settings.cache {
        Some(path) => place.root.join(path.as_str()),
        None => cache.join(CACHE_FILE),
    });
    let cache = LinkCache::open(file, place.root, place.today, settings.keep)?;
    let fetch_options = fetch::Options {
        timeout: Duration::from_secs(u64::from(settings.timeout)),
        retries: settings.retries,
        accept: settings.accept.clone(),
        user_agent: settings.user_agent.clone().unwrap_or_else(|| USER_AGENT.to_owned()),
        reachable: if options.allow_private { |_| true } else { fetch::is_public },
        ..fetch::Options::default()
    };
    let (findings, tally) = ask(&links, &cache, &fetch_options, progress)?;
    examined.findings.extend(links.findings);
    examined.findings.extend(findings);
    Ok(tally)
}

fn ask(
    links: &ExternalLinks,
    cache: &LinkCache,
    options: &fetch::Options,
    progress: &dyn Progress,
) -> Result<(Vec<Diagnostic>, ExternalTally)> {
    let known: Vec<Option<Answer>> =
        links.requests.iter().map(|request| cache.answer(request, &options.accept)).collect();
    let unknown: Vec<Request> = links
        .requests
        .iter()
        .zip(&known)
        .filter(|(_, known)| known.is_none())
        .map(|(request, _)| request.clone())
        .collect();
    progress.stage("links", unknown.len());
    let mut fetched = fetch(&unknown, options, &Keeper { requests: &unknown, cache, progress }).into_iter();
    cache.save()?;
    let tally = ExternalTally {
        fetched: unknown.len(),
        remembered: links.requests.len() - unknown.len(),
        left_out: links.left_out,
    };
    let answers: Vec<Answer> = known.into_iter().filter_map(|known| known.or_else(|| fetched.next())).collect();
    Ok((links.judge(&answers), tally))
}

/// Keeps answers as they come.
struct Keeper<'a> {
    requests: &'a [Request],
    cache: &'a LinkCache,
    progress: &'a dyn Progress,
}

impl Observer for Keeper<'_> {
    fn answered(&self, index: usize, answer: &Answer) {
        self.cache.keep(&self.requests[index].url, answer);
        self.progress.step();
    }
}
