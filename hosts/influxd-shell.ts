// What scripts on the host of InfluxDB 1 begin with: asking influxd as somebody, without a password in an argument.

/**
 * Bash. `says` is put before what is told. Brings `$work`, a folder in which only this run reads, and the functions tell,
 * password, login, ask, must and rows.
 */
export function influxShell(says: string, addressFile: string): string {
  return `set -euo pipefail
umask 077
. '${addressFile}'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tell() {
  printf '${says}: %s\\n' "$*" >&2
  exit 1
}
# Files of passwords, as InfluxQL and as a file for curl have them.
password() {
  [ -s "$1" ] || tell "the password in $1 is missing: write it there"
  sed -z "s/\\r\\?\\n\\$//; s/[\\\\\\\\']/\\\\\\\\&/g" "$1"
}
login() {
  [ -s "$2" ] || tell "the password in $2 is missing: write it there"
  printf 'user = "%s:' "$1"
  sed -z 's/\\r\\?\\n$//; s/["\\\\]/\\\\&/g' "$2"
  printf '"\\n'
}
# ask FILE-OF-LOGIN [OPTION...], with the statement on stdin; prints the answer. Statements may take a minute there.
ask() {
  curl --silent --show-error --max-time 90 --config "$1" "\${@:2}" --data-urlencode q@- \\
    "http://$INFLUXDB_HTTP_BIND_ADDRESS/query"
}
# A shard that was brought back a moment ago is opened anew.
must() {
  local answer left=60
  cat > "$work/must"
  while
    answer=$(ask "$work/admin" < "$work/must") || tell 'influxd does not answer'
    [[ $answer == *'"error":"engine is '* || $answer == *'"error":"shard is '* ]] && [ $((left--)) -gt 0 ]
  do sleep 1; done
  case $answer in *'"error":'*) tell "$answer" ;; esac
  printf '%s' "$answer"
}
# The answer's rows, with commas; for statements whose values have none.
rows() {
  local answer
  answer=$(ask "$work/admin" --header 'Accept: application/csv') || tell 'influxd does not answer'
  case $answer in error*) tell "\${answer#error}" ;; esac
  printf '%s\\n' "$answer" | sed '1d; /^$/d'
}`
}

/** Bash: what of a database is counted when it is copied, and again when it is back. */
export const COUNTS = `# shards DATABASE: a line for each: id policy start end expiry
shards() {
  printf 'SHOW SHARDS' | rows | awk -F , -v database="$1" '$4 == database { print $3, $5, $7, $8, $9 }'
}
seconds() { date -u -d "$1" +%s; }
# counts DATABASE POLICY FROM TO: a line for each field of each measurement: policy,from,to,measurement,field,count
counts() {
  printf 'SELECT count(*) FROM "%s"."%s"./.*/ WHERE time >= %ss AND time < %ss' "$@" | must |
    sed 's/{"name":/\\n&/g' | sed -n '/^{"name":/p' | tr -d '[]{}"' | awk -v key="$2,$3,$4" '{
      split($0, part, /^name:|,columns:|,values:/)
      many = split(part[3], column, ",")
      split(part[4], value, ",")
      for (i = 2; i <= many; i++) if (value[i] ~ /^[0-9]+$/) print key "," part[2] "," column[i] "," value[i]
    }'
}`
