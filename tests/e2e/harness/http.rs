//! As much HTTP as a test needs: one request to this machine, and reading the head of one that arrives.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Sends one request to a port of this machine; returns status and body.
pub(crate) fn call(port: u16, method: &str, path: &str, body: &str) -> io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_nodelay(true)?;
    // A start of the browser under load takes many seconds; nothing takes minutes.
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut reader = BufReader::new(stream);
    let head = read_head(&mut reader)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let status = head.first.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let mut bytes = Vec::new();
    match head.field("content-length").and_then(|length| length.parse::<usize>().ok()) {
        Some(length) => {
            bytes.resize(length, 0);
            reader.read_exact(&mut bytes)?;
        }
        None => {
            reader.read_to_end(&mut bytes)?;
        }
    }
    Ok((status, String::from_utf8_lossy(&bytes).into_owned()))
}

/// The first line and the header fields of a message.
pub(super) struct Head {
    pub(super) first: String,
    fields: Vec<(String, String)>,
}

impl Head {
    /// A field's text; `name` in lower case.
    pub(super) fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, text)| text.as_str())
    }
}

/// Reads a head; `None` when the other side has hung up.
pub(super) fn read_head(reader: &mut impl BufRead) -> io::Result<Option<Head>> {
    let mut first = String::new();
    if reader.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    let mut fields = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            return Ok(Some(Head { first: first.trim().to_owned(), fields }));
        }
        if let Some((name, text)) = line.split_once(':') {
            fields.push((name.trim().to_ascii_lowercase(), text.trim().to_owned()));
        }
    }
}

/// A message: its first line, its header fields with names in lower case, and its body.
pub(crate) type Message = (String, Vec<(String, String)>, Vec<u8>);

/// Reads a whole message; `None` when the other side has hung up.
pub(crate) fn read_message(reader: &mut impl BufRead) -> io::Result<Option<Message>> {
    let Some(head) = read_head(reader)? else { return Ok(None) };
    let length = head.field("content-length").and_then(|length| length.parse::<usize>().ok());
    let mut body = vec![0; length.unwrap_or_default()];
    reader.read_exact(&mut body)?;
    Ok(Some((head.first, head.fields, body)))
}
