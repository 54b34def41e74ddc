//! Who has to wait before the next password is looked at.

use std::collections::VecDeque;
use std::net::{IpAddr, Ipv6Addr};
use std::time::{Duration, Instant};

/// Wrong passwords in a minute after which their sender waits.
pub(super) const TRIES: usize = 6;
/// Wrong passwords in a minute after which all wait who have not given the right one lately.
const ALL_TRIES: usize = 120;
/// Senders that are remembered for the right password.
const WELCOME: usize = 64;

/// Who gave which kind of password.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    /// The wrong ones of the last minute, the earliest first, with their senders.
    failures: VecDeque<(Instant, IpAddr)>,
    /// The latest senders of the right one: nobody else's guesses keep them out.
    welcome: VecDeque<IpAddr>,
}

impl Attempts {
    /// Whether whoever has this `address` has to wait.
    pub(super) fn wait(&mut self, address: IpAddr) -> bool {
        let sender = sender(address);
        while self.failures.front().is_some_and(|(at, _)| at.elapsed() > Duration::from_secs(60)) {
            self.failures.pop_front();
        }
        let own = self.failures.iter().filter(|(_, failed)| *failed == sender).count();
        own >= TRIES || (self.failures.len() >= ALL_TRIES && !self.welcome.contains(&sender))
    }

    /// Remembers that a password came from `address`, and whether it was right.
    pub(super) fn note(&mut self, address: IpAddr, right: bool) {
        let sender = sender(address);
        if !right {
            self.failures.push_back((Instant::now(), sender));
        } else if !self.welcome.contains(&sender) {
            self.welcome.push_back(sender);
            let surplus = self.welcome.len().saturating_sub(WELCOME);
            self.welcome.drain(..surplus);
        }
    }
}

/// What counts as one sender: an address, or the network of 64 bits that one holder of IPv6 addresses has.
fn sender(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => four.into(),
            None => Ipv6Addr::from_bits(six.to_bits() >> 64 << 64).into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_from_everywhere_keep_out_nobody_who_was_in() {
        let [one, other] = [1, 2].map(|last| IpAddr::from([192, 0, 2, last]));
        let mut attempts = Attempts::default();
        attempts.note(one, true);
        for number in 0..ALL_TRIES {
            attempts.note(IpAddr::from([198, 51, 100, number as u8]), false);
        }
        assert!(attempts.wait(other));
        assert!(!attempts.wait(one));
    }

    #[test]
    fn one_network_of_the_sixth_version_is_one_sender() {
        #[track_caller]
        fn check(one: &str, two: &str, same: bool) {
            assert_eq!(sender(one.parse().unwrap()) == sender(two.parse().unwrap()), same, "{one} {two}");
        }
        check("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true);
        check("2001:db8:1:2::1", "2001:db8:1:3::1", false);
        check("::ffff:192.0.2.1", "192.0.2.1", true);
        check("192.0.2.1", "192.0.2.2", false);
    }
}
