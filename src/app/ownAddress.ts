import { AppError } from '../base/errors';

const deadlineMs = 5_000;
const address = /(?:^|[^\d.])((?:\d{1,3}\.){3}\d{1,3})(?!\.?\d)/;

/**
 * The address under which others see this computer, asked from a page that the user chose: the cloud has no
 * service that tells it. @throws AppError when the page cannot be read or names no IPv4 address
 */
export async function askOwnAddress(
  url: string,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<string> {
  const where = `“${url}” (setting mlops.network.ownAddressUrl)`;
  if (!url.startsWith('https://')) {
    throw new AppError('invalid', `${where} is not an https address.`, { fix: 'open-settings' });
  }
  const limit = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  let text: string;
  try {
    const response = await fetch(url, { signal: limit, redirect: 'follow' });
    text = response.ok ? (await response.text()).slice(0, 10_000) : '';
  } catch (cause) {
    throw new AppError('unreachable', `Cannot ask ${where} for your address.`, { cause });
  }
  const found = address.exec(text)?.[1];
  const fits = found?.split('.').every((part) => Number(part) < 256);
  if (found === undefined || !fits) {
    throw new AppError('remote', `${where} names no IPv4 address.`, { fix: 'open-settings' });
  }
  return found;
}
