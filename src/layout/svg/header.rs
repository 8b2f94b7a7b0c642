//! The header of the map: its title, the legend, and a description for readers who do not see the map.

use super::palette::{NO_SERVICE_HUE, pattern_id};
use super::rollout::rollout_text;
use super::text::{
    Typeface, address_count_text, count_of, count_text, escape_invisible, text_width, truncate,
};
use super::{AddressCount, AddressSpan, Drawing, MergeBy, Px, Xml, address_count};
use crate::layout::RunOwner;
use std::fmt::Write as _;

/// Most services in the legend, and most runs in the description.
const MOST_NAMED: usize = 24;
const MOST_DESCRIBED: usize = 40;

/// An entry of the legend.
struct LegendEntry {
    /// Classes of the swatch.
    classes: String,
    letter: String,
    /// Pattern over the tint.
    fill: String,
    name: String,
    detail: String,
}

impl Drawing {
    pub(super) fn title(&self) -> String {
        let what = if self.states.len() > 1 { "before and after" } else { "who gets the traffic" };
        format!("{}: {what}", self.prefix)
    }

    /// Addresses that change owner; `None` for a map of one state.
    fn changes(&self) -> Option<String> {
        let [_, after] = self.states.as_slice() else { return None };
        let all = address_count_text(address_count([after.layout.whole()].into_iter()));
        if after.moved.is_empty() {
            return Some(format!("none of {all} changes owner"));
        }
        let moved = address_count(after.moved.iter().copied());
        let verb = if moved.0 == 1 { "changes" } else { "change" };
        Some(format!("{moved} of {all} {verb} owner"))
    }

    fn summary(&self) -> String {
        let bindings = |at: usize| self.states.get(at).map_or(0, |state| state.layout.len());
        if let Some(changes) = self.changes() {
            return format!(
                "{} before, {} after: {changes}",
                count_of(bindings(0), "binding"),
                count_text(bindings(1))
            );
        }
        let size = address_count(self.states.iter().map(|state| state.layout.whole()));
        format!("{}, {}", address_count_text(size), count_of(bindings(0), "binding"))
    }

    /// The map in words: every run, up to a limit.
    pub(super) fn description(&self) -> String {
        let mut words = format!("{}.", self.summary());
        for state in &self.states {
            let runs = state.layout.strip(state.layout.whole(), MergeBy::Service, None);
            let _ = write!(words, " {}:", state.caption);
            for run in runs.iter().take(MOST_DESCRIBED) {
                let rolling = rollout_text(run.progress);
                let _ = write!(words, " {}: {}{rolling};", self.range(run.span), self.name(run));
            }
            words.pop();
            words.push('.');
            if let Some(more) = runs.len().checked_sub(MOST_DESCRIBED).filter(|more| *more > 0) {
                let _ = write!(words, " And {}.", count_of(more, "more run"));
            }
        }
        words
    }

    pub(super) fn draw_head(&mut self) {
        self.y = self.margin + 15.0;
        let (x, room) = (self.margin, self.inner());
        let prefix = self.prefix.to_string();
        let summary = self.summary();
        self.text(x, self.y, "title m", &prefix);
        let beside = x + text_width(&prefix, Typeface::Mono, 17.0) + 14.0;
        if beside + text_width(&summary, Typeface::Sans, 13.0) <= x + room {
            self.text(beside, self.y, "sub", &summary);
        } else {
            self.y += 21.0;
            self.text(x, self.y, "sub", &truncate(&summary, room, Typeface::Sans, 13.0));
        }
        self.y += 16.0;
        self.draw_legend();
    }

    /// Number of addresses of each service in each state; the last one is that of addresses without a service.
    fn owned(&self) -> Vec<Vec<(AddressCount, bool)>> {
        let of = |state: &super::MapState| {
            let runs = state.layout.strip(state.layout.whole(), MergeBy::Service, None);
            let mut owned = vec![(AddressCount(0), false); self.styles.len() + 1];
            for run in runs {
                let place = run.owner.service().map_or(self.styles.len(), |service| service as usize);
                if let Some((count, any)) = owned.get_mut(place) {
                    *count = AddressCount(count.0.wrapping_add(address_count([run.span].into_iter()).0));
                    *any = true;
                }
            }
            owned
        };
        self.states.iter().map(of).collect()
    }

