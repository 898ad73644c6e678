//! Objectives that a chart's values.yaml documents, below `backup` or `disasterRecovery`: flat, by scenario, by component.

use crate::node::{Node, Value};
use crate::parse::bound::{Bound, Unit};
use crate::parse::statement::Field;
use crate::source::{Spanned, TextRange};

/// An objective that values.yaml gives.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Documented {
    pub(super) field: Field,
    pub(super) bound: Bound,
    pub(super) range: TextRange,
    /// What it holds for; `None` where it stands right below the targets.
    pub(super) scenario: Option<String>,
    /// Whether it is one of the parts of a backup, which is never all of it whatever it is called.
    pub(super) component: bool,
    /// Objectives of one table of keys have the same number.
    pub(super) group: u32,
    pub(super) method: Option<Spanned<String>>,
    pub(super) frequency: Option<Spanned<String>>,
}

/// Keys that only hold others, without case and marks.
const HOLDERS: &[&str] = &[
    "backup",
    "backups",
    "backupandrecovery",
    "backuprecovery",
    "disasterrecovery",
    "dr",
    "documentation",
    "docs",
    "target",
    "targets",
    "recovery",
    "recoverytarget",
    "recoverytargets",
    "recoveryobjectives",
    "objective",
    "objectives",
    "rtorpo",
    "rporto",
    "rtorpotargets",
    "sla",
    "slo",
    "goals",
    "strategy",
    "scenario",
    "scenarios",
    "recoveryscenarios",
    "value",
    "max",
    "maximum",
];

/// Keys whose entries are parts of a backup or ways to make one.
const COMPONENTS: &[&str] =
    &["component", "components", "method", "methods", "type", "types", "strategies", "backupcomponents"];

/// Keys of what was measured, which is no promise.
const MEASURED: &[&str] = &["actual", "measured", "achieved", "current", "last", "lastdrill", "drill", "drills"];

/// Keys that say something about an objective instead of giving another one.
const REMARKS: &[&str] = &["description", "notes", "note", "comment", "comments"];

/// How deep tables of keys are followed.
const DEPTH: usize = 12;

/// The objectives of a values file, in the order written.
pub(super) fn documented(root: &Node) -> Vec<Documented> {
    let mut found = Found::default();
    for (key, node) in root.entries() {
        if is_backup(&key.value) {
            found.table(node, &Path::default(), DEPTH);
            continue;
        }
        for (inner, node) in node.entries() {
            if is_backup(&inner.value) {
                found.table(node, &Path::default(), DEPTH);
            }
        }
    }
    found.objectives
}

fn is_backup(key: &str) -> bool {
    matches!(&*letters(key), "backup" | "backups" | "disasterrecovery" | "backupandrecovery" | "backuprecovery")
}

/// Which scenario the keys so far name.
#[derive(Clone, Default)]
struct Path {
    scenario: Option<String>,
    component: bool,
}

#[derive(Default)]
struct Found {
    objectives: Vec<Documented>,
    groups: u32,
}

impl Found {
    fn table(&mut self, node: &Node, path: &Path, depth: usize) {
        if depth == 0 {
            return;
        }
        if let Value::List(items) = &node.value {
            items.iter().for_each(|item| self.table(item, path, depth - 1));
            return;
        }
        self.groups += 1;
        let group = self.groups;
        // An item of a list names its scenario beside the figures.
        let named = ["scenario", "name", "component"].into_iter().find_map(|key| node.get(key)?.as_text());
        let own = match named {
            Some(name) if has_objective(node) => &Path { scenario: Some(name.to_owned()), component: path.component },
            _ => path,
        };
        for (key, value) in node.entries() {
            let name = letters(&key.value);
            if MEASURED.contains(&&*name) {
                continue;
            }
            if let Some((field, unit)) = objective(&name) {
                self.objective(value, field, unit, own, (group, node), depth);
            } else if matches!(value.value, Value::Map(_) | Value::List(_)) {
                let mut inner = own.clone();
                if COMPONENTS.contains(&&*name) {
                    inner.component = true;
                } else if !HOLDERS.contains(&&*name) {
                    inner.scenario = Some(in_words(&key.value));
                }
                self.table(value, &inner, depth - 1);
            }
        }
    }

    /// The value of a key that is called RTO or RPO: a figure, or a table of them by scenario.
    fn objective(
        &mut self,
        value: &Node,
        field: Field,
        unit: Option<Unit>,
        path: &Path,
        (group, table): (u32, &Node),
        depth: usize,
    ) {
        if let Value::Map(entries) = &value.value {
            if depth == 0 {
                return;
            }
            for (key, value) in entries {
                let name = letters(&key.value);
                if MEASURED.contains(&&*name) || REMARKS.contains(&&*name) {
                    continue;
                }
                let mut inner = path.clone();
                if !HOLDERS.contains(&&*name) {
                    inner.scenario = Some(in_words(&key.value));
                }
                self.groups += 1;
                let group = self.groups;
                self.objective(value, field, unit, &inner, (group, value), depth - 1);
            }
            return;
        }
        let Some(text) = value.scalar("").filter(|text| !text.trim().is_empty()) else { return };
        let beside = |keys: &[&str]| {
            let (_, node) = table.entries().iter().find(|(key, _)| keys.contains(&&*letters(&key.value)))?;
            Some(Spanned::new(node.as_text()?.to_owned(), node.range))
        };
        self.objectives.push(Documented {
            field,
            bound: Bound::read(&text, unit),
            range: value.range,
            scenario: path.scenario.clone(),
            component: path.component,
            group,
            method: beside(&["method", "recoverymethod", "backupmethod"]),
            frequency: beside(&["frequency", "backupfrequency", "schedule"]),
        });
    }
}

