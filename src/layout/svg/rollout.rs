//! How far a roll-out is, in words and as the class of what is drawn.

use crate::resource::Progress;

/// How far a roll-out is, behind what it is said of.
pub(super) fn rollout_text(progress: Progress) -> &'static str {
    match progress {
        Progress::Active => "",
        Progress::Provisioning => ", still rolling out",
        Progress::Stuck => ", stuck: not active",
    }
}

/// The class of what is drawn so far.
pub(super) fn rollout_class(progress: Progress) -> &'static str {
    match progress {
        Progress::Active => "",
        Progress::Provisioning => " rolling",
        Progress::Stuck => " stuck",
    }
}
