//! Scenarios drawn by a seed: one to three prefixes, random states, options, and two troubles; most are about bindings, and
//! some about BGP prefixes and delegations.

use crate::block::Block;
use crate::cases::{BEGIN, Setting, bind_start, new_api, run_plan};
use crate::faults::{FAULTS, HOUR, MINUTE};
use crate::machine::RunStep;
use crate::model::{Api, BgpPrefix, Delegation, MAGIC, PROPAGATION, Prefix};
use crate::plans::{Manner, cidr, prepare};
use crate::random::Random;
use crate::scenario::{Aim, DELEGATE, Foreign, Kill, Order, Scenario, Trouble};

fn usize_below(random: &mut Random, end: usize) -> usize {
    usize::try_from(random.below(end as u64)).unwrap()
}

fn one_in(random: &mut Random, n: u64) -> bool {
    random.below(n) == 0
}

fn service(random: &mut Random) -> u8 {
    u8::try_from(random.below(2)).unwrap()
}

/// Random bindings of a prefix of four addresses.
fn state(random: &mut Random, prefix: Block) -> Vec<(Block, u8)> {
    if one_in(random, 8) {
        return Vec::new();
    }
    let root = if one_in(random, 4) { MAGIC } else { service(random) };
    let mut all = vec![(prefix, root)];
    for length in [prefix.length + 1, prefix.length + 2] {
        for part in 0..1u128 << (length - prefix.length) {
            if one_in(random, 4) {
                all.push((prefix.part(length, part), service(random)));
            }
        }
    }
    all
}

/// A state with some changes, as most plans have.
fn changed(random: &mut Random, prefix: Block, from: &[(Block, u8)]) -> Vec<(Block, u8)> {
    if one_in(random, 3) || from.is_empty() {
        return state(random, prefix);
    }
    let mut to = from.to_vec();
    for _ in 0..=random.below(2) {
        let length = prefix.length + 1 + u8::try_from(random.below(2)).unwrap();
        let parts = 1u64 << (length - prefix.length);
        let block = prefix.part(length, u128::from(random.below(parts)));
        let had = to.iter().position(|one| one.0 == block);
        match had {
            Some(at) if one_in(random, 2) => {
                to.remove(at);
            }
            Some(at) => to[at].1 = 1 - to[at].1.min(1),
            None => to.push((block, service(random))),
        }
    }
    to
}

fn prefix(index: usize, v6: bool) -> Block {
    if v6 {
        Block::parse(&format!("2001:db8:0:{index:x}::/126")).unwrap()
    } else {
        Block::parse(&format!("192.0.2.{}/30", 16 * index)).unwrap()
    }
}

/// What comes behind the bindings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behind {
    /// Some steps, in a third of the prefixes.
    Some,
    /// Steps of every kind, and BGP prefixes and delegations that are there before.
    Much,
}

const ACCOUNTS: [&str; 2] = ["fedcba9876543210fedcba9876543210", "00112233445566778899aabbccddeeff"];

/// BGP prefixes and delegations from before, and steps about them.
fn much(random: &mut Random, api: &mut Api, at: usize) -> Vec<RunStep> {
    let block = api.prefixes[at].block;
    let part = block.part(block.length + 1, 1);
    let ids = 1 << 44;
    if one_in(random, 3) {
        let (advertised, prepend, follow) = (one_in(random, 2), one_in(random, 2), one_in(random, 2));
        let prepend = u8::from(prepend);
        api.prefixes[at].bgp.push(BgpPrefix { id: ids, block: part, advertised, prepend, follow });
    }
    if one_in(random, 4) {
        let account = ACCOUNTS[0].to_owned();
        api.prefixes[at].delegations.push(Delegation { id: ids + 1, block: part, account });
    }
    api.prefixes[at].locked = one_in(random, 12);
    let mut steps = vec![RunStep::CreateBgpPrefix { cidr: cidr(part) }];
    for (block, count) in [(part, random.below(3)), (block, random.below(4))] {
        for number in 0..count {
            let cidr = cidr(block);
            steps.push(if one_in(random, 2) {
                let asn_prepend_count = (number != 1).then(|| u8::try_from(random.below(4)).unwrap());
                let auto_advertise_withdraw = (number != 0).then(|| one_in(random, 2));
                RunStep::EditBgpPrefix { cidr, asn_prepend_count, auto_advertise_withdraw }
            } else {
                RunStep::Advertise { cidr, advertised: !one_in(random, 3) }
            });
        }
    }
    for account in ACCOUNTS.iter().take(usize_below(random, 3)) {
        steps.push(RunStep::Delegate { cidr: cidr(part), account_id: (*account).to_owned() });
    }
    steps
}

/// Some steps behind the bindings.
fn further(random: &mut Random, prefix: Block, desired: &[(Block, u8)]) -> Vec<RunStep> {
    let mut steps = Vec::new();
    if desired.is_empty() || !one_in(random, 3) {
        return steps;
    }
    let part = cidr(prefix.part(prefix.length + 1, 1));
    let whole = cidr(prefix);
    if one_in(random, 2) {
        steps.push(RunStep::CreateBgpPrefix { cidr: part });
        steps.push(RunStep::EditBgpPrefix {
            cidr: part,
            asn_prepend_count: Some(2),
            auto_advertise_withdraw: None,
        });
        steps.push(RunStep::Advertise { cidr: part, advertised: true });
    }
    if one_in(random, 2) {
        steps.push(RunStep::Advertise { cidr: whole, advertised: true });
    }
    if one_in(random, 2) {
        steps.push(RunStep::Delegate { cidr: part, account_id: DELEGATE.to_owned() });
    }
    steps
}

