use super::asset::asset;
use super::*;
use crate::render::context::{
    CONTRACT_VERSION, CatalogView, CategoryView, ChartSummary, GuideCount, Layout, NavView, PageView, PlaybookView,
    RepositoryView, SiteView, VersionView,
};

fn load(files: &[(&str, &str)]) -> Result<Theme> {
    Theme::load("themes/acme", files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())), "en")
}

/// A page with nothing but what every page has.
fn bare(layout: Layout) -> PageContext {
    PageContext {
        version: CONTRACT_VERSION,
        layout,
        root: "../".to_owned(),
        site: SiteView {
            title: "Charts".to_owned(),
            description: None,
            language: "en".to_owned(),
            authors: Vec::new(),
            repository_url: None,
            home_url: "../index.html".to_owned(),
            remote_images: true,
            styles: Vec::new(),
            scripts: Vec::new(),
            search: true,
            version: None,
            pack: None,
            feed_url: None,
        },
        page: PageView {
            title: "Redis <backup>".to_owned(),
            has_heading: false,
            description: None,
            kind: "backup",
            kind_label: "Backup guide".to_owned(),
            language: "en".to_owned(),
            source_path: None,
            source_url: None,
            edit_url: None,
            markdown_url: None,
            updated: None,
            canonical_url: None,
            tags: Vec::new(),
            owner: None,
            reviewed: None,
            review_due: None,
            covers: Vec::new(),
            params: Vec::new(),
            historical: false,
            moved: Vec::new(),
        },
        toc: Vec::new(),
        nav: NavView { sections: Vec::new(), groups: Vec::new() },
        breadcrumbs: Vec::new(),
        previous: None,
        next: None,
        mentions: Vec::new(),
        chart: None,
        catalog: None,
        listing: Vec::new(),
        matrices: Vec::new(),
        recovery: None,
        release: None,
        timeline: None,
        playbook: (layout == Layout::RunSheet).then(playbook),
        tabs: Vec::new(),
        trends: Vec::new(),
    }
}

const LAYOUTS: [Layout; 8] = [
    Layout::Home,
    Layout::Page,
    Layout::Chart,
    Layout::Catalog,
    Layout::Listing,
    Layout::Matrix,
    Layout::RunSheet,
    Layout::NotFound,
];

#[test]
fn every_layout_renders_a_page_with_nothing_but_the_necessary() {
    let theme = Theme::embedded();
    for layout in LAYOUTS {
        let html = theme.render(&bare(layout), "<p>body</p>").unwrap();
        assert_eq!(html.matches("<p>body</p>").count(), 1, "{layout:?} prints the body once");
        assert_eq!(html.matches("<h1").count(), 1, "{layout:?} has one main heading");
        assert!(!html.contains("<backup>"), "{layout:?} escapes text");
        assert!(html.contains("http-equiv=\"Content-Security-Policy\""), "{layout:?} has a policy");
    }
}

#[test]
fn no_page_has_what_its_policy_forbids() {
    let theme = Theme::embedded();
    for layout in LAYOUTS {
        let html = theme.render(&bare(layout), "").unwrap();
        for forbidden in ["<style", " style=", " onclick=", "javascript:", "<script>"] {
            assert!(!html.contains(forbidden), "{layout:?}: {forbidden}");
        }
    }
}

#[test]
fn a_heading_of_the_body_is_not_repeated() {
    let theme = Theme::embedded();
    for layout in LAYOUTS.into_iter().filter(|layout| *layout != Layout::NotFound) {
        let mut context = bare(layout);
        context.page.has_heading = true;
        let html = theme.render(&context, "<h1 id=\"own\">Own</h1>").unwrap();
        assert_eq!(html.matches("<h1").count(), 1, "{layout:?}");
    }
}

/// A playbook with nothing but the necessary.
fn playbook() -> PlaybookView {
    PlaybookView {
        page_url: "release.html".to_owned(),
        run_url: String::new(),
        phases: Vec::new(),
        takes: String::new(),
        window: None,
        over: String::new(),
        gates: Vec::new(),
        triggers: Vec::new(),
        signoffs: Vec::new(),
        timeline: None,
    }
}

