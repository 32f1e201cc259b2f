// The script that brings a backup of InfluxDB 1 back, and compares what is there with what was counted.
import type { InfluxdBackup } from './influxd-backup.ts'
import { bucketTools } from './influxd-backup-script.ts'
import { COUNTS, influxShell } from './influxd-shell.ts'
import { secretPath } from './place.ts'

/** Beside the backup itself. */
const ROOM_MB = 256
/** A copy into another database goes in slices of a shard, each of some 100,000 points: influxd gives a statement a minute. */
const SLICE_MB = 1
/** With two seconds between them. */
const LOOKS = 15

/** Bash, to be run by root on the database's host. Never writes into a database that has points, but with `merge`. */
export function influxdRestoreScript(backup: InfluxdBackup): string {
  const { database, admin, place, target, files } = backup
  return `#!/bin/bash
# influxd-restore                 says which backups there are
# influxd-restore BACKUP [NAME]   brings one back as the database NAME, by default ${database}, which must be empty or not there
# influxd-restore merge NAME      puts the points of the database NAME into ${database}, beside what is there
${influxShell('restore', files.address)}
${COUNTS}
readonly database='${database}'
[ "$(id -u)" = 0 ] || tell 'this needs root'
${target.type === 'folder' ? folderShell(target) : bucketShell(target, files.data)}
if [ $# = 0 ]; then
  backups
  exit
fi
login '${admin.name}' '${secretPath(place, admin.secret)}' > "$work/admin"
is_there() { printf 'SHOW DATABASES' | rows | grep -qx "databases,,$1"; }
is_empty() { [ -z "$(printf 'SHOW SERIES ON "%s" LIMIT 1' "$1" | rows)" ]; }
name_of() { [[ $1 =~ ^[A-Za-z0-9_-]{1,64}$ ]] || tell "$1 is no name for a database"; }

# merge NAME
merge() {
  local id policy from to expires hours oldest first last large step at end
  is_there "$1" || tell "there is no database $1"
  shards "$1" > "$work/shards"
  while read -r id policy from to expires; do
    first=$(seconds "$from") last=$(seconds "$to")
    large=$(du -cmsx "${files.data}/data/$1/$policy/$id" "${files.data}/wal/$1/$policy/$id" 2> /dev/null | tail -n 1 | cut -f 1)
    step=$(((last - first) / (large / ${SLICE_MB} + 1)))
    hours=$(printf 'SHOW RETENTION POLICIES ON "%s"' "$database" | rows | awk -F , -v name="$policy" '$3 == name { print $4 + 0 }')
    [ -n "$hours" ] || tell "$database has no policy $policy: ${files.setup} makes those of Ronda"
    # What is older than it keeps it would not take.
    oldest=$(($(date +%s) - hours * 3600 + 60))
    [ "$hours" = 0 ] || [ "$first" -gt "$oldest" ] || first=$oldest
    for ((at = first; at < last && at < $(date +%s); at = end)); do
      end=$((at + step < last ? at + step : last))
      printf 'SELECT * INTO "%s"."%s".:MEASUREMENT FROM "%s"."%s"./.*/ WHERE time >= %ss AND time < %ss GROUP BY *' \\
        "$database" "$policy" "$1" "$policy" "$at" "$end" | must > /dev/null
    done
    printf 'restore: %s of %s: from %s to %s\\n' "$policy" "$1" "$from" "$to"
  done < "$work/shards"
  printf 'restore: the points of %s are in %s; look, then: DROP DATABASE "%s"\\n' "$1" "$database" "$1"
}
if [ "$1" = merge ]; then
  [ $# = 2 ] || tell 'merge which database?'
  name_of "$2"
  [ "$2" != "$database" ] || tell "$database is where they go"
  merge "$2"
  exit
fi

backup=$1 into=\${2:-$database}
[[ $backup =~ ^[0-9]{8}T[0-9]{6}Z$ ]] || tell "$backup is no backup; without a word it says which there are"
name_of "$into"
was_there=''
if is_there "$into"; then
  is_empty "$into" ||
    tell "the database $into has points. Bring it back under another name, influxd-restore $backup \${into}_restored, and then influxd-restore merge \${into}_restored"
  was_there=yes
fi
fetch "$backup"
(cd "$from" && sha256sum --check --quiet --strict SHA256SUMS) || tell "$backup is damaged: take another one"
[ "$(wc -l < "$from/SHA256SUMS")" = "$(find "$from" -type f ! -name SHA256SUMS | wc -l)" ] || tell "$backup has other files than it had"
source=$(sed -n 's/^database=//p' "$from/about")
# It has no points: influxd brings a database back only where there is none.
[ -z "$was_there" ] || printf 'DROP DATABASE "%s"' "$into" | must > /dev/null
if ! influxd restore -portable -host 127.0.0.1:8088 -db "$source" -newdb "$into" "$from" > "$work/said" 2>&1; then
  tail -n 5 "$work/said" >&2
  printf 'DROP DATABASE "%s"' "$into" | must > /dev/null
  tell "$backup cannot be brought back; $into was removed again"
fi

: > "$work/expected"
: > "$work/look"
old=0
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
while IFS=, read -r policy first last expires; do
  if [ "$expires" != never ] && [[ ! $expires > $now ]]; then
    old=$((old + 1))
    continue
  fi
  printf '%s,%s,%s\\n' "$policy" "$first" "$last" >> "$work/look"
  grep "^$policy,$first,$last," "$from/counts" >> "$work/expected" || true
done < "$from/windows"
# influxd opens what it was given when it says that it has it: a moment later it is there.
for _ in $(seq ${LOOKS}); do
  : > "$work/found"
  while IFS=, read -r policy first last; do
    counts "$into" "$policy" "$first" "$last" >> "$work/found"
  done < "$work/look"
  awk -F , 'FILENAME == ARGV[1] { found[$1 FS $2 FS $3 FS $4 FS $5] = $6; next }
    found[$1 FS $2 FS $3 FS $4 FS $5] + 0 < $6 { print "  " $1 ", " $4 "." $5 ": " found[$1 FS $2 FS $3 FS $4 FS $5] + 0 " of " $6 }' \\
    "$work/found" "$work/expected" > "$work/lost"
  [ -s "$work/lost" ] || break
  sleep 2
done
if [ -s "$work/lost" ]; then
  head -n 20 "$work/lost" >&2
  tell "$into has fewer points than were counted; it is left for you to look at"
fi
[ "$(shards "$into" | wc -l)" -ge "$(sed -n 's/^shards=//p' "$from/about")" ] || [ "$old" -gt 0 ] || tell "$into lacks a shard"
[ "$old" = 0 ] || printf 'restore: %s shards are older than their policies keep: influxd removes them within half an hour\\n' "$old"
[ "$into" != "$database" ] || ${files.setup}
printf 'restore: %s is back as %s: %s counts are as they were, in %s s\\n' "$backup" "$into" "$(wc -l < "$work/expected")" "$SECONDS"
`
}

