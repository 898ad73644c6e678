//! What is told of an impact, in words, for whichever form it is printed in.

use super::promises::{ChartChange, ChartRef, ChartState, Direction, Field, Figure, Versions};
use super::{Impact, Unknown};

/// An impact in words.
pub(super) struct Report {
    /// The most important of it, one clause each.
    pub(super) summary: Vec<Clause>,
    pub(super) sections: Vec<Section>,
    pub(super) unknown: Vec<Unknown>,
}

/// A part of the summary, and whether it is what somebody should look at.
pub(super) struct Clause {
    pub(super) text: String,
    pub(super) attention: bool,
}

/// Lines under a heading.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) lines: Vec<Vec<Part>>,
}

/// A part of a line.
pub(super) enum Part {
    /// Our own words.
    Words(String),
    /// Our own words that are to be seen at once.
    Strong(&'static str),
    /// A value of the repository's, as written.
    Value(String),
    /// Prose of the repository's; names in backticks are values.
    Prose(String),
    /// A page, by name and route.
    Page { title: String, route: String, published: bool },
}

fn words(text: impl Into<String>) -> Part {
    Part::Words(text.into())
}

fn value(text: &str) -> Part {
    Part::Value(text.to_owned())
}

fn chart(chart: &ChartRef, published: bool) -> Part {
    Part::Page { title: chart.title.clone(), route: chart.route.clone(), published }
}

fn page(title: &str, route: &str, published: bool) -> Part {
    Part::Page { title: title.to_owned(), route: route.to_owned(), published }
}

impl Impact {
    pub(super) fn report(&self) -> Report {
        let sections = [
            ("Objectives", self.objective_lines()),
            ("Recovery order", self.wave_lines()),
            ("Charts", self.chart_lines()),
            ("Baselines", self.baseline_lines()),
            ("Rollbacks and playbooks", self.rollback_lines()),
            ("Environment variables", self.variable_lines()),
            ("Guides to read again", self.guide_lines()),
            ("URLs that lead nowhere", self.lost_lines()),
            ("Pages", self.page_lines()),
            ("New findings", Self::finding_lines(&self.findings.new)),
            ("Mended findings", Self::finding_lines(&self.findings.fixed)),
        ];
        let sections = sections.into_iter().filter(|(_, lines)| !lines.is_empty());
        Report {
            summary: self.summary(),
            sections: sections.map(|(title, lines)| Section { title, lines }).collect(),
            unknown: self.unknown.clone(),
        }
    }

    fn summary(&self) -> Vec<Clause> {
        let worse = self.objectives.iter().filter(|change| change.change.is_worse()).count()
            + self.policies.iter().filter(|change| change.change.is_worse()).count();
        let objectives = self.objectives.len() + self.policies.len() - worse;
        let pages = &self.pages;
        let expects_less = self.baselines.iter().filter(|change| change.change.is_worse()).count();
        let slower = self.rollbacks.iter().filter(|change| change.change.is_worse()).count();
        let demanding = self.variables.iter().filter(|change| change.change.is_demanding()).count();
        let times = self.rollbacks.len() - slower + self.playbooks.len();
        let counts = [
            (worse, "objective promises less", "objectives promise less", true),
            (expects_less, "baseline or target expects less", "baselines or targets expect less", true),
            (slower, "rollback takes longer or is gone", "rollbacks take longer or are gone", true),
            (demanding, "variable has to be set now", "variables have to be set now", true),
            (self.lost.len(), "URL leads nowhere", "URLs lead nowhere", true),
            (self.findings.new.len(), "new finding", "new findings", true),
            (self.guides.len(), "chart changed without its guides", "charts changed without their guides", true),
            (objectives, "other objective changed", "other objectives changed", false),
            (self.baselines.len() - expects_less, "other baseline changed", "other baselines changed", false),
            (
                times,
                "other time of a rollback or playbook changed",
                "other times of rollbacks or playbooks changed",
                false,
            ),
            (self.variables.len() - demanding, "other variable changed", "other variables changed", false),
            (self.tiers.len(), "chart has another tier", "charts have another tier", false),
            (self.waves.len(), "chart comes back in another wave", "charts come back in another wave", false),
            (pages.added.len(), "page added", "pages added", false),
            (pages.removed.len(), "page removed", "pages removed", false),
            (pages.moved.len(), "page moved", "pages moved", false),
            (pages.changed.len(), "page changed", "pages changed", false),
            (self.findings.fixed.len(), "finding mended", "findings mended", false),
        ];
        let told = counts.into_iter().filter(|(count, ..)| *count > 0);
        told.map(|(count, one, many, attention)| Clause {
            text: format!("{count} {}", if count == 1 { one } else { many }),
            attention,
        })
        .collect()
    }

