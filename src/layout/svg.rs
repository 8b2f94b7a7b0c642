//! Draws a map as SVG: one file without scripts or references, for light and dark surroundings, with reproducible
//! bytes.

mod bars;
mod binding_box;
mod header;
mod palette;
mod panel;
mod rollout;
mod scale;
mod style;
mod text;
mod true_scale;

use super::{AddressSpan, Layout, MergeBy, OwnerRun, PlacedBinding};
use crate::cidr::Cidr;
use crate::envelope::{ListFormat, read_list};
use crate::error::Error;
use crate::json::ReadLimits;
use crate::resource::{BindingRow, Progress, progress};
use crate::sort;
use palette::{ServiceStyle, service_styles};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use text::{AddressCount, Px, Xml};

/// The smallest and the largest width, px.
pub const WIDTHS: [u32; 2] = [320, 4096];

/// A binding to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapBinding {
    /// The addresses.
    pub cidr: Cidr,
    /// Identifier of the service; `None` for a regional binding, which owns nothing.
    pub service: Option<String>,
    /// The state of its roll-out, in the words of the API; `None` where it sent none.
    pub state: Option<String>,
}

/// A map to draw.
#[derive(Debug, Clone)]
pub struct MapSpec<'a> {
    /// The prefix.
    pub prefix: Cidr,
    /// The current bindings.
    pub before: &'a [MapBinding],
    /// The bindings after a change, to draw both states and hatch the addresses that change owner.
    pub after: Option<&'a [MapBinding]>,
    /// Names of services by their ids. Control characters in them are escaped.
    pub names: BTreeMap<String, String>,
    /// Ids and names of the account's services, drawn or not: they give a service the same style in every map of the
    /// account. Styles are assigned in the order of these ids, then to other ids that are drawn.
    pub services: BTreeMap<String, String>,
    /// Width in px, limited to [`WIDTHS`].
    pub width: u32,
}

/// One of the states of a map.
#[derive(Debug)]
struct MapState {
    caption: &'static str,
    layout: Layout,
    bindings: Vec<PlacedBinding>,
    /// For each binding the state that it is stuck in; empty for others.
    stuck: Vec<String>,
    /// For each binding, whether it is missing in the other state.
    alone: Vec<bool>,
    /// Addresses whose owner differs between the states.
    moved: Vec<AddressSpan>,
}

/// A map being drawn.
#[derive(Debug)]
struct Drawing {
    prefix: Cidr,
    styles: Vec<ServiceStyle>,
    states: Vec<MapState>,
    width: f64,
    margin: f64,
    /// The SVG text so far.
    out: String,
    /// Top of the next part.
    y: f64,
    /// What the legend has to explain.
    legend_needs: LegendNeeds,
}

/// What the legend has to explain.
#[derive(Debug, Default, Clone, Copy)]
struct LegendNeeds {
    rolling: bool,
    stuck: bool,
    regional: bool,
}

/// Draws a map. Equal maps have equal bytes; the order of bindings matters only among those of one CIDR. O(n log n).
#[must_use]
pub fn svg(picture: &MapSpec<'_>) -> String {
    let [least, most] = WIDTHS;
    let width = f64::from(picture.width.clamp(least, most));
    let (services, styles) = services(picture);
    let states = states(picture, &services);
    let mut drawing = Drawing {
        prefix: picture.prefix,
        styles,
        states,
        width,
        margin: if width < 480.0 { 14.0 } else { 24.0 },
        out: String::new(),
        y: 0.0,
        legend_needs: LegendNeeds::default(),
    };
    drawing.legend_needs = drawing.legend_needs();
    drawing.draw_head();
    // Both states have the same lines, so that they align.
    let both: Vec<_> = drawing.states.iter().flat_map(|state| state.bindings.iter().copied()).collect();
    let lines = Layout::new(picture.prefix, &both).lines(&picture.prefix);
    for line in &lines {
        drawing.draw_line(line, lines.len() > 1);
    }
    drawing.finish()
}

