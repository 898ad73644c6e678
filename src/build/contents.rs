//! What a site consists of: which files there are, what each is made from, and how it is made.
//!
//! A build makes all of them once; a server makes those that somebody asks for. Both ask here, so that they can't differ.

use std::borrow::Cow;

use jiff::civil::Date;

use super::examine::Examined;
use super::load::parse_options;
use super::manifest::BUILD_FACTS;
use super::record::{BodyLinks, BodyParts, Ingredients};
use super::{CODE, with_lf};
use crate::diagnostic::Diagnostic;
use crate::digest::{Digest, Hasher};
use crate::error::{Error, Result};
use crate::fs::Files;
use crate::render::address::Addresses;
use crate::render::body::{BodyInput, BodyOptions, Replaced, Style, render_body, render_part};
use crate::render::code::CodeHighlighter;
use crate::render::context::PageContext;
use crate::render::export::facts::{self, Known, facts_json};
use crate::render::export::schema::Schema;
use crate::render::feed::{self, feed, has_feed};
use crate::render::llms::llms;
use crate::render::redirect::{self, redirect_page};
use crate::render::search::page::SearchedPage;
use crate::render::sitemap::{robots, sitemap};
use crate::render::theme::Theme;
use crate::render::versions::{self, routes_script, shared_script};
use crate::render::view::{HtmlPage, Viewer};
use crate::site::Site;
use crate::site::page::PageId;
use crate::site::route::Route;
use crate::source::{RepoPath, TextRange};

/// What a file of the site is made from that is no page.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    /// The Markdown of a page, as it was written.
    Markdown(PageId),
    /// A file of the repository: one that pages embed or lead to.
    Copy(RepoPath),
    /// A file of the theme, by its index.
    Theme(usize),
    /// A page that leads from a former address to another, by its index.
    Redirect(usize),
    /// What programs read: `llms.txt`.
    Llms,
    /// Says to GitHub Pages that names may start with an underscore.
    NoJekyll,
    /// The site's domain.
    Cname,
    Sitemap,
    Robots,
    /// The releases, for feed readers.
    Feed,
    /// Commit and date.
    Build,
    /// All facts of the site.
    Facts,
    Schema(Schema),
    /// The script that names all versions.
    Versions,
    /// The script that names all pages of this version.
    Routes,
}

/// Makes the files of one site.
pub(super) struct Maker<'a> {
    examined: &'a Examined,
    theme: &'a Theme,
    viewer: &'a Viewer<'a>,
    /// Where files that are copied are read.
    files: &'a dyn Files,
    commit: Option<&'a str>,
    today: Date,
    options: BodyOptions,
    /// The program, how it prints bodies, and the theme, as one ingredient of every page.
    code: Digest,
}

/// A page that can be rendered.
pub(super) struct Prepared {
    context: PageContext,
    body: Option<PreparedBody>,
    /// Digests of all that it is made from.
    pub(super) ingredients: Ingredients,
}

/// The Markdown that a page shows.
struct PreparedBody {
    page: PageId,
    shown: Shown,
    links: BodyLinks,
}

/// How much of a text a page shows, and with what.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// All of it.
    Whole,
    /// A part of it; the level of the part's heading.
    Part(TextRange, u8),
    /// All of it, with what a run is followed by.
    RunSheet,
}

/// Makes the contexts of a site's pages.
pub(super) fn viewer<'a>(addresses: &'a Addresses<'a>, theme: &'a Theme) -> Viewer<'a> {
    let published = |paths: &[RepoPath]| -> Vec<Route> {
        paths.iter().filter_map(|path| addresses.assets.get(path)).map(|asset| asset.route.clone()).collect()
    };
    let html = &addresses.config.html;
    Viewer::new(addresses, theme.translation(), published(&html.additional_css), published(&html.additional_js))
}

