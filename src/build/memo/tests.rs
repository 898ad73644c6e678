#![expect(clippy::disallowed_methods, reason = "tests damage files and look at them")]

use std::fs;

use super::*;

fn key(number: u32) -> Digest {
    Digest::of(&number.to_le_bytes())
}

/// A value of a length of its own.
fn value(number: u32) -> Vec<u8> {
    number.to_string().repeat(number as usize % 40).into_bytes()
}

fn fill(dir: &Path, numbers: impl IntoIterator<Item = u32>) -> MemoStats {
    let memo = Memo::open(dir, "code", 7);
    for number in numbers {
        memo.insert(key(number), &value(number));
    }
    memo.save().unwrap()
}

fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_replaced_value_is_the_one_the_next_run_finds() {
    let dir = tempfile::tempdir().unwrap();
    for value in ["one", "two", "two", "a longer three", ""] {
        let memo = Memo::open(dir.path(), "pages", 1);
        memo.replace(key(1), b"not the last word");
        memo.replace(key(1), value.as_bytes());
        assert_eq!(memo.get(key(1)).as_deref(), Some(value.as_bytes()), "in the same run");
        memo.save().unwrap();
        let memo = Memo::open(dir.path(), "pages", 1);
        assert_eq!(memo.get(key(1)).as_deref(), Some(value.as_bytes()), "in the next");
        assert_eq!(memo.save().unwrap().entries, 1);
    }
    // What stays as it is isn't written again.
    let memo = Memo::open(dir.path(), "pages", 1);
    memo.replace(key(1), b"");
    assert_eq!(memo.save().unwrap().added, 0);
}

#[test]
fn values_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path().join("made/when/needed");
    let memo = Memo::open(&dir, "code", 7);
    assert_eq!(memo.get(key(1)), None);
    memo.insert(key(1), &value(1));
    memo.insert(key(1), b"the first stays");
    assert_eq!(memo.get(key(1)), Some(value(1)));
    memo.insert(key(0), b"");
    let stats = memo.save().unwrap();
    assert_eq!(stats, MemoStats { found: 1, missed: 1, added: 2, entries: 2, bytes: 1, compacted: false });

    let stats = fill(&dir, 0..100);
    assert_eq!((stats.added, stats.entries), (98, 100));
    let memo = Memo::open(&dir, "code", 7);
    for number in 0..100 {
        assert_eq!(memo.get(key(number)), Some(value(number)), "{number}");
    }
    assert_eq!(memo.get(key(100)), None);
    assert_eq!(memo.save().unwrap(), MemoStats { found: 100, missed: 1, added: 0, ..stats });
    assert_eq!(files(&dir), ["code.1.pack", "code.index"]);
}

#[test]
fn tables_and_versions_are_apart() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path(), 0..10);
    assert_eq!(Memo::open(dir.path(), "page", 7).get(key(3)), None);
    let memo = Memo::open(dir.path(), "code", 8);
    assert_eq!(memo.get(key(3)), None);
    memo.insert(key(3), b"other");
    memo.save().unwrap();
    assert_eq!(Memo::open(dir.path(), "code", 8).get(key(3)).as_deref(), Some(&b"other"[..]));
    assert_eq!(Memo::open(dir.path(), "code", 7).get(key(3)), None);
}

#[test]
fn damage_only_loses_values() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path(), 0..12);
    for name in files(dir.path()) {
        let path = dir.path().join(&name);
        let whole = fs::read(&path).unwrap();
        let cuts = (0..whole.len()).map(|length| whole[..length].to_vec());
        let flips = (0..whole.len()).map(|place| {
            let mut bytes = whole.clone();
            bytes[place] ^= 1 << (place % 8);
            bytes
        });
        let longer = [[&whole[..], b"more"].concat()];
        for (case, damaged) in cuts.chain(flips).chain(longer).enumerate() {
            fs::write(&path, &damaged).unwrap();
            let memo = Memo::open(dir.path(), "code", 7);
            for number in 0..12 {
                let found = memo.get(key(number));
                assert!(found.is_none() || found == Some(value(number)), "{name}, case {case}, {number}");
            }
        }
        fs::write(&path, &whole).unwrap();
    }
}

#[test]
fn a_damaged_value_is_replaced() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path(), 1..20);
    let pack = pack_path(dir.path(), "code", 1);
    let mut bytes = fs::read(&pack).unwrap();
    bytes[0] ^= 1;
    fs::write(&pack, bytes).unwrap();
    let memo = Memo::open(dir.path(), "code", 7);
    assert_eq!(memo.get(key(1)), None);
    memo.insert(key(1), &value(1));
    assert_eq!(memo.get(key(1)), Some(value(1)));
    let stats = memo.save().unwrap();
    assert_eq!((stats.added, stats.entries), (1, 19));
    assert_eq!(Memo::open(dir.path(), "code", 7).get(key(1)), Some(value(1)));
}

