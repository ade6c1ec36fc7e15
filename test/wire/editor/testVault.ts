import { Emitter } from '../../../src/base/event';
import { type Secret } from '../../../src/base/secret';
import { type SecretVault } from '../../../src/stores/vault';

/** The editor's secret storage, which all windows share. Shows what is in it to tests only. */
export class TestVault implements SecretVault {
  readonly kept = new Map<string, Secret>();
  readonly #changed = new Emitter<string>();
  readonly onDidChange = this.#changed.event;

  get(key: string): Promise<Secret | undefined> {
    return Promise.resolve(this.kept.get(key));
  }

  set(key: string, value: Secret): Promise<void> {
    this.kept.set(key, value);
    this.#changed.fire(key);
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    if (this.kept.delete(key)) this.#changed.fire(key);
    return Promise.resolve();
  }

  get keys(): string[] {
    return [...this.kept.keys()].sort();
  }
}
