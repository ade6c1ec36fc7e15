import * as vscode from 'vscode';
import { type Disposable } from '../base/disposable';

/** Brings a file's bytes when somebody looks at it. */
export type ReadBytes = () => Promise<Uint8Array>;

/** Files that are remembered; the oldest ones go, and are gone when their tab is opened once more. */
const most = 2_000;

/** Files that are on no disk and cannot be changed, for every kind of editor. @param scheme of their addresses */
export function createReadonlyFiles(scheme = 'mlops-file'): Disposable & {
  add: (path: string, read: ReadBytes) => vscode.Uri;
} {
  const known = new Map<string, ReadBytes>();
  let count = 0;
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const bytesOf = async (uri: vscode.Uri): Promise<Uint8Array> => {
    const read = known.get(uri.toString());
    if (!read) throw vscode.FileSystemError.FileNotFound(uri);
    return read();
  };
  const refuse = (): never => {
    throw vscode.FileSystemError.NoPermissions();
  };
  const registration = vscode.workspace.registerFileSystemProvider(
    scheme,
    {
      onDidChangeFile: changed.event,
      watch: () => new vscode.Disposable(() => undefined),
      stat: async (uri) => ({
        type: vscode.FileType.File,
        ctime: 0,
        mtime: 0,
        size: (await bytesOf(uri)).byteLength,
      }),
      readFile: bytesOf,
      readDirectory: () => [],
      createDirectory: refuse,
      writeFile: refuse,
      delete: refuse,
      rename: refuse,
    },
    { isReadonly: true },
  );
  return {
    add(path, read) {
      const plain = path.split('/').filter((part) => part !== '' && !/^\.+$/.test(part));
      const uri = vscode.Uri.from({ scheme, path: `/${plain.join('/')}`, query: `${++count}` });
      known.set(uri.toString(), once(read));
      const [oldest] = known.keys();
      if (known.size > most && oldest !== undefined) known.delete(oldest);
      return uri;
    },
    dispose() {
      registration.dispose();
      changed.dispose();
    },
  };
}

/** Size and content are asked for one after the other; a failure is tried again. */
function once(read: ReadBytes): ReadBytes {
  let running: Promise<Uint8Array> | undefined;
  return () => {
    running ??= read();
    running.catch(() => (running = undefined));
    return running;
  };
}
