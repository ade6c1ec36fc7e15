import { AppError } from '../base/errors';
import { quote } from './shell';

export type RunnerExecutor = 'auto' | 'docker' | 'shell';

/** What the script is told; becomes variables of the remote shell, by way of its stdin. */
export interface RunnerSettings {
  /** GitLab's address. */
  readonly url: string;
  readonly name: string;
  readonly executor: RunnerExecutor;
  /** Image of jobs that name none. */
  readonly image: string;
  /** The authority that signed GitLab's certificate, where the machine does not know it. */
  readonly caPem?: string | undefined;
}

/** Lines with this mark are for us; the rest is for the reader of the log. */
export const mark = '::mlops::';

/**
 * What `sh -s` on the machine reads: values first, then the script. The script is one function, so that the
 * shell has read it whole before it starts, and nothing it runs can eat the rest.
 */
export function installScript(settings: RunnerSettings, token: string): string {
  return [
    ...assignments(settings),
    `token=${quote(token)}`,
    common,
    install,
    'main </dev/null',
    '',
  ].join('\n');
}

export function uninstallScript(settings: Pick<RunnerSettings, 'url' | 'name'>): string {
  const values = assignments({ ...settings, executor: 'auto', image: '' });
  return [...values, common, uninstall, 'main </dev/null', ''].join('\n');
}

function assignments(settings: RunnerSettings): string[] {
  const { hostname, protocol } = new URL(settings.url);
  if (!/^https?:$/.test(protocol))
    throw invalid(`"${settings.url}" is not the address of a GitLab.`);
  if (!/^[A-Za-z0-9][A-Za-z0-9 _.-]{0,99}$/.test(settings.name)) {
    throw invalid(`"${settings.name}" cannot be the name of a runner.`);
  }
  return [
    `url=${quote(settings.url)}`,
    `host=${quote(hostname)}`,
    `name=${quote(settings.name)}`,
    `executor=${quote(settings.executor)}`,
    `image=${quote(settings.image)}`,
    `ca=${quote(settings.caPem?.trim() ?? '')}`,
  ];
}

const common = String.raw`
set -eu
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

say() { printf '%s\n' "$*"; }
tell() { printf '${mark}%s=%s\n' "$1" "$2"; }
fail() { tell error "$*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# Root, or somebody who may become root without a password, runs the runner as a service; anybody else in their home.
# CONFIG_FILE is the runner's own variable: where the machine sets it, the runner is kept there, without root.
find_rights() {
  file=$(printenv CONFIG_FILE || printf '%s' "$HOME/.gitlab-runner/config.toml")
  if printenv CONFIG_FILE >/dev/null; then
    rights=none
  elif [ "$(id -u)" = 0 ]; then
    rights=root
  elif has sudo && sudo -n true 2>/dev/null; then
    rights=sudo
  else
    rights=none
  fi
  folder=/etc/gitlab-runner
  if [ "$rights" = none ]; then folder=$(dirname "$file"); fi
}

as_root() {
  if [ "$rights" = sudo ]; then
    sudo -n --preserve-env=CI_SERVER_URL,CI_SERVER_TOKEN,CI_SERVER_TLS_CA_FILE,RUNNER_NAME,RUNNER_EXECUTOR,DOCKER_IMAGE,DEBIAN_FRONTEND "$@"
  else
    "$@"
  fi
}

# A window that was cut off may have left this at work: one after the other. Nobody keeps the lock who outlives us.
take_turn() {
  has flock || return 0
  exec 9<"$HOME"
  flock -w 1500 9 || fail 'Something else is setting a runner up on the machine. Wait for it and try again.'
}

# The list shows tokens, so it is only searched.
is_registered() {
  as_root gitlab-runner list 2>&1 | awk -v name="$name" '
    { gsub(/\033\[[0-9;]*m/, "") }
    index($0, name " ") == 1 && /Executor/ { found = 1 }
    END { exit !found }'
}

# The server may know the runner no more; then what is left is a dead entry, which verify deletes.
forget_runner() {
  is_registered || return 0
  say "Removing the earlier registration of $name"
  as_root gitlab-runner unregister --name "$name" >/dev/null 2>&1 ||
    as_root gitlab-runner verify --delete --name "$name" >/dev/null 2>&1 || true
  if is_registered; then fail "The earlier registration of $name could not be removed. Is $url reachable from the machine?"; fi
}
`.trim();

