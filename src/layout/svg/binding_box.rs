//! The box of a binding, or of several that are too narrow to draw apart.

use super::palette::NO_SERVICE_HUE;
use super::rollout::{rollout_class, rollout_text};
use super::scale::StretchedScale;
use super::text::{Typeface, count_text, escape_invisible, text_width, truncate};
use super::{Drawing, MapState, Px, Xml};
use crate::layout::BindingRect;
use crate::resource::Progress;
use std::fmt::Write as _;

/// Height of a box and the gap below it, px.
pub(super) const ROW: f64 = 28.0;
pub(super) const ROW_GAP: f64 = 3.0;
/// Where the label of a box begins, after its letter.
pub(super) const LABEL_INSET: f64 = 27.0;

/// What a box shows.
struct BoxLabel {
    /// Classes of its colours and of its edge.
    classes: String,
    fill: String,
    letter: String,
    /// Plus or minus where the binding is in one of two states only.
    sign: &'static str,
    /// The CIDR.
    title: String,
    /// Name of the service.
    name: String,
    /// How many bindings inside it are not drawn.
    hidden: String,
    /// For readers who do not see the map.
    description: String,
}

impl Drawing {
    /// Draws the box of a rectangle of a state.
    pub(super) fn draw_binding(&mut self, state: usize, rect: &BindingRect, scale: &StretchedScale) {
        let label = match self.states.get(state) {
            Some(map) if rect.binding.is_some() => self.binding_label(map, state, rect),
            Some(_) => Some(self.group_label(rect)),
            None => return,
        };
        let Some(label) = label else { return };
        let (x, right) = (scale.left(rect.span.first), scale.right(rect.span.last));
        let (left, y) = (self.margin + x, self.y + f64::from(rect.row) * (ROW + ROW_GAP));
        self.open_box(&label.classes, &label.description, left, y, right - x, ROW, &label.fill);
        self.draw_box_label(&label, rect.binding.is_some(), (left, right - x), y + ROW / 2.0 + 4.5);
        self.out.push_str("</g>\n");
    }

    /// Draws as much of a label as there is room for, from `left`.
    fn draw_box_label(&mut self, label: &BoxLabel, is_one: bool, (left, width): (f64, f64), base: f64) {
        let BoxLabel { letter, sign, title, name, hidden, .. } = label;
        let room = width - LABEL_INSET - 7.0;
        let used = text_width(title, Typeface::Mono, 12.0);
        let short = truncate(name, room - text_width(sign, Typeface::Sans, 13.0), Typeface::Sans, 13.0);
        if used <= room {
            self.letter(left + 14.0, base, letter);
            self.clipped(left + LABEL_INSET, base, room + 4.0, "cidr m", title);
            let (beside, rest) = (left + LABEL_INSET + used + 12.0, room - used - 12.0);
            let name = if is_one { format!("{name}{hidden}") } else { String::new() };
            let under = truncate(&name, rest, Typeface::Sans, 11.0);
            if !under.is_empty() {
                self.clipped(beside, base, rest + 4.0, "small under", &under);
            }
        } else if short.is_empty() || !is_one {
            self.letter(left + width / 2.0, base, &format!("{}{letter}", sign.trim_end()));
        } else {
            // The first groups of an address alone would say less than the name.
            self.letter(left + 14.0, base, letter);
            self.clipped(left + LABEL_INSET, base, room + 4.0, "name", &format!("{sign}{short}"));
        }
    }

    /// The label of one binding.
    fn binding_label(&self, map: &MapState, state: usize, rect: &BindingRect) -> Option<BoxLabel> {
        let index = rect.binding? as usize;
        let binding = map.bindings.get(index)?;
        let (hue, fill, letter) = self.fill(rect.service);
        let owned = if rect.service.is_some() { rect.progress } else { Progress::Active };
        let (sign, change) = match (map.alone.get(index), state) {
            (Some(true), 0) => ("− ", ", is removed"),
            (Some(true), _) => ("+ ", ", is new"),
            _ => ("", ""),
        };
        let name = self.style_of(rect.service).map(|style| style.name.clone());
        let goes = name
            .as_ref()
            .map_or_else(|| "regional, owns nothing".to_owned(), |name| format!("goes to {name}"));
        let rolling = match map.stuck.get(index) {
            Some(stuck) if owned == Progress::Stuck && !stuck.is_empty() => {
                format!(", stuck: {}", escape_invisible(stuck, 60))
            }
            _ => rollout_text(owned).to_owned(),
        };
        let times = if rect.count > 1 { format!(", bound {} times", rect.count) } else { String::new() };
        let hidden = match rect.hidden {
            0 => String::new(),
            hidden => format!(" · {} inside", count_text(hidden as usize)),
        };
        let (class, letter) = if rect.service.is_none() {
            (" regional", "R".to_owned())
        } else {
            (rollout_class(owned), letter)
        };
        Some(BoxLabel {
            classes: format!("h{hue}{class} halo"),
            fill,
            letter,
            sign,
            title: format!("{sign}{}", binding.cidr),
            name: name.unwrap_or_default(),
            description: format!("{} {goes}{rolling}{change}{times}{hidden}", binding.cidr),
            hidden,
        })
    }

    /// The label of several bindings in one box.
    fn group_label(&self, rect: &BindingRect) -> BoxLabel {
        let count = count_text(rect.count as usize);
        BoxLabel {
            classes: format!("h{NO_SERVICE_HUE} many halo"),
            fill: "none".to_owned(),
            description: format!("{}: {count} bindings, too small to draw apart", self.range(rect.span)),
            letter: count,
            sign: "",
            title: "bindings".to_owned(),
            name: String::new(),
            hidden: String::new(),
        }
    }

    /// A rectangle with its tint, pattern and edge; the caller closes the group.
    #[expect(clippy::too_many_arguments, reason = "a rectangle has four numbers, and these are its looks")]
    pub(super) fn open_box(
        &mut self,
        classes: &str,
        label: &str,
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        fill: &str,
    ) {
        let place = format!(
            "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\"",
            Px(x + 0.75),
            Px(y),
            Px((width - 1.5).max(1.0)),
            Px(height),
        );
        let _ = writeln!(
            self.out,
            "<g class=\"{classes}\"><title>{}</title><rect class=\"t\" {place}/>",
            Xml(label)
        );
        if fill != "none" {
            let _ = writeln!(self.out, "<rect {place} fill=\"{fill}\"/>");
        }
        let _ = writeln!(self.out, "<rect class=\"e\" {place}/>");
    }

    /// Text that is clipped to its room, whatever typeface the reader has.
    pub(super) fn clipped(&mut self, x: f64, y: f64, room: f64, class: &str, text: &str) {
        let _ = writeln!(
            self.out,
            "<svg x=\"{}\" y=\"{}\" width=\"{}\" height=\"24\"><text class=\"{class}\" x=\"0\" y=\"16\">{}</text></svg>",
            Px(x),
            Px(y - 16.0),
            Px(room),
            Xml(text),
        );
    }
}
