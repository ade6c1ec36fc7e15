import { type Direction } from '../compare';
import { columnKey, type ColumnInfo, type ColumnKind, columnKinds } from './frame';
import { type Packer } from './packColumns';
import { type PackedTexts, packTexts, unpackTexts } from './packedTexts';

/** The directory of columns on its way to a page: there may be thousands. */
export interface SentInfos {
  readonly names: PackedTexts;
  readonly counts: Uint32Array;
  readonly mins: Float64Array;
  readonly maxes: Float64Array;
  /** Kind, direction and flags of each column, by bits. */
  readonly marks: Uint8Array;
}

const directions: readonly Direction[] = ['unknown', 'higher', 'lower'];
const uniform = 16;
const history = 32;

export function packInfos(infos: readonly ColumnInfo[], packer: Packer): SentInfos {
  return {
    names: packer.texts(packTexts(infos.map((info) => info.name))),
    counts: packer.pack(Uint32Array.from(infos, (info) => info.count)),
    mins: packer.pack(Float64Array.from(infos, (info) => info.min)),
    maxes: packer.pack(Float64Array.from(infos, (info) => info.max)),
    marks: packer.pack(Uint8Array.from(infos, marksOf)),
  };
}

export function unpackInfos({ names, counts, mins, maxes, marks }: SentInfos): ColumnInfo[] {
  return unpackTexts(names).map((name, index): ColumnInfo => {
    const mark = marks[index] ?? 0;
    const kind: ColumnKind = columnKinds[mark & 3] ?? 'tag';
    return {
      key: columnKey(kind, name),
      kind,
      name,
      count: counts[index] ?? 0,
      uniform: (mark & uniform) !== 0,
      min: mins[index] ?? Number.NaN,
      max: maxes[index] ?? Number.NaN,
      history: (mark & history) !== 0,
      direction: directions[(mark >> 2) & 3] ?? 'unknown',
    };
  });
}

function marksOf(info: ColumnInfo): number {
  return (
    columnKinds.indexOf(info.kind) |
    (directions.indexOf(info.direction) << 2) |
    (info.uniform ? uniform : 0) |
    (info.history ? history : 0)
  );
}
