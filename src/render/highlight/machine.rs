//! Runs a grammar over one line: finds the tokens and paints them.
//!
//! Does what syntect's `ParseState` does, place by place instead of pattern by pattern: at each place of the line only
//! the rules that can start with the character there are tried, and the first to match wins. That is the leftmost
//! match, the earlier rule among equals, as Sublime Text defines it. The tests hold the two against each other.

use std::collections::HashMap;
use std::sync::Arc;

use onig::{MatchParam, Region, SearchOptions};
use syntect::parsing::ClearAmount;

use super::grammar::{Action, Compiled, ContextIndex, Contexts, Grammars, LazyRegex, Rule, RuleIndex};
use super::html::LineWriter;
use super::paint::{Brush, Paint};

/// Steps back that one attempt to match may take. Honest patterns take some hundreds on honest lines; the engine's own
/// limit is ten million, seconds for every place of a line that was written to be slow.
const RETRY_LIMIT: u32 = 5_000;

/// Work that a line may cost, counted as the equal characters ahead at each attempt to match: a pattern that starts with
/// a repetition walks over all of them, from each of them. A line of 200 blanks costs some tens of thousands; one of
/// 2,000 would take a tenth of a second. The rest of a line beyond the limit keeps the paint it has.
const WORK_LIMIT: usize = 200_000;

/// How deep contexts may nest, as in syntect: rules that would go deeper don't match.
const DEPTH_LIMIT: usize = 100;

/// Tokens without a character between them, after which a grammar must be running in circles.
const IDLE_LIMIT: usize = 200;

/// Patterns with the text of a heredoc's end mark and the like put in; more than these are forgotten.
const BOUND_LIMIT: usize = 512;

/// The text of a match's groups.
type Groups = Arc<[Option<Box<str>>]>;

/// One context on the stack.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Level {
    context: ContextIndex,
    prototypes: Vec<ContextIndex>,
    /// Of the match that entered it, where its rules refer to them.
    groups: Option<Groups>,
}

/// Where a grammar stands between two lines. Equal states highlight equal text alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct State {
    levels: Vec<Level>,
    /// Levels that a prototype's rule was entered from; prototypes below don't apply above.
    prototype_starts: Vec<usize>,
    paints: Vec<Paint>,
    /// Paints set aside by contexts that clear the scopes around them.
    cleared: Vec<Vec<Paint>>,
}

impl State {
    fn new(context: ContextIndex, brush: Brush) -> Self {
        Self {
            levels: vec![Level { context, prototypes: Vec::new(), groups: None }],
            prototype_starts: Vec::new(),
            paints: vec![Paint::default().under(brush)],
            cleared: Vec::new(),
        }
    }

    /// Drops the marks of levels that were left.
    fn forget_prototypes(&mut self) {
        while self.prototype_starts.last().is_some_and(|start| *start >= self.levels.len()) {
            self.prototype_starts.pop();
        }
    }

    fn paint(&self) -> Paint {
        self.paints.last().copied().unwrap_or_default()
    }

    fn push(&mut self, brushes: &[Brush]) {
        for brush in brushes {
            self.paints.push(self.paint().under(*brush));
        }
    }

    fn pop(&mut self, count: usize) {
        self.paints.truncate(self.paints.len().saturating_sub(count));
    }

    fn clear(&mut self, amount: Option<ClearAmount>) {
        let from = match amount {
            None => return,
            Some(ClearAmount::All) => 0,
            Some(ClearAmount::TopN(count)) => self.paints.len().saturating_sub(count),
        };
        self.cleared.push(self.paints.split_off(from));
    }

    fn restore(&mut self) {
        if let Some(mut paints) = self.cleared.pop() {
            self.paints.append(&mut paints);
        }
    }
}

/// A context whose rules apply, in the order in which they do.
struct Link {
    context: Arc<Compiled>,
    from_prototype: bool,
    /// Its rules with back-references, in the form they have here.
    bound: Vec<(RuleIndex, Arc<LazyRegex>)>,
}

/// The rule that wins a token.
struct Found {
    rule: Arc<Rule>,
    from_prototype: bool,
    /// It would leave the context that was just entered with nothing read in between.
    loops: bool,
    start: usize,
    end: usize,
}

