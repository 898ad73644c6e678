use super::*;
use crate::config::{Extensions, RawHtml, RemoteImages};
use crate::parse::front_matter::{FrontMatter, parse_front_matter, split};
use crate::parse::markdown::parse_document;
use crate::render::code::PlainCode;
use crate::render::translation::Translation;

fn render_with(text: &str, raw_html: RawHtml, hrefs: &[Href]) -> String {
    let parse = ParseOptions { raw_html, ..ParseOptions::default() };
    let document = parse_document(text, TextRange::new(0, text.len()), FrontMatter::default(), &parse);
    let options = BodyOptions { parse, ..BodyOptions::default() };
    let input = BodyInput { links: hrefs, ..BodyInput::new(text, &document, Translation::english(), &options) };
    render_body(&input, &mut PlainCode)
}

fn render(text: &str) -> String {
    render_with(text, RawHtml::Sanitize, &[])
}

fn href(url: &str, kind: HrefKind) -> Href {
    Href { url: url.to_owned(), kind, image: None }
}

#[test]
fn a_page_of_several_checklists_has_a_bar_for_each_and_one_below_its_title() {
    let bars = |text: &str| {
        let html = render(text);
        let parts =
            html.split("<div class=\"tasks-bar\"></div>\n").map(|part| part.chars().take(3).collect::<String>());
        parts.collect::<Vec<_>>()
    };
    assert_eq!(bars("# A\n\n- [ ] b\n  - [ ] c\n"), ["<h1", "<ul"]);
    assert_eq!(bars("# A\n\ntext\n\n- [ ] b\n\ntext\n\n1. [x] c\n"), ["<h1", "<p>", "<ul", "<ol"]);
    assert_eq!(bars("- [ ] b\n\ntext\n\n> - [ ] c\n"), ["", "", "<ul", "<ul"]);
    assert_eq!(bars("# A\n\n- b\n"), ["<h1"]);
}

#[test]
fn blocks_have_the_themes_markup() {
    for (text, expected) in [
        (
            "## A `b`\n",
            "<h2 id=\"a-b\">A <code>b</code><a class=\"anchor\" href=\"#a-b\" aria-label=\"Link to this section\"></a></h2>\n",
        ),
        ("# 🚀\n", "<h1>🚀</h1>\n"),
        (
            "| a | b |\n|:-:|--:|\n| c |\n",
            "<div class=\"table-wrap\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>\n<thead>\n<tr>\n<th class=\"align-center\">a</th>\n<th class=\"align-right\">b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td class=\"align-center\">c</td>\n<td class=\"align-right\"></td>\n</tr>\n</tbody>\n</table></div>\n",
        ),
        (
            "> [!WARNING]\n> x\n",
            "<div class=\"callout callout-warning\" role=\"note\">\n<p class=\"callout-title\">Warning</p>\n<p>x</p>\n</div>\n",
        ),
        (
            "- a\n- [x] b\n  - [ ] c\n",
            "<div class=\"tasks-bar\"></div>\n<ul class=\"contains-tasks\">\n<li>a</li>\n<li class=\"task\"><input type=\"checkbox\" aria-label=\"Done\" disabled checked> b\n<ul class=\"contains-tasks\">\n<li class=\"task\"><input type=\"checkbox\" aria-label=\"Done\" disabled> c</li>\n</ul>\n</li>\n</ul>\n",
        ),
        (
            "{{ .V }} {% raw %} <% x %> \"--\" ~a~ ~~b~~",
            "<p>{{ .V }} {% raw %} &lt;% x %&gt; &quot;--&quot; <del>a</del> <del>b</del></p>\n",
        ),
        (
            "a[^N] b[^n]\n\n[^n]: *x*\n",
            "<p>a<sup class=\"footnote-ref\"><a href=\"#fn-n\" id=\"fnref-n\">1</a></sup> b<sup class=\"footnote-ref\"><a href=\"#fn-n\" id=\"fnref-n-2\">1</a></sup></p>\n<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n<li id=\"fn-n\">\n<p><em>x</em> <a href=\"#fnref-n\" class=\"footnote-backref\" aria-label=\"Back to reference 1\">↩</a> <a href=\"#fnref-n-2\" class=\"footnote-backref\" aria-label=\"Back to reference 1-2\">↩<sup>2</sup></a></p>\n</li>\n</ol>\n</section>\n",
        ),
    ] {
        assert_eq!(render(text), expected, "{text}");
    }
}

