//! Reads `result_info`: a list that reports more entries than it has is incomplete, and refused.

use crate::error::{Error, ErrorKind};
use crate::json::{JsonReader, JsonType, ReadLimits};
use core::ops::Range;

/// The numbers and cursors of `result_info`; other values are ignored.
#[derive(Debug, Default)]
struct ResultInfo {
    page: u64,
    total_pages: u64,
    count: u64,
    total_count: u64,
    cursor: bool,
}

/// Refuses the result at `result` if it is a list, or an object with a list in `routes`, and `info`, its `result_info`,
/// reports more entries. Both are ranges of `bytes` that were decoded before.
pub(super) fn refuse_partial(bytes: &[u8], result: Range<usize>, info: Range<usize>) -> Result<(), Error> {
    let at = |range: &Range<usize>| bytes.get(range.clone()).unwrap_or_default();
    let read = || {
        let mut reader = JsonReader::new(at(&info), ReadLimits::default())?;
        let reported = if reader.kind()? == JsonType::Object {
            read_result_info(&mut reader)?
        } else {
            ResultInfo::default()
        };
        let mut entries = None;
        let mut reader = JsonReader::new(at(&result), ReadLimits::default())?;
        match reader.kind()? {
            JsonType::Array => entries = Some(count_entries(&mut reader)?),
            JsonType::Object => reader.object(&mut |reader, key| {
                if key != "routes" || reader.kind()? != JsonType::Array {
                    return reader.skip();
                }
                entries = Some(count_entries(reader)?);
                Ok(())
            })?,
            _ => {}
        }
        Ok::<_, Error>((reported, entries))
    };
    let (reported, Some(entries)) = read()? else { return Ok(()) };
    match evidence_of_more(&reported, entries) {
        Some(says) => {
            let kind = ErrorKind::ListPartial { entries, says };
            Err(Error::new(kind, info).within("result_info").in_json())
        }
        None => Ok(()),
    }
}

fn count_entries(reader: &mut JsonReader<'_>) -> Result<usize, Error> {
    let mut entries = 0;
    reader.array(&mut |reader| {
        entries += 1;
        reader.skip()
    })?;
    Ok(entries)
}

/// The part that reports more than `entries`.
fn evidence_of_more(reported: &ResultInfo, entries: usize) -> Option<String> {
    let entries = entries as u64;
    let number = |name: &str, number: u64| Some(format!("`{name}` {number}"));
    if reported.total_count > entries {
        return number("total_count", reported.total_count);
    }
    if reported.count > entries {
        return number("count", reported.count);
    }
    let page = reported.page.max(1);
    if reported.total_pages > 1 {
        return Some(format!("page {page} of {}", reported.total_pages));
    }
    if reported.page > 1 {
        return Some(format!("page {page}"));
    }
    reported.cursor.then(|| "a cursor to the next page".to_owned())
}

fn read_result_info(reader: &mut JsonReader<'_>) -> Result<ResultInfo, Error> {
    let mut info = ResultInfo::default();
    reader.object(&mut |reader, key| {
        let number = match key {
            "page" => &mut info.page,
            "total_pages" => &mut info.total_pages,
            "count" => &mut info.count,
            "total_count" => &mut info.total_count,
            "cursor" => {
                info.cursor |= is_cursor(reader)?;
                return Ok(());
            }
            "cursors" if reader.kind()? == JsonType::Object => {
                return reader.object(&mut |reader, key| {
                    if key != "after" {
                        return reader.skip();
                    }
                    info.cursor |= is_cursor(reader)?;
                    Ok(())
                });
            }
            _ => return reader.skip(),
        };
        *number = count(reader.raw()?);
        Ok(())
    })?;
    Ok(info)
}

/// An integer, in quotes or not; the maximum for one that is too large, and 0 for any other value.
fn count(text: &str) -> u64 {
    let digits = text.trim_matches('"');
    match digits.parse() {
        Ok(number) => number,
        Err(_) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => u64::MAX,
        Err(_) => 0,
    }
}

/// True for a string that is not empty.
fn is_cursor(reader: &mut JsonReader<'_>) -> Result<bool, Error> {
    let is_text = reader.kind()? == JsonType::String;
    Ok(reader.raw()?.len() > 2 && is_text)
}
