//! A zip archive that is written as it grows: any number of entries, of which only their directory is held.
//!
//! Beyond 65,535 entries, or 4 GiB before an entry or the directory, the ZIP64 records are written that every zip reader
//! of today knows. No entry has a date: the same entries give the same bytes.
//!
//! **Source**: PKWARE, "APPNOTE.TXT - .ZIP File Format Specification" 6.3.10, sections 4.3 and 4.5.3 (verified: archives
//! are read back by Python's `zipfile` and by Info-ZIP's `unzip` in the tests).

use super::deflate::deflate;

/// How entries are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Packing {
    /// As they are.
    Stored,
    /// Deflated, where that makes them shorter.
    Deflated,
}

/// An entry's name or content has more bytes than its header can say: 65,535 and 4,294,967,294.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// Bit 11 of the flags: names are UTF-8.
const UTF8_NAMES: u16 = 1 << 11;
/// 1 January 1980, the first day that a zip knows.
const NO_DATE: u16 = 0x21;
/// A regular file that its owner writes and everyone reads, on Unix.
const MODE: u32 = 0o100_644 << 16;
const UNIX: u16 = 3 << 8;
/// What a field of 32 bits says when its number stands in a ZIP64 field.
const ELSEWHERE: u32 = u32::MAX;

/// An archive being written. Holds its directory, about 60 bytes an entry, and nothing of the entries.
#[derive(Clone, Debug)]
pub struct Zip {
    packing: Packing,
    directory: Vec<u8>,
    entries: u64,
    /// Bytes written before what comes next.
    offset: u64,
}

impl Zip {
    /// An archive without entries.
    ///
    /// ```
    /// use poolwise::share::zip::{Packing, Zip};
    /// let (mut zip, mut file) = (Zip::new(Packing::Stored), Vec::new());
    /// zip.entry("a.txt", b"content", &mut file).unwrap();
    /// zip.finish(&mut file);
    /// assert!(file.starts_with(b"PK\x03\x04"));
    /// ```
    #[must_use]
    pub const fn new(packing: Packing) -> Self {
        Self::behind(packing, 0)
    }

    /// An archive whose first entry stands behind so many bytes of something else.
    #[must_use]
    pub const fn behind(packing: Packing, bytes: u64) -> Self {
        Self { packing, directory: Vec::new(), entries: 0, offset: bytes }
    }

    /// Writes one entry.
    ///
    /// # Errors
    /// When the name is longer than 65,535 bytes or the content than 4,294,967,294; nothing is written then.
    pub fn entry(&mut self, name: &str, content: &[u8], into: &mut Vec<u8>) -> Result<(), TooLong> {
        let name_bytes = u16::try_from(name.len()).map_err(|_too_long| TooLong)?;
        let size = u32::try_from(content.len()).ok().filter(|size| *size < ELSEWHERE).ok_or(TooLong)?;
        let packed = match self.packing {
            Packing::Stored => None,
            Packing::Deflated => Some(deflate(content)).filter(|packed| packed.len() < content.len()),
        };
        let (method, data) = packed.as_deref().map_or((0_u16, content), |packed| (8, packed));
        // Shorter than the content, which has a size.
        let packed_size = u32::try_from(data.len()).map_err(|_too_long| TooLong)?;
        let begins_at = self.offset;
        let before = into.len();
        let is_far = begins_at >= u64::from(ELSEWHERE);
        let mut shared = Vec::with_capacity(26);
        put16(&mut shared, if is_far { 45 } else { 20 });
        put16(&mut shared, UTF8_NAMES);
        put16(&mut shared, method);
        put16(&mut shared, 0);
        put16(&mut shared, NO_DATE);
        put32(&mut shared, crc32(content));
        put32(&mut shared, packed_size);
        put32(&mut shared, size);
        put16(&mut shared, name_bytes);

        into.extend(b"PK\x03\x04");
        into.extend(&shared);
        put16(into, 0);
        into.extend(name.as_bytes());
        into.extend(data);

        let directory = &mut self.directory;
        directory.extend(b"PK\x01\x02");
        put16(directory, UNIX | 45);
        directory.extend(&shared);
        put16(directory, if is_far { 12 } else { 0 });
        // No comment, the first disk, no internal attributes.
        directory.extend([0; 6]);
        put32(directory, MODE);
        put32(directory, narrow(begins_at));
        directory.extend(name.as_bytes());
        if is_far {
            put16(directory, 1);
            put16(directory, 8);
            put64(directory, begins_at);
        }
        self.entries = self.entries.saturating_add(1);
        self.advance(into.len().saturating_sub(before));
        Ok(())
    }

