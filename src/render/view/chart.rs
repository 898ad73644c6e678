//! A chart as templates see it: its card, its pages, what it is built on.

use std::collections::BTreeSet;

use super::{Viewer, kind_label, short_label};
use crate::config::Kind;
use crate::parse::command::is_dangerous_target;
use crate::parse::document::{Document, Heading};
use crate::render::address::command_anchor;
use crate::render::context::{ChartView, CommandView, DependencyView, LinkView};
use crate::site::chart::{Chart, ChartIndex, Stated};
use crate::site::page::{Page, PageId};
use crate::site::route::{Route, encode_fragment};
use crate::source::Spanned;

/// How many pages of its chart a guide lists; guides come first.
const NEIGHBOURS_SHOWN: usize = 40;

impl Viewer<'_> {
    pub(super) fn chart(&self, route: &Route, index: ChartIndex, this: Option<PageId>) -> ChartView {
        let chart = self.site.chart(index);
        let chart_yaml = chart.chart_yaml.as_ref().map(|(_, chart_yaml)| &**chart_yaml);
        let text = |value: Option<&Spanned<String>>| value.map(|value| value.value.clone());
        let words = |stated: Option<&Stated>| stated.map(|stated| stated.text.clone());
        let plain = |title: &str, url: String| LinkView::plain(title, url);
        let mut pages = Vec::new();
        let own_page = this.is_none_or(|page| self.site.page(page).kind == Kind::Chart);
        // All pages of all pages of one chart would grow with their square.
        let shown = if own_page { chart.pages.len() } else { NEIGHBOURS_SHOWN };
        for page in chart.pages.iter().take(shown).map(|id| self.site.page(*id)) {
            if Some(page.id) != this {
                // Beside its neighbours a word is enough.
                let note = self.t(if own_page { kind_label(page.kind) } else { short_label(page.kind) });
                let link = LinkView::plain(&*page.title, route.link_to(&page.route));
                pages.push(LinkView { note, kind: page.kind.name(), ..link });
            }
            pages.extend(self.recovery_section(route, chart, page));
        }
        pages.extend(self.baselines_link(route, index));
        let commands = chart.commands.iter().flat_map(|commands| {
            commands.targets.iter().map(|target| CommandView {
                command: format!("make -f {} {}", commands.makefile, target.name.value),
                target: target.name.value.clone(),
                anchor: command_anchor(&target.name.value),
                description: target.description.clone(),
                danger: is_dangerous_target(&target.name.value),
            })
        });
        let mut view = ChartView {
            id: chart.id.clone(),
            title: chart.title.clone(),
            url: route.link_to(&chart.route),
            description: words(chart.description.as_ref()),
            version: chart_yaml.and_then(|chart_yaml| text(chart_yaml.version.as_ref())),
            app_version: chart_yaml.and_then(|chart_yaml| text(chart_yaml.app_version.as_ref())),
            category: chart.category_title(),
            library: chart_yaml.is_some_and(|chart_yaml| chart_yaml.library),
            deprecated: chart_yaml.is_some_and(|chart_yaml| chart_yaml.deprecated),
            kube_version: chart_yaml.and_then(|chart_yaml| text(chart_yaml.kube_version.as_ref())),
            home: chart_yaml.and_then(|chart_yaml| text(chart_yaml.home.as_ref())).filter(|url| is_web(url)),
            tier: words(chart.tier.as_ref()),
            owner: words(chart.owner.as_ref()),
            keywords: chart.keywords.clone(),
            maintainers: chart_yaml.map_or_else(Vec::new, |chart_yaml| {
                let maintainers = chart_yaml.maintainers.iter().map(|maintainer| {
                    let url = maintainer.url.clone().filter(|url| is_web(url));
                    let mail = maintainer.email.as_ref().map(|email| format!("mailto:{email}"));
                    plain(&maintainer.name.value, url.or(mail).unwrap_or_default())
                });
                maintainers.collect()
            }),
            sources: chart_yaml.map_or_else(Vec::new, |chart_yaml| {
                let urls = chart_yaml.sources.iter().filter(|url| is_web(&url.value));
                urls.map(|url| plain(without_scheme(&url.value), url.value.clone())).collect()
            }),
            pages,
            restore: self.restore(route, chart),
            profiles: chart
                .profiles
                .iter()
                .map(|path| plain(path.file_name(), self.addresses.file(route, path, None)))
                .collect(),
            dependencies: self.dependencies(route, chart),
            commands_described: chart
                .commands
                .iter()
                .any(|commands| commands.targets.iter().any(|target| target.description.is_some())),
            commands: if own_page { commands.collect() } else { Vec::new() },
            folder_url: self.host.map(|host| host.folder(&chart.folder)),
            folder: chart.folder.to_string(),
            recovery: self.chart_recovery(route, index, own_page),
            strategies: if own_page { self.strategies(route, index) } else { None },
            install: if own_page { self.install(index) } else { None },
            published: if own_page { self.published(index) } else { None },
            releases: Vec::new(),
            releases_url: None,
        };
        if own_page {
            self.releases_of_chart(&mut view, route, index);
        }
        view
    }

    /// Where it is written how to restore a chart: steps of a backup guide before a plan, which tells what comes after what.
    fn restore(&self, route: &Route, chart: &Chart) -> Option<LinkView> {
        // A chart's pages are in order of kind.
        let first = |kind| chart.pages.partition_point(|id| self.site.page(*id).kind < kind);
        let of_kind = |kind| {
            let pages = chart.pages[first(kind)..].iter().take(NEIGHBOURS_SHOWN).map(|id| self.site.page(*id));
            pages.take_while(move |page| page.kind == kind)
        };
        let plan = || {
            of_kind(Kind::Recovery).next().map(|page| LinkView {
                title: page.title.clone(),
                url: route.link_to(&page.route),
                note: self.t(kind_label(page.kind)),
                kind: page.kind.name(),
            })
        };
        of_kind(Kind::Backup).find_map(|page| self.restore_section(route, page)).or_else(plan)
    }

    /// Where a backup guide tells how to restore, for a chart without a page that does: what its readers need most stands
    /// far down in it.
    pub(super) fn recovery_section(&self, route: &Route, chart: &Chart, page: &Page) -> Option<LinkView> {
        let has_plan = || chart.pages.iter().any(|id| self.site.page(*id).kind == Kind::Recovery);
        if page.kind != Kind::Backup || has_plan() {
            return None;
        }
        self.restore_section(route, page)
    }

    /// The section of a backup guide that tells how to restore.
    fn restore_section(&self, route: &Route, page: &Page) -> Option<LinkView> {
        let heading = recovery_heading(&page.document)?;
        let fragment = encode_fragment(&heading.id);
        let url = if page.route == *route {
            format!("#{fragment}")
        } else {
            format!("{}#{fragment}", route.link_to(&page.route))
        };
        let title = page.document.plain(heading.text).trim().to_owned();
        let note = self.t(short_label(Kind::Recovery));
        Some(LinkView { title, url, note, kind: Kind::Recovery.name() })
    }

    fn dependencies(&self, route: &Route, chart: &Chart) -> Vec<DependencyView> {
        let url = |name: &str| {
            let index = self.site.chart_by_id(name)?;
            Some(route.link_to(&self.site.chart(index).route))
        };
        let packaged = chart.chart_yaml.iter().flat_map(|(_, chart_yaml)| &chart_yaml.dependencies);
        let mut dependencies: Vec<DependencyView> = packaged
            .map(|dependency| DependencyView {
                name: dependency.name.value.clone(),
                version: dependency.version.clone(),
                url: url(&dependency.name.value),
            })
            .collect();
        let mut named: BTreeSet<String> = dependencies.iter().map(|dependency| dependency.name.clone()).collect();
        for Stated { text: name, .. } in chart.depends_on.iter().flatten() {
            if named.insert(name.clone()) {
                dependencies.push(DependencyView { name: name.clone(), version: None, url: url(name) });
            }
        }
        dependencies
    }

    /// A guide among its chart's pages: its kind says enough, unless there are two of it.
    pub(super) fn short_title(&self, chart: &Chart, page: &Page) -> String {
        // A chart's pages are in order of kind.
        let before = |kind| chart.pages.partition_point(|id| self.site.page(*id).kind < kind);
        let alone = || {
            let next = chart.pages.get(before(page.kind) + 1);
            next.is_none_or(|id| self.site.page(*id).kind != page.kind)
        };
        if page.kind.is_chart_guide() && alone() { self.t(short_label(page.kind)) } else { page.title.clone() }
    }
}

