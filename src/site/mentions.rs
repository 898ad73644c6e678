//! Which pages speak of a page: those that link to it and, for a chart, those that name it in a heading or in inline
//! code. Names in running text don't count: `search` and `cache` are words, too.

use std::collections::BTreeSet;

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
    let spoken_of: Vec<BTreeSet<PageId>> = pages.par_iter().map(|page| spoken_of(page, pages, &by_name)).collect();
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

fn spoken_of(page: &Page, pages: &[Page], by_name: &RapidHashMap<String, PageId>) -> BTreeSet<PageId> {
    let linked = page.links.iter().chain(page.code_links.iter().flatten()).filter_map(Target::page);
    let document = &page.document;
    let headings = document.headings.iter().map(|heading| heading.text);
    let code = document.code_spans.iter().map(|code| code.text);
    let named = headings.chain(code).flat_map(|text| {
        let text = document.plain(text).to_lowercase();
        let whole = by_name.get(text.trim()).copied();
        let words: Vec<PageId> = text
            .split(|character: char| !character.is_alphanumeric() && character != '-' && character != '_')
            .filter_map(|word| by_name.get(word).copied())
            .collect();
        whole.into_iter().chain(words)
    });
    let own_chart = |target: &PageId| page.chart.is_some() && pages[target.0 as usize].chart == page.chart;
    linked.chain(named).filter(|target| *target != page.id && !own_chart(target)).collect()
}
