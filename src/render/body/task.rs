//! Checklists, and the bars above them, which tell how far a reader is.

use super::Body;

/// Where the theme's script puts what it knows of a checklist. It has its place in the page from the start, so that nothing moves
/// when the script arrives.
const BAR: &str = "<div class=\"tasks-bar\"></div>\n";

/// What is known of the bars while a body is printed.
#[derive(Debug, Default)]
pub(super) struct TaskBars {
    /// How many checklists there are that stand in no other.
    lists: usize,
    /// Where the page's title ends, if it has one.
    title_end: Option<usize>,
}

impl Body<'_> {
    /// Marks the item that is open and its list as tasks, and prints the box.
    pub(super) fn task(&mut self, checked: bool) {
        if !self.site {
            self.out.push_str("<input type=\"checkbox\"");
            self.out.push_str(if checked { " checked=\"\" disabled=\"\" /> " } else { " disabled=\"\" /> " });
            return;
        }
        if let Some(item) = self.items.last() {
            self.out.insert_str(*item, " class=\"task\"");
        }
        if let Some(name_end) = self.lists.last_mut().and_then(Option::take) {
            self.out.insert_str(name_end, " class=\"contains-tasks\"");
            let inner = self.lists.split_last().is_some_and(|(_, outer)| outer.contains(&None));
            if !inner {
                self.task_bars.lists += 1;
                self.out.insert_str(name_end - "<ul".len(), BAR);
            }
        }
        self.out.push_str("<input type=\"checkbox\"");
        self.attribute("aria-label", self.input.words.t("Done"));
        self.out.push_str(" disabled");
        self.out.push_str(if checked { " checked> " } else { "> " });
    }

    /// Remembers where the page's title ends.
    pub(super) fn title_ended(&mut self) {
        if self.quotes.is_empty() && self.lists.is_empty() && !self.footnotes.is_open() {
            self.task_bars.title_end.get_or_insert(self.out.len());
        }
    }

    /// Prints the bar of the whole page, where it has several checklists.
    pub(super) fn page_task_bar(&mut self) {
        if self.task_bars.lists > 1 {
            self.out.insert_str(self.task_bars.title_end.unwrap_or(0), BAR);
        }
    }
}
