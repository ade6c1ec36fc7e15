import { type Address as WireAddress } from '@yandex-cloud/nodejs-sdk/vpc-v1/address';
import {
  AddressServiceService,
  CreateAddressRequest,
  ListAddressesRequest,
} from '@yandex-cloud/nodejs-sdk/vpc-v1/address_service';
import { type Address, type Operation } from '../model/cloud';
import { type NewAddress } from '../model/cloudRequests';
import { type AddressId, type FolderId } from '../model/ids';
import { type Calls } from './calls';
import { maybeId, owned } from './map';

/** Public addresses that are reserved. */
export interface AddressClient {
  addresses(folder: FolderId, signal: AbortSignal): Promise<Address[]>;
  createAddress(request: NewAddress, key: string, signal: AbortSignal): Promise<Operation>;
  deleteAddress(id: AddressId, key: string, signal: AbortSignal): Promise<Operation>;
}

const admin = 'vpc.admin';

export function addressClient(calls: Calls): AddressClient {
  return {
    async addresses(folderId, signal) {
      const where = calls.folder(folderId);
      const found = await calls.pages(
        AddressServiceService.list,
        ListAddressesRequest.fromPartial({ folderId }),
        (page) => page.addresses,
        { doing: `list the addresses of ${where}`, role: 'vpc.viewer', where },
        signal,
      );
      return found.map(toAddress);
    },

    createAddress({ zone, ...request }, key, signal) {
      const where = calls.folder(request.folderId);
      return calls.change(
        AddressServiceService.create,
        CreateAddressRequest.fromPartial({
          ...request,
          externalIpv4AddressSpec: { zoneId: zone },
        }),
        { doing: `reserve the address “${request.name}” in ${where}`, role: admin, where },
        key,
        signal,
      );
    },

    deleteAddress: (addressId, key, signal) =>
      calls.change(
        AddressServiceService.delete,
        { addressId },
        { doing: `give back address “${addressId}”`, role: admin },
        key,
        signal,
      ),
  };
}

export function toAddress(address: WireAddress): Address {
  return {
    ...owned<AddressId>(address, 'address'),
    ip: maybeId(address.externalIpv4Address?.address ?? ''),
    zone: address.externalIpv4Address?.zoneId ?? '',
    used: address.used,
  };
}
