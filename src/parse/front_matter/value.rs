//! What single values of front matter may be.

use jiff::civil::Date;

use crate::config::{Kind, whole_days};
use crate::diagnostic::near_match;
use crate::node::Sink;
use crate::source::Spanned;

/// Reads a kind.
pub(super) fn kind(written: &Spanned<String>, sink: &mut Sink) -> Option<Spanned<Kind>> {
    if let Some(kind) = Kind::from_name(&written.value) {
        return Some(Spanned::new(kind, written.range));
    }
    let names = || Kind::ALL.iter().map(|kind| kind.name());
    let help = near_match(&written.value, names()).map_or_else(
        || format!("use one of {}", names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    sink.invalid(written.range, format!("`{}` is no kind of page", written.value)).help = Some(help);
    None
}

/// Whether a value is an ISO 8601 calendar date, reporting it if not.
pub(super) fn is_date(key: &str, written: &Spanned<String>, sink: &mut Sink) -> bool {
    let date = written.value.len() == "2026-10-01".len() && written.value.parse::<Date>().is_ok();
    if !date {
        let message = format!("`{key}` must be a date, and is `{}`", written.value);
        sink.invalid(written.range, message).help = Some("write year, month and day: `2026-10-01`".to_owned());
    }
    date
}

/// Whether `review_every` is a length of time of at least a day, reporting it if not.
pub(super) fn is_duration(written: &Spanned<String>, sink: &mut Sink) -> bool {
    let duration = whole_days(&written.value).is_some();
    if !duration {
        let message = format!("`review_every` must be a length of time, and is `{}`", written.value);
        sink.invalid(written.range, message).help = Some("write a number and a unit: `90d`, `6 months`".to_owned());
    }
    duration
}

/// Whether a value can be the last part of a route, reporting it if not.
pub(super) fn is_slug(written: &Spanned<String>, sink: &mut Sink) -> bool {
    let problem = if written.value.contains('/') { Some("a `/`") } else { route_problem(&written.value) };
    report_route("slug", written, problem, sink)
}

/// Whether a value can be a route of this site, or a section's place on one (`/old.html#section`), reporting it if not.
pub(super) fn is_alias(written: &Spanned<String>, sink: &mut Sink) -> bool {
    let (route, section) = written.value.split_once('#').unwrap_or((&written.value, ""));
    let control = section.contains(char::is_control).then_some("a control character");
    report_route("alias", written, route_problem(route).or(control), sink)
}

/// What keeps a text from being a route, as what it contains.
fn route_problem(route: &str) -> Option<&'static str> {
    if route.trim_matches('/').trim().is_empty() {
        return Some("no name");
    }
    if route.split('/').any(|part| matches!(part, "." | "..")) {
        return Some("a `.` or `..` part");
    }
    route.chars().find_map(|character| match character {
        '\\' => Some("a `\\`"),
        '?' => Some("a `?`"),
        '#' => Some("a `#`"),
        character if character.is_control() => Some("a control character"),
        _ => None,
    })
}

fn report_route(what: &str, written: &Spanned<String>, problem: Option<&str>, sink: &mut Sink) -> bool {
    if let Some(problem) = problem {
        let shown = written.value.escape_debug();
        sink.invalid(written.range, format!("{what} `{shown}` has {problem} in it and is no route"));
    }
    problem.is_none()
}

/// Whether a value has the form of a BCP 47 language tag (RFC 5646, section 2.1), reporting it if not. The registry of
/// subtags is not consulted.
pub(super) fn is_language(written: &Spanned<String>, sink: &mut Sink) -> bool {
    let mut subtags = written.value.split('-');
    let primary = subtags.next().is_some_and(|language| {
        (2..=8).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    let tag = primary
        && subtags
            .all(|subtag| (1..=8).contains(&subtag.len()) && subtag.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if !tag {
        let help = if written.value.contains('_') {
            format!("did you mean `{}`?", written.value.replace('_', "-"))
        } else {
            "write a BCP 47 tag: `en`, `ko`, `pt-BR`".to_owned()
        };
        sink.invalid(written.range, format!("`{}` is no language tag", written.value)).help = Some(help);
    }
    tag
}

/// The longest value of a parameter, in bytes: that of a host's name.
const LONGEST_PARAM: usize = 253;

/// Whether a text may stand in a command in place of a parameter: letters, digits and `-_./:@`, none of which means anything
/// to a shell, and no option. The theme's `js/runbook.js` holds readers' values to the same rule.
#[must_use]
pub fn is_param_value(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@".contains(&byte);
    text.len() <= LONGEST_PARAM && !text.starts_with('-') && text.bytes().all(allowed)
}

/// Whether a parameter has the name of a shell's variable, reporting it if not.
pub(super) fn is_param_name(name: &Spanned<String>, sink: &mut Sink) -> bool {
    let text = &*name.value;
    let proper = text.len() <= LONGEST_PARAM
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !proper {
        let message = format!("`{}` can't be the name of a parameter", text.escape_debug());
        sink.invalid(name.range, message).help =
            Some("write a name of letters, digits and `_`, as a shell's variables have: `NAMESPACE`".to_owned());
    }
    proper
}

/// Whether a parameter's default is fit for a command, reporting it if not.
pub(super) fn is_param_default(name: &str, default: &Spanned<String>, sink: &mut Sink) -> bool {
    let fit = is_param_value(&default.value);
    if !fit {
        let message = format!("the default of `params.{name}` isn't fit to stand in a command");
        sink.invalid(default.range, message).help =
            Some("use letters, digits and `-_./:@`, no `-` at the start, and at most 253 of them".to_owned());
    }
    fit
}
