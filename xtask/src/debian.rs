//! Programs that Debian's packages bring: named where they are missing, and installed where that is allowed and can be done.

use std::process::Command;

use crate::node::on_path;
use crate::test::status;

/// Sees to it that nothing is missing of what `missing` finds, names of packages; `with` come along when some are installed.
pub(crate) fn provide(missing: impl Fn() -> Vec<&'static str>, with: &[&str], may_install: bool) -> Result<(), String> {
    let packages = missing();
    if packages.is_empty() {
        return Ok(());
    }
    if !(may_install && can_install()) {
        return Err(explain(&packages));
    }
    status(Command::new("apt-get").args(["update", "--quiet"]))?;
    let mut install = Command::new("apt-get");
    install.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(&packages).args(with);
    status(install.env("DEBIAN_FRONTEND", "noninteractive"))?;
    let packages = missing();
    if packages.is_empty() { Ok(()) } else { Err(explain(&packages)) }
}

fn explain(missing: &[&str]) -> String {
    let packages = missing.join(" ");
    format!(
        "missing: {packages} (on Debian: `sudo apt-get install {packages}`, or `cargo xtask test --install` as root)"
    )
}

/// Whether this is root on a Debian system.
fn can_install() -> bool {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    root && on_path(&["apt-get"]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_how_to_get_it() {
        let text = provide(|| vec!["nodejs", "chromium"], &[], false).unwrap_err();
        assert!(text.contains("sudo apt-get install nodejs chromium"), "{text}");
        assert_eq!(provide(Vec::new, &[], false), Ok(()));
    }
}
