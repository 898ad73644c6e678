//! CODEOWNERS, joined with the files of the repository.

use rapidhash::RapidHashMap;

use super::chart::{Chart, Stated};
use crate::parse::codeowners::{Codeowners, OwnerRule, Reach};
use crate::source::{FileId, RepoPath, Span};

/// The rules of CODEOWNERS, ready to be asked about files.
///
/// Their patterns are one tree of parts, so that a file costs about as much as its path is long, and not as much as there are
/// rules.
#[derive(Debug)]
pub struct Owners {
    /// CODEOWNERS.
    pub file: FileId,
    /// Its rules, in the order written.
    pub rules: Vec<OwnerRule>,
    nodes: Vec<Node>,
}

/// A place in the tree: what patterns have in common up to here.
#[derive(Debug, Default)]
struct Node {
    /// Parts without wildcards.
    literal: RapidHashMap<Box<str>, usize>,
    /// Parts with wildcards.
    wild: Vec<(Box<str>, usize)>,
    wild_places: RapidHashMap<Box<str>, usize>,
    /// Behind `**`.
    deep: Option<usize>,
    /// Whether it stands behind `**`, and so remains in every folder below.
    is_deep: bool,
    /// The last rule whose pattern ends here and is about a file.
    file: Option<usize>,
    /// The last rule whose pattern ends here and is about what lies below.
    below: Option<usize>,
}

/// What parts of paths match at a node, remembered: most paths have their parts in common.
type Memo<'p> = RapidHashMap<(usize, &'p str), Vec<usize>>;

impl Owners {
    /// Puts the rules in a tree.
    #[must_use]
    pub fn new(file: FileId, codeowners: &Codeowners) -> Self {
        let mut owners = Self { file, rules: codeowners.rules.clone(), nodes: vec![Node::default()] };
        for (index, rule) in codeowners.rules.iter().enumerate() {
            let (parts, reach) = rule.parts();
            let node = parts.into_iter().fold(0, |node, part| owners.child(node, part));
            let node = &mut owners.nodes[node];
            if reach != Reach::Below {
                node.file = Some(index);
            }
            if reach != Reach::File {
                node.below = Some(index);
            }
        }
        owners
    }

    /// The node behind a part of a pattern, made where there is none yet.
    fn child(&mut self, node: usize, part: &str) -> usize {
        let new = self.nodes.len();
        let from = &mut self.nodes[node];
        let found = if part == "**" {
            // Neighbouring `**` say no more than one.
            if from.is_deep {
                return node;
            }
            *from.deep.get_or_insert(new)
        } else if part.contains(['*', '?']) {
            let found = *from.wild_places.entry(part.into()).or_insert(new);
            if found == new {
                from.wild.push((part.into(), new));
            }
            found
        } else {
            *from.literal.entry(part.into()).or_insert(new)
        };
        if found == new {
            self.nodes.push(Node { is_deep: part == "**", ..Node::default() });
        }
        found
    }

    /// Calls `seen` with each node that has rules about a path, and whether they are those about what lies below it.
    fn walk<'p>(&self, path: &'p RepoPath, memo: &mut Memo<'p>, mut seen: impl FnMut(usize, bool)) {
        let mut at = vec![0];
        self.go_deep(&mut at);
        for part in path.parts() {
            let mut next = Vec::new();
            for index in at {
                let node = &self.nodes[index];
                if node.below.is_some() {
                    seen(index, true);
                }
                if node.is_deep {
                    next.push(index);
                }
                next.extend(node.literal.get(part));
                if !node.wild.is_empty() {
                    let matching = memo.entry((index, part)).or_insert_with(|| {
                        let matching = node.wild.iter().filter(|(pattern, _)| matches(pattern, part));
                        matching.map(|(_, child)| *child).collect()
                    });
                    next.extend(matching.iter());
                }
            }
            self.go_deep(&mut next);
            at = next;
        }
        at.into_iter().filter(|index| self.nodes[*index].file.is_some()).for_each(|index| seen(index, false));
    }

    /// Adds what `**` reaches without a folder, and takes out what is there twice.
    fn go_deep(&self, at: &mut Vec<usize>) {
        let deep: Vec<usize> = at.iter().filter_map(|index| self.nodes[*index].deep).collect();
        at.extend(deep);
        at.sort_unstable();
        at.dedup();
    }

    /// The rule that counts for a file: the last that matches.
    #[must_use]
    pub fn rule(&self, path: &RepoPath) -> Option<&OwnerRule> {
        let mut last = None;
        self.walk(path, &mut Memo::default(), |index, below| {
            let node = &self.nodes[index];
            last = last.max(if below { node.below } else { node.file });
        });
        self.rules.get(last?)
    }

    /// The rules whose pattern matches none of the files.
    #[must_use]
    pub fn unmatched<'a>(&self, files: impl Iterator<Item = &'a RepoPath>) -> Vec<&OwnerRule> {
        let mut file = vec![false; self.nodes.len()];
        let mut below = file.clone();
        let mut memo = Memo::default();
        for path in files {
            self.walk(
                path,
                &mut memo,
                |index, is_below| if is_below { below[index] = true } else { file[index] = true },
            );
        }
        let unmatched = self.rules.iter().filter(|rule| {
            let (parts, reach) = rule.parts();
            let node = parts.into_iter().try_fold(0, |node, part| self.known_child(node, part));
            !node.is_some_and(|node| (reach != Reach::Below && file[node]) || (reach != Reach::File && below[node]))
        });
        unmatched.collect()
    }

    fn known_child(&self, node: usize, part: &str) -> Option<usize> {
        let from = &self.nodes[node];
        match part {
            "**" if from.is_deep => Some(node),
            "**" => from.deep,
            part => from.wild_places.get(part).or_else(|| from.literal.get(part)).copied(),
        }
    }

    /// Who owns a chart: its Chart.yaml, or, where it has none, what would lie beside it.
    #[must_use]
    pub fn of_chart(&self, chart: &Chart) -> Option<Stated> {
        let rule = self.rule(&chart.folder.join("Chart.yaml")?)?;
        let names: Vec<&str> = rule.owners.iter().map(|owner| &*owner.value).collect();
        let first = rule.owners.first()?;
        Some(Stated { text: names.join(", "), place: Some(Span { file: self.file, range: first.range }) })
    }
}

