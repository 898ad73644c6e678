//! Whether a file may be on the site, and why not: its author keeps it off, or it is for other readers.

use rapidhash::RapidHashSet;

use super::{Input, ParsedDocument};
use crate::config::{Audiences, Classification, Classifier, Config};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::dataset::dotenv;
use crate::source::{RepoPath, Span, Spanned};

/// Why somebody keeps a Markdown file off the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// `draft: true`.
    Draft,
    /// `publish: false`.
    FrontMatter,
    /// `.docsgenignore`.
    Ignored,
    /// `publish = false` in `[[sources]]`.
    Rule,
    /// It is for other readers than the site: their names.
    Audience(Box<[String]>),
}

impl Withheld {
    /// Why, as the rest of a sentence about the file.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Draft => "is a draft".to_owned(),
            Self::FrontMatter => "has `publish: false`".to_owned(),
            Self::Ignored => "is named in `.docsgenignore`".to_owned(),
            Self::Rule => "has `publish = false` in `[[sources]]`".to_owned(),
            Self::Audience(names) => for_others(names),
        }
    }

    /// Whether it is for other readers, who see it somewhere else.
    #[must_use]
    pub const fn is_for_others(&self) -> bool {
        matches!(self, Self::Audience(_))
    }
}

/// Says whom something is for, as the rest of a sentence about it.
#[must_use]
pub fn for_others(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => "is for nobody".to_owned(),
        names => format!("is only for {}", names.join(" and ")),
    }
}

/// Why a file that could be a page is none; `None` where it is, or where nobody has said anything and files of its name
/// aren't published.
pub(super) fn withheld(source: &ParsedDocument, class: Option<&Classification>, config: &Config) -> Option<Withheld> {
    let front_matter = &source.document.front_matter;
    let by_rule = || {
        let rule = class.and_then(|class| class.rule);
        rule.is_some_and(|rule| config.sources[rule].publish == Some(false))
    };
    if let Some(audience) = audience(source, class).filter(|audience| !config.audiences.admits(audience)) {
        return Some(Withheld::Audience(audience.iter().map(|name| name.value.clone()).collect()));
    }
    if front_matter.draft {
        Some(Withheld::Draft)
    } else if front_matter.publish == Some(false) {
        Some(Withheld::FrontMatter)
    } else if source.ignored {
        Some(Withheld::Ignored)
    } else if front_matter.publish.is_none() && by_rule() {
        Some(Withheld::Rule)
    } else {
        None
    }
}

/// Whom a page is for: by its front matter or, where that says nothing, by the rules.
fn audience<'a>(source: &'a ParsedDocument, class: Option<&'a Classification>) -> Option<&'a [Spanned<String>]> {
    let own = source.document.front_matter.audience.as_deref();
    own.or_else(|| class.and_then(|class| class.audience.as_deref()))
}

/// A finding for each name in front matter that is no audience.
pub(super) fn check_audience(source: &ParsedDocument, audiences: &Audiences, findings: &mut Vec<Diagnostic>) {
    for name in source.document.front_matter.audience.iter().flatten() {
        if !audiences.knows(&name.value) {
            let message = format!("there is no audience `{}`, so that nobody sees the page as one of it", name.value);
            let place = Span { file: source.file, range: name.range };
            findings.push(Diagnostic::new(Code::AudienceUnknown, place, message).help(audiences.help(&name.value)));
        }
    }
}

/// The files besides pages that are for other readers by `[[sources]]`. Those that hold the values of variables are nobody's: where the
/// site would have copies of what it leads to, they are among them.
pub(super) fn files_for_others(input: &Input<'_>) -> RapidHashSet<RepoPath> {
    let Input { config, listing, known_charts, .. } = input;
    let files = || listing.files.iter().map(|entry| &entry.path).filter(|path| !path.is_markdown());
    let copies = config.html.git_repository_url.is_none();
    let with_values = files().filter(|path| copies && dotenv::holds_values(path.file_name())).cloned();
    let restricts = |rule: &crate::config::SourceRule| {
        rule.audience.as_ref().is_some_and(|audience| !config.audiences.admits(audience))
    };
    if !config.sources.iter().any(restricts) {
        return with_values.collect();
    }
    let classifier = Classifier::new(config, known_charts);
    let restricted =
        files().filter(|path| classifier.audience_rule(path).is_some_and(|rule| restricts(&config.sources[rule])));
    restricted.cloned().chain(with_values).collect()
}
