//! Which variable of CTranslate2 becomes which tensor of whisper.cpp.
//!
//! CTranslate2 stacks the matrices of query, key and value (in cross-attention: key and value) on top of each other and calls
//! the layers of a block by number; the numbers themselves are those of OpenAI's model. Everything is checked here: name,
//! shape and storage of each variable, so that writing can only fail at the disk or at a number that is none.

use super::ctranslate2::{Index, Storage, Variable};
use super::{ConvertError, Precision};
use speech::asr::models::ggml::{Kind, Parameters};

/// Numbers that share a scale in ggml's quantised formats.
pub const BLOCK: u32 = 32;

/// A tensor to be written, and where its numbers come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor {
    /// whisper.cpp's name.
    pub name: String,
    /// Its dimensions, outermost first.
    pub shape: Vec<u32>,
    /// How its numbers are to be stored.
    pub kind: Kind,
    /// How they are stored in the source.
    pub storage: Storage,
    /// Where they begin in the source.
    pub offset: u64,
}

impl Tensor {
    /// How many numbers it has.
    pub fn numbers(&self) -> u64 {
        self.shape.iter().map(|dimension| u64::from(*dimension)).product()
    }
}

/// The head and the tensors of the file to be written, in whisper.cpp's names and CTranslate2's order of layers.
///
/// # Errors
/// When a variable is absent, has another shape than the rest of the model asks for, or is stored as integers.
pub fn layout(source: &Index, precision: Precision) -> Result<(Parameters, Vec<Tensor>), ConvertError> {
    let [width, mels, _] = shape(source, "encoder/conv1/weight")?;
    let [audio_context, _] = shape(source, "encoder/position_encodings/encodings")?;
    let [text_context, _] = shape(source, "decoder/position_encodings/encodings")?;
    let [vocabulary, _] = shape(source, "decoder/embeddings/weight")?;
    if precision == Precision::Q8_0 && !width.is_multiple_of(BLOCK) {
        return Err(ConvertError::Width(width));
    }
    let mut layout = Layout { source, matrices: precision.kind(), width, tensors: Vec::new() };
    layout.table("encoder.positional_embedding", "encoder/position_encodings/encodings", audio_context)?;
    layout.table("decoder.positional_embedding", "decoder/position_encodings/encodings", text_context)?;
    layout.convolution("conv1", mels)?;
    layout.convolution("conv2", width)?;
    layout.norm("encoder.ln_post", "encoder/layer_norm")?;
    layout.norm("decoder.ln", "decoder/layer_norm")?;
    layout.matrix("decoder.token_embedding", "decoder/embeddings", [vocabulary, width])?;
    let audio = Side { name: "encoder", attends_audio: false, context: audio_context };
    let text = Side { name: "decoder", attends_audio: true, context: text_context };
    let parameters = Parameters {
        vocabulary: number(vocabulary)?,
        audio: layout.side(audio)?,
        text: layout.side(text)?,
        mels: number(mels)?,
        file_type: precision.kind().file_type(),
    };
    Ok((parameters, layout.tensors))
}

/// Encoder or decoder.
#[derive(Clone, Copy)]
struct Side {
    name: &'static str,
    /// Whether its blocks look at the encoder's output as well as at themselves.
    attends_audio: bool,
    context: u32,
}

/// One of several matrices that lie on top of each other in a variable.
#[derive(Clone, Copy)]
struct Part {
    index: u32,
    of: u32,
}

const WHOLE: Part = Part { index: 0, of: 1 };

struct Layout<'a> {
    source: &'a Index,
    matrices: Kind,
    width: u32,
    tensors: Vec<Tensor>,
}

