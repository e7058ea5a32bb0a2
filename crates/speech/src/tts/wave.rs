//! The head of a RIFF WAVE stream, read as it arrives: the form in which programs give their sound.
//!
//! espeak-ng cannot know the length of what it is still speaking and writes a length of two gigabytes; so lengths of the
//! whole are not believed, and the sound lasts until the stream ends.

/// A head longer than this is none, bytes. espeak-ng's has 44.
const HEAD_BYTES_MAX: usize = 4_096;

/// What the head says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    /// Sampling rate, Hz.
    pub sample_hz: u32,
    /// Where the samples begin, bytes from the start of the stream.
    pub length: usize,
}

/// Reads the head at the start of `bytes`; `None` while it is not complete.
///
/// # Errors
/// When this is not the head of mono 16-bit PCM.
pub(super) fn head(bytes: &[u8]) -> Result<Option<Head>, String> {
    let start = &bytes[..bytes.len().min(12)];
    if !b"RIFF".starts_with(&start[..start.len().min(4)]) || (start.len() == 12 && &start[8..] != b"WAVE") {
        return Err("it gave no WAVE stream".into());
    }
    let mut sample_hz = None;
    let mut position = 12;
    while let Some((name, rest)) = bytes.get(position..).and_then(|rest| rest.split_at_checked(4)) {
        let Some(length) = rest.first_chunk().map(|length| u32::from_le_bytes(*length) as usize) else { break };
        let start = position + 8;
        match (name, sample_hz) {
            (b"data", Some(sample_hz)) => return Ok(Some(Head { sample_hz, length: start })),
            (b"data", None) => return Err("its WAVE stream has no format".into()),
            (b"fmt ", _) => match bytes.get(start..start + 16) {
                Some(format) => sample_hz = Some(mono_16_bit(format)?),
                None => break,
            },
            _ => {}
        }
        // Chunks are padded to even lengths.
        position = start.saturating_add(length.saturating_add(length & 1));
    }
    if position > HEAD_BYTES_MAX { Err("the head of its WAVE stream does not end".into()) } else { Ok(None) }
}

/// The rate of a format chunk, if it is PCM (or extensible), one channel, 16 bits.
fn mono_16_bit(format: &[u8]) -> Result<u32, String> {
    let word = |at: usize| u16::from_le_bytes([format[at], format[at + 1]]);
    let (coding, channels, bits) = (word(0), word(2), word(14));
    if matches!(coding, 1 | 0xfffe) && channels == 1 && bits == 16 {
        Ok(u32::from_le_bytes([format[4], format[5], format[6], format[7]]))
    } else {
        Err(format!("its WAVE stream has coding {coding}, {channels} channels, {bits} bits instead of PCM, 1, 16"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
        let mut chunk = name.to_vec();
        chunk.extend((content.len() as u32).to_le_bytes());
        chunk.extend(content);
        chunk.resize(chunk.len().next_multiple_of(2), 0);
        chunk
    }

    fn format(coding: u16, channels: u16, sample_hz: u32, bits: u16) -> Vec<u8> {
        let mut format = [coding.to_le_bytes(), channels.to_le_bytes()].concat();
        format.extend(sample_hz.to_le_bytes());
        format.extend((sample_hz * 2).to_le_bytes());
        format.extend([2u16.to_le_bytes(), bits.to_le_bytes()].concat());
        chunk(b"fmt ", &format)
    }

    fn stream(chunks: &[Vec<u8>]) -> Vec<u8> {
        [b"RIFF\xff\xff\xff\x7fWAVE".to_vec(), chunks.concat(), b"data\x00\xf0\xff\x7f".to_vec()].concat()
    }

    #[test]
    fn the_head_is_known_as_soon_as_it_is_complete_and_no_sooner() {
        let stream = stream(&[format(1, 1, 22_050, 16)]);
        for length in 0..stream.len() {
            assert_eq!(head(&stream[..length]), Ok(None), "{length} bytes");
        }
        assert_eq!(head(&stream), Ok(Some(Head { sample_hz: 22_050, length: 44 })));
    }

    #[test]
    fn chunks_that_it_does_not_know_are_skipped() {
        let stream = stream(&[chunk(b"LIST", b"odd"), format(0xfffe, 1, 16_000, 16), chunk(b"fact", &[0; 4])]);
        assert_eq!(head(&stream), Ok(Some(Head { sample_hz: 16_000, length: stream.len() })));
    }

    #[test]
    fn what_is_no_mono_16_bit_wave_is_refused() {
        assert!(head(b"Error: The specified voice").is_err());
        assert!(head(b"RIFF\0\0\0\0AVI LIST").is_err());
        assert!(head(&stream(&[])).is_err());
        assert!(head(&stream(&[format(1, 2, 16_000, 16)])).is_err());
        assert!(head(&stream(&[format(1, 1, 16_000, 8)])).is_err());
        assert!(head(&stream(&[chunk(b"LIST", &[0; 5_000])])).is_err());
    }

    proptest! {
        #[test]
        fn no_stream_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), valid in 0usize..60) {
            let mut stream = stream(&[format(1, 1, 22_050, 16)]);
            stream.truncate(valid);
            stream.extend(bytes);
            let _ = head(&stream);
        }
    }
}
