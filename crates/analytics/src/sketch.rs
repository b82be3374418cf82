//! How many different visitors: a set that stays small however many there are, and that joins with others.
//!
//! Up to [`MAX_EXACT`] visitors it holds each one's hash and counts exactly. Above that it is a HyperLogLog of 2^14
//! registers (Flajolet et al., 2007) with the estimator of Ertl (2017, "New cardinality estimation algorithms for
//! HyperLogLog sketches", algorithm 6), whose standard error is 1.04 / √2^14 = 0.8 % at any size.

use std::collections::BTreeSet;

use uuid::Uuid;

/// Bits of a hash that choose its register.
const P: u32 = 14;
const REGISTERS: usize = 1 << P;
/// The longest run of zeros that a register can note, and one.
const Q: u32 = 64 - P;
/// The most that is counted exactly: 16 KiB, as much as the registers.
pub const MAX_EXACT: usize = 2_048;
/// The standard error of an estimate.
pub const ERROR: f64 = 0.01;

const EXACT: u8 = 0;
const ESTIMATED: u8 = 1;

/// A set of visitors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sketch {
    /// The hash of each.
    Exact(BTreeSet<u64>),
    /// Registers.
    Estimated(Vec<u8>),
}

impl Default for Sketch {
    fn default() -> Self {
        Sketch::Exact(BTreeSet::new())
    }
}

impl Sketch {
    /// Takes a visitor in.
    pub fn insert(&mut self, visitor: Uuid) {
        self.insert_hash(hash(visitor));
    }

    fn insert_hash(&mut self, hash: u64) {
        match self {
            Sketch::Exact(hashes) => {
                hashes.insert(hash);
                if hashes.len() > MAX_EXACT {
                    let mut registers = vec![0; REGISTERS];
                    hashes.iter().for_each(|hash| note(&mut registers, *hash));
                    *self = Sketch::Estimated(registers);
                }
            }
            Sketch::Estimated(registers) => note(registers, hash),
        }
    }

    /// Takes in everybody of another.
    pub fn join(&mut self, other: &Sketch) {
        match (&mut *self, other) {
            (_, Sketch::Exact(hashes)) => hashes.iter().for_each(|hash| self.insert_hash(*hash)),
            (Sketch::Estimated(own), Sketch::Estimated(others)) => {
                own.iter_mut().zip(others).for_each(|(own, other)| *own = (*own).max(*other));
            }
            (Sketch::Exact(hashes), Sketch::Estimated(others)) => {
                let mut registers = others.clone();
                hashes.iter().for_each(|hash| note(&mut registers, *hash));
                *self = Sketch::Estimated(registers);
            }
        }
    }

    /// True when [`Sketch::count`] is no estimate.
    pub fn is_exact(&self) -> bool {
        matches!(self, Sketch::Exact(_))
    }

    /// How many.
    pub fn count(&self) -> i64 {
        match self {
            Sketch::Exact(hashes) => i64::try_from(hashes.len()).unwrap_or(i64::MAX),
            Sketch::Estimated(registers) => estimate(registers).round() as i64,
        }
    }

    /// As it is stored: a byte for the kind, then hashes (little-endian, ascending) or registers.
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Sketch::Exact(hashes) => {
                std::iter::once(EXACT).chain(hashes.iter().flat_map(|hash| hash.to_le_bytes())).collect()
            }
            Sketch::Estimated(registers) => [&[ESTIMATED], registers.as_slice()].concat(),
        }
    }

    /// Reads what [`Sketch::to_bytes`] wrote; anything else is an empty set.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match bytes.split_first() {
            Some((&ESTIMATED, registers)) if registers.len() == REGISTERS => Sketch::Estimated(registers.to_vec()),
            Some((&EXACT, hashes)) => {
                Sketch::Exact(hashes.as_chunks::<8>().0.iter().map(|bytes| u64::from_le_bytes(*bytes)).collect())
            }
            _ => Sketch::default(),
        }
    }
}

/// The finalizer of SplitMix64 over both halves: stored sketches rely on it never changing.
fn hash(visitor: Uuid) -> u64 {
    let (high, low) = visitor.as_u64_pair();
    let mix = |mut z: u64| {
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    mix(mix(high.wrapping_add(0x9e37_79b9_7f4a_7c15)) ^ low)
}

fn note(registers: &mut [u8], hash: u64) {
    let register = (hash >> Q) as usize;
    // The first one among the rest's bits, counted from 1.
    let rank = ((hash << P) | (1 << (P - 1))).leading_zeros() + 1;
    if let Some(register) = registers.get_mut(register) {
        *register = (*register).max(rank as u8);
    }
}

fn estimate(registers: &[u8]) -> f64 {
    let m = REGISTERS as f64;
    let mut counts = [0.0; Q as usize + 2];
    registers.iter().for_each(|register| counts[usize::from(*register).min(Q as usize + 1)] += 1.0);
    let mut z = m * tau(1.0 - counts[Q as usize + 1] / m);
    for count in counts[1..=Q as usize].iter().rev() {
        z = 0.5 * (z + count);
    }
    z += m * sigma(counts[0] / m);
    m * m / (2.0 * std::f64::consts::LN_2 * z)
}

fn sigma(mut x: f64) -> f64 {
    if x >= 1.0 {
        return f64::INFINITY;
    }
    let (mut y, mut z) = (1.0, x);
    loop {
        x *= x;
        let before = z;
        z += x * y;
        y += y;
        if z == before {
            return z;
        }
    }
}

fn tau(mut x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return 0.0;
    }
    let (mut y, mut z) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        let before = z;
        y *= 0.5;
        z -= (1.0 - x).powi(2) * y;
        if z == before {
            return z / 3.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids as they are made: by the time, and random behind it.
    fn visitors(range: std::ops::Range<u64>) -> Sketch {
        let mut sketch = Sketch::default();
        for n in range {
            let random = n.wrapping_mul(0x2545_f491_4f6c_dd1d);
            sketch.insert(Uuid::from_u64_pair((0x0193_0000_0000_7000 + n / 50) << 4, random));
        }
        sketch
    }

    #[test]
    fn few_are_counted_and_many_estimated() {
        for n in [0, 1, 3, 500, MAX_EXACT as u64] {
            let sketch = visitors(0..n);
            assert!(sketch.is_exact() && sketch.count() == n as i64, "{n}");
        }
        for n in [3_000, 20_000, 45_000, 70_000, 500_000] {
            let sketch = visitors(0..n);
            let off = (sketch.count() as f64 / n as f64 - 1.0).abs();
            assert!(!sketch.is_exact() && off < 3.0 * ERROR, "{n}: {}", sketch.count());
        }
    }

    #[test]
    fn joined_sets_are_the_set_of_all() {
        for (a, b, all) in
            [(0..900, 400..1_300, 0..1_300), (0..1_500, 1_000..4_000, 0..4_000), (0..9_000, 5_000..9_100, 0..9_100)]
        {
            let (one, two) = (visitors(a), visitors(b));
            let (mut forth, mut back) = (one.clone(), two.clone());
            forth.join(&two);
            back.join(&one);
            assert_eq!(forth, visitors(all));
            assert_eq!(forth, back);
        }
    }

    #[test]
    fn a_sketch_reads_back() {
        for sketch in [visitors(0..0), visitors(0..77), visitors(0..5_000)] {
            assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), sketch);
        }
        assert_eq!(Sketch::from_bytes(&[]), Sketch::default());
        assert_eq!(Sketch::from_bytes(&[ESTIMATED, 1, 2]), Sketch::default());
    }
}
