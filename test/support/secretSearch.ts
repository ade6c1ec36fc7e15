import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How tokens and keys of both services look, whoever made them. Those of OAuth look like any other number. */
const patterns = [
  /t1\.[A-Z0-9a-z_-]+[=]{0,2}\.[A-Z0-9a-z_-]{86}[=]{0,2}/,
  // A JWT, and the key that it is signed with. SSH keys are of another kind and belong on the disk.
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}/,
  /-----BEGIN (?:RSA )?PRIVATE KEY-----/,
  /\bgl(?:pat|rt|oas|dt|cbt|ptt|ft)-[0-9A-Za-z_.-]{15,}/,
];

/** Looks for known secrets, also in disguise, and for anything that looks like one. */
export class SecretSearch {
  readonly #needles: readonly string[];

  constructor(secrets: readonly string[]) {
    this.#needles = secrets.flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      Buffer.from(secret).toString('base64url'),
      Buffer.from(secret).toString('hex'),
    ]);
  }

  /** @returns where, in words; the secret itself is not told */
  inText(where: string, text: string): string[] {
    const found =
      this.#needles.some((needle) => text.includes(needle)) ||
      patterns.some((pattern) => pattern.test(text));
    return found ? [where] : [];
  }

  /** Every file below a folder, whatever its kind. */
  async inFolder(folder: string): Promise<string[]> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const found: string[] = [];
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      // Something may be removed while one looks.
      const text = await readFile(path, 'latin1').catch(() => '');
      found.push(...this.inText(path, text), ...this.inText(`the name ${path}`, path));
    }
    return found;
  }
}

/** Takes down the arguments of all processes that this one begets, directly or not. Linux only. */
export class ArgumentWatch implements Disposable {
  readonly seen = new Set<string>();
  readonly #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor() {
    if (process.platform !== 'linux') return;
    this.#timer = setInterval(() => void this.#look(), 40);
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const parents = new Map<number, number>();
    for (const name of await readdir('/proc').catch(() => [])) {
      if (!/^\d+$/.test(name)) continue;
      const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '');
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      parents.set(Number(name), parent);
    }
    for (const pid of parents.keys()) {
      if (!isBelow(pid, parents)) continue;
      const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (text !== '') this.seen.add(text.replaceAll('\0', ' '));
    }
    this.#looking = false;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

function isBelow(pid: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = parents.get(pid); at !== undefined && at > 1; at = parents.get(at)) {
    if (at === process.pid) return true;
  }
  return false;
}
