//! The models that Vorzimmer knows, with what a user should know before fetching one.

/// A model that can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// Short name, as in the configuration.
    pub name: &'static str,
    /// Name of its file, upstream and in a models folder.
    pub file: &'static str,
    /// Where upstream publishes it.
    pub url: &'static str,
    /// Length of the file, bytes.
    pub size_bytes: u64,
    /// SHA-256 of upstream's file.
    pub sha256: &'static str,
    /// SHA-256 of files with the same weights made by `models convert`, which upstream's hash does not cover.
    pub converted_sha256: &'static [&'static str],
    /// Licence of the weights.
    pub licence: &'static str,
    /// Size of the network.
    pub size: Size,
    /// How its weights are stored, as in its name.
    pub storage: &'static str,
    /// Main memory that it takes while recognising, MB.
    pub memory_mb: u32,
    /// Whether its settings were measured on telephone speech for this release.
    pub measured: bool,
    /// What to know about it.
    pub note: &'static str,
}

/// Sizes of Whisper, in the order of what they cost and hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// 39 million parameters.
    Tiny,
    /// 74 million.
    Base,
    /// 244 million.
    Small,
}

impl Size {
    /// OpenAI's name.
    pub fn name(self) -> &'static str {
        match self {
            Size::Tiny => "tiny",
            Size::Base => "base",
            Size::Small => "small",
        }
    }

    /// Layers of its encoder, by which a file is recognised.
    pub fn layers(self) -> i32 {
        match self {
            Size::Tiny => 4,
            Size::Base => 6,
            Size::Small => 12,
        }
    }
}

impl Offer {
    /// The offer with this short name or file name.
    pub fn named(name: &str) -> Option<&'static Offer> {
        CATALOGUE.iter().find(|offer| offer.name == name || offer.file == name)
    }

    /// The offer whose file, or a conversion of it, has this hash (lower-case hexadecimal).
    pub fn with_sha256(sha256: &str) -> Option<&'static Offer> {
        CATALOGUE.iter().find(|offer| offer.accepts(sha256))
    }

    /// Whether a file with this hash is this model.
    pub fn accepts(&self, sha256: &str) -> bool {
        self.sha256 == sha256 || self.converted_sha256.contains(&sha256)
    }
}

const OPENAI: &str = "MIT (OpenAI)";
const FUTO: &str = "Apache-2.0 (FUTO)";
const SHORT: &str = "fine-tuned by FUTO for short utterances; offered, not measured here";

macro_rules! upstream {
    ($file:literal) => {
        concat!("https://huggingface.co/ggerganov/whisper.cpp/resolve/main/", $file)
    };
}
macro_rules! futo {
    ($file:literal) => {
        concat!("https://voiceinput.futo.org/VoiceInput/", $file)
    };
}

