//! What the name of a way back says of it.

use super::is_way_back;
use crate::site::upgrade::name::{asides, numbering, tokens, without_asides};
use crate::site::upgrade::{StrategyClass, class};

/// Whether data goes back with a way of that name: by its words, those in brackets only where the others say nothing.
pub(super) fn with_data(name: &str) -> Option<bool> {
    const WITH: &[&str] = &[
        "backup",
        "backups",
        "data",
        "database",
        "db",
        "disaster",
        "dump",
        "full",
        "pitr",
        "pvc",
        "restore",
        "restored",
        "snapshot",
        "snapshots",
        "volume",
        "복원",
        "스냅샷",
        "백업",
    ];
    const WITHOUT: &[&str] = &[
        "automatic",
        "blue",
        "canary",
        "chart",
        "config",
        "configuration",
        "dns",
        "feature",
        "flag",
        "green",
        "helm",
        "image",
        "revision",
        "switch",
        "switchback",
        "failback",
        "cutback",
        "traffic",
        "undo",
        "application",
        "app",
        "rolling",
    ];
    let of = |text: &str| {
        let words = tokens(text);
        let has = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
        let denied = words
            .windows(2)
            .any(|pair| matches!(&*pair[0], "no" | "without" | "not" | "before") && WITH.contains(&pair[1].as_str()));
        let in_time = words.windows(3).any(|part| part == ["point", "in", "time"]);
        match (has(WITH) && !denied || in_time, has(WITHOUT) || denied) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        }
    };
    of(&without_asides(name)).or_else(|| asides(name).find_map(of))
}

/// What a heading calls a way back: `Rollback Method 2: Restore from backup` is that restore.
pub(super) fn name_of(heading: &str) -> &str {
    let (_, name) = numbering(heading);
    match name.split_once([':', '–', '—']) {
        Some((before, name))
            if is_way_back(&tokens(before)) && tokens(before).len() <= 4 && !name.trim().is_empty() =>
        {
            name.trim()
        }
        _ => name,
    }
}

/// Whether a name tells of a way back by its own words.
pub(super) fn tells_of_one(name: &str) -> bool {
    is_way_back(&tokens(name)) || with_data(name).is_some() || class::class(name) != StrategyClass::Other
}

/// Whether a name says no more than that somebody goes back: `Quick rollback procedure`, `Rollback steps`.
pub(super) fn is_generic(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "back",
        "emergency",
        "execution",
        "how",
        "immediate",
        "instructions",
        "of",
        "phase",
        "plan",
        "procedure",
        "procedures",
        "process",
        "quick",
        "roll",
        "stage",
        "step",
        "steps",
        "the",
        "this",
        "to",
        "계획",
        "절차",
    ];
    let words = tokens(&without_asides(name));
    let is_plain = |word: &String| WORDS.contains(&word.as_str()) || is_way_back(std::slice::from_ref(word));
    words.iter().all(is_plain)
}
