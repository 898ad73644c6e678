use super::*;
use crate::site::playbook::tests::page;

/// The ways back of a text: name, whether data goes back, time, downtime.
fn ways(text: &str) -> Vec<(String, Option<bool>, String, String)> {
    let page = page(text);
    let text = |timed: &Option<Timed>| timed.as_ref().map(|timed| timed.bound.text.clone()).unwrap_or_default();
    let way = |rollback: &Rollback| {
        (rollback.name.clone(), rollback.with_data, text(&rollback.time), text(&rollback.downtime))
    };
    rollbacks(std::slice::from_ref(&page)).iter().map(way).collect()
}

#[test]
fn ways_back_are_told_in_many_ways() {
    for (text, wanted) in [
        // Sections, numbered or named, also one level deeper.
        (
            "# Upgrade\n## Rollback Procedures\n### When to roll back\n- errors\n### Rollback methods\n#### Method 1: Helm rollback (fast)\n**Time:** 5 min\n#### Method 2: Restore from backup\n**Duration**: 1-2 hours\n**Downtime**: the same\n### Rollback checklist\n- [ ] a\n",
            &[("Helm rollback (fast)", Some(false), "5 min", ""), ("Restore from backup", Some(true), "1-2 hours", "")]
                [..],
        ),
        // A time in brackets, a name behind the number, downtime that is none.
        (
            "# Upgrade\n## Rollback\n### Rollback Option 1: Traffic back (2 min)\n**Downtime:** none\n### 7.2 Database restore\n",
            &[("Traffic back", Some(false), "2 min", "none"), ("Database restore", Some(true), "", "")],
        ),
        // One section that tells how itself; getting ready for it is none.
        (
            "# Upgrade\n## Prepare a rollback plan\n```bash\nls\n```\n## Rollback\n```bash\nhelm rollback x\n```\n",
            &[("Rollback", None, "", "")],
        ),
        // A table, with and without data.
        (
            "# Upgrade\n## Way back\n| Way back | Without database | With database |\n|---|---|---|\n| Helm | 3 min | 40 min |\n| Traffic | 1 min | |\n",
            &[
                ("Helm", Some(false), "3 min", ""),
                ("Helm", Some(true), "40 min", ""),
                ("Traffic", Some(false), "1 min", ""),
            ],
        ),
        // A table of situations adds what sections don't say, and nothing twice.
        (
            "# Upgrade\n## Rollback\n### Helm rollback\n### Restore\n**Time:** 1 h\n### Which\n| Issue | Method | Time | Data restored |\n|---|---|---|---|\n| crash | Helm rollback | 3 min | no |\n| lag | Helm rollback | 9 min | no |\n| loss | Restore | 1 hour | yes |\n",
            &[
                ("Helm rollback", Some(false), "3 min", ""),
                ("Restore", Some(true), "1 h", ""),
                ("Helm rollback", Some(false), "9 min", ""),
            ],
        ),
        // Plain lines, times behind a dash, a column that asks whether.
        (
            "# Upgrade\n## Rollback Procedure\n\nEstimated rollback time: 15 minutes\n",
            &[("Rollback Procedure", None, "15 minutes", "")],
        ),
        (
            "# Upgrade\n## Rollback\n### Quick rollback (application only) - 5 minutes\n### Full rollback with database ~ 45 min\n",
            &[
                ("Quick rollback (application only)", Some(false), "5 minutes", ""),
                ("Full rollback with database", Some(true), "45 min", ""),
            ],
        ),
        (
            "# Upgrade\n## Rollback\n| Symptom | Rollback? | Method | Time |\n|---|---|---|---|\n| crash | Yes | Helm | 5 min |\n| noise | No | N/A | 0 |\n",
            &[("Helm", Some(false), "5 min", "")],
        ),
        // In passing, and on a page about nothing else.
        ("# Release\n## Phase 1: canary\n**Rollback time:** < 2 min\n", &[("canary", None, "< 2 min", "")]),
        ("# Rollback guide\n## Snapshot\n**Takes:** 10 min\n## Contacts\n", &[("Snapshot", Some(true), "10 min", "")]),
        // A heading's own time goes first, and what a list says of one of its items isn't said of all.
        (
            "# Release\n## Rollback procedure (30 minutes)\n1. **Restore**\n   - Duration: ~15 minutes\n",
            &[("Rollback procedure", None, "30 minutes", "")],
        ),
        // Numbered parts are one way back.
        (
            "# Release\n## 4. Rollback\n### Phase 4.1: Stop (T+0 to T+5)\n**Duration:** 5 minutes\n### Phase 4.2: Restore (10 min)\n### Phase 4.3: Look\n**Duration:** 5 minutes\n",
            &[("Rollback", None, "20 min", "")],
        ),
        // Each phase has its own.
        (
            "# Release\n## Phase 1: freeze\n### Rollback (Phase 1)\n**Time:** 2 min\n## Phase 2: move\n### Rollback (Phase 2)\n**Time:** 45 min\n## Phase 3: switch\n### Rollback\n**Time:** 5 min\n",
            &[
                ("Rollback (Phase 1)", None, "2 min", ""),
                ("Rollback (Phase 2)", None, "45 min", ""),
                ("Rollback (switch)", None, "5 min", ""),
            ],
        ),
        // Until when a way is open isn't how long it takes.
        (
            "# Release\n## Rollback capability\n| Timeframe | Rollback method | Effort |\n|---|---|---|\n| 0-4 hours | Traffic switch | low |\n",
            &[],
        ),
        (
            "# Release\n## Rollback\n| Method | Time |\n|---|---|\n| Traffic switch | 0-4 hours after the release |\n| Helm | 3 min |\n",
            &[("Traffic switch", Some(false), "", ""), ("Helm", Some(false), "3 min", "")],
        ),
        // Options hide behind no section that is quick, and `Steps` alone are those of the section.
        (
            "# Release\n## Rollback\n### Immediate rollback (< 5 min)\n#### Option 1: Script\n**Time:** 2 min\n#### Option 2: Database restore\n",
            &[("Script", None, "2 min", ""), ("Database restore", Some(true), "", "")],
        ),
        (
            "# Release\n## Rollback of the queue\n**Downtime:** 5 min\n**Rollback time:** 9 min\n### Rollback steps\n```bash\nls\n```\n",
            &[("Rollback of the queue", None, "9 min", "5 min")],
        ),
        // Metrics and limits are none.
        ("# R\n## Metrics\n- **Rollback time:** < 5 min\n", &[("Release", None, "< 5 min", "")]),
        (
            "# R\n## Rollback limitations\n```bash\nls\n```\n## Halt / rollback criteria\n```bash\nls\n```\n## Rollback capability window\n```bash\nls\n```\n",
            &[],
        ),
        (
            "# Deployment and rollback runbook\n## Backup the database (20 min)\n## Rollback\n**Time:** 15 min\n",
            &[("Rollback", None, "15 min", "")],
        ),
        ("# Upgrade and rollback\n## Install\n```bash\nls\n```\n", &[]),
        ("# How to write them\n## Rollbacks\n```markdown\n## Rollback\n```\n", &[]),
        ("# Upgrade\n## Rollback fails\n```bash\nls\n```\n", &[]),
        ("", &[]),
    ] {
        let owned = |(name, data, time, away): &(&str, Option<bool>, &str, &str)| {
            ((*name).to_owned(), *data, (*time).to_owned(), (*away).to_owned())
        };
        let wanted: Vec<_> = wanted.iter().map(owned).collect();
        assert_eq!(ways(text), wanted, "{text}");
    }
}

