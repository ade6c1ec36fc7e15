import * as z from 'zod';
import { PackedColumn, type PackedTexts, packTexts } from '../../model/frame/packedTexts';
import {
  type MetricValues,
  type RunHead,
  type RunTable,
  type TextValues,
} from '../../model/frame/runTable';
import { type Section, SectionReader, SectionWriter } from './sections';

/** A change of the format changes this, and files of other versions are read from the server again. */
const magic = 'MLRUNS02';

const section = z.tuple([z.number(), z.number()]);
const maybeSection = section.nullable();
/** JSON has no NaN. */
const bound = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const stats = z.object({
  count: z.number(),
  uniform: z.boolean(),
  min: bound,
  max: bound,
  history: z.boolean(),
});
/** Bytes, and where each text ends. */
const texts = z.tuple([section, section]);
const text = z.object({
  name: z.string(),
  rows: maybeSection,
  codes: section,
  dictionary: texts,
  stats,
});
const metric = z.object({
  name: z.string(),
  rows: maybeSection,
  last: section,
  steps: maybeSection,
  min: maybeSection,
  max: maybeSection,
  points: maybeSection,
  stats,
});
const header = z.object({
  count: z.number(),
  heads: section,
  params: z.array(text),
  tags: z.array(text),
  metrics: z.array(metric),
});

/** @returns the file in parts, to be written one after the other */
export function encodeTable(table: RunTable): Uint8Array[] {
  const writer = new SectionWriter();
  const maybe = (array: Uint32Array | Float64Array | undefined): Section | null =>
    array ? writer.add(array) : null;
  const packed = ({ bytes, ends }: PackedTexts): [Section, Section] => [
    writer.add(bytes),
    writer.add(ends),
  ];
  const textColumns = (values: RunTable['params']): unknown[] =>
    [...values].map(([name, { column, stats: known }]) => ({
      name,
      rows: maybe(column.rows),
      codes: writer.add(column.codes),
      dictionary: packed(
        column instanceof PackedColumn ? column.packed : packTexts(column.dictionary),
      ),
      stats: known,
    }));
  const content = {
    count: table.heads.length,
    heads: writer.addJson(table.heads.map(packHead)),
    params: textColumns(table.params),
    tags: textColumns(table.tags),
    metrics: [...table.metrics].map(([name, values]) => ({
      name,
      rows: maybe(values.rows),
      last: writer.add(values.last),
      steps: maybe(values.steps),
      min: values.min === values.last ? null : writer.add(values.min),
      max: values.max === values.last ? null : writer.add(values.max),
      points: maybe(values.points),
      stats: values.stats,
    })),
  };
  return writer.finish(magic, content);
}

/** The columns look into the buffer. Undefined when it is damaged, or of another version. */
export function decodeTable(buffer: ArrayBuffer): RunTable | undefined {
  const reader = SectionReader.open(buffer, magic);
  const parsed = header.safeParse(reader?.header);
  if (!reader || !parsed.success) return undefined;
  const { count, heads, params, tags, metrics } = parsed.data;
  try {
    const packed = reader.json(heads);
    if (!Array.isArray(packed) || packed.length !== count) return undefined;
    return {
      heads: packed.map((head) => unpackHead(head as PackedHead)),
      params: new Map(params.map((raw) => [raw.name, textValues(reader, raw)])),
      tags: new Map(tags.map((raw) => [raw.name, textValues(reader, raw)])),
      metrics: new Map(metrics.map((raw) => [raw.name, metricValues(reader, raw)])),
    };
  } catch {
    // A checksum that fits by chance, or a writer that was wrong.
    return undefined;
  }
}

function textValues(reader: SectionReader, raw: z.infer<typeof text>): TextValues {
  const [bytes, ends] = raw.dictionary;
  return {
    column: new PackedColumn(
      raw.rows ? reader.uint32(raw.rows) : undefined,
      reader.uint32(raw.codes),
      {
        bytes: reader.bytes(bytes),
        ends: reader.uint32(ends),
      },
    ),
    stats: raw.stats,
  };
}

function metricValues(reader: SectionReader, raw: z.infer<typeof metric>): MetricValues {
  const last = reader.float64(raw.last);
  return {
    rows: raw.rows ? reader.uint32(raw.rows) : undefined,
    last,
    steps: raw.steps ? reader.float64(raw.steps) : undefined,
    min: raw.min ? reader.float64(raw.min) : last,
    max: raw.max ? reader.float64(raw.max) : last,
    points: raw.points ? reader.uint32(raw.points) : undefined,
    stats: raw.stats,
  };
}

/** Without the names of the fields, which would be most of the bytes. */
type PackedHead = ReturnType<typeof packHead>;

function packHead(head: RunHead) {
  const { job, creator } = head;
  return [
    head.id,
    head.iid,
    head.eid,
    head.experimentId,
    head.name,
    head.status,
    creator ? ([creator.username, creator.name] as const) : null,
    head.createdAt,
    head.startedAt ?? null,
    head.endedAt ?? null,
    head.historyComplete,
    job
      ? ([
          job.id,
          job.name ?? null,
          job.status,
          job.ref ?? null,
          job.sha ?? null,
          job.webUrl ?? null,
        ] as const)
      : null,
    head.packageId ?? null,
    head.webUrl,
  ] as const;
}

function unpackHead(packed: PackedHead): RunHead {
  // By place: taking a list apart in one go is many times slower.
  const creator = packed[6];
  const job = packed[11];
  return {
    id: packed[0],
    iid: packed[1],
    eid: packed[2],
    experimentId: packed[3],
    name: packed[4],
    status: packed[5],
    creator: creator ? { username: creator[0], name: creator[1] } : undefined,
    createdAt: packed[7],
    startedAt: packed[8] ?? undefined,
    endedAt: packed[9] ?? undefined,
    historyComplete: packed[10],
    job: job
      ? {
          id: job[0],
          name: job[1] ?? undefined,
          status: job[2],
          ref: job[3] ?? undefined,
          sha: job[4] ?? undefined,
          webUrl: job[5] ?? undefined,
        }
      : undefined,
    packageId: packed[12] ?? undefined,
    webUrl: packed[13],
  };
}
