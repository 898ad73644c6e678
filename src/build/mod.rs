//! From a repository to a site on the disk.
