import { attribute, block, code, comment, type Item, listOf, objectOf } from './hcl';
import { addresses, idOf, type TerraformInput } from './input';
import { named } from './networkItems';

/** Image, reserved address and machine. */
export function machineItems(input: TerraformInput): Item[] {
  return [...imageItems(input), ...addressItems(input), machineItem(input)];
}

function imageItems({ image }: TerraformInput): Item[] {
  if (image.kind === 'pinned') return [];
  return [
    ...comment('The newest image of the family at the time the machine is made.'),
    block(
      'data',
      ['yandex_compute_image', 'machine'],
      [attribute('family', image.family), attribute('folder_id', image.folder)],
    ),
  ];
}

function addressItems({ blueprint, foreign, addressName }: TerraformInput): Item[] {
  if (!hasStaticAddress(blueprint)) return [];
  const id = foreign.address;
  if (id !== undefined) {
    return [
      ...comment('Not ours: used as it is, never changed or deleted.'),
      block('data', ['yandex_vpc_address', 'machine'], [attribute('address_id', id)]),
    ];
  }
  return [
    block(
      'resource',
      ['yandex_vpc_address', 'machine'],
      [
        ...named(addressName, 'address'),
        block('external_ipv4_address', [], [attribute('zone_id', code('var.zone'))]),
      ],
    ),
  ];
}

function machineItem(input: TerraformInput): Item {
  const { machine } = input.blueprint;
  return block(
    'resource',
    ['yandex_compute_instance', 'machine'],
    [
      ...named(machine.name, 'machine'),
      attribute('zone', code('var.zone')),
      attribute('platform_id', machine.platform),
      attribute('allow_stopping_for_update', true),
      block(
        'resources',
        [],
        [
          attribute('cores', code('var.machine_cores')),
          attribute('core_fraction', machine.coreFraction),
          attribute('memory', code('var.machine_memory_gb')),
          ...(machine.gpus > 0 ? [attribute('gpus', machine.gpus)] : []),
        ],
      ),
      block(
        'boot_disk',
        [],
        [
          block(
            'initialize_params',
            [],
            [
              attribute('image_id', imageId(input)),
              attribute('size', code('var.machine_disk_gb')),
              attribute('type', machine.disk.type),
            ],
          ),
        ],
      ),
      block(
        'network_interface',
        [],
        [
          attribute('subnet_id', idOf('subnet', input)),
          attribute('security_group_ids', listOf([idOf('security-group', input)])),
          attribute('nat', machine.publicAddress),
          ...(hasStaticAddress(input.blueprint)
            ? [
                attribute(
                  'nat_ip_address',
                  code(`${addressBase(input)}.external_ipv4_address[0].address`),
                ),
              ]
            : []),
        ],
      ),
      block('scheduling_policy', [], [attribute('preemptible', machine.preemptible)]),
      attribute('metadata', objectOf({ 'user-data': code('local.user_data') })),
      ...lifecycle(input),
    ],
  );
}

function imageId({ image }: TerraformInput): ReturnType<typeof code> | string {
  return image.kind === 'pinned' ? image.id : code('data.yandex_compute_image.machine.id');
}

function addressBase({ foreign }: TerraformInput): string {
  return foreign.address === undefined ? addresses.address : `data.${addresses.address}`;
}

/** A machine is never made anew because its family has a newer image. */
function lifecycle({ image, ours }: TerraformInput): Item[] {
  if (image.kind === 'pinned' && ours.machine === undefined) return [];
  return [
    ...comment('A newer image never replaces a machine that is there.'),
    block(
      'lifecycle',
      [],
      [attribute('ignore_changes', listOf([code('boot_disk[0].initialize_params[0].image_id')]))],
    ),
  ];
}

function hasStaticAddress({ machine }: TerraformInput['blueprint']): boolean {
  return machine.staticAddress && machine.publicAddress;
}
