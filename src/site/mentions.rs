//! Which pages speak of a page: those that link to it and, for a chart, those that name it in a heading or in inline
//! code. Names in running text don't count: `search` and `cache` are words, too.

use rapidhash::RapidHashMap;
use rayon::prelude::*;

use super::chart::Chart;
use super::link::Target;
use super::page::{Page, PageId};

/// For each page, the pages that speak of it, in order of title. Pages of one chart don't count for each other: each
/// lists the others anyway.
pub(super) fn mentions(pages: &[Page], charts: &[Chart]) -> Vec<Vec<PageId>> {
    let by_name: RapidHashMap<String, PageId> = charts
        .iter()
        .filter_map(|chart| Some((chart, chart.readme?)))
        .flat_map(|(chart, readme)| [(chart.id.to_lowercase(), readme), (chart.title.to_lowercase(), readme)])
        .collect();
    let spoken_of: Vec<Vec<PageId>> = pages.par_iter().map(|page| spoken_of(page, pages, &by_name)).collect();
    let mut mentions = vec![Vec::new(); pages.len()];
    for (page, spoken_of) in pages.iter().zip(spoken_of) {
        for target in spoken_of {
            mentions[target.0 as usize].push(page.id);
        }
    }
    for mentions in &mut mentions {
        mentions.sort_by_cached_key(|id| (pages[id.0 as usize].title.to_lowercase(), *id));
    }
    mentions
}

fn spoken_of(page: &Page, pages: &[Page], by_name: &RapidHashMap<String, PageId>) -> Vec<PageId> {
    let code = page.code_links.iter().map(|(_, target)| target);
    let linked = page.links.iter().chain(code).filter_map(Target::page);
    let own_chart = |target: PageId| page.chart.is_some() && pages[target.0 as usize].chart == page.chart;
    let mut spoken_of: Vec<PageId> = linked.collect();
    let document = &page.document;
    let headings = document.headings.iter().map(|heading| heading.text);
    let code = document.code_spans.iter().map(|code| code.text);
    // Ten thousand pages have a million of these: one buffer serves all of a page.
    let mut lower = String::new();
    for text in headings.chain(code) {
        let text = document.plain(text);
        lower.clear();
        if text.is_ascii() {
            lower.push_str(text);
            lower.make_ascii_lowercase();
        } else {
            lower.push_str(&text.to_lowercase());
        }
        spoken_of.extend(by_name.get(lower.trim()));
        let words = lower.split(|character: char| !character.is_alphanumeric() && character != '-' && character != '_');
        spoken_of.extend(words.filter_map(|word| by_name.get(word)));
    }
    spoken_of.retain(|target| *target != page.id && !own_chart(*target));
    spoken_of.sort_unstable();
    spoken_of.dedup();
    spoken_of
}
