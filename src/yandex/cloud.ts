import { type Disposable } from '../base/disposable';
import { type Secret } from '../base/secret';
import { type RetryPolicy } from '../base/retry';
import { type Operation, type Settled } from '../model/cloud';
import { type OperationId } from '../model/ids';
import { type OwnRolesPort } from '../model/ports/ownRoles';
import { type FindProxy } from '../model/proxy';
import { type AddressClient, addressClient } from './addresses';
import { type BillingClient, billingClient } from './billing';
import { Calls } from './calls';
import { type ComputeClient, computeClient } from './compute';
import { type Credentials, subjectOf, tokenSource } from './credentials';
import { currentTokens } from './currentTokens';
import { defaultEndpoint } from './endpoints';
import { type ManagedGitLabClient, managedGitLabClient } from './gitlab';
import { type IamClient, iamClient } from './iam';
import { type LabelClient, labelClient } from './labels';
import { type LookupClient, lookupClient } from './lookups';
import { defaultPace, Operations, type PollPace } from './operations';
import { ownRolesClient } from './ownRoles';
import { type ResourceManagerClient, resourceManagerClient } from './resourceManager';
import { type VpcClient, vpcClient } from './vpc';
import { Wire } from './wire';

export interface YandexOptions {
  /** What to sign in with, or how to find that out for each call: the same object as long as it is the same. */
  readonly credentials: Credentials | (() => Promise<Credentials>);
  /** `host:port` of the endpoint discovery. */
  readonly endpoint?: string | undefined;
  /** PEM of a private CA, added to the system's roots. */
  readonly ca?: string | undefined;
  /** How to find the proxy for a server; nothing: no proxy. */
  readonly proxy?: FindProxy | undefined;
  readonly pace?: PollPace | undefined;
  readonly retry?: RetryPolicy | undefined;
  /** Of one try of one call, ms. */
  readonly deadlineMs?: number | undefined;
  readonly now?: (() => number) | undefined;
}

/** All of Yandex Cloud that we use. Every failure is an AppError; every wait ends with its signal. */
export interface YandexCloud
  extends
    ResourceManagerClient,
    VpcClient,
    AddressClient,
    LookupClient,
    LabelClient,
    IamClient,
    ComputeClient,
    ManagedGitLabClient,
    BillingClient,
    OwnRolesPort,
    Disposable {
  /** A token for other programs, good for some time. */
  iamToken(signal: AbortSignal): Promise<Secret>;
  settle(
    id: OperationId,
    signal: AbortSignal,
    onPoll?: (operation: Operation) => void,
  ): Promise<Settled>;
  settleConflict(error: unknown, signal: AbortSignal): Promise<boolean>;
}

export function createYandex(options: YandexOptions): YandexCloud {
  const now = options.now ?? Date.now;
  const wire = new Wire({
    endpoint: options.endpoint ?? defaultEndpoint,
    ca: options.ca,
    proxy: options.proxy,
    retry: options.retry,
    deadlineMs: options.deadlineMs,
  });
  const { credentials } = options;
  const current =
    typeof credentials === 'function' ? credentials : () => Promise.resolve(credentials);
  const tokens = currentTokens(current, (one) => tokenSource(one, wire, now));
  const calls = new Calls(wire, tokens);
  const operations = new Operations(calls, options.pace ?? defaultPace, now);
  return {
    ...resourceManagerClient(calls),
    ...vpcClient(calls),
    ...addressClient(calls),
    ...lookupClient(calls),
    ...labelClient(calls),
    ...iamClient(calls),
    ...computeClient(calls),
    ...managedGitLabClient(calls),
    ...billingClient(calls),
    ...ownRolesClient(calls, async (signal) => subjectOf(await current(), signal)),
    iamToken: (signal) => tokens.token(signal),
    settle: (id, signal, onPoll) => operations.settle(id, signal, onPoll),
    settleConflict: (error, signal) => operations.settleConflict(error, signal),
    dispose: () => wire.dispose(),
  };
}
