//! Tables as Parquet files, for R, Python, DuckDB and Spark.
//!
//! Of the format (Apache Parquet 2.x, `parquet.thrift`) the part that a table of words and numbers takes: every
//! column optional, version 1 data pages in PLAIN encoding, packed with gzip where that makes them smaller, a page a
//! column and row group. The footer is Thrift in its compact protocol.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, Value};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    /// Characters in UTF-8.
    Words,
    /// Whole numbers of 64 bits.
    Whole,
    /// Numbers of double precision.
    Number,
}

/// A column: its name and what it holds.
pub(super) type Column = (&'static str, Type);

const MAGIC: &[u8] = b"PAR1";
/// Rows of a row group at most.
const ROWS: usize = 1 << 16;
/// Bytes of values of a row group, about.
const BYTES: usize = 16 << 20;

/// The physical types, encodings and codecs by their numbers in the format.
const INT64: i32 = 2;
const DOUBLE: i32 = 5;
const BYTE_ARRAY: i32 = 6;
const PLAIN: i32 = 0;
const RLE: i32 = 3;
const UNCOMPRESSED: i32 = 0;
const GZIP: i32 = 2;
const OPTIONAL: i32 = 1;
const UTF8: i32 = 0;

impl Type {
    fn physical(self) -> i32 {
        match self {
            Self::Words => BYTE_ARRAY,
            Self::Whole => INT64,
            Self::Number => DOUBLE,
        }
    }
}

/// Writes a table, a row group at a time.
pub(super) struct Writer<W> {
    out: W,
    /// Bytes that were written.
    at: u64,
    columns: Vec<Column>,
    cells: Vec<Cells>,
    /// Rows that wait for their group to be full.
    waiting: usize,
    groups: Vec<Group>,
}

/// The values of a column in the present row group.
#[derive(Clone, Default)]
struct Cells {
    values: Vec<u8>,
    /// Runs of rows with a value, and without.
    runs: Vec<(bool, u64)>,
}

/// A row group as the footer describes it.
struct Group {
    rows: usize,
    chunks: Vec<Chunk>,
}

struct Chunk {
    offset: u64,
    codec: i32,
    plain: u64,
    packed: u64,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(mut out: W, columns: &[Column]) -> io::Result<Self> {
        out.write_all(MAGIC)?;
        let cells = vec![Cells::default(); columns.len()];
        Ok(Self {
            out,
            at: MAGIC.len() as u64,
            columns: columns.to_vec(),
            cells,
            waiting: 0,
            groups: Vec::new(),
        })
    }

    /// Adds a row. Fields that are no column are left out; what a column cannot hold is empty.
    pub(super) fn row(&mut self, row: &Map<String, Value>) -> io::Result<()> {
        for ((name, kind), cells) in self.columns.iter().zip(&mut self.cells) {
            cells.add(*kind, row.get(*name).unwrap_or(&Value::Null));
        }
        self.waiting += 1;
        let bytes: usize = self.cells.iter().map(|cells| cells.values.len()).sum();
        if self.waiting >= ROWS || bytes >= BYTES { self.group() } else { Ok(()) }
    }

    /// Writes the rows that wait as a row group.
    fn group(&mut self) -> io::Result<()> {
        let mut chunks = Vec::with_capacity(self.columns.len());
        for cells in &mut self.cells {
            let (head, body, codec) = std::mem::take(cells).page(self.waiting)?;
            self.out.write_all(&head.bytes)?;
            self.out.write_all(&body)?;
            let length = head.bytes.len() as u64;
            let chunk = Chunk {
                offset: self.at,
                codec,
                plain: length + head.plain,
                packed: length + body.len() as u64,
            };
            self.at += chunk.packed;
            chunks.push(chunk);
        }
        self.groups.push(Group { rows: self.waiting, chunks });
        self.waiting = 0;
        Ok(())
    }

    /// Writes what waits and the footer.
    pub(super) fn finish(mut self) -> io::Result<W> {
        if self.waiting > 0 {
            self.group()?;
        }
        let footer = self.footer();
        self.out.write_all(&footer)?;
        self.out.write_all(&(footer.len() as u32).to_le_bytes())?;
        self.out.write_all(MAGIC)?;
        Ok(self.out)
    }

    /// `FileMetaData`.
    fn footer(&self) -> Vec<u8> {
        let rows: usize = self.groups.iter().map(|group| group.rows).sum();
        let mut root = Struct::default();
        root.words(4, "table").i32(5, self.columns.len() as i32);
        let leaf = |(name, kind): &Column| {
            let mut leaf = Struct::default();
            leaf.i32(1, kind.physical()).i32(3, OPTIONAL).words(4, name);
            if *kind == Type::Words {
                let mut logical = Struct::default();
                logical.structure(1, Struct::default());
                leaf.i32(6, UTF8).structure(10, logical);
            }
            leaf
        };
        let schema = std::iter::once(root).chain(self.columns.iter().map(leaf)).collect();
        let mut file = Struct::default();
        file.i32(1, 1)
            .structures(2, schema)
            .i64(3, rows as i64)
            .structures(4, self.groups.iter().map(|group| self.row_group(group)).collect())
            .words(6, "variorum");
        file.end()
    }

    /// `RowGroup` with its `ColumnChunk`s.
    fn row_group(&self, group: &Group) -> Struct {
        let column = |((name, kind), chunk): (&Column, &Chunk)| {
            let mut meta = Struct::default();
            meta.i32(1, kind.physical())
                .list(2, INTEGER, &[zigzag(i64::from(PLAIN)), zigzag(i64::from(RLE))])
                .list(3, BINARY, &[binary(name)])
                .i32(4, chunk.codec)
                .i64(5, group.rows as i64)
                .i64(6, chunk.plain as i64)
                .i64(7, chunk.packed as i64)
                .i64(9, chunk.offset as i64);
            let mut column = Struct::default();
            column.i64(2, chunk.offset as i64).structure(3, meta);
            column
        };
        let mut row_group = Struct::default();
        row_group
            .structures(1, self.columns.iter().zip(&group.chunks).map(column).collect())
            .i64(2, group.chunks.iter().map(|chunk| chunk.plain).sum::<u64>() as i64)
            .i64(3, group.rows as i64);
        row_group
    }
}

/// The head of a page, and the bytes of its body before they were packed.
struct Head {
    bytes: Vec<u8>,
    plain: u64,
}

impl Cells {
    fn add(&mut self, kind: Type, value: &Value) {
        let before = self.values.len();
        let whole = value.as_i64().or_else(|| Some(value.as_u64()? as i64));
        let held = match kind {
            Type::Words => words(value).map(|words| {
                self.values.extend((words.len() as u32).to_le_bytes());
                self.values.extend(words.as_bytes());
            }),
            Type::Whole => whole.map(|number| self.values.extend(number.to_le_bytes())),
            Type::Number => value.as_f64().map(|number| self.values.extend(number.to_le_bytes())),
        };
        debug_assert!(held.is_some() || self.values.len() == before);
        match self.runs.last_mut() {
            Some((present, rows)) if *present == held.is_some() => *rows += 1,
            _ => self.runs.push((held.is_some(), 1)),
        }
    }

    /// One data page: which rows have a value (definition levels: runs behind their length), then the values.
    fn page(self, rows: usize) -> io::Result<(Head, Vec<u8>, i32)> {
        let mut levels = Vec::new();
        for (present, rows) in &self.runs {
            varint(&mut levels, rows << 1);
            levels.push(u8::from(*present));
        }
        let mut plain = (levels.len() as u32).to_le_bytes().to_vec();
        plain.extend(levels);
        plain.extend(self.values);
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(&plain)?;
        let packed = packer.finish()?;
        let (length, codec) = (plain.len(), if packed.len() < plain.len() { GZIP } else { UNCOMPRESSED });
        let body = if codec == GZIP { packed } else { plain };
        let mut data = Struct::default();
        data.i32(1, rows as i32).i32(2, PLAIN).i32(3, RLE).i32(4, RLE);
        let mut head = Struct::default();
        head.i32(1, 0).i32(2, length as i32).i32(3, body.len() as i32).structure(5, data);
        Ok((Head { bytes: head.end(), plain: length as u64 }, body, codec))
    }
}

/// The words of a cell; the items of a list with a semicolon between them, as in CSV.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(words) => Some(words.clone()),
        Value::Array(items) => {
            Some(items.iter().map(|item| item.as_str().unwrap_or_default()).collect::<Vec<_>>().join("; "))
        }
        other => Some(other.to_string()),
    }
}

