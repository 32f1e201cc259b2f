// The script of a delivery: fetch, compare, check, swap a link, have it taken over; or leave everything as it was.
import type { Delivery } from './deliver.ts'
import { shellQuoted } from './shell-quoted.ts'

/** More than any archive of a city; what is fetched beyond it is cut off, and refused by its sum. */
const MOST_KB = 512 * 1024

/**
 * Bash. Killed at any moment it leaves the link at a whole folder, the old one or the new one, and ends what is left at its
 * next run: what was taken over last stands in `.applied`. What a program did not run by (`.refused`) is tried again only
 * by somebody who names it, because each try is an outage.
 */
export function deliverScript({ pointer, region, home, link, owner }: Delivery): string {
  const folder = pointer.slice(0, pointer.lastIndexOf('/'))
  return `#!/bin/bash
# deliver [SHA256]: takes into use what ${pointer} names; with a sum, only if it names that one.
set -euo pipefail
umask 022
ulimit -f ${MOST_KB}
export AWS_PAGER='' AWS_MAX_ATTEMPTS=3 LC_ALL=C.UTF-8
readonly pointer=${shellQuoted(pointer)} folder=${shellQuoted(folder)} region=${shellQuoted(region)}
readonly home=${shellQuoted(home)} link=${shellQuoted(link)} owner=${shellQuoted(owner)} wanted=\${1:-}
here=$(cd "$(dirname "$0")" && pwd)
readonly here

say() { printf 'deliver: %s\\n' "$*" >&2; }
fail() {
  say "FAILED: $*; $stays"
  exit 1
}
fetch() {
  local try
  for try in 1 2 3 4 5; do
    if timeout --foreground 120 aws --region "$region" --cli-connect-timeout 10 --cli-read-timeout 30 \\
      s3 cp --only-show-errors "$1" "$2"; then return 0; fi
    [ "$try" = 5 ] || sleep $((try * 3))
  done
  return 1
}
noted() { cat "$home/$1" 2> /dev/null || true; }
note() {
  printf '%s\\n' "$2" > "$home/.note"
  mv "$home/.note" "$home/$1"
}
point() {
  ln -sfn "$1" "$link.new"
  mv -T "$link.new" "$link"
}

mkdir -p "$home"
exec 9> "$home/.lock"
stays='nothing was changed'
flock -w 900 9 || fail 'another delivery does not end'
rm -rf "$home/.new" "$home/.archive" "$home/.pointer" "$link.new"
old=''
was=$(noted .applied)
# A note that was cut off with the power says nothing.
[[ $was =~ ^[0-9a-f]{64}$ && -d $home/$was ]] || was=''
[ -z "$was" ] || old=$home/$was
if [ -n "$old" ]; then stays="\${was:0:16}, the one from before, stays in use"; else stays='there is none from before'; fi

fetch "$pointer" "$home/.pointer" || fail "$pointer cannot be fetched"
sum=$(head -c 100 "$home/.pointer")
[[ $sum =~ ^[0-9a-f]{64}$ ]] || fail "$pointer does not hold a SHA-256"
[ -z "$wanted" ] || [ "$wanted" = "$sum" ] || fail "$pointer names \${sum:0:16}, and not \${wanted:0:16}"
new=$home/$sum
if [ "$was" = "$sum" ] && [ "$(readlink "$link" || true)" = "$new" ]; then
  say "nothing new: \${sum:0:16} is in use"
  exit 0
fi
[ -n "$wanted" ] || [ "$(noted .refused)" != "$sum" ] ||
  fail "\${sum:0:16} did not run when it was tried; a deployment tries it again"

if [ ! -d "$new" ]; then
  fetch "$folder/$sum.tar.gz" "$home/.archive" || fail "$folder/$sum.tar.gz cannot be fetched"
  printf '%s  %s\\n' "$sum" "$home/.archive" | sha256sum --check --status ||
    fail "$folder/$sum.tar.gz is not what was expected: $(sha256sum < "$home/.archive")"
  mkdir "$home/.new"
  tar --extract --gzip --file "$home/.archive" --directory "$home/.new" --no-same-owner --no-same-permissions
  chown -R "$owner" "$home/.new"
  chmod -R u=rwX,g=rX,o= "$home/.new"
  # Names come to the disk before contents do: a machine that loses its power must not find empty files.
  sync -f "$home/.new"
  mv -T "$home/.new" "$new"
  rm -f "$home/.archive"
fi

"$here/deliver-check" "$new" || fail "\${sum:0:16} is refused: see above"
point "$new"
if ! "$here/deliver-apply" "$new" "$old"; then
  if [ -n "$old" ] && [ "$old" != "$new" ]; then
    point "$old"
    "$here/deliver-apply" "$old" "$new" || say "\${was:0:16} does not run again either: see above"
  fi
  note .refused "$sum"
  fail "the program does not run by \${sum:0:16}: see above"
fi
note .applied "$sum"
rm -f "$home/.refused"
for one in "$home"/*/; do
  one=\${one%/}
  [ "$one" = "$new" ] || [ "$one" = "$old" ] || rm -rf "$one"
done
say "took \${sum:0:16} into use"
`
}
