// The script that copies InfluxDB 1 shard by shard: what it puts away is whole, or has no final name.
import type { InfluxdBackup } from './influxd-backup.ts'
import { COUNTS, influxShell } from './influxd-shell.ts'
import { secretPath } from './place.ts'

/** Of one shard: the largest of the reference city has about a gigabyte. */
const SHARD_WITHIN_S = 1800
/** Beside the shard itself. */
const ROOM_MB = 256
/** The end of each shard is counted when it is copied, a share of it: all of it would take as long as the copy. */
const COUNTED_SHARE = 48

/**
 * Bash. A backup is a folder named by its time, with the files of `influxd backup -portable`, what was counted, and
 * SHA256SUMS of them all, which comes last: without it a backup in a bucket is none. In a folder the name of what is not
 * whole ends with `.part`. At most one shard lies on the machine's own disk. `credential` is the administrator's password
 * among those of the unit.
 */
export function influxdBackupScript(backup: InfluxdBackup, credential: string): string {
  const { database, admin, place, target, files } = backup
  return `#!/bin/bash
# Copies the database ${database} of influxd, verifies the copy and puts it away; ends with 0 only where all of it is there.
${influxShell('backup', files.address)}
${COUNTS}
readonly database='${database}' data='${files.data}'
stamp=$(date -u +%Y%m%dT%H%M%SZ)
readonly stamp
${target.type === 'folder' ? folderShell(target) : bucketShell(target)}
# One at a time; what an earlier one left is no backup.
exec 9> "$home/.lock"
flock --nonblock 9 || tell 'another one runs'
rm -rf "$home"/*.part
out=$home/$stamp.part
trap 'rm -rf "$work" "$out"' EXIT
mkdir "$out"
password=\${CREDENTIALS_DIRECTORY:-}/${credential}
[ -n "\${CREDENTIALS_DIRECTORY:-}" ] || password='${secretPath(place, admin.secret)}'
login '${admin.name}' "$password" > "$work/admin"

# keep FILE: notes its sum, and puts it where it stays.
keep() {
  local name=\${1##*/}
  ! grep -q "  $name$" "$work/SHA256SUMS" || tell "two files are named $name: was the clock set back?"
  (cd "\${1%/*}" && sha256sum "$name") >> "$work/SHA256SUMS"
  printf '%s %s\\n' "$(stat -c %s "$1")" "$name" >> "$work/sizes"
  put_away "$1"
}
# there SHARD POLICY: is it still? Its time may have been over.
there() { shards "$database" | awk -v id="$1" -v policy="$2" '$1 == id && $2 == policy { n++ } END { exit !n }'; }

: > "$work/SHA256SUMS"
: > "$work/sizes"
shards "$database" > "$work/shards"
[ -s "$work/shards" ] || tell "$database has no points at all: there is nothing to copy, is the worker writing?"

# Counted before it is copied: what comes meanwhile makes the copy have more, never less.
: > "$work/windows"
: > "$work/counts"
now=$(date +%s)
while read -r _ policy from to expires; do
  first=$(seconds "$from") last=$(seconds "$to")
  [ "$last" -le "$now" ] || last=$now
  [ "$last" -gt "$first" ] || continue
  [ "$expires" != "$to" ] || expires=never
  first=$((last - (last - first + ${COUNTED_SHARE - 1}) / ${COUNTED_SHARE}))
  printf '%s,%s,%s,%s\\n' "$policy" "$first" "$last" "$expires" >> "$work/windows"
  counts "$database" "$policy" "$first" "$last" >> "$work/counts"
done < "$work/shards"

second=''
while read -r id policy _; do
  there "$id" "$policy" || tell "shard $id of $policy is gone, its time was over: run it again"
  large=$(du -cmsx "$data/data/$database/$policy/$id" "$data/wal/$database/$policy/$id" 2> /dev/null | tail -n 1 | cut -f 1)
  free=$(df -mP "$out" | awk 'END { print $4 }')
  [ "$free" -gt $((large + large / 10 + ${ROOM_MB})) ] || tell "shard $id needs $large MB, $home has $free MB free"
  # influxd names its files by the second: of two in the same one the first would be gone.
  while [ "$(date +%s)" = "$second" ]; do sleep 0.05; done
  second=$(date +%s)
  timeout ${SHARD_WITHIN_S} influxd backup -portable -host 127.0.0.1:8088 -db "$database" -rp "$policy" -shard "$id" \\
    "$out/one" > "$work/said" 2>&1 || {
    tail -n 5 "$work/said" >&2
    tell "shard $id of $policy cannot be copied"
  }
  # The manifest says how large the shard is when it is unpacked.
  size=$(sed -n 's/^ *"size": \\([0-9]*\\),$/\\1/p' "$out"/one/*.manifest)
  file=$(sed -n 's/^ *"fileName": "\\([^"]*\\.s'"$id"'\\.tar\\.gz\\)",$/\\1/p' "$out"/one/*.manifest)
  [ -s "$out/one/\${file:-none}" ] || tell "the copy of shard $id of $policy has no file"
  [ "$(gzip -dc "$out/one/$file" | wc -c)" = "$size" ] || tell "the copy of shard $id of $policy is not whole"
  for one in "$out"/one/*; do keep "$one"; done
  rmdir "$out/one"
done < "$work/shards"
while read -r id policy _; do
  there "$id" "$policy" || tell "shard $id of $policy went meanwhile, its time was over: run it again"
done < "$work/shards"

printf 'database=%s\\nhost=%s\\nat=%s\\nshards=%s\\n%s\\n' \\
  "$database" "$(hostname)" "$stamp" "$(wc -l < "$work/shards")" "$(influxd version)" > "$work/about"
printf 'backup: %s: %s shards, %s counts' "$stamp" "$(wc -l < "$work/shards")" "$(wc -l < "$work/counts")" > "$work/says"
for one in windows counts about; do keep "$work/$one"; done
finish
printf '%s, %s MB, in %s s; %s\\n' "$(cat "$work/says")" \\
  "$(awk '{ n += $1 } END { print int(n / 1000000 + 0.5) }' "$work/sizes")" "$SECONDS" "$(where)"
`
}

