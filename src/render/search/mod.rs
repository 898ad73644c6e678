//! The index that the theme's search asks: small scripts, each of which hands a piece of data to a function, so that they load
//! from any folder, from `file://`, and under a policy that forbids everything else.
//!
//! | file in `search/` | what it holds | loaded |
//! |---|---|---|
//! | `index.js` | where words are, what can be filtered by | when search is opened |
//! | `t-<word>.js` | the words from this one up to the next file's, and on which pages and in which sections they stand | for the words of a question |
//! | `w-<letter>.js` | the words with this first letter, the most frequent ones where there are many | for a word that is nowhere, or of which little was typed |
//! | `p-<page>-<part>.js` | a page's title, and the text of some of its sections | for what is shown |
//!
//! A page has the same number in every build (it is made from the page's route), a file of words ends where a word's own
//! hash says so, and weights are coarse. So an edit changes the few files that hold the words of the edited section.
//!
//! A question loads one file for each of its words and one for each result. Words that stand on more pages than anybody looks
//! through keep the pages where they weigh most ([`shard::MOST_PAGES`]), so what is loaded doesn't grow with the site.

pub mod page;
pub mod posting;
pub mod script;
mod section;
pub mod shard;
pub mod text;
pub mod words;

/// Version of the files' form: a page that is open while the site is published anew asks for its own.
pub const VERSION: u32 = 1;