#[test]
fn fences_show_their_attributes() {
    for (text, expected) in [
        (
            "```Bash\na <b>\n```\n",
            "<figure class=\"code\" data-lang=\"bash\"><pre tabindex=\"0\"><code class=\"language-bash\">a &lt;b&gt;\n</code></pre></figure>\n",
        ),
        ("    x\n", "<figure class=\"code\"><pre tabindex=\"0\"><code>x\n</code></pre></figure>\n"),
        (
            "```sh title=\"a.sh\" {2} linenos danger\na\nb\n```\n",
            "<figure class=\"code linenos danger\" data-lang=\"sh\"><figcaption>a.sh</figcaption><p class=\"danger-note\"><strong>Can lose data.</strong> <span>Read it before you run it.</span></p><pre tabindex=\"0\"><code class=\"language-sh\"><span class=\"line\" data-line=\"1\">a\n</span><span class=\"line marked\" data-line=\"2\">b\n</span></code></pre></figure>\n",
        ),
        (
            "```yaml diff\n a\n+b\n-c\n\n```\n",
            "<figure class=\"code\" data-lang=\"yaml\"><pre tabindex=\"0\"><code class=\"language-yaml\"><span class=\"line\" data-line=\"1\"> a\n</span><span class=\"line added\" data-line=\"2\">+b\n</span><span class=\"line removed\" data-line=\"3\">-c\n</span><span class=\"line\" data-line=\"4\">\n</span></code></pre></figure>\n",
        ),
        (
            "```sh tab=\"Helm\"\na\n```\n```sh tab=kubectl title=x\nb\n```\n\n```\nc\n```\n",
            "<div class=\"tabs\">\n<figure class=\"code\" data-lang=\"sh\" data-tab=\"Helm\"><figcaption class=\"tab-name\">Helm</figcaption><pre tabindex=\"0\"><code class=\"language-sh\">a\n</code></pre></figure>\n<figure class=\"code\" data-lang=\"sh\" data-tab=\"kubectl\"><figcaption>kubectl: x</figcaption><pre tabindex=\"0\"><code class=\"language-sh\">b\n</code></pre></figure>\n</div>\n<figure class=\"code\"><pre tabindex=\"0\"><code>c\n</code></pre></figure>\n",
        ),
        (
            "- ```sh tab=a\n  x\n  ```\n",
            "<ul>\n<li>\n<div class=\"tabs\">\n<figure class=\"code\" data-lang=\"sh\" data-tab=\"a\"><figcaption class=\"tab-name\">a</figcaption><pre tabindex=\"0\"><code class=\"language-sh\">x\n</code></pre></figure>\n</div>\n</li>\n</ul>\n",
        ),
    ] {
        assert_eq!(render(text), expected, "{text}");
    }
}

#[test]
fn parameters_are_marked_in_code() {
    let text = "---\nparams: { NS: parcels, A: }\n---\n`x $NS` [`<A>`](x) $NS `$B`\n\n```sh\na \"${NS}\" <b>\nNS=other $NS\nb $NS\n```\n\n```yaml\nns: $NS\n```\n";
    let split = split(text);
    let (front_matter, remarks) = parse_front_matter(text, &split);
    assert_eq!(remarks, []);
    let options = BodyOptions::default();
    let body = TextRange::new(split.range.expect("front matter").end as usize, text.len());
    let document = parse_document(text, body, front_matter, &options.parse);
    let input = BodyInput::new(text, &document, Translation::english(), &options);
    let html = render_body(&input, &mut PlainCode);
    let html = html.replace("<span data-param=\"", "[").replace("</span>", "]");
    assert_eq!(
        html,
        "<p><code>x [NS\">$NS]</code> <a href=\"x\"><code>[A\">&lt;A&gt;]</code></a> $NS <code>$B</code></p>\n\
         <figure class=\"code\" data-lang=\"sh\"><pre tabindex=\"0\"><code class=\"language-sh\">a &quot;[NS\">${NS}]&quot; &lt;b&gt;\nNS=other $NS\nb $NS\n</code></pre></figure>\n\
         <figure class=\"code\" data-lang=\"yaml\"><pre tabindex=\"0\"><code class=\"language-yaml\">ns: [NS\">$NS]\n</code></pre></figure>\n"
    );
}

