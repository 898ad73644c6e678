//! What is read of diagrams, as tables.

use proptest::prelude::*;

use super::graph::{Direction, End, Graph, Shape, Stroke, Tip};
use super::sequence::{Event, Frame, Head, NotePlace, Sequence};
use super::{Content, parse_diagram};
use crate::parse::tone::Tone;

fn graph(code: &str) -> Graph {
    match parse_diagram(code).unwrap_or_else(|problem| panic!("{problem:?}: {code}")).content {
        Content::Flowchart(graph) | Content::State(graph) => graph,
        Content::Sequence(_) => panic!("no graph: {code}"),
    }
}

fn sequence(code: &str) -> Sequence {
    match parse_diagram(code).unwrap_or_else(|problem| panic!("{problem:?}: {code}")).content {
        Content::Sequence(sequence) => sequence,
        _ => panic!("no sequence diagram: {code}"),
    }
}

/// Each edge as `from>to`, with its label and anything that is special about it.
fn edges(graph: &Graph) -> Vec<String> {
    let name = |end: End| match end {
        End::Node(node) => graph.nodes[node].label.joined(),
        End::Group(group) => format!("({})", graph.groups[group].label.joined()),
    };
    let tip = |tip: Tip| match tip {
        Tip::None => "",
        Tip::Arrow => ">",
        Tip::Circle => "o",
        Tip::Cross => "x",
    };
    graph
        .edges
        .iter()
        .map(|edge| {
            let line = match edge.stroke {
                Stroke::Solid => "-",
                Stroke::Dotted => ".",
                Stroke::Thick => "=",
                Stroke::Hidden => "~",
            };
            let line = line.repeat(edge.length as usize);
            let label = edge.label.joined();
            let (tail, head) = (tip(edge.tail), tip(edge.head));
            format!(
                "{} {tail}{line}{head} {}{}",
                name(edge.from),
                name(edge.to),
                if label.is_empty() { label } else { format!(": {label}") }
            )
        })
        .collect()
}

#[test]
fn edges_of_flowcharts_are_read() {
    for (code, expected) in [
        ("A-->B", &["A -> B"][..]),
        ("A --- B", &["A - B"]),
        ("A---->B", &["A ---> B"]),
        ("A ----- B", &["A --- B"]),
        ("A ==> B === C ===> D", &["A => B", "B = C", "C ==> D"]),
        ("A -.-> B -.- C -..-> D", &["A .> B", "B . C", "C ..> D"]),
        ("A ~~~ B", &["A ~ B"]),
        ("A -->|yes| B", &["A -> B: yes"]),
        ("A -- yes --> B", &["A -> B: yes"]),
        ("A -- \"no -- never\" --- B", &["A - B: no -- never"]),
        ("A == big ==> B", &["A => B: big"]),
        ("A -. maybe .-> B", &["A .> B: maybe"]),
        ("A <--> B", &["A >-> B"]),
        ("A x--x B o--o C", &["A x-x B", "B o-o C"]),
        ("A --o B --x C", &["A -o B", "B -x C"]),
        ("A & B --> C & D", &["A -> C", "A -> D", "B -> C", "B -> D"]),
        ("A --> B; B --> C;", &["A -> B", "B -> C"]),
        ("A -->\n  B", &["A -> B"]),
        ("a-b-->c.d/e", &["a-b -> c.d/e"]),
        ("가나 --> 다", &["가나 -> 다"]),
        ("A e1@--> B", &["A -> B"]),
        ("A[one] --> B{two}:::big --> A", &["one -> two", "two -> one"]),
        ("A --> A", &["A -> A"]),
    ] {
        assert_eq!(edges(&graph(&format!("graph TD\n{code}"))), expected, "{code}");
    }
}

#[test]
fn shapes_of_flowcharts_are_read() {
    for (node, label, shape) in [
        ("A", "A", Shape::Rectangle),
        ("A[text]", "text", Shape::Rectangle),
        ("A(text)", "text", Shape::Rounded),
        ("A([text])", "text", Shape::Stadium),
        ("A[[text]]", "text", Shape::Subroutine),
        ("A[(text)]", "text", Shape::Cylinder),
        ("A((text))", "text", Shape::Circle),
        ("A(((text)))", "text", Shape::DoubleCircle),
        ("A>text]", "text", Shape::Flag),
        ("A{text}", "text", Shape::Diamond),
        ("A{{text}}", "text", Shape::Hexagon),
        ("A[/text/]", "text", Shape::LeanRight),
        ("A[\\text\\]", "text", Shape::LeanLeft),
        ("A[/text\\]", "text", Shape::Trapezoid),
        ("A[\\text/]", "text", Shape::TrapezoidUpsideDown),
        ("A[\"(text) [in] {quotes}; 1\"]", "(text) [in] {quotes}; 1", Shape::Rectangle),
        ("A@{ shape: cyl, label: \"a, b\" }", "a, b", Shape::Cylinder),
        ("A@{ shape: unheard-of }", "A", Shape::Rectangle),
    ] {
        let graph = graph(&format!("flowchart LR\n{node}"));
        assert_eq!(graph.nodes.len(), 1, "{node}");
        assert_eq!((&*graph.nodes[0].label.joined(), graph.nodes[0].shape), (label, shape), "{node}");
    }
}

