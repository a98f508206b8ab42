//! How loud our own microphone is, so that the person sees that it works.

use std::rc::Rc;

use wasm_bindgen_futures::JsFuture;
use web_sys::{AnalyserNode, AudioContext, MediaStream};

use super::browser::Every;

const LOOK_MS: i32 = 120;
const POINTS: usize = 256;

/// Watches the loudness of a stream until dropped.
pub(super) struct Level {
    context: AudioContext,
    _looking: Every,
}

impl Level {
    /// Tells the loudness, from 0 to 100; none where the browser cannot measure it.
    pub(super) fn of(stream: &MediaStream, tell: impl Fn(u8) + 'static) -> Option<Self> {
        if stream.get_audio_tracks().length() == 0 {
            return None;
        }
        let context = AudioContext::new().ok()?;
        let node = Rc::new(context.create_analyser().ok()?);
        node.set_fft_size(u32::try_from(POINTS).unwrap_or(256));
        context.create_media_stream_source(stream).ok()?.connect_with_audio_node(&node).ok()?;
        let looking = Every::new(LOOK_MS, move || tell(loudness(&look(&node))));
        Some(Self { context, _looking: looking })
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        if let Ok(closing) = self.context.close() {
            wasm_bindgen_futures::spawn_local(async move {
                let _ = JsFuture::from(closing).await;
            });
        }
    }
}

fn look(node: &AnalyserNode) -> [u8; POINTS] {
    let mut wave = [128; POINTS];
    node.get_byte_time_domain_data(&mut wave);
    wave
}

/// The highest swing of a wave around its middle, 128; speech fills the scale.
fn loudness(wave: &[u8]) -> u8 {
    let swing = wave.iter().map(|point| point.abs_diff(128)).max().unwrap_or(0);
    u8::try_from((u32::from(swing) * 200 / 128).min(100)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_nothing_and_a_shout_is_everything() {
        assert_eq!(loudness(&[128; 8]), 0);
        assert_eq!(loudness(&[128, 0]), 100);
        assert_eq!(loudness(&[128, 128 + 32]), 50);
        assert_eq!(loudness(&[]), 0);
    }
}
