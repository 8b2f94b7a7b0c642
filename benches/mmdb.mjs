// Writes a MaxMind DB of IPv4 blocks, for mmdb-lib to read: the value of an address is the number of its block.

const METADATA_MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');

/** A control byte of the format, with up to 28 bytes of payload. */
const field = (type, payload) => Buffer.concat([Buffer.from([(type << 5) | payload.length]), payload]);
const text = (value) => field(2, Buffer.from(value));
/** An unsigned integer, as few bytes as it needs. */
const integer = (type, value) => {
  const hex = value === 0 ? '' : value.toString(16);
  const payload = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  // Types from 8 on have their own byte after the control byte.
  return type < 8 ? field(type, payload) : Buffer.concat([Buffer.from([payload.length, type - 7]), payload]);
};
const uint16 = (value) => integer(5, value);
const uint32 = (value) => integer(6, value);
const uint64 = (value) => integer(9, value);
const map = (entries) =>
  Buffer.concat([Buffer.from([(7 << 5) | entries.length]), ...entries.flatMap(([k, v]) => [text(k), v])]);

/** @param {{ words: number[], length: number }[]} list distinct blocks */
export function mmdb(list) {
  // A record is the number of a node, -1 for nothing, or -2 - i for block i.
  const left = [-1];
  const right = [-1];
  const byLength = list.map((_, i) => i).sort((a, b) => list[a].length - list[b].length);
  for (const i of byLength) {
    const { words, length } = list[i];
    let node = 0;
    for (let depth = 0; depth < length; depth++) {
      const side = (words[0] >>> (31 - depth)) & 1 ? right : left;
      if (depth === length - 1) {
        side[node] = -2 - i;
      } else {
        // What was the answer here is from now on the answer of both halves, until a longer block takes one.
        if (side[node] < 0) {
          const above = side[node];
          side[node] = left.length;
          left.push(above);
          right.push(above);
        }
        node = side[node];
      }
    }
  }
  const nodes = left.length;
  const values = list.map((_, i) => uint32(i));
  const offsets = [];
  let offset = 0;
  for (const value of values) {
    offsets.push(offset);
    offset += value.length;
  }
  const record = (at) => (at >= 0 ? at : at === -1 ? nodes : nodes + 16 + offsets[-2 - at]);
  const tree = Buffer.alloc(8 * nodes);
  for (let i = 0; i < nodes; i++) {
    tree.writeUInt32BE(record(left[i]), 8 * i);
    tree.writeUInt32BE(record(right[i]), 8 * i + 4);
  }
  const metadata = map([
    ['binary_format_major_version', uint16(2)],
    ['binary_format_minor_version', uint16(0)],
    ['build_epoch', uint64(0)],
    ['database_type', text('byoip-bench')],
    ['description', map([])],
    ['ip_version', uint16(4)],
    ['languages', Buffer.from([0, 4])],
    ['node_count', uint32(nodes)],
    ['record_size', uint16(32)],
  ]);
  return Buffer.concat([tree, Buffer.alloc(16), ...values, METADATA_MARKER, metadata]);
}
