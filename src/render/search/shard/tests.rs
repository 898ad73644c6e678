use std::collections::BTreeMap;
use std::sync::Mutex;

use super::*;
use crate::render::search::page::MadeSection;
use crate::render::search::posting::take_apart;
use crate::site::route::Route;

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

fn page(route: &str, text: &str) -> SearchedPage {
    SearchedPage {
        route: Route::new(route).expect("a route"),
        title: route.to_owned(),
        trail: Vec::new(),
        kind: "guide",
        kind_label: "Guide".to_owned(),
        language: None,
        historical: false,
        description: None,
        names: Vec::new(),
        about: Vec::new(),
        chart: None,
        tier: None,
        made: vec![MadeSection { anchor: "a".to_owned(), heading: "Part".to_owned(), text: text.to_owned() }],
        text: None,
    }
}

/// Pages of words of which few are frequent, as in any language.
fn many(count: usize) -> Vec<SearchedPage> {
    let mut numbers = Numbers(3);
    let mut pages: Vec<SearchedPage> = (0..count)
        .map(|at| {
            let words: Vec<String> = (0..200)
                .map(|_| {
                    let rank = 1 + numbers.below(1 + numbers.0 % 4_000);
                    format!("{}{rank}", ["re", "ba", "kc-", "가나", "z"][(rank % 5) as usize])
                })
                .collect();
            page(&format!("p/{at:04}.html"), &words.join(" "))
        })
        .collect();
    pages.sort_by(|one, other| one.route.cmp(&other.route));
    pages
}

fn files(pages: &[SearchedPage]) -> BTreeMap<String, String> {
    let routes: Vec<&str> = pages.iter().map(|page| page.route.as_str()).collect();
    let ids = page_ids(&routes);
    let mut numbered: Vec<Numbered<'_>> = pages.iter().zip(ids).collect();
    numbered.sort_unstable_by_key(|(_, id)| *id);
    let mut words = Words::default();
    for (page, id) in &numbered {
        words.add(&take_apart(page, None, *id).words);
    }
    let files = Mutex::new(BTreeMap::new());
    let put = |name: &str, script: &str| {
        files.lock().unwrap().insert(name.to_owned(), script.to_owned());
        Ok::<(), ()>(())
    };
    index_files(&numbered, &words, &put).unwrap();
    files.into_inner().unwrap()
}

/// The words of a file, each with the number of its pages.
fn words_of(text: &str) -> Vec<(String, usize)> {
    let json = text.split_once(',').and_then(|(_, rest)| rest.trim_end().strip_suffix(");")).expect("a call");
    let lines: String = serde_json::from_str(json).expect("a text");
    let word = |line: &str| {
        let mut parts = line.split(' ');
        let name = parts.next().expect("a name").to_owned();
        (name, parts.next().expect("a number").parse().expect("a number"))
    };
    lines.lines().map(word).collect()
}

#[test]
fn files_are_small_in_order_and_hold_every_word_once() {
    let pages = many(300);
    let files = files(&pages);
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for (name, text) in files.iter().filter(|(name, _)| name.starts_with("t-")) {
        let words = words_of(text);
        assert!(text.len() < SHARD_LIMIT + 100 || words.len() == 1, "{name}: {} bytes", text.len());
        assert!(words.is_sorted_by(|(one, _), (other, _)| as_in_script(one, other).is_lt()), "{name}");
        if name != "t-" {
            assert_eq!(*name, format!("t-{}", file_part(&words[0].0)));
        }
        for (word, count) in words {
            assert_eq!(found.insert(word.clone(), count), None, "{word}");
        }
    }
    let mut expected: BTreeMap<String, usize> = BTreeMap::new();
    for page in &pages {
        for (word, _) in take_apart(page, None, 1).words.postings() {
            *expected.entry(word.to_owned()).or_default() += 1;
        }
    }
    found.retain(|word, _| !word.starts_with(':'));
    assert_eq!(found, expected);
    assert!(files.len() > 20, "{} files", files.len());
}

#[test]
fn a_page_more_changes_the_files_of_its_words_alone() {
    let mut pages = many(300);
    let before = files(&pages);
    let new = page("p/0150a.html", "re7 unheard");
    let at = pages.partition_point(|page| page.route < new.route);
    pages.insert(at, new);
    let after = files(&pages);
    let changed: Vec<&String> =
        after.iter().filter(|(name, text)| before.get(*name) != Some(*text)).map(|(name, _)| name).collect();
    // Its words, its title's and kind's, what can be filtered by, and the index itself.
    assert!(
        changed.len() <= 12 && changed.len() * 3 < after.len(),
        "{} of {}: {changed:?}",
        changed.len(),
        after.len()
    );
}

#[test]
fn the_most_frequent_words_stay_small() {
    let count = MOST_PAGES + 500;
    let pages: Vec<SearchedPage> = (0..count)
        .map(|at| {
            page(
                &format!("p/{at:05}.html"),
                if at % 100 == 7 { "backup backup backup" } else { "backup of this and that and more" },
            )
        })
        .collect();
    let files = files(&pages);
    let (_, text) =
        files.iter().find(|(_, text)| words_of_any(text).iter().any(|(word, _)| word == "backup")).expect("a file");
    let words = words_of(text);
    let pages_of = words.iter().find(|(word, _)| word == "backup").map(|(_, pages)| *pages);
    assert_eq!(pages_of, Some(count), "how frequent it is stays known");
    assert!(text.len() < MOST_PAGES * 8, "{} bytes", text.len());
}

fn words_of_any(text: &str) -> Vec<(String, usize)> {
    if text.starts_with("docsgen.search(\"t-") { words_of(text) } else { Vec::new() }
}

#[test]
fn numbers_of_pages_do_not_depend_on_other_pages() {
    let routes: Vec<String> = (0..1000).map(|at| format!("p/{at:04}.html")).collect();
    let all: Vec<&str> = routes.iter().map(String::as_str).collect();
    let ids = page_ids(&all);
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), ids.len(), "each has its own");
    let without: Vec<&str> = all.iter().copied().filter(|route| *route != "p/0500.html").collect();
    let kept = page_ids(&without);
    let same = all
        .iter()
        .zip(&ids)
        .filter(|(route, id)| without.iter().zip(&kept).any(|(other, other_id)| other == *route && other_id == *id));
    assert!(same.count() >= 998);
}

#[test]
fn a_guide_is_asked_for_by_what_it_is_for() {
    let weight = |kind: &'static str, word: &str| {
        let page = SearchedPage { kind, ..page("a.html", "nothing of it") };
        let words = take_apart(&page, None, 0).words;
        words.postings().find(|(name, _)| *name == word).map_or(0, |(_, posting)| posting.page)
    };
    for (kind, word) in [("backup", "restore"), ("backup", "lost"), ("upgrade", "rollback"), ("migration", "migrate")] {
        assert!(weight(kind, word) > 0, "{word}");
        assert_eq!(weight("guide", word), 0, "{word}");
    }
}