#[test]
fn groups_hold_what_is_named_in_them() {
    let graph = graph(
        "flowchart TB\nX --> one\nsubgraph one [The first]\ndirection LR\na --> b\nsubgraph two\nc\na\nend\nend\nsubgraph \"Three\"\nb & d\nend\none --> d",
    );
    assert_eq!(graph.direction, Direction::Down);
    let groups: Vec<_> =
        graph.groups.iter().map(|group| (group.label.joined(), group.parent, group.direction)).collect();
    assert_eq!(
        groups,
        [
            ("The first".to_owned(), None, Some(Direction::Right)),
            ("two".to_owned(), Some(0), None),
            ("Three".to_owned(), None, None)
        ]
    );
    let nodes: Vec<_> = graph.nodes.iter().map(|node| (node.label.joined(), node.group)).collect();
    let node = |name: &str, group| (name.to_owned(), group);
    assert_eq!(
        nodes,
        [node("X", None), node("a", Some(1)), node("b", Some(0)), node("c", Some(1)), node("d", Some(2))]
    );
    assert_eq!(edges(&graph), ["X -> (The first)", "a -> b", "(The first) -> d"]);
}

#[test]
fn looks_and_links_of_flowcharts_are_read() {
    let code = "graph LR\nA:::hot --> B\nclassDef hot fill:#fee,stroke:#c00\nclass B cold\nclassDef cold,icy fill:#bbf\nstyle C stroke-dasharray: 5 5\n\
                C\nclick A \"https://example.com/a\" \"Go there\"\nclick B href \"../b.md#x\" _blank\nclick C callback\nlinkStyle 0 stroke:red";
    let diagram = parse_diagram(code).unwrap();
    let links: Vec<_> =
        diagram.links().into_iter().map(|link| (&code[link.range.clone()], link.tooltip.as_deref())).collect();
    assert_eq!(links, [("https://example.com/a", Some("Go there")), ("../b.md#x", None)]);
    let Content::Flowchart(graph) = diagram.content else { panic!("a flowchart") };
    let looks: Vec<_> = graph.nodes.iter().map(|node| (node.look.tone, node.look.dashed)).collect();
    assert_eq!(looks, [(Some(Tone::Red), false), (Some(Tone::Blue), false), (None, true)]);
}

#[test]
fn states_are_read() {
    let graph = graph(
        "stateDiagram-v2\n[*] --> Idle\nIdle --> Busy : work; now\nIdle : waits for work\nIdle : and more\nstate \"Very busy\" as Busy\n\
         state fork_1 <<fork>>\nBusy --> fork_1\nstate Whole {\n[*] --> a\na --> [*]\n--\n[*] --> b\n}\nfork_1 --> Whole\n\
         note right of Busy : one line\nnote left of Idle\nseveral\nlines\nend note\nWhole --> [*]\nclassDef bad fill:red\nclass Busy bad",
    );
    let groups: Vec<_> = graph.groups.iter().map(|group| (group.label.joined(), group.parent)).collect();
    assert_eq!(groups, [("Whole".to_owned(), None), (String::new(), Some(0)), (String::new(), Some(0))]);
    let nodes: Vec<_> = graph.nodes.iter().map(|node| (node.label.joined(), node.shape, node.group)).collect();
    let expected = [
        ("", Shape::Start, None),
        ("waits for work and more", Shape::Rounded, None),
        ("Very busy", Shape::Rounded, None),
        ("", Shape::Bar, None),
        ("", Shape::Start, Some(1)),
        ("a", Shape::Rounded, Some(1)),
        ("", Shape::End, Some(1)),
        ("", Shape::Start, Some(2)),
        ("b", Shape::Rounded, Some(2)),
        ("", Shape::End, None),
    ];
    assert_eq!(nodes, expected.map(|(label, shape, group)| (label.to_owned(), shape, group)));
    assert_eq!(graph.nodes[2].look.tone, Some(Tone::Red));
    let notes =
        |node: usize| graph.nodes[node].notes.iter().map(|note| (note.left, note.label.joined())).collect::<Vec<_>>();
    assert_eq!(notes(2), [(false, "one line".to_owned())]);
    assert_eq!(notes(1), [(true, "several lines".to_owned())]);
    assert_eq!(graph.edges[1].label.joined(), "work; now");
    assert_eq!(graph.edges.iter().filter(|edge| edge.to == End::Group(0)).count(), 1);
}