/// The first heading of level 2 that announces how to restore: not how fast, and not backups first.
fn recovery_heading(document: &Document) -> Option<&Heading> {
    document.headings.iter().filter(|heading| heading.level == 2 && !heading.id.is_empty()).find(|heading| {
        let text = document.plain(heading.text).to_lowercase();
        let first = |words: &[&str]| words.iter().filter_map(|word| text.find(word)).min();
        let Some(recovery) = first(&["recover", "restor", "복구", "복원"]) else { return false };
        let goals = ["objective", "objectives", "rto", "rpo", "목표"];
        let is_goal = text.split(|c: char| !c.is_alphanumeric()).any(|word| goals.contains(&word));
        !is_goal && first(&["backup", "back up", "백업"]).is_none_or(|backup| recovery < backup)
    })
}

pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

fn without_scheme(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest.trim_end_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::event::ParseOptions;
    use crate::parse::front_matter::FrontMatter;
    use crate::parse::markdown::parse_document;
    use crate::source::TextRange;

    #[test]
    fn the_way_to_restore_leads_to_the_section_that_tells_how() {
        for (text, expected) in [
            ("# Recovery\n\n## Overview\n\n## Recovery Procedures\n", Some("recovery-procedures")),
            ("## Restore everything\n\n## Restore one table\n", Some("restore-everything")),
            ("## Backup and restore\n\n## Restoring from a backup\n", Some("restoring-from-a-backup")),
            (
                "## Recovery objectives\n\n## RTO and RPO of recovery\n\n## Disaster recovery\n",
                Some("disaster-recovery"),
            ),
            ("## Recovery for every purpose\n", Some("recovery-for-every-purpose")),
            ("## 백업 및 복구\n\n## 복구 목표\n\n## 복구 절차\n", Some("복구-절차")),
            ("## Backup\n\n### Recovery\n\nRestore it.\n", None),
        ] {
            let body = TextRange::new(0, text.len());
            let document = parse_document(text, body, FrontMatter::default(), &ParseOptions::default());
            assert_eq!(recovery_heading(&document).map(|heading| &*heading.id), expected, "{text}");
        }
    }
}
