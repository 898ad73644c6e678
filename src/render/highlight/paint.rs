//! From the grammars' scopes to the few classes the theme colours.

use std::collections::HashMap;

use syntect::parsing::Scope;

/// What a token is, as the class of its `<span>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Comment,
    Keyword,
    String,
    Escape,
    Number,
    Constant,
    Function,
    Type,
    Attribute,
    Variable,
    Operator,
    Meta,
    Heading,
    Deleted,
    Inserted,
    Invalid,
}

impl Class {
    /// The opening tag. One letter, because a page may hold thousands.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Comment => "<span class=\"c\">",
            Self::Keyword => "<span class=\"k\">",
            Self::String => "<span class=\"s\">",
            Self::Escape => "<span class=\"e\">",
            Self::Number => "<span class=\"n\">",
            Self::Constant => "<span class=\"b\">",
            Self::Function => "<span class=\"f\">",
            Self::Type => "<span class=\"t\">",
            Self::Attribute => "<span class=\"a\">",
            Self::Variable => "<span class=\"v\">",
            Self::Operator => "<span class=\"o\">",
            Self::Meta => "<span class=\"m\">",
            Self::Heading => "<span class=\"h\">",
            Self::Deleted => "<span class=\"d\">",
            Self::Inserted => "<span class=\"i\">",
            Self::Invalid => "<span class=\"x\">",
        }
    }
}

/// What a scope does to the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Brush {
    /// Nothing: the scope around it decides.
    Keep,
    /// Starts afresh, as code embedded in a string does.
    Reset,
    /// Gives it a class.
    Class(Class),
    /// Makes strings in it names of keys.
    Keys,
}

/// How text looks under a stack of scopes. All the highlighter keeps of a scope, so that states which look the same
/// are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Paint {
    /// The class, none for plain text.
    pub(super) class: Option<Class>,
    in_key: bool,
}

impl Paint {
    /// The paint inside one more scope.
    pub(super) fn under(self, brush: Brush) -> Self {
        match brush {
            Brush::Keep => self,
            Brush::Reset => Self::default(),
            Brush::Keys => Self { in_key: true, ..self },
            Brush::Class(Class::String) if self.in_key => Self { class: Some(Class::Attribute), ..self },
            Brush::Class(class) => Self { class: Some(class), ..self },
        }
    }
}

/// Scope prefixes and what they do; the longest that fits a scope counts, `Keep` where none does.
const BRUSHES: &[(&str, Brush)] = {
    use Brush::{Class as Of, Keep, Keys, Reset};
    use Class::{
        Attribute, Comment, Constant, Deleted, Escape, Function, Heading, Inserted, Invalid, Keyword, Meta, Number,
        Operator, String, Type, Variable,
    };
    &[
        ("comment", Of(Comment)),
        ("constant", Of(Constant)),
        ("constant.character", Of(Escape)),
        ("constant.numeric", Of(Number)),
        ("constant.other.color", Of(Number)),
        ("constant.other.date", Of(Number)),
        ("constant.other.datetime", Of(Number)),
        ("constant.other.placeholder", Of(Escape)),
        ("constant.other.time", Of(Number)),
        ("constant.other.timestamp", Of(Number)),
        ("entity.name", Of(Type)),
        ("entity.name.constant", Of(Constant)),
        ("entity.name.function", Of(Function)),
        ("entity.name.label", Of(Variable)),
        ("entity.name.other", Of(Variable)),
        ("entity.name.section", Of(Heading)),
        ("entity.name.table.toml", Of(Type)),
        ("entity.name.tag.toml", Of(Attribute)),
        ("entity.name.tag.yaml", Of(Attribute)),
        ("entity.name.variable", Of(Variable)),
        ("entity.other.attribute-name", Of(Attribute)),
        ("entity.other.inherited-class", Of(Type)),
        ("entity.section.ini", Of(Type)),
        ("invalid", Of(Invalid)),
        ("keyword", Of(Keyword)),
        ("keyword.directive", Of(Meta)),
        ("keyword.name.ini", Of(Attribute)),
        ("keyword.operator", Of(Operator)),
        ("keyword.operator.logical.python", Of(Keyword)),
        ("keyword.operator.logical.sql", Of(Keyword)),
        ("keyword.operator.word", Of(Keyword)),
        ("markup.deleted", Of(Deleted)),
        ("markup.heading", Of(Heading)),
        ("markup.inserted", Of(Inserted)),
        ("markup.raw", Of(String)),
        ("markup.underline.link", Of(String)),
        ("meta.annotation", Of(Meta)),
        ("meta.decorator", Of(Meta)),
        ("meta.diff", Of(Meta)),
        ("meta.embedded", Reset),
        ("meta.group.expansion", Reset),
        ("meta.interpolation", Reset),
        ("meta.mapping.key", Keys),
        ("meta.preprocessor", Of(Meta)),
        ("meta.structure.dictionary.key", Keys),
        ("meta.template.expression", Reset),
        ("punctuation.definition.annotation", Of(Meta)),
        // The `$` belongs to the name behind it.
        ("punctuation.definition.variable", Of(Variable)),
        ("punctuation.section.expansion", Of(Escape)),
        ("punctuation.section.interpolation", Of(Escape)),
        ("punctuation.section.embedded", Of(Escape)),
        ("source", Reset),
        ("storage", Of(Keyword)),
        ("string", Of(String)),
        ("support.class", Of(Type)),
        ("support.constant", Of(Constant)),
        ("support.function", Of(Function)),
        ("support.module", Of(Type)),
        ("support.type", Of(Type)),
        ("support.type.property-name", Of(Attribute)),
        ("support.variable", Of(Variable)),
        ("variable", Of(Variable)),
        ("variable.annotation", Of(Meta)),
        ("variable.function", Of(Function)),
        // Every identifier of a general-purpose language would be coloured.
        ("variable.language.star.sql", Of(Operator)),
        ("variable.other.go", Keep),
        ("variable.other.readwrite.js", Keep),
        ("variable.other.readwrite.ts", Keep),
        ("variable.other.readwrite.tsx", Keep),
    ]
};

/// The table of [`BRUSHES`], ready for use.
#[derive(Debug)]
pub(super) struct Palette {
    /// Longest prefix first.
    brushes: Vec<(Scope, Brush)>,
}

impl Palette {
    /// Reads the table.
    pub(super) fn new() -> Self {
        let mut brushes: Vec<(Scope, Brush)> =
            BRUSHES.iter().filter_map(|(prefix, brush)| Some((Scope::new(prefix).ok()?, *brush))).collect();
        brushes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        Self { brushes }
    }

    /// What a scope does. Some 60 comparisons of two integers; `seen` keeps the answer.
    pub(super) fn brush(&self, scope: Scope, seen: &mut HashMap<Scope, Brush>) -> Brush {
        *seen.entry(scope).or_insert_with(|| {
            self.brushes.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map_or(Brush::Keep, |(_, brush)| *brush)
        })
    }
}
