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
  // Images of products bring their tools along; what is added could be too new for them.
  if (image.kind === 'family') {
    lines.push(
      'package_update: true',
      'packages:',
      ...['git', 'python3-pip', 'python3-venv', 'pipx'].map((name) => `  - ${name}`),
      'runcmd:',
      `  - ${quoted(installUv)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** For all users. A machine without it is still a good one. */
const installUv =
  'PIPX_HOME=/opt/pipx PIPX_BIN_DIR=/usr/local/bin pipx install uv || echo "uv was not installed"';

/** JSON's strings are YAML's double-quoted strings. */
function quoted(text: string): string {
  return JSON.stringify(text);
}