#[test]
fn dangers_and_terminals_are_shown_by_line() {
    for (text, expected) in [
        (
            "```bash\nls\nkubectl delete \\\n  pvc x\n```\n",
            "<figure class=\"code danger\" data-lang=\"bash\"><p class=\"danger-note\"><strong>Can lose data.</strong> <span>Lines 2–3: <code>kubectl delete</code></span></p><pre tabindex=\"0\"><code class=\"language-bash\"><span class=\"line\" data-line=\"1\">ls\n</span><span class=\"line dangerous\" data-line=\"2\">kubectl delete \\\n</span><span class=\"line dangerous\" data-line=\"3\">  pvc x\n</span></code></pre></figure>\n",
        ),
        (
            "```sh danger=false\nrm -rf x\n```\n",
            "<figure class=\"code\" data-lang=\"sh\"><pre tabindex=\"0\"><code class=\"language-sh\">rm -rf x\n</code></pre></figure>\n",
        ),
        (
            "```sh diff\n-rm -rf x\n```\n",
            "<figure class=\"code\" data-lang=\"sh\"><pre tabindex=\"0\"><code class=\"language-sh\"><span class=\"line removed\" data-line=\"1\">-rm -rf x\n</span></code></pre></figure>\n",
        ),
        (
            "```console\n$ ls\na\n```\n",
            "<figure class=\"code session\" data-lang=\"console\"><pre tabindex=\"0\"><code class=\"language-console\"><span class=\"line\" data-line=\"1\"><span class=\"prompt\">$ </span>ls\n</span><span class=\"line output\" data-line=\"2\">a\n</span></code></pre></figure>\n",
        ),
        (
            "```\n┌─┐\n│가│\n```\n",
            "<figure class=\"code drawing\"><pre tabindex=\"0\"><code>┌─┐\n│<span class=\"cell wide\">가</span>│\n</code></pre></figure>\n",
        ),
    ] {
        assert_eq!(render(text), expected, "{text}");
    }
    let many = render(&format!("```sh\n{}```\n", "dropdb x\n".repeat(9)));
    assert_eq!(many.matches("<code>dropdb</code>").count(), 4);
    assert!(many.contains("<span>and 5 more</span>"));
    assert_eq!(many.matches("line dangerous").count(), 9);
}

#[test]
fn links_lead_where_they_were_resolved_to() {
    let text = "[a](a.md 'T') [b](b.md) ![i](i.png) [c](https://c.d) <a title=\"x\" href='e.md'>e</a> [j](javascript:x) [k](../../k) www.f.g";
    let picture = Href { url: "i.1234.png".into(), kind: HrefKind::Internal, image: Some((4, 3)) };
    let hrefs = [
        href("a.html", HrefKind::Internal),
        href("b.md", HrefKind::Broken("no \"such\" file".into())),
        picture,
        href("https://c.d", HrefKind::External),
        href("e.html", HrefKind::Internal),
        href("javascript:x", HrefKind::Broken("unsafe".into())),
        href("", HrefKind::Broken("outside".into())),
        href("http://www.f.g", HrefKind::External),
    ];
    assert_eq!(
        render_with(text, RawHtml::Sanitize, &hrefs),
        "<p><a href=\"a.html\" title=\"T\">a</a> \
         <a href=\"b.md\" title=\"no &quot;such&quot; file\" class=\"broken\">b</a> \
         <img src=\"i.1234.png\" alt=\"i\" width=\"4\" height=\"3\" loading=\"lazy\" decoding=\"async\" /> \
         <a href=\"https://c.d\" class=\"external\" rel=\"noopener\">c</a> \
         <a href=\"e.html\" title=\"x\">e</a> \
         <a title=\"unsafe\" class=\"broken\">j</a> \
         <a title=\"outside\" class=\"broken\">k</a> \
         <a href=\"http://www.f.g\" class=\"external\" rel=\"noopener\">www.f.g</a></p>\n"
    );
}

