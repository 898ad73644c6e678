//! A length of time that somebody states.

use super::table::Value;
use crate::parse::bound::Bound;
use crate::source::Span;

/// A length of time, and where it is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timed {
    /// The time.
    pub bound: Bound,
    /// Where it stands.
    pub place: Span,
}

impl Timed {
    /// As a value of a table, which sorts by its length.
    #[must_use]
    pub fn value(&self) -> Value {
        Value::new(&*self.bound.text).from(self.place).keyed(self.bound.order())
    }
}
