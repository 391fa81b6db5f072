//! What holds of a session after every input: composed of what each feature says of its own.

use crate::{
    agenda, chapters, chat, later, moderation, polls, presence, recording, rooms, session::Session, stage, table,
};

impl Session {
    /// Panics with what is wrong when an invariant does not hold. For tests and simulation.
    pub fn check_invariants(&self) {
        let state = &self.state;
        presence::invariants::check(state, &self.connections);
        chat::invariants::check(state);
        stage::invariants::check(state);
        rooms::invariants::check(state);
        polls::invariants::check(state, &self.ballots);
        agenda::invariants::check(state);
        chapters::invariants::check(state);
        recording::invariants::check(state);
        table::invariants::check(state);
        moderation::invariants::check(state);
        later::invariants::check(state);
        self.media.check(state);
        let waits_for_end = self.present_count() == 0 && !state.is_ended();
        assert_eq!(self.empty_since.is_some(), waits_for_end, "an empty session waits for its end");
        assert!(state.at() <= self.now, "no event is in the future");
    }
}
