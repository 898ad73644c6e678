use super::*;

const HOUR: Duration = Duration::from_hours(1);

/// A graph by rows of `chart: needed needed = hours`; `?` for dependencies or hours nobody knows. Charts are letters.
fn graph(rows: &[&str]) -> Order {
    let nodes: Vec<Node> = rows
        .iter()
        .map(|row| {
            let (depends_on, hours) = row.split_once('=').expect("an equals sign");
            let number = |letter: &str| ChartIndex(u32::from(letter.as_bytes()[0] - b'a'));
            let needed = |letter| Dependency { chart: number(letter), place: None };
            Node {
                depends_on: (depends_on.trim() != "?").then(|| depends_on.split_whitespace().map(needed).collect()),
                needs_unknown: false,
                rto: hours.trim().parse().ok().map(|hours: u32| HOUR * hours),
            }
        })
        .collect();
    let by_title: Vec<ChartIndex> = (0..).map(ChartIndex).take(nodes.len()).collect();
    solve(nodes, &by_title)
}

fn letters(charts: impl IntoIterator<Item = ChartIndex>) -> String {
    charts.into_iter().map(|chart| char::from(b'a' + u8::try_from(chart.0).expect("a letter"))).collect()
}

/// Waves, what isn't stated, cycles, critical path, and hours of each chart.
fn told(order: &Order) -> String {
    let waves: Vec<String> = order.waves.iter().map(|wave| letters(wave.iter().copied())).collect();
    let cycles: Vec<String> =
        order.cycles.iter().map(|cycle| letters(cycle.path.iter().map(|step| step.chart))).collect();
    let hours: Vec<String> = order
        .charts
        .iter()
        .map(|chart| match &chart.effective {
            Some(effective) => {
                let mark = if effective.at_least { "+" } else { "" };
                let late = if chart.infeasible { "!" } else { "" };
                format!("{}{mark}{late}", effective.time.as_secs() / 3600)
            }
            None => "-".to_owned(),
        })
        .collect();
    let (open, path) = (letters(order.not_stated.iter().copied()), letters(order.critical_path.iter().copied()));
    format!("{} | {open} | {} | {path} | {}", waves.join(" "), cycles.join(" "), hours.join(" "))
}

#[test]
fn charts_come_back_in_waves_after_what_they_need() {
    for (rows, expected) in [
        (&[][..], " |  |  |  | "),
        (&["? = 1", "? = 2"], " | ab |  |  | - -"),
        (&["= 1", "a = 2", "a b = 1"], "a b c |  |  | abc | 1 3 4!"),
        // Nothing is said of `a`, but `b` needs it: it comes first, and may take longer.
        (&["? = 1", "a = 2", "? = 3"], "a b | c |  | ab | 1+ 3+ -"),
        // An unknown RTO below makes the sum a lower bound, also where another chain is longer.
        (&["= ?", "= 3", "a b = 2", "b = 3"], "ab cd |  |  | bd | 0+ 3 5+! 6"),
        // As long as what it needs can still be kept if they survive; shorter can't.
        (&["= 2", "a = 2", "a = 1"], "a bc |  |  | ab | 2 4 3!"),
        (&["= ?", "a = ?"], "a b |  |  |  | 0+ 0+"),
        // A cycle has no wave, nor has what is behind it; others have.
        (&["b = 1", "a = 1", "a = 1", "= 1", "d = 1"], "d e |  | ab | de | - - - 1 2"),
        (&["a = 1"], " |  | a |  | -"),
        (&["b = 1", "c = 1", "a b = 1", "e = 1", "d = 1"], " |  | abc de |  | - - - - -"),
        (&["b c = 1", "c = 1", "a = 1"], " |  | ac |  | - - -"),
    ] {
        assert_eq!(told(&graph(rows)), expected, "{rows:?}");
    }
}

#[test]
fn each_step_of_a_cycle_knows_where_it_is_written() {
    let at =
        |start| Some(Span { file: crate::source::FileId(0), range: crate::source::TextRange::new(start, start + 1) });
    let needs = |chart, start| Some(vec![Dependency { chart: ChartIndex(chart), place: at(start) }]);
    let nodes = [needs(1, 10), needs(2, 11), needs(0, 12)];
    let nodes = nodes.map(|depends_on| Node { depends_on, ..Node::default() }).to_vec();
    let order = solve(nodes, &[ChartIndex(0), ChartIndex(1), ChartIndex(2)]);
    let steps: Vec<_> = order.cycles[0].path.iter().map(|step| (step.chart.0, step.place)).collect();
    assert_eq!(steps, [(0, at(12)), (1, at(10)), (2, at(11))]);
}

