import {
  type CallOptions,
  Client,
  credentials,
  Metadata,
  type ServiceError,
  type StatusObject,
} from '@grpc/grpc-js';
import { type Operation } from '@yandex-cloud/nodejs-sdk/operation/operation';
import { OperationServiceService } from '@yandex-cloud/nodejs-sdk/operation/operation_service';
import {
  CreateInstanceRequest,
  InstanceServiceService,
} from '@yandex-cloud/nodejs-sdk/compute-v1/instance_service';
import {
  CreateNetworkMetadata,
  CreateNetworkRequest,
  NetworkServiceService,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/network_service';
import {
  CreateSubnetMetadata,
  CreateSubnetRequest,
  SubnetServiceService,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/subnet_service';
import { type Secret } from '../../../src/base/secret';
import { ensureCertificates } from '../../../src/sandbox/certificates';
import { type CloudOptions, type SandboxCloud, startCloud } from '../../../src/sandbox/cloud/cloud';
import { tempFolder, type TempFolder } from '../../support/tempFolder';

/** What the SDK says of a unary method: grpc-js takes it as it is. */
interface Definition<Request, Answer> {
  readonly path: string;
  readonly requestSerialize: (request: Request) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Answer;
}

export interface AskOptions {
  readonly token?: Secret | undefined;
  /** Idempotency key. */
  readonly key?: string | undefined;
  readonly call?: Partial<CallOptions>;
  readonly signal?: AbortSignal | undefined;
  readonly onMetadata?: (metadata: Metadata) => void;
  readonly onStatus?: (status: StatusObject) => void;
}

/** A running cloud and an ordinary grpc-js client of it. */
export class CloudBench implements AsyncDisposable {
  private constructor(
    readonly cloud: SandboxCloud,
    readonly ca: string,
    private readonly client: Client,
    private readonly folder: TempFolder,
  ) {}

  static async start(options: Partial<CloudOptions> = {}): Promise<CloudBench> {
    const folder = await tempFolder();
    const tls = options.tls ?? (await ensureCertificates(folder.path));
    const cloud = await startCloud({ speed: 600, ...options, tls });
    const client = new Client(cloud.endpoint, credentials.createSsl(Buffer.from(tls.ca)));
    return new CloudBench(cloud, tls.ca, client, folder);
  }

  /** Calls as whoever has the token; as the operator unless said otherwise. */
  ask<Request, Answer>(
    method: Definition<Request, Answer>,
    request: Request,
    options: AskOptions = {},
  ): Promise<Answer> {
    const metadata = new Metadata();
    const token = 'token' in options ? options.token : this.cloud.token;
    if (token) metadata.set('authorization', `Bearer ${token.reveal()}`);
    if (options.key !== undefined) metadata.set('idempotency-key', options.key);
    return new Promise((resolve, reject) => {
      const call = this.client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        metadata,
        { deadline: Date.now() + 15_000, ...options.call },
        (error, answer) => {
          if (error) reject(error);
          else if (answer === undefined) reject(new Error('no answer'));
          else resolve(answer);
        },
      );
      options.signal?.addEventListener('abort', () => call.cancel(), { once: true });
      if (options.onMetadata) call.on('metadata', options.onMetadata);
      if (options.onStatus) call.on('status', options.onStatus);
    });
  }

  /** The status a call ends with. */
  async failure(call: Promise<unknown>): Promise<ServiceError> {
    try {
      await call;
    } catch (error) {
      if (error instanceof Error && 'code' in error) return error as ServiceError;
      throw error;
    }
    throw new Error('The call did not fail.');
  }

  operation(operationId: string, options: AskOptions = {}): Promise<Operation> {
    return this.ask(OperationServiceService.get, { operationId }, options);
  }

  /** Asks until the operation is done. */
  async done(
    started: Operation | Promise<Operation>,
    options: AskOptions = {},
  ): Promise<Operation> {
    let operation = await started;
    while (!operation.done) {
      await new Promise((resolve) => setTimeout(resolve, 4));
      operation = await this.operation(operation.id, options);
    }
    return operation;
  }

  /** Waits until an operation ended well. */
  async made(
    started: Operation | Promise<Operation>,
    options: AskOptions = {},
  ): Promise<Operation> {
    const ended = await this.done(started, options);
    if (ended.error) throw new Error(ended.error.message);
    return ended;
  }

  createNetwork(name: string, options: AskOptions = {}): Promise<Operation> {
    const { folderId } = this.cloud;
    return this.ask(
      NetworkServiceService.create,
      CreateNetworkRequest.fromPartial({ folderId, name }),
      options,
    );
  }

  /** A network and a subnet in zone a, complete. */
  async place(cidr = '10.16.0.0/24'): Promise<{ networkId: string; subnetId: string }> {
    const { folderId } = this.cloud;
    const network = await this.made(this.createNetwork('net-gitlab'));
    const { networkId } = CreateNetworkMetadata.decode(network.metadata!.value);
    const subnet = await this.made(
      this.ask(
        SubnetServiceService.create,
        CreateSubnetRequest.fromPartial({
          folderId,
          networkId,
          name: 'subnet-gitlab-a',
          zoneId: 'ru-central1-a',
          v4CidrBlocks: [cidr],
        }),
      ),
    );
    const { subnetId } = CreateSubnetMetadata.decode(subnet.metadata!.value);
    return { networkId, subnetId };
  }

  createMachine(
    subnetId: string,
    changes: Partial<CreateInstanceRequest> = {},
    options: AskOptions = {},
  ): Promise<Operation> {
    return this.ask(
      InstanceServiceService.create,
      { ...newMachine(this.cloud.folderId, subnetId), ...changes },
      options,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.close();
    await this.cloud[Symbol.asyncDispose]();
    await this.folder[Symbol.asyncDispose]();
  }
}

export const gib = 2 ** 30;
export const ubuntu = 'fd8s3qh62qn5sqoemni6';

/** A request for the machine of the tutorial. */
export function newMachine(folderId: string, subnetId: string): CreateInstanceRequest {
  return CreateInstanceRequest.fromPartial({
    folderId,
    name: 'vm-mlops',
    zoneId: 'ru-central1-a',
    platformId: 'standard-v3',
    resourcesSpec: { memory: 4 * gib, cores: 2, coreFraction: 100 },
    bootDiskSpec: {
      autoDelete: true,
      diskSpec: { typeId: 'network-ssd', size: 30 * gib, imageId: ubuntu },
    },
    networkInterfaceSpecs: [{ subnetId, primaryV4AddressSpec: { oneToOneNatSpec: {} } }],
    metadata: { 'user-data': '#cloud-config\n' },
  });
}
