//! A class with long messages, which attacks presuppose.

use anyhow::Context;
use futures_util::future::try_join_all;
use protocol::{Command, chat::ChatTo, limits};

use super::super::intruder::{Intruder, command};

/// The longest messages that somebody may write at once.
const AT_ONCE: usize = limits::CHAT_BYTES_BURST / limits::CHAT_TEXT_BYTES;
/// A message is shorter than permitted by at most this: more than the longest number.
const MARGIN: usize = 8;

/// As many guests as fill what a class takes at once: of each as many.
const WRITERS: usize = limits::CLASS_CHAT_BYTES_BURST / limits::CHAT_BYTES_BURST;

/// Some guests write as many of the longest messages as they may at once, as far as the class takes them.
pub async fn fill(guests: &[Intruder]) -> anyhow::Result<()> {
    try_join_all(guests.iter().take(WRITERS).map(write)).await?;
    Ok(())
}

async fn write(guest: &Intruder) -> anyhow::Result<()> {
    let (mut outgoing, mut incoming) = guest.enter().await.context("a guest was not let in")?;
    for number in 0..AT_ONCE as u32 {
        anyhow::ensure!(outgoing.send(longest_message(number)?).await, "a guest was cut off");
        loop {
            let frame = incoming.next().await.context("a guest was cut off")?;
            anyhow::ensure!(!frame.is("refused"), "a message was refused: {}", &*frame.0);
            if frame.is("ack") {
                break;
            }
        }
    }
    Ok(())
}

/// The command that writes the longest message.
pub fn longest_message(number: u32) -> anyhow::Result<String> {
    command(number, Command::SendChat { text: text(number), to: ChatTo::MAIN })
}

/// Numbers, which compress about as people's texts do.
fn text(seed: u32) -> String {
    let mut text = String::with_capacity(limits::CHAT_TEXT_BYTES);
    let mut state = seed;
    while text.len() < limits::CHAT_TEXT_BYTES - MARGIN {
        // A linear congruential generator.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text.push_str(&format!("{} ", state >> 20));
    }
    text
}
