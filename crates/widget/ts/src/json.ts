const MAX_DEPTH = 20;

const escaped = (char: string): string => {
  const code = char.charCodeAt(0);
  // 8 to 13 have letters of their own, but for 11.
  const short = code > 31 ? char : 'btn\0fr'[code - 8];
  return `\\${short > ' ' ? short : `u00${(code + 256).toString(16).slice(1)}`}`;
};

const quote = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON has no way to write them but escaped
  `"${text.replace(/["\\\u0000-\u001f]/g, escaped)}"`;

/**
 * Compact JSON. Made here because pages replace `JSON.stringify`, or give arrays a `toJSON` (Prototype.js), and because
 * this gives up as soon as the text gets longer than `max`. Half of a cut emoji stays as it is: it becomes U+FFFD on
 * its way, where its escape would be refused.
 */
export const encode = (root: unknown, max = 9e15): string => {
  let length = 0;
  const grow = (by: number): void => {
    length += by;
    if (length > max) throw new Error(`not JSON of at most ${max} bytes`);
  };
  const write = (given: unknown, depth: number): string => {
    grow(1);
    // biome-ignore lint/suspicious/noExplicitAny: anything at all
    let value = given as any;
    const list = Array.isArray(value);
    if (value && typeof value === 'object' && !list && typeof value.toJSON === 'function')
      value = value.toJSON();
    if (typeof value === 'string') {
      grow(value.length);
      return quote(value);
    }
    if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null';
    if (typeof value === 'boolean' || value === null) return `${value}`;
    if (typeof value !== 'object') return '';
    if (depth >= MAX_DEPTH) throw new Error('nested deeper than 20');
    const parts: string[] = [];
    if (list) for (const inner of value) parts.push(write(inner, depth + 1) || 'null');
    else
      for (const key of Object.keys(value)) {
        const text = write(value[key], depth + 1);
        if (text) {
          grow(key.length);
          parts.push(`${quote(key)}:${text}`);
        }
      }
    return list ? `[${parts.join()}]` : `{${parts.join()}}`;
  };
  return write(root, 0);
};

export const byteLength = (text: string): number => new TextEncoder().encode(text).length;
