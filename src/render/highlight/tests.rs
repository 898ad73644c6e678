//! Holds the highlighter to syntect's own machine, to the text it was given, and to what readers expect of a language.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use proptest::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use rayon::prelude::*;
use syntect::parsing::{ClearAmount, ParseState, ScopeStackOp};

use super::paint::{Paint, Palette};
use super::*;

fn highlight(language: &str, code: &str) -> Highlighted {
    Syntaxes::new().highlighter().highlight(language, code)
}

/// The visible text of highlighted HTML; panics where an element crosses a line.
fn visible(html: &str) -> String {
    let mut text = String::new();
    for line in html.lines() {
        assert_eq!(line.matches("<span class=\"").count(), line.matches("</span>").count(), "{line}");
        let mut rest = line;
        while let Some(tag) = rest.find('<') {
            text.push_str(&rest[..tag]);
            rest = &rest[tag + rest[tag..].find('>').expect("tags are closed") + 1..];
        }
        text.push_str(rest);
        text.push('\n');
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn normalised(code: &str) -> String {
    let mut text = code.replace("\r\n", "\n");
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// What syntect's own machine makes of a block, with our classes.
fn by_syntect(grammars: &Grammars, syntax: usize, code: &str) -> String {
    let palette = Palette::new();
    let mut seen = HashMap::new();
    let mut html = String::new();
    let mut parser = ParseState::new(&grammars.set.syntaxes()[syntax]);
    let mut paints = vec![Paint::default()];
    let mut cleared: Vec<Vec<Paint>> = Vec::new();
    lines(code, |line| {
        let mut writer = LineWriter::new(&mut html);
        if line.len() > LINE_LIMIT {
            writer.text(line, None);
            return writer.finish();
        }
        let operations = parser.parse_line(line, &grammars.set).expect("the grammars are linked");
        let mut written = 0;
        for (place, operation) in operations {
            let top = paints.last().copied().unwrap_or_default();
            if place > written {
                writer.text(&line[written..place], top.class);
                written = place;
            }
            match operation {
                ScopeStackOp::Push(scope) => paints.push(top.under(palette.brush(scope, &mut seen))),
                ScopeStackOp::Pop(count) => paints.truncate(paints.len().saturating_sub(count)),
                ScopeStackOp::Clear(ClearAmount::TopN(count)) => {
                    cleared.push(paints.split_off(paints.len().saturating_sub(count)));
                }
                ScopeStackOp::Clear(ClearAmount::All) => cleared.push(std::mem::take(&mut paints)),
                ScopeStackOp::Restore => paints.extend(cleared.pop().unwrap_or_default()),
                ScopeStackOp::Noop => {}
            }
        }
        writer.text(&line[written..], paints.last().copied().unwrap_or_default().class);
        writer.finish();
    });
    html
}

/// A short program in each of the languages that matter, and some that try the machine.
const SAMPLES: &[(&str, &str)] = &[
    (
        "bash",
        "#!/bin/bash\n# comment\nkubectl exec -n \"$NS\" pod-0 -- psql -c 'SELECT 1' | grep foo > out.txt && echo \"a $(date +%s) ${X:-y}\"\nfor i in $(seq 1 3); do sleep 1; done\nexport A=b C=\"d\"\nif [[ -z \"$A\" && $B =~ ^x.*$ ]]; then exit 1; fi\ncat <<EOF | tee x\nhello $X `ls` \\$y\nEOF\nf() { local x=$1; return 0; }\ncat <<-'END'\n\t$no\n\tEND\ncase $x in a|b) echo é;; *) ;; esac\n",
    ),
    (
        "yaml",
        "# c\napiVersion: v1\n\"k q\": 'v'\nlist:\n  - a: 1\n    b: true\n    t: {{ .Values.x | quote }}\n    d: 2020-01-01\n    s: |\n      text here\n\n      more\n    u: &anc {a: b, c: [1, \"x\\n\"]}\n    v: *anc\n---\n{{- if .x }}\n? complex\n: ü\n",
    ),
    ("json", "{\"a\": [1, true, null, \"s\\n\"], \"b\": {\"c\": -1.5e3}}\n"),
    ("toml", "# c\n[table]\nkey = \"v\"\nx = 1\nd = 2020-01-01\ns = '''\nmulti\n'''\n"),
    ("ini", "[sec]\nkey = v # c\n; c\n"),
    (
        "sql",
        "SELECT a, count(*) FROM t WHERE x = 'y' AND n > 1; -- c\nCREATE TABLE foo (id INT PRIMARY KEY);\n/* c\nc */\n",
    ),
    (
        "python",
        "import os\n@deco\ndef f(a, b=1):\n    \"\"\"doc\n    more\"\"\"\n    return os.path.join(f\"{a:>{w}}\", 'x\\n', r'\\d') and None\nclass C(B): pass\n",
    ),
    ("go", "package main\nfunc (s *T) F(x int) error { return fmt.Errorf(\"a %s\", x) }\nvar r = `raw\ntext`\n"),
    ("javascript", "const a = async (x) => { return `t ${x}` + foo.bar(1) / 2; }; // c\nlet r = /a[/]b/g;\n"),
    ("typescript", "interface A<T> { b?: string; }\nexport const f = <T,>(x: T): x is T => true;\n"),
    ("dockerfile", "FROM alpine:3 AS b\nRUN echo hi && \\\n  ls\nENV A=b\n"),
    ("hcl", "resource \"a\" \"b\" {\n  x = var.y\n  n = 1\n  h = <<EOT\n  ${x}\n  EOT\n}\n"),
    ("makefile", "A := b\nall: dep $(A)\n\t@echo hi $(A)\n.PHONY: all\nifeq ($(A),b)\nendif\n"),
    ("nginx", "server { listen 80; location ~ \\.php$ { proxy_pass http://x; } }\n"),
    ("markdown", "# H\ntext **b** `code` [l](u)\n- item\n\n```yaml\na: b\n```\n> q\n"),
    ("diff", "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n z\n"),
    ("java", "public class A extends B { @Override int f(String s) { return 1; } }\n"),
    ("rust", "#[derive(Debug)] fn main() -> Option<u8> { let x = r#\"a\"#; println!(\"{x}\"); }\n/* a /* b */ c */\n"),
    ("xml", "<?xml version=\"1.0\"?><a b=\"c\">t &amp; <![CDATA[ x ]]></a><!-- c -->\n"),
    ("html", "<a href=\"x\">t</a><script>let x = 1;</script><style>a { color: #fff }</style>\n"),
    ("css", "a:hover > .b { color: #fff; width: calc(1px + 2em) !important }\n"),
    ("powershell", "$x = Get-ChildItem -Path \"C:\\$y\" | Where-Object { $_.Name -eq 'a' }\n@\"\nhere $x\n\"@\n"),
    ("properties", "a.b=c\n# x\n"),
    ("protobuf", "syntax = \"proto3\";\nmessage A { repeated string b = 1; }\n"),
    ("graphql", "query Q($a: Int!) { b(c: $a) { ...D @skip(if: true) } }\n"),
    ("lua", "local x = [[long\nstring]] -- c\nfunction f(a) return #a .. 'b' end\n"),
    ("ruby", "class A < B\n  def f(x) = \"#{x}\"\nend\nx = <<~EOS\n  a #{b}\nEOS\nputs %w[a b]\n"),
    ("php", "<?php $x = \"a {$b['c']}\"; function f(int $y): ?string { return null; } ?>\n<b>\n"),
    ("perl", "my $x = qw(a b); s/a/b/g; print <<\"E\";\nx $y\nE\n"),
    ("c", "#include <a.h>\n#define X(a) \\\n  a\nint main(void) { return 'x'; }\n"),
    ("scala", "case class A[T](x: Int) { def f = s\"$x ${y + 1}\" }\n"),
    ("jq", ".a[] | select(.b == \"c\") | {d: .e}\n"),
    ("groovy", "pipeline { stages { stage('x') { sh \"a ${b}\" } } }\n"),
    ("viml", "let g:x = 'a' \" c\nfunction! F() abort\n"),
];

#[test]
fn does_what_syntect_does() {
    let syntaxes = Syntaxes::new();
    let grammars = syntaxes.grammars();
    let mut highlighter = syntaxes.highlighter();
    for (language, code) in SAMPLES {
        let Language::Grammar(syntax) = Language::named(language, &grammars.set) else { panic!("{language}") };
        // Each half alone as well: a text may break off anywhere.
        let half = code.char_indices().nth(code.chars().count() / 2).map_or(0, |(place, _)| place);
        for code in [*code, &code[..half], &code[half..]] {
            let ours = highlighter.highlight(language, code);
            assert_eq!(ours.html, by_syntect(grammars, syntax, code), "{language}: {code}");
        }
    }
}

/// The code blocks of a repository: info string's first word, and the text.
fn corpus() -> Option<Vec<(String, String)>> {
    #[expect(clippy::disallowed_methods, reason = "tests find the corpus by it")]
    let root = PathBuf::from(std::env::var("DOCSGEN_CORPUS").ok()?);
    let mut paths: Vec<PathBuf> = walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.expect("DOCSGEN_CORPUS can be walked").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    paths.sort();
    let mut blocks = Vec::new();
    for path in paths {
        #[expect(clippy::disallowed_methods, reason = "tests read the corpus")]
        let text = std::fs::read_to_string(path).expect("the corpus is UTF-8");
        let mut block: Option<(String, String)> = None;
        for event in Parser::new(&text) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let language = info.split([' ', ',']).next().unwrap_or_default().to_lowercase();
                    block = Some((language, String::new()));
                }
                Event::Text(text) => {
                    if let Some((_, code)) = &mut block {
                        code.push_str(&text);
                    }
                }
                Event::End(TagEnd::CodeBlock) => blocks.extend(block.take()),
                _ => {}
            }
        }
    }
    assert!(blocks.len() > 1000, "DOCSGEN_CORPUS names the corpus");
    Some(blocks)
}

