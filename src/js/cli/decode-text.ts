// Text of files as programs of Windows save it: with a byte order mark, or as UTF-16.

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** The bytes from which an encoding is recognised. */
const HEAD = 4;

/** The encoding of a text that begins so: by its byte order mark, or UTF-16 where its first two characters are ASCII. */
function encodingOf([a, b, c, d]: Uint8Array): Encoding {
  if ((a === 0xff && b === 0xfe) || (a && b === 0 && c && d === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b && c === 0 && d)) return 'utf-16be';
  return 'utf-8';
}

/** The bytes as UTF-8 without a byte order mark; malformed UTF-16 stays as it is, for the reader to refuse. O(bytes). */
export function toUtf8(bytes: Uint8Array): Uint8Array {
  const encoding = encodingOf(bytes);
  if (encoding === 'utf-8') {
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return hasMark ? bytes.subarray(3) : bytes;
  }
  try {
    return Buffer.from(new TextDecoder(encoding, { fatal: true }).decode(bytes));
  } catch {
    return bytes;
  }
}

/** Text from bytes that arrive in chunks, in any of these encodings. */
export class StreamDecoder {
  #head: Uint8Array = new Uint8Array(0);
  #decoder: TextDecoder | null = null;

  /** The text of a further chunk, as far as its characters are complete. */
  push(chunk: Uint8Array): string {
    if (this.#decoder !== null) return this.#decoder.decode(chunk, { stream: true });
    this.#head = Buffer.concat([this.#head, chunk]);
    // A line feed ends a first line that is shorter.
    if (this.#head.length < HEAD && !(this.#head.at(-1) === 0x0a && this.#head[0] !== 0)) return '';
    return this.#start();
  }

  end(): string {
    return (this.#decoder === null ? this.#start() : '') + (this.#decoder?.decode() ?? '');
  }

  #start(): string {
    this.#decoder = new TextDecoder(encodingOf(this.#head));
    return this.#decoder.decode(this.#head, { stream: true });
  }
}