impl<'a> Maker<'a> {
    /// `viewer` must be of the same site.
    pub(super) fn new(
        examined: &'a Examined,
        theme: &'a Theme,
        viewer: &'a Viewer<'a>,
        files: &'a dyn Files,
        commit: Option<&'a str>,
        today: Date,
    ) -> Self {
        let config = &examined.loaded.config;
        let options =
            BodyOptions { parse: parse_options(config), style: Style::Site, remote_images: config.html.remote_images };
        let mut code = Hasher::default();
        code.text(CODE).digest(theme.digest()).value(&options);
        Self { examined, theme, viewer, files, commit, today, options, code: code.finish() }
    }

    /// Makes the contexts of the site's pages.
    pub(super) const fn viewer(&self) -> &'a Viewer<'a> {
        self.viewer
    }

    fn site(&self) -> &'a Site {
        &self.examined.site
    }

    /// Every file of the site but its pages and those of the search index.
    ///
    /// # Errors
    /// Where a file of the theme has a name that can't be published.
    pub(super) fn contents(&self) -> Result<Vec<(Route, Content)>> {
        let (site, html) = (self.site(), &self.examined.loaded.config.html);
        let addresses = self.viewer.addresses();
        let fixed = |path: &str| Route::new(path).expect("a fixed word is a route");
        let mut contents: Vec<(Route, Content)> =
            site.pages.iter().map(|page| (page.markdown_route(), Content::Markdown(page.id))).collect();
        let assets = addresses.assets.iter().map(|(path, asset)| (asset.route.clone(), Content::Copy(path.clone())));
        contents.extend(assets);
        let copies = addresses.copies().into_iter().map(|(path, route)| (route, Content::Copy(path.clone())));
        contents.extend(copies);
        for (index, asset) in self.theme.assets().enumerate() {
            let route = Route::new(&asset.published).map_err(|reason| {
                Error::new(format!("the theme's file `{}` can't be published: its name {reason}", asset.path))
            })?;
            contents.push((route, Content::Theme(index)));
        }
        let redirects = site.redirects.iter().enumerate();
        contents.extend(redirects.map(|(index, redirect)| (redirect.from.clone(), Content::Redirect(index))));
        let version = self.examined.loaded.config.version.as_ref();
        if let Some(version) = version {
            contents.push((fixed(versions::ROUTES), Content::Routes));
            contents.extend((!version.all.is_empty()).then(|| (fixed(versions::SHARED), Content::Versions)));
        }
        // What is one for all versions stands at the root.
        let is_root = version.is_none_or(|version| version.folder.is_none());
        if is_root {
            contents.push((fixed("llms.txt"), Content::Llms));
            contents.push((fixed(".nojekyll"), Content::NoJekyll));
        }
        if html.cname.is_some() {
            contents.push((fixed("CNAME"), Content::Cname));
        }
        if is_root && self.absolute_url().is_some() {
            contents.extend([(fixed("sitemap.xml"), Content::Sitemap), (fixed("robots.txt"), Content::Robots)]);
        }
        if self.absolute_url().is_some() && has_feed(site) {
            contents.push((fixed(feed::ROUTE), Content::Feed));
        }
        contents.push((fixed(BUILD_FACTS), Content::Build));
        if html.publish_facts {
            contents.push((fixed(facts::ROUTE), Content::Facts));
            contents.extend(Schema::PUBLISHED.map(|schema| (fixed(schema.route()), Content::Schema(schema))));
        }
        Ok(contents)
    }

    fn absolute_url(&self) -> Option<&'a str> {
        self.examined.loaded.config.html.site_url.as_deref().filter(|url| url.contains("://"))
    }

    /// Makes a file that is no page. `pages` are the HTML pages, `findings` what was found, at the configured severities and in the
    /// order of every report: asked for where they are published.
    ///
    /// # Errors
    /// Where a file of the repository can't be read.
    pub(super) fn make(
        &self,
        content: &Content,
        pages: &[(HtmlPage, Route)],
        findings: &dyn Fn() -> &'a [Diagnostic],
    ) -> Result<Cow<'a, [u8]>> {
        let (site, Examined { loaded, makefiles, .. }) = (self.site(), self.examined);
        let config = &loaded.config;
        let owned = |text: String| Cow::Owned(text.into_bytes());
        Ok(match content {
            Content::Markdown(page) => {
                let page = site.page(*page);
                let text = loaded.sources.get(page.file).text();
                // What isn't UTF-8 in the file was replaced in the text.
                if text.contains(char::REPLACEMENT_CHARACTER) || memchr::memchr(b'\r', text.as_bytes()).is_some() {
                    Cow::Owned(with_lf(self.files.read(&page.path)?))
                } else {
                    Cow::Borrowed(text.as_bytes())
                }
            }
            // The values of secret variables are in no copy either.
            Content::Copy(path) => match self.examined.concealed(path) {
                Some(text) => Cow::Owned(with_lf(text.as_bytes().to_vec())),
                None => Cow::Owned(with_lf(self.files.read(path)?)),
            },
            Content::Theme(index) => {
                Cow::Borrowed(self.theme.assets().nth(*index).map_or(&[][..], |asset| &asset.bytes))
            }
            Content::Redirect(index) => {
                let script = self.theme.assets().find(|asset| asset.path == redirect::SCRIPT);
                owned(redirect_page(
                    &site.redirects[*index],
                    &redirect::Surrounding {
                        site_url: config.html.site_url.as_deref(),
                        script: script.map(|script| &*script.published),
                        words: self.theme.translation(),
                        language: &config.book.language,
                    },
                ))
            }
            Content::Llms => owned(llms(site, config)),
            Content::NoJekyll => Cow::Borrowed(b""),
            Content::Cname => owned(format!("{}\n", config.html.cname.as_deref().unwrap_or_default())),
            Content::Sitemap => Cow::Owned(sitemap(site, self.absolute_url().unwrap_or_default())),
            Content::Robots => owned(robots(self.absolute_url().unwrap_or_default())),
            Content::Feed => {
                Cow::Owned(feed(site, config, self.absolute_url().unwrap_or_default(), self.theme.translation()))
            }
            Content::Build => {
                let facts = serde_json::json!({
                    "version": 1,
                    "docsgen": env!("CARGO_PKG_VERSION"),
                    "commit": self.commit,
                    "date": self.today.to_string(),
                });
                owned(format!("{facts:#}\n"))
            }
            Content::Facts => {
                let (sources, language) = (&loaded.sources, &*config.book.language);
                let (findings, site_url) = (findings(), self.absolute_url());
                Cow::Owned(facts_json(Known { site, sources, pages, language, makefiles, findings, site_url }))
            }
            Content::Schema(schema) => match schema.text() {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => owned(text),
            },
            Content::Versions => {
                owned(shared_script(config.version.as_ref().map_or(&[], |version| version.all.as_slice())))
            }
            Content::Routes => {
                let folder = config.version.as_ref().and_then(|version| version.folder.as_deref());
                let folder = folder.map(|folder| format!("{folder}/")).unwrap_or_default();
                owned(routes_script(&folder, pages.iter().map(|(_, route)| route), site.redirects.iter()))
            }
        })
    }

    /// Gathers what a page is made from.
    pub(super) fn prepare(&self, page: HtmlPage, route: &Route) -> Prepared {
        let context = self.viewer.context(page, route);
        let body = match page {
            HtmlPage::Page(id) => {
                let (page, addresses) = (self.site().page(id), self.viewer.addresses());
                let links = addresses.links(page);
                let (code_links, anchors) = (addresses.code_links(page), addresses.anchors(page));
                Some(PreparedBody { page: id, shown: Shown::Whole, links: BodyLinks { links, code_links, anchors } })
            }
            HtmlPage::RunSheet(id) => {
                // It stands beside the page, so links lead alike. Who is led to a line is led to the page.
                let (page, addresses) = (self.site().page(id), self.viewer.addresses());
                let (links, code_links) = (addresses.links(page), addresses.code_links(page));
                let links = BodyLinks { links, code_links, anchors: Vec::new() };
                Some(PreparedBody { page: id, shown: Shown::RunSheet, links })
            }
            HtmlPage::Release(index) => self.site().release(index).entry.as_ref().map(|said| {
                let (page, addresses, range) = (self.site().page(said.page), self.viewer.addresses(), said.entry.body);
                let links = addresses.links_of_part(route, page, range);
                let code_links = addresses.code_links_of_part(route, page, range);
                // Who is led to a line is led to the whole changelog.
                let links = BodyLinks { links, code_links, anchors: Vec::new() };
                PreparedBody { page: said.page, shown: Shown::Part(range, said.level), links }
            }),
            _ => None,
        };
        let parts = body.as_ref().map(|PreparedBody { page, shown, links }| {
            let page = self.site().page(*page);
            let source = self.examined.loaded.sources.get(page.file);
            match shown {
                Shown::Part(range, level) => BodyParts::of_part(source, page, *range, *level, links),
                Shown::Whole | Shown::RunSheet => BodyParts::new(source, page, links),
            }
        });
        let ingredients = Ingredients::new(self.code, parts, &context);
        Prepared { context, body, ingredients }
    }

    /// What search knows of a page that isn't rendered; `None` where it can't be found.
    pub(super) fn searched(&self, page: HtmlPage, route: &Route) -> Option<SearchedPage> {
        self.searched_in(&self.viewer.context(page, route), page, route)
    }

    /// What search knows of a page of which the context is there.
    pub(super) fn searched_as(&self, prepared: &Prepared, page: HtmlPage, route: &Route) -> Option<SearchedPage> {
        self.searched_in(&prepared.context, page, route)
    }

    fn searched_in(&self, context: &PageContext, page: HtmlPage, route: &Route) -> Option<SearchedPage> {
        let text = match page {
            HtmlPage::Page(id) => Some(id),
            _ => None,
        };
        SearchedPage::new(self.site(), route, context, self.theme.translation(), text)
    }

    /// Renders a page.
    ///
    /// # Errors
    /// Where a template of the theme fails.
    pub(super) fn render(&self, prepared: &Prepared, highlighter: &mut dyn CodeHighlighter) -> Result<String> {
        let body = self.render_body(prepared, highlighter)?;
        self.theme.render(&prepared.context, body)
    }

    /// Renders the text of a page alone; nothing for a page without one.
    ///
    /// # Errors
    /// As [`Maker::render`].
    pub(super) fn render_body(&self, prepared: &Prepared, highlighter: &mut dyn CodeHighlighter) -> Result<String> {
        match &prepared.body {
            Some(body) => self.body(body, &prepared.context, highlighter),
            None => Ok(String::new()),
        }
    }

    fn body(
        &self,
        PreparedBody { page, shown, links }: &PreparedBody,
        context: &PageContext,
        highlighter: &mut dyn CodeHighlighter,
    ) -> Result<String> {
        let page = self.site().page(*page);
        let input = BodyInput {
            text: self.examined.loaded.sources.get(page.file).text(),
            document: &page.document,
            links: &links.links,
            code_links: &links.code_links,
            anchors: &links.anchors,
            replaced: &[],
            inserted: &[],
            words: self.theme.translation(),
            options: &self.options,
        };
        if let Shown::Part(range, level) = shown {
            return Ok(render_part(&input, *range, *level, highlighter));
        }
        let tables = self.viewer.live_ranges(page).into_iter().zip(&context.matrices);
        let replaced = tables
            .map(|(range, table)| Ok(Replaced { range, html: self.theme.table(table)? }))
            .collect::<Result<Vec<_>>>()?;
        let inserted = match &context.playbook {
            Some(playbook) if *shown == Shown::RunSheet => self.viewer.run_parts(page, playbook, self.theme)?,
            _ => Vec::new(),
        };
        Ok(render_body(&BodyInput { replaced: &replaced, inserted: &inserted, ..input }, highlighter))
    }
}
