use proptest::prelude::*;

use super::*;

/// Targets in order, `!` behind those that are phony; then patterns, in brackets.
fn targets(text: &str) -> String {
    let makefile = parse_makefile(text);
    let targets = makefile.targets.iter().map(|target| {
        let phony = if target.phony { "!" } else { "" };
        format!("{}{phony}", target.name.value)
    });
    let patterns = makefile.patterns.iter().map(|pattern| format!("[{}]", pattern.value));
    targets.chain(patterns).collect::<Vec<_>>().join(" ")
}

#[test]
fn targets_are_those_of_explicit_rules() {
    for (text, expected) in [
        ("", ""),
        ("a:\n", "a"),
        ("\u{feff}a: b c | d\r\n\techo $@\r\nb:\r\n", "a b"),
        ("a b  c: d\n", "a b c"),
        ("a::\na::\n", "a"),
        ("a b &: c\n", "a b"),
        (".PHONY: a b\na:\nb:\nc:\n", "a! b! c"),
        ("a:\n.PHONY: a \\\n  b\nb:\n", "a! b!"),
        (".SUFFIXES: .c .o\n.DEFAULT_GOAL := a\n.venv:\n", ".venv"),
        ("backup-%: x\n\techo\n%.o: %.c\n", "[backup-%] [%.o]"),
        ("a.o b.o: %.o: %.c\n", "a.o b.o"),
        ("a: ; echo b: c\n", "a"),
        ("a:;@X=1 run\nb: ;X=1\n", "a b"),
        (".PHONY: a b\na:\n", "a!"),
        ("a:\n\techo; \\\nb: not a rule\nc:\n", "a c"),
        ("a \\\n  b: \\\n  c\n", "a b"),
        ("a: X = 1\nb: private X := y:z\nc: d\n", "c"),
        ("X = a:b\nY := c: d\nexport Z ?= e:f\noverride W += g:h\nV != echo i:j\nU::=k:l\n", ""),
        ("X=1\n\tY: not in a recipe\n", "Y"),
        ("export\nexport X\nunexport X\nvpath %.c src:lib\nundefine X\n", ""),
        ("export: a\ninclude: b\n", "export include"),
        ("define X\na: b\n  define Y\nendef\nc: d\nendef\ne:\n", "e"),
        ("define X =\na:\n", ""),
        ("ifeq ($(A),b)\na:\nelse ifdef B\nb:\nelse\nc:\nendif\nifeq(x,y)\nendif\n", "a b c"),
        (".RECIPEPREFIX = >\na:\n> echo b: c\nd:\n", "a d"),
        ("# a: b \\\n  c: d\ne: # f: g\n", "e"),
        ("a\\:b c\\#d: e\n", "a:b c#d"),
        ("$(info x: y)\n$(X)\nno rule\n", ""),
        ("$(foreach c,$(CHARTS),$(eval $(call RULE,$(c))))\na:\n", "a [%]"),
        ("=x\n:\n::=\n$\n$(\na: $(\n", "a"),
    ] {
        assert_eq!(targets(text), expected, "{text:?}");
    }
}

#[test]
fn variables_in_names_are_resolved_as_far_as_the_file_tells() {
    for (text, expected) in [
        ("NAME = redis\n$(NAME)-cli ${NAME}-ping:\n", "redis-cli redis-ping"),
        ("N := a\nN := b\n$(N):\n", "b"),
        ("A = $(B)\nB = x\n$(A):\n", "x"),
        ("B = 1\nA := $(B)\nB = 2\n$(A):\n", "1"),
        ("A ?= x\nA ?= y\n$(A):\n", "x"),
        ("A = x\nA += y\n$(A):\n", "x y"),
        ("A := x\nA += y\n.PHONY: $(A)\n$(A):\n", "x! y!"),
        ("T = a \\\n  b\n$(T):\n", "a b"),
        ("N = x\n$N-a:\n", "x-a"),
        ("$(CHART)-backup all:\n", "all [%-backup]"),
        ("$(CHARTS):\n", "[%]"),
        ("A += y\n$(A):\n", "y [%]"),
        ("A != ls\n$(A)-x:\n", "[%-x]"),
        ("C = redis kafka\n$(addprefix backup-,$(C)):\n", "backup-redis backup-kafka"),
        ("$(addprefix backup-,$(notdir $(wildcard charts/*))):\n", "[backup-%]"),
        ("C = a b\n$(C:%=%-up) $(C:=.x):\n", "a-up b-up a.x b.x"),
        ("C = c a b a\n$(sort $(C)) $(firstword $(C))1 $(lastword $(C))2:\n", "a b c c1 a2"),
        ("$(subst -,_,a-b) $(patsubst %.c,%.o,x.c y.h) $(strip  z ):\n", "a_b x.o y.h z"),
        ("$(dir a/b) $(notdir a/b):\n", "a/ b"),
        ("A_x = y\nB = x\n$(A_$(B)):\n", "y"),
        ("A = $(A)\n$(A)-z:\n", "[%-z]"),
        ("a$$b:\n", "a$b"),
        ("$(X)$(Y)-$(Z):\n", "[%-%]"),
    ] {
        assert_eq!(targets(text), expected, "{text:?}");
    }
}

#[test]
fn descriptions_stand_behind_the_rule_or_above_it() {
    for (text, expected) in [
        ("a: b ## Does A\n", Some("Does A")),
        ("a: ## Restore (FILE=<x>) # not this\r\n", Some("Restore (FILE=<x>) # not this")),
        ("## Does A\na:\n", Some("Does A")),
        ("## Does A\n## and more\n.PHONY: a\na: b\n", Some("Does A and more")),
        ("a: ; @echo ## Does A\n", Some("Does A")),
        ("# Does A\na:\n", None),
        ("##@ Section\na:\n", None),
        ("## Far away\n\na:\n", None),
        ("## Of X\nX = 1\na:\n", None),
        ("a:\na: ## Later\n", Some("Later")),
        ("a: ##\n", None),
    ] {
        let makefile = parse_makefile(text);
        assert_eq!(makefile.targets[0].description.as_deref(), expected, "{text:?}");
    }
}