#[test]
fn code_leads_somewhere_outside_of_links() {
    let text = "`a` [`b`](x) `c`";
    let options = BodyOptions::default();
    let document = parse_document(text, TextRange::new(0, text.len()), FrontMatter::default(), &options.parse);
    let code_links = [Some(href("a.html", HrefKind::Internal)), Some(href("b.html", HrefKind::Internal)), None];
    let input =
        BodyInput { code_links: &code_links, ..BodyInput::new(text, &document, Translation::english(), &options) };
    assert_eq!(
        render_body(&input, &mut PlainCode),
        "<p><a class=\"code-link\" href=\"a.html\"><code>a</code></a> <a href=\"x\"><code>b</code></a> <code>c</code></p>\n"
    );
}

#[test]
fn raw_html_is_sanitised_and_balanced() {
    for (text, expected) in [
        ("a <namespace> b</namespace>", "<p>a  b</p>\n"),
        ("<script>\nalert('<b>')\n</script>\nx\n", "<p>x</p>\n"),
        ("a <script>**b** `c`</script> d", "<p>a <strong></strong> d</p>\n"),
        (
            "<div onclick=x align=center>\n\n**y**\n\n</div>\n",
            "<div align=\"center\">\n<p><strong>y</strong></p>\n</div>\n",
        ),
        ("<details><summary>s</summary>\n\nx", "<details><summary>s</summary>\n<p>x</p>\n</details>\n"),
        ("</main></div>\n\n- <div>\n- </div>\n", "<ul>\n<li>\n<div>\n</div></li>\n<li>\n</li>\n</ul>\n"),
        ("x <b>y\n\nz</b>", "<p>x <b>y</b></p>\n<p>z</p>\n"),
        (
            "| a |\n|-|\n| <td><b>x |\n",
            "<div class=\"table-wrap\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><td><b>x</b></td></td>\n</tr>\n</tbody>\n</table></div>\n",
        ),
        ("<a href=\" java&Tab;script:x\">y</a>", "<p><a>y</a></p>\n"),
        ("<a href='x\"onmouseover=\"y'>z</a>", "<p><a href=\"x%22onmouseover=%22y\">z</a></p>\n"),
        ("<a name=\"old\"/>x", "<p><a name=\"old\"></a>x</p>\n"),
        (
            "<img src=x.png width=10><br/>",
            "<p><img src=\"x.png\" width=\"10\" loading=\"lazy\" decoding=\"async\"><br></p>\n",
        ),
        ("<!-- c --><p>a &lt;b&gt; &amp;amp;</p>\n", "<p>a &lt;b&gt; &amp;amp;</p>\n"),
        ("a<!-- docsgen:end -->b", "<p>ab</p>\n"),
        ("<svg><style><img src=x onerror=y></style></svg>\n", "<p></p>\n"),
        (
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "<table>",
        ),
        ("![a <b>c</b>](d.png)", "<p><img src=\"d.png\" alt=\"a c\" loading=\"lazy\" decoding=\"async\" /></p>\n"),
    ] {
        let seen = render(text);
        if expected == "<table>" {
            assert!(!seen.contains("<img src=1"), "{seen}");
            continue;
        }
        assert_eq!(seen, expected, "{text}");
    }
}

#[test]
fn raw_html_can_be_allowed_or_shown() {
    let text = "<div class=x><a href=a.md>y</a><!-- c -->\n</div>\n\nb <i onclick=\"z\">w</i>";
    let hrefs = [href("a.html", HrefKind::Internal)];
    assert_eq!(
        render_with(text, RawHtml::Allow, &hrefs),
        "<div class=x><a href=\"a.html\">y</a><!-- c -->\n</div>\n<p>b <i onclick=\"z\">w</i></p>\n"
    );
    assert_eq!(
        render_with(text, RawHtml::Escape, &[]),
        "<p>&lt;div class=x&gt;&lt;a href=a.md&gt;y&lt;/a&gt;\n&lt;/div&gt;</p>\n<p>b &lt;i onclick=&quot;z&quot;&gt;w&lt;/i&gt;</p>\n"
    );
    assert_eq!(render_with("<!-- c -->\n", RawHtml::Escape, &[]), "");
}

