//! A documentation repository of any size, the same for the same number: input for the benchmark.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// Lines of a generated page.
const LINES: usize = 300;
/// Links of a generated page.
const LINKS: usize = 10;
/// Code blocks of a generated page.
const FENCES: usize = 3;
/// Where every sequence of numbers starts.
const SEED: u64 = 0x0D0C_5EED;

/// Runs `cargo xtask generate DIR N`: writes a repository of `N` pages into the empty or missing folder `DIR`.
pub fn run(args: &[String]) -> ExitCode {
    let [dir, pages] = args else {
        eprintln!("usage: cargo xtask generate DIR PAGES");
        return ExitCode::from(2);
    };
    let Ok(pages) = pages.parse() else {
        eprintln!("error: `{pages}` is no number of pages");
        return ExitCode::from(2);
    };
    match write_repository(Path::new(dir), pages) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {dir}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes a repository of `pages` Markdown files, with charts and their Makefiles, into `dir`.
///
/// # Errors
/// Where the folder isn't empty or can't be written to.
pub fn write_repository(dir: &Path, pages: usize) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    if fs::read_dir(dir)?.next().is_some() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "the folder isn't empty"));
    }
    let plan = Plan::new(pages);
    for chart in 0..plan.charts {
        write_chart(dir, chart)?;
    }
    for page in 0..pages {
        let path = plan.path(page);
        write_file(&dir.join(&path), &page_text(&plan, page))?;
    }
    Ok(())
}

/// Which page lies where.
struct Plan {
    pages: usize,
    charts: usize,
}

impl Plan {
    /// One chart for twenty pages, at most two hundred: a large repository has more guides, not more software.
    fn new(pages: usize) -> Self {
        Self { pages, charts: (pages / 20).min(200) }
    }

    /// The path of a page: three for each chart, the others spread over folders by subject.
    fn path(&self, page: usize) -> String {
        let chart = page / 3;
        if chart < self.charts {
            let name = chart_name(chart);
            return match page % 3 {
                0 => format!("charts/{name}/README.md"),
                1 => format!("docs/{name}-backup-guide.md"),
                _ => format!("docs/{name}-upgrade-guide.md"),
            };
        }
        format!("docs/{}/{}-{page:05}.md", AREAS[page % AREAS.len()], NOUNS[page % NOUNS.len()])
    }
}

fn chart_name(chart: usize) -> String {
    let noun = NOUNS[chart % NOUNS.len()];
    match chart / NOUNS.len() {
        0 => noun.to_owned(),
        round => format!("{noun}-{round}"),
    }
}

fn write_chart(dir: &Path, chart: usize) -> io::Result<()> {
    let name = chart_name(chart);
    let mut random = Random::new(chart as u64 ^ 0xC0FF_EE00);
    let folder = dir.join("charts").join(&name);
    let chart_yaml = format!(
        "apiVersion: v2\nname: {name}\nversion: {}.{}.{}\nappVersion: \"{}.{}\"\ndescription: The {name} of the platform\n",
        random.below(3),
        random.below(20),
        random.below(10),
        random.below(20),
        random.below(10),
    );
    write_file(&folder.join("Chart.yaml"), &chart_yaml)?;
    let values = format!(
        "replicas: {}\nimage:\n  repository: example/{name}\n  tag: \"\"\npersistence:\n  enabled: true\n  size: {}Gi\n",
        1 + random.below(5),
        10 * (1 + random.below(20)),
    );
    write_file(&folder.join("values.yaml"), &values)?;
    let makefile = format!(
        ".PHONY: {name}-backup {name}-restore\n{name}-backup: ## Back {name} up\n\t@true\n{name}-restore: ## Restore {name}\n\t@true\n"
    );
    write_file(&dir.join(format!("make/ops/{name}.mk")), &makefile)
}

fn write_file(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, text)
}

