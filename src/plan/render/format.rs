//! Numbers, names and lists in words.

use super::RenderFormat;
use crate::cidr::Cidr;
use crate::plan::{HitKind, Plan, PlanStep};
use std::collections::BTreeMap;
use std::fmt::{Display, Write};

/// Longest name that is shown whole, in characters.
const LONGEST_NAME: usize = 48;

/// How names are written.
pub(super) struct PlanFormatter<'a> {
    pub(super) names: &'a BTreeMap<String, String>,
    pub(super) form: RenderFormat,
}

impl PlanFormatter<'_> {
    /// The name of a service, or its identifier.
    pub(super) fn service(&self, id: &str) -> String {
        let name = self.names.get(id).filter(|name| !name.trim().is_empty()).map_or(id, String::as_str);
        let mut shown = escape_invisible(&name.chars().take(LONGEST_NAME).collect::<String>());
        if name.chars().nth(LONGEST_NAME).is_some() {
            shown.push('…');
        }
        match self.form {
            RenderFormat::Text => shown,
            RenderFormat::Markdown => code(&shown),
        }
    }

    /// The service, or that there is none.
    pub(super) fn owner(&self, id: Option<&str>) -> String {
        id.map_or_else(|| "nobody".to_owned(), |id| self.service(id))
    }

    /// What everybody asks first, in one sentence.
    pub(super) fn sum(&self, plan: &Plan) -> String {
        if plan.steps.is_empty() {
            return "no changes: what is bound is what should be".to_owned();
        }
        let count = |creates| {
            let writes = plan.steps.iter().filter_map(PlanStep::write);
            writes.filter(|(_, made)| *made == creates).count() as u128
        };
        let mut writes = Vec::new();
        for (number, one, many) in [(count(true), "create", "creates"), (count(false), "delete", "deletes")] {
            if number > 0 {
                writes.push(counted(number, one, many));
            }
        }
        let impact = &plan.impact;
        let changed = match impact.changed {
            1 => "1 address changes hands".to_owned(),
            number => format!("{} addresses change hands", grouped(number)),
        };
        let mut parts = vec![changed];
        let hits = |hit| impact.exposures.iter().filter(move |exposure| exposure.hit == hit);
        if impact.unowned == 0 {
            parts.push("0 unowned at any step".to_owned());
        }
        for exposure in hits(HitKind::Unowned) {
            parts.push(format!("{} unowned at step {}", grouped(exposure.addresses), exposure.step + 1));
        }
        if impact.third_party == 0 {
            parts.push("0 with a third service".to_owned());
        }
        for exposure in hits(HitKind::ThirdParty) {
            let through = self.owner(exposure.service_id.as_deref());
            let number = grouped(exposure.addresses);
            let verb = if exposure.addresses == 1 { "passes" } else { "pass" };
            parts.push(format!("{number} {verb} through {through} at step {}", exposure.step + 1));
        }
        format!("{}; {}", writes.join(", "), parts.join(", "))
    }

    /// How long it takes, and what was chosen.
    pub(super) fn terms(&self, plan: &Plan) -> String {
        let word = |value: &str| match self.form {
            RenderFormat::Text => value.to_owned(),
            RenderFormat::Markdown => code(value),
        };
        let chosen = format!(
            "policy {}, profile {}, gate {}",
            word(plan.policy.as_str()),
            word(plan.profile.as_str()),
            word(plan.gate.as_str())
        );
        let finish = plan.finish;
        if finish.gates == 0 {
            return chosen;
        }
        let latest = counted(u128::from(finish.latest_hours), "hour", "hours");
        let hours = if finish.earliest_hours == finish.latest_hours {
            format!("at least {latest}")
        } else {
            format!("{} to {latest}", finish.earliest_hours)
        };
        let waits = counted(finish.gates as u128, "wait", "waits");
        let cut = if plan.complete { "" } else { "; the search was cut short, there may be a better plan" };
        format!("takes {hours} in {waits}; {chosen}{cut}")
    }

    /// On which steps the profile is relied upon, where it is.
    pub(super) fn reliance(&self, plan: &Plan) -> Option<String> {
        let steps: Vec<_> = plan.relies_on_profile.iter().map(|index| (index + 1).to_string()).collect();
        let list = match steps.as_slice() {
            [] => return None,
            [one] => format!("step {one} relies"),
            _ => format!("steps {} rely", few(&steps, 12)),
        };
        let profile = match self.form {
            RenderFormat::Text => plan.profile.as_str().to_owned(),
            RenderFormat::Markdown => code(plan.profile.as_str()),
        };
        let assumed = match plan.profile {
            crate::plan::Profile::Strict => {
                "the default can be deleted only as the last, and made only as the first"
            }
            crate::plan::Profile::Lenient => {
                "the default can be deleted and made while more specific ones exist"
            }
        };
        Some(format!("{list} on the profile {profile}: {assumed}, which nobody documents"))
    }
}

/// `1 create`, `2 creates`.
pub(super) fn counted(number: u128, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A number with commas.
pub(super) fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The first of a list, and how many more there are.
pub(super) fn few<T: Display>(list: &[T], most: usize) -> String {
    let shown: Vec<_> = list.iter().take(most).map(T::to_string).collect();
    let more = list.len().saturating_sub(most);
    let shown = shown.join(", ");
    if more == 0 { shown } else { format!("{shown} and {} more", grouped(more as u128)) }
}

/// Blocks of a wait.
pub(super) fn blocks(list: &[Cidr]) -> String {
    few(list, 3)
}

/// Text with everything spelled out that a terminal obeys or that cannot be seen: control, format, private and
/// separating characters.
pub(super) fn escape_invisible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        // Writing to a String cannot fail.
        let _ = if is_hidden(c) { write!(out, "\\u{{{:x}}}", u32::from(c)) } else { out.write_char(c) };
    }
    out
}

/// The Unicode categories Cc, Cf, Co, Zl and Zp.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c),
            0xad | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x890..=0x891 | 0x8e2 | 0x180e
            | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb
            | 0x110bd | 0x110cd | 0x13430..=0x1343f | 0x1bca0..=0x1bca3 | 0x1d173..=0x1d17a
            | 0xe0001..=0xe007f | 0xe000..=0xf8ff | 0xf0000..=0xffffd | 0x0010_0000..=0x0010_fffd)
}

/// A code span of Markdown that nothing in the text ends, also in a table.
pub(super) fn code(text: &str) -> String {
    let plain = text.replace('`', "\\u{60}").replace('|', "\\u{7c}");
    if plain.trim().is_empty() { "` `".to_owned() } else { format!("`{plain}`") }
}

/// A sentence for Markdown: what stands in backticks is a code span, the rest is nothing but text.
pub(super) fn sentence(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (index, part) in escape_invisible(text).split('`').enumerate() {
        if index % 2 == 1 {
            out.push_str(&code(part));
            continue;
        }
        for c in part.replace("://", ":\\/\\/").replace("www.", "www\\.").chars() {
            match c {
                '@' => out.push_str("`@`"),
                '*' | '_' | '<' | '>' | '[' | ']' | '#' | '|' | '~' | '&' | '!' => {
                    out.push('\\');
                    out.push(c);
                }
                c => out.push(c),
            }
        }
    }
    out
}
