//! One run of whisper.cpp: samples in, tokens with their probabilities out. Fills `whisper_full_params` itself, because
//! whisper-rs leaks a string with every prompt and passes grammars in a shape that C does not expect.
//!
//! Decides nothing: which prompt, which grammar and what to believe is settled in [`super::model`] and [`super::doubt`].

use super::grammar::{Element, Grammar};
use super::model::State;
use crate::asr::AsrError;
use base::language::Language;
use std::ffi::{CStr, CString, c_int, c_void};
use std::sync::atomic::{AtomicBool, Ordering};
use whisper_rs_sys as sys;

/// What a run is given.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Mono, 16 kHz, −1 to 1.
    pub samples: &'a [f32],
    /// The language in which to read.
    pub language: Language,
    /// The language to which to compare it.
    pub other: Option<Language>,
    /// Text of which the model believes that it came before.
    pub prompt: &'a str,
    /// What the answer should look like, and how many nats of evidence it takes to say something else.
    pub grammar: Option<(&'a Grammar, f32)>,
    /// Audio context in steps of 20 ms; longer takes longer, shorter makes loops.
    pub audio_context: usize,
    /// Most tokens to write: a loop costs seconds without it.
    pub tokens_max: usize,
    /// Threads to compute with.
    pub threads: usize,
}

/// What a run gave.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Decoding {
    /// The words as the model wrote them.
    pub text: String,
    /// For each token where it ends in the text, and the natural logarithm of its probability.
    pub tokens: Vec<(usize, f32)>,
    /// Probability that the first token had before the grammar favoured it; 1 without a grammar.
    pub unforced: f32,
    /// Probability of the model's own 'no speech' token at the start of the transcript.
    pub no_speech: f32,
    /// Probability that the other language of the request is spoken, of these two; 0 where none was asked about.
    pub other_language: f32,
}

impl State {
    /// Recognises. Returns `None` when `cancelled` was raised meanwhile; it is looked at between encoder and tokens.
    ///
    /// # Errors
    /// When whisper.cpp gives up.
    pub fn run(&mut self, request: &Request<'_>, cancelled: &AtomicBool) -> Result<Option<Decoding>, AsrError> {
        if request.samples.is_empty() || cancelled.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let prompt = CString::new(request.prompt.replace('\0', " ")).unwrap_or_default();
        let rules = request.grammar.map(|(grammar, _)| Rules::new(grammar));
        let mut first = FirstStep::default();
        let mut parameters = self.parameters(request);
        parameters.initial_prompt = prompt.as_ptr();
        parameters.abort_callback = Some(is_raised);
        parameters.abort_callback_user_data = std::ptr::from_ref(cancelled).cast_mut().cast();
        if let (Some(rules), Some((_, penalty))) = (&rules, request.grammar) {
            parameters.grammar_rules = rules.pointers.as_ptr().cast_mut();
            parameters.n_grammar_rules = rules.pointers.len();
            parameters.grammar_penalty = penalty;
            parameters.logits_filter_callback = Some(watch_first_step);
            parameters.logits_filter_callback_user_data = std::ptr::from_mut(&mut first).cast();
        }
        let length = c_int::try_from(request.samples.len()).unwrap_or(c_int::MAX);
        // SAFETY: context and state are valid; `prompt`, `rules`, `first`, `cancelled` and the samples outlive the call;
        // `&mut self` keeps every other run off this state.
        let code = unsafe {
            sys::whisper_full_with_state(
                self.model.context.as_ptr(),
                self.state.as_ptr(),
                parameters,
                request.samples.as_ptr(),
                length,
            )
        };
        match code {
            _ if cancelled.load(Ordering::Relaxed) => Ok(None),
            0 => Ok(Some(self.read(&first, request))),
            code => Err(AsrError::Recognition(format!("whisper.cpp returned {code}"))),
        }
    }

    fn parameters(&self, request: &Request<'_>) -> sys::whisper_full_params {
        // SAFETY: takes and returns plain values.
        let mut parameters =
            unsafe { sys::whisper_full_default_params(sys::whisper_sampling_strategy_WHISPER_SAMPLING_GREEDY) };
        parameters.n_threads = count(request.threads.max(1));
        parameters.language = code(request.language).as_ptr();
        // Kept in the state from run to run, hence set each time; above the model's own maximum whisper.cpp refuses.
        parameters.audio_ctx = count(request.audio_context.min(self.model.audio_context_max()));
        parameters.max_tokens = count(request.tokens_max);
        parameters.temperature_inc = 0.0;
        parameters.greedy.best_of = 1;
        parameters.no_context = true;
        parameters.single_segment = true;
        parameters.no_timestamps = true;
        parameters.print_progress = false;
        parameters.print_timestamps = false;
        parameters.suppress_nst = true;
        parameters
    }

    fn read(&mut self, first: &FirstStep, request: &Request<'_>) -> Decoding {
        let (mut text, mut tokens, mut unforced) = (Vec::new(), Vec::new(), None);
        let (context, state) = (self.model.context.as_ptr(), self.state.as_ptr());
        // SAFETY: the indices are below the counts that the library gives, and the strings live as long as the state's
        // results, which nothing changes before they are copied.
        unsafe {
            let end = sys::whisper_token_eot(context);
            for segment in 0..sys::whisper_full_n_segments_from_state(state) {
                for token in 0..sys::whisper_full_n_tokens_from_state(state, segment) {
                    let data = sys::whisper_full_get_token_data_from_state(state, segment, token);
                    if data.id < end {
                        let piece = sys::whisper_full_get_token_text_from_state(context, state, segment, token);
                        text.extend_from_slice(CStr::from_ptr(piece).to_bytes());
                        tokens.push((text.len(), data.plog));
                        unforced.get_or_insert_with(|| first.probability(data.id));
                    }
                }
            }
        }
        let start = self.start(request);
        Decoding {
            // The output can end inside a character, at the last token allowed.
            text: String::from_utf8_lossy(&text).into_owned(),
            tokens,
            unforced: unforced.unwrap_or(1.0),
            no_speech: start.no_speech,
            other_language: start.other_language,
        }
    }

