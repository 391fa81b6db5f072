//! What is not recorded.

use protocol::Command;

use super::{
    Action, does,
    scene::{ADA, BEN},
};

pub(super) fn actions() -> Vec<Action> {
    vec![
        does("an assistant takes class off the record", BEN, Command::SetOffRecord { off: true }),
        does("the instructor puts class on the record, where it is", ADA, Command::SetOffRecord { off: false })
            .silent(),
    ]
}
