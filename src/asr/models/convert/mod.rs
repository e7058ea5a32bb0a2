//! Makes a model file of whisper.cpp's format from the same weights in CTranslate2's: the way to a Whisper model where
//! upstream cannot be reached but packages can.
//!
//! Takes a CTranslate2 model of Whisper with 16-bit weights, and any multilingual file of whisper.cpp's format for mel filters
//! and vocabulary, which are the same in all; gives f16, q8_0 or q5_1. Weights only change their frame: fused matrices are cut,
//! names translated, numbers rounded to the type asked for.

mod ctranslate2;
mod layout;
mod quantise;

use super::ggml::{self, FormatError, Kind, Parameters};
use super::part_of;
use ctranslate2::Weights;
use layout::Tensor;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Failed to convert a model.
#[derive(Debug, thiserror::Error)]
pub enum ConvertError {
    /// A file could not be read or written.
    #[error("convert the model: {0}")]
    Io(#[from] io::Error),
    /// The file with mel filters and vocabulary is not usable.
    #[error("convert the model: {0}")]
    Donor(#[from] FormatError),
    /// The source is no CTranslate2 model of Whisper.
    #[error("convert the model: {0}")]
    Source(String),
}

/// Writes the weights in `source` to `target` as `kind`, with mel filters and vocabulary of `donor`. The target appears only
/// when it is complete.
///
/// # Errors
/// When a file cannot be read or written, or the source is no Whisper model with the donor's vocabulary.
pub fn convert(source: &Path, donor: &Path, target: &Path, kind: Kind) -> Result<(), ConvertError> {
    let (donated, middle) = ggml::middle(donor)?;
    let bytes = std::fs::read(source)?;
    let weights = Weights::read(&bytes)?;
    let parameters = layout::parameters(&weights, donated, kind)?;
    let part = part_of(target);
    let mut file = BufWriter::new(File::create(&part)?);
    write_head(&mut file, parameters, &middle)?;
    layout::tensors(&weights, &mut |tensor| Ok(write_tensor(&mut file, &tensor, kind)?))?;
    file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    Ok(std::fs::rename(part, target)?)
}

fn write_head(out: &mut impl Write, parameters: Parameters, middle: &[u8]) -> io::Result<()> {
    out.write_all(&ggml::MAGIC.to_le_bytes())?;
    let Parameters { vocabulary, audio, text, mels, file_type } = parameters;
    let numbers = [&[vocabulary][..], &audio, &text, &[mels, file_type]].concat();
    numbers.iter().try_for_each(|number| out.write_all(&number.to_le_bytes()))?;
    out.write_all(middle)
}

fn write_tensor(out: &mut impl Write, tensor: &Tensor, matrices: Kind) -> io::Result<()> {
    let kind = tensor.kind(matrices);
    let count = |length: usize| i32::try_from(length).map_err(|_| io::Error::from(io::ErrorKind::InvalidData));
    let head = [count(tensor.shape.len())?, count(tensor.name.len())?, kind.number()];
    head.iter().try_for_each(|number| out.write_all(&number.to_le_bytes()))?;
    for length in tensor.shape.iter().rev() {
        out.write_all(&count(*length)?.to_le_bytes())?;
    }
    out.write_all(tensor.name.as_bytes())?;
    out.write_all(&quantise::encode(&tensor.values, kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// A file in CTranslate2's format of a model with one layer on each side, width 32, two heads, three tokens.
    fn source() -> Vec<u8> {
        let mut variables: Vec<(String, Vec<u32>)> = Vec::new();
        let mut add = |name: &str, shape: &[u32]| variables.push((name.to_owned(), shape.to_vec()));
        let linear = |add: &mut dyn FnMut(&str, &[u32]), name: &str, rows: u32, columns: u32| {
            add(&format!("{name}/weight"), &[rows, columns]);
            add(&format!("{name}/bias"), &[rows]);
        };
        let norm = |add: &mut dyn FnMut(&str, &[u32]), name: &str| {
            add(&format!("{name}/gamma"), &[32]);
            add(&format!("{name}/beta"), &[32]);
        };
        add("encoder/conv1/weight", &[32, 2, 3]);
        add("encoder/conv1/bias", &[32]);
        add("encoder/conv2/weight", &[32, 32, 3]);
        add("encoder/conv2/bias", &[32]);
        add("decoder/embeddings/weight", &[3, 32]);
        for (side, context) in [("encoder", 4), ("decoder", 6)] {
            add(&format!("{side}/position_encodings/encodings"), &[context, 32]);
            norm(&mut add, &format!("{side}/layer_norm"));
            let layer = format!("{side}/layer_0");
            norm(&mut add, &format!("{layer}/self_attention/layer_norm"));
            linear(&mut add, &format!("{layer}/self_attention/linear_0"), 96, 32);
            linear(&mut add, &format!("{layer}/self_attention/linear_1"), 32, 32);
            norm(&mut add, &format!("{layer}/ffn/layer_norm"));
            linear(&mut add, &format!("{layer}/ffn/linear_0"), 128, 32);
            linear(&mut add, &format!("{layer}/ffn/linear_1"), 32, 128);
        }
        norm(&mut add, "decoder/layer_0/attention/layer_norm");
        linear(&mut add, "decoder/layer_0/attention/linear_0", 32, 32);
        linear(&mut add, "decoder/layer_0/attention/linear_1", 64, 32);
        linear(&mut add, "decoder/layer_0/attention/linear_2", 32, 32);
        let text = |text: &str| [&(text.len() as u16 + 1).to_le_bytes()[..], text.as_bytes(), b"\0"].concat();
        let mut file = [&6u32.to_le_bytes()[..], &text("WhisperSpec"), &3u32.to_le_bytes()].concat();
        file.extend((variables.len() as u32 + 1).to_le_bytes());
        file.extend([text("encoder/num_heads"), vec![0, 2], 2u32.to_le_bytes().to_vec(), vec![2, 0]].concat());
        for (name, shape) in variables {
            let count: u32 = shape.iter().product();
            file.extend(text(&name));
            file.push(shape.len() as u8);
            shape.iter().for_each(|length| file.extend(length.to_le_bytes()));
            file.push(4);
            file.extend((count * 2).to_le_bytes());
            (0..count).for_each(|n| file.extend(quantise::single_to_half((n % 97) as f32 / 64.0).to_le_bytes()));
        }
        file
    }

    /// A file in whisper.cpp's format with two mel bands and three tokens.
    fn donor() -> Vec<u8> {
        let head = [3, 4, 32, 2, 4, 6, 32, 2, 4, 2, 1, 2, 1];
        let mut file = ggml::MAGIC.to_le_bytes().to_vec();
        head.iter().for_each(|number: &i32| file.extend(number.to_le_bytes()));
        file.extend([0.5f32, 0.25].iter().flat_map(|value| value.to_le_bytes()));
        file.extend(3i32.to_le_bytes());
        for word in ["a", "bc", ""] {
            file.extend((word.len() as i32).to_le_bytes());
            file.extend(word.as_bytes());
        }
        file.extend([1, 1, 0, 1].iter().flat_map(|number: &i32| number.to_le_bytes()));
        file.extend(b"x\0\0\0\0");
        file
    }

    fn converted(kind: Kind) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("model.bin"), source()).unwrap();
        std::fs::write(path("donor.bin"), donor()).unwrap();
        convert(&path("model.bin"), &path("donor.bin"), &path("out.bin"), kind).unwrap();
        let out = path("out.bin");
        (folder, out)
    }

    #[test]
    fn a_conversion_is_a_whole_file_with_the_sizes_of_the_source() {
        for kind in [Kind::F16, Kind::Q8_0, Kind::Q5_1] {
            let (folder, out) = converted(kind);
            let is = ggml::inspect(&out).unwrap();
            assert_eq!((is.parameters.audio, is.parameters.text), ([4, 32, 2, 1], [6, 32, 2, 1]), "{kind:?}");
            assert_eq!(is.storage(), kind.name());
            // 11 outside the layers, 15 in an encoder's layer, 24 in a decoder's, as whisper.cpp counts them.
            assert_eq!(is.tensors, 11 + 15 + 24);
            assert!(!folder.path().join("out.bin.part").exists());
        }
    }

    #[test]
    fn keys_have_no_bias_and_fused_rows_are_cut_in_order() {
        let bytes = source();
        let weights = Weights::read(&bytes).unwrap();
        let fused = weights.get("encoder/layer_0/self_attention/linear_0/weight").unwrap().values().unwrap();
        let mut found = std::collections::BTreeMap::new();
        layout::tensors(&weights, &mut |tensor| {
            found.insert(tensor.name.clone(), tensor);
            Ok(())
        })
        .unwrap();
        assert_eq!(found["encoder.blocks.0.attn.value.weight"].values, fused[64 * 32..]);
        assert!(found.contains_key("encoder.blocks.0.attn.query.bias"));
        assert!(!found.contains_key("encoder.blocks.0.attn.key.bias"));
        assert_eq!(found["encoder.conv1.bias"].shape, [32, 1]);
        assert_eq!(found["encoder.conv1.weight"].kind(Kind::Q8_0), Kind::F16, "convolutions are never quantised");
    }

    #[test]
    fn another_vocabulary_is_refused_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("model.bin"), source()).unwrap();
        let mut other = donor();
        other[4] = 4;
        std::fs::write(path("donor.bin"), other).unwrap();
        let result = convert(&path("model.bin"), &path("donor.bin"), &path("out.bin"), Kind::F16);
        assert!(matches!(result, Err(ConvertError::Source(_))), "{result:?}");
        assert!(!path("out.bin").exists() && !path("out.bin.part").exists());
    }
}
