// Checks while bytes pass whether they are an envelope of the API: a JSON object with a boolean `success`. A state machine that
// buffers nothing, so that a response of any length can be checked while it is forwarded.

/** Maximum nesting. The API uses five levels, and the core reads 64. */
const MAX_DEPTH = 512;

/** The states: what may come next. States below `TEXT` are between two tokens. */
const VALUE = 0;
const VALUE_OR_END = 1;
const KEY = 2;
const KEY_OR_END = 3;
const COLON = 4;
const COMMA_OR_END = 5;
const CLOSED = 6;
const TEXT = 7;
const ESCAPE = 8;
const HEX = 9;
const WORD = 10;
/** Parts of a number, in order; a number may end after `ZERO`, `DIGITS`, `FRACTION` and `POWER`. */
const MINUS = 11;
const ZERO = 12;
const DIGITS = 13;
const POINT = 14;
const FRACTION = 15;
const EXPONENT = 16;
const SIGN = 17;
const POWER = 18;

const codes = (text: string): readonly number[] => [...text].map((one) => one.charCodeAt(0));
const code = (one: string): number => one.charCodeAt(0);

const SUCCESS = codes('success');
const WORDS: ReadonlyMap<number, readonly number[]> = new Map(
  ['true', 'false', 'null'].map((word) => [code(word), codes(word)]),
);
const ESCAPES = codes('"\\/bfnrt');
const QUOTE = code('"');
const BACKSLASH = code('\\');

const isPlain = (byte: number): boolean => byte !== QUOTE && byte !== BACKSLASH && byte >= 0x20;
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isHex = (byte: number): boolean =>
  isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** The check of one response, chunk by chunk. */
export class EnvelopeCheck {
  #state = VALUE;
  #depth = 0;
  /** For each level, 1 for an object and 0 for an array. */
  readonly #objects = new Uint8Array(MAX_DEPTH);
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  /** True inside a string that is a key. */
  #isKey = false;
  /** Number of bytes of the key that match `success`; -1 after a mismatch. */
  #matched = -1;
  #hasSuccess = false;
  #word: readonly number[] = [];
  /** Number of bytes of the word, or digits of the escape, so far. */
  #count = 0;
  /** The end of the object in the last chunk; -1 where it did not end there. */
  #end = -1;

  /** Checks the next chunk; false where the bytes so far cannot begin an envelope. O(bytes). */
  accept(chunk: Uint8Array): boolean {
    this.#end = -1;
    try {
      // Throws for invalid UTF-8; the text itself is not needed.
      this.#decoder.decode(chunk, { stream: true });
    } catch {
      return false;
    }
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i] as number;
      // The fast path for the most frequent bytes, inside of strings.
      if (this.#state === TEXT && isPlain(byte)) {
        if (this.#isKey) this.#match(byte);
        else while (i + 1 < chunk.length && isPlain(chunk[i + 1] as number)) i += 1;
        continue;
      }
      if (!this.#consume(byte)) return false;
      if (this.#state === CLOSED && this.#end < 0) this.#end = i + 1;
    }
    return true;
  }

  /** True once the object is closed: only white space may follow. */
  get isClosed(): boolean {
    return this.#state === CLOSED;
  }

  /** The end of the object in the last chunk. */
  get end(): number {
    return this.#end;
  }

  /** True where the bytes so far are a complete envelope. */
  get isWhole(): boolean {
    return this.isClosed && this.#hasSuccess;
  }

  #match(byte: number): void {
    this.#matched = this.#matched >= 0 && byte === SUCCESS[this.#matched] ? this.#matched + 1 : -1;
  }