    fn objective_lines(&self) -> Vec<Vec<Part>> {
        let policies = self.policies.iter().map(|change| {
            let mut line = vec![Part::Strong(change.change.word()), words(": tier "), value(&change.tier)];
            if let Some(name) = &change.name {
                line.extend([words(" ("), Part::Prose(name.clone()), words(")")]);
            }
            line.push(words(format!(", {} ", change.field.word())));
            line.extend(from_to(text(&change.before), text(&change.after)));
            line
        });
        let objectives = self.objectives.iter().map(|change| {
            let mut line = vec![Part::Strong(change.change.word()), words(": "), chart(&change.chart, true)];
            if let Some(scenario) = &change.scenario {
                line.extend([words(", "), Part::Prose(scenario.clone())]);
            }
            line.push(words(format!(", {} ", change.field.word())));
            line.extend(from_to(text(&change.before), text(&change.after)));
            if change.field == Field::EffectiveRto {
                line.push(words(", its own stays"));
            }
            line
        });
        let mut lines: Vec<(bool, Vec<Part>)> = self
            .policies
            .iter()
            .map(|change| change.change.is_worse())
            .zip(policies)
            .chain(self.objectives.iter().map(|change| change.change.is_worse()).zip(objectives))
            .collect();
        lines.sort_by_key(|(worse, _)| !worse);
        let tiers = self.tiers.iter().map(|change| {
            let tier = |tier: &Option<String>| tier.as_deref().map_or_else(|| words("none"), value);
            let before = tier(&change.before);
            vec![chart(&change.chart, true), words(": tier "), before, words(" → "), tier(&change.after)]
        });
        let drills = self.drills.iter().map(|change| {
            let state = |state: &Option<String>| state.as_deref().map_or_else(|| words("nothing"), value);
            let before = state(&change.before);
            vec![chart(&change.chart, true), words(": drills "), before, words(" → "), state(&change.after)]
        });
        lines.into_iter().map(|(_, line)| line).chain(tiers).chain(drills).collect()
    }

    fn wave_lines(&self) -> Vec<Vec<Part>> {
        let wave = |wave: Option<u32>| wave.map_or_else(|| "not stated".to_owned(), |wave| format!("wave {wave}"));
        let lines = self.waves.iter().map(|change| {
            let moved = format!(": {} → {}", wave(change.before), wave(change.after));
            vec![chart(&change.chart, true), words(moved)]
        });
        lines.collect()
    }

    fn chart_lines(&self) -> Vec<Vec<Part>> {
        let line = |change: &ChartChange| match change.change {
            ChartState::Added => {
                let mut line = vec![Part::Strong("new"), words(": "), chart(&change.chart, false)];
                if let Some(version) = change.version.as_ref().and_then(|version| version.after.as_deref()) {
                    line.extend([words(" "), value(version)]);
                }
                line
            }
            ChartState::Removed => vec![Part::Strong("gone"), words(": "), chart(&change.chart, false)],
            ChartState::Changed => {
                let mut line = vec![chart(&change.chart, true), words(": ")];
                line.extend(what_changed(change));
                line
            }
        };
        self.charts.iter().map(line).collect()
    }

    fn baseline_lines(&self) -> Vec<Vec<Part>> {
        let lines = self.baselines.iter().map(|change| {
            let mut line = vec![Part::Strong(change.change.word()), words(": ")];
            if let Some(chart) = &change.chart {
                line.extend([value(chart), words(", ")]);
            }
            line.extend([Part::Prose(change.metric.clone()), words(format!(", {} ", change.field.word()))]);
            line.extend(from_to(change.before.as_deref(), change.after.as_deref()));
            line
        });
        lines.collect()
    }

    fn rollback_lines(&self) -> Vec<Vec<Part>> {
        let rollbacks = self.rollbacks.iter().map(|change| {
            let is_there = change.field.is_some() || change.change != Direction::Withdrawn;
            let word = match change.change {
                Direction::Weakened => "slower",
                Direction::Improved => "faster",
                Direction::Withdrawn if change.field.is_none() => "gone",
                other => other.word(),
            };
            let mut line = vec![Part::Strong(word), words(": "), page(&change.title, &change.route, is_there)];
            line.extend([words(", "), Part::Prose(change.method.clone())]);
            let [before, after] = [&change.before, &change.after].map(text);
            match (change.field, before.or(after)) {
                (Some(field), _) => {
                    line.push(words(format!(", {} ", field.word())));
                    line.extend(from_to(before, after));
                }
                (None, Some(time)) => line.extend([words(", "), value(time)]),
                (None, None) => {}
            }
            line
        });
        let playbooks = self.playbooks.iter().map(|change| {
            let mut line = vec![page(&change.title, &change.route, true), words(format!(": {} ", change.field.word()))];
            line.extend(from_to(change.before.as_deref(), change.after.as_deref()));
            line
        });
        rollbacks.chain(playbooks).collect()
    }

