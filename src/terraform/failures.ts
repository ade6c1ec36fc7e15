import { AppError, type ErrorKind, type Fix } from '../base/errors';
import { type Diagnostic, diagnosticText, lockIn } from '../model/terraform/events';
import { momentText } from '../model/words';

export interface Failed {
  /** `plan`, `apply`. */
  readonly command: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What was printed besides, without secrets. */
  readonly text: string;
  readonly code: number;
}

interface Rule {
  readonly when: RegExp;
  readonly kind: ErrorKind;
  readonly code?: string;
  readonly fix?: Fix;
  /** What to do, or the whole sentence; `undefined`: Terraform's own words are enough. */
  readonly say: (failed: Failed, words: string) => string;
}

/** Where the configuration file of Terraform names a mirror, the public registry is not asked. */
const mirror = 'https://terraform-mirror.yandexcloud.net/';

/** Tried in order over all that was said. */
const rules: readonly Rule[] = [
  {
    when: /Proxy Authentication Required/i,
    kind: 'unreachable',
    code: 'PROXY_LOGIN',
    fix: 'open-proxy-settings',
    say: () =>
      'The proxy wants a login, and Terraform has none that it takes: put it into “http.proxy” (http://name:password@proxy), or as “Basic …” into “http.proxyAuthorization”. Then plan again.',
  },
  {
    when: /proxyconnect tcp|invalid proxy URL/i,
    kind: 'unreachable',
    code: 'PROXY',
    fix: 'open-proxy-settings',
    say: (_failed, words) =>
      `Terraform does not get through the proxy of the settings: ${words} Set “http.proxy” or “http.noProxy” right, then plan again.`,
  },
  {
    when: /acquiring the state lock/i,
    kind: 'conflict',
    code: 'STATE_LOCKED',
    fix: 'unlock-terraform',
    say: (_failed, words) => lockedWords(words),
  },
  {
    when: /Saved plan is stale|plan file can no longer be applied/i,
    kind: 'conflict',
    code: 'STALE_PLAN',
    fix: 'open-terraform',
    say: () =>
      'This plan is out of date: Terraform’s state has changed since it was made. Nothing was done. Plan again and read what is different.',
  },
  {
    when: /Failed to query available provider packages|Failed to install provider|could not connect to registry|Failed to resolve provider packages/i,
    kind: 'unreachable',
    code: 'NO_PROVIDER',
    say: () =>
      `Terraform cannot get the provider “yandex-cloud/yandex”: its registry does not answer. Name the mirror of Yandex Cloud in the configuration file of Terraform (~/.terraformrc, or terraform.rc on Windows): provider_installation { network_mirror { url = "${mirror}" } }. Then plan again.`,
  },
  {
    when: /Unsupported Terraform Core version|Unsupported OpenTofu Core version/i,
    kind: 'invalid',
    fix: 'open-settings',
    say: (_failed, words) => words,
  },
  {
    when: /\bUnauthenticated\b|token (?:is|has) (?:expired|invalid)|iam token.*(?:invalid|expired)/i,
    kind: 'signed-out',
    fix: 'sign-in-cloud',
    say: () =>
      'The cloud did not take the sign-in that Terraform was given. Sign in again, then plan again.',
  },
  {
    when: /ResourceExhausted|[Qq]uota (?:limit|exceeded)|limit.*exceeded/,
    kind: 'quota',
    fix: 'open-quotas',
    say: (_failed, words) => `${words} Raise the quota, then plan again.`,
  },
  {
    when: /PermissionDenied|[Pp]ermission denied/,
    kind: 'forbidden',
    say: (_failed, words) => `${words} The role that is missing can be given in the console.`,
  },
];

/** The state of a folder that `init` puts right. */
const unready =
  /Inconsistent dependency lock file|Backend initialization required|Module not installed|Required plugins are not installed|[Mm]issing required provider|please run "(?:terraform|tofu) init"/;

export function needsInit({ diagnostics, text }: Failed): boolean {
  return unready.test(allWords(diagnostics, text));
}

/** Why a command failed, in a sentence that says what to do. */
export function failure(failed: Failed): AppError {
  const { command, diagnostics, text, code } = failed;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const all = allWords(errors, text);
  const detail = `${command}, exit code ${code}\n${all}`.slice(0, 8_000);
  const rule = rules.find(({ when }) => when.test(all));
  const said = errors.find((one) => rule?.when.test(`${one.summary}\n${one.detail}`)) ?? errors[0];
  const words = said ? diagnosticText(said) : lastLine(text);
  if (rule) {
    const { kind, fix, code: name, say } = rule;
    const about = said && rule.code === 'STATE_LOCKED' ? said.detail : words;
    return new AppError(kind, say(failed, about), { fix, code: name, detail });
  }
  if (words === '') {
    return new AppError(
      'remote',
      code === -1
        ? `Terraform was ended from outside during “${command}”. Plan again to see what it has done.`
        : `Terraform ended “${command}” with code ${code} and said nothing. The log has what is known.`,
      { detail, fix: 'open-log', ...(code === -1 && { code: 'ENDED' }) },
    );
  }
  const more = errors.length > 1 ? ` And ${errors.length - 1} more, in the log.` : '';
  return new AppError('invalid', `Terraform cannot ${command}: ${words}${more}`, {
    detail,
    fix: 'open-log',
  });
}

function lockedWords(detail: string): string {
  const lock = lockIn(detail);
  if (!lock) {
    return 'Terraform’s state is locked by somebody, or the lock cannot be had. Wait until that work is done, then plan again.';
  }
  const since = lock.since === undefined ? '' : ` since ${momentText(lock.since)}`;
  return `Terraform’s state is locked${since}: ${lock.who || 'somebody'} holds it for “${lock.operation || 'work'}”. Wait until that is done. Only if it was broken off for good, unlock the state.`;
}

function allWords(diagnostics: readonly Diagnostic[], text: string): string {
  return [...diagnostics.map((one) => `${one.summary}\n${one.detail}`), text].join('\n').trim();
}

function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/^[\s│╷╵]+/, '').trim());
  return (
    lines.find((line) => line.startsWith('Error:')) ?? lines.findLast((line) => line !== '') ?? ''
  );
}
