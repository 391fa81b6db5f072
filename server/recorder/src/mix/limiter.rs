//! Keeps a sum of voices within full scale.

/// The loudest sample after limiting: -1 dB, so that the encoder's ripple does not clip.
const CEILING: f32 = 0.89;
/// With every sample the gain recovers by this part of the difference to 1: a time constant of 100 ms at 48 kHz.
const RECOVERY: f32 = 1.0 / 4_800.0;

/// A peak limiter for interleaved stereo. It lowers the gain at once and recovers slowly. Quiet sound stays as it is.
#[derive(Debug)]
pub(crate) struct Limiter {
    gain: f32,
}

impl Limiter {
    pub(crate) fn new() -> Limiter {
        Limiter { gain: 1.0 }
    }

    /// Limits the samples in place.
    pub(crate) fn process(&mut self, stereo: &mut [f32]) {
        for pair in stereo.chunks_exact_mut(2) {
            let peak = pair[0].abs().max(pair[1].abs());
            self.gain += (1.0 - self.gain) * RECOVERY;
            if peak * self.gain > CEILING {
                self.gain = CEILING / peak;
            }
            pair[0] *= self.gain;
            pair[1] *= self.gain;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_exceeds_the_ceiling_and_quiet_sound_is_untouched() {
        let mut limiter = Limiter::new();
        let mut quiet: Vec<f32> = (0..960).map(|i| 0.3 * (i as f32 * 0.05).sin()).collect();
        let before = quiet.clone();
        limiter.process(&mut quiet);
        assert_eq!(quiet, before);
        let mut loud: Vec<f32> = (0..96_000).map(|i| 4.0 * (i as f32 * 0.05).sin()).collect();
        limiter.process(&mut loud);
        assert!(loud.iter().all(|s| s.abs() <= CEILING + 1e-6));
        let mut after = vec![0.5; 96_000];
        limiter.process(&mut after);
        assert!((after[95_999] - 0.5).abs() < 0.01, "the gain recovers");
    }
}
