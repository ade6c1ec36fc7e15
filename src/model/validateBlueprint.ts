import { approvalRules, type Blueprint, gitlabPresets } from './blueprint';
import { type CidrProblem, cidrProblem, cidrSize } from './cidr';
import { type BlueprintProblem, machineProblems, whole } from './validateMachine';

/** Everything that the cloud would refuse, by field. Empty: fine. */
export function validateBlueprint(blueprint: Blueprint): BlueprintProblem[] {
  const problems: BlueprintProblem[] = [];
  const check = (field: string, ok: boolean, message: string): void => {
    if (!ok) problems.push({ field, message });
  };
  const { network, subnet, securityGroup, serviceAccount, gitlab, machine } = blueprint;

  check('stackId', labelValue.test(blueprint.stackId), words.label);
  check(
    'zone',
    /^[a-z]{2}-[a-z]+\d-[a-z]$/.test(blueprint.zone),
    'Choose a zone such as ru-central1-a.',
  );
  check('network.name', vpcName.test(network.name), words.vpcName);
  check('subnet.name', vpcName.test(subnet.name), words.vpcName);
  check('securityGroup.name', vpcName.test(securityGroup.name), words.vpcName);
  problems.push(...subnetProblems(subnet.cidr), ...allowedProblems(securityGroup.allowedCidrs));
  check('serviceAccount.name', accountName.test(serviceAccount.name), words.accountName);
  check('serviceAccount.roles', serviceAccount.roles.length > 0, 'Name at least one role.');

  check('gitlab.name', gitlabName.test(gitlab.name), words.gitlabName);
  check('gitlab.preset', gitlab.preset in gitlabPresets, 'Choose one of the sizes on offer.');
  check('gitlab.approvalRules', approvalRules.includes(gitlab.approvalRules), words.approval);
  check('gitlab.diskGb', whole(gitlab.diskGb, 30, 500), 'The disk has 30 to 500 GB.');
  check('gitlab.backupDays', whole(gitlab.backupDays, 7, 60), 'Backups are kept for 7 to 60 days.');
  check(
    'gitlab.adminLogin',
    /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,254}$/.test(gitlab.adminLogin),
    words.login,
  );
  check('gitlab.adminLogin', !reserved.has(gitlab.adminLogin.toLowerCase()), words.reserved);
  check('gitlab.adminEmail', /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(gitlab.adminEmail), words.email);
  check('gitlab.domainPrefix', domainPrefix.test(gitlab.domainPrefix), words.domainPrefix);

  check('machine.name', machineName.test(machine.name), words.machineName);
  problems.push(...machineProblems(machine));
  check('machine.login', linuxLogin.test(machine.login), words.linuxLogin);
  check('machine.login', !reserved.has(machine.login), words.reserved);
  check('machine.sshPublicKey', publicKey.test(machine.sshPublicKey), words.publicKey);
  return problems;
}

const vpcName = /^[a-zA-Z][-_a-zA-Z0-9]{1,61}[a-zA-Z0-9]$/;
const machineName = /^[a-z][-_a-z0-9]{1,61}[a-z0-9]$/;
const accountName = /^[a-z][-a-z0-9]{1,61}[a-z0-9]$/;
const gitlabName = /^[a-z][-a-z0-9]{1,61}[a-z0-9]$/;
const domainPrefix = /^[a-z0-9][a-z0-9-]{3,48}[a-z0-9]$/;
const labelValue = /^[-_0-9a-z]{1,63}$/;
const linuxLogin = /^[a-z_][-a-z0-9_]{0,31}$/;
const publicKey =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]{40,}={0,2}( [^\r\n]*)?$/;
/** Names that the images or GitLab keep for themselves. */
const reserved = new Set([
  'root',
  'admin',
  'daemon',
  'bin',
  'sys',
  'sshd',
  'nobody',
  'gitlab-runner',
]);

const words = {
  vpcName: 'Use 3 to 63 letters, digits, dashes and underscores, a letter first.',
  machineName: 'Use 3 to 63 small letters, digits, dashes and underscores, a letter first.',
  accountName: 'Use 3 to 63 small letters, digits and dashes, a letter first.',
  gitlabName: 'Use 3 to 63 small letters, digits and dashes, a letter first.',
  domainPrefix: 'Use 5 to 50 small letters, digits and dashes; no dash at either end.',
  approval: `Choose one of ${approvalRules.join(', ')}.`,
  label: 'Use 1 to 63 small letters, digits, dashes and underscores.',
  login: 'Use letters, digits, dots, dashes and underscores.',
  linuxLogin: 'Use up to 32 small letters, digits, dashes and underscores, a letter first.',
  reserved: 'This name is reserved. Choose another one.',
  email: 'Enter an e-mail address whose mailbox you can open: GitLab sends the first link there.',
  publicKey: 'Choose a public key: one line that begins with ssh-ed25519, ssh-rsa or ecdsa-sha2.',
} as const;

function subnetProblems(cidr: string): BlueprintProblem[] {
  const field = 'subnet.cidr';
  const problem = cidrProblem(cidr);
  if (problem !== undefined) return [{ field, message: cidrWords[problem] }];
  if (!/^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.)/.test(cidr)) {
    return [
      { field, message: 'Choose a private range: 10.…, 172.16.… to 172.31.…, or 192.168.….' },
    ];
  }
  if (cidr === '192.168.0.0/24') {
    return [{ field, message: 'Managed GitLab refuses 192.168.0.0/24. Choose another range.' }];
  }
  const size = cidrSize(cidr);
  return size < 16 || size > 28 ? [{ field, message: 'A subnet has /16 to /28.' }] : [];
}

function allowedProblems(cidrs: readonly string[]): BlueprintProblem[] {
  const field = 'securityGroup.allowedCidrs';
  if (cidrs.length === 0) return [{ field, message: 'Name at least one range that may connect.' }];
  if (cidrs.length > 50) return [{ field, message: 'A rule holds at most 50 ranges.' }];
  return cidrs.flatMap((cidr) => {
    const problem = cidrProblem(cidr);
    return problem === undefined ? [] : [{ field, message: `“${cidr}”: ${cidrWords[problem]}` }];
  });
}

const cidrWords: Readonly<Record<CidrProblem, string>> = {
  shape: 'Write an IPv4 range such as 203.0.113.7/32.',
  'host-bits': 'The address has bits beyond its prefix; end it with zeros there.',
};