#[test]
fn does_what_syntect_does_on_the_corpus() {
    let Some(blocks) = corpus() else { return };
    let syntaxes = Syntaxes::new();
    let grammars = syntaxes.grammars();
    let compared: usize = blocks
        .par_iter()
        .map_init(
            || syntaxes.highlighter(),
            |highlighter, (language, code)| {
                let ours = highlighter.highlight(language, code);
                assert_eq!(visible(&ours.html), normalised(code));
                assert!(ours.known, "{language}");
                let Language::Grammar(syntax) = Language::named(language, &grammars.set) else { return 0 };
                assert_eq!(ours.html, by_syntect(grammars, syntax, code), "{language}: {code}");
                1
            },
        )
        .sum();
    assert!(compared > 1000);
}

/// Prints what the cold build pays. `cargo test --release --lib highlight -- --ignored --nocapture`
#[test]
#[ignore = "prints figures, decides nothing"]
fn figures() {
    use std::time::Instant;
    let Some(blocks) = corpus() else { return };
    let source: usize = blocks.iter().map(|(_, code)| code.len()).sum();
    let mut report = format!("{} blocks, {source} bytes of code\n", blocks.len());
    let load = Instant::now();
    let grammars = Grammars::load();
    report.push_str(&format!("loading the grammars: {:?}\n", load.elapsed()));
    let stock = Instant::now();
    for (language, code) in &blocks {
        if let Language::Grammar(syntax) = Language::named(language, &grammars.set) {
            let mut parser = ParseState::new(&grammars.set.syntaxes()[syntax]);
            for line in code.split_inclusive('\n') {
                parser.parse_line(line, &grammars.set).expect("the grammars are linked");
            }
        }
    }
    report.push_str(&format!("syntect's machine, one thread, no HTML: {:?}\n", stock.elapsed()));
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be made");
        let syntaxes = Syntaxes::new();
        for round in ["cold", "again"] {
            let start = Instant::now();
            let html: usize = pool.install(|| {
                blocks
                    .par_iter()
                    .map_init(
                        || syntaxes.highlighter(),
                        |highlighter, (language, code)| highlighter.highlight(language, code).html.len(),
                    )
                    .sum()
            });
            let took = start.elapsed();
            let hits: Vec<_> = (0..threads).map(|_| syntaxes.highlighter()).map(|one| one.hits()).collect();
            report.push_str(&format!("{threads} threads, {round}: {took:?}, {html} bytes of HTML, hits {hits:?}\n"));
        }
    }
    #[expect(clippy::print_stderr, reason = "its only purpose")]
    {
        eprintln!("{report}");
    }
}

