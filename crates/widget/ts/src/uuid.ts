let lastTime = 0;
let sequence = 0;

const randomBytes = (): Uint8Array => {
  const bytes = new Uint8Array(16);
  try {
    return crypto.getRandomValues(bytes);
  } catch {
    return bytes.map(() => Math.random() * 256);
  }
};

const format = (bytes: Uint8Array, version: number): string => {
  bytes[6] = (bytes[6] & 15) | (version << 4);
  bytes[8] = (bytes[8] & 63) | 128;
  let hex = '';
  for (const byte of bytes) hex += (byte + 256).toString(16).slice(1);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
};

/** Random (version 4). `crypto.randomUUID` exists on https and localhost only. */
export const uuid4 = (): string => format(randomBytes(), 4);

/** Time-ordered (version 7); ids minted within one millisecond keep their order. */
export const uuid7 = (time: number): string => {
  const bytes = randomBytes();
  sequence = time === lastTime ? sequence + 1 : (bytes[6] & 7) * 256 + bytes[7];
  lastTime = time;
  for (let i = 5, rest = time; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
  bytes[6] = sequence >> 8;
  bytes[7] = sequence;
  return format(bytes, 7);
};
