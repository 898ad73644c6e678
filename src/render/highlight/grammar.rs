//! The grammars as the machine runs them: contexts with their includes unrolled, and for each byte the rules that can
//! match there.
//!
//! syntect reads and links the grammars. Its own machine is not used: it searches a whole line for every pattern of a
//! context, allocates for each search and keeps states that can't be hashed or sent to another thread.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use onig::{RegexOptions, Syntax};
use serde::{Deserialize, Serialize};
use syntect::parsing::syntax_definition::{
    Context, ContextId, ContextReference, MatchOperation, MatchPattern, Pattern,
};
use syntect::parsing::{ClearAmount, Scope, SyntaxSet};

use super::first::First;
use super::paint::{Brush, Palette};

/// All grammars; shared by all threads.
#[derive(Debug)]
pub(super) struct Grammars {
    pub(super) set: SyntaxSet,
    palette: Palette,
    /// One for each text, however many patterns have it and whichever thread needs it first.
    regexes: Mutex<HashMap<String, Arc<LazyRegex>>>,
}

impl Grammars {
    /// Reads the grammars that are compiled in; each is unpacked when it is first used.
    pub(super) fn load() -> Self {
        Self { set: two_face::syntax::extra_newlines(), palette: Palette::new(), regexes: Mutex::default() }
    }

    fn regex(&self, text: &str) -> Arc<LazyRegex> {
        let mut regexes = self.regexes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(regex) = regexes.get(text) {
            return Arc::clone(regex);
        }
        let regex = Arc::new(LazyRegex::new(text.to_owned()));
        regexes.insert(text.to_owned(), Arc::clone(&regex));
        regex
    }

    /// The context a block in the grammar with this number starts in. `None` where the grammar isn't built as syntect
    /// builds them.
    pub(super) fn start(&self, syntax: usize) -> Option<ContextId> {
        let scope = self.set.syntaxes().get(syntax)?.scope;
        let places = (0..).map(|context_index| Place { syntax_index: syntax as u64, context_index });
        places.map_while(|place| self.context(place)).find_map(|(id, context)| {
            // The one that does nothing but enter the main context, under the grammar's own scope.
            let [Pattern::Match(enter)] = context.patterns.as_slice() else { return None };
            let starts = context.meta_content_scope == [scope]
                && enter.regex().regex_str().is_empty()
                && matches!(&enter.operation, MatchOperation::Push(targets) if targets.len() == 1);
            starts.then_some(id)
        })
    }

    fn context(&self, place: Place) -> Option<(ContextId, &Context)> {
        let reference = Reference::Direct(place).to_syntect()?;
        Some((reference.id().ok()?, reference.resolve(&self.set).ok()?))
    }

    fn resolve(&self, id: ContextId) -> Option<&Context> {
        let bytes = postcard::to_stdvec(&id).ok()?;
        self.context(postcard::from_bytes(&bytes).ok()?).map(|(_, context)| context)
    }
}

/// syntect's `ContextId`, whose fields it keeps to itself, in the form in which it writes it to its dumps.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Place {
    syntax_index: u64,
    context_index: u64,
}

/// syntect's `ContextReference`, of which only the last variant occurs in linked grammars and none can be made outside
/// its crate but by reading it.
#[derive(Serialize)]
enum Reference {
    #[expect(dead_code, reason = "keeps the numbers of the variants")]
    Named,
    #[expect(dead_code, reason = "keeps the numbers of the variants")]
    ByScope,
    #[expect(dead_code, reason = "keeps the numbers of the variants")]
    File,
    #[expect(dead_code, reason = "keeps the numbers of the variants")]
    Inline,
    Direct(Place),
}

impl Reference {
    fn to_syntect(&self) -> Option<ContextReference> {
        postcard::from_bytes(&postcard::to_stdvec(self).ok()?).ok()
    }
}

/// A regular expression that is compiled when it is first needed.
#[derive(Debug)]
pub(super) struct LazyRegex {
    pub(super) text: String,
    pub(super) first: First,
    /// Whether it may only match where the token starts: it has `\G`, which is the start of the search.
    pub(super) token_start: bool,
    compiled: OnceLock<Option<onig::Regex>>,
}