#[test]
fn sequences_are_read() {
    let sequence = sequence(
        "sequenceDiagram\ntitle: A talk\nautonumber 10 5\nbox rgb(200,220,255) Ours\nparticipant A as Alice\nactor B\nend\nA->>+B: Hello; B-->>-A: yes #59; no\n\
         Note over A,B: both\nnote right of B: one\nalt good\nA-xC d: lost\nelse bad\nA-)B: later\nend\nrect rgb(255,0,0)\nloop always\nB->>B: self\nend\nend\n\
         create participant D\nA->>D: new\ndestroy D\nA<<-->>D: both ways\nmy-xbox->>A: hi\nactivate A\ndeactivate A",
    );
    assert_eq!(sequence.title.as_deref(), Some("A talk"));
    let participants: Vec<_> = sequence.participants.iter().map(|who| (who.label.joined(), who.actor)).collect();
    let who = |name: &str, actor| (name.to_owned(), actor);
    assert_eq!(
        participants,
        [who("Alice", false), who("B", true), who("C d", false), who("D", false), who("my-xbox", false)]
    );
    assert_eq!((sequence.boxes[0].label.joined(), sequence.boxes[0].tone), ("Ours".to_owned(), Some(Tone::Blue)));
    assert_eq!(sequence.boxes[0].participants, 0..2);
    let messages: Vec<_> = sequence
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Message(message) => Some((
                message.from,
                message.to,
                message.label.joined(),
                message.dotted,
                message.head,
                message.both,
                message.number.unwrap(),
            )),
            _ => None,
        })
        .collect();
    let message =
        |from, to, label: &str, dotted, head, both, number| (from, to, label.to_owned(), dotted, head, both, number);
    assert_eq!(
        messages,
        [
            message(0, 1, "Hello", false, Head::Arrow, false, 10),
            message(1, 0, "yes ; no", true, Head::Arrow, false, 15),
            message(0, 2, "lost", false, Head::Cross, false, 20),
            message(0, 1, "later", false, Head::Open, false, 25),
            message(1, 1, "self", false, Head::Arrow, false, 30),
            message(0, 3, "new", false, Head::Arrow, false, 35),
            message(0, 3, "both ways", true, Head::Arrow, true, 40),
            message(4, 0, "hi", false, Head::Arrow, false, 45),
        ]
    );
    let others: Vec<_> = sequence
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Message(_) => None,
            Event::Note { place, over, .. } => Some(format!("{place:?} {over:?}")),
            Event::Open(frame, label) => Some(format!("{frame:?} {}", label.joined())),
            Event::Divide(label) => Some(format!("or {}", label.joined())),
            event => Some(format!("{event:?}")),
        })
        .collect();
    assert_eq!(
        others,
        [
            "Activate(1)",
            "Deactivate(1)",
            &format!("{:?} (0, 1)", NotePlace::Over),
            &format!("{:?} (1, 1)", NotePlace::Right),
            &format!("{:?} good", Frame::Alternative),
            "or bad",
            "Close",
            &format!("{:?} ", Frame::Background(Tone::Red)),
            &format!("{:?} always", Frame::Loop),
            "Close",
            "Close",
            "Create(3)",
            "Destroy(3)",
            "Activate(0)",
            "Deactivate(0)",
        ]
    );
}

#[test]
fn what_isnt_understood_has_its_place() {
    for (code, at, message) in [
        ("graph XY\nA", "XY", "`XY` isn't understood here"),
        ("graph TD\nA[text", "[", "`[` isn't closed"),
        ("graph TD\nA[\"text]", "[\"", "the quote isn't closed"),
        ("graph TD\nA[a] b\n", "b", "`b` isn't understood here"),
        ("graph TD\nA --> \n", "", "the line ends too soon"),
        ("graph TD\nA -- text B\n", "--", "the link isn't complete"),
        ("graph TD\nA -->|text B\n", "|", "the link's text isn't closed"),
        ("graph TD\nend\n", "end", "`end` closes nothing"),
        ("graph TD\nsubgraph one\nA\n", "subgraph", "the subgraph isn't closed"),
        ("graph TD\nA --> end\n", "end", "`end` can't be the name of a node"),
        ("graph TD\nA@{ shape: x\n", "@{", "`@{` isn't closed"),
        ("stateDiagram\na -> b\n", "a -> b", "`a -> b` isn't understood in a state diagram"),
        ("stateDiagram\n}\n", "}", "`}` closes nothing"),
        ("stateDiagram\nnote right of a\nx\n", "note right of a", "the note isn't closed"),
        ("sequenceDiagram\nA: b\n", "A: b", "`A: b` isn't understood in a sequence diagram"),
        ("sequenceDiagram\nloop x\nA->>B: y\n", "loop x", "it isn't closed"),
        ("sequenceDiagram\nloop x\nelse y\nend\n", "else", "`else` stands in no `alt`"),
        ("sequenceDiagram\nNote over A\n", "Note over A", "the note says nothing"),
        ("Gantt\n", "Gantt", "`Gantt` is no kind of diagram"),
    ] {
        let problem = parse_diagram(code).expect_err(code);
        assert_eq!((&code[problem.range.clone()], &*problem.message), (at, message), "{code}");
        assert!(!problem.unsupported);
    }
    assert!(parse_diagram("gantt\n").is_err_and(|problem| problem.unsupported));
}

