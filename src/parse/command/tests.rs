use proptest::prelude::*;

use super::*;
use crate::parse::event::ParseOptions;
use crate::parse::front_matter::FrontMatter;
use crate::parse::markdown::{markdown_like, parse_document};

fn commands(markdown: &str) -> Commands {
    let body = TextRange::new(0, markdown.len());
    parse_document(markdown, body, FrontMatter::default(), &ParseOptions::default()).commands
}

/// The requests of a document in short; each word must stand where it says.
fn shown(markdown: &str) -> Vec<String> {
    let word = |word: &Spanned<Box<str>>| {
        let written = word.range.of(markdown);
        assert!(
            written.contains(&*word.value) || written.contains(['$', '\\', '"', '\'', '{']),
            "{written} {}",
            word.value
        );
        word.value.to_string()
    };
    let words = |words: &[Spanned<Box<str>>]| words.iter().map(word).collect::<Vec<_>>().join(" ");
    let request = |request: &Request| {
        let folder = match &request.folder {
            Folder::Start => String::new(),
            Folder::Moved(path) => format!("in {path}: "),
            Folder::Unknown => "elsewhere: ".to_owned(),
        };
        let kind = match &request.kind {
            RequestKind::Make { makefile, targets } => {
                let makefile = makefile.as_ref().map_or_else(String::new, |file| format!(" -f {}", word(file)));
                format!("make{makefile} {}", words(targets))
            }
            RequestKind::Pair { makefile, target, .. } => format!("pair {makefile} {target}"),
            RequestKind::Set { chart, keys } => format!("set {} {}", word(chart), words(keys)),
            RequestKind::Path(path) => format!("path {}", word(path)),
            RequestKind::Mention(path) => format!("mention {}", word(path)),
        };
        format!("{folder}{kind}").trim_end().to_owned()
    };
    commands(markdown).requests.iter().map(request).collect()
}

fn in_bash(script: &str) -> Vec<String> {
    shown(&format!("```bash\n{script}\n```\n"))
}

#[test]
fn make_is_read_as_make_reads_it() {
    for (script, expected) in [
        ("make -f a.mk b c", &["make -f a.mk b c"][..]),
        ("sudo -u x make -sf a.mk b X=1", &["make -f a.mk b"]),
        ("NAMESPACE=x make --file=a.mk b", &["make -f a.mk b"]),
        ("make -C ops -f a.mk b", &["in ops: make -f a.mk b"]),
        ("cd ops && make b", &["in ops: make b"]),
        ("(cd ops; make -j 4 b); make c", &["in ops: make b", "make c"]),
        ("cd $X; make b", &[]),
        ("cd /srv/x\nmake -f a.mk b", &["elsewhere: make -f a.mk b"]),
        ("CHART=redis\nmake -f ops/$CHART.mk b", &["make -f ops/redis.mk b"]),
        ("for c in a b; do make -f ops/$c.mk b; done", &[]),
        ("if make -f a.mk b; then echo; else make -f c.mk d; fi", &["make -f a.mk b", "make -f c.mk d"]),
        ("X=$(make -f a.mk b)\nY=`make -f a.mk c`", &["make -f a.mk b", "make -f a.mk c"]),
        ("echo \"run make -f a.mk b to begin\"", &["make -f a.mk b"]),
        ("bash -c 'make -f a.mk b c'", &["make -f a.mk b c"]),
        ("# make -f a.mk b, then wait", &["make -f a.mk b"]),
        ("# make sure it runs", &[]),
        ("cat > x.sh <<EOF\nmake -f a.mk b\nEOF\nmake -f c.mk d", &["make -f a.mk b", "make -f c.mk d"]),
        ("$ make -f a.mk b\nmake: Nothing to be done", &["make -f a.mk b"]),
        ("make -f a.mk <target> $X {y} [z] TARGET", &["make -f a.mk"]),
        ("make -f a.mk b | tee log > x 2>&1 &", &["make -f a.mk b"]),
        ("timeout 30 make -f a.mk b || true", &["make -f a.mk b"]),
        ("cmake -f x && automake -f y", &[]),
        ("JOBS=(\"x:a.mk:b-c\" 'd.mk:e')", &["pair a.mk b-c", "pair d.mk e"]),
        ("echo $X.mk:y a.mk:12 b.mk: c", &[]),
        ("kubectl get pods\nmake", &[]),
    ] {
        assert_eq!(in_bash(script), expected, "{script}");
    }
}