    fn variable_lines(&self) -> Vec<Vec<Part>> {
        let lines = self.variables.iter().map(|change| {
            let mut line = vec![Part::Strong(change.change.word()), words(": "), value(&change.variable)];
            if !change.charts.is_empty() {
                line.push(words(" of "));
                for (number, chart) in change.charts.iter().enumerate() {
                    line.extend((number > 0).then(|| words(", ")));
                    line.push(value(chart));
                }
            }
            if change.before != change.after && change.before.is_some() {
                line.push(words(", default "));
                line.extend(from_to(change.before.as_deref(), change.after.as_deref()));
            } else if let (None, Some(default)) = (&change.before, &change.after) {
                line.extend([words(", default "), value(default)]);
            }
            line
        });
        lines.collect()
    }

    fn guide_lines(&self) -> Vec<Vec<Part>> {
        let lines = self.guides.iter().map(|guides| {
            let mut line = vec![chart(&guides.chart, true), words(" changed, and not: ")];
            for (number, guide) in guides.guides.iter().enumerate() {
                if number > 0 {
                    line.push(words(", "));
                }
                line.push(page(&guide.title, &guide.route, true));
            }
            line
        });
        lines.collect()
    }

    fn lost_lines(&self) -> Vec<Vec<Part>> {
        let lines = self.lost.iter().map(|lost| {
            let mut line = vec![value(&lost.route)];
            match &lost.title {
                Some(title) => line.extend([words(" (“"), Part::Prose(title.clone()), words("”)")]),
                None => line.push(words(", a former URL")),
            }
            if let Some(to) = &lost.moved_to {
                line.extend([words(", moved to "), value(to), words(" without an alias")]);
            }
            line
        });
        lines.collect()
    }

    fn page_lines(&self) -> Vec<Vec<Part>> {
        let pages = &self.pages;
        let leads = |line: &mut Vec<Part>, to: &Option<String>, target: Option<&str>| match to {
            None => line.push(words(", its former URL leads nowhere")),
            Some(to) if Some(to.as_str()) == target => line.push(words(", its former URL leads there")),
            Some(to) => line.extend([words(", its former URL leads to "), value(to)]),
        };
        let moved = pages.moved.iter().map(|moved| {
            let mut line = vec![Part::Strong("moved"), words(": "), page(&moved.page.title, &moved.page.route, false)];
            line.extend([words(", from "), value(&moved.from), words(" to "), value(&moved.page.route)]);
            leads(&mut line, &moved.leads_to, Some(&moved.page.route));
            line
        });
        let removed = pages.removed.iter().map(|removed| {
            let mut line = vec![Part::Strong("removed"), words(": "), Part::Prose(removed.page.title.clone())];
            line.extend([words(" at "), value(&removed.page.route)]);
            leads(&mut line, &removed.leads_to, None);
            line
        });
        let added = pages.added.iter().map(|added| {
            let name = page(&added.title, &added.route, false);
            vec![Part::Strong("added"), words(": "), name, words(" at "), value(&added.route)]
        });
        let changed = pages
            .changed
            .iter()
            .map(|changed| vec![Part::Strong("changed"), words(": "), page(&changed.title, &changed.route, true)]);
        moved.chain(removed).chain(added).chain(changed).collect()
    }

    fn finding_lines(findings: &[super::findings::FindingRef]) -> Vec<Vec<Part>> {
        let lines = findings.iter().map(|finding| {
            let mut line = vec![words(format!("{} ", level(&finding.severity))), value(&finding.code)];
            if let Some(path) = &finding.path {
                let place = finding.line.map_or_else(|| path.clone(), |line| format!("{path}:{line}"));
                line.extend([words(" in "), Part::Value(place)]);
            }
            line.extend([words(": "), Part::Prose(finding.message.clone())]);
            line
        });
        lines.collect()
    }
}

/// A figure as written.
fn text(figure: &Option<Figure>) -> Option<&str> {
    figure.as_ref().map(|figure| &*figure.text)
}

/// What was and what is.
fn from_to(before: Option<&str>, after: Option<&str>) -> [Part; 3] {
    let text = |text: Option<&str>| text.map_or_else(|| words("nothing"), value);
    [text(before), words(" → "), text(after)]
}

/// A severity in our own words: what stands in a file may be anything.
fn level(severity: &str) -> &'static str {
    match severity {
        "error" => "error",
        "warning" => "warning",
        _ => "note",
    }
}

fn what_changed(change: &ChartChange) -> Vec<Part> {
    let mut parts = Vec::new();
    let separate = |parts: &mut Vec<Part>| {
        if !parts.is_empty() {
            parts.push(words(", "));
        }
    };
    let versions = [("version", &change.version), ("appVersion", &change.app_version)];
    for (name, versions) in versions {
        let Some(Versions { before, after }) = versions else { continue };
        let version = |version: &Option<String>| version.as_deref().map_or_else(|| words("none"), value);
        separate(&mut parts);
        parts.extend([words(format!("{name} ")), version(before), words(" → "), version(after)]);
    }
    if change.values {
        separate(&mut parts);
        parts.push(words("values.yaml"));
    }
    for (what, targets) in [("new command", &change.targets_added), ("command gone", &change.targets_removed)] {
        for target in targets {
            separate(&mut parts);
            parts.extend([words(format!("{what} ")), value(target)]);
        }
    }
    parts
}
