import { Instance_Status } from '@yandex-cloud/nodejs-sdk/compute-v1/instance';
import { Instance_Status as GitLab_Status } from '@yandex-cloud/nodejs-sdk/gitlab-v1/instance';
import { type CloudContext } from './context';
import { Machines } from './machines';
import { accountServices } from './services/accounts';
import { addressService } from './services/address';
import { billingServices } from './services/billing';
import { diskServices } from './services/disk';
import { endpointService } from './services/endpoint';
import { gitlabService } from './services/gitlab';
import { iamTokenService } from './services/iamToken';
import { imageService } from './services/image';
import { instanceService } from './services/instance';
import { keyService } from './services/key';
import { networkService } from './services/network';
import { operationService } from './services/operation';
import { quotaServicesOf } from './services/quota';
import { cloudService, folderService } from './services/resourceManager';
import { securityGroupService } from './services/securityGroup';
import { serviceAccountService } from './services/serviceAccount';
import { subnetService } from './services/subnet';
import { zoneService } from './services/zone';
import { type Method } from './wire/implement';

export interface Services {
  readonly methods: Method[];
  /** Powers on what was running when the state was saved. */
  readonly resume: () => void;
}

export function services(context: CloudContext): Services {
  const machines = new Machines(context);
  const make = [
    accountServices,
    addressService,
    billingServices,
    cloudService,
    diskServices,
    endpointService,
    folderService,
    gitlabService,
    iamTokenService,
    imageService,
    keyService,
    networkService,
    operationService,
    quotaServicesOf,
    securityGroupService,
    serviceAccountService,
    subnetService,
    zoneService,
  ];
  const methods = make.flatMap((service) => service(context));
  methods.push(...instanceService(context, machines));
  return {
    methods,
    resume() {
      const { gitlabs, instances } = context.world.tables;
      for (const row of instances) {
        if (row.status === Instance_Status.RUNNING) machines.boot(row);
      }
      for (const row of gitlabs) {
        if (row.status !== GitLab_Status.RUNNING) continue;
        context.background(async () => {
          const running = await context.gitlabs?.start(row.id);
          if (!running) return;
          row.domain = running.domain;
          context.world.changed();
        });
      }
    },
  };
}
