//! What the header of a table's column says that its cells are.

use super::Field;
use super::key::keys;
use super::words::{is_measured, words};
use crate::parse::bound::Unit;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Objectives: one, or two as in `RTO/RPO`. Bare numbers count the unit.
    Objective(Field, Option<Field>, Option<Unit>),
    /// Figures that were measured.
    Measured,
    /// Names of charts, services, tiers.
    Name,
    /// What a row holds for.
    Case,
    /// How backups are made or restored.
    Method,
    /// How often backups are made.
    Frequency,
    /// What a row is set out to reach, in a table whose rows are objectives.
    Target,
    /// When something happened.
    Date,
    /// How something ended.
    Outcome,
    /// Explanations.
    Remark,
    /// A running number or a weight.
    Number,
    /// Anything else.
    Other,
}

/// Reads a header.
pub(super) fn role(header: &str) -> Role {
    let lower = header.to_lowercase();
    let words: Vec<_> = words(&lower).map(|(_, word)| word).collect();
    let any = |of: &[&str]| words.iter().any(|word| of.contains(word));
    let keys = keys(header, true);
    if let Some(key) = keys.first() {
        let other = any(&[
            "alert",
            "breach",
            "compliance",
            "compliant",
            "dashboard",
            "gap",
            "met",
            "metric",
            "met?",
            "ok",
            "passed",
            "query",
            "status",
            "violation",
            "violations",
        ]);
        return match (is_measured(header), other, keys.len()) {
            (true, ..) => Role::Measured,
            (_, false, 1) => Role::Objective(key.field, key.second, Unit::of_header(header)),
            _ => Role::Other,
        };
    }
    if is_measured(header) || any(&["current", "현재", "現在", "aktuell", "actuel", "actual", "atual", "当前"]) {
        return Role::Measured;
    }
    match lower.trim() {
        "chart" | "helm chart" | "chart name" | "service" | "application" | "app" | "system" | "tier" | "workload"
        | "product" | "service tier" | "plan" | "dienst" | "サービス" | "服务" | "서비스" => {
            return Role::Name;
        }
        "#" | "no" | "no." | "nr" | "nr." | "id" | "priority" | "order" | "rank" => return Role::Number,
        _ => {}
    }
    if any(&["date", "datum", "fecha", "日付", "日期", "날짜"]) {
        Role::Date
    } else if any(&[
        "outcome",
        "result",
        "results",
        "passed",
        "success",
        "ergebnis",
        "résultat",
        "結果",
        "结果",
        "결과",
    ]) {
        Role::Outcome
    } else if any(&[
        "scenario",
        "scenarios",
        "component",
        "components",
        "case",
        "task",
        "procedure",
        "failure",
        "event",
        "environment",
        "szenario",
        "komponente",
        "scénario",
        "composant",
        "escenario",
        "componente",
        "cenário",
        "シナリオ",
        "场景",
        "组件",
        "시나리오",
        "구성",
    ]) {
        Role::Case
    } else if any(&[
        "frequency",
        "schedule",
        "interval",
        "cadence",
        "häufigkeit",
        "fréquence",
        "frecuencia",
        "频率",
        "頻度",
        "주기",
    ]) {
        Role::Frequency
    } else if any(&[
        "method",
        "methods",
        "strategy",
        "approach",
        "technique",
        "mechanism",
        "methode",
        "méthode",
        "método",
        "方法",
        "방법",
        "방식",
    ]) {
        Role::Method
    } else if any(&[
        "target",
        "targets",
        "value",
        "objective",
        "objectives",
        "goal",
        "sla",
        "slo",
        "ziel",
        "zielwert",
        "wert",
        "objectif",
        "cible",
        "valeur",
        "objetivo",
        "meta",
        "valor",
        "목표",
        "目標",
        "目标",
        "値",
        "值",
        "값",
        "mục",
        "tiêu",
    ]) {
        Role::Target
    } else if any(&[
        "notes",
        "note",
        "description",
        "comment",
        "comments",
        "remarks",
        "remark",
        "details",
        "definition",
        "meaning",
        "rationale",
        "explanation",
        "reason",
        "justification",
        "how",
        "why",
        "beschreibung",
        "bemerkung",
        "definición",
        "descripción",
        "descrição",
        "définition",
        "비고",
        "설명",
        "説明",
        "備考",
        "说明",
        "备注",
        "status",
        "owner",
        "basis",
    ]) {
        Role::Remark
    } else {
        Role::Other
    }
}
