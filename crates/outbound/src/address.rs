//! Which addresses a server of ours may call when a customer says so (P5).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// True for an address of the public internet: not ours, our network's, a neighbour's, a group's, nor one that stands for
/// such a one (RFC 6890, RFC 4291, RFC 6598).
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_broadcast()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        // Carrier-grade NAT, IETF protocols, 6to4 relays, benchmarks, and what is reserved.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b))
        || a >= 240;
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    // Global unicast is 2000::/3; everything that embeds an IPv4 address outside of it is refused with the rest.
    if segments[0] & 0xe000 != 0x2000 {
        return false;
    }
    let embedded = match segments {
        // 6to4 carries its IPv4 address behind the prefix.
        [0x2002, high, low, ..] => Some(high_low(high, low)),
        _ => None,
    };
    let special = match (segments[0], segments[1]) {
        // Teredo, ORCHID and other protocols' own; and what documentation is written with.
        (0x2001, second) => second < 0x200 || second == 0xdb8,
        (0x3fff, second) => second < 0x1000,
        _ => false,
    };
    !special && embedded.is_none_or(is_public_v4)
}

fn high_low(high: u16, low: u16) -> Ipv4Addr {
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Ipv4Addr::new(a, b, c, d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_forbidden_address_is_public() {
        let forbidden = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "169.254.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.0.170",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "192.168.255.255",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "fc00::1",
            "fd12:3456::1",
            "fdff::1",
            "ff00::1",
            "ff02::1",
            "ff0e::1",
            "2001::1",
            "2001:0:4136:e378::1",
            "2001:10::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:0a00:1::",
            "2002:a9fe:a9fe::",
            "2002:c0a8:101::",
            "3fff::1",
            "3fff:fff::1",
            "4000::1",
            "5f00::1",
            "8000::1",
            "e000::1",
        ];
        assert_eq!(forbidden.len(), 60);
        for text in forbidden {
            assert!(!is_public(text.parse().expect(text)), "{text}");
        }
        for text in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "2002:808:808::",
        ] {
            assert!(is_public(text.parse().expect(text)), "{text}");
        }
    }
}
