//! Tells whether a plan still fits: a digest of all that it rests on.

use super::{Step, Task, Until};
use crate::sort;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Version of the rules that a plan rests on. Plans of another version do not fit.
const RULES: u32 = 1;

/// SHA-256 over lines of text: what is bound, what should be, the choices, and the steps.
pub(super) fn of(task: &Task<'_>, steps: &[Step]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for bound in task.current {
        let id = bound.id.as_deref().unwrap_or_default();
        let service = bound.service.as_deref().unwrap_or_default();
        lines.push(format!("is {} {service:?} {id:?}", bound.cidr));
    }
    for wanted in task.desired {
        lines.push(format!("to {} {:?}", wanted.cidr, wanted.service));
    }
    sort::sort(&mut lines);
    let options = &task.options;
    lines.insert(
        0,
        format!(
            "rules {RULES} prefix {} {:?} {:?} {:?}",
            task.prefix, options.policy, options.profile, options.gate
        ),
    );
    for step in steps {
        lines.push(match step {
            Step::Create { cidr, service_id, .. } => format!("create {cidr} {service_id:?}"),
            Step::Delete { cidr, service_id, .. } => format!("delete {cidr} {service_id:?}"),
            Step::Wait { until, hours, .. } => {
                let until = match until {
                    Until::Settled => "settled",
                    Until::Active => "active",
                    Until::Propagated => "propagated",
                };
                format!("wait {until} {hours}")
            }
        });
    }
    let mut digest = Sha256::new();
    for line in lines {
        digest.update(line.as_bytes());
        digest.update(b"\n");
    }
    let mut text = String::from("sha256:");
    for byte in digest.finalize() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
