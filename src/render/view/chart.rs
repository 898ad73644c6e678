//! Charts as templates see them: the card, the catalog, and the way to how a chart is restored.

use std::collections::BTreeMap;

use super::{UNCATEGORISED, Viewer, category_anchor, is_web, kind_label, short_label, without_scheme};
use crate::config::Kind;
use crate::parse::document::{Document, Heading};
use crate::render::address::{browse, command_anchor};
use crate::render::context::{
    CatalogView, CategoryView, ChartSummary, ChartView, CommandView, DependencyView, LinkView,
};
use crate::site::chart::{Chart, ChartIndex};
use crate::site::nav::{EntryTarget, SectionKind};
use crate::site::page::{Page, PageId};
use crate::site::route::{Route, encode_fragment};

impl Viewer<'_> {
    pub(super) fn chart(&self, route: &Route, index: ChartIndex, this: Option<PageId>) -> ChartView {
        let chart = self.site.chart(index);
        let chart_yaml = chart.chart_yaml.as_ref().map(|(_, chart_yaml)| &**chart_yaml);
        let text = |value: Option<&crate::source::Spanned<String>>| value.map(|value| value.value.clone());
        let plain = |title: &str, url: String| LinkView { title: title.to_owned(), url, note: String::new() };
        let mut pages = Vec::new();
        for page in chart.pages.iter().map(|id| self.site.page(*id)) {
            if Some(page.id) != this {
                let note = kind_label(page.kind).to_owned();
                pages.push(LinkView { title: page.title.clone(), url: route.link_to(&page.route), note });
            }
            pages.extend(self.recovery_section(route, chart, page));
        }
        let commands = chart.commands.iter().flat_map(|commands| {
            commands.targets.iter().map(|target| CommandView {
                command: format!("make -f {} {}", commands.makefile, target.name.value),
                target: target.name.value.clone(),
                anchor: command_anchor(&target.name.value),
                description: target.description.clone(),
            })
        });
        ChartView {
            id: chart.id.clone(),
            title: chart.title.clone(),
            url: route.link_to(&chart.route),
            description: chart.description.clone(),
            version: chart_yaml.and_then(|chart_yaml| text(chart_yaml.version.as_ref())),
            app_version: chart_yaml.and_then(|chart_yaml| text(chart_yaml.app_version.as_ref())),
            category: chart.category.as_ref().map(|id| crate::site::page::words(id)),
            library: chart_yaml.is_some_and(|chart_yaml| chart_yaml.library),
            deprecated: chart_yaml.is_some_and(|chart_yaml| chart_yaml.deprecated),
            kube_version: chart_yaml.and_then(|chart_yaml| text(chart_yaml.kube_version.as_ref())),
            home: chart_yaml.and_then(|chart_yaml| text(chart_yaml.home.as_ref())).filter(|url| is_web(url)),
            tier: chart.tier.clone(),
            owner: chart.owner.clone(),
            keywords: chart.keywords.clone(),
            maintainers: chart_yaml.map_or_else(Vec::new, |chart_yaml| {
                let maintainers = chart_yaml.maintainers.iter().map(|maintainer| {
                    let url = maintainer.url.clone().filter(|url| is_web(url));
                    let mail = maintainer.email.as_ref().map(|email| format!("mailto:{email}"));
                    plain(&maintainer.name, url.or(mail).unwrap_or_default())
                });
                maintainers.collect()
            }),
            sources: chart_yaml.map_or_else(Vec::new, |chart_yaml| {
                let urls = chart_yaml.sources.iter().filter(|url| is_web(&url.value));
                urls.map(|url| plain(without_scheme(&url.value), url.value.clone())).collect()
            }),
            pages,
            profiles: chart
                .profiles
                .iter()
                .map(|path| plain(path.file_name(), self.addresses.file(route, path, None)))
                .collect(),
            dependencies: self.dependencies(route, chart),
            commands: if this.is_some_and(|page| self.site.page(page).kind != Kind::Chart) {
                Vec::new()
            } else {
                commands.collect()
            },
            folder_url: self
                .config
                .html
                .git_repository_url
                .as_ref()
                .map(|repository| browse(repository, self.config.html.branch(), &chart.folder, true)),
            folder: chart.folder.to_string(),
        }
    }

    /// Where a backup guide tells how to restore, for a chart without a page that does: what its readers need most stands
    /// far down in it.
    pub(super) fn recovery_section(&self, route: &Route, chart: &Chart, page: &Page) -> Option<LinkView> {
        let has_plan = || chart.pages.iter().any(|id| self.site.page(*id).kind == Kind::Recovery);
        if page.kind != Kind::Backup || has_plan() {
            return None;
        }
        let heading = recovery_heading(&page.document)?;
        let fragment = encode_fragment(&heading.id);
        let url = if page.route == *route {
            format!("#{fragment}")
        } else {
            format!("{}#{fragment}", route.link_to(&page.route))
        };
        let title = page.document.plain(heading.text).trim().to_owned();
        Some(LinkView { title, url, note: short_label(Kind::Recovery).to_owned() })
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
        for name in chart.depends_on.iter().flatten() {
            if !dependencies.iter().any(|dependency| dependency.name == name.value) {
                dependencies.push(DependencyView { name: name.value.clone(), version: None, url: url(&name.value) });
            }
        }
        dependencies
    }

    pub(super) fn catalog(&self, route: &Route) -> Option<CatalogView> {
        let site = self.site;
        let section = site.nav.sections.iter().find(|section| section.kind == SectionKind::Catalog)?;
        let mut guides: BTreeMap<&'static str, usize> = BTreeMap::new();
        for page in site.pages.iter().filter(|page| page.chart.is_some() && page.kind.is_chart_guide()) {
            *guides.entry(kind_label(page.kind)).or_default() += 1;
        }
        let categories = section.groups.iter().map(|group| {
            let id = site.categories.iter().find(|(_, title)| *title == group.title);
            CategoryView {
                id: category_anchor(id.map_or(UNCATEGORISED, |(id, _)| id)),
                title: group.title.clone(),
                charts: group
                    .entries
                    .iter()
                    .filter_map(|entry| match entry.target {
                        EntryTarget::Chart(chart) => Some(self.chart_summary(route, site.chart(chart))),
                        EntryTarget::Page(_) => None,
                    })
                    .collect(),
            }
        });
        Some(CatalogView {
            url: route.link_to(&section.route),
            charts: site.charts.len(),
            guides,
            categories: categories.collect(),
        })
    }

    fn chart_summary(&self, route: &Route, chart: &Chart) -> ChartSummary {
        let chart_yaml = chart.chart_yaml.as_ref().map(|(_, chart_yaml)| &**chart_yaml);
        let guides = chart.pages.iter().map(|id| self.site.page(*id)).filter(|page| page.kind.is_chart_guide());
        ChartSummary {
            title: chart.title.clone(),
            url: route.link_to(&chart.route),
            description: chart.description.clone(),
            version: chart_yaml.and_then(|chart_yaml| chart_yaml.version.as_ref()).map(|text| text.value.clone()),
            app_version: chart_yaml
                .and_then(|chart_yaml| chart_yaml.app_version.as_ref())
                .map(|text| text.value.clone()),
            deprecated: chart_yaml.is_some_and(|chart_yaml| chart_yaml.deprecated),
            guides: guides
                .flat_map(|page| {
                    let own = LinkView {
                        title: self.short_title(chart, page),
                        url: route.link_to(&page.route),
                        note: kind_label(page.kind).to_owned(),
                    };
                    let section = self.recovery_section(route, chart, page);
                    std::iter::once(own).chain(section.map(|link| LinkView { title: link.note.clone(), ..link }))
                })
                .collect(),
        }
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