#[test]
fn helm_is_read_as_helm_reads_it() {
    for (script, expected) in [
        ("helm install x own/db --set a.b=1,c=$X,d.e=2", &["set own/db a.b c d.e"][..]),
        (
            "helm upgrade --install x \\\n  ./charts/db \\\n  --set 'a.b=1' -n ns",
            &["set ./charts/db a.b", "path ./charts/db"],
        ),
        ("helm template charts/db --generate-name --set-string=a=1", &["set charts/db a", "path charts/db"]),
        (
            "helm upgrade db own/db --set \"a={x,y},b[0].c=1\" --set-json 'e={\"f\":1,\"g\":2}'",
            &["set own/db a b[0].c e"],
        ),
        ("helm upgrade db $CHART --set a=1", &[]),
        ("helm upgrade db own/db --set KEY=VALUE --set $K=1 --reuse-values", &[]),
        ("helm upgrade db own/db -f charts/db/values-prod.yaml", &["path charts/db/values-prod.yaml"]),
    ] {
        let mut found = in_bash(script);
        found.retain(|request| !request.starts_with("path own/"));
        assert_eq!(found, expected, "{script}");
    }
}

#[test]
fn paths_are_those_of_the_readers_own_machine() {
    for (script, expected) in [
        ("./scripts/a.sh x/y.txt", &["path ./scripts/a.sh", "path x/y.txt"][..]),
        ("kubectl apply -f k/a.yaml -n x; kubectl logs -f deploy/x", &["path k/a.yaml"]),
        ("kubectl exec p -- cat a/b.txt", &[]),
        ("kubectl create cm x --from-file=k=conf/a.ini", &["path conf/a.ini"]),
        ("cp a/b.txt c/d.txt", &["path a/b.txt"]),
        ("tar czf out/a.tgz src/x", &["path src/x"]),
        ("ssh host a/b.sh; docker run a/b; echo a/b; git add a/b", &[]),
        ("psql < a/b.sql > c/d.txt", &["path a/b.sql"]),
        ("cat /a/b ~/c/d $X/e a/*/b <a/b> a/my-app/x CHART_NAME/x https://a.b/c", &[]),
        ("# Run after scripts/b.sh", &["mention scripts/b.sh"]),
    ] {
        assert_eq!(in_bash(script), expected, "{script}");
    }
    let made = |markdown: &str| commands(markdown).created.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(
        made("```bash\nmkdir -p a/b/\ncp x c/d\nls > e/f\ncat <<X | tee g/h\nX\n```\n"),
        ["a/b", "c/d", "e/f", "g/h"]
    );
    assert_eq!(made("```bash\n#!/bin/sh\n# Usage: ./s/a.sh <x>\n```\n"), ["s/a.sh"]);
    assert_eq!(made("Create `s/a.sh`:\n\n```yaml\na: 1\n```\n"), ["s/a.sh"]);
    assert_eq!(made("See `s/a.sh`:\n\n```yaml\na: 1\n```\n"), Vec::<String>::new());
}

#[test]
fn inline_code_names_commands_and_files() {
    for (markdown, expected) in [
        ("`make -f a.mk b`", &["make -f a.mk b"][..]),
        ("`` make -f a.mk b ``", &["make -f a.mk b"]),
        ("`make lint`, `make sure`, `make`", &["make lint"]),
        ("`ops/a.mk:b`", &["pair ops/a.mk b"]),
        ("`docs/a.md`, `docs/`, `and/or`, `docs/my-app/a.md`", &["mention docs/a.md"]),
        ("```yaml\nrun: make -f a.mk b c\n```", &["make -f a.mk b"]),
        ("```\nmake -f a.mk b c\n```", &["make -f a.mk b c"]),
        ("> ```bash\n> make -f a.mk \\\n>   b\n> ```", &["make -f a.mk b"]),
    ] {
        assert_eq!(shown(markdown), expected, "{markdown}");
    }
}

#[test]
fn names_that_stand_for_others_are_known() {
    for (name, expected) in [
        ("CHART_NAME", true),
        ("values-SCENARIO.yaml", true),
        ("my-app", true),
        ("your-chart", true),
        ("chart-name", true),
        ("README.md", false),
        ("LICENSE", false),
        ("CHART_README_GUIDE.md", false),
        ("v1.4.0-COMPLETION-REPORT.md", false),
        ("redis", false),
        ("values-prod.yaml", false),
    ] {
        assert_eq!(is_stand_in(name), expected, "{name}");
    }
}

proptest! {
    #[test]
    fn every_command_stands_in_its_text(markdown in markdown_like(), script in "(make -[fC] |helm |[a-c./]{1,4}|\"|'|\\$\\(|\\)|<<X\n|\n| |--set a=|;|\\\\){0,20}") {
        for text in [markdown.clone(), format!("{markdown}\n\n```bash\n{script}\n```\n"), format!("> ```\n> {script}\n")] {
            for request in commands(&text).requests {
                prop_assert!(text.get(request.place().as_range()).is_some());
            }
        }
    }
}