#[test]
fn every_asset_that_a_page_names_is_published() {
    let theme = Theme::embedded();
    // Diagrams have a style sheet that only pages with them load.
    let html = theme.render(&bare(Layout::Page), "<figure class=\"diagram\"></figure>").unwrap();
    let plain = theme.render(&bare(Layout::Page), "").unwrap();
    assert!(html.contains("assets/diagram.") && !plain.contains("assets/diagram."));
    // So has what a guide doesn't show; and search loads its dialog when it is opened.
    let mut chart = bare(Layout::Chart);
    chart.site.search = true;
    // A version among several loads the switch.
    let root = "../../".to_owned();
    chart.site.version = Some(VersionView {
        name: "v1".to_owned(),
        latest: false,
        folder: "v1/".to_owned(),
        list_url: format!("{root}versions/index.html"),
        script_url: format!("{root}versions.js"),
        root,
        page: "charts/redis/index.html".to_owned(),
    });
    // Only run sheets load the clock.
    let sheet = bare(Layout::RunSheet);
    let html = html + &theme.render(&chart, "").unwrap() + &theme.render(&sheet, "").unwrap();
    assert!(!plain.contains("assets/run-") && !plain.contains("assets/playbook."));
    assert!(!plain.contains("assets/versions.") && !plain.contains("noindex") && html.contains("noindex"));
    let ends = |c| c == '"' || c == ' ';
    let named: BTreeSet<&str> = html.split("assets/").skip(1).filter_map(|rest| rest.split(ends).next()).collect();
    // And one script is loaded by the pages that stand at former places alone.
    let of_pages = theme.assets().filter(|asset| asset.path != crate::render::redirect::SCRIPT);
    let published: BTreeSet<&str> = of_pages.map(|asset| asset.published.strip_prefix("assets/").unwrap()).collect();
    assert_eq!(named, published);
}

#[test]
fn a_large_body_is_framed_like_a_small_one() {
    let theme = Theme::embedded();
    let small = "<p>word</p>\n<figure class=\"diagram\"></figure>\n";
    let large = small.repeat(LARGE_BODY / small.len() + 1);
    let framed = theme.render(&bare(Layout::Page), &*large).unwrap();
    assert_eq!(framed, theme.frame(&bare(Layout::Page), &large).unwrap());
    assert!(framed.contains("assets/diagram.") && !framed.contains("site:body"));
}

#[test]
fn the_sources_stay_small() {
    // Uncompressed; about a quarter of it travels. A browser test holds what does.
    let theme = Theme::embedded();
    // What only a site with several versions or a former place loads, and a page that is a playbook.
    let seldom = ["js/versions.js", "js/redirect.js"];
    let of_playbooks = ["css/playbook.css", "js/run-record.js", "js/run-sheet.js"];
    let bytes = |wanted: &dyn Fn(&str) -> bool| -> usize {
        theme.assets().filter(|asset| wanted(&asset.path)).map(|asset| asset.bytes.len()).sum()
    };
    for (extension, limit) in [(".css", 70_000), (".js", 52_000)] {
        let bytes =
            bytes(&|path| path.ends_with(extension) && !seldom.contains(&path) && !of_playbooks.contains(&path));
        assert!(bytes < limit, "{bytes} bytes of {extension}");
    }
    let seldom_bytes = bytes(&|path| seldom.contains(&path));
    assert!(seldom_bytes < 4_500, "{seldom_bytes} bytes of what is loaded seldom");
    let bytes = bytes(&|path| of_playbooks.contains(&path));
    assert!(bytes < 22_000, "{bytes} bytes of what playbooks load");
}

#[test]
fn the_catalog_links_each_chart_and_guide() {
    use crate::render::context::LinkView;
    let mut context = bare(Layout::Catalog);
    context.catalog = Some(CatalogView {
        url: "index.html".to_owned(),
        charts: 1,
        guides: vec![GuideCount { count: 1, one: "{count} backup guide".to_owned(), other: String::new() }],
        categories: vec![CategoryView {
            id: "caches".to_owned(),
            title: "Caches".to_owned(),
            charts: vec![ChartSummary {
                title: "Redis".to_owned(),
                url: "../charts/redis/index.html".to_owned(),
                description: Some("Fast & small".to_owned()),
                version: None,
                app_version: None,
                published: Some("1.0.0".to_owned()),
                standing: "unpublished",
                deprecated: false,
                guides: vec![LinkView::plain("Backup", "../charts/redis/backup.html".to_owned())],
            }],
        }],
        repository: Some(RepositoryView {
            url: "https://charts.example.org".to_owned(),
            prefix: "example/".to_owned(),
            commands: vec!["helm repo add example https://charts.example.org".to_owned()],
        }),
    });
    let html = Theme::embedded().render(&context, "").unwrap();
    for expected in [
        "href=\"../charts/redis/index.html\"",
        "href=\"../charts/redis/backup.html\"",
        "id=\"caches\"",
        "Fast &amp; small",
        "1</strong> backup guide<",
        "<span>published</span> 1.0.0<",
        ">helm repo add example https://charts.example.org\n<",
        "<strong>example/</strong> and the chart",
    ] {
        assert!(html.contains(expected), "{expected}");
    }
}

