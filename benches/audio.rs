//! What sound costs, per 20 ms of one call, and the two ways from 8 to 16 kHz compared.
//!
//!     cargo bench --bench audio
//!
//! Prints delay and image rejection of each way first, then times and allocations. The half-band filter is on the live path;
//! rubato's filters for this step are here only, to be beaten.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot start shall say where")]

use audio::half_band::{self, HalfBand};
use audio::inbound::Inbound;
use audio::outbound::Outbound;
use audio::resample::ToLine;
use audio::signal::{level_at, noise, tone};
use audio::vad::{self, Vad};
use audio::{EAR_FRAME, LINE_FRAME, LineFrame, mulaw};
use audioadapter_buffers::direct::InterleavedSlice;
use divan::{AllocProfiler, Bencher, black_box};
use rubato::{
    Async, Fft, FixedAsync, FixedSync, Resampler, SincInterpolationParameters, SincInterpolationType, WindowFunction,
};

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    println!("8 → 16 kHz            delay     worst image of 100…3,400 Hz");
    describe("half-band, 24 taps", half_band::DELAY as f64 / 8.0, |samples| {
        let mut output = vec![0; 2 * samples.len()];
        HalfBand::new().process(samples, &mut output);
        output
    });
    for (name, make) in [("rubato Fft", fft as fn() -> Box<dyn Resampler<f32>>), ("rubato sinc, 64 taps", sinc)] {
        let delay_ms = make().output_delay() as f64 / 16.0;
        describe(name, delay_ms, |samples| {
            let mut ear = Ear::new(make());
            samples.as_chunks().0.iter().flat_map(|frame| ear.push(frame)).collect()
        });
    }
    println!();
    divan::main();
}

/// Prints how far below a tone its mirror image stays, at worst.
fn describe(name: &str, delay_ms: f64, double: impl Fn(&[i16]) -> Vec<i16>) {
    let rejection = (100..=3_400).step_by(50).map(|hz| {
        let output = double(&tone(f64::from(hz), 8_000, -6.0, 4_800));
        let steady = &output[1_600..];
        level_at(f64::from(hz), 16_000, steady) - level_at(f64::from(8_000 - hz), 16_000, steady)
    });
    println!("{name:20} {delay_ms:5.1} ms  {:8.1} dB", -rejection.fold(f64::INFINITY, f64::min));
}

fn fft() -> Box<dyn Resampler<f32>> {
    Box::new(Fft::new(8_000, 16_000, LINE_FRAME, 1, FixedSync::Both).unwrap())
}

fn sinc() -> Box<dyn Resampler<f32>> {
    let parameters = SincInterpolationParameters::new(64, WindowFunction::BlackmanHarris2)
        .oversampling_factor(2)
        .interpolation(SincInterpolationType::Nearest);
    Box::new(Async::new_sinc(2.0, 1.0, &parameters, LINE_FRAME, 1, FixedAsync::Input).unwrap())
}

/// A resampler of rubato's in the place of the half-band filter.
struct Ear {
    resampler: Box<dyn Resampler<f32>>,
    output: Vec<f32>,
}

impl Ear {
    fn new(resampler: Box<dyn Resampler<f32>>) -> Self {
        let output = vec![0.0; resampler.output_frames_max()];
        Ear { resampler, output }
    }

    fn push(&mut self, frame: &[i16; LINE_FRAME]) -> [i16; EAR_FRAME] {
        let input = frame.map(f32::from);
        let input = InterleavedSlice::new(&input, 1, LINE_FRAME).unwrap();
        let frames = self.output.len();
        let mut output = InterleavedSlice::new_mut(&mut self.output, 1, frames).unwrap();
        let (_, written) = self.resampler.process_into_buffer(&input, &mut output, None).unwrap();
        let mut ear = [0; EAR_FRAME];
        for (slot, sample) in ear.iter_mut().zip(&self.output[..written]) {
            *slot = sample.round_ties_even() as i16;
        }
        ear
    }
}

fn line_frame() -> [i16; LINE_FRAME] {
    noise(-20.0, LINE_FRAME, 1).try_into().unwrap()
}

fn coded_frame() -> LineFrame {
    line_frame().map(mulaw::encode)
}

#[divan::bench]
fn mulaw_decode(bencher: Bencher) {
    let (frame, mut samples) = (coded_frame(), [0; LINE_FRAME]);
    bencher.bench_local(|| mulaw::decode_into(black_box(&frame), black_box(&mut samples)));
}

#[divan::bench]
fn mulaw_encode(bencher: Bencher) {
    let (samples, mut frame) = (line_frame(), [0; LINE_FRAME]);
    bencher.bench_local(|| mulaw::encode_into(black_box(&samples), black_box(&mut frame)));
}

#[divan::bench]
fn up_half_band(bencher: Bencher) {
    let (mut filter, frame, mut ear) = (HalfBand::new(), line_frame(), [0; EAR_FRAME]);
    bencher.bench_local(|| filter.process(black_box(&frame), black_box(&mut ear)));
}

#[divan::bench]
fn up_rubato_fft(bencher: Bencher) {
    let (mut ear, frame) = (Ear::new(fft()), line_frame());
    bencher.bench_local(|| ear.push(black_box(&frame)));
}

#[divan::bench]
fn up_rubato_sinc(bencher: Bencher) {
    let (mut ear, frame) = (Ear::new(sinc()), line_frame());
    bencher.bench_local(|| ear.push(black_box(&frame)));
}

#[divan::bench(args = [16_000, 22_050, 24_000, 48_000])]
fn down_rubato_fft(bencher: Bencher, sample_hz: u32) {
    let (mut filter, samples) = (ToLine::new(sample_hz).unwrap(), noise(-20.0, sample_hz as usize / 50, 1));
    let mut output = Vec::with_capacity(2 * LINE_FRAME);
    bencher.bench_local(|| {
        output.clear();
        filter.push(black_box(&samples), &mut output);
    });
}

#[divan::bench]
fn voice_activity(bencher: Bencher) {
    let (mut vad, frame) = (Vad::new(&vad::Config::default()), noise(-20.0, EAR_FRAME, 1).try_into().unwrap());
    bencher.bench_local(|| vad.hear(black_box(&frame)));
}

#[divan::bench]
fn whole_inbound(bencher: Bencher) {
    let (mut inbound, frame) = (Inbound::new(&vad::Config::default()), coded_frame());
    bencher.bench_local(|| inbound.push(black_box(&frame)));
}

#[divan::bench(args = [16_000, 22_050, 24_000])]
fn whole_outbound(bencher: Bencher, sample_hz: u32) {
    let (mut outbound, samples) = (Outbound::new(sample_hz).unwrap(), noise(-10.0, sample_hz as usize / 50, 1));
    bencher.bench_local(|| {
        outbound.push(black_box(&samples));
        outbound.poll()
    });
}
