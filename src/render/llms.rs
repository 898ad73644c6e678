//! `llms.txt` (llmstxt.org): the site's pages as Markdown, listed for programs that read text.

use std::fmt::Write as _;

use crate::config::Config;
use crate::site::Site;
use crate::site::nav::EntryTarget;
use crate::site::page::Page;

/// The list of all pages by section, each leading to its Markdown copy where it has one.
#[must_use]
pub fn llms(site: &Site, config: &Config) -> String {
    let prefix = config.html.site_url.as_deref().unwrap_or_default();
    let mut text = format!("# {}\n", site.title);
    if let Some(description) = &config.book.description {
        let _ = write!(text, "\n> {description}\n");
    }
    if let Some(home) = site.pages.iter().find(|page| page.route.as_str() == "index.html") {
        let _ = write!(text, "\n{}\n", line(home, prefix));
    }
    for section in &site.nav.sections {
        let _ = write!(text, "\n## {}\n\n", section.title);
        for entry in section.groups.iter().flat_map(|group| &group.entries) {
            match entry.target {
                EntryTarget::Page(id) => {
                    let _ = writeln!(text, "{}", line(site.page(id), prefix));
                }
                EntryTarget::Overview(overview) => {
                    let url = format!("{prefix}{}", overview.route().encoded());
                    let _ = writeln!(text, "- [{}]({url}): {}", overview.title(), overview.description());
                }
                EntryTarget::Chart(index) => {
                    for id in site.chart(index).own_pages() {
                        let _ = writeln!(text, "{}", line(site.page(id), prefix));
                    }
                }
            }
        }
    }
    text
}

fn line(page: &Page, prefix: &str) -> String {
    let url = format!("{prefix}{}", page.markdown_route().encoded());
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let title = words(&page.title.replace(['[', ']'], ""));
    match &page.description {
        Some(description) => format!("- [{title}]({url}): {}", words(description)),
        None => format!("- [{title}]({url})"),
    }
}
