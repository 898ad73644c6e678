//! What an objective holds for: the loss of everything, or of a part.

use serde::Serialize;

/// How much of a chart a scenario is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// All of it, after a disaster: `Full disaster recovery`, `Overall RTO`, or nothing said at all.
    Disaster,
    /// All of it, by a name that says less: `Full cluster restore`, `Full System`, `Complete cluster loss`.
    Full,
    /// A component, a method, a single failure.
    Part,
}

/// A scenario.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scenario {
    /// Its name as written; empty where none is.
    pub name: String,
    /// Its name without case, marks and the words that every scenario has: equal for the same scenario in other words. Of a
    /// disaster only what tells it from other disasters, which for most is nothing.
    pub key: String,
    /// How much it is about.
    pub extent: Extent,
}

/// Words that say that all is lost.
const ALL: &[&str] = &[
    "full",
    "fully",
    "complete",
    "completely",
    "entire",
    "whole",
    "all",
    "total",
    "everything",
    "overall",
    "vollständig",
    "vollständige",
    "vollständiger",
    "komplett",
    "komplette",
    "kompletter",
    "gesamt",
    "gesamte",
    "complète",
    "totale",
    "completa",
    "completo",
    "полное",
    "전체",
    "완전",
];

/// Words of the same kind that authors also use where they only mean the sum.
const SUM: &[&str] = &["total", "overall", "gesamt"];

/// What there can be all of.
const WHOLE: &[&str] = &[
    "cluster",
    "clusters",
    "system",
    "systems",
    "instance",
    "instances",
    "stack",
    "platform",
    "service",
    "services",
    "environment",
    "application",
    "app",
    "deployment",
    "release",
    "infrastructure",
    "server",
    "installation",
    "chart",
    "site",
    "loss",
    "failure",
    "outage",
    "rebuild",
    "redeploy",
    "redeployment",
    "reinstall",
    "reinstallation",
    "wipe",
    "crash",
    "destruction",
    "scratch",
    "ausfall",
    "클러스터",
    "시스템",
];

/// Words that every scenario may have.
const RECOVERY: &[&str] = &[
    "restore",
    "restores",
    "restored",
    "restoring",
    "restoration",
    "recovery",
    "recoveries",
    "recover",
    "recovering",
    "backup",
    "backups",
    "only",
    "scenario",
    "scenarios",
    "procedure",
    "procedures",
    "process",
    "wiederherstellung",
    "restauration",
    "recuperación",
    "recuperação",
    "복구",
    "복원",
    "восстановление",
];

/// Words that are about the objective itself, and so say nothing of what it holds for.
const OBJECTIVE: &[&str] = &[
    "rto",
    "rpo",
    "time",
    "point",
    "objective",
    "objectives",
    "target",
    "targets",
    "goal",
    "goals",
    "sla",
    "maximum",
    "max",
    "acceptable",
    "expected",
    "estimated",
    "recommended",
    "general",
    "default",
    "typical",
    "summary",
    "목표",
];

/// Words that only join others.
const JOINING: &[&str] = &["a", "an", "the", "of", "from", "for", "to", "our"];

/// Words before `disaster recovery` that make it that of a part, or no recovery at all.
const PARTS: &[&str] = &[
    "database",
    "databases",
    "db",
    "config",
    "configuration",
    "data",
    "metadata",
    "pvc",
    "volume",
    "table",
    "index",
    "bucket",
    "file",
    "files",
    "user",
    "users",
    "secret",
    "secrets",
    "dashboard",
    "dashboards",
    "partial",
    "single",
    "minor",
    "non",
];

/// Words that make anything a part.
const ONE: &[&str] = &["single", "partial", "selective", "one", "individual", "specific", "selected", "minor"];

/// Words that make a disaster recovery one that is only tried.
const TRIED: &[&str] = &["test", "tests", "testing", "drill", "drills", "rehearsal", "exercise"];

/// A disaster in other languages and scripts, where words can't be told apart by spaces or are one.
const DISASTERS: &[&str] = &[
    "disaster",
    "catastroph",
    "notfallwiederherstellung",
    "katastrophe",
    "totalausfall",
    "totalverlust",
    "sinistre",
    "desastre",
    "disastro",
    "катастроф",
    "аварийн",
    "재해",
    "재난",
    "災害",
    "ディザスタ",
    "灾难",
    "灾备",
    "災難",
    "total loss",
    "complete loss",
    "site loss",
    "total site",
    "entire site",
];

/// All of it, in scripts without spaces.
const ALL_WITHOUT_SPACES: &[&str] =
    &["完全恢复", "全量恢复", "整体恢复", "完全復旧", "全体復旧", "완전복구", "전체복구"];

impl Scenario {
    /// Reads a scenario's name. `own` are the words of the names of the chart it is about, in lower case: a chart's own name
    /// says no more than `system`.
    #[must_use]
    pub fn of(name: Option<&str>, own: &[String]) -> Self {
        let name = name.map(str::trim).unwrap_or_default();
        let segments = segments(name);
        let extent = extent(&segments, own);
        Self { name: name.to_owned(), key: key(&segments, extent, own), extent }
    }