/// A position that is often early, and sometimes anywhere.
fn position(random: &mut Random, steps: usize) -> usize {
    match random.below(4) {
        0 => usize_below(random, 6),
        1 | 2 => usize_below(random, 3 * steps + 6),
        _ => usize_below(random, 40 * steps + 8),
    }
}

/// Tests name seeds of `Behind::Some`: what these draw must not change.
const FIRST_FAULTS: usize = 50;

fn trouble(random: &mut Random, steps: usize, behind: Behind) -> Trouble {
    let (faults, writers) = match behind {
        Behind::Some => (FIRST_FAULTS, 3),
        Behind::Much => (FAULTS.len(), 4),
    };
    let request = position(random, steps);
    let point = 2 * position(random, steps) + usize_below(random, 3);
    match random.below(16) {
        0..=7 => Trouble::Fault { request, fault: FAULTS[usize_below(random, faults)] },
        8..=11 => {
            let late = one_in(random, 3).then(|| 1 + random.below(20_000));
            let down = [500, 4_000, 10 * MINUTE, 3 * HOUR, 30 * HOUR][usize_below(random, 5)];
            Trouble::Kill { point, kill: Kill { torn: one_in(random, 2), late, down } }
        }
        12 | 13 => {
            let (pick, service) = (usize_below(random, 12), service(random));
            let what = match random.below(writers) {
                0 => Foreign::Add { pick, service },
                1 => Foreign::Delete { pick },
                2 => Foreign::Replace { pick, service },
                _ => Foreign::Further { pick },
            };
            Trouble::Foreign { request, what }
        }
        14 => {
            let hours = i64::try_from(random.below(60)).unwrap() - 30;
            Trouble::Jump { request, by: hours * i64::try_from(HOUR).unwrap() }
        }
        _ => {
            let pause = Order::Pause { hours: 1 + random.below(30) };
            Trouble::Order { point, order: if one_in(random, 4) { Order::Abandon } else { pause } }
        }
    }
}

fn draw_prefix(
    random: &mut Random,
    api: &mut Api,
    manner: Manner,
    behind: Behind,
) -> Option<(crate::machine::PrefixPlan, Aim)> {
    let at = api.prefixes.len();
    let block = prefix(at, one_in(random, 2));
    api.prefixes.push(Prefix::new(block));
    let from = state(random, block);
    let start: Vec<_> = from.iter().map(|(block, service)| (*block, Some(*service))).collect();
    bind_start(api, at, &start);
    if one_in(random, 4) {
        // A binding that somebody made an hour ago.
        if let Some(one) = api.prefixes[at].bindings.last_mut() {
            one.active_at = BEGIN + 3 * HOUR;
            one.settled_at = BEGIN + PROPAGATION - HOUR;
        }
    }
    let to = changed(random, block, &from);
    let steps = match behind {
        Behind::Some => further(random, block, &to),
        // Nothing can be advertised without a binding of the prefix.
        Behind::Much if to.is_empty() => return None,
        Behind::Much => much(random, api, at),
    };
    prepare(api, at, &to, manner, steps)
}

/// The scenario of a seed.
pub(crate) fn draw(seed: u64, behind: Behind) -> Scenario {
    let mut random = Random(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0xb10c);
    let manner = Manner {
        lenient: one_in(&mut random, 3),
        short_gate: one_in(&mut random, 2),
        fewest: one_in(&mut random, 4),
    };
    let setting = Setting {
        manner,
        lag: u32::try_from(random.below(8)).unwrap().saturating_sub(4),
        no_date: one_in(&mut random, 3),
        careless: one_in(&mut random, 4),
        troubles: Vec::new(),
    };
    let mut api = new_api(&setting);
    api.behaviour.activation = [2 * MINUTE, 4 * HOUR, 7 * HOUR][usize_below(&mut random, 3)];
    let count = [1, 1, 1, 2, 3][usize_below(&mut random, 5)];
    let (mut prefixes, mut aims) = (Vec::new(), Vec::new());
    while aims.len() < count {
        match draw_prefix(&mut random, &mut api, manner, behind) {
            Some((run, aim)) => {
                prefixes.push(run);
                aims.push(aim);
            }
            None => {
                api.prefixes.pop();
            }
        }
    }
    api.behaviour.lag = setting.lag;
    let steps = aims.iter().map(|aim| aim.steps.len()).sum::<usize>();
    let troubles = vec![trouble(&mut random, steps, behind), trouble(&mut random, steps, behind)];
    let plan = run_plan(prefixes);
    let latency = [20, 120, 2_500][usize_below(&mut random, 3)];
    let name = if behind == Behind::Much { "g" } else { "" };
    Scenario { seed: format!("{name}{seed}"), api, plan, aims, troubles, latency, noise: seed }
}
