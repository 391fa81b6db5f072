//! The layers of a track: which ones send, how high they are, and which one fits a slot.

use std::time::{Duration, Instant};

use common::TokenBucket;

use crate::{Codec, codec::Inspection, packet::Packet};

/// A layer that has sent nothing for this long is not chosen while another one sends.
const ALIVE: Duration = Duration::from_secs(1);
/// A keyframe of one layer is requested at most this often, however many viewers want one.
const KEYFRAME_GAP: Duration = Duration::from_millis(300);
/// Keyframes of one layer that may be requested at once; afterwards [`KEYFRAMES_A_SECOND`] apply. All viewers share this
/// bound, so that a publisher's picture does not consist of keyframes alone.
const KEYFRAMES: u32 = 10;
/// See [`KEYFRAMES`].
const KEYFRAMES_A_SECOND: u32 = 1;
/// Heights of layers by RID, until a keyframe tells the true height: full, half and quarter of 720.
const NOMINAL: [(&str, u32); 3] = [("f", 720), ("h", 360), ("q", 180)];

/// One encoding of a track. A track without simulcast has one layer.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) ssrc: u32,
    pub(crate) codec: Codec,
    height: u32,
    /// When a packet with content last arrived.
    pub(crate) last: Instant,
    asked: Option<Instant>,
    requests: TokenBucket<Instant>,
}

/// The layers of one track, in the order in which they appeared.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    layers: Vec<Layer>,
}

impl Layers {
    /// Records a packet. Padding does not count as sending. Returns whether the layer is new, or sends again.
    pub(crate) fn see(&mut self, now: Instant, rid: &str, packet: &Packet, inspection: Option<&Inspection>) -> bool {
        if packet.payload.is_empty() {
            return false;
        }
        let mut news = false;
        let index = match self.layers.iter().position(|layer| layer.ssrc == packet.ssrc) {
            Some(index) => index,
            None => {
                let nominal = NOMINAL.iter().find(|(name, _)| *name == rid).map_or(720, |(_, height)| *height);
                let (ssrc, codec) = (packet.ssrc, packet.codec);
                let requests = TokenBucket::per_second(KEYFRAMES, KEYFRAMES_A_SECOND);
                self.layers.push(Layer { ssrc, codec, height: nominal, last: now, asked: None, requests });
                news = true;
                self.layers.len() - 1
            }
        };
        let layer = &mut self.layers[index];
        news |= now.saturating_duration_since(layer.last) >= ALIVE;
        layer.last = now;
        layer.codec = packet.codec;
        if let Some((_, height)) = inspection.and_then(|inspection| inspection.size) {
            layer.height = height;
        }
        news
    }

    /// The smallest layer that is at least `height` high, else the highest one, among those that send and whose codec
    /// is accepted. When none sends, the layer that sent last.
    pub(crate) fn choose(&self, now: Instant, height: u32, accepts: impl Fn(Codec) -> bool) -> Option<&Layer> {
        let accepted = || self.layers.iter().filter(|layer| accepts(layer.codec));
        let alive = || accepted().filter(|layer| now.saturating_duration_since(layer.last) < ALIVE);
        alive()
            .filter(|layer| layer.height >= height)
            .min_by_key(|layer| layer.height)
            .or_else(|| alive().max_by_key(|layer| layer.height))
            .or_else(|| accepted().max_by_key(|layer| layer.last))
    }

    /// When any layer last sent.
    pub(crate) fn last(&self) -> Option<Instant> {
        self.layers.iter().map(|layer| layer.last).max()
    }

    /// Whether to request a keyframe of the layer now: `true` at most once every [`KEYFRAME_GAP`], and after
    /// [`KEYFRAMES`] once a second.
    pub(crate) fn ask(&mut self, now: Instant, ssrc: u32) -> bool {
        let Some(layer) = self.layers.iter_mut().find(|layer| layer.ssrc == ssrc) else { return false };
        if layer.asked.is_some_and(|asked| now.saturating_duration_since(asked) < KEYFRAME_GAP) {
            return false;
        }
        let granted = layer.requests.take(now);
        if granted {
            layer.asked = Some(now);
        }
        granted
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn see(layers: &mut Layers, now: Instant, ssrc: u32, rid: &str, size: Option<(u32, u32)>) {
        let payload = Bytes::from_static(b"x");
        let packet = Packet { ssrc, codec: Codec::Vp8, sequence: 0, timestamp: 0, marker: true, payload, level: None };
        layers.see(now, rid, &packet, Some(&Inspection { size, ..Inspection::default() }));
    }

    fn chosen(layers: &Layers, now: Instant, height: u32) -> Option<u32> {
        layers.choose(now, height, |_| true).map(|layer| layer.ssrc)
    }

    #[test]
    fn the_smallest_sufficient_layer_is_chosen() {
        let (mut layers, now) = (Layers::default(), Instant::now());
        assert_eq!(chosen(&layers, now, 100), None);
        for (ssrc, rid) in [(1, "q"), (2, "h"), (3, "f")] {
            see(&mut layers, now, ssrc, rid, None);
        }
        assert_eq!(chosen(&layers, now, 100), Some(1));
        assert_eq!(chosen(&layers, now, 180), Some(1));
        assert_eq!(chosen(&layers, now, 181), Some(2));
        assert_eq!(chosen(&layers, now, 2000), Some(3));
        see(&mut layers, now, 1, "q", Some((640, 240)));
        assert_eq!(chosen(&layers, now, 181), Some(1), "a keyframe knows better than the name");
    }

    #[test]
    fn a_layer_that_fell_silent_is_not_chosen_but_as_a_last_resort() {
        let (mut layers, start) = (Layers::default(), Instant::now());
        see(&mut layers, start, 1, "q", None);
        see(&mut layers, start, 3, "f", None);
        let later = start + ALIVE;
        see(&mut layers, later, 1, "q", None);
        assert_eq!(chosen(&layers, later, 720), Some(1));
        assert_eq!(chosen(&layers, later + ALIVE, 720), Some(1), "the one that was last");
        assert!(layers.choose(later, 720, |codec| codec == Codec::Vp9).is_none());
    }

    #[test]
    fn keyframes_are_asked_for_once_for_all() {
        let (mut layers, now) = (Layers::default(), Instant::now());
        see(&mut layers, now, 1, "q", None);
        assert!(layers.ask(now, 1));
        assert!(!layers.ask(now + KEYFRAME_GAP / 2, 1));
        assert!(layers.ask(now + KEYFRAME_GAP, 1));
        assert!(!layers.ask(now, 2), "no such layer");
        let asked = (1..=100).filter(|gap| layers.ask(now + KEYFRAME_GAP * (gap + 1), 1)).count();
        assert!((30..30 + KEYFRAMES as usize).contains(&asked), "{asked} in 30 s");
    }
}
