//! The key that protects secrets at rest (second-factor seeds, OpenID client secrets, attachments): one file in
//! the data folder, made at first start, readable by its owner only. XChaCha20-Poly1305, random nonce in front.

use crate::clock::random_bytes;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Arc;

#[derive(Clone)]
pub struct Vault {
    cipher: Arc<XChaCha20Poly1305>,
    key: Arc<secrecy::SecretBox<[u8; 32]>>,
}

#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("the key file {0} cannot be read or made: {1}")]
    File(String, #[source] std::io::Error),
    #[error("the key file {0} is damaged: it must hold 64 hexadecimal digits")]
    Damaged(String),
    #[error("a sealed value cannot be opened with this key")]
    Sealed,
}

impl Vault {
    /// Opens `secret.key` in the folder, or makes it.
    pub fn open(folder: &Path) -> Result<Self, VaultError> {
        let path = folder.join("secret.key");
        let name = path.display().to_string();
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                make_private(folder, &path, &hex::encode(random_bytes::<32>()))
                    .and_then(|()| std::fs::read_to_string(&path))
                    .map_err(|e| VaultError::File(name.clone(), e))?
            }
            read => read.map_err(|e| VaultError::File(name.clone(), e))?,
        };
        let mut key = [0_u8; 32];
        hex::decode_to_slice(text.trim(), &mut key).map_err(|_| VaultError::Damaged(name))?;
        Ok(Self::from_key(key))
    }

    pub fn from_key(key: [u8; 32]) -> Self {
        Self {
            cipher: Arc::new(XChaCha20Poly1305::new(&key.into())),
            key: Arc::new(secrecy::SecretBox::new(Box::new(key))),
        }
    }

    /// Seals bytes; `purpose` is bound in, so that a value sealed for one use cannot be opened for another.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        let nonce = random_bytes::<24>();
        let sealed = self
            .cipher
            .encrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: plain,
                    aad: purpose.as_bytes(),
                },
            )
            .map_err(|_| VaultError::Sealed)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub fn open_sealed(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        let (nonce, body) = sealed.split_at_checked(24).ok_or(VaultError::Sealed)?;
        let nonce: [u8; 24] = nonce.try_into().map_err(|_| VaultError::Sealed)?;
        self.cipher
            .decrypt(
                &XNonce::from(nonce),
                Payload {
                    msg: body,
                    aad: purpose.as_bytes(),
                },
            )
            .map_err(|_| VaultError::Sealed)
    }

    /// A keyed digest, for comparing secrets without keeping them.
    pub fn digest(&self, purpose: &str, value: &[u8]) -> [u8; 32] {
        use hmac::{Hmac, KeyInit, Mac};
        use secrecy::ExposeSecret;
        match Hmac::<Sha256>::new_from_slice(self.key.expose_secret()) {
            Ok(mut mac) => {
                mac.update(purpose.as_bytes());
                mac.update(&[0]);
                mac.update(value);
                mac.finalize().into_bytes().into()
            }
            // HMAC takes keys of any length; were it ever not to, an unkeyed digest still compares equal to itself.
            Err(_) => Sha256::digest(value).into(),
        }
    }
}

/// Makes the file whole or not at all, whatever is killed when. Where another process was first, its key stands.
fn make_private(folder: &Path, path: &Path, text: &str) -> std::io::Result<()> {
    let draft = folder.join(format!(".secret.key.{}", hex::encode(random_bytes::<8>())));
    write_private(&draft, text)?;
    let made = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match made {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        // Not every file system knows links.
        Err(_) => match write_private(path, text) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            written => written,
        },
        Ok(()) => std::fs::File::open(folder)?.sync_all(),
    }
}

#[cfg(unix)]
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(not(unix))]
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