/// Ids and styles of the services that are drawn, by id.
fn services(picture: &MapSpec<'_>) -> (Vec<String>, Vec<ServiceStyle>) {
    let all = picture.before.iter().chain(picture.after.unwrap_or_default());
    let drawn = sort::distinct(all.filter_map(|drawn| drawn.service.as_deref()));
    let others = drawn.iter().copied().filter(|id| !picture.services.contains_key(*id));
    let named = |id: &str| {
        let names = [&picture.services, &picture.names];
        let name = names.into_iter().filter_map(|names| names.get(id)).find(|name| !name.is_empty());
        (id.to_owned(), name.map_or_else(|| id.to_owned(), String::clone))
    };
    let known: Vec<_> = picture.services.keys().map(String::as_str).chain(others).map(named).collect();
    let styles = service_styles(&known);
    let mut styles: Vec<_> = known.into_iter().map(|(id, _)| id).zip(styles).collect();
    styles.retain(|(id, _)| drawn.binary_search(&id.as_str()).is_ok());
    // Sort again: other ids follow those of the account.
    sort::sort_by(&mut styles, |(one, _), (other, _)| one.cmp(other));
    styles.into_iter().unzip()
}

fn states(picture: &MapSpec<'_>, services: &[String]) -> Vec<MapState> {
    let place = |id: &String| services.binary_search(id).ok().and_then(|at| u32::try_from(at).ok());
    let placed = |list: &[MapBinding]| -> Vec<PlacedBinding> {
        let one = |drawn: &MapBinding| PlacedBinding {
            cidr: drawn.cidr,
            service: drawn.service.as_ref().and_then(place),
            progress: progress(drawn.state.as_deref()),
        };
        list.iter().map(one).collect()
    };
    let state = |caption, list: &[MapBinding]| {
        let bindings = placed(list);
        let layout = Layout::new(picture.prefix, &bindings);
        let stuck = list.iter().map(|drawn| {
            drawn.state.clone().filter(|state| progress(Some(state)) == Progress::Stuck).unwrap_or_default()
        });
        let (stuck, alone) = (stuck.collect(), vec![false; bindings.len()]);
        MapState { caption, layout, alone, bindings, stuck, moved: Vec::new() }
    };
    let Some(after) = picture.after else { return vec![state("What traffic does", picture.before)] };
    let mut both = [state("Before", picture.before), state("After", after)];
    let keys = both.each_ref().map(|state| {
        let mut keys: Vec<_> = state.bindings.iter().map(|placed| (placed.cidr, placed.service)).collect();
        sort::sort(&mut keys);
        keys
    });
    let moved = moved(&both);
    for (state, other) in both.iter_mut().zip(keys.iter().rev()) {
        state.alone =
            state.bindings.iter().map(|p| other.binary_search(&(p.cidr, p.service)).is_err()).collect();
        state.moved.clone_from(&moved);
    }
    both.into()
}

/// The addresses whose owner differs between the states, by address. O(runs).
fn moved([before, after]: &[MapState; 2]) -> Vec<AddressSpan> {
    let runs = |state: &MapState| state.layout.strip(state.layout.whole(), MergeBy::Service, None);
    let (before, after) = (runs(before), runs(after));
    let mut moved: Vec<AddressSpan> = Vec::new();
    let (mut old, mut new) = (before.iter().peekable(), after.iter().peekable());
    while let (Some(one), Some(other)) = (old.peek(), new.peek()) {
        if one.owner.service() != other.owner.service()
            && let Some(span) = one.span.within(other.span)
        {
            match moved.last_mut() {
                Some(last) if last.last.checked_add(1) == Some(span.first) => last.last = span.last,
                _ => moved.push(span),
            }
        }
        let (ends, other_ends) = (one.span.last, other.span.last);
        if ends <= other_ends {
            old.next();
        }
        if other_ends <= ends {
            new.next();
        }
    }
    moved
}

/// Number of addresses in spans; 2^128 is 0.
fn address_count(spans: impl Iterator<Item = AddressSpan>) -> AddressCount {
    AddressCount(spans.fold(0, |sum: u128, span| sum.wrapping_add(span.last - span.first).wrapping_add(1)))
}

