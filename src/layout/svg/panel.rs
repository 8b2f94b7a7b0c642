//! One line of the map: for each state the strip of owners with the bindings below it, then the true scale.

use super::bars::BarRow;
use super::binding_box::{LABEL_INSET, ROW, ROW_GAP};
use super::header::{has_one_owner, overlaps_any};
use super::palette::{NO_SERVICE_HUE, pattern_id};
use super::rollout::{rollout_class, rollout_text};
use super::scale::StretchedScale;
use super::text::{Typeface, address_count_text, count_text, text_width, truncate};
use super::{Drawing, Px, address_count};
use crate::cidr::Family;
use crate::layout::{AddressSpan, BindingRect, MapLine, MergeBy, OwnerRun};
use std::fmt::Write as _;

/// Height of a strip, px.
const STRIP: f64 = 44.0;
/// A cell has at least this width; where there are few cells, at least that of a CIDR of IPv4 or a usual one of IPv6.
const MIN_CELL_WIDTH: f64 = 27.0;
const COMFORTABLE_CELL_WIDTH: [f64; 2] = [150.0, 210.0];

/// The part of one state in a line.
struct PanelPart {
    runs: Vec<OwnerRun>,
    rects: Vec<BindingRect>,
}

impl Drawing {
    pub(super) fn draw_line(&mut self, line: &MapLine, several: bool) {
        let (parts, scale) = self.choose_parts(line.span);
        if several {
            let blocks = if line.blocks > 1 {
                format!(", {} × /{}", line.blocks, line.length)
            } else {
                String::new()
            };
            let name = match self.states.first() {
                Some(state) if line.blocks == 1 => state
                    .layout
                    .address(line.span.first)
                    .map_or_else(String::new, |a| format!("{a}/{}", line.length)),
                _ => self.range(line.span),
            };
            self.y += 12.0;
            self.text(self.margin, self.y, "cidr m", &format!("{name}{blocks}"));
            self.y += 7.0;
        }
        if let Some(part) = parts.first().filter(|_| several && self.is_uniform(line.span)) {
            self.draw_strip(0, part, &[], &scale, ROW);
            self.y += ROW + 12.0;
            return;
        }
        for (at, part) in parts.iter().enumerate() {
            self.draw_part(at, part, &scale, several);
        }
        if scale.stretched
            && let Some((last, part)) = parts.iter().enumerate().next_back()
        {
            self.draw_true_scale(last, &part.runs, &scale, several);
        }
        self.y += if several { 16.0 } else { 4.0 };
    }

