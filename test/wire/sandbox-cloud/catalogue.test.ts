import { status } from '@grpc/grpc-js';
import {
  BillingAccountServiceService,
  ListBillableObjectBindingsRequest,
  ListBillingAccountsRequest,
} from '@yandex-cloud/nodejs-sdk/billing-v1/billing_account_service';
import {
  ListSkusRequest,
  SkuServiceService,
} from '@yandex-cloud/nodejs-sdk/billing-v1/sku_service';
import {
  ImageServiceService,
  ListImagesRequest,
} from '@yandex-cloud/nodejs-sdk/compute-v1/image_service';
import {
  ListQuotaLimitsRequest,
  QuotaLimitServiceService,
} from '@yandex-cloud/nodejs-sdk/quotamanager-v1/quota_limit_service';
import {
  CreateQuotaRequestRequest,
  QuotaRequestServiceService,
} from '@yandex-cloud/nodejs-sdk/quotamanager-v1/quota_request_service';
import {
  CloudServiceService,
  ListCloudsRequest,
} from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/cloud_service';
import {
  CreateFolderMetadata,
  CreateFolderRequest,
  FolderServiceService,
  ListFoldersRequest,
} from '@yandex-cloud/nodejs-sdk/resourcemanager-v1/folder_service';
import { describe, expect, it } from 'vitest';
import { CloudBench } from './support';

describe('what the sandbox cloud has to offer', () => {
  it('is a cloud, a folder, and an account that pays for them', async () => {
    await using bench = await CloudBench.start();
    const { clouds } = await bench.ask(CloudServiceService.list, ListCloudsRequest.fromPartial({}));
    expect(clouds.map((cloud) => cloud.name)).toEqual(['cloud-anna']);
    const cloudId = clouds[0]!.id;
    const { folders } = await bench.ask(
      FolderServiceService.list,
      ListFoldersRequest.fromPartial({ cloudId }),
    );
    expect(folders.map((folder) => folder.name)).toEqual(['mlops-demo']);
    const { billingAccounts } = await bench.ask(
      BillingAccountServiceService.list,
      ListBillingAccountsRequest.fromPartial({}),
    );
    expect(billingAccounts).toMatchObject([{ active: true, currency: 'RUB' }]);
    const bindings = await bench.ask(
      BillingAccountServiceService.listBillableObjectBindings,
      ListBillableObjectBindingsRequest.fromPartial({ billingAccountId: billingAccounts[0]!.id }),
    );
    expect(bindings.billableObjectBindings.map((b) => b.billableObject)).toEqual([
      { id: cloudId, type: 'cloud' },
    ]);
  });

  it('shows billing accounts to nobody without rights, instead of refusing', async () => {
    await using bench = await CloudBench.start();
    const { token } = bench.cloud.issueToken({ roles: ['editor'] });
    const answer = await bench.ask(
      BillingAccountServiceService.list,
      ListBillingAccountsRequest.fromPartial({}),
      { token },
    );
    expect(answer.billingAccounts).toEqual([]);
  });

  it('makes folders for whoever owns the cloud', async () => {
    await using bench = await CloudBench.start();
    const { cloudId } = bench.cloud;
    const wanted = CreateFolderRequest.fromPartial({ cloudId, name: 'second' });
    const refused = await bench.failure(bench.ask(FolderServiceService.create, wanted));
    expect(refused.code).toBe(status.PERMISSION_DENIED);
    const { token } = bench.cloud.issueToken({ roles: ['resource-manager.clouds.owner'] });
    const made = await bench.made(bench.ask(FolderServiceService.create, wanted, { token }), {
      token,
    });
    const { folderId } = CreateFolderMetadata.decode(made.metadata!.value);
    const folder = await bench.ask(FolderServiceService.get, { folderId }, { token });
    expect(folder).toMatchObject({ name: 'second', cloudId });
  });

  it('finds the newest image of a family, and the data science image by its product only', async () => {
    await using bench = await CloudBench.start();
    const latest = (family: string) =>
      bench.ask(ImageServiceService.getLatestByFamily, { folderId: 'standard-images', family });
    expect((await latest('ubuntu-2204-lts')).name).toBe('ubuntu-2204-lts-v20260810');
    expect((await bench.failure(latest('dsvm'))).code).toBe(status.NOT_FOUND);
    let pageToken = '';
    let pages = 0;
    const found: string[] = [];
    do {
      const page = await bench.ask(
        ImageServiceService.list,
        ListImagesRequest.fromPartial({ folderId: 'standard-images', pageSize: 1000, pageToken }),
      );
      found.push(
        ...page.images
          .filter((image) => image.productIds.includes('f2e4v304qn35mhilnsbc'))
          .map((image) => `${image.name} ${image.family}`),
      );
      ({ nextPageToken: pageToken } = page);
      pages++;
    } while (pageToken !== '');
    expect(found).toEqual(['dsvm-v20240115 ']);
    expect(pages).toBeGreaterThan(1);
  });

  it('tells prices per service, with versions that are not in force yet', async () => {
    await using bench = await CloudBench.start();
    const { skus } = await bench.ask(
      SkuServiceService.list,
      ListSkusRequest.fromPartial({
        currency: 'RUB',
        filter: 'serviceId="dn22pas77ftg9h3f2djj"',
        pageSize: 1000,
      }),
    );
    const cpu = skus.find((sku) => sku.id === 'dn2k3vqlk9snp1jv351u');
    expect(cpu?.pricingUnit).toBe('core*hour');
    const inForce = cpu?.pricingVersions.filter((v) => Number(v.effectiveTime) <= Date.now());
    expect(inForce?.at(-1)?.pricingExpressions[0]?.rates[0]?.unitPrice).toBe('1.1529');
    expect(cpu?.pricingVersions.length).toBeGreaterThan(inForce?.length ?? 0);
    const wrong = ListSkusRequest.fromPartial({ currency: 'EUR' });
    const error = await bench.failure(bench.ask(SkuServiceService.list, wrong));
    expect(error.code).toBe(status.INVALID_ARGUMENT);
  });

  it('counts quotas, and raises one when it is asked to', async () => {
    await using bench = await CloudBench.start({ speed: 20_000 });
    const resource = { id: bench.cloud.cloudId, type: 'resource-manager.cloud' };
    const networks = async () => {
      const { quotaLimits } = await bench.ask(
        QuotaLimitServiceService.list,
        ListQuotaLimitsRequest.fromPartial({ resource, service: 'vpc' }),
      );
      return quotaLimits.find((quota) => quota.quotaId === 'vpc.networks.count');
    };
    expect(await networks()).toMatchObject({ limit: 2, usage: 1 });
    await bench.made(
      bench.ask(
        QuotaRequestServiceService.create,
        CreateQuotaRequestRequest.fromPartial({
          resource,
          desiredQuotaLimits: [{ quotaId: 'vpc.networks.count', desiredLimit: 4 }],
        }),
      ),
    );
    expect(await networks()).toMatchObject({ limit: 4, usage: 1 });
  });
});