#[test]
fn a_name_tells_whether_data_goes_back() {
    for (name, expected) in [
        ("Helm rollback", Some(false)),
        ("Rollback via Helm (no database changes)", Some(false)),
        ("Helm rollback + DB restore", Some(true)),
        ("Manual rollback (database restore)", Some(true)),
        ("Rollback without data", Some(false)),
        ("Point-in-time recovery", Some(true)),
        ("Blue-green switchback", Some(false)),
        ("PVC snapshot", Some(true)),
        ("Rollback procedure", None),
        ("", None),
    ] {
        assert_eq!(with_data(name), expected, "{name}");
    }
}

#[test]
fn what_is_told_of_a_way_back_has_many_names() {
    for (name, expected) in [
        ("Time", Some(Attribute::Time)),
        ("Estimated time (min)", Some(Attribute::Time)),
        ("Rollback time", Some(Attribute::Time)),
        ("Expected downtime", Some(Attribute::Downtime)),
        ("Data loss risk", Some(Attribute::Loss)),
        ("Data loss", Some(Attribute::Loss)),
        ("Use case", Some(Attribute::When)),
        ("Database", Some(Attribute::Data)),
        ("With DB restore", Some(Attribute::TimeWithData(true))),
        ("Time (without database)", Some(Attribute::TimeWithData(false))),
        ("Database administrator on duty", None),
        ("Timeline of the whole upgrade", None),
        ("", None),
    ] {
        assert_eq!(attribute(name), expected, "{name}");
    }
}
