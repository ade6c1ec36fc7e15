import { parseBlock } from './ipv4';
import { invalid, unmet } from '../wire/status';
import { type SubnetRow } from '../rows';

const gib = 2 ** 30;

/** In the order of size: only upgrades are possible. */
export const presets = ['s2.micro', 's2.small', 's2.medium', 's2.large'];
const approvalRules = ['NONE', 'BASIC', 'STANDARD', 'ADVANCED'];
/** Names that GitLab keeps for itself. */
const reservedLogins = ['ghost', 'support-bot', 'alert-bot'];

export function checkPreset(preset: string): void {
  if (!presets.includes(preset)) {
    throw invalid('resource_preset_id', `Resource preset "${preset}" does not exist`);
  }
}

export function checkDiskSize(bytes: number): void {
  if (bytes < 30 * gib || bytes > 500 * gib || bytes % gib !== 0) {
    throw invalid('disk_size', 'Disk size must be 30-500 GB');
  }
}

export function checkAdmin(login: string, email: string): void {
  if (!/^[a-zA-Z0-9_][-._a-zA-Z0-9]{1,62}$/.test(login) || reservedLogins.includes(login)) {
    throw invalid('admin_login', `"${login}" cannot be a login`);
  }
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) || email.length > 254) {
    throw invalid('admin_email', `"${email}" is not an e-mail address`);
  }
}

export function checkDomainPrefix(prefix: string): void {
  if (!/^[a-z0-9][a-z0-9-]{3,48}[a-z0-9]$/.test(prefix)) {
    throw invalid(
      'domain_prefix',
      'Field does not match the pattern /[a-z0-9][a-z0-9-]{3,48}[a-z0-9]/',
    );
  }
}

export function checkApprovalRules(id: string): void {
  if (!approvalRules.includes(id)) {
    throw invalid('approval_rules_id', `The allowed values are ${approvalRules.join(', ')}`);
  }
}

/** Documentation says 7-60; smaller numbers are seen in the wild. */
export function checkRetention(days: number): void {
  if (days < 0 || days > 60) {
    throw invalid('backup_retain_period_days', 'Value must be between 1 and 60');
  }
}

/** The service needs this range for itself. */
export function checkSubnet(subnet: SubnetRow): void {
  const own = parseBlock('192.168.0.0/24');
  if (subnet.cidrs.some((cidr) => parseBlock(cidr)?.base === own?.base)) {
    throw unmet('Subnets with the range 192.168.0.0/24 are not supported');
  }
}
