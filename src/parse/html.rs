//! Tokens of raw HTML with their places, by the HTML standard's own tokenizer.

use std::ops::Range;

use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Error, State, Tokenizer};
use rapidhash::RapidHashSet;

/// A token. Ranges are bytes of the text that was given to [`html_tokens`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HtmlToken {
    /// `<name attribute="value">`.
    Start(StartTag),
    /// `</name>`.
    End {
        /// The name in lower case.
        name: String,
        /// The tag.
        range: Range<usize>,
    },
    /// Text between tags, entities resolved.
    Text(String),
    /// A comment, `<!-- … -->`; also what HTML takes for one, such as `<?…?>`.
    Comment {
        /// The comment with its delimiters.
        range: Range<usize>,
    },
    /// `<!DOCTYPE …>`.
    Doctype {
        /// The declaration.
        range: Range<usize>,
    },
    /// A tag that isn't closed before the text ends, and so is none.
    Unclosed {
        /// The tag up to the end of the text.
        range: Range<usize>,
    },
}

/// A start tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StartTag {
    /// The name in lower case.
    pub name: String,
    /// The attributes in order; of equal names only the first.
    pub attributes: Vec<Attribute>,
    /// Whether it is written `<name/>`.
    pub self_closing: bool,
    /// The tag.
    pub range: Range<usize>,
}

impl StartTag {
    /// The value of an attribute.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| &*attribute.value)
    }
}

/// An attribute of a start tag.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attribute {
    /// The name in lower case.
    pub name: String,
    /// The value, entities resolved; empty where there is none.
    pub value: String,
    /// Name and value, quotes included.
    pub range: Range<usize>,
    /// The value as written, without quotes.
    pub value_range: Range<usize>,
}

/// Splits raw HTML into tokens.
#[must_use]
pub fn html_tokens(html: &str) -> Vec<HtmlToken> {
    let collector =
        Collector { html, tag: StartTag::default(), names: RapidHashSet::default(), repeated: false, read: 0 };
    let mut tokenizer = Tokenizer::new_with_emitter(html, CallbackEmitter::new(collector));
    let mut tokens: Vec<HtmlToken> = Vec::new();
    while let Some(token) = tokenizer.next() {
        let token = match token {
            Ok(token) => token,
            Err(never) => match never {},
        };
        if let HtmlToken::Start(tag) = &token {
            // Only these hold text instead of tags: the other elements that do (`<textarea>`, `<xmp>`) don't come
            // through the sanitiser, so that a browser reads what was in them as tags.
            match &*tag.name {
                "script" => tokenizer.set_state(State::ScriptData),
                "style" => tokenizer.set_state(State::RawText),
                _ => {}
            }
        }
        tokens.push(token);
    }
    tokens
}

struct Collector<'a> {
    html: &'a str,
    tag: StartTag,
    /// The names of the tag's attributes.
    names: RapidHashSet<String>,
    /// Whether the attribute that is being read repeats an earlier one.
    repeated: bool,
    /// Where the last token ended.
    read: usize,
}

impl Collector<'_> {
    /// The nearest range of the text on character boundaries.
    fn range(&self, start: usize, end: usize) -> Range<usize> {
        let boundary = |mut at: usize| {
            at = at.min(self.html.len());
            while !self.html.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = boundary(start);
        start..boundary(end).max(start)
    }

    /// The range of an attribute's value that starts at `start`, from the quotes around it.
    fn value_range(&self, start: usize) -> Range<usize> {
        let rest = self.html.as_bytes().get(start..).unwrap_or_default();
        let quote = start.checked_sub(1).and_then(|before| self.html.as_bytes().get(before).copied());
        let length = match quote {
            Some(quote @ (b'"' | b'\'')) => memchr::memchr(quote, rest),
            _ => rest.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>'),
        };
        self.range(start, start + length.unwrap_or(rest.len()))
    }
}