#[test]
fn extensions_are_printed_where_switched_on() {
    let extensions = Extensions { definition_lists: true, heading_attributes: true, superscript: true, math: true };
    let parse = ParseOptions { extensions, ..ParseOptions::default() };
    let text = "# T {#own .c}\n\nt\n: d\n\nx ^2^ H ~2~ $a<b$";
    let document = parse_document(text, TextRange::new(0, text.len()), FrontMatter::default(), &parse);
    let options = BodyOptions { parse, ..BodyOptions::default() };
    let input = BodyInput::new(text, &document, Translation::english(), &options);
    assert_eq!(
        render_body(&input, &mut PlainCode),
        "<h1 id=\"own\" class=\"c\">T<a class=\"anchor\" href=\"#own\" aria-label=\"Link to this section\"></a></h1>\n\
         <dl>\n<dt>t</dt>\n<dd>d</dd>\n</dl>\n\
         <p>x <sup>2</sup> H <sub>2</sub> <span class=\"math math-inline\">a&lt;b</span></p>\n"
    );
    assert_eq!(render("x^2^ $a$ t\n: d"), "<p>x^2^ $a$ t\n: d</p>\n");
}

#[test]
fn hostile_input_comes_out_whole() {
    let count = |html: &str, what: &str| html.matches(what).count();
    let quotes = render(&format!("{} x\n{}", ">".repeat(10_000), "y\n".repeat(10_000)));
    assert_eq!((count(&quotes, "<blockquote>"), count(&quotes, "</blockquote>")), (500, 500));

    let table = render(&("| a | b |\n|---|---|\n".to_owned() + &"| x | `y` |\n".repeat(5_000)));
    assert_eq!((count(&table, "<tr>"), count(&table, "<code>")), (5_001, 5_000));

    let line = render(&"lorem *ipsum* `x` http://a.b [c](d) ".repeat(30_000));
    assert_eq!((count(&line, "<em>"), count(&line, "<a href=\"http://a.b\"")), (30_000, 30_000));

    let lists: String = (0..1_000).map(|depth| " ".repeat(2 * depth) + "- x\n").collect();
    let lists = render(&lists);
    assert_eq!((count(&lists, "<li>"), count(&lists, "</li>")), (1_000, 1_000));

    let emphasis = render(&format!("{}a{}", "*".repeat(100_000), "*".repeat(100_000)));
    assert_eq!((count(&emphasis, "<strong>"), count(&emphasis, "</strong>")), (50_000, 50_000));

    let open = render(&("<b>".repeat(50_000) + &"</i>".repeat(50_000)));
    assert_eq!((count(&open, "<b>"), count(&open, "</b>"), count(&open, "</i>")), (50_000, 50_000, 0));

    let images = render(&("![".repeat(20_000) + "a" + &"](b)".repeat(20_000)));
    assert_eq!(count(&images, "<img"), 1);

    let brackets = "[".repeat(200_000);
    assert_eq!(render(&brackets), format!("<p>{brackets}</p>\n"));
}

/// The elements of sanitised HTML that are opened and not closed, or closed and not opened.
fn unbalanced(html: &str) -> Vec<String> {
    use crate::parse::html::{HtmlToken, html_tokens};
    let mut open = Vec::new();
    let mut wrong = Vec::new();
    for token in html_tokens(html) {
        match token {
            HtmlToken::Start(tag) if ["br", "hr", "img", "input", "source", "wbr"].contains(&&*tag.name) => {}
            HtmlToken::Start(tag) => open.push(tag.name),
            HtmlToken::End { name, .. } if open.last() == Some(&name) => drop(open.pop()),
            HtmlToken::End { name, .. } => wrong.push(name),
            _ => {}
        }
    }
    wrong.extend(open);
    wrong
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_text_gives_balanced_and_harmless_html(text in crate::parse::markdown::markdown_like()) {
        render_with(&text, RawHtml::Allow, &[]);
        let shown = render_with(&text, RawHtml::Escape, &[]);
        assert_eq!(unbalanced(&shown), Vec::<String>::new(), "{text:?}\n{shown}");
        let html = render(&text);
        assert_eq!(unbalanced(&html), Vec::<String>::new(), "{text:?}\n{html}");
        assert!(!html.contains("<script") && !html.contains("<!--"), "{html}");
    }
}

