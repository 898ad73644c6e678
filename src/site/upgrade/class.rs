//! What a strategy is, told from its name.

use super::StrategyClass;
use super::name::{tokens, without_asides};

/// Words that name a class, the most specific class first: a rolling upgrade in place is rolling.
const NAMES: &[(StrategyClass, &[&[&str]])] = &[
    (StrategyClass::Canary, &[&["canary"], &["canaries"]]),
    (
        StrategyClass::BlueGreen,
        &[&["blue", "green"], &["bluegreen"], &["red", "black"], &["side", "by", "side"], &["parallel", "deployment"]],
    ),
    (
        StrategyClass::Rolling,
        &[
            &["rolling"],
            &["one", "by", "one"],
            &["node", "by", "node"],
            &["pod", "by", "pod"],
            &["broker", "by", "broker"],
        ],
    ),
    (
        StrategyClass::Replication,
        &[
            &["replication"],
            &["switchover"],
            &["replica", "promotion"],
            &["promote", "replica"],
            &["replica", "switch"],
            &["standby", "promotion"],
        ],
    ),
    (
        StrategyClass::DumpAndRestore,
        &[
            &["dump"],
            &["dumpall"],
            &["mysqldump"],
            &["mongodump"],
            &["export", "import"],
            &["export", "and", "import"],
            &["logical"],
        ],
    ),
    (
        StrategyClass::SnapshotRestore,
        &[
            &["snapshot"],
            &["snapshots"],
            &["backup", "restore"],
            &["backup", "and", "restore"],
            &["backup", "then", "restore"],
            &["restore", "from", "backup"],
        ],
    ),
    (StrategyClass::InPlace, &[&["in", "place"], &["inplace"], &["pg", "upgrade"]]),
    (
        StrategyClass::MaintenanceWindow,
        &[
            &["maintenance"],
            &["recreate"],
            &["stop", "start"],
            &["stop", "and", "start"],
            &["full", "restart"],
            &["full", "cluster", "restart"],
            &["full", "stop"],
            &["offline"],
        ],
    ),
    (StrategyClass::InPlace, &[&["restart"]]),
];

/// Words of languages that write them in one piece or with endings.
const PARTS: &[(StrategyClass, &[&str])] = &[
    (StrategyClass::Canary, &["카나리"]),
    (StrategyClass::BlueGreen, &["블루그린", "블루 그린"]),
    (StrategyClass::Rolling, &["롤링"]),
    (StrategyClass::Replication, &["복제"]),
    (StrategyClass::DumpAndRestore, &["덤프"]),
    (StrategyClass::SnapshotRestore, &["스냅샷"]),
    (StrategyClass::InPlace, &["인플레이스"]),
    (StrategyClass::MaintenanceWindow, &["유지보수", "점검"]),
];

/// The class of a strategy of that name: what stands in brackets counts only where the rest says nothing.
pub(super) fn class(name: &str) -> StrategyClass {
    known(&tokens(&without_asides(name))).or_else(|| known(&tokens(name))).unwrap_or(StrategyClass::Other)
}

fn known(words: &[String]) -> Option<StrategyClass> {
    let named = |pattern: &&[&str]| words.windows(pattern.len()).any(|window| window == *pattern);
    let line = || words.join(" ");
    NAMES.iter().find(|(_, patterns)| patterns.iter().any(named)).map(|(class, _)| *class).or_else(|| {
        let line = line();
        PARTS.iter().find(|(_, parts)| parts.iter().any(|part| line.contains(part))).map(|(class, _)| *class)
    })
}

#[cfg(test)]
mod tests {
    use super::StrategyClass::{
        BlueGreen, Canary, DumpAndRestore, InPlace, MaintenanceWindow, Other, Replication, Rolling, SnapshotRestore,
    };
    use super::*;

    #[test]
    fn a_name_tells_the_class() {
        for (name, expected) in [
            ("Rolling Update (Recommended)", Rolling),
            ("Cluster rolling upgrade", Rolling),
            ("Rolling restart in place", Rolling),
            ("Minor version (rolling)", Rolling),
            ("Blue/Green", BlueGreen),
            ("blue_green", BlueGreen),
            ("Blue-green with logical replication", BlueGreen),
            ("Snapshot & Restore (Blue-Green)", SnapshotRestore),
            ("Canary upgrade", Canary),
            ("In-Place Upgrade with Maintenance Mode", InPlace),
            ("pg_upgrade (link mode)", InPlace),
            ("Restart", InPlace),
            ("Full cluster restart", MaintenanceWindow),
            ("Maintenance window (full restart)", MaintenanceWindow),
            ("Recreate", MaintenanceWindow),
            ("Dump/Restore", DumpAndRestore),
            ("Export and import", DumpAndRestore),
            ("Logical replication", Replication),
            ("Backup & Restore", SnapshotRestore),
            ("Backup, restore", SnapshotRestore),
            ("롤링 업그레이드", Rolling),
            ("블루-그린 배포", BlueGreen),
            ("Standard upgrade", Other),
            ("Scrolling through the logs", Other),
            ("Database migration", Other),
            ("", Other),
        ] {
            assert_eq!(class(name), expected, "{name}");
        }
    }
}
