//! values.yaml.

use serde::{Deserialize, Serialize};

use crate::node::Node;

/// The keys and defaults of a values file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// The whole tree, every key with its place; [`crate::node::Value::Null`] where the file is empty.
    pub root: Node,
}
