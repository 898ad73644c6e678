//! Secrets that the site would give away.

use rayon::prelude::*;

use super::Checked;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::secret::{Kind, Secret, told};
use crate::source::{FileId, Span};

/// Finds the secrets in the texts that the site is made from and the files it copies.
pub(super) fn check_secrets(checked: Checked<'_>) -> Vec<Diagnostic> {
    let is_published = |file: FileId| {
        let path = checked.sources.get(file).path();
        !checked.site.for_others.contains(path) && (!path.is_markdown() || checked.site.page_at(path).is_some())
    };
    let published = checked.secrets.par_iter().filter(|(file, _)| is_published(**file));
    let findings = |(file, secrets): (&FileId, &'_ Vec<Secret>)| {
        // Where a value stands once more there is nothing else to do.
        let secrets: Vec<&Secret> = secrets.iter().filter(|secret| secret.kind != Kind::Repeated).collect();
        let next = secrets.iter().copied().skip(1).map(Some).chain([None]);
        // What is known of a part of a value says more than that it is one.
        let says_more = |(secret, next): &(&Secret, Option<&Secret>)| match next
            .filter(|next| next.range.end <= secret.range.end)
        {
            Some(_) => secret.kind != Kind::Variable,
            None => true,
        };
        let told = secrets.iter().copied().zip(next).filter(says_more);
        told.map(|(secret, _)| finding(checked, *file, secret)).collect::<Vec<_>>()
    };
    published.flat_map_iter(findings).collect()
}

/// Says what it is without saying it.
fn finding(checked: Checked<'_>, file: FileId, secret: &Secret) -> Diagnostic {
    let span = Span { file, range: secret.range };
    let name = secret.kind.name();
    let what = match secret.kind {
        Kind::PrivateKey => "here stands".to_owned(),
        Kind::Variable | Kind::Repeated => {
            return Diagnostic::new(
                Code::SecretSuspected,
                span,
                "a secret variable is given a value that is no placeholder",
            )
            .help(
                "if it is used anywhere, change it there first; write `<password>`, `changeme` or nothing, or say \
                     `secret: no` of the variable",
            );
        }
        kind => format!("`{}` looks like", told(checked.sources.text(span), kind)),
    };
    if secret.kind.is_certain() {
        Diagnostic::new(Code::SecretPublished, span, format!("{what} {name}, for every reader to use")).help(
            "revoke it first: whoever could read the repository may have it; then take it out of the text and of git's history",
        )
    } else {
        Diagnostic::new(Code::SecretSuspected, span, format!("{what} {name}")).help(
            "if it is real, revoke it and take it out; in an example write what can't be one, such as `<password>` or `$PASSWORD`",
        )
    }
}
