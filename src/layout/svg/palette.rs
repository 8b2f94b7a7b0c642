//! The style of each service: a colour, a pattern and letters, by its id, and never by colour alone.

use super::text::escape_invisible;
use crate::sort;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Colours and patterns: together they distinguish 48 services.
const HUES: usize = 8;
const PATTERNS: usize = 6;

/// The style of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ServiceStyle {
    /// Index of its colours.
    pub(super) hue: usize,
    pub(super) pattern: usize,
    /// One letter or two, unique among the services where possible.
    pub(super) letter: String,
    pub(super) name: String,
}

/// Tint, edge and pattern of each colour: light, then dark. The last one is for addresses without a service.
const COLOURS: [[[&str; 3]; 2]; HUES + 1] = [
    [["#e3e9ff", "#465dcb", "#c3cffb"], ["#222c55", "#8fa2ff", "#35437c"]],
    [["#ffe7d3", "#aa4c05", "#fbcba4"], ["#492b13", "#ff9f52", "#6d4221"]],
    [["#d3f1eb", "#0a746a", "#a6ded4"], ["#0f3b38", "#52d0c0", "#1d5852"]],
    [["#fce1ee", "#b52e77", "#f5bdd8"], ["#481c36", "#ff8ac1", "#6b2e52"]],
    [["#e6f1d0", "#547210", "#cadfa3"], ["#2c3813", "#b4d560", "#45561f"]],
    [["#faefc4", "#806106", "#ecdb93"], ["#3f340b", "#e9c94f", "#5d4e18"]],
    [["#d9eefb", "#106d9c", "#b0dbf4"], ["#11354a", "#6cc4f1", "#1f516e"]],
    [["#ece5f5", "#7555a2", "#d5c6ea"], ["#332a45", "#c1a7eb", "#4c3f66"]],
    [["#f1f1ee", "#686b70", "#f1f1ee"], ["#24272b", "#8b919a", "#24272b"]],
];
/// The index for addresses without a service.
pub(super) const NO_SERVICE_HUE: usize = HUES;

/// The strokes of each pattern, in a square of 8.
const STROKES: [&str; PATTERNS] = [
    "<path class=\"w\" d=\"M-2 2 2-2M0 8 8 0M6 10 10 6\"/>",
    "<circle class=\"d\" cx=\"2\" cy=\"2\" r=\"1\"/><circle class=\"d\" cx=\"6\" cy=\"6\" r=\"1\"/>",
    "<path class=\"w\" d=\"M0 2H8M0 6H8\"/>",
    "<path class=\"w\" d=\"M0 4H8M4 0V8\"/>",
    "<path class=\"w\" d=\"M-2 6 2 10M0 0 8 8M6-2 10 2\"/>",
    "<path class=\"w\" d=\"M2 0V5M6 4V8M6 0V1\"/>",
];

/// The styles of services, in their order, which decides the colours.
pub(super) fn service_styles(services: &[(String, String)]) -> Vec<ServiceStyle> {
    let mut taken = BTreeMap::new();
    let style = |(place, (_, name)): (usize, &(String, String))| {
        let letter = unique_letters(name, &taken);
        taken.insert(letter.clone(), String::new());
        let pattern = (place % HUES + place / HUES) % PATTERNS;
        ServiceStyle { hue: place % HUES, pattern, letter, name: escape_invisible(name, 60) }
    };
    services.iter().enumerate().map(style).collect()
}

/// The first letters that are not taken: `C`, `CD`, `CN`.
fn unique_letters(name: &str, taken: &BTreeMap<String, String>) -> String {
    let upper: String = name.chars().flat_map(char::to_uppercase).take(200).collect();
    let mut words = upper.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let (first, second) = (words.next().unwrap_or("?"), words.next());
    let mut rest = first.chars();
    let initial = rest.next().unwrap_or('?').to_string();
    let with = |c: Option<char>| c.map(|c| format!("{initial}{c}"));
    let pair = with(second.and_then(|word| word.chars().next()));
    let candidates = [Some(initial.clone()), pair].into_iter().chain(rest.map(|c| with(Some(c))));
    let free = candidates.flatten().find(|candidate| !taken.contains_key(candidate));
    free.unwrap_or_else(|| format!("{initial}{}", taken.len()))
}

/// The id of the pattern of a style.
pub(super) fn pattern_id(style: &ServiceStyle) -> String {
    format!("byoip-{}-{}", style.hue, style.pattern)
}

/// The patterns of these styles, and the hatching of addresses that change owner.
pub(super) fn patterns(out: &mut String, styles: &[ServiceStyle]) {
    let mut used: Vec<&ServiceStyle> = styles.iter().collect();
    sort::sort_by(&mut used, |one, other| one.hue.cmp(&other.hue).then(one.pattern.cmp(&other.pattern)));
    used.dedup_by_key(|style| (style.hue, style.pattern));
    for style in used {
        let (ServiceStyle { hue, pattern, .. }, id) = (style, pattern_id(style));
        let strokes = STROKES.get(*pattern).copied().unwrap_or_default();
        let _ = writeln!(
            out,
            "<pattern id=\"{id}\" class=\"h{hue}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">{strokes}</pattern>",
        );
    }
    out.push_str(
        "<pattern id=\"byoip-hand\" width=\"9\" height=\"9\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><path class=\"hand\" d=\"M0 0V9\"/></pattern>\n",
    );
}

/// The CSS rules for the colours of these styles, light or dark.
pub(super) fn rules(out: &mut String, styles: &[ServiceStyle], dark: bool) {
    let mut hues: Vec<_> = styles.iter().map(|style| style.hue).chain([NO_SERVICE_HUE]).collect();
    sort::sort(&mut hues);
    hues.dedup();
    for hue in hues {
        let Some([tint, edge, pattern]) = COLOURS.get(hue).and_then(|both| both.get(usize::from(dark)))
        else {
            continue;
        };
        let _ = writeln!(
            out,
            ".byoip-map .h{hue} .t{{fill:{tint}}}.byoip-map .h{hue} .e{{stroke:{edge}}}.byoip-map .h{hue} .l,.byoip-map .h{hue} .b{{fill:{edge}}}.byoip-map .h{hue} text{{stroke:{tint}}}.byoip-map .h{hue} .w{{stroke:{pattern}}}.byoip-map .h{hue} .d{{fill:{pattern}}}",
        );
    }
}