fn page_text(plan: &Plan, page: usize) -> String {
    let mut random = Random::new(page as u64);
    let subject = NOUNS[page % NOUNS.len()];
    let mut text = format!("# {} of {subject}, part {page}\n\n", capital(random.pick(ACTS)));
    let mut links = LINKS;
    let mut fences = FENCES;
    let mut section = 0;
    let mut lines = LineCount::default();
    while lines.of(&text) + 40 < LINES {
        section += 1;
        let _ = write!(text, "## {} the {}\n\n", capital(random.pick(ACTS)), random.pick(NOUNS));
        paragraph(&mut text, &mut random);
        while links > 0 && links + section > LINKS {
            let target = random.below(plan.pages as u64) as usize;
            let _ = writeln!(
                text,
                "See [the {} of {}]({}{}) before you go on.\n",
                random.pick(ACTS),
                random.pick(NOUNS),
                up(&plan.path(page)),
                plan.path(target),
            );
            links -= 1;
        }
        match section % 3 {
            0 => table(&mut text, &mut random),
            1 if fences > 0 => {
                fence(&mut text, &mut random);
                fences -= 1;
            }
            _ => list(&mut text, &mut random),
        }
    }
    while fences > 0 {
        fence(&mut text, &mut random);
        fences -= 1;
    }
    while links > 0 {
        let target = plan.path(random.below(plan.pages as u64) as usize);
        let _ = writeln!(text, "- [{}]({}{target})", random.pick(NOUNS), up(&plan.path(page)));
        links -= 1;
    }
    while lines.of(&text) < LINES {
        text.push('\n');
        let words = sentence(&mut random);
        text.push_str(&words);
        text.push('\n');
    }
    text
}

/// Counts the lines of a text that only grows, each once.
#[derive(Default)]
struct LineCount {
    bytes: usize,
    lines: usize,
}

impl LineCount {
    fn of(&mut self, text: &str) -> usize {
        self.lines += text[self.bytes..].bytes().filter(|byte| *byte == b'\n').count();
        self.bytes = text.len();
        self.lines
    }
}