    /// The same name, for something that is never all of a chart: an upgrade, a component.
    #[must_use]
    pub fn part(name: &str, own: &[String]) -> Self {
        let name = name.trim();
        Self { name: name.to_owned(), key: key(&segments(name), Extent::Part, own), extent: Extent::Part }
    }

    /// The same name, for what its author calls the headline.
    #[must_use]
    pub fn headline(name: Option<&str>) -> Self {
        Self { name: name.map(str::trim).unwrap_or_default().to_owned(), key: String::new(), extent: Extent::Disaster }
    }
}

/// Lower-case words of each part of a name: what stands before brackets, in them, and behind a dash or colon.
fn segments(name: &str) -> Vec<Vec<String>> {
    let name = unnumbered(name);
    let name = name.replace(" - ", "(").replace(" – ", "(").replace(" — ", "(");
    let parts = name.split(['(', ')', '[', ']', ':', ';', '（', '）']);
    parts.map(words).filter(|words| !words.is_empty()).collect()
}

/// The name without the number that counts it: `Scenario 3: …`, `2. …`, `Option B: …`.
fn unnumbered(name: &str) -> &str {
    let counts = |before: &str| {
        let words = words(before);
        let number = |word: &String| word.chars().all(|c| c.is_ascii_digit()) || word.len() == 1;
        match words.as_slice() {
            [one] => one.chars().all(|c| c.is_ascii_digit()),
            [kind, one] => {
                ["scenario", "procedure", "option", "case", "method", "step", "phase", "level"].contains(&&**kind)
                    && number(one)
            }
            _ => false,
        }
    };
    let end = name.find([':', '.', ')']);
    match end.map(|end| (&name[..end], &name[end + 1..])) {
        Some((before, rest)) if counts(before) && !rest.trim().is_empty() => rest.trim_start(),
        _ => name,
    }
}

/// Lower-case words: letters and digits that stand together.
pub(super) fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is(words: &[&str], word: &str) -> bool {
    words.contains(&word)
}

fn extent(segments: &[Vec<String>], own: &[String]) -> Extent {
    if segments.iter().flatten().any(|word| is(TRIED, word)) {
        return Extent::Part;
    }
    if segments.iter().any(|words| says_disaster(words)) {
        return Extent::Disaster;
    }
    let Some(first) = segments.first() else { return Extent::Disaster };
    if first.iter().any(|word| is(ONE, word)) {
        return Extent::Part;
    }
    if segments.iter().all(|words| says_nothing(words, own)) {
        return Extent::Disaster;
    }
    // What stands in brackets can make the rest all of it (`Snapshot restore (full cluster)`), and never a part of it.
    if segments.iter().any(|words| says_all(words, own)) { Extent::Full } else { Extent::Part }
}

fn says_disaster(words: &[String]) -> bool {
    let text = words.join(" ");
    let by_name = DISASTERS.iter().filter_map(|disaster| text.find(disaster)).min();
    let short = || {
        let at = words.iter().position(|word| word == "dr")?;
        Some(words[..at].iter().map(|word| word.len() + 1).sum())
    };
    by_name.or_else(short).is_some_and(|at: usize| !text[..at].split(' ').any(|word| is(PARTS, word)))
}

/// Whether all that is said is that it is an objective: `RTO target`, `Overall`, `Recovery`.
fn says_nothing(words: &[String], own: &[String]) -> bool {
    let all = words.iter().any(|word| is(ALL, word) && !is(SUM, word));
    let whole = words.iter().any(|word| is(WHOLE, word));
    !all && !whole
        && words.iter().all(|word| {
            is(RECOVERY, word) || is(OBJECTIVE, word) || is(JOINING, word) || is(SUM, word) || own.contains(word)
        })
}

fn says_all(words: &[String], own: &[String]) -> bool {
    let text = words.concat();
    if ALL_WITHOUT_SPACES.iter().any(|all| text.contains(all)) {
        return true;
    }
    let rest = |word: &&String| {
        let known = is(ALL, word) || is(WHOLE, word) || is(RECOVERY, word) || is(OBJECTIVE, word) || is(JOINING, word);
        !known && !own.contains(*word)
    };
    let mut rest = words.iter().filter(rest);
    // Of several environments the one that counts.
    if let (Some("production" | "prod"), None) = (rest.next().map(String::as_str), rest.next()) {
        return words.iter().all(|word| !is(WHOLE, word));
    }
    let kind_of_backup = words.iter().any(|word| word.starts_with("backup"))
        && !words.iter().any(|word| is(RECOVERY, word) && !word.starts_with("backup") || is(WHOLE, word));
    words.iter().any(|word| is(ALL, word))
        && !kind_of_backup
        && words.iter().all(|word| {
            is(ALL, word)
                || is(WHOLE, word)
                || is(RECOVERY, word)
                || is(OBJECTIVE, word)
                || is(JOINING, word)
                || own.contains(word)
        })
}

