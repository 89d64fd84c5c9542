//! Whether a process group still does anything.

use nix::sys::signal::killpg;
use nix::unistd::Pid;

/// Whether a member of the group runs. What is dead and only not yet reaped by its parent does not count: some
/// machines take seconds for that, and it holds neither ports nor files any more.
pub fn lives(group: Pid) -> bool {
    // A signal reaches zombies too, so a yes needs a closer look where that is possible.
    killpg(group, None).is_ok() && running_member(group).unwrap_or(true)
}

/// Looks through `/proc`; `None` where there is none (macOS).
fn running_member(group: Pid) -> Option<bool> {
    let processes = std::fs::read_dir("/proc").ok()?;
    let stats =
        processes.flatten().filter_map(|entry| std::fs::read_to_string(entry.path().join("stat")).ok());
    let mut seen = stats.filter_map(|stat| state_and_group(&stat)).peekable();
    seen.peek()?;
    Some(seen.any(|(state, its_group)| its_group == group.as_raw() && !matches!(state, 'Z' | 'X')))
}

/// `pid (name) state parent group …`; a name may hold spaces and brackets.
fn state_and_group(stat: &str) -> Option<(char, i32)> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((state, fields.nth(1)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;
    use std::time::Duration;

    use super::*;

    #[test]
    fn odd_names_do_not_confuse() {
        assert_eq!(state_and_group("12 (a b) c) S 1 77 77 0"), Some(('S', 77)));
        assert_eq!(state_and_group("nonsense"), None);
    }

    #[test]
    fn a_zombie_does_not_live() {
        let mut child = Command::new("sleep").arg("300").process_group(0).spawn().unwrap();
        let group = Pid::from_raw(child.id().try_into().unwrap());
        assert!(lives(group));
        child.kill().unwrap();
        let dead = |_| {
            std::thread::sleep(Duration::from_millis(20));
            !lives(group)
        };
        assert!(!cfg!(target_os = "linux") || (0..100).any(dead));
        child.wait().unwrap();
        assert!(!lives(group));
    }
}