#[test]
fn a_project_replaces_files_one_by_one() {
    let theme = load(&[
        ("templates/page.html", "{{ page.kind }}: {{ body }} {{ root }}{{ assets[\"css/base.css\"] }}"),
        ("css/base.css", "body { color: red }"),
        ("README.md", "not published"),
    ])
    .unwrap();
    let base = theme.assets().find(|asset| asset.path == "css/base.css").unwrap();
    assert_eq!(&*base.bytes, b"body { color: red }");
    assert!(theme.assets().all(|asset| asset.path != "README.md"));
    let html = theme.render(&bare(Layout::Page), "<b>x</b>").unwrap();
    assert_eq!(html, format!("backup: <b>x</b> ../{}", base.published));
    assert!(theme.render(&bare(Layout::Home), "").unwrap().contains(&base.published), "other layouts use it too");
}

#[test]
fn the_digest_follows_every_file() {
    let embedded = Theme::embedded().digest();
    assert_eq!(embedded, load(&[]).unwrap().digest());
    assert_ne!(embedded, load(&[("css/base.css", "")]).unwrap().digest());
    assert_ne!(embedded, load(&[("templates/page.html", "")]).unwrap().digest());
}

#[test]
fn style_sheets_name_assets_as_they_are_published() {
    let theme = load(&[
        ("fonts/a.woff2", "font"),
        (
            "css/extra.css",
            "a{src:url( '../fonts/a.woff2#x' )} b{c:url(data:image/png;base64,AA)} d{e:url(../fonts/none.woff2)}",
        ),
    ])
    .unwrap();
    let font = theme.assets().find(|asset| asset.path == "fonts/a.woff2").unwrap();
    let file = font.published.strip_prefix("assets/").unwrap();
    let css = theme.assets().find(|asset| asset.path == "css/extra.css").unwrap();
    assert_eq!(
        std::str::from_utf8(&css.bytes).unwrap(),
        format!("a{{src:url(\"{file}#x\")}} b{{c:url(data:image/png;base64,AA)}} d{{e:url(../fonts/none.woff2)}}"),
    );
}

#[test]
fn names_carry_the_hash_of_the_contents() {
    for (path, pattern) in [
        ("css/a.css", ("assets/a.", ".css")),
        ("js/x.min.js", ("assets/x.min.", ".js")),
        ("f/NOTICE", ("assets/NOTICE.", "")),
    ] {
        let one = asset(path.to_owned(), Cow::Borrowed(b"one"));
        let other = asset(path.to_owned(), Cow::Borrowed(b"other"));
        assert!(one.published.starts_with(pattern.0) && one.published.ends_with(pattern.1), "{}", one.published);
        assert_ne!(one.published, other.published);
    }
}

#[test]
fn a_broken_template_is_an_error_with_its_place() {
    for (path, text, place, message, help) in [
        ("page.html", "<p>\n{{ page.title", "2:9", "unexpected end of input", "templates are written"),
        ("page.html", "한글 {% if %}", "1:10", "", "templates are written"),
        ("page.html", "ok\n  {{ body | shout }}", "2:13", "unknown filter `shout`", "templates are written"),
        (
            "page.html",
            "{% include \"partials/side-bar.html\" %}",
            "1:12",
            "unknown template `partials/side-bar.html`",
            "did you mean `partials/sidebar.html`?",
        ),
        (
            "page.html",
            "{% extends \"bass.html\" %}",
            "1:1",
            "the theme has no template `bass.html` to extend",
            "did you mean `base.html`?",
        ),
        ("page.html", "{{ <nothing/> }}", "1:4", "unknown component `nothing`", "templates are written"),
    ] {
        let Err(error) = load(&[(&format!("templates/{path}"), text)]) else { panic!("{text} compiled") };
        assert_eq!(error.place(), Some(&*format!("themes/acme/templates/{path}:{place}")), "{text}: {error}");
        assert!(error.to_string().contains(message), "{text}: {error}");
        assert!(error.help_text().is_some_and(|text| text.starts_with(help)), "{text}: {:?}", error.help_text());
    }
}

