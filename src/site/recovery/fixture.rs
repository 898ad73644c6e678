//! Charts for tests.

use crate::site::chart::Chart;
use crate::site::routing;
use crate::source::RepoPath;

/// A chart of which nothing is known but its id.
pub(super) fn chart(id: &str) -> Chart {
    Chart {
        id: id.to_owned(),
        title: id.to_owned(),
        folder: RepoPath::new(&format!("charts/{id}")).expect("inside"),
        route: routing::chart_page(id),
        description: None,
        category: None,
        keywords: Vec::new(),
        tier: None,
        owner: None,
        chart_yaml: None,
        values: None,
        profiles: Vec::new(),
        commands: None,
        depends_on: None,
        readme: None,
        pages: Vec::new(),
    }
}