/// The body with ids at the offsets of words of the text, each called by its line.
fn render_anchored(text: &str, words: &[&str]) -> String {
    let document =
        parse_document(text, TextRange::new(0, text.len()), FrontMatter::default(), &ParseOptions::default());
    let anchors: Vec<(u32, u32)> = words
        .iter()
        .map(|word| {
            let offset = text.find(word).expect("a word of the text");
            let line = text[..offset].matches('\n').count() + 1;
            (u32::try_from(offset).expect("short"), u32::try_from(line).expect("short"))
        })
        .collect();
    let options = BodyOptions::default();
    let input = BodyInput { anchors: &anchors, ..BodyInput::new(text, &document, Translation::english(), &options) };
    render_body(&input, &mut PlainCode)
}

#[test]
fn lines_that_something_leads_to_have_an_id_where_it_stands() {
    let line = |line: u32| format!("<span class=\"cited\" id=\"site:line-{line}\"></span>");
    for (text, words, expected) in [
        ("- **RTO**: < 1 h\n  - x\n", &["< 1"][..], format!("</strong>{}: &lt; 1 h", line(1))),
        ("a\n**b** c\n", &["b**"], format!("<p>a\n{}<strong>b</strong> c</p>", line(2))),
        ("| a | b |\n|-|-|\n| x | `1 h` |\n", &["`1 h"], format!("<td>{}<code>1 h</code></td>", line(3))),
        ("[1 h](x.md)\n", &["1 h"], format!("<p>{}<a href=\"x.md\">1 h</a></p>", line(1))),
        ("## Rolling\n", &["Rolling"], format!("<h2 id=\"rolling\">{}Rolling<a", line(1))),
        // What stands in code can't hold an id: it is led to as near as can be.
        ("```\n1 h\n```\n\nx\n", &["1 h"], format!("<p>{}x</p>", line(2))),
        ("x\n\n```\n1 h\n```\n", &["1 h"], line(4)),
    ] {
        let seen = render_anchored(text, words);
        assert!(seen.contains(&expected), "{text}\n{seen}\n{expected}");
        assert_eq!(seen.matches("class=\"cited\"").count(), words.len(), "{seen}");
    }
}

#[test]
fn html_stands_in_place_of_a_part_and_the_rest_keeps_its_links() {
    let text = "# A\n\n[one](1.md)\n\n<!-- docsgen:matrix recovery -->\n## Gone\n\n| [two](2.md) |\n|-|\n| `x` |\n\n\
                - [three](3.md)\n\n<!-- docsgen:end -->\n\n## Stays `y`\n\n[four](4.md)\n";
    let document =
        parse_document(text, TextRange::new(0, text.len()), FrontMatter::default(), &ParseOptions::default());
    let hrefs = ["a", "b", "c", "d"].map(|url| href(url, HrefKind::Internal));
    let start = text.find("<!--").expect("a marker");
    let end = text.rfind("-->").expect("a marker") + 3;
    let replaced = [Replaced { range: TextRange::new(start, end), html: "<table></table>".to_owned() }];
    let options = BodyOptions::default();
    let input = BodyInput {
        links: &hrefs,
        replaced: &replaced,
        ..BodyInput::new(text, &document, Translation::english(), &options)
    };
    let seen = render_body(&input, &mut PlainCode);
    let anchor = |id: &str| format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to this section\"></a>");
    let expected = format!(
        "<h1 id=\"a\">A{}</h1>\n<p><a href=\"a\">one</a></p>\n<table></table>\n\
         <h2 id=\"stays-y\">Stays <code>y</code>{}</h2>\n<p><a href=\"d\">four</a></p>\n",
        anchor("a"),
        anchor("stays-y")
    );
    assert_eq!(seen, expected);
}

