import { isRecord } from '../../../../base/record';
import { type JobOptions } from '../../ciRows';
import {
  commands,
  duration,
  flag,
  knownKeys,
  oneOf,
  section,
  text,
  texts,
  variables,
} from './parts';
import { problemAt } from './problem';
import { readNeeds, readPolicy, readRules } from './readRules';
import { type CiJob, type Retry } from './types';

type Data = Record<string, unknown>;

const jobKeys = new Set(
  (
    'stage image services before_script script after_script variables rules only except when start_in ' +
    'allow_failure needs dependencies tags timeout retry artifacts cache environment interruptible coverage ' +
    'parallel resource_group release secrets id_tokens hooks inherit trigger run pages publish identity ' +
    'manual_confirmation dast_configuration type'
  ).split(' '),
);
const whens = ['on_success', 'on_failure', 'always', 'manual', 'delayed', 'never'] as const;

/** Reads one visible job. @param defaults what `default:` and old global keywords give to all jobs. */
export function readJob(name: string, given: Data, defaults: Data): CiJob {
  const path = `jobs:${name}`;
  knownKeys(given, jobKeys, path);
  const job = { ...inherited(defaults, given['inherit']), ...given };
  if (job['trigger'] !== undefined) {
    throw problemAt(path, 'config uses the trigger: keyword, which this server cannot run');
  }
  if (job['script'] === undefined) {
    throw problemAt(path, 'config should implement the script:, run:, or trigger: keyword');
  }
  if (job['rules'] !== undefined) refuseBeside(job, path);
  const when = job['when'] === undefined ? 'on_success' : oneOf(job['when'], whens, `${path} when`);
  const inherit = isRecord(job['inherit']) ? job['inherit']['variables'] : undefined;
  const environment = isRecord(job['environment'])
    ? job['environment']['name']
    : job['environment'];
  return {
    name,
    stage: job['stage'] === undefined ? 'test' : text(job['stage'], `${path} stage`),
    when,
    ...(when === 'delayed' && { startInS: duration(job['start_in'], `${path} start in`) }),
    ...allowFailure(job['allow_failure'], path),
    ...(job['rules'] !== undefined && { rules: readRules(job['rules'], `${path}:rules`) }),
    ...(job['only'] !== undefined && { only: readPolicy(job['only'], `${path}:only`) }),
    ...(job['except'] !== undefined && { except: readPolicy(job['except'], `${path}:except`) }),
    ...(job['needs'] !== undefined && { needs: readNeeds(job['needs'], `${path}:needs`) }),
    ...(job['dependencies'] !== undefined && {
      dependencies: texts(job['dependencies'], `${path} dependencies`),
    }),
    tags: job['tags'] === undefined ? [] : texts(job['tags'], `${path}:tags`),
    variables: variables(job['variables'], `${path}:variables`, false),
    inheritVariables: Array.isArray(inherit) ? inherit.map(String) : inherit !== false,
    retry: readRetry(job['retry'], path),
    ...(typeof environment === 'string' && { environment }),
    options: readOptions(job, path),
  };
}

function inherited(defaults: Data, inherit: unknown): Data {
  const wanted = isRecord(inherit) ? inherit['default'] : undefined;
  if (wanted === false) return {};
  if (!Array.isArray(wanted)) return defaults;
  return Object.fromEntries(Object.entries(defaults).filter(([key]) => wanted.includes(key)));
}

function refuseBeside(job: Data, path: string): void {
  const both = ['only', 'except'].filter((key) => job[key] !== undefined);
  if (both.length > 0) {
    throw problemAt(path, `config key may not be used with \`rules\`: ${both.join(', ')}`);
  }
}

function allowFailure(
  value: unknown,
  path: string,
): Pick<CiJob, 'allowFailure' | 'allowFailureCodes'> {
  if (value === undefined) return {};
  if (!isRecord(value)) return { allowFailure: flag(value, `${path} allow failure`) };
  const codes: unknown[] = [value['exit_codes']].flat(2);
  if (!codes.every((code): code is number => typeof code === 'number')) {
    throw problemAt(
      `${path}:allow_failure exit codes`,
      'should be an array of integers or an integer',
    );
  }
  return { allowFailure: false, allowFailureCodes: codes };
}

function readRetry(value: unknown, path: string): Retry {
  if (value === undefined) return { max: 0, when: ['always'] };
  const max = isRecord(value) ? (value['max'] ?? 2) : value;
  if (typeof max !== 'number' || max < 0 || max > 2 || !Number.isInteger(max)) {
    throw problemAt(`${path}:retry max`, 'must be less than or equal to 2');
  }
  const when = isRecord(value) && value['when'] !== undefined ? value['when'] : 'always';
  return { max, when: texts(when, `${path}:retry when`) };
}

function readOptions(job: Data, path: string): CiJob['options'] {
  const image = isRecord(job['image']) ? job['image']['name'] : job['image'];
  return {
    ...(image !== undefined && image !== null && { image: text(image, `${path}:image config`) }),
    beforeScript: commands(job['before_script'], `${path}:before_script`),
    script: commands(job['script'], `${path}:script`),
    afterScript: commands(job['after_script'], `${path}:after_script`),
    ...(job['artifacts'] !== undefined && { artifacts: readArtifacts(job['artifacts'], path) }),
    ...(job['timeout'] !== undefined && { timeoutS: duration(job['timeout'], `${path} timeout`) }),
    ...(job['interruptible'] !== undefined && {
      interruptible: flag(job['interruptible'], `${path} interruptible`),
    }),
  };
}

const artifactKeys = new Set(
  'paths exclude name when expire_in reports untracked expose_as public access'.split(' '),
);

function readArtifacts(value: unknown, job: string): NonNullable<JobOptions['artifacts']> {
  const path = `${job}:artifacts`;
  const artifacts = section(value, `${path} config`);
  knownKeys(artifacts, artifactKeys, path);
  const { name, when, exclude, reports } = artifacts;
  const expire = artifacts['expire_in'];
  if (expire !== undefined && expire !== 'never') duration(expire, `${path} expire in`);
  return {
    paths: artifacts['paths'] === undefined ? [] : texts(artifacts['paths'], `${path} paths`),
    ...(exclude !== undefined && { exclude: texts(exclude, `${path} exclude`) }),
    ...(name !== undefined && { name: text(name, `${path} name`) }),
    ...(when !== undefined && {
      when: oneOf(when, ['on_success', 'on_failure', 'always'] as const, `${path} when`),
    }),
    ...(typeof expire === 'string' && { expireIn: expire }),
    ...(typeof expire === 'number' && { expireIn: String(expire) }),
    ...(artifacts['untracked'] === true && { untracked: true }),
    ...(reports !== undefined && { reports: readReports(reports, path) }),
  };
}

function readReports(value: unknown, path: string): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(section(value, `${path}:reports config`)).map(([type, files]) => [
      type,
      texts(isRecord(files) ? files['path'] : files, `${path}:reports ${type}`),
    ]),
  );
}
