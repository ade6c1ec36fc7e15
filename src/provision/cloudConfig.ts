import { type MachineBlueprint } from '../model/blueprint';

/**
 * What a machine does at its first start. It can be read by everybody who may look at the machine, so nothing
 * secret goes in here; the runner is set up later, over SSH.
 */
export function cloudConfig({ login, sshPublicKey, image }: MachineBlueprint): string {
  const lines = [
    '#cloud-config',
    'ssh_pwauth: false',
    'users:',
    `  - name: ${quoted(login)}`,
    '    groups: sudo',
    '    shell: /bin/bash',
    `    sudo: ${quoted('ALL=(ALL) NOPASSWD:ALL')}`,
    '    lock_passwd: true',
    '    ssh_authorized_keys:',
    `      - ${quoted(sshPublicKey.trim())}`,
  ];
  // The Data Science VM brings its tools along, and its packages are too old to be added to.
  if (image.kind === 'family') {
    lines.push(
      'package_update: true',
      'packages:',
      '  - git',
      '  - python3-pip',
      '  - python3-venv',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** JSON's strings are YAML's double-quoted strings. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
