//! Signatures as Standard Webhooks writes them: <https://www.standardwebhooks.com> (P3).

use base64::{Engine, engine::general_purpose::STANDARD};
use subtle::ConstantTimeEq;
use time::OffsetDateTime;

/// A secret as its owner gets it: `whsec_` and base64.
pub fn secret_text(secret: &[u8; 32]) -> String {
    format!("whsec_{}", STANDARD.encode(secret))
}

/// The header `webhook-signature`: one `v1,…` for each secret that is valid, separated by blanks.
pub fn header(secrets: &[[u8; 32]], id: &str, at: OffsetDateTime, body: &[u8]) -> String {
    let signed = |secret: &[u8; 32]| format!("v1,{}", STANDARD.encode(sign(secret, id, at, body)));
    secrets.iter().map(signed).collect::<Vec<_>>().join(" ")
}

/// How far a call's clock may be from ours: an older one may be somebody's who listened in.
const TOLERANCE: time::Duration = time::Duration::minutes(5);

/// Whether a call carries a signature that one of these secrets made, lately.
pub fn is_signed(
    secrets: &[[u8; 32]],
    (id, timestamp, signatures): (&str, &str, &str),
    body: &[u8],
    now: OffsetDateTime,
) -> bool {
    let at = timestamp.parse().ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    let Some(at) = at.filter(|at| (now - *at).abs() <= TOLERANCE) else { return false };
    let given = || signatures.split(' ').filter_map(|one| STANDARD.decode(one.strip_prefix("v1,")?).ok());
    secrets.iter().any(|secret| {
        let ours = sign(secret, id, at, body);
        given().any(|theirs| bool::from(theirs.ct_eq(&ours[..])))
    })
}

fn sign(secret: &[u8], id: &str, at: OffsetDateTime, body: &[u8]) -> [u8; 32] {
    let message = [format!("{id}.{}.", at.unix_timestamp()).as_bytes(), body].concat();
    tenancy::secret::sign(secret, &message)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example that the specification's own libraries are tested with.
    #[test]
    fn the_published_example_is_signed_as_published() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("base64");
        let at = OffsetDateTime::from_unix_timestamp(1_614_265_330).expect("a time");
        let signature = sign(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, br#"{"test": 2432232314}"#);
        assert_eq!(STANDARD.encode(signature), "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn only_what_was_signed_lately_is_signed() {
        let at = OffsetDateTime::from_unix_timestamp(1_614_265_330).expect("a time");
        let signed = header(&[[7; 32]], "msg_1", at, b"{}");
        let call = |id, timestamp, body| is_signed(&[[8; 32], [7; 32]], (id, timestamp, &signed), body, at);
        assert!(call("msg_1", "1614265330", b"{}"));
        assert!(!call("msg_2", "1614265330", b"{}") && !call("msg_1", "1614265331", b"{}"));
        assert!(!call("msg_1", "1614265330", b"{ }") && !call("msg_1", "soon", b"{}"));
        let late = at + time::Duration::minutes(6);
        assert!(!is_signed(&[[7; 32]], ("msg_1", "1614265330", &signed), b"{}", late));
        assert!(!is_signed(&[[9; 32]], ("msg_1", "1614265330", &signed), b"{}", at));
    }

    #[test]
    fn every_valid_secret_signs() {
        let at = OffsetDateTime::from_unix_timestamp(1_614_265_330).expect("a time");
        let both = header(&[[7; 32], [8; 32]], "msg_1", at, b"{}");
        let each = [header(&[[7; 32]], "msg_1", at, b"{}"), header(&[[8; 32]], "msg_1", at, b"{}")];
        assert_eq!(both, each.join(" "));
        assert!(each[0].starts_with("v1,") && secret_text(&[7; 32]).starts_with("whsec_"));
    }
}