#[test]
fn a_template_that_goes_round_in_circles_is_named() {
    let Err(error) =
        load(&[("templates/a.html", "{% extends \"b.html\" %}"), ("templates/b.html", "{% extends \"a.html\" %}")])
    else {
        panic!("compiled")
    };
    assert_eq!(error.place(), Some("themes/acme/templates/a.html:1:1"));
}

#[test]
fn what_a_template_reads_and_isnt_there_is_an_error_with_its_place() {
    for (text, place, message, help) in [
        ("\n{{ page.titel }}", "2:9", "field `titel` is not defined", "did you mean `title`?"),
        ("\n\u{1f680} {{ pages }}", "2:6", "variable `pages` is not defined", "did you mean `page`?"),
    ] {
        let error = load(&[("templates/page.html", text)]).unwrap().render(&bare(Layout::Page), "").unwrap_err();
        assert!(error.place().is_some_and(|at| at.starts_with("themes/acme/templates/page.html:")), "{error}");
        assert_eq!(error.to_string(), format!("themes/acme/templates/page.html:{place}: {message}"));
        assert_eq!(error.help_text(), Some(help));
    }
}

#[test]
fn an_error_in_an_untouched_file_names_the_default_theme() {
    // The project's components lack what the default templates call.
    let Err(error) = load(&[("templates/components.html", "")]) else { panic!("compiled") };
    assert!(error.place().is_some_and(|place| place.starts_with("themes/default/templates/")), "{error}");
}

#[test]
fn a_template_that_is_no_text_is_refused() {
    let files = [("templates/page.html".to_owned(), b"ok \xff".to_vec())];
    let error = Theme::load("themes/acme", files.into_iter(), "en").err().unwrap();
    assert_eq!(error.to_string(), "themes/acme/templates/page.html:1:1: the file is not UTF-8 from byte 3 on");
}

#[test]
fn threads_share_a_theme() {
    let theme = Theme::embedded();
    let context = bare(Layout::Page);
    let pages: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| theme.render(&context, "<p>body</p>").unwrap())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(pages.iter().all(|page| *page == pages[0]));
}

#[test]
fn a_template_that_nothing_uses_is_named_with_the_near_match() {
    for (name, text, help) in [
        ("pagee.html", "{{ body }}", "did you mean `page.html`?"),
        ("partials/heder.html", "<header></header>", "did you mean `partials/header.html`?"),
        ("partials/header.htm", "<header></header>", "did you mean `partials/header.html`?"),
    ] {
        let Err(error) = load(&[(&format!("templates/{name}"), text)]) else { panic!("{name} was accepted") };
        assert_eq!(error.place(), Some(&*format!("themes/acme/templates/{name}:1:1")), "{error}");
        assert!(error.to_string().contains("no page and no other template uses"), "{error}");
        assert_eq!(error.help_text(), Some(help), "{name}");
    }
    let used = [
        ("templates/page.html", "{% include 'own.html' %}{% include \"deep/own.html\" %}"),
        ("templates/own.html", "own"),
        ("templates/deep/own.html", "own"),
        ("templates/pieces.html", "{% component piece() %}x{% endcomponent piece %}"),
        ("README.md", "not a template"),
    ];
    load(&used).unwrap();
}

fn load_in(language: &str, files: &[(&str, &str)]) -> Theme {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    Theme::load("themes/acme", files, language).unwrap()
}

