import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface StoredFile {
  /** Bytes. */
  readonly size: number;
  readonly md5: string;
  readonly sha1: string;
  readonly sha256: string;
}

export type Stored =
  { readonly kind: 'stored'; readonly file: StoredFile } | { readonly kind: 'too-large' };

export function storedPath(folder: string, sha256: string): string {
  return join(folder, 'files', sha256);
}

/**
 * Writes what is sent to `<folder>/files/<sha256>` while it arrives, never holding it in memory.
 * Beyond `maximum` bytes the rest is read and thrown away, so that the sender gets its answer.
 */
export async function storeStream(
  folder: string,
  source: Readable,
  maximum: number,
): Promise<Stored> {
  const files = join(folder, 'files');
  await mkdir(files, { recursive: true });
  const partial = join(files, `.${randomUUID()}.part`);
  const hashes = (['md5', 'sha1', 'sha256'] as const).map((name) => createHash(name));
  let size = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > maximum) {
        done();
        return;
      }
      for (const hash of hashes) hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(source, meter, createWriteStream(partial));
    if (size > maximum) return { kind: 'too-large' };
    const [md5 = '', sha1 = '', sha256 = ''] = hashes.map((hash) => hash.digest('hex'));
    await rename(partial, storedPath(folder, sha256));
    return { kind: 'stored', file: { size, md5, sha1, sha256 } };
  } finally {
    await rm(partial, { force: true });
  }
}