    /// Decodes the start token alone: what follows it is, among others, 'no speech' or a language. whisper.cpp's own figure for
    /// 'no speech' is taken after the prompt and is always zero, and its own guess of the language needs another run of the
    /// encoder.
    fn start(&mut self, request: &Request<'_>) -> Start {
        let (context, state) = (self.model.context.as_ptr(), self.state.as_ptr());
        // SAFETY: the encoder's output of the run before is still in the state; one token gives one row of `n_vocab` logits,
        // and the languages' names are C strings.
        unsafe {
            let start = sys::whisper_token_sot(context);
            if sys::whisper_decode_with_state(context, state, &start, 1, 0, count(request.threads.max(1))) != 0 {
                return Start::default();
            }
            let words = usize::try_from(sys::whisper_n_vocab(context)).unwrap_or(0);
            let logits = std::slice::from_raw_parts(sys::whisper_get_logits_from_state(state), words);
            let at = |token: sys::whisper_token| usize::try_from(token).ok().and_then(|token| logits.get(token));
            let language = |language| {
                let token = sys::whisper_token_lang(context, sys::whisper_lang_id(code(language).as_ptr()));
                at(token).copied().unwrap_or(f32::NEG_INFINITY)
            };
            let no_speech = at(sys::whisper_token_nosp(context));
            Start {
                no_speech: no_speech.map_or(0.0, |logit| (logit - log_sum_of_exponentials(logits)).exp()),
                other_language: request
                    .other
                    .map_or(0.0, |other| 1.0 / (1.0 + (language(request.language) - language(other)).exp())),
            }
        }
    }
}

/// What the model makes of the sound before it writes a word.
#[derive(Debug, Clone, Copy, Default)]
struct Start {
    no_speech: f32,
    other_language: f32,
}

/// A language as whisper.cpp calls it.
fn code(language: Language) -> &'static CStr {
    match language {
        Language::De => c"de",
        Language::En => c"en",
    }
}

fn count(value: usize) -> c_int {
    c_int::try_from(value).unwrap_or(c_int::MAX)
}

fn log_sum_of_exponentials(logits: &[f32]) -> f32 {
    let greatest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    greatest + logits.iter().map(|logit| (logit - greatest).exp()).sum::<f32>().ln()
}

unsafe extern "C" fn is_raised(cancelled: *mut c_void) -> bool {
    // SAFETY: `run` passes an `AtomicBool` that outlives the run.
    unsafe { &*cancelled.cast::<AtomicBool>() }.load(Ordering::Relaxed)
}

/// The logits of the first token, before the grammar touched them.
#[derive(Default)]
struct FirstStep {
    logits: Vec<f32>,
}

impl FirstStep {
    fn probability(&self, token: sys::whisper_token) -> f32 {
        let logit = usize::try_from(token).ok().and_then(|token| self.logits.get(token));
        logit.map_or(1.0, |logit| (logit - log_sum_of_exponentials(&self.logits)).exp())
    }
}

unsafe extern "C" fn watch_first_step(
    context: *mut sys::whisper_context,
    _: *mut sys::whisper_state,
    _: *const sys::whisper_token_data,
    tokens: c_int,
    logits: *mut f32,
    first: *mut c_void,
) {
    if tokens == 0 {
        // SAFETY: `run` passes a `FirstStep` that outlives the run; whisper.cpp passes `n_vocab` logits.
        unsafe {
            let words = usize::try_from(sys::whisper_n_vocab(context)).unwrap_or(0);
            (*first.cast::<FirstStep>()).logits = std::slice::from_raw_parts(logits, words).to_vec();
        }
    }
}

/// A grammar as C wants it: an array of pointers to rules, each closed by an end element.
struct Rules {
    pointers: Vec<*const sys::whisper_grammar_element>,
    _elements: Vec<Vec<sys::whisper_grammar_element>>,
}

impl Rules {
    fn new(grammar: &Grammar) -> Self {
        let elements: Vec<Vec<_>> = grammar.rules().iter().map(|rule| rule.iter().map(element).collect()).collect();
        // The rules' own buffers stay where they are when the outer vector moves.
        Rules { pointers: elements.iter().map(|rule| rule.as_ptr()).collect(), _elements: elements }
    }
}

fn element(element: &Element) -> sys::whisper_grammar_element {
    let (kind, value) = match *element {
        Element::End => (sys::whisper_gretype_WHISPER_GRETYPE_END, 0),
        Element::Or => (sys::whisper_gretype_WHISPER_GRETYPE_ALT, 0),
        Element::Rule(rule) => (sys::whisper_gretype_WHISPER_GRETYPE_RULE_REF, rule),
        Element::Character(character) => (sys::whisper_gretype_WHISPER_GRETYPE_CHAR, character.into()),
    };
    sys::whisper_grammar_element { type_: kind, value }
}
