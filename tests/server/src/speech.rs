//! When each packet of somebody's sound was sent, and when it was heard.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use bytes::Bytes;

use crate::picture;

/// When a packet was sent, and how long it took; `None` until it is heard.
type Packet = (Instant, Option<Duration>);

/// The packets of one microphone. A clone shares them: the speaker has one, a listener in the same process the other.
#[derive(Debug, Clone)]
pub struct Speech {
    tag: u8,
    packets: Arc<Mutex<Vec<Packet>>>,
}

impl Speech {
    /// Nothing yet. The microphone has this tag.
    pub fn new(tag: u8) -> Self {
        Speech { tag, packets: Arc::default() }
    }

    /// The next packet, which is sent at once.
    pub fn say(&self, now: Instant) -> Bytes {
        let mut packets = self.packets();
        packets.push((now, None));
        picture::numbered_silence(self.tag, packets.len() as u32)
    }

    /// Notes a packet that was heard, if it is of this microphone.
    pub fn hear(&self, now: Instant, payload: &[u8]) {
        let number = picture::number(payload).filter(|_| picture::tag(payload) == Some(self.tag));
        let mut packets = self.packets();
        let index = number.and_then(|number| (number as usize).checked_sub(1));
        if let Some((sent, took)) = index.and_then(|index| packets.get_mut(index)) {
            took.get_or_insert(now - *sent);
        }
    }

    /// How long the packets took that were sent between these times; `None` for those that were not heard.
    pub fn took(&self, from: Instant, until: Instant) -> Vec<Option<Duration>> {
        self.packets().iter().filter(|(sent, _)| (from..=until).contains(sent)).map(|&(_, took)| took).collect()
    }

    fn packets(&self) -> MutexGuard<'_, Vec<Packet>> {
        self.packets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packet_is_heard_once_and_by_its_number() {
        let (speech, start, step) = (Speech::new(7), Instant::now(), Duration::from_millis(20));
        let packets: Vec<Bytes> = (0..3).map(|index| speech.say(start + step * index)).collect();
        let heard = start + step * 3;
        speech.hear(heard, &packets[2]);
        speech.hear(heard, &packets[0]);
        speech.hear(heard + step, &packets[0]);
        speech.hear(heard, &picture::silence(7));
        speech.hear(heard, &picture::numbered_silence(8, 2));
        assert_eq!(speech.took(start, heard), [Some(step * 3), None, Some(step)]);
        assert_eq!(speech.took(start + step, start + step), [None]);
    }
}
