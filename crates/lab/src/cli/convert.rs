//! `vorzimmer-lab convert`.

use crate::print::print_line;
use crate::weights::{Precision, convert};
use std::path::PathBuf;
use std::process::ExitCode;

/// Make a model from a CTranslate2 file of a Whisper model, where upstream's files cannot be had
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// model.bin of CTranslate2, with float16 or float32 weights
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// A model of whisper.cpp's format, such as ggml-tiny.bin: mel filters and vocabulary are taken from it
    #[arg(long, value_name = "FILE")]
    vocabulary: PathBuf,
    /// The model to write, such as models/ggml-base-q8_0.bin
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// How to store the weights
    #[arg(long = "type", value_name = "TYPE", default_value = "q8_0")]
    precision: Type,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Type {
    #[value(name = "f16")]
    F16,
    #[value(name = "q8_0")]
    Q8_0,
}

/// Converts the file and says what it became.
///
/// # Errors
/// When a file cannot be read or written, or is of another format; nothing is left behind then.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let precision = match arguments.precision {
        Type::F16 => Precision::F16,
        Type::Q8_0 => Precision::Q8_0,
    };
    let made = convert(&arguments.from, &arguments.vocabulary, &arguments.to, precision)?;
    let what = made.offer.map_or("a model that Vorzimmer does not know by its bytes".to_owned(), |offer| {
        format!("{}, its checksum is right", offer.name)
    });
    let (to, megabytes) = (arguments.to.display(), (made.bytes + 500_000) / 1_000_000);
    print_line(&format!("Wrote {to}: {what} ({megabytes} MB, {} tensors, sha256 {})", made.tensors, made.sha256));
    Ok(ExitCode::SUCCESS)
}