/// The types of Thrift's compact protocol.
const INTEGER: u8 = 5;
const LONG: u8 = 6;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const STRUCT: u8 = 12;

/// A Thrift struct as it is written; its fields come in the order of their numbers.
#[derive(Default)]
struct Struct {
    bytes: Vec<u8>,
    last: u8,
}

impl Struct {
    fn field(&mut self, number: u8, kind: u8) {
        // A field is told by how far it is from the one before: here never more than fifteen.
        self.bytes.push((number - self.last) << 4 | kind);
        self.last = number;
    }

    fn i32(&mut self, number: u8, value: i32) -> &mut Self {
        self.field(number, INTEGER);
        self.bytes.extend(zigzag(i64::from(value)));
        self
    }

    fn i64(&mut self, number: u8, value: i64) -> &mut Self {
        self.field(number, LONG);
        self.bytes.extend(zigzag(value));
        self
    }

    fn words(&mut self, number: u8, words: &str) -> &mut Self {
        self.field(number, BINARY);
        self.bytes.extend(binary(words));
        self
    }

    fn structure(&mut self, number: u8, inner: Self) -> &mut Self {
        self.field(number, STRUCT);
        self.bytes.extend(inner.end());
        self
    }

    fn structures(&mut self, number: u8, items: Vec<Self>) -> &mut Self {
        let items: Vec<Vec<u8>> = items.into_iter().map(Self::end).collect();
        self.list(number, STRUCT, &items)
    }

