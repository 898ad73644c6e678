//! The page at a former place: takes the reader on, with or without JavaScript.

use super::escape::escape_into;
use crate::site::redirect::{Redirect, RedirectTarget};
use crate::site::route::{Route, encode_fragment};

/// The page that stands at the old route.
#[must_use]
pub fn redirect_page(redirect: &Redirect, site_url: Option<&str>) -> String {
    let (url, canonical) = match &redirect.to {
        RedirectTarget::Url(url) => (url.clone(), Some(url.clone())),
        RedirectTarget::Page(route, anchor) => {
            let fragment = anchor.as_ref().map(|anchor| format!("#{}", encode_fragment(anchor))).unwrap_or_default();
            (redirect.from.link_to(route) + &fragment, absolute(route, site_url))
        }
    };
    let url = escape(&url);
    let canonical =
        canonical.map(|url| format!("<link rel=\"canonical\" href=\"{}\">\n", escape(&url))).unwrap_or_default();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>This page has moved</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n<meta http-equiv=\"refresh\" content=\"0; url={url}\">\n{canonical}\
         <p>This page has moved to <a href=\"{url}\">{url}</a>.</p>\n</html>\n"
    )
}

fn absolute(route: &Route, site_url: Option<&str>) -> Option<String> {
    site_url.filter(|url| url.contains("://")).map(|url| route.permalink(url))
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    escape_into(&mut escaped, text);
    escaped
}
