# What can be done here. `make demo` and `make test` need nothing but a Debian 12 or Ubuntu machine with Rust: they install
# what is missing and say so.

LANG_CALL ?= de
CARGO ?= cargo
# ccache, where it is installed, keeps the compiled speech recogniser between clean builds.
ifneq (,$(shell command -v ccache))
export CMAKE_C_COMPILER_LAUNCHER = ccache
export CMAKE_CXX_COMPILER_LAUNCHER = ccache
endif

.PHONY: demo test test-alone test-long check bench eval-speech eval-voice eval-voices eval-dialogues eval-llm models setup

## A telephone calls the server and books an appointment, by voice. LANG_CALL=de|en
demo:
	scripts/setup build run
	$(CARGO) build --release --locked
	scripts/models target/release/vorzimmer models
	target/release/vorzimmer demo --lang $(LANG_CALL)

## Every test, with reduced counts.
test:
	scripts/setup build run test
	$(CARGO) build --locked
	scripts/models target/debug/vorzimmer models --best-effort
	$(CARGO) test --locked

## Every test where there is nothing but this machine: fails if anything tries to reach another.
test-alone:
	scripts/setup build run test
	$(CARGO) build --locked
	scripts/alone $(CARGO) test --locked --offline

## Every test, with full counts; optimised, since it would take hours otherwise.
test-long:
	scripts/setup build run test
	$(CARGO) build --release --locked
	scripts/models target/release/vorzimmer models --best-effort
	VORZIMMER_CASES=100000 $(CARGO) test --release --locked

## Formatting, lints, documentation, the import table, and licences and advisories where cargo-deny is installed.
check:
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" $(CARGO) doc --locked --no-deps --document-private-items
	$(CARGO) test --locked --test vorzimmer structure::
	if command -v cargo-deny >/dev/null; then $(CARGO) deny check; else echo "check: cargo-deny is not installed, skipped"; fi

## Speeds: μ-law, resampling, voice activity, the wire, slot search, and how long a caller waits (15 minutes of real time).
bench:
	scripts/setup build
	$(CARGO) bench --locked

## What the rehearsed dialogues cost a caller, and what becomes of them when a tenth of the words is misheard.
eval-dialogues:
	scripts/setup build run
	$(CARGO) build --release --locked
	target/release/vorzimmer eval dialogues --noise

## How well the fixture utterances are recognised and understood, for each model in models/.
eval-speech:
	scripts/setup build run
	$(CARGO) build --release --locked
	target/release/vorzimmer eval speech

## Twenty whole dialogues by voice in each language, for each model in models/; about an hour. EVAL_VOICE='--lang de
## --model small-q8_0' runs a quarter of it.
EVAL_VOICE ?=
eval-voice:
	scripts/setup build run
	$(CARGO) build --release --locked
	target/release/vorzimmer eval voice --parallel 2 $(EVAL_VOICE)

## What callers understand of each voice of this machine: agent sentences spoken, sent through a telephone line, transcribed.
eval-voices:
	scripts/setup build run
	$(CARGO) build --release --locked
	scripts/models target/release/vorzimmer models
	target/release/vorzimmer eval voices

## Booking dialogues, typed, with a real language model: a small one from packages behind llama.cpp's server, or, with
## LANGUAGE_MODEL_URL set, one of your own. About 15 minutes on two cores; EVAL_LLM='--lang de --dialogues 3 --show' runs less.
## LANGUAGE_MODEL=smollm2 takes the smaller of two models, which is quick and proves the wire, the limits and the gates alone.
EVAL_LLM ?=
LANGUAGE_MODEL ?= qwen
eval-llm:
	scripts/setup build run
	$(CARGO) build --release --locked
ifdef LANGUAGE_MODEL_URL
	target/release/vorzimmer eval llm $(EVAL_LLM)
else
	scripts/language-model models/language --model $(LANGUAGE_MODEL) target/release/vorzimmer eval llm $(EVAL_LLM)
endif