impl LazyRegex {
    pub(super) fn new(text: String) -> Self {
        Self { first: First::of(&text), token_start: text.contains("\\G"), text, compiled: OnceLock::new() }
    }

    /// The regular expression; `None` where it is none, so that nothing matches.
    pub(super) fn get(&self) -> Option<&onig::Regex> {
        self.compiled
            .get_or_init(|| {
                onig::Regex::with_options(&self.text, RegexOptions::REGEX_OPTION_CAPTURE_GROUP, Syntax::default()).ok()
            })
            .as_ref()
    }
}

/// A context's number in [`Contexts`].
pub(super) type ContextIndex = u32;

/// A rule's number in [`Contexts`].
pub(super) type RuleIndex = u32;

/// A context, ready to run.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) meta: Box<[Brush]>,
    pub(super) meta_content: Box<[Brush]>,
    pub(super) clear: Option<ClearAmount>,
    pub(super) prototype: Option<ContextIndex>,
    pub(super) uses_backrefs: bool,
    /// Its rules that refer to groups.
    pub(super) with_backrefs: Box<[RuleIndex]>,
    /// For each byte, and at 256 for the end of the text, which of `candidates` to try.
    class_of: Box<[u8; 257]>,
    candidates: Vec<Box<[RuleIndex]>>,
}

impl Compiled {
    /// The rules that can match at a byte (`None`: the end of the text), in order.
    pub(super) fn candidates(&self, byte: Option<u8>) -> &[RuleIndex] {
        &self.candidates[usize::from(self.class_of[byte.map_or(256, usize::from)])]
    }
}

/// What a rule does to the stack of contexts.
#[derive(Debug)]
pub(super) enum Action {
    Stay,
    Pop,
    Push(Box<[ContextIndex]>),
    Set(Box<[ContextIndex]>),
}

/// A pattern of a grammar and what follows from its match.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) regex: Arc<LazyRegex>,
    /// Whether it refers to groups of the match that entered its context.
    pub(super) has_backrefs: bool,
    pub(super) scopes: Box<[Brush]>,
    pub(super) captures: Box<[(usize, Box<[Brush]>)]>,
    pub(super) action: Action,
    pub(super) with_prototype: Option<ContextIndex>,
}

/// The contexts one thread has met, compiled as needed.
#[derive(Debug, Default)]
pub(super) struct Contexts {
    indexes: HashMap<ContextId, ContextIndex>,
    contexts: Vec<(ContextId, Option<Arc<Compiled>>)>,
    rules: Vec<Arc<Rule>>,
    /// By the pattern's address, which doesn't change while the grammars live.
    rule_indexes: HashMap<usize, RuleIndex>,
    brushes: HashMap<Scope, Brush>,
}

impl Contexts {
    /// The number of a context.
    pub(super) fn index(&mut self, id: ContextId) -> ContextIndex {
        *self.indexes.entry(id).or_insert_with(|| {
            self.contexts.push((id, None));
            (self.contexts.len() - 1) as ContextIndex
        })
    }

    /// The context with this number.
    pub(super) fn get(&mut self, grammars: &Grammars, index: ContextIndex) -> Arc<Compiled> {
        let (id, compiled) = &self.contexts[index as usize];
        if let Some(compiled) = compiled {
            return Arc::clone(compiled);
        }
        let compiled = Arc::new(self.compile(grammars, *id));
        self.contexts[index as usize].1 = Some(Arc::clone(&compiled));
        compiled
    }

    /// The rule with this number.
    pub(super) fn rule(&self, index: RuleIndex) -> &Arc<Rule> {
        &self.rules[index as usize]
    }

    /// How many rules there are so far.
    pub(super) fn rule_count(&self) -> usize {
        self.rules.len()
    }

