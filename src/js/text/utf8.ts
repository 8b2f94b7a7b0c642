// UTF-8, with the coders of the platform where it has them: jsdom has none, and a host may add them after the import.

/** The part of `TextEncoder` that is used here. */
type Encoder = Pick<TextEncoder, 'encode' | 'encodeInto'>;
/** The part of `TextDecoder` that is used here. */
interface Decoder {
  decode(bytes: Uint8Array): string;
}

/** A text as UTF-8; half a surrogate pair becomes U+FFFD. O(length). */
export const encodeUtf8 = (text: string): Uint8Array<ArrayBuffer> =>
  textEncoder.encode(text) as Uint8Array<ArrayBuffer>;

/**
 * The text of UTF-8, without its byte order mark; what is not UTF-8 becomes U+FFFD, without the platform's decoder together with
 * everything that is not ASCII. O(bytes).
 */
export const decodeUtf8 = (bytes: Uint8Array): string => {
  const text = textDecoder.decode(bytes);
  return text.startsWith('\ufeff') ? text.slice(1) : text;
};

let encoder: Encoder | undefined;
let decoder: Decoder | undefined;

const encoderOfHost = (): Encoder => {
  encoder ??= typeof TextEncoder === 'function' ? new TextEncoder() : ownEncoder;
  return encoder;
};

/** Makes the platform's encoder with the first use. */
export const textEncoder: Encoder = {
  encode: (text) => encoderOfHost().encode(text),
  encodeInto: (text, into) => encoderOfHost().encodeInto(text, into),
};

/** Makes the platform's decoder with the first use. It keeps a byte order mark. */
export const textDecoder: Decoder = {
  decode(bytes) {
    decoder ??=
      typeof TextDecoder === 'function' ? new TextDecoder('utf-8', { ignoreBOM: true }) : ownDecoder;
    return decoder.decode(bytes);
  },
};

const ownEncoder: Encoder = {
  encode(text = '') {
    // What this finds is half a surrogate pair.
    const octets = unescape(encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd')));
    return Uint8Array.from({ length: octets.length }, (_, at) => octets.charCodeAt(at));
  },
  encodeInto(text, into) {
    const bytes = ownEncoder.encode(text);
    into.set(bytes);
    return { read: text.length, written: bytes.length };
  },
};

const ownDecoder: Decoder = {
  decode(bytes) {
    let octets = '';
    for (let at = 0; at < bytes.length; at++) octets += String.fromCharCode(bytes[at] as number);
    try {
      return decodeURIComponent(escape(octets));
    } catch {
      return octets.replace(/[^\0-\x7f]/g, '\ufffd');
    }
  },
};
