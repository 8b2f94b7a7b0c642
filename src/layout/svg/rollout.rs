//! The progress of a roll-out, as text and as the class of a box.

use crate::resource::Progress;

/// The progress of a roll-out, to append to a text.
pub(super) fn rollout_text(progress: Progress) -> &'static str {
    match progress {
        Progress::Active => "",
        Progress::Provisioning => ", still rolling out",
        Progress::Stuck => ", stuck: not active",
    }
}

/// The class for the progress of a roll-out.
pub(super) fn rollout_class(progress: Progress) -> &'static str {
    match progress {
        Progress::Active => "",
        Progress::Provisioning => " rolling",
        Progress::Stuck => " stuck",
    }
}