  #consume(byte: number): boolean {
    if (this.#state > WORD) return this.#number(byte);
    switch (this.#state) {
      case TEXT:
        return this.#text(byte);
      case ESCAPE:
        this.#count = 0;
        this.#state = byte === 0x75 ? HEX : TEXT;
        return byte === 0x75 || ESCAPES.includes(byte);
      case HEX:
        this.#count += 1;
        if (this.#count === 4) this.#state = TEXT;
        return isHex(byte);
      case WORD:
        if (byte !== this.#word[this.#count]) return false;
        this.#count += 1;
        if (this.#count === this.#word.length) this.#endValue();
        return true;
      default:
        return isSpace(byte) || this.#between(byte);
    }
  }

  /** A quote, a backslash, or an invalid byte in a string. */
  #text(byte: number): boolean {
    if (byte === BACKSLASH) {
      this.#matched = -1;
      this.#state = ESCAPE;
      return true;
    }
    if (byte !== QUOTE) return false;
    if (this.#isKey) this.#state = COLON;
    else this.#endValue();
    return true;
  }

  #between(byte: number): boolean {
    switch (this.#state) {
      case VALUE_OR_END:
        return byte === code(']') ? this.#close(0) : this.#value(byte);
      case VALUE:
        return this.#value(byte);
      case KEY_OR_END:
        return byte === code('}') ? this.#close(1) : this.#key(byte);
      case KEY:
        return this.#key(byte);
      case COLON:
        this.#state = VALUE;
        return byte === code(':');
      case COMMA_OR_END:
        if (byte === code(',')) {
          this.#state = this.#objects[this.#depth - 1] === 1 ? KEY : VALUE;
          return true;
        }
        return (byte === code('}') && this.#close(1)) || (byte === code(']') && this.#close(0));
      default:
        return false;
    }
  }

  #key(byte: number): boolean {
    this.#state = TEXT;
    this.#isKey = true;
    this.#matched = 0;
    return byte === QUOTE;
  }

  #value(byte: number): boolean {
    if (this.#depth === 0 && byte !== code('{')) return false;
    const isSuccess = this.#depth === 1 && this.#matched === SUCCESS.length;
    this.#matched = -1;
    if (isSuccess) {
      if (this.#hasSuccess || (byte !== code('t') && byte !== code('f'))) return false;
      this.#hasSuccess = true;
    }
    if (byte === code('{')) return this.#open(1);
    if (byte === code('[')) return this.#open(0);
    if (byte === QUOTE) {
      this.#state = TEXT;
      this.#isKey = false;
      return true;
    }
    this.#word = WORDS.get(byte) ?? [];
    this.#count = 1;
    this.#state = this.#word.length > 0 ? WORD : MINUS;
    if (this.#state === WORD || byte === code('-')) return true;
    return this.#number(byte);
  }

  /** A byte of a number, or the byte after it. */
  #number(byte: number): boolean {
    const at = this.#state;
    if (isDigit(byte)) {
      if (at === ZERO) return false;
      if (at === MINUS) this.#state = byte === 0x30 ? ZERO : DIGITS;
      else if (at === POINT) this.#state = FRACTION;
      else if (at === EXPONENT || at === SIGN) this.#state = POWER;
      return true;
    }
    if (byte === code('.') && (at === ZERO || at === DIGITS)) {
      this.#state = POINT;
      return true;
    }
    const mayEnd = at === ZERO || at === DIGITS || at === FRACTION || at === POWER;
    if ((byte === code('e') || byte === code('E')) && mayEnd && at !== POWER) {
      this.#state = EXPONENT;
      return true;
    }
    if ((byte === code('+') || byte === code('-')) && at === EXPONENT) {
      this.#state = SIGN;
      return true;
    }
    if (!mayEnd) return false;
    this.#endValue();
    return isSpace(byte) || this.#between(byte);
  }

  #open(object: 0 | 1): boolean {
    if (this.#depth === MAX_DEPTH) return false;
    this.#objects[this.#depth] = object;
    this.#depth += 1;
    this.#state = object === 1 ? KEY_OR_END : VALUE_OR_END;
    return true;
  }

  #close(object: 0 | 1): boolean {
    if (this.#objects[this.#depth - 1] !== object) return false;
    this.#depth -= 1;
    this.#endValue();
    return true;
  }

  /** Ends a value. */
  #endValue(): void {
    this.#state = this.#depth === 0 ? CLOSED : COMMA_OR_END;
  }
}
