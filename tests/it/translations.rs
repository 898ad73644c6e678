//! Every phrase that the theme, its scripts and docsgen itself say is translated into every language that comes with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use docsgen::render::translation::{Phrase, Translation};

const LANGUAGES: [&str; 2] = ["de", "ko"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, extension, found);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
}

/// The text of a string literal that starts behind `before`, wherever that stands.
fn literals_behind(text: &str, before: &str) -> Vec<String> {
    let starts = text.match_indices(before).map(|(at, _)| &text[at + before.len()..]);
    starts.filter_map(|rest| rest.trim_start().strip_prefix('"')).map(literal).collect()
}

/// A string literal up to its closing quote.
fn literal(text: &str) -> String {
    let mut value = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    value
}

/// The literals that a template's filter `t` stands behind.
fn filtered(text: &str) -> Vec<String> {
    let ends = text.match_indices("\" | t").filter(|(at, _)| {
        let next = text[at + 5..].chars().next();
        next.is_none_or(|next| !next.is_alphanumeric() && next != '_')
    });
    ends.filter_map(|(at, _)| Some(text[text[..at].rfind('"')? + 1..at].to_owned())).collect()
}

/// What templates and scripts say.
fn said_by_the_theme() -> BTreeMap<String, PathBuf> {
    let mut said = BTreeMap::new();
    let (mut templates, mut scripts) = (Vec::new(), Vec::new());
    files(&root().join("themes/default/templates"), "html", &mut templates);
    files(&root().join("themes/default/js"), "js", &mut scripts);
    for path in templates {
        let text = std::fs::read_to_string(&path).expect("a template");
        said.extend(filtered(&text).into_iter().map(|phrase| (phrase, path.clone())));
    }
    for path in scripts {
        let text = std::fs::read_to_string(&path).expect("a script");
        said.extend(literals_behind(&text, "docsgen.t(").into_iter().map(|phrase| (phrase, path.clone())));
    }
    said
}

/// The source of docsgen, without its tests.
fn code() -> String {
    let mut paths = Vec::new();
    files(&root().join("src"), "rs", &mut paths);
    paths.retain(|path| path.file_name().is_none_or(|name| name != "tests.rs"));
    paths.sort();
    let text = |path: &PathBuf| std::fs::read_to_string(path).expect("a source file");
    paths.iter().map(text).map(|text| text.split("\n#[cfg(test)]").next().unwrap_or_default().to_owned()).collect()
}

/// What docsgen itself puts on pages.
fn said_by_the_code() -> BTreeSet<String> {
    let code = code();
    let mut said = BTreeSet::new();
    for call in ["self.t(", "words.t(", "words.fill(", "translation.fill(", "self.numbered("] {
        said.extend(literals_behind(&code, call));
    }
    // What stands beside values.
    for call in ["Note::new(", "marked(Mark::Bad,", "marked(Mark::Attention,", "marked(Mark::Good,", "Found::Missing("]
    {
        said.extend(literals_behind(&code, call));
    }
    // The titles of columns.
    for (at, opening) in code.match_indices("Column::new(\"") {
        let behind = &code[at + opening.len()..];
        let behind = behind[literal(behind).len()..].trim_start_matches(['"', ',']).trim_start();
        said.extend(behind.strip_prefix('"').map(literal));
    }
    // A title that is empty has nothing to say.
    said.remove("");
    said
}

fn translation(language: &str) -> Translation {
    let path = root().join(format!("themes/default/translations/{language}.toml"));
    Translation::read(&std::fs::read_to_string(&path).expect("a translation"), language).expect("is TOML")
}

#[test]
fn every_phrase_of_the_theme_is_translated() {
    let said = said_by_the_theme();
    assert!(said.len() > 80, "phrases are found: {said:?}");
    for language in LANGUAGES {
        let translation = translation(language);
        let known: BTreeSet<&str> = translation.phrases().map(|(english, _)| english).collect();
        let missing: Vec<_> = said.iter().filter(|(phrase, _)| !known.contains(&***phrase)).collect();
        assert!(missing.is_empty(), "{language} lacks {missing:#?}");
    }
}

#[test]
fn every_phrase_of_the_code_is_translated() {
    let said = said_by_the_code();
    assert!(
        said.contains("Recovery matrix by category") || said.contains("Effective RTO"),
        "phrases are found: {said:?}"
    );
    for language in LANGUAGES {
        let translation = translation(language);
        let known: BTreeSet<&str> = translation.phrases().map(|(english, _)| english).collect();
        let missing: Vec<_> = said.iter().filter(|phrase| !known.contains(&***phrase)).collect();
        assert!(missing.is_empty(), "{language} lacks {missing:#?}");
    }
}

#[test]
fn no_translation_is_left_over_and_all_languages_have_the_same() {
    let code = code();
    let theme = said_by_the_theme();
    let phrases = |language: &str| -> BTreeSet<String> {
        translation(language).phrases().map(|(english, _)| english.to_owned()).collect()
    };
    let first = phrases(LANGUAGES[0]);
    for language in LANGUAGES {
        assert_eq!(phrases(language), first, "{language}");
    }
    let quoted = |phrase: &str| code.contains(&format!("\"{}\"", phrase.replace('"', "\\\"")));
    let left_over: Vec<_> = first.iter().filter(|phrase| !theme.contains_key(&**phrase) && !quoted(phrase)).collect();
    assert!(left_over.is_empty(), "nothing says {left_over:#?}");
}

#[test]
fn translations_have_the_places_of_their_phrases() {
    let places = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
    };
    for language in LANGUAGES {
        let translation = translation(language);
        for (english, phrase) in translation.phrases() {
            let forms = match phrase {
                Phrase::Same(form) => vec![form],
                Phrase::Counted { one, other } => vec![one, other],
            };
            for form in forms {
                assert_eq!(places(form), places(english), "{language}: {form}");
            }
        }
    }
}
