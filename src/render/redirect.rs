//! The page at a former place: takes the reader on, with or without JavaScript.

use super::escape::escape_into;
use super::translation::Translation;
use crate::site::redirect::{Redirect, RedirectTarget};
use crate::site::route::{Route, encode_fragment};

/// The path of the script that leads readers on, in a theme.
pub const SCRIPT: &str = "js/redirect.js";

/// What a redirect page is made from beside the redirect.
#[derive(Clone, Copy, Debug)]
pub struct Surrounding<'a> {
    /// `site-url`.
    pub site_url: Option<&'a str>,
    /// Where [`SCRIPT`] is published, from the site root; without it, addresses that name a section lose it on the way.
    pub script: Option<&'a str>,
    /// The words of the site.
    pub words: &'a Translation,
    /// BCP 47 language of the site.
    pub language: &'a str,
}

/// The page that stands at the old route. With a script, readers get to where the section went that the address names.
/// Without one they are taken to the new page at once, unless sections went elsewhere: then the page lists them.
#[must_use]
pub fn redirect_page(redirect: &Redirect, surrounding: &Surrounding<'_>) -> String {
    let Surrounding { site_url, script, words, language } = *surrounding;
    let from = &redirect.from;
    let url = escape(&url(from, &redirect.to));
    let canonical = match &redirect.to {
        RedirectTarget::Url(url) => Some(url.clone()),
        RedirectTarget::Page(route, _) => absolute(route, site_url),
    };
    let canonical =
        canonical.map(|url| format!("<link rel=\"canonical\" href=\"{}\">\n", escape(&url))).unwrap_or_default();
    let refresh = format!("<meta http-equiv=\"refresh\" content=\"0; url={url}\">");
    let refresh = match (script, &*redirect.sections) {
        // A refresh drops what stands behind the `#`, and would overtake the script.
        (Some(_), []) => format!("<noscript>{refresh}</noscript>\n"),
        (None, []) => refresh + "\n",
        _ => String::new(),
    };
    let script = script
        .map(|script| format!("<script src=\"{}{}\"></script>\n", from.to_root(), escape(script)))
        .unwrap_or_default();
    let title = escape(words.t("This page has moved"));
    let mut html = format!(
        "<!doctype html>\n<html lang=\"{}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n{refresh}{canonical}<h1>{title}</h1>\n\
         <p><a href=\"{url}\">{url}</a></p>\n",
        escape(language)
    );
    if !redirect.sections.is_empty() {
        html += &format!("<h2>{}</h2>\n<ul>\n", escape(words.t("Sections that went elsewhere")));
        for section in &redirect.sections {
            let (id, url) = (escape(&section.id), escape(&self::url(from, &section.to)));
            html += &format!("<li id=\"{id}\">#{id}: <a href=\"{url}\">{}</a></li>\n", escape(&section.title));
        }
        html += "</ul>\n";
    }
    html + &script + "</html>\n"
}

fn url(from: &Route, to: &RedirectTarget) -> String {
    match to {
        RedirectTarget::Url(url) => url.clone(),
        RedirectTarget::Page(route, None) => from.link_to(route),
        RedirectTarget::Page(route, Some(anchor)) => format!("{}#{}", from.link_to(route), encode_fragment(anchor)),
    }
}

fn absolute(route: &Route, site_url: Option<&str>) -> Option<String> {
    site_url.filter(|url| url.contains("://")).map(|url| route.permalink(url))
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    escape_into(&mut escaped, text);
    escaped
}