fn up(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

fn sentence(random: &mut Random) -> String {
    let mut words = capital(random.pick(ACTS));
    for _ in 0..6 + random.below(9) {
        let _ = match random.below(7) {
            0 => write!(words, " `{}`", random.pick(NOUNS)),
            1 => write!(words, " **{}**", random.pick(ACTS)),
            2 => write!(words, " {}", random.below(500)),
            _ => write!(words, " {}", random.pick(WORDS)),
        };
    }
    words.push('.');
    words
}

fn paragraph(text: &mut String, random: &mut Random) {
    for _ in 0..2 + random.below(3) {
        let _ = writeln!(text, "{}", sentence(random));
    }
    text.push('\n');
}

fn list(text: &mut String, random: &mut Random) {
    for item in 1..=3 + random.below(5) {
        let _ = match random.below(4) {
            0 => writeln!(text, "- [ ] {}", sentence(random)),
            1 => writeln!(text, "{item}. {}", sentence(random)),
            _ => writeln!(text, "- {}", sentence(random)),
        };
    }
    text.push('\n');
}

fn table(text: &mut String, random: &mut Random) {
    text.push_str("| what | where | how long | how often |\n|---|---|---:|---|\n");
    for _ in 0..4 + random.below(6) {
        let _ = writeln!(
            text,
            "| {} | `{}` | {} min | every {} h |",
            random.pick(NOUNS),
            random.pick(NOUNS),
            random.below(90),
            1 + random.below(24),
        );
    }
    text.push('\n');
}

fn fence(text: &mut String, random: &mut Random) {
    let (language, patterns) = CODE[random.below(CODE.len() as u64) as usize];
    let _ = writeln!(text, "```{language}");
    for _ in 0..12 + random.below(14) {
        for piece in random.pick(patterns).split_inclusive('~') {
            // `~n` is a number, `~w` a word: split so that each piece ends where one of them starts.
            let piece = piece.strip_suffix('~').map_or((piece, false), |rest| (rest, true));
            text.push_str(piece.0);
            if piece.1 {
                let _ = match random.below(3) {
                    0 => write!(text, "{}", random.below(9000)),
                    _ => write!(text, "{}_{}", random.pick(NOUNS), random.pick(ACTS)),
                };
            }
        }
        text.push('\n');
    }
    text.push_str("```\n\n");
}

/// Sebastiano Vigna's SplitMix64: a few lines, no dependency, the same on every system.
struct Random(u64);

impl Random {
    fn new(stream: u64) -> Self {
        Self(SEED.wrapping_add(stream.wrapping_mul(0xA076_1D64_78BD_642F)))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is at least 1 and small, so that the bias doesn't matter.
    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

const AREAS: &[&str] = &[
    "network",
    "storage",
    "identity",
    "delivery",
    "monitoring",
    "messaging",
    "billing",
    "security",
    "migrations",
    "runbooks",
];

const NOUNS: &[&str] = &[
    "ledger",
    "gateway",
    "replica",
    "snapshot",
    "archive",
    "queue",
    "broker",
    "bucket",
    "index",
    "session",
    "token",
    "schema",
    "tenant",
    "cluster",
    "volume",
    "operator",
    "scheduler",
    "exporter",
    "collector",
    "proxy",
    "vault",
    "registry",
    "catalog",
    "worker",
    "stream",
    "topic",
    "cache",
    "shard",
    "router",
    "mesh",
    "probe",
    "secret",
];

const ACTS: &[&str] = &[
    "restore", "verify", "drain", "promote", "rotate", "compare", "freeze", "replay", "export", "import", "resize",
    "fence", "unlock", "rebuild", "throttle", "inspect",
];

const WORDS: &[&str] = &[
    "the", "a", "every", "before", "after", "while", "with", "into", "from", "without", "node", "time", "minutes",
    "change", "order", "first", "then", "again", "always", "never", "slowly", "when", "writes", "reads", "stops",
    "starts", "is", "are", "has", "needs", "keeps", "loses", "of", "by", "and", "or",
];

/// Code by language; `~` becomes a number or a name.
const CODE: &[(&str, &[&str])] = &[
    (
        "bash",
        &[
            "kubectl -n ~ get pods -l app=~ -o wide",
            "export ~=\"$(date +%F)-~\"",
            "if [[ -z \"${~:-}\" ]]; then echo \"no ~\" >&2; exit 1; fi",
            "helm upgrade --install ~ ./charts/~ --set replicas=~ --wait",
            "for pod in $(kubectl get pods -o name | grep ~); do",
            "  kubectl exec \"$pod\" -- sh -c 'tar czf - /data/~' > \"~.tar.gz\"",
            "done",
            "# ~ must be drained before ~ is stopped",
            "curl -fsS \"https://~.example.com/health?probe=~\" | jq -r '.status'",
        ],
    ),
    (
        "yaml",
        &[
            "~:",
            "  enabled: true",
            "  replicas: ~",
            "  schedule: \"~ 3 * * *\"",
            "  image: registry.example.com/~:~  # pinned",
            "  - name: ~",
            "    value: \"{{ .Values.~ }}\"",
            "    resources: { requests: { cpu: ~m, memory: ~Mi } }",
        ],
    ),
    (
        "sql",
        &[
            "SELECT ~, count(*) FROM ~ WHERE created_at > now() - interval '~ hours' GROUP BY 1;",
            "CREATE TABLE IF NOT EXISTS ~ (id bigint PRIMARY KEY, ~ text NOT NULL);",
            "-- ~ is rebuilt at night",
            "UPDATE ~ SET state = '~' WHERE id = ~ AND deleted IS NULL;",
            "ALTER TABLE ~ ADD COLUMN ~ timestamptz DEFAULT now();",
        ],
    ),
    (
        "python",
        &[
            "def ~(client, *, limit=~):",
            "    for item in client.list(\"~\", page_size=~):",
            "        if item.state != \"~\":",
            "            raise RuntimeError(f\"{item.name} is {item.state}, not ~\")",
            "    return {\"~\": len(items), 'ok': True}",
            "    # ~ is checked by the caller",
            "import ~",
        ],
    ),
    (
        "json",
        &[
            "{ \"~\": ~, \"enabled\": true,",
            "  \"~\": [\"~\", \"~\", null],",
            "  \"nested\": { \"~\": { \"size\": \"~Gi\" } } },",
            "  \"~\": -1.5e3,",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_the_promised_size() {
        let plan = Plan::new(400);
        for page in [0, 1, 2, 59, 60, 61, 399] {
            let text = page_text(&plan, page);
            let counts = (text.matches("](").count(), text.matches("```").count());
            assert_eq!(counts, (LINKS, 2 * FENCES), "page {page}");
            let lines = text.lines().count();
            assert!((LINES..LINES + 40).contains(&lines), "page {page}: {lines} lines");
        }
    }

    #[test]
    fn the_same_page_is_the_same_text_and_another_page_another() {
        let plan = Plan::new(100);
        assert_eq!(page_text(&plan, 7), page_text(&plan, 7));
        assert_ne!(page_text(&plan, 7), page_text(&plan, 8));
    }

    #[test]
    fn every_page_has_its_own_path_and_links_lead_to_pages() {
        let plan = Plan::new(1_000);
        let paths: std::collections::BTreeSet<String> = (0..1_000).map(|page| plan.path(page)).collect();
        assert_eq!(paths.len(), 1_000);
        let page = (0..1_000).find(|page| plan.path(*page).starts_with("docs/storage/")).expect("an area's page");
        for link in page_text(&plan, page).split("](").skip(1) {
            let destination = link.split(')').next().unwrap_or_default();
            assert!(paths.contains(destination.trim_start_matches("../")), "{destination}");
        }
    }
}