#[test]
fn names_stand_where_they_are_written() {
    let text = "\u{feff}# 복구\r\nX = y\r\nb \\\r\n  $(X)-복구 : c\r\n-include  $(X).mk\r\n";
    let makefile = parse_makefile(text);
    let places: Vec<_> =
        makefile.targets.iter().map(|target| (&*target.name.value, target.name.range.of(text))).collect();
    assert_eq!(places, [("b", "b"), ("y-복구", "$(X)-복구")]);
    assert_eq!(makefile.includes[0].range.of(text), "$(X).mk");
    assert_eq!((&*makefile.includes[0].path, makefile.includes[0].optional), ("y.mk", true));
    let variable = &makefile.variables[0];
    assert_eq!((&*variable.0.value, variable.0.range.of(text), &*variable.1), ("X", "X", "y"));
}

#[test]
fn includes_say_what_their_path_is_relative_to() {
    use IncludeBase::{Makefile, WorkingFolder};
    for (text, expected) in [
        ("include common.mk\n", &[("common.mk", WorkingFolder, true)][..]),
        ("include a.mk b/c.mk # d.mk\n", &[("a.mk", WorkingFolder, true), ("b/c.mk", WorkingFolder, true)]),
        ("include $(dir $(lastword $(MAKEFILE_LIST)))../common.mk\n", &[("../common.mk", Makefile, true)]),
        ("D := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))\ninclude $(D)/a.mk\n", &[("a.mk", Makefile, true)]),
        ("D := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))\ninclude ${D}/a.mk\n", &[("a.mk", Makefile, true)]),
        (
            "D := $(shell dirname $(realpath $(lastword $(MAKEFILE_LIST))))\ninclude $(D)/a.mk\n",
            &[("a.mk", Makefile, true)],
        ),
        ("include $(CURDIR)/a.mk\n", &[("./a.mk", WorkingFolder, true)]),
        ("include $(ROOT)/a.mk\n", &[("$(ROOT)/a.mk", WorkingFolder, false)]),
        ("include /usr/include/a.mk\n", &[("/usr/include/a.mk", WorkingFolder, false)]),
        (
            "include make/a.mk\ninclude $(dir $(lastword $(MAKEFILE_LIST)))b.mk\n",
            &[("make/a.mk", WorkingFolder, true), ("$(dir $(lastword $(MAKEFILE_LIST)))b.mk", WorkingFolder, false)],
        ),
        (
            "include $(dir $(firstword $(MAKEFILE_LIST)))a.mk\n",
            &[("$(dir $(firstword $(MAKEFILE_LIST)))a.mk", WorkingFolder, false)],
        ),
        ("a:\n\tinclude b.mk\n", &[]),
    ] {
        let makefile = parse_makefile(text);
        let includes: Vec<_> =
            makefile.includes.iter().map(|include| (&*include.path, include.base, include.resolved)).collect();
        assert_eq!(includes, expected, "{text:?}");
    }
}

#[test]
fn references_that_double_stay_cheap() {
    let mut text = String::from("A0 = x y\n");
    for level in 1..60 {
        text += &format!("A{level} = $(A{0})$(A{0})\n", level - 1);
    }
    text += "$(A59)-z:\nplain:\n";
    let makefile = parse_makefile(&text);
    assert!(!makefile.patterns.is_empty());
    let appended = format!("A := x\n{}$(A):\n", "A += $(A)\n".repeat(60));
    assert!(targets(&appended).contains("[%]"));
    let multiplied = format!("P = {}\n$(addprefix $(P),{}):\n", "p".repeat(100_000), "w ".repeat(100_000));
    assert!(targets(&multiplied).contains("[%]"));
    let many: String = (0..1000).map(|i| format!("A += target-{i}\n")).collect();
    assert_eq!(parse_makefile(&format!("A =\n{many}$(A):\n")).targets.len(), 1000);
    let long = format!("{}last:\n", "plain: x ## text\n".repeat(50_000));
    assert_eq!(targets(&long), "plain last");
}

fn assert_places(makefile: &Makefile, text: &str) {
    let ranges = makefile
        .targets
        .iter()
        .map(|target| target.name.range)
        .chain(makefile.patterns.iter().map(|pattern| pattern.range))
        .chain(makefile.includes.iter().map(|include| include.range))
        .chain(makefile.variables.iter().map(|(name, _)| name.range));
    for range in ranges {
        assert!(!range.is_empty() && text.get(range.as_range()).is_some(), "{range:?} in {text:?}");
    }
}

proptest! {
    #[test]
    fn any_text_has_places_inside_it(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "a", "백", ":", "::", "=", ":=", "+=", " ", "\t", "\n", "\r\n", "\\\n", "\\", "#", "##", "$(", "${", ")", "}",
                "$", "$$", "A", "%", ",", ";", "&", "include ", "define ", "endef\n", ".PHONY: ", "ifdef ", "export ", "\n\t",
                "$(MAKEFILE_LIST)", "$(dir ", "$(lastword ", "$(subst ", "$(addprefix ", "\u{feff}", "\u{0}", "\u{1}", "\u{2}",
            ]),
            0..40,
        ),
        other in any::<String>(),
    ) {
        let text = pieces.concat();
        assert_places(&parse_makefile(&text), &text);
        assert_places(&parse_makefile(&other), &other);
    }
}
