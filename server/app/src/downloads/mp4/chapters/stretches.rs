//! The stretches in which the stage had one scene: as `web/src/view/timeline/stretches.ts`.

use protocol::Millis;

use super::scenes::{Scene, Sight};

/// A shorter stretch joins the one before it: a share that was restarted is one share. Activities are never short.
pub const SHORTEST: Millis = 5_000;

/// Faces alone for less than this still belong to what was before.
const SHORTEST_OPEN: Millis = 60_000;

/// A stretch with one scene.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// The first moment.
    pub from: Millis,
    to: Millis,
    /// What was to be seen.
    pub scene: Scene,
}

/// The stretches of a class, in order.
#[derive(Debug, Default)]
pub struct Stretches {
    found: Vec<Stretch>,
    open: Scene,
    since: Millis,
}

impl Stretches {
    /// From this moment on there is this scene.
    pub fn add(&mut self, at: Millis, scene: Scene) {
        if scene != self.open {
            let before = std::mem::replace(&mut self.open, scene);
            self.join(Stretch { from: self.since, to: at, scene: before });
            self.since = at;
        }
    }

    /// The stretches of a class that ends there.
    pub fn until(mut self, end: Millis) -> Vec<Stretch> {
        let last = Stretch { from: self.since, to: end, scene: std::mem::take(&mut self.open) };
        self.join(last);
        self.found
    }

    /// Adds a stretch, or joins it with the one before if either is short, or both are the same.
    fn join(&mut self, stretch: Stretch) {
        if stretch.to <= stretch.from {
            return;
        }
        let least = if stretch.scene.sight == Sight::Faces { SHORTEST_OPEN } else { SHORTEST };
        match self.found.last_mut() {
            Some(last) if last.scene == stretch.scene || melts(&stretch, last, least) => last.to = stretch.to,
            Some(last) if melts(last, &stretch, SHORTEST) => *last = Stretch { from: last.from, ..stretch },
            _ => self.found.push(stretch),
        }
    }
}

/// Whether a stretch is too short to stand beside its neighbour, and has no activity that would be lost with it.
fn melts(stretch: &Stretch, neighbour: &Stretch, least: Millis) -> bool {
    let Scene { activity, .. } = &stretch.scene;
    stretch.to - stretch.from < least && (activity.is_none() || *activity == neighbour.scene.activity)
}
