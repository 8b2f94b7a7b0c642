//! The steps of a restore for BGP prefixes.

use super::Manual;
use crate::apply::RunStep;
use crate::cidr::Cidr;
use crate::drift::compare::{BgpDifference, BgpEdit, advertised, on_demand};
use crate::resource::BgpPrefix;

/// Adds the steps that create and edit BGP prefixes, and what a person has to do; returns the steps that advertise and, if
/// asked for, withdraw, which come last.
///
/// A BGP prefix that equals the prefix comes back with the default binding. Its step finds it then, and sends nothing.
pub(super) fn steps(
    prefix: Cidr,
    difference: &BgpDifference<'_>,
    withdraws: bool,
    steps: &mut Vec<RunStep>,
    manual: &mut Vec<Manual>,
) -> Vec<RunStep> {
    let BgpDifference { lost, kept, .. } = difference;
    let lost = lost.iter().map(|before| (*before, None));
    let kept = kept.iter().map(|(before, now)| (*before, Some(*now)));
    let mut all: Vec<(&BgpPrefix, Option<&BgpPrefix>)> = lost.chain(kept).collect();
    all.sort_by_key(|(before, _)| before.cidr.cidr);
    let created = all.iter().filter(|(_, now)| now.is_none());
    steps.extend(created.map(|(before, _)| RunStep::CreateBgpPrefix { cidr: before.cidr.cidr }));
    steps.extend(all.iter().filter_map(|(before, now)| {
        let BgpEdit { asn_prepend_count, auto_advertise_withdraw } = BgpEdit::between(before, *now)?;
        Some(RunStep::EditBgpPrefix { cidr: before.cidr.cidr, asn_prepend_count, auto_advertise_withdraw })
    }));
    let (mut advertise, mut locked, mut fixed) = (Vec::new(), Vec::new(), Vec::new());
    for (before, now) in all {
        let (cidr, Some(wanted)) = (before.cidr.cidr, advertised(before)) else { continue };
        // A new BGP prefix is withdrawn.
        let is_advertised = match now {
            Some(now) => advertised(now),
            None => Some(false),
        };
        if is_advertised == Some(wanted) || (!wanted && !withdraws) {
            continue;
        }
        // The flags of a BGP prefix that is gone are expected to come back.
        let present = now.unwrap_or(before);
        if is_advertised.is_none() || on_demand(present, |one| &one.on_demand_enabled) == Some(false) {
            // Nothing says that it is withdrawn: the API sends null unless on demand is enabled.
            fixed.push(cidr);
        } else if on_demand(present, |one| &one.on_demand_locked) == Some(true) {
            locked.push(cidr);
        } else {
            advertise.push(RunStep::Advertise { cidr, advertised: wanted });
        }
    }
    if !locked.is_empty() {
        let message = "the advertisement is locked, so the API does not change it".to_owned();
        let help = "ask your account team to unlock it, then restore again";
        manual.push(Manual::new("bgp-locked", prefix, locked, message, help));
    }
    if !fixed.is_empty() {
        let message = "advertisement on demand is not enabled, so the API does not change it".to_owned();
        let help = "check in the dashboard whether the blocks are advertised, and ask your account team";
        manual.push(Manual::new("bgp-not-on-demand", prefix, fixed, message, help));
    }
    advertise
}