    /// Chooses how much of a view to draw: all of it where there is room, else what fits.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a width is small and not negative"
    )]
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer cells than 2^53")]
    fn choose_parts(&self, view: AddressSpan) -> (Vec<PanelPart>, StretchedScale) {
        let room = (self.inner() / MIN_CELL_WIDTH) as usize;
        let mut pixels = None;
        let [v4, v6] = COMFORTABLE_CELL_WIDTH;
        let ample = if self.prefix.family() == Family::V4 { v4 } else { v6 };
        loop {
            let parts: Vec<_> = self
                .states
                .iter()
                .map(|state| PanelPart {
                    runs: state.layout.strip(view, MergeBy::Service, pixels),
                    rects: state.layout.icicle(view, pixels),
                })
                .collect();
            let runs = parts.iter().flat_map(|part| part.runs.iter().map(|run| run.span));
            let rects = parts.iter().flat_map(|part| part.rects.iter().map(|rect| rect.span));
            let starts = StretchedScale::starts(view, runs.chain(rects));
            if starts.len() <= room || pixels == Some(1) {
                let least = (self.inner() / starts.len() as f64 / 1.4).clamp(MIN_CELL_WIDTH, ample);
                return (parts, StretchedScale::new(view, starts, self.inner(), least));
            }
            pixels = Some(pixels.map_or(room as u32, |pixels: u32| (pixels * 3 / 4).max(1)));
        }
    }

    fn draw_part(&mut self, at: usize, part: &PanelPart, scale: &StretchedScale, several: bool) {
        let Some(state) = self.states.get(at) else { return };
        let (caption, moved) = (state.caption, state.moved.clone());
        let both = self.states.len() > 1;
        if both || !several {
            self.y += 14.0;
            self.text(self.margin, self.y, "cap", caption);
            self.y += 8.0;
        }
        self.draw_strip(at, part, &moved, scale, STRIP);
        self.y += STRIP;
        self.draw_axis(part, scale);
        self.y += 22.0;
        if !both && !several && !part.rects.is_empty() {
            self.y += 14.0;
            let words = "The bindings that decide it: a lower one is smaller, and wins";
            self.text(self.margin, self.y, "cap", &truncate(words, scale.width, Typeface::Sans, 13.0));
            self.y += 8.0;
        }
        let mut rows = 0;
        for rect in &part.rects {
            self.draw_binding(at, rect, scale);
            rows = rows.max(rect.row + 1);
        }
        self.y += f64::from(rows) * (ROW + ROW_GAP) + if both { 12.0 } else { 4.0 };
    }

    /// True where one strip is enough for a line: no binding starts or ends in it, and no owner in it changes.
    fn is_uniform(&self, line: AddressSpan) -> bool {
        let plain = |state: &super::MapState| {
            state.layout.around(line).is_some() && !overlaps_any(&state.moved, line)
        };
        self.states.iter().all(plain)
    }

    fn draw_strip(
        &mut self,
        at: usize,
        part: &PanelPart,
        moved: &[AddressSpan],
        scale: &StretchedScale,
        height: f64,
    ) {
        for run in &part.runs {
            self.draw_run(at, run, scale, height);
        }
        for cell in scale.cells().filter(|cell| overlaps_any(moved, *cell)) {
            let (x, right) = (scale.left(cell.first) + 0.75, scale.right(cell.last) - 0.75);
            let _ = writeln!(
                self.out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"3\" fill=\"url(#byoip-hand)\"/>",
                Px(self.margin + x),
                Px(self.y),
                Px((right - x).max(1.0)),
                Px(height),
            );
        }
        self.draw_run_words(part, scale, height);
    }

    pub(super) fn fill(&self, service: Option<u32>) -> (usize, String, String) {
        match self.style_of(service) {
            Some(style) => (style.hue, format!("url(#{})", pattern_id(style)), style.letter.clone()),
            None => (NO_SERVICE_HUE, "none".to_owned(), "–".to_owned()),
        }
    }

    fn run_label(&self, run: &OwnerRun) -> String {
        let rolling = rollout_text(run.progress);
        let count = if has_one_owner(run.owner) {
            String::new()
        } else {
            format!("{} ", count_text(run.count as usize))
        };
        let (range, size) = (self.range(run.span), address_count_text(address_count([run.span].into_iter())));
        format!("{range}: {count}{}{rolling}, {size}", self.name(run))
    }

    fn draw_run(&mut self, at: usize, run: &OwnerRun, scale: &StretchedScale, height: f64) {
        let (x, right) = (scale.left(run.span.first), scale.right(run.span.last));
        let (hue, fill, _) = self.fill(run.owner.service());
        let kind = if has_one_owner(run.owner) { rollout_class(run.progress) } else { " many" };
        let label = self.run_label(run);
        let (left, y) = (self.margin + x, self.y);
        self.open_box(&format!("h{hue}{kind}"), &label, left, y, right - x, height, &fill);
        self.out.push_str("</g>\n");
        if !has_one_owner(run.owner) {
            let bars = BarRow { at, view: run.span, x: x + 4.0, width: right - x - 8.0 };
            self.draw_bars(&bars, y + height - 14.0, 10.0);
        }
    }

    /// The labels of the runs, above the hatching.
    fn draw_run_words(&mut self, part: &PanelPart, scale: &StretchedScale, height: f64) {
        let y = self.y;
        for run in &part.runs {
            let (x, right) = (scale.left(run.span.first), scale.right(run.span.last));
            let (hue, _, letter) = self.fill(run.owner.service());
            let letter = if has_one_owner(run.owner) { letter } else { count_text(run.count as usize) };
            let room = right - x - LABEL_INSET - 7.0;
            let name = match self.name(run) {
                name if has_one_owner(run.owner) => truncate(&name, room, Typeface::Sans, 13.0),
                name if text_width(&name, Typeface::Sans, 13.0) <= room => name,
                _ => String::new(),
            };
            let size = address_count_text(address_count([run.span].into_iter()));
            let is_tall = height >= STRIP;
            let has_size = is_tall
                && has_one_owner(run.owner)
                && !name.is_empty()
                && text_width(&size, Typeface::Mono, 11.0) <= room;
            let left = self.margin + x;
            let _ = writeln!(self.out, "<g class=\"h{hue} halo\">");
            let centre = if name.is_empty() { left + (right - x) / 2.0 } else { left + 15.0 };
            let lifted = if has_one_owner(run.owner) { 0.0 } else { 6.0 };
            self.letter(centre, y + height / 2.0 + 5.0 - lifted, &letter);
            if !name.is_empty() {
                let base = if has_size { y + 19.0 } else { y + height / 2.0 + 5.0 - lifted };
                self.clipped(left + LABEL_INSET, base, room + 4.0, "name", &name);
            }
            if has_size {
                self.text(left + LABEL_INSET, y + 34.0, "small under m", &size);
            }
            self.out.push_str("</g>\n");
        }
    }

    /// The first addresses of the runs, where there is room, and the last address of the line.
    fn draw_axis(&mut self, part: &PanelPart, scale: &StretchedScale) {
        let (y, left) = (self.y, self.margin);
        let last = part.runs.last().map_or_else(String::new, |run| self.address(run.span.last));
        let end = scale.width - text_width(&last, Typeface::Mono, 11.0);
        let mut free = 0.0;
        for (at, run) in part.runs.iter().enumerate() {
            let x = scale.left(run.span.first);
            let text = self.address(run.span.first);
            let room = x + text_width(&text, Typeface::Mono, 11.0);
            let _ =
                writeln!(self.out, "<path class=\"tick\" d=\"M{} {}v5\"/>", Px(left + x + 0.75), Px(y + 1.0));
            let limit = if at == 0 { scale.width } else { end - 14.0 };
            if x >= free && room <= limit {
                self.text(left + x, y + 16.0, "small m", &text);
                free = room + 12.0;
            }
        }
        if end >= free {
            self.text(left + scale.width, y + 16.0, "small m end", &last);
        }
    }
}
