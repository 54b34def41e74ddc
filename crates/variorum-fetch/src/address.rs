//! Which hosts may be asked: the check of the address that a connection is about to go to.
//!
//! After the IANA registries of special-purpose addresses (RFC 6890 and its additions). What translates
//! to another address (mapped, compatible, NAT64, 6to4, Teredo) is refused whatever it translates to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// How far a request may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Public hosts alone.
    Public,
    /// Hosts of the own machine and network too.
    Private,
}

/// An address that was checked. Only [`permit`] makes one, and only one of these can be connected to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permitted(SocketAddr);

impl Permitted {
    /// The address to connect to.
    pub fn address(self) -> SocketAddr {
        self.0
    }
}

/// What kind of host an address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Public,
    /// On the own machine or in the own network, in words.
    Private(&'static str),
    /// Never the host of a publisher, in words.
    Special(&'static str),
}

/// The address to connect to, or why it may not be.
pub(crate) fn permit(ip: IpAddr, port: u16, reach: Reach) -> Result<Permitted, &'static str> {
    match (class(ip), reach) {
        (Class::Public, _) | (Class::Private(_), Reach::Private) => Ok(Permitted(SocketAddr::new(ip, port))),
        (Class::Private(what) | Class::Special(what), _) => Err(what),
    }
}

fn class(ip: IpAddr) -> Class {
    match ip {
        IpAddr::V4(ip) => class_v4(ip),
        IpAddr::V6(ip) => class_v6(ip),
    }
}

/// Network, length of its prefix, class. The first row that holds decides.
const V4: [([u8; 4], u32, Class); 17] = [
    ([0, 0, 0, 0], 8, Class::Special("an address of this network that no host has")),
    ([10, 0, 0, 0], 8, Class::Private("an address of a private network")),
    ([100, 64, 0, 0], 10, Class::Private("an address shared inside a provider's network")),
    ([127, 0, 0, 0], 8, Class::Private("an address of this machine")),
    ([168, 63, 129, 16], 32, Class::Special("an address of a cloud provider's own services")),
    ([169, 254, 0, 0], 16, Class::Special("a link-local address")),
    ([172, 16, 0, 0], 12, Class::Private("an address of a private network")),
    ([192, 0, 0, 0], 24, Class::Special("an address reserved for protocols")),
    ([192, 0, 2, 0], 24, Class::Special("an address reserved for documentation")),
    ([192, 88, 99, 0], 24, Class::Special("an address of the 6to4 relay")),
    ([192, 168, 0, 0], 16, Class::Private("an address of a private network")),
    ([198, 18, 0, 0], 15, Class::Special("an address reserved for benchmarks")),
    ([198, 51, 100, 0], 24, Class::Special("an address reserved for documentation")),
    ([203, 0, 113, 0], 24, Class::Special("an address reserved for documentation")),
    ([224, 0, 0, 0], 4, Class::Special("a multicast address")),
    ([255, 255, 255, 255], 32, Class::Special("the broadcast address")),
    ([240, 0, 0, 0], 4, Class::Special("a reserved address")),
];

fn class_v4(ip: Ipv4Addr) -> Class {
    let bits = ip.to_bits();
    let row = V4.iter().find(|(network, length, _)| {
        let shift = 32 - length;
        bits >> shift == Ipv4Addr::from(*network).to_bits() >> shift
    });
    row.map_or(Class::Public, |(_, _, class)| *class)
}

/// Network, length of its prefix, class. The first row that holds decides; the last holds always.
const V6: [([u16; 4], u32, Class); 14] = [
    // The four last groups of these are told apart in `class_v6`.
    ([0, 0, 0, 0], 64, Class::Special("an address that stands for an IPv4 address")),
    ([0x64, 0xff9b, 0, 0], 32, Class::Special("an address that NAT64 translates")),
    ([0xfc00, 0, 0, 0], 7, Class::Private("an address of a private network")),
    ([0xfe80, 0, 0, 0], 10, Class::Special("a link-local address")),
    ([0xfec0, 0, 0, 0], 10, Class::Special("a site-local address")),
    ([0xff00, 0, 0, 0], 8, Class::Special("a multicast address")),
    ([0x2001, 0, 0, 0], 32, Class::Special("an address that Teredo translates")),
    ([0x2001, 0xdb8, 0, 0], 32, Class::Special("an address reserved for documentation")),
    ([0x2001, 0, 0, 0], 23, Class::Special("an address reserved for protocols")),
    ([0x2002, 0, 0, 0], 16, Class::Special("an address that 6to4 translates")),
    ([0x3ffe, 0, 0, 0], 16, Class::Special("an address of a network that was given up")),
    ([0x3fff, 0, 0, 0], 20, Class::Special("an address reserved for documentation")),
    ([0x2000, 0, 0, 0], 3, Class::Public),
    ([0, 0, 0, 0], 0, Class::Special("an address that no public host has")),
];

