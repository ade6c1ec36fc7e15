import { createHash, randomInt } from 'node:crypto';
import { mintHex, sameText } from '../access/tokens';
import { type Application } from '../world';

/** What a user allowed an application, until the application fetches its tokens. */
export interface CodeGrant {
  readonly application: Application;
  readonly userId: number;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly challenge: string | undefined;
  readonly expiresAt: number;
}

export interface DeviceGrant {
  readonly application: Application;
  readonly scopes: readonly string[];
  readonly deviceCode: string;
  readonly userCode: string;
  readonly expiresAt: number;
  lastPolledAt: number | undefined;
  intervalMs: number;
  answer:
    { readonly kind: 'allowed'; readonly userId: number } | { readonly kind: 'denied' } | undefined;
}

export const deviceLifetimeMs = 300_000;
const codeLifetimeMs = 600_000;
/** No letters or digits that look alike. */
const readable = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Grants live in memory: they last minutes. */
export class Grants {
  readonly #codes = new Map<string, CodeGrant>();
  readonly #devices = new Set<DeviceGrant>();

  constructor(private readonly now: () => number) {}

  addCode(grant: Omit<CodeGrant, 'expiresAt'>): string {
    const code = mintHex(32);
    this.#codes.set(code, { ...grant, expiresAt: this.now() + codeLifetimeMs });
    return code;
  }

  /** A code works once, and only with the verifier of its challenge. */
  takeCode(
    code: string,
    application: Application,
    redirectUri: string | undefined,
    verifier: string | undefined,
  ): CodeGrant | undefined {
    const grant = this.#codes.get(code);
    if (grant?.application !== application || grant.expiresAt <= this.now()) return undefined;
    this.#codes.delete(code);
    if (grant.redirectUri !== redirectUri) return undefined;
    return verifies(grant.challenge, verifier) ? grant : undefined;
  }

  addDevice(application: Application, scopes: readonly string[]): DeviceGrant {
    let userCode = '';
    while (userCode.length < 8) userCode += readable[randomInt(readable.length)] ?? '';
    const grant: DeviceGrant = {
      application,
      scopes,
      deviceCode: mintHex(32),
      userCode,
      expiresAt: this.now() + deviceLifetimeMs,
      lastPolledAt: undefined,
      intervalMs: 5_000,
      answer: undefined,
    };
    this.#devices.add(grant);
    return grant;
  }

  device(deviceCode: string, application: Application): DeviceGrant | undefined {
    return [...this.#devices].find(
      (grant) => grant.application === application && sameText(grant.deviceCode, deviceCode),
    );
  }

  /** The grant a person typed in, when it still waits for an answer. */
  deviceForUser(userCode: string): DeviceGrant | undefined {
    const typed = userCode.toUpperCase().replace(/[\s-]/g, '');
    return [...this.#devices].find(
      (grant) =>
        grant.userCode === typed && grant.answer === undefined && grant.expiresAt > this.now(),
    );
  }

  removeDevice(grant: DeviceGrant): void {
    this.#devices.delete(grant);
  }
}

function verifies(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined) return true;
  if (verifier === undefined || !/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) return false;
  return sameText(createHash('sha256').update(verifier).digest('base64url'), challenge);
}
