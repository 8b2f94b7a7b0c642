// A reporter for `node --test` that prints one JSON line: passed, failed, and the files without a test.

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* count(events) {
  let passed = 0;
  let failed = 0;
  const withoutTests = [];
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    if (type === 'test:pass' && data.nesting === 0 && data.name === data.file) {
      // node --test reports a file without tests as a passing test named after the file.
      withoutTests.push(data.name);
    } else if (type === 'test:fail' || data.skip !== undefined || data.todo !== undefined) {
      failed += 1;
    } else {
      passed += 1;
    }
  }
  yield `${JSON.stringify({ passed, failed, withoutTests })}\n`;
}