#[test]
fn what_an_interrupted_run_appended_is_written_over() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path(), 0..20);
    let pack = pack_path(dir.path(), "code", 1);
    let bytes = fs::read(&pack).unwrap();
    fs::write(&pack, [&bytes[..], b"half a value"].concat()).unwrap();
    fill(dir.path(), 0..30);
    let memo = Memo::open(dir.path(), "code", 7);
    for number in 0..30 {
        assert_eq!(memo.get(key(number)), Some(value(number)), "{number}");
    }
}

#[test]
fn large_values_go_to_disk_early() {
    let dir = tempfile::tempdir().unwrap();
    let memo = Memo::open(dir.path(), "code", 7);
    let large = |number: u8| vec![number; BUFFER_LIMIT / 2 + 1];
    for number in 0..5 {
        memo.insert(key(number.into()), &large(number));
    }
    assert!(memo.lock().buffer.len() < BUFFER_LIMIT);
    assert!(memo.lock().written > 2 * BUFFER_LIMIT as u64 - 1);
    for number in 0..5 {
        assert!(memo.get(key(number.into())) == Some(large(number)), "{number}");
    }
    memo.save().unwrap();
    let memo = Memo::open(dir.path(), "code", 7);
    for number in 0..5 {
        assert!(memo.get(key(number.into())) == Some(large(number)), "{number}");
    }
}

#[test]
fn compaction_keeps_what_is_used() {
    let dir = tempfile::tempdir().unwrap();
    let large = |number: u8| vec![number; 1 << 20];
    let memo = Memo::open(dir.path(), "code", 7);
    for number in 0..8 {
        memo.insert(key(number.into()), &large(number));
    }
    assert!(!memo.save().unwrap().compacted, "all of it is new");

    // More than half is used: the rest may stay.
    let memo = Memo::open(dir.path(), "code", 7);
    assert!((0..5).all(|number| memo.get(key(number)).is_some()));
    let stats = memo.save().unwrap();
    assert_eq!((stats.compacted, stats.entries), (false, 8));

    let memo = Memo::open(dir.path(), "code", 7);
    assert!((0..2).all(|number| memo.get(key(number)).is_some()));
    memo.insert(key(9), &large(9));
    let stats = memo.save().unwrap();
    assert_eq!((stats.compacted, stats.entries, stats.bytes), (true, 3, 3 << 20));
    assert_eq!(files(dir.path()), ["code.2.pack", "code.index"]);

    let memo = Memo::open(dir.path(), "code", 7);
    for number in [0, 1, 9] {
        assert!(memo.get(key(number.into())) == Some(large(number)), "{number}");
    }
    assert_eq!(memo.get(key(3)), None);
}

#[test]
fn packs_without_an_index_go() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("code.12.pack"), "old").unwrap();
    fs::write(dir.path().join("code.pack"), "not ours").unwrap();
    fs::write(dir.path().join("page.2.pack"), "another table's").unwrap();
    fill(dir.path(), 0..3);
    assert_eq!(files(dir.path()), ["code.1.pack", "code.index", "code.pack", "page.2.pack"]);
}

#[test]
fn a_small_pack_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path(), 0..100);
    assert!(!Memo::open(dir.path(), "code", 7).save().unwrap().compacted);
    assert!(Memo::open(dir.path(), "code", 7).get(key(99)).is_some());
}

#[test]
fn a_disk_that_takes_nothing_is_an_error_of_save_alone() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let memo = Memo::open(&file, "code", 7);
    memo.insert(key(1), &value(1));
    assert_eq!(memo.get(key(1)), Some(value(1)));
    memo.insert(key(2), &vec![0; BUFFER_LIMIT]);
    memo.insert(key(3), &value(3));
    assert_eq!(memo.get(key(3)), None);
    let error = memo.save().unwrap_err();
    assert!(error.to_string().contains("file"), "{error}");
}

#[test]
fn an_append_that_fails_leaves_the_table_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path(), 0..20);
    let memo = Memo::open(dir.path(), "code", 7);
    memo.insert(key(20), &value(20));
    {
        let mut new = memo.lock();
        // What a full disk does after a part of the buffer.
        memo.write_through(&mut new).unwrap();
        new.fail(Error::new("no space left"));
    }
    assert!(memo.save().is_err());
    let memo = Memo::open(dir.path(), "code", 7);
    for number in 0..20 {
        assert_eq!(memo.get(key(number)), Some(value(number)), "{number}");
    }
    assert_eq!(memo.get(key(20)), None);
}

#[test]
fn threads_share_a_table() {
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path(), 0..50);
    let memo = Memo::open(dir.path(), "code", 7);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for number in 0..200 {
                    if let Some(found) = memo.get(key(number)) {
                        assert_eq!(found, value(number));
                    } else {
                        memo.insert(key(number), &value(number));
                    }
                }
            });
        }
    });
    assert_eq!(memo.save().unwrap().entries, 200);
}

#[cfg(unix)]
#[test]
fn others_may_read_the_index() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    fill(dir.path(), 0..2);
    let mode = fs::metadata(index_path(dir.path(), "code")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644);
}