/// Whether a name matches a pattern of `*` and `?`. Where it fails, only the last `*` is tried again.
fn matches(pattern: &str, name: &str) -> bool {
    let (mut rest, mut left) = (pattern, name);
    let mut retry: Option<(&str, &str)> = None;
    loop {
        let mut patterns = rest.chars();
        let mut names = left.chars();
        match (patterns.next(), names.next()) {
            (Some('*'), _) => {
                rest = patterns.as_str();
                retry = Some((rest, left));
                continue;
            }
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted == '?' || wanted == found => {
                (rest, left) = (patterns.as_str(), names.as_str());
                continue;
            }
            _ => {}
        }
        let Some((after, from)) = retry else { return false };
        let mut skipped = from.chars();
        if skipped.next().is_none() {
            return false;
        }
        (rest, left) = (after, skipped.as_str());
        retry = Some((after, left));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::codeowners::parse_codeowners;

    fn owners(text: &str) -> Owners {
        Owners::new(FileId(0), &parse_codeowners(text).0)
    }

    fn path(text: &str) -> RepoPath {
        RepoPath::new(text).expect("inside")
    }

    #[test]
    fn patterns_match_as_on_github() {
        for (pattern, matching, other) in [
            ("*", &["a", "a/b/c.js", ".github/x"][..], &[][..]),
            ("*.js", &["a.js", "a/b/c.js", "a.js/b"], &["a.jsx"]),
            ("/build/logs/", &["build/logs/x", "build/logs/a/b"], &["a/build/logs/x", "build/logs"]),
            ("docs/*", &["docs/a.md"], &["docs/a/b.md", "x/docs/a.md"]),
            ("apps/", &["apps/x", "a/apps/x/y"], &["apps", "xapps/y"]),
            ("/docs/", &["docs/a/b"], &["a/docs/b"]),
            ("/scripts", &["scripts", "scripts/a/b"], &["a/scripts", "scripts2"]),
            ("logs", &["logs", "a/logs/b", "logs/a"], &["catalogs"]),
            ("**/logs", &["logs/x", "a/b/logs/c", "logs"], &["xlogs"]),
            ("/charts/**/values.yaml", &["charts/values.yaml", "charts/a/b/values.yaml"], &["values.yaml"]),
            ("/charts/*/README.md", &["charts/redis/README.md"], &["charts/a/b/README.md"]),
            ("/charts/**", &["charts/a", "charts/a/b"], &["chart", "charts"]),
            ("/charts/**/**/a", &["charts/a", "charts/x/y/a"], &["a"]),
            ("charts/redis-?", &["charts/redis-1/a"], &["charts/redis-/a", "charts/redis-12"]),
            ("a**b", &["axxb", "x/ab/y"], &["a/b"]),
            ("/a{b,c}", &["a{b,c}"], &["ab", "ac"]),
            ("/**", &["a/b", "a"], &[]),
            ("/", &["a/b"], &[]),
        ] {
            let owners = owners(&format!("{pattern} @ann\n"));
            for (paths, expected) in [(matching, true), (other, false)] {
                for text in paths {
                    assert_eq!(owners.rule(&path(text)).is_some(), expected, "{pattern} on {text}");
                    let unmatched = owners.unmatched([path(text)].iter()).len();
                    assert_eq!(unmatched, usize::from(!expected), "{pattern} on {text}");
                }
            }
        }
    }

    #[test]
    fn the_last_rule_that_matches_counts() {
        let owners = owners("* @all\n/charts/ @charts\n*.md @writers\n/charts/redis/ @redis\n/charts/redis/secret\n");
        for (text, expected) in [
            ("a", Some("@all")),
            ("charts/cache/Chart.yaml", Some("@charts")),
            ("charts/cache/README.md", Some("@writers")),
            ("charts/redis/README.md", Some("@redis")),
            ("charts/redis/secret", None),
        ] {
            let rule = owners.rule(&path(text)).expect("every file has one");
            assert_eq!(rule.owners.first().map(|owner| &*owner.value), expected, "{text}");
        }
    }

    #[test]
    fn names_match_their_pattern() {
        for (pattern, name, expected) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abcb", false),
            ("*a*b", "xaxbxb", true),
            ("?", "백", true),
            ("a?", "a", false),
            ("**", "x", true),
            ("a*b*a*b*c", "abababab", false),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} on {name}");
        }
    }
}