#[test]
fn every_grammar_can_be_started() {
    let grammars = Grammars::load();
    for (number, syntax) in grammars.set.syntaxes().iter().enumerate() {
        assert!(grammars.start(number).is_some(), "{}", syntax.name);
    }
}

#[test]
fn languages_people_write_are_known() {
    let names = "bash sh zsh shell yaml yml sql python promql markdown json jsonc ini javascript js go logql makefile \
                 make traceql nginx java toml dockerfile hcl tf terraform rust typescript ts tsx xml html css powershell \
                 properties protobuf graphql lua ruby php helm gotmpl console shell-session env dotenv conf txt text \
                 plain output none diff";
    for name in names.split_whitespace() {
        assert!(highlight(name, "x\n").known, "{name}");
    }
    assert!(highlight("", "x\n").known);
    assert_eq!(highlight("nonesuch", "a < b"), Highlighted { html: "a &lt; b\n".to_owned(), known: false });
}

/// The tokens of a block as `class:text`, plain text left out.
fn tokens(language: &str, code: &str) -> String {
    let html = highlight(language, code).html;
    let tokens: Vec<_> = html
        .split("<span class=\"")
        .skip(1)
        .filter_map(|token| Some(token.split_once("</span>")?.0.replacen("\">", ":", 1)))
        .collect();
    tokens.join(" ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[test]
fn tokens_have_the_classes_the_theme_knows() {
    for (language, code, expected) in [
        ("yaml", "key: value # c\n", "a:key s:value c:# c"),
        ("yaml", "a: true\nb: 3\n", "a:a b:true a:b n:3"),
        ("json", "{\"k\": [\"v\", null, 1]}", "a:\"k\" s:\"v\" b:null n:1"),
        ("toml", "[t]\nk = \"v\"", "t:t a:k s:\"v\""),
        ("ini", "[s]\nk = v", "t:s a:k s:v"),
        ("bash", "kubectl get \"$X\" -n a # c", "f:kubectl s:\" v:$X s:\" v:-n c:# c"),
        ("bash", "if true; then exit 1; fi", "k:if f:true o:; k:then f:exit o:; k:fi"),
        ("sql", "SELECT count(*) FROM t WHERE a = 'x'", "k:SELECT f:count o:* k:FROM k:WHERE o:= s:'x'"),
        ("diff", "-a\n+b\n", "d:-a i:+b"),
        ("markdown", "# Title\n", "h:# Title"),
        ("python", "@d\ndef f(a): return None", "m:@d k:def f:f v:a k:return b:None"),
        ("promql", "sum by (pod) (rate(x{a=\"b\"}[5m])) > 1", "f:sum k:by f:rate a:a o:= s:\"b\" n:5m o:> n:1"),
        ("logql", "{app=~\"a.*\"} |= `e` # c", "a:app o:=~ s:\"a.*\" o:|= s:`e` c:# c"),
        ("console", "$ ls -l\nls -l\n", "f:ls v:-l"),
        ("console", "# ls\nls\n", "f:ls"),
        ("console", "$ ls \\\n  -l\n# c\nls\n", "f:ls v:-l c:# c"),
        ("text", "if true # c\n", ""),
    ] {
        assert_eq!(tokens(language, code), expected, "{language}: {code}");
    }
}

#[test]
fn the_same_lines_in_another_state_differ() {
    let syntaxes = Syntaxes::new();
    let mut highlighter = syntaxes.highlighter();
    let inside = highlighter.highlight("yaml", "a: |\n  b: c\n").html;
    let outside = highlighter.highlight("yaml", "a:\n  b: c\n").html;
    assert_ne!(inside.lines().nth(1), outside.lines().nth(1));
    let shell = highlighter.highlight("bash", "  b: c\n").html;
    assert_ne!(shell.lines().next(), outside.lines().nth(1));
}

#[test]
fn lines_are_found_again_also_by_the_next_highlighter() {
    let syntaxes = Syntaxes::new();
    let first = syntaxes.highlighter().highlight("bash", "ls -l\nls -l\n");
    let mut next = syntaxes.highlighter();
    assert_eq!(next.hits(), (1, 2));
    assert_eq!(next.highlight("bash", "ls -l\nls -l\n"), first);
    assert_eq!(next.hits(), (3, 4));
}

#[test]
fn forgetting_changes_nothing() {
    // Each end mark makes states of its own, more than are kept.
    let code: String = (0..6000).map(|number| format!("cat <<E{number}\n$x\nE{number}\n")).collect();
    let syntaxes = Syntaxes::new();
    let html = syntaxes.highlighter().highlight("bash", &code).html;
    let alone = highlight("bash", "cat <<E5999\n$x\nE5999\n").html;
    assert!(html.ends_with(&alone));
}

#[test]
fn slow_input_ends() {
    let long = format!("echo \"{}\"\nls\n", "x".repeat(1 << 20));
    let html = highlight("bash", &long).html;
    assert!(html.starts_with("echo \"x"));
    assert!(html.ends_with("<span class=\"f\">ls</span>\n"));

    let deep = "[{".repeat(900);
    let dashes = "- ".repeat(1000);
    let quotes = "\"'`$(".repeat(400);
    let blanks = format!("1{}1", " ".repeat(2000));
    for language in ["yaml", "json", "bash", "markdown", "javascript", "php", "sql"] {
        for code in [&deep, &dashes, &quotes, &blanks] {
            let code = format!("{code}\n").repeat(3);
            assert_eq!(visible(&highlight(language, &code).html), code);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_visible_text_is_the_code(
        language in proptest::sample::select(vec!["bash", "yaml", "markdown", "promql", "console", "diff", "x", ""]),
        code in "([ -~]{0,12}|\\$ |# |<<E|E|\"|'|é|한|\t|\r\n|\n|: |- |&lt;|</span>|\\\\){0,30}",
    ) {
        prop_assert_eq!(visible(&highlight(language, &code).html), normalised(&code));
    }

    #[test]
    fn random_lines_are_as_syntect_has_them(
        language in proptest::sample::select(vec!["bash", "yaml", "json", "sql", "python"]),
        code in "([a-zA-Z]{1,5}|[ -~]|\\$\\{?|# |<<E\n|E\n|\"|'|é|한|\t|\n|: |- |\\\\){0,40}",
    ) {
        let syntaxes = Syntaxes::new();
        let grammars = syntaxes.grammars();
        let Language::Grammar(syntax) = Language::named(language, &grammars.set) else { unreachable!() };
        prop_assert_eq!(
            syntaxes.highlighter().highlight(language, &code).html,
            by_syntect(grammars, syntax, &code)
        );
    }
}

#[test]
fn names_lead_to_the_right_grammar() {
    let grammars = Grammars::load();
    let names: BTreeMap<&str, String> = ["bash", "yaml", "dockerfile", "conf", "js", "sh", "tf", "console"]
        .into_iter()
        .map(|name| {
            let found = match Language::named(name, &grammars.set) {
                Language::Grammar(syntax) => grammars.set.syntaxes()[syntax].name.clone(),
                other => format!("{other:?}"),
            };
            (name, found)
        })
        .collect();
    assert_eq!(names["bash"], "Bourne Again Shell (bash)");
    assert_eq!(names["sh"], "Bourne Again Shell (bash)");
    assert_eq!(names["dockerfile"], "Dockerfile (with bash)");
    assert_eq!(names["tf"], "Terraform");
    assert_eq!(names["conf"], "INI");
    assert_eq!(names["console"], "Console");
}
