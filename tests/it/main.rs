//! The one integration binary: a module a topic, one line a module.

mod architecture;
mod codes;