#[test]
fn what_is_inserted_stands_between_blocks() {
    let text = "# A\n\n> quote\n>\n> # B\n\n- item\n\n  # C\n\n<details>\n\n# D\n\n</details>\n\n# E\n";
    let document =
        parse_document(text, TextRange::new(0, text.len()), FrontMatter::default(), &ParseOptions::default());
    let before: Vec<u32> = document.headings.iter().map(|heading| heading.range.start).collect();
    let inserted: Vec<Inserted> = before
        .iter()
        .zip(1..)
        .flat_map(|(before, number)| {
            let part = |html: String, role| Inserted { before: *before, html, role };
            let closes = (number > 1).then(|| part(format!("<close{}>", number - 1), InsertedRole::Closes(number - 1)));
            let opens = part(format!("<open{number}>"), InsertedRole::Opens(number));
            closes.into_iter().chain([opens, part(format!("<bar{number}>"), InsertedRole::Whole)])
        })
        .chain([Inserted { before: u32::MAX, html: "<close5>".to_owned(), role: InsertedRole::Closes(5) }])
        .collect();
    let options = BodyOptions::default();
    let input = BodyInput { inserted: &inserted, ..BodyInput::new(text, &document, Translation::english(), &options) };
    let html = render_body(&input, &mut PlainCode);
    // A quote, a list and an element hold headings: what is whole stands in them, and nothing is opened there.
    let order = [
        "<open1>",
        "<bar1>",
        ">A<",
        "quote",
        "<bar2>",
        ">B<",
        "</blockquote>",
        "<close1>",
        "<bar3>",
        ">C<",
        "</ul>",
        "<details>",
        "<bar4>",
        ">D<",
        "</details>",
        "<open5>",
        "<bar5>",
        ">E<",
        "<close5>",
    ];
    let places: Vec<usize> =
        order.iter().map(|part| html.find(part).unwrap_or_else(|| panic!("{part} in {html}"))).collect();
    assert!(places.is_sorted(), "{places:?} in {html}");
    for absent in ["<open2>", "<open3>", "<open4>", "<close2>", "<close3>", "<close4>"] {
        assert!(!html.contains(absent), "{absent} in {html}");
    }
}

fn render_dropping(text: &str, hrefs: &[Href]) -> String {
    let parse = ParseOptions::default();
    let document = parse_document(text, TextRange::new(0, text.len()), FrontMatter::default(), &parse);
    let options = BodyOptions { remote_images: RemoteImages::Drop, ..BodyOptions::default() };
    let (code_links, anchors, replaced, words) = (&[], &[], &[], Translation::english());
    let input =
        BodyInput { links: hrefs, code_links, anchors, replaced, ..BodyInput::new(text, &document, words, &options) };
    render_body(&input, &mut PlainCode)
}

#[test]
fn static_badges_are_drawn_wherever_they_stand() {
    let badge = "<span role=\"img\" class=\"shield tone-blue\" aria-label=\"Version: 1\"><span>version</span><span>1</span></span>";
    let url = "https://img.shields.io/badge/version-1-blue";
    for (text, expected) in [
        (format!("![Version: 1]({url})\n"), format!("<p>{badge}</p>\n")),
        (format!("![Version: 1][b]\n\n[b]: {url}\n"), format!("<p>{badge}</p>\n")),
        (format!("[![Version: 1]({url})](a.md)\n"), format!("<p><a href=\"a.md\">{badge}</a></p>\n")),
        (
            format!("<a href=\"a.md\"><img src=\"{url}\" alt=\"Version: 1\"></a>\n"),
            format!("<p><a href=\"a.md\">{badge}</a></p>\n"),
        ),
        (format!("<img alt=\"Version: 1\" src=\"{url}\" width=\"10\">\n"), format!("{badge}\n")),
    ] {
        assert_eq!(render(&text), expected, "{text}");
        assert_eq!(render_dropping(&text, &[]), expected, "{text}");
    }
    assert_eq!(
        render("![](https://img.shields.io/badge/%3Cscript%3E-%22x%22-red \"a & b\")\n"),
        "<p><span role=\"img\" class=\"shield tone-red\" aria-label=\"&lt;script&gt;: &quot;x&quot;\" title=\"a &amp; b\">\
         <span>&lt;script&gt;</span><span>&quot;x&quot;</span></span></p>\n"
    );
}

#[test]
fn images_of_other_sites_tell_nobody_what_is_read() {
    let attributes = "loading=\"lazy\" decoding=\"async\"";
    let image = format!("<img src=\"https://example.com/a.png\" alt=\"A\" {attributes} referrerpolicy=\"no-referrer\"");
    let remote = [href("https://example.com/a.png", HrefKind::External)];
    assert_eq!(
        render_with("![A](https://example.com/a.png)\n", RawHtml::Sanitize, &remote),
        format!("<p>{image} /></p>\n")
    );
    let html = "<img src=\"https://example.com/a.png\" alt=\"A\" referrerpolicy=\"unsafe-url\">\n";
    assert_eq!(render_with(html, RawHtml::Sanitize, &remote), format!("{image}>\n"));
    let own = render_with("![A](a.png)\n", RawHtml::Sanitize, &[href("a.png", HrefKind::Internal)]);
    assert_eq!(own, format!("<p><img src=\"a.png\" alt=\"A\" {attributes} /></p>\n"));
}

