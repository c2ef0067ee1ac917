//! Which bits a token sets, under a key: the two hash families of clkhash.
//!
//! `blakeHash`: the k positions are sixteen-bit slices of BLAKE2b in keyed mode, 32 from each call, the number of the call as
//! salt; independent of one another. `doubleHash`: h1 + i h2 with h1 and h2 from HMAC-SHA-1 and HMAC-MD5 (Schnell, Bachteler and
//! Reiher 2011); only l^2 patterns exist for a token, which Kroll and Steinmetzer (2015) turn into an attack. It is here because
//! partners' old vectors use it. SHA-1 and MD5 are broken for signatures, not as keyed functions here, but nobody
//! should choose them today.

use super::schema::Hash;
use blake2::Blake2bMac512;
use blake2::digest::{FixedOutput, Mac};
use hmac::{Hmac, KeyInit};
use md5::Md5;
use sha1::Sha1;

/// The `k` positions that `token` sets among `length` bits, in order, some perhaps twice.
pub(crate) fn positions(token: &[u8], k: u32, keys: &[Vec<u8>; 2], length: usize, hash: Hash) -> Vec<u32> {
    match hash {
        Hash::Blake => blake(token, k, &keys[0], length),
        Hash::Double { prevent_singularity } => double(token, k, keys, length as u64, prevent_singularity),
    }
}

fn blake(token: &[u8], k: u32, key: &[u8], length: usize) -> Vec<u32> {
    let mut found = Vec::with_capacity(k as usize);
    for call in 0..k.div_ceil(32) {
        // Cannot fail: keys have 1 to 64 bytes, the salt has few digits.
        let Ok(mut mac) = Blake2bMac512::new_with_salt_and_personal(Some(key), call.to_string().as_bytes(), b"") else {
            return found;
        };
        Mac::update(&mut mac, token);
        let digest = mac.finalize_fixed();
        for slice in digest.chunks_exact(2).take(k as usize - found.len()) {
            if let [low, high] = slice {
                found.push((usize::from(u16::from_le_bytes([*low, *high])) % length) as u32);
            }
        }
    }
    found
}

fn double(token: &[u8], k: u32, keys: &[Vec<u8>; 2], length: u64, prevent_singularity: bool) -> Vec<u32> {
    let first = sha1(&keys[0], token, length);
    let mut step = md5(&keys[1], &[token], length);
    let mut attempt = 0u32;
    while prevent_singularity && step == 0 && length > 1 {
        let mut buffer = [0; 4];
        let mark = char::from_u32(attempt).unwrap_or('\0').encode_utf8(&mut buffer);
        step = md5(&keys[1], &[token, mark.as_bytes()], length);
        attempt += 1;
    }
    (0..u64::from(k))
        .map(|i| ((first + i * step) % length) as u32)
        .collect()
}

fn sha1(key: &[u8], token: &[u8], length: u64) -> u64 {
    // Cannot fail: HMAC takes keys of any length.
    let Ok(mut mac) = <Hmac<Sha1> as KeyInit>::new_from_slice(key) else {
        return 0;
    };
    mac.update(token);
    remainder(&mac.finalize_fixed(), length)
}

fn md5(key: &[u8], parts: &[&[u8]], length: u64) -> u64 {
    let Ok(mut mac) = <Hmac<Md5> as KeyInit>::new_from_slice(key) else {
        return 0;
    };
    for part in parts {
        mac.update(part);
    }
    remainder(&mac.finalize_fixed(), length)
}

/// A number of many bytes, the greatest first, divided by `length` (at most 2^20).
fn remainder(digest: &[u8], length: u64) -> u64 {
    digest
        .iter()
        .fold(0, |rest, byte| (rest * 256 + u64::from(*byte)) % length)
}
