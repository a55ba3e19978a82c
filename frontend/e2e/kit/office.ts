import { inflateRawSync } from 'node:zlib';

/** A part of an office file, which is a zip; its local headers may leave the sizes to the directory at the end. */
export function part(file: Buffer, name: string): string {
  let at = file.readUInt32LE(file.lastIndexOf('PK\x05\x06') + 16);
  for (; file.readUInt32LE(at) === 0x02014b50; ) {
    const [method, size] = [file.readUInt16LE(at + 10), file.readUInt32LE(at + 20)];
    const [named, extra, comment] = [28, 30, 32].map((offset) => file.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    if (file.toString('utf8', at + 46, at + 46 + named) === name) {
      const local = file.readUInt32LE(at + 42);
      const from = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
      const packed = file.subarray(from, from + size);
      return (method ? inflateRawSync(packed) : packed).toString('utf8');
    }
    at += 46 + named + extra + comment;
  }
  throw new Error(`no ${name} in the file`);
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const unescaped = (xml: string) =>
  xml.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (_, hex, decimal, name) =>
    name ? entities[name]! : String.fromCodePoint(hex ? Number.parseInt(hex, 16) : Number(decimal)),
  );
/** What is written in a piece of XML, mark-up aside. */
export const textOf = (xml: string) =>
  unescaped([...xml.matchAll(/<(?:w:)?t(?: [^>]*)?>([^<]*)</g)].map(([, text]) => text).join(''));

const column = (reference: string) =>
  [...reference.replace(/\d/g, '')].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** The cells of the first sheet of an XLSX, row by row; an empty one is ''. */
export function sheet(file: Buffer): string[][] {
  const xml = part(file, 'xl/worksheets/sheet1.xml');
  const shared = xml.includes('t="s"')
    ? [...part(file, 'xl/sharedStrings.xml').matchAll(/<si>(.*?)<\/si>/gs)].map(([, si]) => textOf(si!))
    : [];
  return [...xml.matchAll(/<row[ >].*?<\/row>/gs)].map(([row]) => {
    const cells: string[] = [];
    for (const [, mark, inside = ''] of row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      const value = inside.match(/<v>([^<]*)<\/v>/)?.[1] ?? '';
      const at = column(mark!.match(/r="([A-Z]+)\d+"/)?.[1] ?? '');
      while (cells.length < at) cells.push('');
      cells.push(
        /t="s"/.test(mark!)
          ? shared[Number(value)]!
          : /t="inlineStr"/.test(mark!)
            ? textOf(inside)
            : unescaped(value),
      );
    }
    return cells;
  });
}
