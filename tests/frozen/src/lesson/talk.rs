//! Chat, hands, reactions, the spotlight.

use protocol::{Command, Reaction, RoomId, Settings, Source, chat::ChatTo};

use crate::stage::Stage;

/// Does everything by which people turn to each other.
pub async fn talk(stage: &mut Stage) {
    words(stage).await;
    hands(stage).await;
    for (name, reaction) in [("Chi", Reaction::Applause), ("Dov", Reaction::Heart)] {
        stage.does(name, Command::React { reaction }).await;
    }
    for target in [Some(stage.track("Ada", Source::Screen)), None, Some(stage.track("Chi", Source::Camera))] {
        stage.does("Ben", Command::SetSpotlight { room: RoomId::MAIN, target }).await;
    }
}

/// Sends messages to everybody, to staff, to one person and between two; deletes some of them.
async fn words(stage: &mut Stage) {
    let to = |participant| ChatTo::Person { participant };
    let (ada, chi, dov) = (stage.id("Ada"), stage.id("Chi"), stage.id("Dov"));
    stage.says("Ada", ChatTo::MAIN, "Welcome. Read https://example.org/?a=1&b=<2> first").await;
    stage.says("Chi", ChatTo::MAIN, "Two lines:\nthis is the second, with é, e\u{301}, 你好, שלום and 🎓").await;
    let regretted = stage.says("Dov", ChatTo::MAIN, "This is regretted").await;
    stage.does("Dov", Command::DeleteMessage { message: regretted }).await;
    let rude = stage.says("Gil", ChatTo::MAIN, "This is rude").await;
    stage.does("Ben", Command::DeleteMessage { message: rude }).await;
    stage.says("Dov", ChatTo::Staff, "I cannot see the screen").await;
    stage.says("Ben", to(dov), "Now?").await;
    stage.says("Dov", to(ada), "Yes").await;
    let private = Settings { private_chat: true, ..Settings::default() };
    stage.does("Ada", Command::ChangeSettings { settings: private.into() }).await;
    stage.says("Chi", to(dov), "Psst").await;
    let secret = stage.says("Dov", to(chi), "A secret that is deleted").await;
    stage.does("Dov", Command::DeleteMessage { message: secret }).await;
}

/// Raises hands, lowers them, and calls people.
async fn hands(stage: &mut Stage) {
    for name in ["Chi", "Dov", "Gil", "Fay"] {
        stage.does(name, Command::RaiseHand).await;
    }
    stage.does("Gil", Command::LowerHand { participant: stage.id("Gil") }).await;
    stage.does("Ben", Command::LowerHand { participant: stage.id("Fay") }).await;
    stage.does("Ada", Command::CallNext { room: RoomId::MAIN }).await;
    stage.does("Ada", Command::CallNext { room: RoomId::MAIN }).await;
    for name in ["Fay", "Gil"] {
        stage.does(name, Command::RaiseHand).await;
    }
    stage.does("Ada", Command::LowerAllHands { room: RoomId::MAIN }).await;
    stage.does("Dov", Command::RaiseHand).await;
}