function folderShell({ folder }: Extract<InfluxdBackup['target'], { type: 'folder' }>): string {
  return `readonly home='${folder}'
backups() { find "$home" -mindepth 1 -maxdepth 1 -type d -printf '%f\\n' | grep -xE '[0-9]{8}T[0-9]{6}Z' | sort; }
fetch() {
  from=$home/$1
  [ -s "$from/SHA256SUMS" ] || tell "there is no backup $1 in $home"
}`
}

/** The volume of the database has room for it: it is made twice as large as what is kept. */
function bucketShell(
  { bucket, prefix, region }: Extract<InfluxdBackup['target'], { type: 'bucket' }>,
  data: string,
): string {
  return `${bucketTools(region)}
readonly at='s3://${bucket}/${prefix}' home=\${TMPDIR:-${data}}
backups() {
  bucket s3 ls --recursive "$at/" | sed -n 's|.*/\\([0-9]\\{8\\}T[0-9]\\{6\\}Z\\)/SHA256SUMS$|\\1|p' | sort
}
fetch() {
  local large free
  from=$home/ronda-restore
  trap 'rm -rf "$work" "$from"' EXIT
  rm -rf "$from"
  large=$(bucket s3 ls "$at/$1/" | awk '{ n += $3; if ($4 == "SHA256SUMS") whole = 1 } END { if (whole) print int(n / 1000000) }')
  [ -n "$large" ] || tell "there is no whole backup $1 in $at"
  free=$(df -mP "$home" | awk 'END { print $4 }')
  [ "$free" -gt $((large + ${ROOM_MB})) ] || tell "$1 has $large MB, $home has $free MB free: name another folder in TMPDIR"
  s3 cp --recursive "$at/$1/" "$from/" || tell "$1 cannot be fetched"
}`
}
