//! Callouts, and parts of a text that readers open.

/// A callout as GitHub writes it; `title` where it says more than the kind does.
pub(super) fn callout(kind: &str, title: Option<&str>, body: &[String]) -> Vec<String> {
    let (alert, own_name) = alert(kind);
    let title = title.map(str::trim).filter(|title| !title.is_empty() && !title.eq_ignore_ascii_case(own_name));
    let mut lines = Vec::new();
    if let Some(alert) = alert {
        lines.push(format!("> [!{alert}]"));
    }
    if let Some(title) = title {
        lines.extend([format!("> **{title}**"), ">".to_owned()]);
    }
    lines.extend(trimmed(body).iter().map(|line| format!("> {line}").trim_end().to_owned()));
    lines
}

/// A part that is closed until a reader opens it.
pub(super) fn details(title: &str, open: bool, body: &[String]) -> Vec<String> {
    let tag = if open { "<details open>" } else { "<details>" };
    let title = title.replace('&', "&amp;").replace('<', "&lt;");
    let mut lines = vec![tag.to_owned(), format!("<summary>{title}</summary>"), String::new()];
    lines.extend(trimmed(body).iter().cloned());
    lines.extend([String::new(), "</details>".to_owned()]);
    lines
}

/// The lines without empty ones at their ends.
fn trimmed(body: &[String]) -> &[String] {
    let is_text = |line: &String| !line.trim().is_empty();
    let Some(first) = body.iter().position(is_text) else { return &[] };
    let last = body.iter().rposition(is_text).unwrap_or(first);
    &body[first..=last]
}

/// What GitHub calls a kind of other generators, and its own name; no alert for a quotation.
fn alert(kind: &str) -> (Option<&'static str>, &'static str) {
    match kind.to_ascii_lowercase().as_str() {
        "tip" | "hint" | "success" | "check" | "done" => (Some("TIP"), "Tip"),
        "important" => (Some("IMPORTANT"), "Important"),
        "warning" | "attention" | "bug" => (Some("WARNING"), "Warning"),
        "caution" | "danger" | "error" | "failure" | "fail" | "missing" => (Some("CAUTION"), "Caution"),
        "quote" | "cite" => (None, ""),
        _ => (Some("NOTE"), "Note"),
    }
}

/// The title of a kind that has none of its own: its name with a capital.
pub(super) fn named(kind: &str) -> String {
    let mut characters = kind.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
