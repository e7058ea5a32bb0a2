# What can be done here. `make demo` and `make test` need nothing but a Debian 12 or Ubuntu machine with Rust: they install
# what is missing and say so. cargo acts on the whole workspace (`default-members` in Cargo.toml).

LANG_CALL ?= de
CARGO ?= cargo
LAB = target/release/vorzimmer-lab
# ccache, where it is installed, keeps the compiled speech recogniser between clean builds.
ifneq (,$(shell command -v ccache))
export CMAKE_C_COMPILER_LAUNCHER = ccache
export CMAKE_CXX_COMPILER_LAUNCHER = ccache
endif

.PHONY: demo test test-alone test-long check bench release models eval-speech eval-voice eval-voices eval-dialogues eval-llm

## A telephone calls the server and books an appointment, by voice. LANG_CALL=de|en
demo: release models
	$(LAB) demo --lang $(LANG_CALL)

## Every test, with reduced counts.
test:
	scripts/setup build run test
	$(CARGO) build --locked
	target/debug/vorzimmer-lab weights --best-effort
	$(CARGO) test --locked

## Every test where there is nothing but this machine: fails if anything tries to reach another.
test-alone:
	scripts/setup build run test
	$(CARGO) build --locked
	scripts/alone $(CARGO) test --locked --offline

## Every test, with full counts; optimised, since it would take hours otherwise.
test-long: release
	scripts/setup test
	$(LAB) weights --best-effort
	VORZIMMER_CASES=100000 $(CARGO) test --release --locked

## Formatting, lints, documentation, the shape of the repository, and licences.
check:
	scripts/setup build run test check
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" $(CARGO) doc --locked --workspace --no-deps --document-private-items
	$(CARGO) test --locked --test vorzimmer structure::
	$(CARGO) deny --workspace check licenses bans sources

## Speeds: μ-law, resampling, voice activity, the wire, slot search, and how long a caller waits (15 minutes of real time).
bench:
	scripts/setup build
	$(CARGO) bench --locked

## The server and the laboratory, optimised.
release:
	scripts/setup build run
	$(CARGO) build --release --locked
	scripts/split-debug target/release/vorzimmer $(LAB)

## A speech model in models/: from upstream, or out of packages where that cannot be reached.
models: release
	$(LAB) weights

## What the rehearsed dialogues cost a caller, and what becomes of them when a tenth of the words is misheard.
eval-dialogues: release
	$(LAB) eval dialogues --noise

## How well the fixture utterances are recognised and understood, for each model in models/.
eval-speech: release
	$(LAB) eval speech

## Twenty whole dialogues by voice in each language, for each model in models/; about an hour. EVAL_VOICE='--lang de
## --model small-q8_0' runs a quarter of it.
EVAL_VOICE ?=
eval-voice: release
	$(LAB) eval voice --parallel 2 $(EVAL_VOICE)

## What callers understand of each voice of this machine: agent sentences spoken, sent through a telephone line, transcribed.
eval-voices: models
	$(LAB) eval voices

## Booking dialogues, typed, with a real language model: a small one from packages behind llama.cpp's server, or, with
## LANGUAGE_MODEL_URL set, one of your own. About 15 minutes on two cores; EVAL_LLM='--lang de --dialogues 3 --show' runs less.
## LANGUAGE_MODEL=smollm2 takes the smaller of two models, which is quick and proves the wire, the limits and the gates alone.
EVAL_LLM ?=
LANGUAGE_MODEL ?= qwen
eval-llm: release
ifdef LANGUAGE_MODEL_URL
	$(LAB) eval llm $(EVAL_LLM)
else
	scripts/language-model models/language --model $(LANGUAGE_MODEL) $(LAB) eval llm $(EVAL_LLM)
endif
