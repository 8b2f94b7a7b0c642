// Bindings and addresses from a seed, shaped like real life: the same bytes on every machine.

/** A generator of unsigned 32-bit numbers (mulberry32; benches/table.rs has the same). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** Bindings in one prefix: the prefix itself, then blocks and hosts in it. */
const PER_PREFIX = 50;

/** Bits of a block as four 32-bit words; `word` counts from the left. */
const mask = (length, word) => {
  const bits = Math.min(32, Math.max(0, length - 32 * word));
  return bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
};

/** A random address in a block, as words. */
function within(next, words, length) {
  return words.map((word, i) => ((word & mask(length, i)) | (next() & ~mask(length, i))) >>> 0);
}

/** Registries' blocks that v6 prefixes come from. */
const V6_TOPS = [
  0x2001, 0x2400, 0x2401, 0x2404, 0x2600, 0x2602, 0x2604, 0x2606, 0x2620, 0x2800, 0x2a00, 0x2a06,
];

const FAMILIES = {
  4: {
    bits: 32,
    // BYOIP prefixes are /24 or shorter; no two of ours overlap, because each has a /20 for itself.
    prefix: (next) => ({ length: 24 - Math.max(0, (next() % 10) - 5), words: [next()] }),
    slot: (words) => words[0] >>> 12,
    child: (next) => (next() % 10 < 7 ? 32 : 25 + (next() % 7)),
  },
  6: {
    bits: 128,
    prefix: (next) => ({
      length: 48 - (next() % 10 < 6 ? 0 : 4),
      words: [((V6_TOPS[next() % V6_TOPS.length] << 16) | (next() & 0xffff)) >>> 0, next(), 0, 0],
    }),
    slot: (words) => words[0] * 4096 + (words[1] >>> 20),
    child: (next) => [128, 128, 128, 128, 64, 64, 64, 56, 60, 96][next() % 10],
  },
};

/**
 * `n` distinct blocks of a family: prefixes of 50 bindings each, of which one is the whole prefix, a third are
 * blocks at any depth, and the rest are hosts. In the order in which an API would list them: by prefix.
 *
 * @returns {{ words: number[], length: number }[]}
 */
export function blocks(n, family, seed = 1) {
  const next = random(seed + n + family);
  const { bits, prefix, slot, child } = FAMILIES[family];
  const slots = new Set();
  const out = [];
  while (out.length < n) {
    const top = prefix(next);
    if (slots.has(slot(top.words))) continue;
    slots.add(slot(top.words));
    const seen = new Set();
    for (let i = 0; i < PER_PREFIX && out.length < n; i++) {
      const length = i === 0 ? top.length : child(next);
      const words = within(next, top.words, top.length).map((word, at) => (word & mask(length, at)) >>> 0);
      const key = `${words}/${length}`;
      if (!seen.has(key)) out.push({ words, length });
      seen.add(key);
    }
  }
  if (bits !== 32 * out[0].words.length) throw new Error('a block has too few words');
  return out;
}

/** `m` addresses as words: nine in ten inside some block, the others anywhere. */
export function addresses(m, list, seed = 2) {
  const next = random(seed + m + list.length);
  return Array.from({ length: m }, () => {
    const block = list[next() % list.length];
    return within(next, block.words, next() % 10 === 0 ? 0 : block.length);
  });
}

/** Words as text: dotted decimal, or RFC 5952. */
export function show(words) {
  if (words.length === 1) {
    const [word] = words;
    return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
  }
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff].map((group) => group.toString(16)));
  const runs = [...groups.join(':').matchAll(/(?<![0-9a-f])0(?::0(?![0-9a-f]))+/g)];
  const longest = runs.sort((a, b) => b[0].length - a[0].length || a.index - b.index)[0];
  const text = groups.join(':');
  if (longest === undefined) return text;
  const before = text.slice(0, longest.index).replace(/:$/, '');
  const after = text.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}

/** Blocks as the texts of CIDRs. */
export const cidrs = (list) => list.map(({ words, length }) => `${show(words)}/${length}`);

/** IPv6 addresses as 16 bytes each, in network order. */
export function packed(list) {
  const bytes = new DataView(new ArrayBuffer(16 * list.length));
  list.forEach((words, i) => {
    words.forEach((word, at) => {
      bytes.setUint32(16 * i + 4 * at, word);
    });
  });
  return new Uint8Array(bytes.buffer);
}

const SERVICES = [
  ['2db684ee7ca04e159946fd05b99e1bcd', 'CDN'],
  ['e5bd0dbbd4df4c4d8a8d5e2b6e8f3c7a', 'Magic Transit'],
  ['9c0e1a3a2d9f4dd1b8f0c7a6c1a5e3d2', 'Spectrum'],
];

/** The answer of `list-bindings` for these blocks, as the API sends it. */
export function envelope(list) {
  const next = random(7);
  const hex = () => next().toString(16).padStart(8, '0');
  const result = cidrs(list).map((cidr) => {
    const [service_id, service_name] = SERVICES[next() % SERVICES.length];
    const state = next() % 10 === 0 ? 'provisioning' : 'active';
    return { cidr, id: hex() + hex() + hex() + hex(), provisioning: { state }, service_id, service_name };
  });
  const body = { errors: [], messages: [], result, success: true };
  return new TextEncoder().encode(JSON.stringify(body));
}