/// A thread's machine.
#[derive(Debug, Default)]
pub(super) struct Machine {
    pub(super) contexts: Contexts,
    bound: HashMap<(RuleIndex, Groups), Arc<LazyRegex>>,
    /// By rule: the number of the line, from 1, in which it can't match any more.
    dead_in: Vec<u64>,
    /// By rule: the number of the token, from 1, for which it is out.
    out_for: Vec<u64>,
    line: u64,
    token: u64,
    /// What the line has cost so far, in the measure of [`WORK_LIMIT`].
    work: usize,
}

impl Machine {
    /// The state at the start of a block, in a grammar's first context. That one's only rule enters the main context,
    /// whatever the text: done here, a block's first line is like any other.
    pub(super) fn start(&mut self, grammars: &Grammars, context: ContextIndex, brush: Brush) -> State {
        self.line += 1;
        let mut state = State::new(context, brush);
        let mut region = Region::new();
        let links = self.links(grammars, &state);
        if let Some(found) = self.find(&links, &state, "\n", 0, false, &mut region) {
            let mut nowhere = String::new();
            let mut stroke = Stroke { line: "\n", painted: 0, out: &mut LineWriter::new(&mut nowhere) };
            self.apply(grammars, &mut state, &found, &region, &mut stroke);
        }
        state
    }

    /// Highlights one line, which ends with a newline, and moves the state behind it.
    pub(super) fn run(&mut self, grammars: &Grammars, state: &mut State, line: &str, out: &mut LineWriter<'_>) {
        self.line += 1;
        self.work = 0;
        if self.bound.len() > BOUND_LIMIT {
            self.bound.clear();
        }
        let mut region = Region::new();
        // Empty where the stack has changed since.
        let mut links = Vec::new();
        let mut painted = 0;
        let mut start = 0;
        let mut entered_at = None;
        let mut idle = 0;
        while !state.levels.is_empty() && idle < IDLE_LIMIT {
            state.forget_prototypes();
            let may_loop = entered_at == Some((start, state.levels.len()));
            if links.is_empty() {
                links = self.links(grammars, state);
            }
            let Some(found) = self.find(&links, state, line, start, may_loop, &mut region) else { break };
            if found.loops {
                match line[start..].chars().next() {
                    Some(char) if start + char.len_utf8() < line.len() => start += char.len_utf8(),
                    _ => break,
                }
                continue;
            }
            if found.end > start {
                idle = 0;
            } else {
                idle += 1;
                if matches!(found.rule.action, Action::Push(_)) {
                    entered_at = Some((found.end, state.levels.len() + 1));
                }
            }
            start = found.end;
            if found.from_prototype {
                state.prototype_starts.push(state.levels.len());
            }
            let mut stroke = Stroke { line, painted, out };
            self.apply(grammars, state, &found, &region, &mut stroke);
            painted = stroke.painted;
            if found.from_prototype || !matches!(found.rule.action, Action::Stay) {
                links.clear();
            }
        }
        // Else two states would differ in what has no effect.
        state.forget_prototypes();
        out.text(&line[painted..], state.paint().class);
    }

    /// The contexts whose rules apply at the top of the stack.
    fn links(&mut self, grammars: &Grammars, state: &State) -> Vec<Link> {
        let Some(top) = state.levels.last() else { return Vec::new() };
        let from = state.prototype_starts.last().copied().unwrap_or(0);
        let mut links = Vec::with_capacity(2);
        for level in state.levels.get(from..).unwrap_or_default() {
            for context in &level.prototypes {
                links.push(self.link(grammars, *context, true, level.groups.as_ref()));
            }
        }
        let context = self.contexts.get(grammars, top.context);
        if let Some(prototype) = context.prototype {
            links.push(self.link(grammars, prototype, false, None));
        }
        links.push(self.link(grammars, top.context, false, top.groups.as_ref()));
        links
    }

    fn link(
        &mut self,
        grammars: &Grammars,
        context: ContextIndex,
        from_prototype: bool,
        groups: Option<&Groups>,
    ) -> Link {
        let context = self.contexts.get(grammars, context);
        let mut bound = Vec::new();
        if let Some(groups) = groups {
            for index in &context.with_backrefs {
                let regex = self.bound.entry((*index, Arc::clone(groups))).or_insert_with(|| {
                    let text = &self.contexts.rule(*index).regex.text;
                    Arc::new(LazyRegex::new(with_groups(text, groups)))
                });
                bound.push((*index, Arc::clone(regex)));
            }
        }
        Link { context, from_prototype, bound }
    }

