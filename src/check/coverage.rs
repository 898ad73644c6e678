//! What `[check.coverage]` requires and isn't there, unless somebody has excused it.

use std::collections::BTreeMap;

use rapidhash::{RapidHashMap, RapidHashSet};

use super::checklists::open_checklists;
use super::required::{required_pages, required_sections, scopes};
use super::{Checked, owners, runbooks};
use crate::config::{SourcePattern, Waiver};
use crate::diagnostic::{Code, Diagnostic, near_match};
use crate::site::chart::ChartIndex;
use crate::source::{FileId, Span};

/// The name in a waiver's `what` of the owner of a chart.
pub(super) const OWNER: &str = "owner";

/// The name in a waiver's `what` of the runbook of an alert.
pub(super) const RUNBOOK: &str = "runbook";

/// Something that should be there and isn't.
pub(super) struct Lack {
    /// What is to be reported.
    pub(super) finding: Diagnostic,
    /// The chart that lacks it.
    pub(super) chart: Option<ChartIndex>,
    /// What a waiver may call it.
    pub(super) names: Vec<String>,
}

/// Finds what is lacking, and the waivers that have run out or excuse nothing.
pub(super) fn check_coverage(checked: Checked<'_>) -> Vec<Diagnostic> {
    let (scopes, mut findings) = scopes(checked);
    let mut lacks = required_pages(checked, &scopes);
    lacks.extend(required_sections(checked, &scopes));
    lacks.extend(open_checklists(checked, &mut findings));
    lacks.extend(owners::missing_owners(checked));
    lacks.extend(runbooks::unstated(checked));
    let mut waivers = Waivers::new(checked);
    findings.extend(lacks.into_iter().filter_map(|lack| waivers.judge(checked, lack)));
    findings.extend(waivers.finish(checked));
    findings
}

/// The words of a text without case, for comparing what people wrote.
pub(super) fn words(text: &str) -> Vec<String> {
    let words = text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// What became of a waiver.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Unused,
    /// It would have excused something if it hadn't run out.
    Over,
    Used,
}

/// The waivers by what they are about.
struct Waivers<'a> {
    waivers: &'a [Waiver],
    patterns: Vec<Option<SourcePattern>>,
    names: Vec<Vec<Vec<String>>>,
    by_chart: RapidHashMap<ChartIndex, Vec<usize>>,
    /// Those that name no chart.
    by_path: Vec<usize>,
    /// By file, the waivers of `by_path` whose pattern matches.
    in_file: BTreeMap<Option<FileId>, Vec<usize>>,
    uses: Vec<Use>,
    unknown_charts: Vec<Diagnostic>,
}

impl<'a> Waivers<'a> {
    fn new(checked: Checked<'a>) -> Self {
        let waivers = checked.config.check.coverage.waive.as_slice();
        let mut by_chart: RapidHashMap<ChartIndex, Vec<usize>> = RapidHashMap::default();
        let mut unknown_charts = Vec::new();
        for (index, waiver) in waivers.iter().enumerate() {
            for name in &waiver.charts {
                match checked.site.chart_by_id(&name.value) {
                    Some(chart) => by_chart.entry(chart).or_default().push(index),
                    None => unknown_charts.extend(unknown_chart(checked, name)),
                }
            }
        }
        Self {
            waivers,
            patterns: waivers
                .iter()
                .map(|waiver| waiver.path.as_ref().and_then(|path| SourcePattern::compile(path).ok()))
                .collect(),
            names: waivers.iter().map(|waiver| waiver.what.iter().map(|what| words(&what.value)).collect()).collect(),
            by_chart,
            by_path: (0..waivers.len()).filter(|index| waivers[*index].charts.is_empty()).collect(),
            in_file: BTreeMap::new(),
            uses: vec![Use::Unused; waivers.len()],
            unknown_charts,
        }
    }

    /// What is left to report of something lacking.
    fn judge(&mut self, checked: Checked<'_>, lack: Lack) -> Option<Diagnostic> {
        let file = lack.finding.span.map(|span| span.file);
        let fits = |patterns: &[Option<SourcePattern>], index: usize| match (&patterns[index], file) {
            (Some(pattern), Some(file)) => pattern.is_match(checked.sources.get(file).path()),
            (Some(_), None) => false,
            (None, _) => true,
        };
        let Self { patterns, by_path, in_file, .. } = self;
        let in_file = in_file
            .entry(file)
            .or_insert_with(|| by_path.iter().copied().filter(|index| fits(patterns, *index)).collect());
        let of_chart = lack.chart.and_then(|chart| self.by_chart.get(&chart)).into_iter().flatten();
        let of_chart = of_chart.copied().filter(|index| fits(patterns, *index));
        let wanted: RapidHashSet<Vec<String>> = lack.names.iter().map(|name| words(name)).collect();
        let mut over = None;
        for index in of_chart.chain(in_file.iter().copied()) {
            if !self.names[index].iter().any(|name| wanted.contains(name)) {
                continue;
            }
            let waiver = &self.waivers[index];
            if !waiver.is_over(checked.today) {
                self.uses[index] = Use::Used;
                return None;
            }
            self.uses[index] = self.uses[index].max(Use::Over);
            over = over.or(waiver.until.as_ref());
        }
        let place = over.and_then(|until| Some(Span { file: checked.config_file?, range: until.range }));
        Some(match place {
            Some(place) => lack.finding.label(place, "it was excused up to this day"),
            None => lack.finding,
        })
    }

    fn finish(self, checked: Checked<'_>) -> Vec<Diagnostic> {
        let Some(file) = checked.config_file else { return Vec::new() };
        let mut findings = self.unknown_charts;
        let uses = self.waivers.iter().zip(self.uses);
        findings.extend(uses.filter_map(|(waiver, used)| match (used, &waiver.until) {
            (Use::Over, Some(until)) => {
                let message = format!("this waiver ended on {}", until.value);
                let help = format!("write what is missing, or give it a new date if `{}` still holds", waiver.reason);
                let span = Span { file, range: until.range };
                Some(Diagnostic::new(Code::WaiverExpired, span, message).help(help))
            }
            (Use::Used | Use::Over, _) => None,
            (Use::Unused, _) => {
                // Only a check reads alerts.
                let unseen = checked.alerts.is_none() && waiver.what.iter().any(|what| what.value == RUNBOOK);
                let known = waiver.charts.iter().any(|name| checked.site.chart_by_id(&name.value).is_some());
                if unseen || (!known && !waiver.charts.is_empty()) {
                    return None;
                }
                let what: Vec<String> = waiver.what.iter().map(|what| format!("`{}`", what.value)).collect();
                let message = format!("this waiver of {} excuses nothing", what.join(", "));
                let span = Span { file, range: waiver.range };
                let help = "remove it: what it names is there, or nobody asks for it";
                Some(Diagnostic::new(Code::WaiverUnused, span, message).help(help))
            }
        }));
        findings
    }
}

/// A chart that `[check.coverage]` names and that isn't there.
pub(super) fn unknown_chart(checked: Checked<'_>, name: &crate::source::Spanned<String>) -> Option<Diagnostic> {
    let span = Span { file: checked.config_file?, range: name.range };
    let diagnostic = Diagnostic::new(Code::ChartUnknown, span, format!("there is no chart `{}`", name.value));
    Some(match near_match(&name.value, checked.site.charts.iter().map(|chart| &*chart.id)) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("name the chart's folder"),
    })
}
