//! Workflows, the action and pipelines, and the shell in them, held against linters.

use std::process::Command;

use crate::debian;
use crate::node::{Package, on_path};
use crate::root;
use crate::test::status;

/// What lints.
const PACKAGE: Package = Package { folder: "workflows", copy: "workflow-tests" };

/// Sees to it that the linters are there. The one of shell, which is no package of Node, may be installed where that is allowed;
/// elsewhere it is left out.
pub(crate) fn prepare(may_install: bool) -> Result<(), String> {
    if may_install {
        let missing = || if on_path(&["shellcheck"]).is_some() { Vec::new() } else { vec!["shellcheck"] };
        debian::provide(missing, &[], may_install)?;
    }
    let missing: Vec<&str> = ["git", "node", "npm"].into_iter().filter(|name| on_path(&[name]).is_none()).collect();
    if missing.is_empty() { PACKAGE.install() } else { Err(format!("there is no {}", missing.join(" and no "))) }
}

/// Lints all that this repository runs elsewhere or writes for others to run. Call [`prepare`] before.
pub(crate) fn run() -> Result<(), String> {
    status(Command::new("node").arg(PACKAGE.copy()?.join("lint.mjs")).arg(root()))
}
