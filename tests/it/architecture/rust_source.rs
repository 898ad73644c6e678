//! Reads Rust source as far as these tests need it: what is code, and which modules it names.

/// A module of this crate that a file names, and the line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) module: String,
    pub(crate) line: usize,
}

/// The top-level module a file belongs to: `src/parse/markdown/x.rs` to `parse`.
pub(crate) fn module_of(path: &str) -> String {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    let first = inside.split('/').next().unwrap_or(inside);
    first.strip_suffix(".rs").unwrap_or(first).to_owned()
}

/// The source with comments and the insides of literals as spaces, lines as they were. With `without_tests`, modules
/// behind `#[cfg(test)]` as well.
pub(crate) fn code_only(text: &str, without_tests: bool) -> String {
    let code = blanked(text);
    if without_tests { without_test_modules(&code) } else { code }
}

/// Blanks comments and literals.
fn blanked(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = |index: usize| characters.get(index).copied().unwrap_or('\0');
    let mut code: Vec<char> = Vec::with_capacity(characters.len());
    let mut index = 0;
    while index < characters.len() {
        let before = index.checked_sub(1).map_or(' ', at);
        let end = match at(index) {
            '/' if at(index + 1) == '/' => {
                (index..characters.len()).find(|end| at(*end) == '\n').unwrap_or(characters.len())
            }
            '/' if at(index + 1) == '*' => end_of_block_comment(&characters, index),
            '"' => end_of_string(&characters, index),
            'r' | 'b' | 'c' if !before.is_alphanumeric() && before != '_' => end_of_prefixed(&characters, index),
            '\'' => end_of_character(&characters, index),
            _ => index,
        };
        if end == index {
            code.push(at(index));
            index += 1;
        } else {
            code.extend(characters[index..end].iter().map(|character| if *character == '\n' { '\n' } else { ' ' }));
            index = end;
        }
    }
    code.into_iter().collect()
}

fn end_of_block_comment(characters: &[char], start: usize) -> usize {
    let (mut depth, mut index) = (0_usize, start);
    while index + 1 < characters.len() {
        match (characters[index], characters[index + 1]) {
            ('/', '*') => (depth, index) = (depth + 1, index + 2),
            ('*', '/') if depth == 1 => return index + 2,
            ('*', '/') => (depth, index) = (depth - 1, index + 2),
            _ => index += 1,
        }
    }
    characters.len()
}

fn end_of_string(characters: &[char], start: usize) -> usize {
    let mut index = start + 1;
    while index < characters.len() {
        match characters[index] {
            '\\' => index += 2,
            '"' => return index + 1,
            _ => index += 1,
        }
    }
    characters.len()
}

/// The end of `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, `c"…"`, or the start where it is none of them.
fn end_of_prefixed(characters: &[char], start: usize) -> usize {
    let letters = characters[start..].iter().take(2).take_while(|letter| matches!(letter, 'r' | 'b' | 'c')).count();
    let raw = characters[start..start + letters].contains(&'r');
    let hashes = characters[start + letters..].iter().take_while(|character| **character == '#').count();
    let quote = start + letters + hashes;
    if characters.get(quote) != Some(&'"') || (hashes > 0 && !raw) {
        return start;
    }
    if !raw {
        return end_of_string(characters, quote);
    }
    let closes = |index: usize| {
        characters[index] == '"'
            && characters[index + 1..].iter().take(hashes).filter(|next| **next == '#').count() == hashes
    };
    (quote + 1..characters.len()).find(|index| closes(*index)).map_or(characters.len(), |index| index + 1 + hashes)
}

/// The end of a character literal, or the start where the quote opens a lifetime.
fn end_of_character(characters: &[char], start: usize) -> usize {
    let at = |index: usize| characters.get(index).copied().unwrap_or('\0');
    if at(start + 1) == '\\' {
        let close = (start + 3..(start + 14).min(characters.len())).find(|index| at(*index) == '\'');
        return close.map_or(start, |index| index + 1);
    }
    if at(start + 2) == '\'' { start + 3 } else { start }
}

/// The files of the modules that a file declares for tests only: `#[cfg(test)] mod tests;`.
pub(crate) fn test_files(text: &str, path: &str) -> Vec<String> {
    let code = blanked(text);
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = match file {
        "mod.rs" | "lib.rs" | "main.rs" => folder.to_owned(),
        file => format!("{folder}/{}", file.trim_end_matches(".rs")),
    };
    let declared = code.split("#[cfg(test)]").skip(1).filter_map(|item| {
        let head = item.split_once([';', '{']).map_or(item, |(head, _)| head);
        let name = head.split_whitespace().skip_while(|word| *word != "mod").nth(1)?;
        item[head.len()..].starts_with(';').then(|| format!("{folder}/{name}.rs"))
    });
    declared.collect()
}

