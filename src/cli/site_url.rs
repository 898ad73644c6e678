//! The address of the site, where the command line gives it.

use crate::config::site_url;
use crate::error::{Error, Result};

/// The address that `--site-url` names.
pub(crate) fn absolute_site_url(url: &str) -> Result<String> {
    site_url(url).ok_or_else(|| {
        Error::new(format!("`--site-url {url}`: that is no address of a site"))
            .help("write `https://host/path/`, or only the path, as `/path/`")
    })
}
