import { type Exchange, type GitLabContext, type Reply } from '../exchange';
import { badParameter, refuse } from '../http/refusals';
import { type Package, type PackageFile } from '../mlRows';
import { addFile } from './packages';
import { isFileName, traverses } from './names';
import { storeStream } from './storage';

const standardMaximum = 10 * 1024 ** 3;

export const created: Reply = { status: 201, json: { message: '201 Created' } };

/** Where a file goes below a package: the path of the request after its fixed part, split as it was sent. */
export interface FilePlace {
  readonly directory: string;
  readonly name: string;
}

/**
 * Reads directory and file name from the raw path, so that an encoded slash in the name is seen and refused.
 * @param marker the last fixed segment in front of the place, with slashes around it
 */
export function filePlace(exchange: Exchange, marker: RegExp): FilePlace {
  const raw = (exchange.request.url ?? '').split('?')[0] ?? '';
  const rest = raw.slice((marker.exec(raw)?.index ?? 0) + (marker.exec(raw)?.[0].length ?? 0));
  const segments = rest.split('/').map(decode);
  const name = segments.pop() ?? '';
  const directory = segments.join('/');
  if (traverses(name)) throw badParameter('file_name should be a valid file path');
  if (!isFileName(name)) throw badParameter('file_name is invalid');
  if (traverses(directory)) throw badParameter('path should be a valid file path');
  return { directory, name };
}

export function packageStatus(exchange: Exchange): 'default' | 'hidden' | undefined {
  const status = exchange.query.get('status');
  if (status === null || status === '') return undefined;
  if (status === 'default' || status === 'hidden') return status;
  throw badParameter('status does not have a valid value');
}

/** Streams the body into storage and writes the file's row. */
export async function receiveFile(
  context: GitLabContext,
  exchange: Exchange,
  owner: () => Package,
  storedName: string,
  tooLarge: string,
): Promise<PackageFile> {
  const status = packageStatus(exchange);
  const maximum = context.features.maxModelFileBytes ?? standardMaximum;
  const stored = await storeStream(context.folder, exchange.request, maximum);
  if (stored.kind === 'too-large') {
    throw refuse(400, { message: `400 Bad request - ${tooLarge}` });
  }
  const target = owner();
  if (status !== undefined) target.status = status;
  return addFile(context, target, storedName, stored.file);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw badParameter('Bad Request');
  }
}
