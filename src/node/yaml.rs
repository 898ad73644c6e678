//! YAML as nodes. Owned by a helper; replaced.
use super::Node;
use crate::source::TextRange;

/// Why a YAML text can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub range: TextRange,
}

/// Reads a YAML document.
pub fn parse_yaml(_source: &str) -> Result<Node, YamlError> {
    Err(YamlError { message: String::new(), range: TextRange::default() })
}
