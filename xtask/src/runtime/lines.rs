//! What a child prints, line by line: kept, and written to a file for those who look later.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};

use crate::process::Group;

/// The lines so far. Clones share them.
#[derive(Clone, Debug)]
pub struct Lines {
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug)]
struct Kept {
    lines: Vec<String>,
    file: File,
}

impl Lines {
    /// Starts to read both streams of `group`, which must be pipes.
    pub fn of(group: &Group, log_file: &Path) -> Result<Self> {
        let file = open(log_file).with_context(|| format!("cannot write {}", log_file.display()))?;
        let lines = Self { kept: Arc::new(Mutex::new(Kept { lines: Vec::new(), file })) };
        if let (Some(stdout), Some(stderr)) = group.take_output() {
            lines.read(stdout);
            lines.read(stderr);
        }
        Ok(lines)
    }

    /// All lines so far, of both streams in the order of their arrival.
    pub fn all(&self) -> Vec<String> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).lines.clone()
    }

    /// The last `count` lines that are not empty.
    pub fn tail(&self, count: usize) -> Vec<String> {
        let mut lines = self.all();
        lines.retain(|line| !line.trim().is_empty());
        lines.split_off(lines.len().saturating_sub(count))
    }

    fn read(&self, stream: impl Read + Send + 'static) {
        let lines = self.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                lines.push(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
        });
    }

    fn push(&self, line: String) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // A full disk must not end the reading: the child would block on its pipe.
        let _ = writeln!(kept.file, "{line}");
        kept.lines.push(line);
    }
}

/// Appends, so that a restart in a test does not take the first run's lines away.
fn open(path: &Path) -> Result<File> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(File::options().create(true).append(true).open(path)?)
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use super::*;

    #[test]
    fn both_streams_are_kept_and_filed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("logs/child.log");
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; echo"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let group = Group::spawn(&mut command).unwrap();
        let lines = Lines::of(&group, &file).unwrap();
        group.wait(Some(Duration::from_secs(5))).unwrap();
        while lines.all().len() < 3 {
            std::thread::sleep(Duration::from_millis(10));
        }
        let mut tail = lines.tail(2);
        tail.sort();
        assert_eq!(tail, ["one", "two"]);
        assert!(std::fs::read_to_string(&file).unwrap().contains("two"));
    }
}