#[test]
fn a_site_speaks_its_language() {
    let skip = |theme: &Theme| {
        let html = theme.render(&bare(Layout::Page), "").unwrap();
        html.split_once("class=\"skip-link\" href=\"#site:content\">").unwrap().1.split('<').next().unwrap().to_owned()
    };
    for (language, expected) in [
        ("en", "Skip to content"),
        ("de", "Zum Inhalt"),
        ("de-AT", "Zum Inhalt"),
        ("ko", "본문으로 건너뛰기"),
        ("fr", "Skip to content"),
    ] {
        assert_eq!(skip(&load_in(language, &[])), expected, "{language}");
    }
    let own = [
        ("translations/de.toml", "\"Skip to content\" = \"Zum <Text>\"\n"),
        ("translations/fr.toml", "\"Skip to content\" = \"Aller au contenu\"\n"),
        ("translations/en.toml", "\"Skip to content\" = \"Skip to the text\"\n"),
    ];
    assert_eq!(skip(&load_in("de", &own)), "Zum &lt;Text&gt;", "a project's own words win, and are text");
    assert_eq!(load_in("de", &own).translation().t("Menu"), "Menü", "and the others stay");
    assert_eq!(skip(&load_in("fr", &own)), "Aller au contenu");
    assert_eq!(skip(&load_in("en", &own)), "Skip to the text");
    assert_ne!(load_in("de", &[]).digest(), load_in("en", &[]).digest());
}

#[test]
fn scripts_get_the_phrases_they_say_and_no_others() {
    let phrases = |theme: &Theme| {
        theme
            .assets()
            .find(|asset| asset.path == PHRASES_JS)
            .map(|asset| String::from_utf8(asset.bytes.to_vec()).unwrap())
    };
    assert_eq!(phrases(&load_in("en", &[])), None);
    let german = phrases(&load_in("de", &[])).expect("German has words for scripts");
    assert!(german.contains("Farbschema") && !german.contains("Zum Inhalt"), "{german}");
    let html = load_in("de", &[]).render(&bare(Layout::Page), "").unwrap();
    assert!(html.contains("assets/phrases."), "{html}");
}

#[test]
fn numbers_choose_the_form_and_are_escaped_when_bold() {
    let page = "{{ \"{count} charts\" | t(one=\"{count} chart\", count=1, strong=true) }} {{ \"{name} <b>\" | t(name=page.title) }}";
    let theme = load_in("de", &[("templates/page.html", page)]);
    let html = theme.render(&bare(Layout::Page), "").unwrap();
    assert_eq!(html, "<strong>1</strong> Chart Redis &lt;backup&gt; &lt;b&gt;");
}

#[test]
fn settings_change_colours_and_add_files() {
    let files = [
        (
            "theme.toml",
            "contract = 1\nlogo = \"icons/logo.svg\"\ncss = [\"css/ours.css\"]\n[colors]\naccent = \"#123456\"\n",
        ),
        ("icons/logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("css/ours.css", "a { color: red; }"),
    ];
    let theme = load_in("en", &files);
    let html = theme.render(&bare(Layout::Page), "").unwrap();
    let base = html.find("assets/base.").unwrap();
    let own = html.find("assets/settings.").expect("the settings' sheet");
    assert!(base < own && own < html.find("assets/ours.").expect("the theme's own sheet"));
    assert!(html.contains("class=\"site-logo\" src=\"../assets/logo."), "{html}");
    let Err(error) = load(&[("theme.toml", "logo = \"icons/lgo.svg\"\n"), ("icons/logo.svg", "<svg/>")]) else {
        panic!("loaded")
    };
    assert_eq!(error.to_string(), "themes/acme/theme.toml:1:8: the theme has no file `icons/lgo.svg` to publish");
    assert_eq!(error.help_text(), Some("did you mean `icons/logo.svg`?"));
}

#[test]
fn scripts_are_published_without_comments_and_indentation() {
    let script = "// A\n\"use strict\";\n{\n  /** B */\n  /**\n   * C\n   */\n  const x = 1; // stays\n\n  f(x);\n}\n";
    assert_eq!(asset::script_without_comments(script), "\"use strict\";\n{\nconst x = 1; // stays\nf(x);\n}\n");
    for file in default_files().iter().filter(|file| file.path.ends_with(".js")) {
        let script = std::str::from_utf8(file.bytes).unwrap();
        for (line, number) in script.lines().zip(1..) {
            let place = format!("{}:{number}", file.path);
            let open = line.replace("\\`", "").matches('`').count() % 2;
            assert_eq!(open, 0, "{place}: a text over several lines would lose its indentation");
            let comment = line.trim_start().starts_with("/*");
            assert!(
                !comment || line.trim_end().ends_with("*/") || !line.contains("*/"),
                "{place}: code behind a comment"
            );
        }
    }
}