/// Every model on offer, quicker ones first. All are multilingual: German, English and 97 other languages.
pub const CATALOGUE: &[Offer] = &[
    Offer {
        name: "tiny",
        file: "ggml-tiny.bin",
        url: upstream!("ggml-tiny.bin"),
        size_bytes: 77_691_713,
        sha256: "be07e048e1e599ad46341c8d2a135645097a538221678b7acdd1b1919c6e1b21",
        converted_sha256: &[],
        licence: OPENAI,
        size: Size::Tiny,
        storage: "f16",
        memory_mb: 95,
        measured: true,
        note: "last resort: mishears often in German",
    },
    Offer {
        name: "base-q8_0",
        file: "ggml-base-q8_0.bin",
        url: upstream!("ggml-base-q8_0.bin"),
        size_bytes: 81_768_585,
        sha256: "c577b9a86e7e048a0b7eada054f4dd79a56bbfa911fbdacf900ac5b567cbb7d9",
        converted_sha256: &["8432e06538a361f045678c92c456dc063b58babb3e886d43809afdb31a44cd13"],
        licence: OPENAI,
        size: Size::Base,
        storage: "q8_0",
        memory_mb: 160,
        measured: true,
        note: "good for English and for short answers in both languages; the quickest of its size",
    },
    Offer {
        name: "base-q5_1",
        file: "ggml-base-q5_1.bin",
        url: upstream!("ggml-base-q5_1.bin"),
        size_bytes: 59_707_625,
        sha256: "422f1ae452ade6f30a004d7e5c6a43195e4433bc370bf23fac9cc591f01a8898",
        converted_sha256: &[],
        licence: OPENAI,
        size: Size::Base,
        storage: "q5_1",
        memory_mb: 140,
        measured: false,
        note: "smaller file, a little slower",
    },
    Offer {
        name: "base",
        file: "ggml-base.bin",
        url: upstream!("ggml-base.bin"),
        size_bytes: 147_951_465,
        sha256: "60ed5bc3dd14eea856493d334349b405782ddcaf0028d4b5df4088345fba2efe",
        converted_sha256: &["ec009741f72c401715323016a96c4342a8e4e4c34eb7cd1cef007efe3ad4f519"],
        licence: OPENAI,
        size: Size::Base,
        storage: "f16",
        memory_mb: 230,
        measured: true,
        note: "hears the same as base-q8_0, slower",
    },
    Offer {
        name: "small-q8_0",
        file: "ggml-small-q8_0.bin",
        url: upstream!("ggml-small-q8_0.bin"),
        size_bytes: 264_464_607,
        sha256: "49c8fb02b65e6049d5fa6c04f81f53b867b5ec9540406812c643f177317f779f",
        converted_sha256: &["93f0491eb0eb94cfc80953389462489223e59fbf8f0f35dd332e65cd6da6e2d9"],
        licence: OPENAI,
        size: Size::Small,
        storage: "q8_0",
        memory_mb: 390,
        measured: true,
        note: "best for German; two cores and more",
    },
    Offer {
        name: "small-q5_1",
        file: "ggml-small-q5_1.bin",
        url: upstream!("ggml-small-q5_1.bin"),
        size_bytes: 190_085_487,
        sha256: "ae85e4a935d7a567bd102fe55afc16bb595bdb618e11b2fc7591bc08120411bb",
        converted_sha256: &[],
        licence: OPENAI,
        size: Size::Small,
        storage: "q5_1",
        memory_mb: 320,
        measured: false,
        note: "smaller file, a little slower",
    },
    Offer {
        name: "small",
        file: "ggml-small.bin",
        url: upstream!("ggml-small.bin"),
        size_bytes: 487_601_967,
        sha256: "1be3a9b2063867b937e64e2ec7483364a79917e157fa98c5d94b5c1fffea987b",
        converted_sha256: &[],
        licence: OPENAI,
        size: Size::Small,
        storage: "f16",
        memory_mb: 620,
        measured: false,
        note: "hears the same as small-q8_0, slower",
    },
    Offer {
        name: "base-acft-q8_0",
        file: "base_acft_q8_0.bin",
        url: futo!("base_acft_q8_0.bin"),
        size_bytes: 81_768_602,
        sha256: "e44f352c9aa2c3609dece20c733c4ad4a75c28cd9ab07d005383df55fa96efc4",
        converted_sha256: &[],
        licence: FUTO,
        size: Size::Base,
        storage: "q8_0",
        memory_mb: 160,
        measured: false,
        note: SHORT,
    },
    Offer {
        name: "small-acft-q8_0",
        file: "small_acft_q8_0.bin",
        url: futo!("small_acft_q8_0.bin"),
        size_bytes: 264_464_624,
        sha256: "15ef255465a6dc582ecf1ec651a4618c7ee2c18c05570bbe46493d248d465ac4",
        converted_sha256: &[],
        licence: FUTO,
        size: Size::Small,
        storage: "q8_0",
        memory_mb: 390,
        measured: false,
        note: SHORT,
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_files_and_hashes_are_distinct_and_well_formed() {
        let mut seen = BTreeSet::new();
        for offer in CATALOGUE {
            assert!(seen.insert(offer.name) && seen.insert(offer.file), "{}", offer.name);
            assert!(offer.url.starts_with("https://") && offer.url.ends_with(offer.file), "{}", offer.url);
            assert!(offer.name.starts_with(offer.size.name()), "{}", offer.name);
            for hash in std::iter::once(&offer.sha256).chain(offer.converted_sha256) {
                let hexadecimal = hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
                assert!(hash.len() == 64 && hexadecimal && seen.insert(hash), "{}: {hash}", offer.name);
            }
        }
    }

    #[test]
    fn a_file_is_known_by_either_hash() {
        let base = Offer::named("base").unwrap();
        assert_eq!(Offer::with_sha256(base.sha256), Some(base));
        assert_eq!(Offer::with_sha256(base.converted_sha256[0]), Some(base));
        assert_eq!(Offer::named("ggml-base.bin"), Some(base));
        assert_eq!(Offer::with_sha256("00"), None);
    }
}