    fn compile(&mut self, grammars: &Grammars, id: ContextId) -> Compiled {
        let mut rules = Vec::new();
        let context = grammars.resolve(id);
        if let Some(context) = context {
            self.unroll(grammars, context, &mut Vec::new(), &mut rules);
        }
        let with_backrefs = rules.iter().copied().filter(|rule| self.rule(*rule).has_backrefs).collect();
        let mut class_of = Box::new([0; 257]);
        let mut candidates: Vec<Box<[RuleIndex]>> = Vec::new();
        let mut numbers: HashMap<Box<[RuleIndex]>, u8> = HashMap::new();
        for (position, class) in class_of.iter_mut().enumerate() {
            let fits = |first: First| match u8::try_from(position) {
                // Within a character nothing starts.
                Ok(0x80..=0xBF) => false,
                Ok(byte) => first.allows(byte),
                Err(_) => first.allows_end(),
            };
            let fitting: Box<[RuleIndex]> = rules
                .iter()
                .copied()
                .filter(|rule| {
                    let rule = self.rule(*rule);
                    // What a back-reference stands for is known later.
                    fits(rule.regex.first) || (rule.has_backrefs && fits(First::ANY))
                })
                .collect();
            // 130 different sets at most: ASCII, the end, and all other characters alike.
            let number = *numbers.entry(fitting).or_insert_with_key(|fitting| {
                candidates.push(fitting.clone());
                (candidates.len() - 1) as u8
            });
            *class = number;
        }
        let meta = context.map(|context| self.brushes(grammars, &context.meta_scope)).unwrap_or_default();
        let meta_content =
            context.map(|context| self.brushes(grammars, &context.meta_content_scope)).unwrap_or_default();
        Compiled {
            meta,
            meta_content,
            clear: context.and_then(|context| context.clear_scopes),
            prototype: context.and_then(|context| context.prototype).map(|id| self.index(id)),
            uses_backrefs: context.is_some_and(|context| context.uses_backrefs),
            with_backrefs,
            class_of,
            candidates,
        }
    }

    /// The patterns of a context and of those it includes, in order.
    fn unroll<'a>(
        &mut self,
        grammars: &'a Grammars,
        context: &'a Context,
        path: &mut Vec<*const Context>,
        rules: &mut Vec<RuleIndex>,
    ) {
        let address = std::ptr::from_ref(context);
        if path.contains(&address) {
            return;
        }
        path.push(address);
        for pattern in &context.patterns {
            match pattern {
                Pattern::Match(pattern) => rules.push(self.rule_index(grammars, pattern)),
                Pattern::Include(reference) => {
                    if let Ok(included) = reference.resolve(&grammars.set) {
                        self.unroll(grammars, included, path, rules);
                    }
                }
            }
        }
        path.pop();
    }

    fn rule_index(&mut self, grammars: &Grammars, pattern: &MatchPattern) -> RuleIndex {
        let address = std::ptr::from_ref(pattern) as usize;
        if let Some(index) = self.rule_indexes.get(&address) {
            return *index;
        }
        let mut targets = |references: &[ContextReference]| -> Box<[ContextIndex]> {
            references.iter().filter_map(|reference| Some(self.index(reference.id().ok()?))).collect()
        };
        let action = match &pattern.operation {
            MatchOperation::None => Action::Stay,
            MatchOperation::Pop => Action::Pop,
            MatchOperation::Push(references) => Action::Push(targets(references)),
            MatchOperation::Set(references) => Action::Set(targets(references)),
        };
        let rule = Rule {
            regex: grammars.regex(pattern.regex().regex_str()),
            has_backrefs: pattern.has_captures,
            scopes: self.brushes(grammars, &pattern.scope),
            captures: pattern
                .captures
                .iter()
                .flatten()
                .map(|(group, scopes)| (*group, self.brushes(grammars, scopes)))
                .collect(),
            action,
            with_prototype: pattern
                .with_prototype
                .as_ref()
                .and_then(|reference| reference.id().ok())
                .map(|id| self.index(id)),
        };
        self.rules.push(Arc::new(rule));
        let index = (self.rules.len() - 1) as RuleIndex;
        self.rule_indexes.insert(address, index);
        index
    }

    fn brushes(&mut self, grammars: &Grammars, scopes: &[Scope]) -> Box<[Brush]> {
        scopes.iter().map(|scope| grammars.palette.brush(*scope, &mut self.brushes)).collect()
    }

    /// The brush of a grammar's own scope.
    pub(super) fn brush(&mut self, grammars: &Grammars, scope: Scope) -> Brush {
        grammars.palette.brush(scope, &mut self.brushes)
    }
}