impl Drawing {
    /// Width between the margins.
    fn inner(&self) -> f64 {
        self.width - 2.0 * self.margin
    }

    fn legend_needs(&self) -> LegendNeeds {
        let all = || self.states.iter().flat_map(|state| &state.bindings);
        let any = |progress| all().any(|placed| placed.service.is_some() && placed.progress == progress);
        LegendNeeds {
            rolling: any(Progress::Provisioning),
            stuck: any(Progress::Stuck),
            regional: all().any(|placed| placed.service.is_none()),
        }
    }

    fn style_of(&self, service: Option<u32>) -> Option<&ServiceStyle> {
        self.styles.get(service? as usize)
    }

    /// Name of an owner, for display.
    fn name(&self, run: &OwnerRun) -> String {
        match (run.owner, self.style_of(run.owner.service())) {
            (super::RunOwner::Many, _) => "runs".to_owned(),
            (_, Some(style)) => style.name.clone(),
            (_, None) => "no service".to_owned(),
        }
    }

    /// The address with this number, in the prefix's family.
    fn address(&self, number: u128) -> String {
        let layout = self.states.first().map(|state| &state.layout);
        layout
            .and_then(|layout| layout.address(number))
            .map_or_else(String::new, |address| address.to_string())
    }

    fn range(&self, span: AddressSpan) -> String {
        let first = self.address(span.first);
        if span.first == span.last { first } else { format!("{first} to {}", self.address(span.last)) }
    }

    /// Writes text at a position.
    fn text(&mut self, x: f64, y: f64, class: &str, text: &str) {
        let _ = writeln!(
            self.out,
            "<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>",
            Px(x),
            Px(y),
            Xml(text)
        );
    }

    fn finish(self) -> String {
        let (width, height) = (Px(self.width), Px((self.y + self.margin - 6.0).ceil()));
        let mut all = String::new();
        let _ = writeln!(
            all,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"byoip-map\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"byoip-title byoip-desc\">",
        );
        let _ = writeln!(all, "<title id=\"byoip-title\">{}</title>", Xml(&self.title()));
        let _ = writeln!(all, "<desc id=\"byoip-desc\">{}</desc>", Xml(&self.description()));
        all.push_str("<style>\n");
        style::rules(&mut all, &self.styles);
        all.push_str("</style>\n<defs>\n");
        palette::patterns(&mut all, &self.styles);
        all.push_str("</defs>\n");
        let _ = writeln!(
            all,
            "<rect class=\"card\" x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"10\"/>",
            Px(self.width - 1.0),
            Px((self.y + self.margin - 6.0).ceil() - 1.0),
        );
        all.push_str(&self.out);
        all.push_str("</svg>\n");
        all
    }
}

/// Draws lists of bindings in JSON, each an answer of the API, a bare list or a snapshot. `services` is
/// [`MapSpec::services`].
///
/// # Errors
///
/// Those of [`read_list`], for either list.
pub fn svg_of_lists(
    prefix: Cidr,
    before: &[u8],
    after: Option<&[u8]>,
    services: BTreeMap<String, String>,
    width: u32,
    limits: ReadLimits,
) -> Result<String, Error> {
    let mut names = BTreeMap::new();
    let mut read = |bytes: &[u8]| -> Result<Vec<MapBinding>, Error> {
        let list = read_list(bytes.to_vec(), limits, ListFormat::Any)?;
        let one = |(at, row): (usize, &BindingRow)| {
            let binding = list.binding(at)?;
            if let (Some(id), Some(name)) = (&binding.service_id, binding.service_name) {
                names.entry(id.clone()).or_insert(name);
            }
            Some(MapBinding { cidr: row.cidr, service: binding.service_id, state: binding.state })
        };
        Ok(list.rows().iter().enumerate().filter_map(one).collect())
    };
    let before = read(before)?;
    let after = after.map(&mut read).transpose()?;
    Ok(svg(&MapSpec { prefix, before: &before, after: after.as_deref(), names, services, width }))
}
