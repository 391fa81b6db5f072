// Reads WebM into blocks, and writes them again as init files and segments cut by time, as the recorder does.

const CONTAINERS = new Set([0x18538067, 0x1f43b675, 0xa0]); // Segment, Cluster, BlockGroup

function vint(buffer, at, keepMarker) {
  const first = buffer[at];
  let length = 1;
  while (length <= 8 && !(first & (0x80 >> (length - 1)))) length++;
  let value = keepMarker ? first : first & (0xff >> length);
  let ones = (first & (0xff >> length)) === 0xff >> length;
  for (let i = 1; i < length; i++) {
    value = value * 256 + buffer[at + i];
    ones &&= buffer[at + i] === 0xff;
  }
  return { value, length, unknown: ones };
}

/** The parts of a WebM file: everything before the first cluster, and every block with its absolute time in ms. */
export function read(buffer) {
  const blocks = [];
  const kept = [];
  let cluster = 0;
  const walk = (from, to) => {
    for (let at = from; at < to; ) {
      const id = vint(buffer, at, true);
      const size = vint(buffer, at + id.length, false);
      const start = at + id.length + size.length;
      const end = size.unknown ? to : start + size.value;
      if (CONTAINERS.has(id.value)) walk(start, end);
      else if (id.value === 0xe7) cluster = buffer.subarray(start, end).reduce((n, b) => n * 256 + b, 0);
      else if (id.value === 0xa3 || id.value === 0xa1) {
        const time = cluster + buffer.readInt16BE(start + 1);
        const vp8key = (buffer[start + 4] & 1) === 0;
        blocks.push({ time, key: id.value === 0xa3 ? !!(buffer[start + 3] & 0x80) : vp8key, data: buffer.subarray(start + 4, end) });
      } else if ([0x1a45dfa3, 0x1549a966, 0x1654ae6b].includes(id.value)) kept.push({ id: id.value, bytes: buffer.subarray(at, end) });
      at = end;
    }
  };
  walk(0, buffer.length);
  return { head: kept, blocks };
}

function element(id, body) {
  const name = [];
  for (let n = id; n > 0; n = Math.floor(n / 256)) name.unshift(n % 256);
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(body.length));
  size[0] = 0x01;
  return Buffer.concat([Buffer.from(name), size, body]);
}

function uint(id, value) {
  const body = Buffer.alloc(8);
  body.writeBigUInt64BE(BigInt(value));
  return element(id, body);
}

/** Blanks the DefaultDuration, which the recorder cannot know and does not write. */
function withoutDefaultDuration(tracks) {
  const copy = Buffer.from(tracks);
  const at = copy.indexOf(Buffer.from([0x23, 0xe3, 0x83]));
  if (at === -1) return copy;
  const length = copy[at + 3] & 0x7f;
  copy.fill(0, at, at + 4 + length);
  copy[at] = 0xec; // Void
  copy[at + 1] = 0x80 | (length + 2);
  return copy;
}

/** EBML header, then a segment of unknown size with Info (without a duration) and Tracks. */
export function init(file) {
  const ebml = file.head.find((e) => e.id === 0x1a45dfa3).bytes;
  const tracks = withoutDefaultDuration(file.head.find((e) => e.id === 0x1654ae6b).bytes);
  const info = element(0x1549a966, Buffer.concat([uint(0x2ad7b1, 1000000), element(0x4d80, Buffer.from('test')), element(0x5741, Buffer.from('test'))]));
  return Buffer.concat([ebml, Buffer.from([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), info, tracks]);
}

function block({ time, data }, origin, flags) {
  const head = Buffer.from([0x81, 0, 0, flags]);
  head.writeInt16BE(time - origin, 1);
  return Buffer.concat([head, data]);
}

/** Segments of about `length` ms: `{start, duration, key, bytes}`, shifted by `shift` ms, with `tail` ms for the last frame. */
export function segments(blocks, shift, length, tail) {
  const out = [];
  for (let i = 0; i < blocks.length; ) {
    const first = blocks[i].time;
    let j = i;
    while (j < blocks.length && blocks[j].time < first + length) j++;
    const until = j < blocks.length ? blocks[j].time : blocks[j - 1].time + tail;
    const body = [uint(0xe7, first + shift)];
    for (let k = i; k < j - 1; k++) body.push(element(0xa3, block(blocks[k], first, blocks[k].key ? 0x80 : 0)));
    const last = blocks[j - 1];
    // Without its duration, browsers take the last frame for a short one, and drop frames after a longer pause.
    const group = [element(0xa1, block(last, first, 0)), uint(0x9b, until - last.time)];
    if (!last.key) group.push(element(0xfb, Buffer.from([0xff])));
    body.push(element(0xa0, Buffer.concat(group)));
    out.push({ start: first + shift, duration: until - first, key: blocks[i].key, bytes: element(0x1f43b675, Buffer.concat(body)) });
    i = j;
  }
  return out;
}