fn key(segments: &[Vec<String>], extent: Extent, own: &[String]) -> String {
    let mut key: Vec<String> = Vec::new();
    let all_said = extent == Extent::Full && segments.first().is_some_and(|words| says_all(words, own));
    for (index, words) in segments.iter().enumerate() {
        if index > 0 && (abbreviates(words, &segments[index - 1]) || (all_said && says_no_more(words, own))) {
            continue;
        }
        for word in words {
            let all = is(ALL, word);
            let said = is(RECOVERY, word)
                || is(JOINING, word)
                || is(OBJECTIVE, word) && extent != Extent::Part
                || own.contains(word);
            let disaster = extent == Extent::Disaster
                && (all || is(WHOLE, word) || word == "dr" || DISASTERS.iter().any(|disaster| word.contains(disaster)));
            if said || disaster {
                continue;
            }
            key.push(if all { "full".to_owned() } else { plain(word) });
        }
    }
    if key.is_empty() && extent == Extent::Part {
        // Nothing but words that every scenario has: they are all there is to tell it by.
        key = segments.iter().flatten().map(|word| plain(word)).collect();
    }
    if key.is_empty() && extent == Extent::Full {
        key.push("full".to_owned());
    }
    key.join(" ")
}

/// Whether words in brackets only tell how a whole comes back, not another thing: `(reinstall)`.
fn says_no_more(words: &[String], own: &[String]) -> bool {
    words.iter().all(|word| is(WHOLE, word) || is(RECOVERY, word) || is(JOINING, word) || own.contains(word))
}

/// Whether a word in brackets only abbreviates what stands before them: `Point-in-Time Recovery (PITR)`.
fn abbreviates(words: &[String], before: &[String]) -> bool {
    let [word] = words else { return false };
    let initials: String = before.iter().filter_map(|word| word.chars().next()).collect();
    initials.len() > 2 && word.starts_with(&initials)
}

/// A word in the form that equal words share: singular, and spelt out.
fn plain(word: &str) -> String {
    match word {
        "db" | "dbs" => return "database".to_owned(),
        _ => {}
    }
    if word.len() > 4
        && word.is_ascii()
        && let Some(stem) = word.strip_suffix("ies")
    {
        return format!("{stem}y");
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && word.is_ascii() && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_is_a_disaster_or_all_or_a_part() {
        use Extent::{Disaster, Full, Part};
        let own = ["redis".to_owned()];
        for (name, extent, key) in [
            ("", Disaster, ""),
            ("Full disaster recovery", Disaster, ""),
            ("Complete DR", Disaster, ""),
            ("Full DR", Disaster, ""),
            ("Disaster recovery", Disaster, ""),
            ("Scenario 4: Complete Disaster Recovery", Disaster, ""),
            ("PVC restore (disaster recovery)", Disaster, "pvc"),
            ("Disaster recovery (other region)", Disaster, "other region"),
            ("Total loss", Disaster, ""),
            ("Overall RTO", Disaster, ""),
            ("RTO target", Disaster, ""),
            ("Recommended", Disaster, ""),
            ("Redis recovery", Disaster, ""),
            ("재해 복구", Disaster, ""),
            ("灾难恢复", Disaster, ""),
            ("Reprise après sinistre", Disaster, "reprise après"),
            ("Database disaster recovery", Part, "database disaster"),
            ("Disaster recovery drill", Part, "disaster drill"),
            ("Full System", Full, "full system"),
            ("Full system recovery", Full, "full system"),
            ("Full restore", Full, "full"),
            ("Complete cluster loss", Full, "full cluster loss"),
            ("Full Instance Loss", Full, "full instance loss"),
            ("Full Redis restore", Full, "full"),
            ("Entire Redis cluster", Full, "full cluster"),
            ("Full cluster recovery (Redis reinstall)", Full, "full cluster"),
            ("Snapshot restore (full cluster)", Full, "snapshot full cluster"),
            ("Production", Full, "production"),
            ("전체 복구", Full, "full"),
            ("完全恢复", Full, "完全恢复"),
            ("Small production", Part, "small production"),
            ("Full database restore", Part, "full database"),
            ("Full backups", Part, "full"),
            ("All realms restore", Part, "full realm"),
            ("dump tool (cluster)", Part, "dump tool cluster"),
            ("Single index (full restore)", Part, "single index full"),
            ("Datacenter failure", Part, "datacenter failure"),
            ("Definitions restore", Part, "definition"),
            ("Definitions", Part, "definition"),
            ("Bucket Metadata", Part, "bucket metadata"),
            ("Bucket metadata restore", Part, "bucket metadata"),
            ("Restore from RDB", Part, "rdb"),
            ("Config Restore", Part, "config"),
            ("IAM policies", Part, "iam policy"),
            ("Point-in-Time Recovery (PITR)", Part, "point in time"),
            ("Point-in-Time (PITR)", Part, "point in time"),
        ] {
            let scenario = Scenario::of(Some(name), &own);
            assert_eq!((scenario.extent, &*scenario.key), (extent, key), "{name}");
        }
        assert_eq!(Scenario::part("Full system", &own).key, "full system");
        assert_eq!(Scenario::headline(Some("One table")).extent, Disaster);
        assert_eq!(Scenario::part("Recovery", &own).key, "recovery");
    }
}
