//! Compares a text with a file that is committed. With `GOLDEN=write` in the environment the file is written first: read
//! the difference before you commit it.

/// Asserts that the file at `path`, below the root of the repository, is `found`.
#[expect(clippy::disallowed_methods, reason = "the expected texts are files")]
pub(crate) fn assert_golden(path: &str, found: &str) {
    let file = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var("GOLDEN").is_ok_and(|word| word == "write") {
        std::fs::write(&file, found).expect("the file can be written");
    }
    let expected = std::fs::read_to_string(&file).expect("the file is there");
    assert_eq!(found, expected, "{path}; GOLDEN=write writes it");
}
