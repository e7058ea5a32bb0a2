//! Which tensors a model of whisper.cpp's format has, in order, and where CTranslate2 keeps them.
//!
//! CTranslate2 fuses query, key and value into one matrix, and in the decoder's attention to the sound key and value. Keys have
//! no bias in Whisper: the fused bias carries zeros there.

use super::ConvertError;
use super::ctranslate2::Weights;
use crate::asr::models::ggml::{Kind, Parameters};

/// A tensor to be written.
#[derive(Debug, PartialEq)]
pub struct Tensor {
    /// whisper.cpp's name.
    pub name: String,
    /// Slowest dimension first.
    pub shape: Vec<usize>,
    /// The numbers in that order.
    pub values: Vec<f32>,
}

impl Tensor {
    /// How its numbers are stored in a file whose matrices are stored as `matrices`: vectors and what is added to sound stay
    /// exact, convolutions are never quantised.
    pub fn kind(&self, matrices: Kind) -> Kind {
        let exact = self.shape.len() < 2 || self.name.ends_with("positional_embedding") || self.name.ends_with(".bias");
        match self.shape.len() {
            _ if exact => Kind::F32,
            2 => matrices,
            _ => Kind::F16,
        }
    }
}

/// The head of the file: sizes of the source, vocabulary of the donor.
pub fn parameters(weights: &Weights<'_>, donor: Parameters, kind: Kind) -> Result<Parameters, ConvertError> {
    let dimension = |name: &str, index: usize| {
        let length = weights.get(name)?.shape.get(index).copied().and_then(|length| i32::try_from(length).ok());
        length.ok_or_else(|| ConvertError::Source(format!("the source's {name} has too few dimensions")))
    };
    let heads = weights.get("encoder/num_heads")?.integer();
    let heads =
        heads.ok_or_else(|| ConvertError::Source("the source does not say how many heads it has".to_owned()))?;
    let layers = |side: &str| i32::try_from(weights.layers(side)).unwrap_or(0);
    let (width, mels) = (dimension("encoder/conv1/weight", 0)?, dimension("encoder/conv1/weight", 1)?);
    let vocabulary = dimension("decoder/embeddings/weight", 0)?;
    if (vocabulary, mels) != (donor.vocabulary, donor.mels) {
        return Err(ConvertError::Source(
            "the source has another vocabulary or other mel bands than the donor".to_owned(),
        ));
    }
    let side = |name: &str| -> Result<[i32; 4], ConvertError> {
        Ok([dimension(&format!("{name}/position_encodings/encodings"), 0)?, width, heads, layers(name)])
    };
    Ok(Parameters { vocabulary, audio: side("encoder")?, text: side("decoder")?, mels, file_type: kind.file_type() })
}

/// Gives all tensors to `put`, one after the other in the order in which they are written.
pub fn tensors(
    weights: &Weights<'_>,
    put: &mut dyn FnMut(Tensor) -> Result<(), ConvertError>,
) -> Result<(), ConvertError> {
    let mut list = List { weights, put };
    list.copy("encoder.positional_embedding", "encoder/position_encodings/encodings")?;
    list.copy("decoder.positional_embedding", "decoder/position_encodings/encodings")?;
    list.convolution("conv1")?;
    list.convolution("conv2")?;
    list.norm("encoder.ln_post", "encoder/layer_norm")?;
    list.norm("decoder.ln", "decoder/layer_norm")?;
    list.copy("decoder.token_embedding.weight", "decoder/embeddings/weight")?;
    for side in ["encoder", "decoder"] {
        for layer in 0..weights.layers(side) {
            list.block(&format!("{side}.blocks.{layer}"), &format!("{side}/layer_{layer}"), side == "decoder")?;
        }
    }
    Ok(())
}

struct List<'a> {
    weights: &'a Weights<'a>,
    put: &'a mut dyn FnMut(Tensor) -> Result<(), ConvertError>,
}

impl List<'_> {
    fn copy(&mut self, name: &str, from: &str) -> Result<(), ConvertError> {
        let variable = self.weights.get(from)?;
        (self.put)(Tensor { name: name.to_owned(), shape: variable.shape.clone(), values: variable.values()? })
    }

    /// The bias of a convolution is a column: it is added to every step.
    fn convolution(&mut self, name: &str) -> Result<(), ConvertError> {
        self.copy(&format!("encoder.{name}.weight"), &format!("encoder/{name}/weight"))?;
        let values = self.weights.get(&format!("encoder/{name}/bias"))?.values()?;
        (self.put)(Tensor { name: format!("encoder.{name}.bias"), shape: vec![values.len(), 1], values })
    }

    fn norm(&mut self, name: &str, from: &str) -> Result<(), ConvertError> {
        self.copy(&format!("{name}.weight"), &format!("{from}/gamma"))?;
        self.copy(&format!("{name}.bias"), &format!("{from}/beta"))
    }

    fn linear(&mut self, name: &str, from: &str) -> Result<(), ConvertError> {
        self.copy(&format!("{name}.weight"), &format!("{from}/weight"))?;
        self.copy(&format!("{name}.bias"), &format!("{from}/bias"))
    }

    /// Cuts a fused matrix and its bias into equal parts.
    fn fused(&mut self, name: &str, from: &str, parts: &[&str]) -> Result<(), ConvertError> {
        let variable = self.weights.get(&format!("{from}/weight"))?;
        let (weight, bias) = (variable.values()?, self.weights.get(&format!("{from}/bias"))?.values()?);
        let &[rows, columns] = &variable.shape[..] else {
            return Err(ConvertError::Source(format!("the source's {from} is no matrix")));
        };
        let height = rows / parts.len();
        if height == 0 || height * parts.len() != rows || bias.len() != rows {
            return Err(ConvertError::Source(format!("the source's {from} cannot be cut into {} parts", parts.len())));
        }
        let cut = weight.chunks_exact(height * columns).zip(bias.chunks_exact(height));
        for (part, (weight, bias)) in parts.iter().zip(cut) {
            let tensor = |end, shape, values: &[f32]| Tensor {
                name: format!("{name}.{part}.{end}"),
                shape,
                values: values.to_vec(),
            };
            (self.put)(tensor("weight", vec![height, columns], weight))?;
            if *part != "key" {
                (self.put)(tensor("bias", vec![height], bias))?;
            }
        }
        Ok(())
    }

    fn block(&mut self, name: &str, from: &str, hears: bool) -> Result<(), ConvertError> {
        self.norm(&format!("{name}.attn_ln"), &format!("{from}/self_attention/layer_norm"))?;
        self.fused(&format!("{name}.attn"), &format!("{from}/self_attention/linear_0"), &["query", "key", "value"])?;
        self.linear(&format!("{name}.attn.out"), &format!("{from}/self_attention/linear_1"))?;
        if hears {
            self.norm(&format!("{name}.cross_attn_ln"), &format!("{from}/attention/layer_norm"))?;
            self.linear(&format!("{name}.cross_attn.query"), &format!("{from}/attention/linear_0"))?;
            self.fused(&format!("{name}.cross_attn"), &format!("{from}/attention/linear_1"), &["key", "value"])?;
            self.linear(&format!("{name}.cross_attn.out"), &format!("{from}/attention/linear_2"))?;
        }
        self.norm(&format!("{name}.mlp_ln"), &format!("{from}/ffn/layer_norm"))?;
        self.linear(&format!("{name}.mlp.0"), &format!("{from}/ffn/linear_0"))?;
        self.linear(&format!("{name}.mlp.2"), &format!("{from}/ffn/linear_1"))
    }
}
