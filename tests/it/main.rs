//! Tests of docsgen from the outside.

mod conformance;
