//! What an objective holds for: the loss of everything, or of a part.

/// How much of a chart a scenario is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// All of it, after a disaster: `Full disaster recovery`, `Overall RTO`, or nothing said at all.
    Disaster,
    /// All of it, by a name that says less: `Full cluster restore`, `Full System`, `Complete cluster loss`.
    Full,
    /// A component, a method, a single failure.
    Part,
}

/// A scenario.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scenario {
    /// Its name as written; empty where none is.
    pub name: String,
    /// Its name without case, marks and the words that every scenario has: equal for the same scenario in other words.
    pub key: String,
    /// How much it is about.
    pub extent: Extent,
}
