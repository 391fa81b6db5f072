//! Messages.

use protocol::{Command, EventBody, ParticipantId, Seq, chat::ChatTo};

use super::{
    Action, does,
    scene::{ADA, BEN, CHI, DOV, EVE, RED},
};
use crate::class::Class;

fn says(name: &'static str, by: u32, to: ChatTo) -> Action {
    does(name, by, Command::SendChat { text: "Hear, <b>hear</b> 🎓".into(), to })
}

fn person(id: u32) -> ChatTo {
    ChatTo::Person { participant: ParticipantId(id) }
}

/// The number of a message of the scene.
pub(super) fn message(class: &Class, wanted: &str) -> Seq {
    let is_it = |body: &EventBody| matches!(body, EventBody::ChatSent { text, .. } if text == wanted);
    class.journal.iter().find(|event| is_it(&event.body)).expect("a message of the scene").seq
}

pub(super) fn actions(class: &Class) -> Vec<Action> {
    let deletes = |name, by, text| does(name, by, Command::DeleteMessage { message: message(class, text) });
    vec![
        says("a guest writes to the main room", EVE, ChatTo::MAIN),
        says("a student writes to a breakout room", CHI, ChatTo::Room { room: RED }),
        says("the instructor writes to the main room", ADA, ChatTo::MAIN),
        says("a guest writes to staff", DOV, ChatTo::Staff),
        says("an assistant writes to staff", BEN, ChatTo::Staff),
        says("an assistant writes to all rooms", BEN, ChatTo::Everywhere),
        says("the instructor writes to a guest", ADA, person(DOV)),
        says("a guest writes to an assistant", DOV, person(BEN)),
        says("a student writes to a guest", CHI, person(EVE)),
        deletes("a guest deletes their message", EVE, "in main"),
        deletes("an assistant deletes a message in a breakout room", BEN, "in Red"),
        deletes("a guest deletes their message to staff", DOV, "to staff"),
        deletes("the instructor deletes a message to a guest", ADA, "to Dov"),
        deletes("one of two deletes what nobody else could read", CHI, "between two"),
        deletes("an assistant deletes a message to all rooms", BEN, "everywhere"),
    ]
}