impl Layout<'_> {
    /// All blocks of a side; gives its context, width, heads and layers.
    fn side(&mut self, side: Side) -> Result<[i32; 4], ConvertError> {
        let prefix = |layer: u32| format!("{}/layer_{layer}/", side.name);
        let mut layers = 0;
        while self.source.keys().any(|name| name.starts_with(&prefix(layers))) {
            self.block(side, layers)?;
            layers += 1;
        }
        let heads = number(find(self.source, &format!("{}/num_heads", side.name))?.value()?)?;
        Ok([number(side.context)?, number(self.width)?, heads, number(layers)?])
    }

    fn block(&mut self, side: Side, layer: u32) -> Result<(), ConvertError> {
        let from = format!("{}/layer_{layer}", side.name);
        let to = format!("{}.blocks.{layer}", side.name);
        let width = self.width;
        let square = [width, width];
        self.norm(&format!("{to}.attn_ln"), &format!("{from}/self_attention/layer_norm"))?;
        self.stacked(&format!("{to}.attn"), &format!("{from}/self_attention/linear_0"), &["query", "key", "value"])?;
        self.linear(&format!("{to}.attn.out"), &format!("{from}/self_attention/linear_1"), square)?;
        if side.attends_audio {
            self.norm(&format!("{to}.cross_attn_ln"), &format!("{from}/attention/layer_norm"))?;
            self.linear(&format!("{to}.cross_attn.query"), &format!("{from}/attention/linear_0"), square)?;
            self.stacked(&format!("{to}.cross_attn"), &format!("{from}/attention/linear_1"), &["key", "value"])?;
            self.linear(&format!("{to}.cross_attn.out"), &format!("{from}/attention/linear_2"), square)?;
        }
        self.norm(&format!("{to}.mlp_ln"), &format!("{from}/ffn/layer_norm"))?;
        self.linear(&format!("{to}.mlp.0"), &format!("{from}/ffn/linear_0"), [4 * width, width])?;
        self.linear(&format!("{to}.mlp.2"), &format!("{from}/ffn/linear_1"), [width, 4 * width])
    }

    fn norm(&mut self, to: &str, from: &str) -> Result<(), ConvertError> {
        let width = self.width;
        self.vector(format!("{to}.weight"), &format!("{from}/gamma"), width)?;
        self.vector(format!("{to}.bias"), &format!("{from}/beta"), width)
    }

    fn linear(&mut self, to: &str, from: &str, shape: [u32; 2]) -> Result<(), ConvertError> {
        self.matrix(to, from, shape)?;
        self.vector(format!("{to}.bias"), &format!("{from}/bias"), shape[0])
    }

    /// Projections that lie on top of each other. Whisper's keys have no bias; CTranslate2 writes zeros there.
    fn stacked(&mut self, to: &str, from: &str, names: &[&str]) -> Result<(), ConvertError> {
        let (width, of) = (self.width, u32::try_from(names.len()).unwrap_or(u32::MAX));
        for (index, name) in (0..of).zip(names) {
            let part = Part { index, of };
            self.put(format!("{to}.{name}.weight"), (&format!("{from}/weight"), part), &[width, width], self.matrices)?;
            if *name != "key" {
                self.put(format!("{to}.{name}.bias"), (&format!("{from}/bias"), part), &[width], Kind::F32)?;
            }
        }
        Ok(())
    }

    /// A convolution over three frames. whisper.cpp adds its bias to a matrix of frames, so that gets a second dimension.
    fn convolution(&mut self, name: &str, inputs: u32) -> Result<(), ConvertError> {
        let (from, to, width) = (format!("encoder/{name}"), format!("encoder.{name}"), self.width);
        self.put(format!("{to}.weight"), (&format!("{from}/weight"), WHOLE), &[width, inputs, 3], Kind::F16)?;
        self.vector(format!("{to}.bias"), &format!("{from}/bias"), width)?;
        self.tensors.last_mut().into_iter().for_each(|bias| bias.shape.push(1));
        Ok(())
    }

    fn matrix(&mut self, to: &str, from: &str, shape: [u32; 2]) -> Result<(), ConvertError> {
        self.put(format!("{to}.weight"), (&format!("{from}/weight"), WHOLE), &shape, self.matrices)
    }

    /// Positions, which are added and not multiplied, and stay as exact as they are.
    fn table(&mut self, to: &str, from: &str, rows: u32) -> Result<(), ConvertError> {
        self.put(to.to_owned(), (from, WHOLE), &[rows, self.width], Kind::F32)
    }

    fn vector(&mut self, to: String, from: &str, length: u32) -> Result<(), ConvertError> {
        self.put(to, (from, WHOLE), &[length], Kind::F32)
    }

    fn put(&mut self, name: String, (from, part): (&str, Part), shape: &[u32], kind: Kind) -> Result<(), ConvertError> {
        let Variable { shape: found, storage, offset, .. } = find(self.source, from)?;
        let mut stacked = shape.to_vec();
        stacked.iter_mut().take(1).for_each(|rows| *rows = rows.saturating_mul(part.of));
        if *found != stacked {
            return Err(ConvertError::Shape { name: from.to_owned(), found: found.clone(), wanted: stacked });
        } else if !matches!(storage, Storage::F32 | Storage::F16) {
            return Err(ConvertError::Storage { name: from.to_owned(), storage: storage.name() });
        }
        let mut tensor = Tensor { name, shape: shape.to_vec(), kind, storage: *storage, offset: *offset };
        tensor.offset += u64::from(part.index) * tensor.numbers() * storage.width();
        self.tensors.push(tensor);
        Ok(())
    }
}

fn find<'a>(source: &'a Index, name: &str) -> Result<&'a Variable, ConvertError> {
    source.get(name).ok_or_else(|| ConvertError::Missing(name.to_owned()))
}

/// The shape of a variable of a fixed rank.
fn shape<const RANK: usize>(source: &Index, name: &str) -> Result<[u32; RANK], ConvertError> {
    let found = &find(source, name)?.shape;
    <[u32; RANK]>::try_from(found.as_slice())
        .map_err(|_| ConvertError::Rank { name: name.to_owned(), found: found.clone() })
}

/// As whisper.cpp writes it.
fn number(number: u32) -> Result<i32, ConvertError> {
    i32::try_from(number).map_err(|_| ConvertError::Damaged(format!("{number} is no size")))
}