    fn entries(&self) -> Vec<LegendEntry> {
        let owned = self.owned();
        let detail = |place: usize| -> String {
            let of = |owned: &Vec<(AddressCount, bool)>| match owned.get(place) {
                Some((count, true)) => count.to_string(),
                _ => "0".to_owned(),
            };
            let mut counts: Vec<_> = owned.iter().map(of).collect();
            counts.dedup();
            counts.join(" → ")
        };
        let mut entries: Vec<_> = self
            .styles
            .iter()
            .enumerate()
            .take(MOST_NAMED)
            .map(|(place, style)| LegendEntry {
                classes: format!("h{}", style.hue),
                letter: style.letter.clone(),
                fill: format!("url(#{})", pattern_id(style)),
                name: style.name.clone(),
                detail: detail(place),
            })
            .collect();
        let mut key = |classes: &str, letter: &str, fill: &str, name: &str, detail: String| {
            entries.push(LegendEntry {
                classes: format!("h{NO_SERVICE_HUE}{classes}"),
                letter: letter.to_owned(),
                fill: fill.to_owned(),
                name: name.to_owned(),
                detail,
            });
        };
        if let Some(more) = self.styles.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
            key("", "…", "none", &count_of(more, "more service"), String::new());
        }
        if owned.iter().any(|owned| owned.last().is_some_and(|(_, any)| *any)) {
            key("", "–", "none", "no service", detail(self.styles.len()));
        }
        if self.states.iter().any(|state| !state.moved.is_empty()) {
            key("", "", "url(#byoip-hand)", "changes owner", String::new());
        }
        let [is_removed, is_new] = [self.states.first(), self.states.get(1)]
            .map(|state| state.is_some_and(|state| state.alone.contains(&true)));
        if is_removed {
            key("", "−", "none", "removed", String::new());
        }
        if is_new {
            key("", "+", "none", "new", String::new());
        }
        if self.legend_needs.rolling {
            key(" rolling", "", "none", "still rolling out", String::new());
        }
        if self.legend_needs.stuck {
            key(" stuck", "", "none", "stuck: not active", String::new());
        }
        if self.legend_needs.regional {
            key(" regional", "R", "none", "regional, owns nothing", String::new());
        }
        entries
    }

    fn draw_legend(&mut self) {
        let (left, right) = (self.margin, self.width - self.margin);
        let mut x = left;
        self.out.push_str("<g class=\"legend\">\n");
        for LegendEntry { classes, letter, fill, name, detail } in self.entries() {
            let detail_width =
                if detail.is_empty() { 0.0 } else { text_width(&detail, Typeface::Mono, 11.0) + 8.0 };
            let room = right - left - 30.0 - detail_width;
            let name = match truncate(&name, room, Typeface::Sans, 13.0) {
                cut if cut.is_empty() => escape_invisible(&name, 8),
                cut => cut,
            };
            let name_width = text_width(&name, Typeface::Sans, 13.0);
            let whole = 30.0 + name_width + detail_width;
            if x > left && x + whole > right {
                x = left;
                self.y += 26.0;
            }
            let (top, words) = (Px(self.y), self.y + 14.0);
            let _ = writeln!(
                self.out,
                "<g class=\"{classes} halo\"><rect class=\"t\" x=\"{0}\" y=\"{top}\" width=\"23\" height=\"19\" rx=\"3\"/><rect x=\"{0}\" y=\"{top}\" width=\"23\" height=\"19\" rx=\"3\" fill=\"{fill}\"/><rect class=\"e\" x=\"{0}\" y=\"{top}\" width=\"23\" height=\"19\" rx=\"3\"/>",
                Px(x),
            );
            self.letter(x + 11.5, words, &letter);
            self.out.push_str("</g>\n");
            // A left-to-right mark, so that a right-to-left name does not move the number to its other side.
            let detail = match detail.as_str() {
                "" => String::new(),
                detail => format!("<tspan class=\"small m\" dx=\"7\">{}</tspan>", Xml(detail)),
            };
            let _ = writeln!(
                self.out,
                "<text class=\"name\" x=\"{}\" y=\"{}\">{}\u{200e}{detail}</text>",
                Px(x + 30.0),
                Px(words),
                Xml(&name),
            );
            x += whole + 22.0;
        }
        self.out.push_str("</g>\n");
        self.y += 32.0;
    }

    /// Writes the letters of a service, centred at `x`.
    pub(super) fn letter(&mut self, x: f64, y: f64, letter: &str) {
        let class = if letter.chars().count() > 1 { "l l2" } else { "l" };
        self.text(x, y, class, letter);
    }
}

/// True where a run has one owner, or none.
pub(super) fn has_one_owner(owner: RunOwner) -> bool {
    owner != RunOwner::Many
}

/// True where a span overlaps one of several sorted spans.
pub(super) fn overlaps_any(spans: &[AddressSpan], span: AddressSpan) -> bool {
    let at = spans.partition_point(|one| one.last < span.first);
    spans.get(at).is_some_and(|one| one.first <= span.last)
}
