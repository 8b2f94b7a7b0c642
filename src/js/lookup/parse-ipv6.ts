// Parses IPv6 addresses in JavaScript: the wasm would have to copy the text first.

/** The value of a hexadecimal digit by its character code; -1 for other characters. */
const DIGIT = Int8Array.from({ length: 128 }, (_, code) => {
  const value = Number.parseInt(String.fromCharCode(code), 16);
  return Number.isNaN(value) ? -1 : value;
});

const COLON = 58;
const groups = new Uint16Array(8);

/**
 * Parses an IPv6 address of hexadecimal groups (RFC 4291, section 2.2, forms 1 and 2) into four signed words in network
 * order, which is the fastest form for a call into the wasm. False for any other text, which the wasm then parses; also for
 * an address with IPv4 in dotted decimal, and for an IPv4-mapped one. A test compares it with the core. O(1).
 */
export function parseIpv6(text: string, words: Int32Array): boolean {
  const length = text.length;
  if (length < 2 || length > 39) return false;
  let count = 0;
  let gap = -1;
  let i = 0;
  // The bitwise OR of all characters: none of them may be outside the table.
  let allCodes = 0;
  if (text.charCodeAt(0) === COLON) {
    if (text.charCodeAt(1) !== COLON) return false;
    gap = 0;
    i = 2;
  }
  while (i < length) {
    if (count === 8) return false;
    let code = text.charCodeAt(i);
    let value = DIGIT[code & 127] as number;
    if (value < 0) return false;
    allCodes |= code;
    // At most three more digits, unrolled: a loop took a third longer.
    if (++i < length) {
      code = text.charCodeAt(i);
      allCodes |= code;
      let digit = DIGIT[code & 127] as number;
      if (digit >= 0) {
        value = (value << 4) | digit;
        if (++i < length) {
          code = text.charCodeAt(i);
          allCodes |= code;
          digit = DIGIT[code & 127] as number;
          if (digit >= 0) {
            value = (value << 4) | digit;
            if (++i < length) {
              code = text.charCodeAt(i);
              allCodes |= code;
              digit = DIGIT[code & 127] as number;
              if (digit >= 0) {
                value = (value << 4) | digit;
                if (++i < length) code = text.charCodeAt(i);
              }
            }
          }
        }
      }
    }
    groups[count++] = value;
    if (i === length) break;
    if (code !== COLON || ++i === length) return false;
    if (text.charCodeAt(i) === COLON) {
      if (gap >= 0) return false;
      gap = count;
      i++;
    }
  }
  if (allCodes > 127) return false;
  if (gap < 0) {
    if (count !== 8) return false;
  } else {
    if (count === 8) return false;
    let to = 7;
    while (count > gap) groups[to--] = groups[--count] as number;
    while (to >= gap) groups[to--] = 0;
  }
  for (let word = 0; word < 4; word++)
    words[word] = ((groups[2 * word] as number) << 16) | (groups[2 * word + 1] as number);
  return words[0] !== 0 || words[1] !== 0 || words[2] !== 0xffff;
}