function folderShell({ folder, keep }: Extract<InfluxdBackup['target'], { type: 'folder' }>) {
  return `readonly home='${folder}' many=${keep}
[ -d "$home" ] || tell "the folder $home is missing: is its disk mounted?"
put_away() { mv "$1" "$out/"; }
finish() {
  cp "$work/SHA256SUMS" "$out/"
  sync -f "$out"
  (cd "$out" && sha256sum --check --quiet --strict SHA256SUMS) || tell "what was written to $home reads otherwise"
  mv -T "$out" "$home/$stamp"
  sync -f "$home"
  # Only what has a name of ours, and only after the new one is there.
  find "$home" -mindepth 1 -maxdepth 1 -type d -printf '%f\\n' | grep -xE '[0-9]{8}T[0-9]{6}Z' | sort -r |
    tail -n "+$((many + 1))" | while read -r old; do
    rm -rf "\${home:?}/$old"
    printf 'backup: removed %s: the newest %s stay\\n' "$old" "$many"
  done
}
where() { printf 'in %s' "$home/$stamp"; }`
}

/** The listing is of what S3 has; what it took it has compared with a sum of its own. */
function bucketShell(target: Extract<InfluxdBackup['target'], { type: 'bucket' }>) {
  const { bucket, prefix, region } = target
  return `${bucketTools(region)}
readonly home=\${CACHE_DIRECTORY:-/var/cache/ronda-influxd-backup} at='s3://${bucket}/${prefix}'
[ -d "$home" ] || mkdir -m 0700 "$home"
put_away() {
  s3 cp "$1" "$at/$stamp/\${1##*/}" || tell "\${1##*/} cannot be put into the bucket"
  rm "$1"
}
finish() {
  bucket s3 ls "$at/$stamp/" | awk '{ print $3, $4 }' | sort > "$work/have" || tell 'the bucket cannot be listed'
  sort "$work/sizes" | cmp -s - "$work/have" || tell "the bucket has other files than were put there: $at/$stamp"
  s3 cp "$work/SHA256SUMS" "$at/$stamp/SHA256SUMS" || tell 'SHA256SUMS cannot be put into the bucket'
}
where() { printf 'in %s' "$at/$stamp"; }`
}

/** Bash: the client of AWS, by the instance's role, bounded in time. */
export function bucketTools(region: string): string {
  return `export AWS_PAGER='' AWS_MAX_ATTEMPTS=5
bucket() { timeout ${SHARD_WITHIN_S} aws --region '${region}' --cli-connect-timeout 10 --cli-read-timeout 60 "$@"; }
s3() { bucket s3 "$1" --only-show-errors "\${@:2}"; }`
}
