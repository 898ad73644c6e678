//! Code as a reader sees it, with the way back to where it is written.

use crate::parse::document::Fence;
use crate::source::TextRange;

/// Some code and the places of its pieces in the file.
#[derive(Debug)]
pub struct Code {
    /// The code, quote marks and indentation of the Markdown left out.
    pub text: String,
    /// Where each piece starts in `text`, and its place in the file; in order.
    pieces: Vec<(u32, TextRange)>,
}

impl Code {
    /// The code of a block.
    #[must_use]
    pub fn of_fence(fence: &Fence, source: &str) -> Self {
        Self::of_pieces(&fence.code, source)
    }

    /// The code that stands in some pieces of the file.
    #[must_use]
    pub fn of_pieces(pieces: &[TextRange], source: &str) -> Self {
        let length = pieces.iter().map(|piece| piece.len()).sum();
        let mut code = Self { text: String::with_capacity(length), pieces: Vec::with_capacity(pieces.len()) };
        for piece in pieces {
            code.pieces.push((code.length(), *piece));
            code.text.push_str(piece.of(source));
        }
        code
    }

    /// Code that stands in one piece.
    #[must_use]
    pub fn of_range(range: TextRange, source: &str) -> Self {
        Self { text: range.of(source).to_owned(), pieces: vec![(0, range)] }
    }

    fn length(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }

    /// Where a part of the code is written. One that goes over several pieces begins in its first and ends in its last.
    #[must_use]
    pub fn place(&self, start: usize, end: usize) -> TextRange {
        let (first, first_at) = self.piece(start);
        // An end belongs to the piece before it.
        let (last, last_at) = if end > start { self.piece(end - 1) } else { (first, first_at) };
        let offset = |piece: TextRange, at: u32, offset: usize| piece.start as usize + offset - at as usize;
        let start = offset(first, first_at, start).min(first.end as usize);
        TextRange::new(start, offset(last, last_at, end).min(last.end as usize).max(start))
    }

    fn piece(&self, offset: usize) -> (TextRange, u32) {
        let after = self.pieces.partition_point(|(start, _)| *start as usize <= offset);
        self.pieces.get(after.saturating_sub(1)).map_or((TextRange::default(), 0), |(start, range)| (*range, *start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back_through_quote_marks() {
        let source = "> ```bash\n> make -f a.mk \\\n>   b\n> ```\n";
        let line = |text: &str| {
            let start = source.find(text).expect("there");
            TextRange::new(start, start + text.len())
        };
        let code = [line("make -f a.mk \\\n"), line("  b\n")];
        let fence = Fence {
            range: TextRange::new(2, source.len()),
            info: None,
            language: "bash".into(),
            code: code.into(),
            section: None,
        };
        let code = Code::of_fence(&fence, source);
        assert_eq!(code.text, "make -f a.mk \\\n  b\n");
        for word in ["make", "a.mk", "b\n"] {
            let start = code.text.rfind(word).expect("there");
            assert_eq!(code.place(start, start + word.len()).of(source), word);
        }
        assert_eq!(code.place(0, code.text.len()).of(source), "make -f a.mk \\\n>   b\n");
        assert!(code.place(code.text.len(), code.text.len()).is_empty());
    }
}
