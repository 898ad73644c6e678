//! What answers mean, in words.

use crate::fetch::{WebUrl, Why, status_text};

/// The most characters of an address that a message shows.
const LONGEST_SHOWN: usize = 160;

/// A text as a message shows it.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// That there is no page, at the address or where it led.
pub(super) fn no_page(status: u16, at: Option<&WebUrl>) -> String {
    let status = status_text(status);
    match at {
        Some(at) => format!("it redirects to `{}`, and the server there answers {status}", short(at.as_str())),
        None => format!("the server answers {status}"),
    }
}

/// That nobody knows, and what to do. `at` is the address that was asked last.
pub(super) fn not_known(why: &Why, at: &WebUrl) -> (String, &'static str) {
    let host = short(at.host());
    let look = "look at it in a browser; if it works there, name it in `skip` of `[check.external]`";
    match why {
        Why::Refused { status: 401 | 403 | 407 | 999, .. } => (
            format!("`{host}` lets nobody in who isn't known: {}", status_name(why)),
            "look at it in a browser; if it works there, name it in `skip` or the status in `accept` of `[check.external]`",
        ),
        Why::Refused { wait: Some(wait), .. } if wait.as_secs() > 0 => (
            format!("`{host}` answers {} and asks to wait for {} seconds", status_name(why), wait.as_secs()),
            "check again later: what was found until now is remembered",
        ),
        Why::Refused { status: 429, .. } => (
            format!("`{host}` answers {}", status_name(why)),
            "check again later: what was found until now is remembered",
        ),
        Why::Refused { .. } => (format!("`{host}` answers {}", status_name(why)), look),
        Why::TimedOut => {
            (format!("`{host}` doesn't answer in time"), "check again later, or raise `timeout` of `[check.external]`")
        }
        Why::NoSuchHost => (
            format!("no machine is known as `{host}`"),
            "correct the address, or take the link out; without a network every name is unknown",
        ),
        Why::Connection(reason) => (format!("`{host}` can't be reached: {}", short(reason)), look),
        Why::Certificate(reason) => (
            format!("`{host}` can't prove who it is: {}", short(reason)),
            "look at it in a browser, which warns as well",
        ),
        Why::NotHttp => (format!("`{host}` answers with something that isn't HTTP"), look),
        Why::RedirectLoop => ("redirects lead in a circle".to_owned(), look),
        Why::TooManyRedirects => ("there is no end to its redirects".to_owned(), look),
        Why::BadRedirect(location) => {
            (format!("it redirects to `{}`, which is no address on the web", short(location)), look)
        }
        Why::Private => (
            format!("it redirects to `{}`, a private address", short(at.as_str())),
            "`--allow-private` lets docsgen ask there",
        ),
    }
}

fn status_name(why: &Why) -> String {
    match why {
        Why::Refused { status, .. } => status_text(*status),
        _ => String::new(),
    }
}

/// That a page has moved, what to do, and whether it certainly is the same page: a redirect from a page to the front page of a
/// site often stands for a page that is gone, and one to plain `http` is no gain.
pub(super) fn moved(from: &WebUrl, to: &WebUrl) -> (String, &'static str, bool) {
    let message = format!("the page has moved for good, to `{}`", short(to.as_str()));
    if from.path() != "/" && to.path() == "/" {
        return (message, "that is a front page: look for where the page itself has gone", false);
    }
    (message, "link there, so that nobody depends on the redirect", !from.is_secure() || to.is_secure())
}

/// An address as it can stand in Markdown and HTML, however the link is written; `None` where it would be read otherwise.
pub(super) fn destination(url: &WebUrl, fragment: Option<&str>) -> Option<String> {
    let mut text = String::with_capacity(url.as_str().len());
    for character in url.as_str().chars() {
        match character {
            '(' => text += "%28",
            ')' => text += "%29",
            '|' => text += "%7C",
            '[' => text += "%5B",
            ']' => text += "%5D",
            '*' => text += "%2A",
            '\\' | '`' | '<' | '>' | '"' | '\'' => return None,
            other => text.push(other),
        }
    }
    if let Some(fragment) = fragment {
        text.push('#');
        text += fragment;
    }
    // A bare address ends before such a character, and an entity is read as another one.
    let ends_well = !text.ends_with(['?', '!', '.', ',', ':', '*', '_', '~', ';']);
    (ends_well && !text.contains('&')).then_some(text)
}
