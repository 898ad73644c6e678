//! What the site has to do without because nobody says where it will be.

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};

/// Notes the parts that are left out for want of a `site-url`, or of a whole one.
pub(super) fn check_site_url(checked: Checked<'_>) -> Vec<Diagnostic> {
    let missing = match checked.config.html.site_url.as_deref() {
        None => "without `site-url` there is no sitemap, no canonical link and no 404 page",
        Some(url) if !url.contains("://") => "with only a path as `site-url` there is no sitemap and no canonical link",
        Some(_) => return Vec::new(),
    };
    vec![
        Diagnostic::new(Code::SiteUrlMissing, None, missing)
            .help("say where the site will be: `site-url = \"https://…/\"` in `[output.html]` of book.toml"),
    ]
}