const install = String.raw`
wait_for_cloud_init() {
  has cloud-init || return 0
  say 'Waiting until the machine is set up'
  # 2 means done, with something that could be recovered from.
  as_root timeout 900 cloud-init status --wait >/dev/null 2>&1 || [ $? -eq 2 ] || say 'The set-up did not end well; going on'
}

install_packages() {
  if [ "$rights" = none ]; then fail "$1 is missing and the user may not install it. Log in as somebody who may use sudo without a password."; fi
  say "Installing $*"
  if has apt-get; then
    as_root apt-get -o DPkg::Lock::Timeout=300 -qq update >/dev/null
    as_root apt-get -o DPkg::Lock::Timeout=300 -qq -y install "$@" >/dev/null
  elif has dnf; then
    as_root dnf -q -y install "$@" >/dev/null
  elif has yum; then
    as_root yum -q -y install "$@" >/dev/null
  else
    fail "$1 is missing and there is no known package manager on the machine."
  fi
}

install_runner() {
  has git || install_packages git
  has gitlab-runner && return 0
  has curl || install_packages curl ca-certificates
  if has apt-get; then kind=deb; else kind=rpm; fi
  say "Adding GitLab's package repository"
  work=$(mktemp -d)
  curl -fsSL --proto '=https' --retry 3 --max-time 120 -o "$work/repository.sh" \
    "https://packages.gitlab.com/install/repositories/runner/gitlab-runner/script.$kind.sh" ||
    fail "GitLab's package repository cannot be reached from the machine. Check its way to the internet."
  as_root bash "$work/repository.sh" >/dev/null 2>&1 || { rm -rf "$work"; fail "GitLab's package repository does not know this system."; }
  rm -rf "$work"
  install_packages gitlab-runner
  # The shell executor fails on what Ubuntu's .bash_logout does.
  if [ -f /home/gitlab-runner/.bash_logout ]; then as_root mv /home/gitlab-runner/.bash_logout /home/gitlab-runner/.bash_logout.off; fi
}

choose_executor() {
  if [ "$executor" != shell ] && has docker && as_root docker info >/dev/null 2>&1; then
    executor=docker
  elif [ "$executor" = docker ]; then
    fail 'Docker does not work on the machine. Start it, or choose the shell executor.'
  else
    executor=shell
    has python3 || install_packages python3
  fi
}

write_ca() {
  [ -n "$ca" ] || return 0
  as_root mkdir -p "$folder/certs"
  # The runner looks for this name by itself.
  printf '%s\n' "$ca" | as_root tee "$folder/certs/$host.crt" >/dev/null
  export CI_SERVER_TLS_CA_FILE="$folder/certs/$host.crt"
}

register() {
  say "Registering $name with the $executor executor"
  export CI_SERVER_URL="$url" CI_SERVER_TOKEN="$token" RUNNER_NAME="$name" RUNNER_EXECUTOR="$executor"
  if [ "$executor" = docker ]; then export DOCKER_IMAGE="$image"; fi
  as_root gitlab-runner register --non-interactive 2>&1 || fail "GitLab did not accept the runner. Is $url reachable from the machine, and the token still valid?"
  unset CI_SERVER_TOKEN
}

start_runner() {
  as_root gitlab-runner verify --name "$name" 2>&1 || fail "The runner is registered, but cannot talk to $url."
  if as_root gitlab-runner status >/dev/null 2>&1; then return 0; fi
  say 'Starting the runner'
  if [ "$rights" != none ]; then
    as_root gitlab-runner install --user gitlab-runner --working-directory /home/gitlab-runner >/dev/null 2>&1 || true
    if as_root gitlab-runner start >/dev/null 2>&1; then return 0; fi
  fi
  mkdir -p "$folder"
  nohup gitlab-runner run >"$folder/runner.log" 2>&1 9<&- &
}

main() {
  find_rights
  take_turn
  wait_for_cloud_init
  install_runner
  choose_executor
  write_ca
  forget_runner
  register
  start_runner
  tell executor "$executor"
  tell version "$(gitlab-runner --version 2>/dev/null | sed -n 's/^Version: *//p')"
}
`.trim();

const uninstall = String.raw`
main() {
  find_rights
  has gitlab-runner || { tell removed no; exit 0; }
  take_turn
  if is_registered; then removed=yes; else removed=no; fi
  forget_runner
  as_root rm -f "$folder/certs/$host.crt"
  tell removed "$removed"
}
`.trim();

function invalid(message: string): AppError {
  return new AppError('invalid', message);
}