fn class_v6(ip: Ipv6Addr) -> Class {
    if ip == Ipv6Addr::LOCALHOST {
        return Class::Private("an address of this machine");
    }
    if ip == Ipv6Addr::UNSPECIFIED {
        return Class::Special("an address of this network that no host has");
    }
    let bits = ip.to_bits();
    let row = V6.iter().find(|([a, b, c, d], length, _)| {
        let network = Ipv6Addr::new(*a, *b, *c, *d, 0, 0, 0, 0).to_bits();
        // A shift by the whole width has no value; nothing is left to differ then.
        bits.checked_shr(128 - length) == network.checked_shr(128 - length)
    });
    row.map_or(Class::Special("an address that no public host has"), |(_, _, class)| *class)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(ip: &str, public: bool, private: bool) {
        let ip: IpAddr = ip.parse().unwrap();
        assert_eq!(permit(ip, 80, Reach::Public).is_ok(), public, "{ip}");
        assert_eq!(permit(ip, 80, Reach::Private).is_ok(), private, "{ip} where private hosts are allowed");
    }

    #[test]
    fn public_hosts_may_be_asked() {
        for ip in ["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255"]
        {
            check(ip, true, true);
        }
        for ip in
            ["172.32.0.0", "192.0.1.0", "198.17.255.255", "198.20.0.0", "223.255.255.255", "168.63.129.17"]
        {
            check(ip, true, true);
        }
        for ip in ["2606:4700::1111", "2001:200::1", "2a00:1450::1", "3fff:1000::1", "2003::1"] {
            check(ip, true, true);
        }
    }

    #[test]
    fn own_hosts_only_where_they_are_allowed() {
        for ip in ["127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1"]
        {
            check(ip, false, true);
        }
        for ip in ["100.64.0.1", "100.127.255.255", "::1", "fc00::1", "fd12:3456::1"] {
            check(ip, false, true);
        }
    }

    #[test]
    fn special_addresses_never() {
        for ip in ["0.0.0.0", "0.1.2.3", "169.254.169.254", "168.63.129.16", "192.0.0.192", "192.0.2.1"] {
            check(ip, false, false);
        }
        for ip in ["192.88.99.1", "198.18.0.1", "198.51.100.7", "203.0.113.7", "224.0.0.1", "255.255.255.255"]
        {
            check(ip, false, false);
        }
        for ip in ["240.0.0.1", "::", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::2"] {
            check(ip, false, false);
        }
        for ip in
            ["64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:53aa:64c::1", "2001:db8::1"]
        {
            check(ip, false, false);
        }
        for ip in [
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "100::1",
            "3ffe::1",
            "3fff::1",
            "4000::1",
            "5f00::1",
            "2001:20::1",
        ] {
            check(ip, false, false);
        }
    }

    proptest! {
        /// An address that carries an IPv4 address in itself reaches nothing, whatever it carries.
        #[test]
        fn no_translation_gets_past(bits: u32) {
            let [a, b, c, d] = bits.to_be_bytes().map(u16::from);
            let (high, low) = (a << 8 | b, c << 8 | d);
            for ip in [
                Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, high, low),
                Ipv6Addr::new(0, 0, 0, 0, 0xffff, 0, high, low),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x64, 0xff9b, 1, 0, 0, 0, high, low),
                Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
                Ipv6Addr::new(0x2001, 0, high, low, 0, 0, !high, !low),
            ] {
                prop_assert!(permit(ip.into(), 80, Reach::Public).is_err());
                prop_assert!(permit(ip.into(), 80, Reach::Private).is_err());
            }
            // All but the addresses 0 and 1, which are not translated but this machine's own.
            prop_assume!(bits > 1);
            let compatible = Ipv6Addr::from(u128::from(bits));
            prop_assert!(permit(compatible.into(), 80, Reach::Private).is_err());
        }
    }
}