fn has_objective(node: &Node) -> bool {
    node.entries().iter().any(|(key, _)| objective(&letters(&key.value)).is_some())
}

/// The objective that a key names, and the unit of its numbers: `rto`, `rtoTarget`, `rpo_minutes`.
fn objective(name: &str) -> Option<(Field, Option<Unit>)> {
    let long = name.replace("recoverytimeobjective", "rto").replace("recoverypointobjective", "rpo");
    let bare = long.strip_prefix("target").or_else(|| long.strip_prefix("max")).unwrap_or(&long);
    let (field, rest) = bare
        .strip_prefix("rto")
        .map(|rest| (Field::Rto, rest))
        .or_else(|| bare.strip_prefix("rpo").map(|rest| (Field::Rpo, rest)))?;
    let rest = rest.strip_prefix("target").or_else(|| rest.strip_prefix("objective")).unwrap_or(rest);
    let unit = match rest.strip_prefix("in").unwrap_or(rest) {
        "" | "s" => None,
        "seconds" | "sec" => Some(Unit::Seconds),
        "minutes" | "min" | "mins" => Some(Unit::Minutes),
        "hours" | "hrs" => Some(Unit::Hours),
        "days" => Some(Unit::Days),
        _ => return None,
    };
    Some((field, unit))
}

/// A key without case and marks: `recovery_targets` and `recoveryTargets` are one.
fn letters(key: &str) -> String {
    key.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A key in words: `full_disaster_recovery` and `fullDisasterRecovery` are `Full disaster recovery`.
fn in_words(key: &str) -> String {
    let mut text = String::with_capacity(key.len() + 4);
    let mut before: Option<char> = None;
    for c in key.chars() {
        let starts = c.is_uppercase() && before.is_some_and(|before| before.is_lowercase() || before.is_ascii_digit());
        if starts {
            text.push(' ');
        }
        text.push(if starts { c.to_ascii_lowercase() } else { c });
        before = Some(c);
    }
    crate::site::page::words(&text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::node::parse_yaml;

    fn read(text: &str) -> Vec<String> {
        let document = parse_yaml(text).expect("the test's own YAML");
        let line = |found: &Documented| {
            assert_eq!(found.range.of(text).trim_matches('"'), found.bound.text, "the figure alone");
            let scenario = found.scenario.as_deref().unwrap_or("-");
            let part = if found.component { " (component)" } else { "" };
            format!("{scenario}{part}: {} {}", found.field.title(), found.bound.text)
        };
        documented(&document.root).iter().map(line).collect()
    }

    #[test]
    fn targets_are_flat_by_scenario_or_inverted() {
        let cases: [(&str, &[&str]); 11] = [
            (
                "backup:\n  documentation:\n    targets:\n      rto: \"< 1 hour\"\n      rpo: 24h\n",
                &["-: RTO < 1 hour", "-: RPO 24h"],
            ),
            (
                "backup:\n  documentation:\n    targets:\n      full_disaster_recovery: {rto: 1h, rpo: 2h}\n      oneTable: {RTO: 3h}\n",
                &["Full disaster recovery: RTO 1h", "Full disaster recovery: RPO 2h", "One table: RTO 3h"],
            ),
            (
                "backup:\n  documentation:\n    recoveryTargets:\n      drills: {rto: 1h}\n      rto:\n        full: 2h\n        metadata: 5m\n",
                &["Full: RTO 2h", "Metadata: RTO 5m"],
            ),
            (
                "backup:\n  documentation:\n    components:\n      full_copy:\n        description: an RTO of 1h\n        rto: 10m\n",
                &["Full copy (component): RTO 10m"],
            ),
            (
                "backup:\n  documentation:\n    targets:\n      - scenario: Site loss\n        rtoTarget: 4h\n      - name: Typo\n        rpo_target: 1h\n",
                &["Site loss: RTO 4h", "Typo: RPO 1h"],
            ),
            ("primary:\n  backup:\n    documentation:\n      targets: {rto: 1h}\n", &["-: RTO 1h"]),
            ("disasterRecovery:\n  rto: {target: 1h, actual: 20m}\n", &["-: RTO 1h"]),
            ("backup:\n  rtoSeconds: \"900\"\n", &["-: RTO 900"]),
            ("upgrade:\n  rto: 1h\nrto: 1h\n", &[]),
            ("backup:\n  export: 1h\n  purpose: 2h\n  rtosomething: 3h\n  rto: \n  rpo: []\n", &[]),
            ("# backup: rto 1h\nbackup: {}\n", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_stands_beside_a_figure_goes_with_it() {
        let document = parse_yaml(
            "backup:\n  components:\n    dump: {rto: 1h, rpo: 2h, method: pg_dump, frequency: Daily}\n    copy: {rto: 3h}\n",
        )
        .expect("YAML");
        let found = documented(&document.root);
        let text =
            |value: &Option<Spanned<String>>| value.as_ref().map(|value| value.value.clone()).unwrap_or_default();
        assert_eq!((&*text(&found[0].method), &*text(&found[1].frequency)), ("pg_dump", "Daily"));
        assert_eq!((found[2].method.clone(), found[2].frequency.clone()), (None, None));
        assert!(found[0].group == found[1].group && found[1].group != found[2].group);
    }
}