impl Callback<HtmlToken, usize> for Collector<'_> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, span: html5gum::Span<usize>) -> Option<HtmlToken> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.names.clear();
                self.tag = StartTag { name: text(name), range: span.start..span.start, ..StartTag::default() };
                None
            }
            CallbackEvent::AttributeName { name } => {
                let name = text(name);
                self.repeated = !self.names.insert(name.clone());
                if !self.repeated {
                    let range = self.range(span.start, span.start + name.len());
                    let value_range = range.end..range.end;
                    self.tag.attributes.push(Attribute { name, value: String::new(), range, value_range });
                }
                None
            }
            CallbackEvent::AttributeValue { value } => {
                let value_range = self.value_range(span.start);
                let quoted = matches!(self.html.as_bytes().get(value_range.end), Some(b'"' | b'\''));
                if !self.repeated
                    && let Some(attribute) = self.tag.attributes.last_mut()
                {
                    attribute.value = text(value);
                    attribute.range.end = value_range.end + usize::from(quoted);
                    attribute.value_range = value_range;
                }
                None
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let mut tag = std::mem::take(&mut self.tag);
                tag.self_closing = self_closing;
                tag.range = self.range(tag.range.start, span.end);
                self.read = tag.range.end;
                Some(HtmlToken::Start(tag))
            }
            CallbackEvent::EndTag { name } => {
                // HTML lets end tags have attributes, and they mean nothing.
                self.names.clear();
                self.tag = StartTag::default();
                self.read = span.end;
                Some(HtmlToken::End { name: text(name), range: self.range(span.start, span.end) })
            }
            CallbackEvent::String { value } => Some(HtmlToken::Text(text(value))),
            CallbackEvent::Comment { .. } => {
                self.read = span.end;
                Some(HtmlToken::Comment { range: self.range(span.start, span.end) })
            }
            CallbackEvent::Doctype { .. } => {
                self.read = span.end;
                Some(HtmlToken::Doctype { range: self.range(span.start, span.end) })
            }
            CallbackEvent::Error(Error::EofInTag) => {
                let read = self.range(self.read, self.html.len());
                let opens = |(at, _): &(usize, &str)| {
                    let next = self.html.as_bytes().get(read.start + at + 1);
                    next.is_some_and(|next| next.is_ascii_alphabetic() || *next == b'/')
                };
                let (at, _) = self.html[read.clone()].match_indices('<').find(opens)?;
                Some(HtmlToken::Unclosed { range: read.start + at..read.end })
            }
            CallbackEvent::Error(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_have_exact_places() {
        for html in [
            "<a href=\"x.md\" title='t'>",
            "<img src=a&amp;b.png alt=\"\">",
            "가 <a\nhref = 'x y' data-가=\"나\" disabled>",
            "<a href=x href=\"y\">",
            "<br/><img src=\"a&amp;\"/>",
            "<a HREF=\"é\"   ID=z>",
            "<a href='\r\n x\r\n' b=c>",
        ] {
            for token in html_tokens(html) {
                let HtmlToken::Start(tag) = token else { continue };
                let written = &html[tag.range.clone()];
                assert!(written.starts_with('<') && written.ends_with('>'), "{written}");
                for attribute in &tag.attributes {
                    let whole = &html[attribute.range.clone()];
                    assert!(whole.to_lowercase().starts_with(&attribute.name), "{whole}");
                    let value = html[attribute.value_range.clone()].replace("&amp;", "&").replace("\r\n", "\n");
                    assert_eq!(value, attribute.value, "{html}");
                    assert!(whole.trim_end_matches(['"', '\'']).ends_with(&html[attribute.value_range.clone()]));
                }
            }
        }
    }

    #[test]
    fn tokens_come_in_order() {
        let html = "<p>a &lt;b<!-- c --><BR/></p><script>x<y</script><!DOCTYPE html><?php ?><textarea><b>1 < 2 <a b";
        let seen: Vec<String> = html_tokens(html)
            .into_iter()
            .map(|token| match token {
                HtmlToken::Start(tag) => format!("start {} {}", tag.name, &html[tag.range]),
                HtmlToken::End { name, range } => format!("end {name} {}", &html[range]),
                HtmlToken::Text(text) => format!("text {text}"),
                HtmlToken::Comment { range } => format!("comment {}", &html[range]),
                HtmlToken::Doctype { range } => format!("doctype {}", &html[range]),
                HtmlToken::Unclosed { range } => format!("unclosed {}", &html[range]),
            })
            .collect();
        assert_eq!(
            seen,
            [
                "start p <p>",
                "text a <b",
                "comment <!-- c -->",
                "start br <BR/>",
                "end p </p>",
                "start script <script>",
                "text x<y",
                "end script </script>",
                "doctype <!DOCTYPE html>",
                "comment <?php ?>",
                "start textarea <textarea>",
                "start b <b>",
                "text 1 < 2 ",
                "unclosed <a b",
            ]
        );
    }
}