#[test]
fn there_are_bounds() {
    let many = |count: usize| -> String { (0..count).map(|n| format!("a{n} --> a{}\n", n + 1)).collect() };
    assert!(parse_diagram(&format!("graph TD\n{}", many(400))).is_ok());
    let all = |names: &str| format!("graph TD\n{names} --> {names}");
    let names: Vec<String> = (0..40).map(|n| format!("n{n}")).collect();
    let deep = |open: &str, close: &str| format!("{}A\n{}", open.repeat(20), close.repeat(20));
    for (code, message) in [
        (format!("graph TD\n{}", many(600)), "more than 500"),
        (all(&names.join(" & ")), "more than 500 edges"),
        (format!("graph TD\n{}", deep("subgraph x\n", "end\n")), "more than 16 groups"),
        (format!("stateDiagram\n{}", deep("state x {\n", "}\n")), "more than 16 groups"),
        (format!("sequenceDiagram\n{}", "A->>B: x\n".repeat(2000)), "more than 500 messages"),
        (
            format!("sequenceDiagram\n{}", (0..200).map(|n| format!("participant p{n}\n")).collect::<String>()),
            "more than 100",
        ),
        (format!("graph TD\n{}", "A[x]\n".repeat(20_000)), "longer than 50000 bytes"),
    ] {
        let problem = parse_diagram(&code).expect_err(message);
        assert!(problem.message.contains(message), "{}", problem.message);
    }
}

/// Text that looks like diagrams, and now and then is one.
pub(crate) fn diagram_like() -> impl Strategy<Value = String> {
    let kinds = ["graph TD\n", "flowchart LR\n", "stateDiagram-v2\n", "sequenceDiagram\n", "%%{init: {}}%%\n", ""];
    let words = [
        "A",
        "b1",
        "가",
        "-->",
        " --> ",
        "---",
        "-.->",
        "==>",
        "~~~",
        "<-->",
        "|x|",
        "-- x -->",
        "[text]",
        "(r)",
        "((c))",
        "{d}",
        "[\"q\"]",
        "@{ shape: cyl }",
        " & ",
        ";",
        "\n",
        "\n",
        " ",
        "subgraph s",
        "end",
        "direction LR",
        "click A \"https://x\"",
        "style A fill:#f00",
        ":::c",
        "[*]",
        "state S {",
        "}",
        "--",
        "state f <<fork>>",
        "note right of A : n",
        " : text",
        "->>",
        "-->>",
        "-x",
        "+",
        "-",
        ": hi",
        "Note over A,b1: n",
        "alt x",
        "else",
        "loop y",
        "participant P as Q",
        "create participant C",
        "destroy C",
        "activate A",
        "deactivate A",
        "autonumber",
        "box red",
        "rect rgb(1,2,3)",
        "\"",
        "[",
        "(",
        "<br/>",
        "#35;",
        "accDescr {",
    ];
    (
        proptest::sample::select(kinds.to_vec()),
        proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..40),
    )
        .prop_map(|(kind, words)| format!("{kind}{}", words.concat()))
}

proptest! {
    #[test]
    fn never_panics_and_places_lie_in_the_text(code in diagram_like()) {
        match parse_diagram(&code) {
            Ok(diagram) => for link in diagram.links() {
                prop_assert_eq!(code.get(link.range.clone()), Some(&*link.destination));
            },
            Err(problem) => prop_assert!(code.get(problem.range.clone()).is_some(), "{:?}", problem),
        }
    }

    #[test]
    fn any_text_is_read(kind in "(graph TD|stateDiagram|sequenceDiagram)\n", code in any::<String>()) {
        let code = format!("{kind}{code}");
        if let Err(problem) = parse_diagram(&code) {
            prop_assert!(code.get(problem.range).is_some());
        }
    }
}
