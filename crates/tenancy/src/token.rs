//! Secrets that name their workspace.

use db::WorkspaceId;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What a token opens; its first letters say so, to people and to secret scanners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A signed-in person's session: `hs_`.
    Session,
    /// An API key: `hk_`.
    ApiKey,
    /// A lead webhook's key: `wk_`.
    LeadWebhook,
    /// An invitation's link: `hi_`.
    Invitation,
    /// The address that a message provider calls back: `mc_`.
    Channel,
    /// The link by which a person unsubscribes: `un_`.
    Unsubscribe,
    /// The picture that tells that an email was opened: `mo_`.
    MailOpen,
    /// A link of an email that counts who follows it: `ml_`.
    MailLink,
}

impl TokenKind {
    fn prefix(self) -> &'static str {
        match self {
            TokenKind::Session => "hs_",
            TokenKind::ApiKey => "hk_",
            TokenKind::LeadWebhook => "wk_",
            TokenKind::Invitation => "hi_",
            TokenKind::Channel => "mc_",
            TokenKind::Unsubscribe => "un_",
            TokenKind::MailOpen => "mo_",
            TokenKind::MailLink => "ml_",
        }
    }
}

/// `<prefix><workspace>_<256 random bits>`, both parts in base58. Only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// The workspace that the token was made in.
    pub workspace: WorkspaceId,
    text: String,
}

impl Token {
    /// A new secret, from the operating system's randomness.
    pub fn generate(kind: TokenKind, workspace: WorkspaceId) -> Self {
        Self::from_secret(kind, workspace, &rand::random::<[u8; 32]>())
    }

    /// The token with a secret that is given: for the demo workspace, whose pages must know its webhook's address.
    pub fn from_secret(kind: TokenKind, workspace: WorkspaceId, secret: &[u8; 32]) -> Self {
        let workspace_part = bs58::encode(workspace.uuid().as_bytes()).into_string();
        let secret = bs58::encode(secret).into_string();
        Self { workspace, text: format!("{}{workspace_part}_{secret}", kind.prefix()) }
    }

    /// Reads a token of `kind`; `None` for any text that is none, which a caller answers like an unknown one.
    pub fn parse(kind: TokenKind, text: &str) -> Option<Self> {
        let (workspace, secret) = text.strip_prefix(kind.prefix())?.split_once('_')?;
        if text.len() > 100 || secret.is_empty() {
            return None;
        }
        let bytes: [u8; 16] = bs58::decode(workspace).into_vec().ok()?.try_into().ok()?;
        Some(Self { workspace: Uuid::from_bytes(bytes).into(), text: text.to_owned() })
    }

    /// The kind that a text claims to be by its first letters.
    pub fn kind_of(text: &str) -> Option<TokenKind> {
        [TokenKind::Session, TokenKind::ApiKey, TokenKind::LeadWebhook, TokenKind::Invitation]
            .into_iter()
            .find(|kind| text.starts_with(kind.prefix()))
    }

    /// The secret's text: shown once, never stored or logged.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// The secret's bytes, for a kind that says something by them; `None` for what nobody here made.
    pub fn secret(&self) -> Option<[u8; 32]> {
        let (_, secret) = self.text.rsplit_once('_')?;
        bs58::decode(secret).into_vec().ok()?.try_into().ok()
    }

    /// What is stored. A fast hash is enough: 256 random bits can't be guessed.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.text.as_bytes()).to_vec()
    }

    /// The last four letters, by which people tell their keys apart.
    pub fn last_four(&self) -> &str {
        &self.text[self.text.len().saturating_sub(4)..]
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Token(workspace {}, …)", self.workspace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_never_prints_itself() {
        let workspace = WorkspaceId::from(Uuid::from_u128(7));
        let token = Token::generate(TokenKind::ApiKey, workspace);
        assert_eq!(Token::parse(TokenKind::ApiKey, token.reveal()), Some(token.clone()));
        assert_eq!(Token::parse(TokenKind::Session, token.reveal()), None);
        assert!(!format!("{token:?}").contains(token.last_four()));
    }

    #[test]
    fn what_is_no_token_is_none() {
        for text in ["", "hk_", "hk_x", "hk__", "hk_abc_def", "hk_\u{0}_x", &"hk_1_".repeat(100)] {
            assert_eq!(Token::parse(TokenKind::ApiKey, text), None, "{text}");
        }
    }
}
