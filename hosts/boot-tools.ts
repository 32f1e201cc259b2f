// The shell functions that each boot script begins with: every one of them looks first, and acts only where it must.
import { APT } from './boot-apt.ts'
import { FORGET } from './boot-forget.ts'

/** Bash. Wants `name` set. Steps may use `say`, `did` (counts as a change) and `fail`. */
export const TOOLS = `set -Eeuo pipefail
umask 022
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")" && pwd)
readonly here
changes=0 doing='begin' line=''
readonly policy=/usr/sbin/policy-rc.d
# There from the first change until each unit was begun anew: a run that is cut off leaves it to the next one.
readonly unfinished=/run/ronda-boot.changed

say() { printf 'boot %s: %s\\n' "$name" "$*"; }
did() {
  changes=$((changes + 1))
  : > "$unfinished"
  say "$*"
}
fail() {
  printf 'boot %s: FAILED to %s: %s\\n' "$name" "$doing" "$*" >&2
  line=told
  exit 1
}
ended() {
  local code=$?
  allow_starts
  if [ "$code" != 0 ] && [ "$line" != told ]; then
    printf 'boot %s: FAILED to %s: exit %s at line %s\\n' "$name" "$doing" "$code" "$line" >&2
  fi
}
# Packages are not started before they are configured: by a file of ours, and never by one of somebody else's.
forbid_starts() {
  [ -e "$policy" ] || printf '#!/bin/sh\\n# of the boot script of Ronda\\nexit 101\\n' > "$policy"
  chmod 0755 "$policy"
}
allow_starts() { ! grep -qs '^# of the boot script of Ronda$' "$policy" || rm -f "$policy"; }
trap 'line=$LINENO' ERR
trap ended EXIT

[ "$(id -u)" = 0 ] || fail 'this needs root'
[ -x /usr/bin/apt-get ] || fail 'this is no Debian'

# source_of NAME KEY-URL SHA256 KEYRING LINE
source_of() {
  local list=/etc/apt/sources.list.d/$1.list new
  if ! sum_is "$3" "$4"; then
    command -v curl > /dev/null || install_packages ca-certificates curl
    mkdir -p "\${4%/*}"
    new=$(mktemp)
    fetch "$2" "$new"
    sum_is "$3" "$new" || fail "the key at $2 is not the one that was expected: $(sha256sum < "$new")"
    install -m 0644 "$new" "$4"
    rm -f "$new"
    did "took the key of $1"
  fi
  put "$list" 0644 root:root <<< "$5"
}

sum_is() { [ -f "$2" ] && printf '%s  %s\\n' "$1" "$2" | sha256sum --check --status; }

fetch() {
  curl --fail --silent --show-error --location --proto '=https' --proto-redir '=https' \\
    --retry 5 --retry-connrefused --connect-timeout 10 --max-time 900 --output "$2" "$1" ||
    fail "$1 cannot be fetched"
}

${APT}

install_packages() {
  local one lacking=()
  for one in "$@"; do
    [ "$(dpkg-query -W -f='\${db:Status-Status}' "$one" 2> /dev/null)" = installed ] || lacking+=("$one")
  done
  [ "\${#lacking[@]}" -gt 0 ] || return 0
  forbid_starts
  mend_packages
  # A source of somebody else's that is away must not keep Debian's own packages away.
  apt --error-on=any update || say 'some lists of packages cannot be fetched'
  apt -y --no-install-recommends install "\${lacking[@]}" || fail "these cannot be installed: \${lacking[*]}"
  allow_starts
  did "installed \${lacking[*]}"
}

# user NAME HOME GROUP...
user() {
  local group
  if ! getent passwd "$1" > /dev/null; then
    useradd --system --user-group --home-dir "$2" --no-create-home --shell /usr/sbin/nologin "$1"
    did "made the user $1"
  fi
  for group in "\${@:3}"; do
    if ! id -nG "$1" | tr ' ' '\\n' | grep -qxF "$group"; then
      usermod --append --groups "$group" "$1"
      did "put $1 into the group $group"
    fi
  done
}

# folder PATH OWNER MODE
folder() {
  [ "$(stat -c '%F %U:%G %a' "$1" 2> /dev/null)" != "directory $2 $3" ] || return 0
  install -d -o "\${2%:*}" -g "\${2#*:}" -m "$3" "$1"
  did "made $1 ($2, $3)"
}

${FORGET}

# put PATH MODE OWNER < text
put() {
  local new
  mkdir -p "\${1%/*}"
  new=$(mktemp "\${1%/*}/.ronda.XXXXXX")
  cat > "$new"
  chown "$3" "$new"
  chmod "$2" "$new"
  note_file "$1" "$new"
  if cmp -s "$new" "$1" && [ "$(stat -c '%U:%G %a' "$new")" = "$(stat -c '%U:%G %a' "$1")" ]; then
    rm -f "$new"
    return
  fi
  mv -f "$new" "$1"
  did "wrote $1"
}

# The region of the machine below, asked as the instance's own service wants it.
region() {
  local token
  token=$(curl --fail --silent --max-time 5 --retry 5 --request PUT \\
    --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token) &&
    curl --fail --silent --max-time 5 --retry 5 --header "X-aws-ec2-metadata-token: $token" \\
      http://169.254.169.254/latest/meta-data/placement/region
}

# unpack URL SHA256 FOLDER STRIP [LINK]
unpack() {
  local url=$1 sum=$2 into=$3 strip=$4 link=\${5:-} archive got=''
  if [ ! -d "$into" ]; then
    case $url in
      file:*) archive=$here/\${url#file:} ;;
      *)
        mkdir -p /var/cache/ronda
        archive=/var/cache/ronda/$sum got=$archive
        ;;
    esac
    case $url in
      file:*) [ -f "$archive" ] || fail "$archive is missing: put it beside this script" ;;
      s3:*)
        local where
        where=$(region) || fail 'the region of this instance cannot be asked'
        AWS_MAX_ATTEMPTS=3 timeout 900 aws --region "$where" --cli-connect-timeout 10 --cli-read-timeout 60 \\
          s3 cp --only-show-errors "$url" "$archive" || fail "$url cannot be fetched"
        ;;
      *) fetch "$url" "$archive" ;;
    esac
    sum_is "$sum" "$archive" || fail "$url is not what was expected: $(sha256sum < "$archive")"
    rm -rf "$into.new"
    mkdir -p "$into.new"
    tar --extract --gzip --file "$archive" --directory "$into.new" --strip-components="$strip" --no-same-owner
    chmod 0755 "$into.new"
    mv "$into.new" "$into"
    [ -z "$got" ] || rm -f "$got"
    did "unpacked $url into $into"
  fi
  if [ -n "$link" ] && [ "$(readlink "$link" || true)" != "$into" ]; then
    [ -L "$link" ] || [ ! -e "$link" ] || fail "$link is no link: move it away"
    ln -sfn "$into" "$link.new"
    mv -T "$link.new" "$link"
    did "pointed $link at $into"
  fi
}

runs_systemd() { [ -d /run/systemd/system ]; }

# What was changed may concern any of them.
start_units() {
  local unit failed=()
  ! runs_systemd || systemctl daemon-reload
  for unit in "$@"; do
    if [ "$(systemctl is-enabled "$unit" 2> /dev/null || true)" != enabled ]; then
      systemctl --quiet enable "$unit"
      did "enabled $unit"
    fi
  done
  runs_systemd || return 0
  for unit in "$@"; do
    if [ -e "$unfinished" ]; then systemctl restart "$unit"; else systemctl start "$unit"; fi || failed+=("$unit")
  done
  # Each has begun anew once: systemd goes on with those that fell, which the next run must not cut off in the middle.
  rm -f "$unfinished"
  [ "\${#failed[@]}" = 0 ] || fail "these do not start: \${failed[*]} (journalctl -u \${failed[0]})"
}

wait_until_well() {
  local seen
  if ! runs_systemd; then
    say "systemd does not run here: units are enabled, not started; $changes changes"
    return
  fi
  SECONDS=0
  until seen=$(well 2>&1); do
    if [ "$SECONDS" -ge "$1" ]; then
      printf '%s\\n' "$seen" >&2
      fail "after $1 s it is still not; see above"
    fi
    sleep 3
  done
  say "well; $changes changes"
}`