#[test]
fn images_of_other_sites_can_be_dropped() {
    let link =
        |words: &str| format!("<a class=\"external\" rel=\"noopener\" href=\"https://example.com/a.png\">{words}</a>");
    for (text, expected) in [
        ("![The plan](https://example.com/a.png)\n", format!("<p>{}</p>\n", link("The plan"))),
        ("![](https://example.com/a.png)\n", format!("<p>{}</p>\n", link("https://example.com/a.png"))),
        ("<img src=\"https://example.com/a.png\" alt=\"a <b>\">\n", format!("{}\n", link("a &lt;b&gt;"))),
        (
            "[![The plan](https://example.com/a.png)](b.md)\n",
            "<p><a href=\"b.md\"><span>The plan</span></a></p>\n".to_owned(),
        ),
        (
            "<a href=\"b.md\"><img src=\"//example.com/a.png\" alt=\"The plan\"></a>\n",
            "<p><a href=\"b.md\"><span>The plan</span></a></p>\n".to_owned(),
        ),
        (
            "<picture><source srcset=\"https://example.com/dark.png\"><img src=\"https://example.com/a.png\" alt=\"x\"></picture>\n",
            format!("<p><picture>{}</picture></p>\n", link("x")),
        ),
        (
            "<img src=\"a.png\" srcset=\"https://example.com/a.png 1x, https://example.com/b.png 2x\">\n",
            "<img src=\"a.png\" loading=\"lazy\" decoding=\"async\">\n".to_owned(),
        ),
        (
            "![Own](a.png)\n",
            "<p><img src=\"a.png\" alt=\"Own\" loading=\"lazy\" decoding=\"async\" /></p>\n".to_owned(),
        ),
    ] {
        assert_eq!(render_dropping(text, &[]), expected, "{text}");
    }
}

#[test]
fn diagrams_are_drawn_with_their_source() {
    let html = render(
        "> ```mermaid title=\"The <way>\"\n> graph LR\n> A[\"1 < 2\"] --> B\n> ```\n\n```mermaid\nsequenceDiagram\nA->>B: hi\n```\n",
    );
    for part in [
        "<figure class=\"diagram\"><figcaption>The &lt;way&gt;</figcaption><div class=\"diagram-view\"><div class=\"diagram-sheet\">",
        "<svg role=\"img\" aria-label=\"The &lt;way&gt;\" aria-describedby=\"site:diagram-1\"",
        "<desc id=\"site:diagram-1\">1 &lt; 2 → B</desc>",
        "<details><summary>Source of the diagram</summary>\n<figure class=\"code\" data-lang=\"mermaid\">",
        "<code class=\"language-mermaid\">graph LR\nA[&quot;1 &lt; 2&quot;] --&gt; B\n</code>",
        "aria-label=\"Sequence diagram\" aria-describedby=\"site:diagram-2\"",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    assert!(!html.contains("style="), "{html}");
    for code in ["```mermaid\npie\n```\n", "```mermaid\ngraph LR\nA[\n```\n"] {
        assert!(render(code).starts_with("<figure class=\"code\" data-lang=\"mermaid\"><pre"), "{code}");
    }
}

#[test]
fn links_of_diagrams_lead_where_the_site_says() {
    let text = "[a](a.md)\n\n```mermaid\ngraph LR\nA --> B --> C --> D\nclick A \"b.md\"\nclick B \"javascript:alert(1)\"\nclick C \"x.md\"\n\
                click D \"https://example.com/\"\n```\n\n[c](c.md)\n";
    let hrefs = [
        href("a/", HrefKind::Internal),
        href("b/?x=1&y", HrefKind::Internal),
        href("javascript:alert(1)", HrefKind::External),
        href("x/", HrefKind::Broken("gone".to_owned())),
        href("https://example.com/", HrefKind::External),
        href("c/", HrefKind::Internal),
    ];
    let html = render_with(text, RawHtml::Sanitize, &hrefs);
    let found: Vec<&str> = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(found, ["a/", "b/?x=1&amp;y", "https://example.com/", "c/"]);
    assert!(html.contains("<svg role=\"group\""));
}