    /// The next token at or behind `start`; its groups are left in `region`.
    fn find(
        &mut self,
        links: &[Link],
        state: &State,
        line: &str,
        start: usize,
        may_loop: bool,
        region: &mut Region,
    ) -> Option<Found> {
        self.token += 1;
        self.dead_in.resize(self.contexts.rule_count(), 0);
        self.out_for.resize(self.contexts.rule_count(), 0);
        let too_deep = state.levels.len() >= DEPTH_LIMIT;
        let mut run_end = start;
        for place in start..=line.len() {
            let byte = line.as_bytes().get(place).copied();
            if place >= run_end {
                run_end = place + line.as_bytes()[place..].iter().take_while(|next| Some(**next) == byte).count();
            }
            let mut looping = None;
            for link in links {
                for index in link.context.candidates(byte) {
                    let slot = *index as usize;
                    if self.dead_in[slot] == self.line || self.out_for[slot] == self.token {
                        continue;
                    }
                    let rule = self.contexts.rule(*index);
                    let regex = match link.bound.iter().find(|(bound, _)| bound == index) {
                        Some((_, bound)) if rule.has_backrefs => bound,
                        _ => &rule.regex,
                    };
                    if (regex.first.line_start && place != 0) || (regex.token_start && place != start) {
                        continue;
                    }
                    self.work += run_end - place;
                    if self.work > WORK_LIMIT {
                        return None;
                    }
                    let mut limits = MatchParam::default();
                    limits.set_retry_limit_in_match(RETRY_LIMIT);
                    let matched = regex.get().map(|regex| {
                        let options = SearchOptions::SEARCH_OPTION_NONE;
                        regex.match_with_param(line, place, options, Some(&mut *region), limits)
                    });
                    match matched {
                        Some(Ok(Some(_))) => {}
                        // A search from the token's start finds none later in the line either.
                        Some(Ok(None)) if regex.token_start => {
                            self.dead_in[slot] = self.line;
                            continue;
                        }
                        Some(Ok(None)) => continue,
                        None | Some(Err(_)) => {
                            self.dead_in[slot] = self.line;
                            continue;
                        }
                    }
                    let Some((match_start, match_end)) = region.pos(0) else { continue };
                    let does_something = match rule.action {
                        Action::Stay => match_start != match_end,
                        Action::Push(_) => !too_deep,
                        Action::Pop | Action::Set(_) => true,
                    };
                    if !does_something {
                        self.out_for[slot] = self.token;
                        continue;
                    }
                    let loops = may_loop && match_end <= start && matches!(rule.action, Action::Pop);
                    let found = Found {
                        rule: Arc::clone(rule),
                        from_prototype: link.from_prototype,
                        loops,
                        start: match_start,
                        end: match_end,
                    };
                    if !loops {
                        return Some(found);
                    }
                    looping = Some(found);
                }
            }
            if looping.is_some() {
                return looping;
            }
        }
        None
    }

    /// Paints a token and changes the stack as its rule says.
    fn apply(
        &mut self,
        grammars: &Grammars,
        state: &mut State,
        found: &Found,
        region: &Region,
        stroke: &mut Stroke<'_, '_>,
    ) {
        let Some(top) = state.levels.last() else { return };
        let level = self.contexts.get(grammars, top.context);
        let rule = &found.rule;
        let targets: Vec<Arc<Compiled>> = match &rule.action {
            Action::Push(targets) | Action::Set(targets) => {
                targets.iter().map(|target| self.contexts.get(grammars, *target)).collect()
            }
            Action::Pop | Action::Stay => Vec::new(),
        };

        stroke.up_to(found.start, state);
        match rule.action {
            Action::Stay => {}
            Action::Pop => state.pop(level.meta_content.len()),
            Action::Push(_) | Action::Set(_) => {
                let sets = matches!(rule.action, Action::Set(_));
                if sets && level.clear.is_some() {
                    state.restore();
                }
                for target in &targets {
                    if !sets {
                        state.clear(target.clear);
                    }
                    state.push(&target.meta);
                }
            }
        }
        state.push(&rule.scopes);
        paint_groups(rule, region, state, stroke);
        if !rule.scopes.is_empty() {
            stroke.up_to(found.end, state);
            state.pop(rule.scopes.len());
        }
        stroke.up_to(found.end, state);
        match rule.action {
            Action::Stay => {}
            Action::Pop => {
                state.pop(level.meta.len());
                if level.clear.is_some() {
                    state.restore();
                }
            }
            Action::Push(_) | Action::Set(_) => {
                let sets = matches!(rule.action, Action::Set(_));
                let repaints = (sets && !(level.meta.is_empty() && level.meta_content.is_empty()))
                    || targets.iter().any(|target| !target.meta_content.is_empty() || (target.clear.is_some() && sets));
                if repaints {
                    let mut count = targets.iter().map(|target| target.meta.len()).sum();
                    if sets {
                        count += level.meta_content.len() + level.meta.len();
                    }
                    state.pop(count);
                    for target in &targets {
                        if sets {
                            state.clear(target.clear);
                        }
                        state.push(&target.meta);
                        state.push(&target.meta_content);
                    }
                }
            }
        }
        self.enter(grammars, state, rule, &targets, region, stroke.line);
    }

