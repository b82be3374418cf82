//! The address of a caller, behind a proxy only when the proxy is one that was configured.

use std::net::IpAddr;

use actix_web::HttpRequest;

/// The caller's address: the peer's, or, when the peer is trusted, the last address of `X-Forwarded-For` that is not.
pub(crate) fn of(request: &HttpRequest, trusted: &[IpAddr]) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::from([0, 0, 0, 0]), |address| address.ip());
    // A proxy may add a line of its own instead of extending the caller's: all lines are one list.
    let lines: Vec<&str> = request.headers().get_all("X-Forwarded-For").filter_map(|line| line.to_str().ok()).collect();
    believed(peer, &lines.join(","), trusted)
}

fn believed(peer: IpAddr, forwarded: &str, trusted: &[IpAddr]) -> IpAddr {
    if !trusted.contains(&peer) {
        return peer;
    }
    let hops = forwarded.split(',').rev();
    hops.map_while(|hop| hop.trim().parse().ok()).find(|hop| !trusted.contains(hop)).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callers_own_line_does_not_hide_the_proxys() {
        let proxy = IpAddr::from([10, 0, 0, 1]);
        let request = actix_web::test::TestRequest::default()
            .peer_addr((proxy, 443).into())
            .append_header(("X-Forwarded-For", "6.6.6.6"))
            .append_header(("X-Forwarded-For", "1.1.1.1"))
            .to_http_request();
        assert_eq!(of(&request, &[proxy]), IpAddr::from([1, 1, 1, 1]));
    }

    #[test]
    fn only_a_configured_proxy_is_believed() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let proxy = ip("10.0.0.1");
        assert_eq!(believed(ip("9.9.9.9"), "1.1.1.1", &[proxy]), ip("9.9.9.9"));
        assert_eq!(believed(proxy, "6.6.6.6, 1.1.1.1", &[proxy]), ip("1.1.1.1"), "what a client wrote stands first");
        assert_eq!(believed(proxy, "not an address", &[proxy]), proxy);
    }
}
