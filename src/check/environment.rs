//! Environment variables that commands and programs need and nobody documents, and those that are documented for nothing.

use rapidhash::{RapidHashMap, RapidHashSet};

use super::Checked;
use crate::diagnostic::{Code, Diagnostic, near_match};
use crate::source::{Span, Spanned};

/// How many names are compared with all that are documented to say which was meant: a text of nothing but slips stays linear.
const COMPARED_NAMES: usize = 200;

/// How many letters a slip of the pen changes.
const SLIP: usize = 2;

/// Compares what data documents with what guides and programs need. Where nothing is documented, nobody keeps such a list, and nothing
/// is missing in it.
pub(super) fn check_environment(checked: Checked<'_>) -> Vec<Diagnostic> {
    if checked.site.environments().next().is_none() {
        return Vec::new();
    }
    let mut names: RapidHashMap<&str, Vec<Span>> = RapidHashMap::default();
    for (name, place) in checked.site.documented_variables() {
        names.entry(name).or_default().push(place);
    }
    let mut documented = Documented { names, listed: Vec::new(), compared: 0 };
    documented.listed = documented.names.keys().copied().collect();
    documented.listed.sort_unstable();
    let mut findings = Vec::new();
    for page in checked.site.pages.iter().filter(|page| !page.historical) {
        for variable in page.document.commands.variables.iter().filter(|variable| variable.needed) {
            let place = Span { file: page.file, range: variable.name.range };
            let otherwise = "document it, give it a value above with `export`, or name it in the `params` of the page";
            findings.extend(documented.lacks(&variable.name, place, "a command needs", otherwise));
        }
    }
    let Some(programs) = checked.programs.filter(|_| !checked.config.check.env_sources.is_empty()) else {
        return findings;
    };
    for (file, program) in programs {
        for read in &program.reads {
            let place = Span { file: *file, range: read.range };
            findings.extend(documented.lacks(read, place, "a program reads", "document it"));
        }
    }
    findings.extend(unused(checked, &documented));
    findings
}

/// The variables that data tells of.
struct Documented<'a> {
    /// The places of each name.
    names: RapidHashMap<&'a str, Vec<Span>>,
    /// The names, in order.
    listed: Vec<&'a str>,
    /// How many others were compared with them.
    compared: usize,
}

impl Documented<'_> {
    /// A finding where a name isn't documented.
    fn lacks(&mut self, name: &Spanned<Box<str>>, place: Span, who: &str, otherwise: &str) -> Option<Diagnostic> {
        if self.names.contains_key(&*name.value) {
            return None;
        }
        self.compared += 1;
        let near = near_match(&name.value, self.listed.iter().copied().filter(|_| self.compared <= COMPARED_NAMES));
        // Names with one beginning are alike, and yet others: `DB_USER` isn't `DB_HOST`.
        let near = near.filter(|near| strsim::osa_distance(&name.value, near) <= SLIP);
        let help = near.map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"));
        let message = format!("{who} the variable `{}`, which is documented nowhere", name.value);
        Some(Diagnostic::new(Code::EnvUndocumented, place, message).help(help))
    }
}

/// The documented variables that neither the code of a page nor a file of `[check.env] sources` names. In these any word counts that is
/// the name: there are more ways to read a variable than anybody could list.
fn unused(checked: Checked<'_>, documented: &Documented<'_>) -> Vec<Diagnostic> {
    let uses = checked.site.variable_uses();
    let mut unused: RapidHashSet<&str> =
        documented.listed.iter().copied().filter(|name| !name.is_empty() && !uses.contains_key(name)).collect();
    for (file, _) in checked.programs.unwrap_or_default() {
        let is_boundary = |c: char| !c.is_ascii_alphanumeric() && c != '_';
        for word in checked.sources.get(*file).text().split(is_boundary) {
            unused.remove(word);
        }
    }
    let finding = |(name, place): (&str, Span)| {
        let message = format!("no guide and no program uses `{name}`");
        let help = "delete it, or name the files that read it in `[check.env] sources`";
        Diagnostic::new(Code::EnvUnknown, place, message).help(help)
    };
    checked.site.documented_variables().filter(|(name, _)| unused.contains(name)).map(finding).collect()
}
