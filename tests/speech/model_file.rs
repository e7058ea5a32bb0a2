//! A model file of whisper.cpp's format that always says one sentence: real C++, no weights.
//!
//! Width 64, one layer a side, all weights zero but for the decoder's feed-forward part, which turns the token before into the
//! one that follows it in the sentence. Only the tokens of the sentence have an embedding, each a direction of its own.

use std::path::Path;

const WIDTH: usize = 64;
const VOCABULARY: usize = 51_865;
/// Fixed numbers of the multilingual vocabulary: end of text, and the last token of the prompt ('no timestamps').
const END: usize = 50_257;
const NO_TIMESTAMPS: usize = 50_363;
const ONE_F16: u16 = 0x3c00;
const MINUS_ONE_F16: u16 = 0xbc00;

/// Writes a model that says `sentence` (tokens as bytes, at most sixty, each different) and, if it `loops`, says it for ever.
pub fn write(path: &Path, sentence: &[&[u8]], loops: bool) {
    // The first word of the vocabulary is the space, which whisper.cpp looks up by name.
    let words: Vec<&[u8]> = std::iter::once(&b" "[..]).chain(sentence.iter().copied()).collect();
    let mut chain: Vec<usize> = std::iter::once(NO_TIMESTAMPS).chain(1..words.len()).collect();
    chain.push(if loops { 1 } else { END });
    let mut file = Vec::new();
    numbers(&mut file, &[0x6767_6d6c, VOCABULARY as i32, 1_500, 64, 2, 1, 448, 64, 2, 1, 80, 1]);
    numbers(&mut file, &[80, 201]);
    file.resize(file.len() + 80 * 201 * 4, 0);
    numbers(&mut file, &[words.len() as i32]);
    for word in &words {
        numbers(&mut file, &[word.len() as i32]);
        file.extend(*word);
    }
    let directions = directions(&chain);
    for side in ["encoder", "decoder"] {
        let context = if side == "encoder" { 1_500 } else { 448 };
        tensor(&mut file, &format!("{side}.positional_embedding"), &[context, WIDTH], Values::Zero(4));
        let block = format!("{side}.blocks.0");
        let mut attentions = vec!["attn"];
        attentions.extend((side == "decoder").then_some("cross_attn"));
        for attention in attentions {
            norm(&mut file, &format!("{block}.{attention}_ln"), 1.0);
            for part in ["query", "key", "value", "out"] {
                tensor(&mut file, &format!("{block}.{attention}.{part}.weight"), &[WIDTH, WIDTH], Values::Zero(2));
                if part != "key" {
                    tensor(&mut file, &format!("{block}.{attention}.{part}.bias"), &[WIDTH], Values::Zero(4));
                }
            }
        }
        norm(&mut file, &format!("{block}.mlp_ln"), 1.0);
        let steps = if side == "decoder" { steps(&chain, &directions) } else { (vec![], vec![]) };
        tensor(&mut file, &format!("{block}.mlp.0.weight"), &[4 * WIDTH, WIDTH], Values::Halves(steps.0));
        tensor(&mut file, &format!("{block}.mlp.0.bias"), &[4 * WIDTH], Values::Zero(4));
        tensor(&mut file, &format!("{block}.mlp.2.weight"), &[WIDTH, 4 * WIDTH], Values::Halves(steps.1));
        tensor(&mut file, &format!("{block}.mlp.2.bias"), &[WIDTH], Values::Zero(4));
    }
    for (convolution, channels) in [("conv1", 80), ("conv2", WIDTH)] {
        tensor(&mut file, &format!("encoder.{convolution}.weight"), &[WIDTH, channels, 3], Values::Zero(2));
        tensor(&mut file, &format!("encoder.{convolution}.bias"), &[WIDTH, 1], Values::Zero(4));
    }
    norm(&mut file, "encoder.ln_post", 1.0);
    // Loud enough to outweigh fifty thousand silent tokens.
    norm(&mut file, "decoder.ln", 4.0);
    let embedding = directions.iter().map(|(token, direction)| (token * WIDTH + direction, ONE_F16)).collect();
    tensor(&mut file, "decoder.token_embedding.weight", &[VOCABULARY, WIDTH], Values::Halves(embedding));
    std::fs::write(path, file).unwrap();
}

/// Each token with the direction of its embedding.
fn directions(chain: &[usize]) -> Vec<(usize, usize)> {
    let mut tokens = chain.to_vec();
    tokens.sort_unstable();
    tokens.dedup();
    assert!(tokens.len() <= WIDTH, "too long a sentence");
    tokens.into_iter().enumerate().map(|(direction, token)| (token, direction)).collect()
}

/// Feed-forward weights that lead from each token of the chain to the next: places and values.
fn steps(chain: &[usize], directions: &[(usize, usize)]) -> (Places, Places) {
    let direction = |token: usize| directions.iter().find(|(other, _)| *other == token).unwrap().1;
    let pass = (0..WIDTH).map(|row| (row * WIDTH + row, ONE_F16)).collect();
    let mut lead = Vec::new();
    for pair in chain.windows(2) {
        let (from, to) = (direction(pair[0]), direction(pair[1]));
        lead.push((to * 4 * WIDTH + from, ONE_F16));
        lead.push((from * 4 * WIDTH + from, MINUS_ONE_F16));
    }
    (pass, lead)
}

/// Places in a tensor with the 16 bits that stand there.
type Places = Vec<(usize, u16)>;

enum Values {
    /// All zero, of so many bytes each.
    Zero(usize),
    /// All zero but for these places, 16 bits each.
    Halves(Places),
    /// All the same.
    Single(f32),
}

fn norm(file: &mut Vec<u8>, name: &str, weight: f32) {
    tensor(file, &format!("{name}.weight"), &[WIDTH], Values::Single(weight));
    tensor(file, &format!("{name}.bias"), &[WIDTH], Values::Zero(4));
}

fn tensor(file: &mut Vec<u8>, name: &str, shape: &[usize], values: Values) {
    let kind = i32::from(!matches!(values, Values::Zero(4) | Values::Single(_)));
    numbers(file, &[shape.len() as i32, name.len() as i32, kind]);
    shape.iter().rev().for_each(|length| numbers(file, &[*length as i32]));
    file.extend(name.as_bytes());
    let count: usize = shape.iter().product();
    let at = file.len();
    match values {
        Values::Zero(bytes) => file.resize(at + count * bytes, 0),
        Values::Single(value) => (0..count).for_each(|_| file.extend(value.to_le_bytes())),
        Values::Halves(places) => {
            file.resize(at + count * 2, 0);
            for (place, value) in places {
                file[at + 2 * place..at + 2 * place + 2].copy_from_slice(&value.to_le_bytes());
            }
        }
    }
}

fn numbers(file: &mut Vec<u8>, numbers: &[i32]) {
    numbers.iter().for_each(|number| file.extend(number.to_le_bytes()));
}
