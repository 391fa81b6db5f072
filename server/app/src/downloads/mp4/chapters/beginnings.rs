//! Where chapters begin: those that follow from class, and those that staff named between them. The rule is that of *Watch*
//! (`web/src/view/timeline/beginnings.ts`); `protocol/golden/timeline/chapters.json` holds both to it.

use protocol::{Millis, ParticipantId, agenda::RunningActivity, chapters::Chapter};

use super::{
    scenes::{Scene, Sight},
    stretches::{SHORTEST, Stretch},
};

/// Where a chapter begins. It lasts until the next.
#[derive(Debug)]
pub struct Beginning {
    /// The first moment, in class time.
    pub from: Millis,
    /// What it is called after.
    pub of: Of,
}

/// What a chapter is called after.
#[derive(Debug, PartialEq, Eq)]
pub enum Of {
    /// What was to be seen.
    Scene(Scene),
    /// The name that staff gave it.
    Name(String),
}

/// A name that staff gave lasts until another of theirs, or until class turns to something else: an activity begins, another screen is shown, or
/// people go into rooms. Faces alone belong to it. A poll and a spotlight stand between and end no name; one that staff gave such a chapter
/// is for that chapter alone. In a lecture staff name all from their first one on. Where staff let none begin, what was before goes on.
pub fn beginnings(seen: Vec<Stretch>, said: Vec<Chapter>, lecture: bool) -> Vec<Beginning> {
    let mut line = Line { list: Vec::new(), lecture, name: None, fresh: 0, activity: None, subject: None };
    let is_hidden = |at: Millis| said.iter().any(|each| each.from == at && each.title.is_none());
    let names = said.iter().filter_map(|each| Some(Name { from: each.from, title: each.title.clone()? }));
    let mut names = names.peekable();
    for Stretch { from, scene, .. } in seen {
        while let Some(name) = names.next_if(|name| name.from < from) {
            line.name(name);
        }
        match line.list.is_empty() || !is_hidden(from) {
            true => line.show(from, scene),
            // None begins there, and what class is about is noted all the same.
            false => drop(line.turns_to(&scene)),
        }
    }
    names.for_each(|name| line.name(name));
    line.list
}

/// A name that staff gave, and where what is called so begins.
struct Name {
    from: Millis,
    title: String,
}

/// The beginnings so far.
struct Line {
    list: Vec<Beginning>,
    lecture: bool,
    /// The name that goes on.
    name: Option<Name>,
    /// What begins before this belongs to that name: whoever names a part and then begins it means that.
    fresh: Millis,
    activity: Option<RunningActivity>,
    /// What is seen wherever no poll and no spotlight is.
    subject: Option<Subject>,
}

/// What class can turn to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Subject {
    Screen(ParticipantId),
    Rooms,
}

impl Line {
    /// The stage shows another scene.
    fn show(&mut self, from: Millis, scene: Scene) {
        let turns = self.turns_to(&scene);
        if self.name.is_some() && (self.lecture || from < self.fresh) {
            return;
        }
        if turns {
            self.name = None;
        }
        let goes_on = self.name.as_ref().filter(|_| !is_between(&scene));
        let of = goes_on.map_or_else(|| Of::Scene(scene.clone()), |name| Of::Name(name.title.clone()));
        self.add(Beginning { from, of });
    }

    /// Staff named what begins there.
    fn name(&mut self, name: Name) {
        let begun = self.list.pop_if(|last| last.from == name.from);
        self.list.push(Beginning { from: name.from, of: Of::Name(name.title.clone()) });
        if matches!(&begun, Some(Beginning { of: Of::Scene(scene), .. }) if is_between(scene)) {
            return;
        }
        self.fresh = if begun.is_some() { name.from } else { name.from + SHORTEST };
        self.name = Some(name);
    }

    /// Notes what class is about; whether that is something else than before.
    fn turns_to(&mut self, scene: &Scene) -> bool {
        let begins = scene.activity.is_some() && scene.activity != self.activity;
        self.activity.clone_from(&scene.activity);
        if is_between(scene) {
            return begins;
        }
        let subject = match scene.sight {
            Sight::Screen(whose) => Some(Subject::Screen(whose)),
            Sight::Rooms => Some(Subject::Rooms),
            Sight::Faces | Sight::Spotlight(_) | Sight::Poll(_) => None,
        };
        let shows = subject.is_some() && subject != self.subject;
        self.subject = subject;
        begins || shows
    }

    fn add(&mut self, beginning: Beginning) {
        let is_faces = |of: &Of| matches!(of, Of::Scene(scene) if scene.is_faces());
        let goes_on = |last: &Beginning| last.of == beginning.of || is_faces(&last.of) && is_faces(&beginning.of);
        if !self.list.last().is_some_and(goes_on) {
            self.list.push(beginning);
        }
    }
}

/// Whether what was before goes on behind it.
fn is_between(scene: &Scene) -> bool {
    matches!(scene.sight, Sight::Poll(_) | Sight::Spotlight(_))
}