    fn enter(
        &mut self,
        grammars: &Grammars,
        state: &mut State,
        rule: &Rule,
        targets: &[Arc<Compiled>],
        region: &Region,
        line: &str,
    ) {
        let (indexes, mut kept) = match &rule.action {
            Action::Stay => return,
            Action::Pop => {
                state.levels.pop();
                return;
            }
            Action::Push(indexes) => (indexes, Vec::new()),
            // A prototype stays until the level it came with is left.
            Action::Set(indexes) => (indexes, state.levels.pop().map(|level| level.prototypes).unwrap_or_default()),
        };
        for (number, (index, target)) in indexes.iter().zip(targets).enumerate() {
            let mut prototypes = std::mem::take(&mut kept);
            if number + 1 == targets.len() {
                prototypes.extend(rule.with_prototype);
            }
            let uses_backrefs = target.uses_backrefs
                || prototypes.iter().any(|prototype| self.contexts.get(grammars, *prototype).uses_backrefs);
            let groups = uses_backrefs.then(|| {
                (0..region.len())
                    .map(|group| region.pos(group).and_then(|(start, end)| Some(line.get(start..end)?.into())))
                    .collect()
            });
            state.levels.push(Level { context: *index, prototypes, groups });
        }
    }
}

/// Opens and closes the scopes of a match's groups, outer ones first.
fn paint_groups(rule: &Rule, region: &Region, state: &mut State, stroke: &mut Stroke<'_, '_>) {
    enum Step<'a> {
        Open(&'a Brush),
        Close(usize),
    }
    let mut steps = Vec::new();
    for (group, brushes) in &rule.captures {
        let Some((start, end)) = region.pos(*group) else { continue };
        if start == end {
            continue;
        }
        let order = -i64::try_from(end - start).unwrap_or(i64::MAX);
        steps.extend(brushes.iter().map(|brush| ((start, order), Step::Open(brush))));
        steps.push(((end, i64::MIN), Step::Close(brushes.len())));
    }
    steps.sort_by_key(|(order, _)| *order);
    for ((place, _), step) in steps {
        stroke.up_to(place, state);
        match step {
            Step::Open(brush) => state.push(std::slice::from_ref(brush)),
            Step::Close(count) => state.pop(count),
        }
    }
}

/// How far a line has been written.
struct Stroke<'a, 'b> {
    line: &'a str,
    painted: usize,
    out: &'a mut LineWriter<'b>,
}

impl Stroke<'_, '_> {
    /// Writes what stands before `place` in the present paint. A group in a look-ahead may have gone further already.
    fn up_to(&mut self, place: usize, state: &State) {
        if let Some(text) = self.line.get(self.painted..place).filter(|text| !text.is_empty()) {
            self.out.text(text, state.paint().class);
            self.painted = place;
        }
    }
}

/// A pattern whose back-references stand for the text of an earlier match's groups.
fn with_groups(pattern: &str, groups: &[Option<Box<str>>]) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut escaped = false;
    for char in pattern.chars() {
        match (escaped, char.to_digit(10)) {
            (true, Some(number)) if char.is_ascii_digit() => {
                if let Some(Some(group)) = groups.get(number as usize) {
                    for char in group.chars() {
                        if "\\.+*?()|[]{}^$#&-~".contains(char) {
                            text.push('\\');
                        }
                        text.push(char);
                    }
                }
            }
            (true, _) => text.extend(['\\', char]),
            (false, _) if char != '\\' => text.push(char),
            (false, _) => {}
        }
        escaped = char == '\\' && !escaped;
    }
    if escaped {
        text.push('\\');
    }
    text
}
