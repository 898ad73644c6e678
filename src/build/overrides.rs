//! What a command and git say of a site beside book.toml.

use crate::config::Config;
use crate::error::Result;
use crate::git::History;

/// What a command says instead of book.toml.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Whom the site is for; `[build] audience` where not given.
    pub audience: Option<Vec<String>>,
    /// Where the site will stand, as [`site_url`](crate::config::site_url) gives it; `site-url` where not given.
    pub site_url: Option<String>,
}

impl Overrides {
    /// Makes settings those of this run: what a command says goes before book.toml, and what the repository's remote says after
    /// it. Every kind of run comes by here, so that none can see another site than the others.
    ///
    /// # Errors
    /// Where there is no audience of a name.
    pub(super) fn apply(&self, config: &mut Config, history: &History) -> Result<()> {
        if let Some(audience) = &self.audience {
            config.audiences.build_for(audience)?;
        }
        if let Some(url) = &self.site_url {
            config.html.site_url = Some(url.clone());
        }
        if config.html.git_repository_url.is_none() {
            config.html.git_repository_url.clone_from(&history.remote_url);
        }
        if config.html.git_branch.is_none() {
            config.html.git_branch.clone_from(&history.default_branch);
        }
        Ok(())
    }
}
