//! Playbooks as templates see them: above their text, and on run sheets.

use super::{Viewer, kind_label};
use crate::config::Kind;
use crate::error::Result;
use crate::render::body::{Inserted, InsertedRole};
use crate::render::context::{Layout, LinkView, PageContext, PageView, PhaseView, PlaybookView, ValueView};
use crate::render::theme::Theme;
use crate::render::timeline::{playbook_timeline, when};
use crate::site::page::Page;
use crate::site::playbook::Playbook;
use crate::site::recovery::order::in_words;
use crate::site::route::{Route, encode_fragment};
use crate::site::table::Value;

/// How many gates and reasons to go back stand above a playbook's text.
const SHOWN: usize = 24;

impl Viewer<'_> {
    /// A playbook, as its page or its run sheet shows it.
    pub(super) fn playbook(&self, playbook: &Playbook, route: &Route) -> PlaybookView {
        let page = self.site.page(playbook.page);
        let at = |anchor: &str| match anchor {
            "" => String::new(),
            anchor => format!("#{}", encode_fragment(anchor)),
        };
        let is_sheet = *route == playbook.run_sheet;
        let anchor = |heading: u32| at(&page.document.headings[heading as usize].id);
        let phases = playbook.phases.iter().zip(&playbook.plan).enumerate().map(|(index, (phase, slot))| PhaseView {
            index: index + 1,
            title: phase.title.clone(),
            url: anchor(phase.heading),
            starts: when(slot.start, slot.at_least),
            offset: slot.start,
            takes: slot.length.map(in_words).unwrap_or_default(),
            seconds: slot.length.map(|length| length.as_secs()),
            owner: phase.owner.clone().unwrap_or_default(),
            gates: playbook.gates.iter().filter(|gate| gate.phase == Some(index)).count(),
        });
        let gates = playbook.gates.iter().map(|gate| LinkView {
            note: gate.phase.map(|phase| playbook.phases[phase].title.clone()).unwrap_or_default(),
            ..LinkView::plain(&*gate.title, at(&gate.anchor))
        });
        let triggers = playbook.triggers.iter().take(SHOWN);
        let triggers = triggers.map(|trigger| self.value(route, &Value::new(&*trigger.text).from(trigger.place)));
        PlaybookView {
            page_url: if is_sheet { route.link_to(&page.route) } else { String::new() },
            run_url: if is_sheet { String::new() } else { route.link_to(&playbook.run_sheet) },
            phases: phases.collect(),
            takes: playbook.takes_in_words().unwrap_or_default(),
            window: playbook.window.as_ref().map(|window| self.value(route, &window.time.value())),
            over: playbook.overrun().map(in_words).unwrap_or_default(),
            gates: gates.collect(),
            triggers: triggers.collect::<Vec<ValueView>>(),
            signoffs: playbook.signoffs.iter().map(|signoff| signoff.role.clone()).collect(),
            timeline: playbook_timeline(playbook, &page.title, self.translation),
        }
    }

    /// The run sheet of a playbook.
    pub(super) fn run_sheet(&self, page: &Page, route: &Route) -> PageContext {
        let mut context = self.bare(Layout::RunSheet, route, page.title.clone());
        context.page = PageView {
            kind_label: self.t(kind_label(Kind::Playbook)),
            // Who looks for it is to find the playbook.
            canonical_url: self.canonical(&page.route),
            moved: Vec::new(),
            ..self.page_view(page)
        };
        context.matrices = self.live_tables(page);
        context.breadcrumbs = self.breadcrumbs(page);
        context.breadcrumbs.push(LinkView::plain(&*page.title, route.link_to(&page.route)));
        if let Some(place) = self.site.nav.place(page.id) {
            let (section, _) = self.site.nav.at(place);
            let url = route.link_to(&section.route);
            for item in context.nav.sections.iter_mut().filter(|item| item.url == url) {
                item.open = true;
            }
        }
        context.playbook = self.site.playbook_of(page.id).map(|playbook| self.playbook(playbook, route));
        context
    }

    /// What stands between the parts of a playbook's text on its run sheet: around each phase what measures it and takes notes,
    /// behind each gate the decision.
    ///
    /// # Errors
    /// Where a template of the theme fails.
    pub fn run_parts(&self, page: &Page, view: &PlaybookView, theme: &Theme) -> Result<Vec<Inserted>> {
        let Some(playbook) = self.site.playbook_of(page.id) else { return Ok(Vec::new()) };
        let mut parts = Vec::new();
        for (phase, view) in playbook.phases.iter().zip(&view.phases) {
            let number = phase.heading;
            let mut put = |before: u32, html: String, role| parts.push(Inserted { before, html, role });
            let open = "<section class=\"run-phase\">".to_owned();
            put(phase.range.start, open, InsertedRole::Opens(number));
            let bar = theme.document("partials/run-phase.html", &serde_json::json!({ "phase": view }))?;
            put(phase.place.range.end, bar, InsertedRole::Whole);
            let notes = theme.document("partials/run-notes.html", &serde_json::json!({ "phase": view }))?;
            put(phase.range.end, notes, InsertedRole::Whole);
            put(phase.range.end, "</section>".to_owned(), InsertedRole::Closes(number));
        }
        for (gate, number) in playbook.gates.iter().zip(1..) {
            let html = theme.document(
                "partials/run-gate.html",
                &serde_json::json!({ "gate": { "index": number, "title": gate.title } }),
            )?;
            // A phase that ends with its gate ends behind it.
            let end = gate.phase.map_or(u32::MAX, |phase| playbook.phases[phase].range.end);
            let before = gate.place.range.end.min(end.saturating_sub(1));
            parts.push(Inserted { before, html, role: InsertedRole::Between });
        }
        // Where two stand at one place, a phase ends before the next begins.
        parts.sort_by_key(|part| part.before);
        Ok(parts)
    }
}