/// A chain in which each chart needs the next, and, where `round`, the last the first.
fn chain(length: u32, round: bool) -> Order {
    let needs = |chart| vec![Dependency { chart: ChartIndex(chart), place: None }];
    let nodes = (0..length)
        .map(|chart| Node {
            depends_on: Some(if chart + 1 < length {
                needs(chart + 1)
            } else if round {
                needs(0)
            } else {
                Vec::new()
            }),
            needs_unknown: false,
            rto: Some(HOUR),
        })
        .collect();
    let by_title: Vec<ChartIndex> = (0..length).map(ChartIndex).collect();
    solve(nodes, &by_title)
}

#[test]
fn long_chains_and_cycles_need_no_deep_stack() {
    let narrow = |work: fn()| {
        let thread = std::thread::Builder::new().stack_size(128 * 1024).spawn(work).expect("a thread");
        thread.join().expect("no overflow");
    };
    narrow(|| {
        let order = chain(5_000, false);
        assert_eq!((order.waves.len(), order.cycles.len(), order.critical_path.len()), (5_000, 0, 5_000));
        assert_eq!(order.charts[0].effective.map(|effective| effective.time), Some(HOUR * 5_000));
        assert_eq!(order.chain(ChartIndex(4_990)).len(), 10);
    });
    for length in [50, 5_000] {
        let order = chain(length, true);
        assert_eq!((order.waves.len(), order.cycles.len()), (0, 1));
        let path: Vec<u32> = order.cycles[0].path.iter().map(|step| step.chart.0).collect();
        assert_eq!(path, (0..length).collect::<Vec<_>>());
    }
    narrow(|| assert_eq!(chain(100_000, true).cycles[0].path.len(), 100_000));
}

#[test]
fn dependencies_are_those_that_are_stated_and_those_of_chart_yaml() {
    use crate::parse::chart_yaml::parse_chart_yaml;
    use crate::site::chart::Stated;
    use crate::site::recovery::fixture::chart;
    let with = |id: &str, stated: Option<&[&str]>, packed: &str| {
        let mut chart = chart(id);
        let text = format!("apiVersion: v2\nname: {id}\nversion: 1.0.0\n{packed}");
        chart.chart_yaml = Some((crate::source::FileId(0), Arc::new(parse_chart_yaml(&text).0)));
        let stated_in = |name: &&str| Stated { text: (*name).to_owned(), place: None };
        chart.depends_on = stated.map(|names| names.iter().map(stated_in).collect());
        chart
    };
    const PACKED: &str = "dependencies:\n  - { name: db, repository: 'file://../orderdb' }\n  - { name: lib }\n  \
                          - { name: queue }\n  - { name: nginx, alias: web }\n  - { name: elsewhere }\n";
    let charts = [
        with("lib", None, "type: library\n"),
        with("none", Some(&[]), PACKED),
        with("orderdb", None, ""),
        with("queue", None, PACKED),
        with("stated", Some(&["web", "gone"]), PACKED),
        with("web", None, "dependencies:\n  - { name: orderdb, repository: 'file://../other' }\n"),
    ];
    let catalog = Catalog::new(&charts);
    let told: Vec<String> = charts
        .iter()
        .zip((0..).map(ChartIndex))
        .map(|(chart, index)| {
            let (needed, unknown) = catalog.dependencies(chart, index);
            let names = needed.map(|needed| {
                let names: Vec<&str> = needed.iter().map(|needed| &*charts[needed.chart.0 as usize].id).collect();
                names.join(" ")
            });
            format!("{}: {}{}", chart.id, names.as_deref().unwrap_or("?"), if unknown { " and more" } else { "" })
        })
        .collect();
    assert_eq!(
        told,
        ["lib: ?", "none: ", "orderdb: ?", "queue: orderdb web", "stated: web orderdb queue and more", "web: ?"]
    );
}

#[test]
fn times_are_told_in_few_words() {
    for (seconds, words) in
        [(0, "0 s"), (45, "45 s"), (9_000, "2 h 30 min"), (3 * 86_400, "3 d"), (90_061, "1 d 1 h 1 min 1 s")]
    {
        assert_eq!(in_words(Duration::from_secs(seconds)), words);
    }
}
