import { type CloudContext } from './context';
import { endpointService } from './services/endpoint';
import { iamTokenService } from './services/iamToken';
import { networkService } from './services/network';
import { operationService } from './services/operation';
import { cloudService, folderService } from './services/resourceManager';
import { securityGroupService } from './services/securityGroup';
import { subnetService } from './services/subnet';
import { zoneService } from './services/zone';
import { type Method } from './wire/implement';

export interface Services {
  readonly methods: Method[];
  /** Brings back to life what ran when the state was saved. */
  readonly resume: () => void;
}

export function services(context: CloudContext): Services {
  return {
    methods: [
      ...endpointService(context),
      ...operationService(context),
      ...cloudService(context),
      ...folderService(context),
      ...iamTokenService(context),
      ...networkService(context),
      ...subnetService(context),
      ...securityGroupService(context),
      ...zoneService(context),
    ],
    resume: () => undefined,
  };
}