    /// Entries so far.
    #[must_use]
    pub const fn entries(&self) -> u64 {
        self.entries
    }

    /// Writes the directory, which ends the archive.
    pub fn finish(mut self, into: &mut Vec<u8>) {
        let directory_at = self.offset;
        let directory_bytes = u64::try_from(self.directory.len()).unwrap_or(u64::MAX);
        into.append(&mut self.directory);
        let end_at = directory_at.saturating_add(directory_bytes);
        let few = u16::try_from(self.entries).ok().filter(|entries| *entries < u16::MAX);
        if few.is_none() || narrow(directory_at) == ELSEWHERE || narrow(directory_bytes) == ELSEWHERE {
            into.extend(b"PK\x06\x06");
            put64(into, 44);
            put16(into, UNIX | 45);
            put16(into, 45);
            into.extend([0; 8]);
            put64(into, self.entries);
            put64(into, self.entries);
            put64(into, directory_bytes);
            put64(into, directory_at);
            into.extend(b"PK\x06\x07");
            put32(into, 0);
            put64(into, end_at);
            put32(into, 1);
        }
        into.extend(b"PK\x05\x06");
        put32(into, 0);
        put16(into, few.unwrap_or(u16::MAX));
        put16(into, few.unwrap_or(u16::MAX));
        put32(into, narrow(directory_bytes));
        put32(into, narrow(directory_at));
        put16(into, 0);
    }

    fn advance(&mut self, bytes: usize) {
        self.offset = self.offset.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
    }
}

/// The number in 32 bits, or that it stands elsewhere.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(ELSEWHERE)
}

fn put16(into: &mut Vec<u8>, number: u16) {
    into.extend(number.to_le_bytes());
}

fn put32(into: &mut Vec<u8>, number: u32) {
    into.extend(number.to_le_bytes());
}

fn put64(into: &mut Vec<u8>, number: u64) {
    into.extend(number.to_le_bytes());
}

/// The checksum that zip, gzip and PNG use: CRC-32 of ISO-HDLC.
#[must_use]
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut remainder = u32::MAX;
    for byte in bytes {
        let [lowest, ..] = remainder.to_le_bytes();
        let step = REMAINDERS.get(usize::from(lowest ^ byte)).copied().unwrap_or_default();
        remainder = step ^ (remainder >> 8);
    }
    !remainder
}

/// The remainder of each byte.
static REMAINDERS: [u32; 256] = remainders();

#[expect(clippy::indexing_slicing, reason = "worked out by the compiler, which refuses what lies outside")]
const fn remainders() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    let mut number: u32 = 0;
    while byte < 256 {
        let mut remainder = number;
        let mut bit = 0;
        while bit < 8 {
            remainder = if remainder & 1 == 1 { 0xEDB8_8320 ^ (remainder >> 1) } else { remainder >> 1 };
            bit += 1;
        }
        table[byte] = remainder;
        byte += 1;
        number += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::crc32;

    /// Source: "Catalogue of parametrised CRC algorithms", CRC-32/ISO-HDLC: check 0xcbf43926.
    #[test]
    fn the_checksum_is_the_catalogues() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b""), 0);
    }
}