/// Blanks `#[cfg(test)] mod x { … }`.
fn without_test_modules(code: &str) -> String {
    let mut kept = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(found) = rest.find("#[cfg(test)]") {
        let (before, from) = rest.split_at(found);
        kept.push_str(before);
        // An item without a body ends with its semicolon.
        let end = match (from.find('{'), from.find(';')) {
            (Some(open), semicolon) if semicolon.is_none_or(|semicolon| open < semicolon) => end_of_braces(from, open),
            (_, Some(semicolon)) => semicolon + 1,
            _ => from.len(),
        };
        kept.extend(from[..end].chars().map(|character| if character == '\n' { '\n' } else { ' ' }));
        rest = &from[end..];
    }
    kept + rest
}

fn end_of_braces(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (index, character) in code[open..].char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 1 => return open + index + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    code.len()
}

/// Every module of this crate that a file names: behind `crate::` and `docsgen::`, in `use crate::{a, b}`, and behind as
/// many `super::` as lead out of its own top-level module.
pub(crate) fn imports(text: &str, path: &str) -> Vec<Import> {
    let code = blanked(text);
    let mut imports = Vec::new();
    for root in ["crate::", "docsgen::"] {
        for (at, _) in code.match_indices(root) {
            if !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':') {
                push_modules(&code, at + root.len(), &mut imports);
            }
        }
    }
    let depth = depth_of(path);
    for (at, _) in code.match_indices("super::") {
        if code[..at].ends_with("super::")
            || code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
        {
            continue;
        }
        let supers = code[at..].split("::").take_while(|part| *part == "super").count();
        if supers > depth + inline_depth(&code, at) {
            push_modules(&code, at + supers * "super::".len(), &mut imports);
        }
    }
    imports.sort_by(|left, right| (left.line, &left.module).cmp(&(right.line, &right.module)));
    imports.dedup();
    imports
}

/// How many modules a file lies below its top-level module: 0 for `src/fs.rs` and `src/parse/mod.rs`, 1 for
/// `src/parse/markdown.rs`.
fn depth_of(path: &str) -> usize {
    let parts = path.strip_prefix("src/").unwrap_or(path).split('/').count();
    let own_folder = path.ends_with("/mod.rs") || parts == 1;
    parts - 1 - usize::from(own_folder && parts > 1)
}

/// How many inline modules are open at a place.
fn inline_depth(code: &str, at: usize) -> usize {
    let mut open = Vec::new();
    for (index, character) in code[..at].char_indices() {
        match character {
            '{' => {
                let head = code[..index].trim_end();
                let words = head.rsplit([';', '}', '{', ']']).next().unwrap_or_default();
                open.push(words.split_whitespace().rev().nth(1) == Some("mod"));
            }
            '}' => {
                open.pop();
            }
            _ => {}
        }
    }
    open.into_iter().filter(|module| *module).count()
}

/// Adds the module named at `at`, or the heads of all branches of a `{…}`.
fn push_modules(code: &str, at: usize, imports: &mut Vec<Import>) {
    let rest = &code[at..];
    if !rest.trim_start().starts_with('{') {
        push_module(code, at, imports);
        return;
    }
    let open = at + rest.find('{').unwrap_or_default();
    let mut depth = 0_usize;
    let mut head = false;
    for (index, character) in code[open..].char_indices() {
        match character {
            '{' => (depth, head) = (depth + 1, depth == 0),
            '}' if depth == 1 => return,
            '}' => depth -= 1,
            ',' => head = depth == 1,
            character if head && !character.is_whitespace() => {
                push_module(code, open + index, imports);
                head = false;
            }
            _ => {}
        }
    }
}

fn push_module(code: &str, at: usize, imports: &mut Vec<Import>) {
    let is_name = |character: &char| character.is_ascii_lowercase() || character.is_ascii_digit() || *character == '_';
    let module: String = code[at..].chars().take_while(is_name).collect();
    // A name in upper case is an item of the crate's root, which re-exports nothing of a layer above.
    let next = code[at + module.len()..].chars().next();
    if !module.is_empty() && module != "self" && next.is_none_or(|next| !next.is_alphanumeric()) {
        imports.push(Import { module, line: code[..at].matches('\n').count() + 1 });
    }
}