    fn list(&mut self, number: u8, kind: u8, items: &[Vec<u8>]) -> &mut Self {
        self.field(number, LIST);
        match u8::try_from(items.len()) {
            Ok(length @ 0..15) => self.bytes.push(length << 4 | kind),
            _ => {
                self.bytes.push(0xf0 | kind);
                varint(&mut self.bytes, items.len() as u64);
            }
        }
        items.iter().for_each(|item| self.bytes.extend(item));
        self
    }

    fn end(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }
}

fn varint(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn zigzag(number: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    varint(&mut bytes, ((number << 1) ^ (number >> 63)) as u64);
    bytes
}

fn binary(words: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    varint(&mut bytes, words.len() as u64);
    bytes.extend(words.as_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The whole file of a small table, which pyarrow 26 reads as these rows.
    #[test]
    fn a_small_table_has_these_bytes() {
        let columns = [("a", Type::Words), ("n", Type::Whole), ("x", Type::Number)];
        let mut writer = Writer::new(Vec::new(), &columns).unwrap();
        for row in [json!({"a": "é", "n": 1, "x": 0.5}), json!({"a": null, "n": -2, "other": 1})] {
            writer.row(row.as_object().unwrap()).unwrap();
        }
        let file: String = writer.finish().unwrap().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(file, SMALL);
    }

    const SMALL: &str = "504152311500151c151c2c15041500150615060000040000000201020002000000c3a91500152c152c2c150415001506\
        150600000200000004010100000000000000feffffffffffffff1500152015202c150415001506150600000400000002\
        010200000000000000e03f1502194c48057461626c65150600150c250218016125004c1c0000001504250218016e0015\
        0a2502180178001604191c193c26081c150c192500061918016115001604163e163e2608000026461c15041925000619\
        18016e15001604164e164e264600002694011c150a19250006191801781500160416421642269401000016ce01160400\
        2808766172696f72756d009000000050415231";
}
