use super::*;
use crate::config::{Config, Surroundings, detect, listing_of};
use crate::error::{Error, Result};
use crate::fs::{Files, Listing};

/// Files that are there and can't be read.
struct Unreadable;

impl Files for Unreadable {
    fn list(&self) -> Result<Listing> {
        Ok(Listing::default())
    }

    fn read(&self, path: &RepoPath) -> Result<Vec<u8>> {
        Err(Error::new(format!("could not read `{path}`")))
    }
}

fn found(project: &str, name: &str) -> Detected {
    let listing = listing_of(&[
        "charts/redis/Chart.yaml",
        "charts/redis/README.md",
        "charts/kafka/Chart.yaml",
        "make/redis.mk",
        "docs/redis-backup.md",
        "docs/kafka-backup.md",
        "docs/kafka-notes.md",
        "docs/backup-policy.md",
        "CHANGELOG.md",
        "CLAUDE.md",
        "book/guide/runbooks/x.md",
    ]);
    let project = RepoPath::new(project).expect("inside");
    let repository_url = Some("https://github.com/acme/ops".to_owned());
    detect(&listing, &Unreadable, &Surroundings { project, name: name.to_owned(), repository_url }, None)
}

#[test]
fn the_file_written_reads_as_what_was_found() {
    for (project, name) in [("", "ops"), ("", "a \"quoted\" \\ name\u{7}\n# 백업"), ("book", "ops")] {
        let found = found(project, name);
        let text = init_text(&found);
        let project = RepoPath::new(project).expect("inside");
        let file = project.join("book.toml").expect("inside");
        let (config, remarks) = Config::read(&text, &file, &project).expect("valid TOML");
        assert_eq!(remarks, [], "{text}");
        let settings = |config: &Config| {
            let sources: Vec<_> =
                config.sources.iter().map(|rule| (rule.pattern.value.clone(), rule.kind, rule.publish)).collect();
            let globs: Vec<_> = config.catalog.charts.iter().map(|glob| glob.value.clone()).collect();
            let commands = config.catalog.commands.as_ref().map(|commands| commands.value.clone());
            let book = (config.book.title.clone(), config.book.language.clone(), config.book.src.clone());
            (book, config.html.git_repository_url.clone(), config.build.build_dir.clone(), globs, commands, sources)
        };
        assert_eq!(settings(&config), settings(&found.config), "{text}");
    }
}

#[test]
fn the_file_is_commented() {
    // The version is another with each release.
    let own = format!("docsgen = \"{}\"", Release::own());
    insta::assert_snapshot!(init_text(&found("", "ops")).replace(&own, "docsgen = \"VERSION\""));
}

#[test]
fn the_table_says_what_was_found_and_what_will_be_public() {
    insta::assert_snapshot!(init_table(&found("", "ops")));
}

#[test]
fn names_of_files_stay_on_their_line() {
    let listing = listing_of(&["charts/a/Chart.yaml", "docs/back\nup-backup.md", ".x\n[book]/evil.md"]);
    let surroundings = Surroundings { project: RepoPath::root(), name: "ops".to_owned(), repository_url: None };
    let found = detect(&listing, &Unreadable, &surroundings, None);
    let (_, remarks) =
        Config::read(&init_text(&found), &RepoPath::root(), &RepoPath::root()).expect("a comment is a comment");
    assert_eq!(remarks, []);
    assert!(init_table(&found).contains("evil.md"));
}
