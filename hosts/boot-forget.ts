// The shell functions by which a boot script removes files that an earlier run of it wrote and that it writes no longer.

/**
 * Bash. Wants `name`, `say` and `did`. Each file that is put is noted with its sum in a list of the machine's, before it is
 * written; after the steps what is noted and was not put this time goes, and a unit is stopped before. What people
 * changed since, or another boot script of the machine has put too, stays.
 */
export const FORGET = `readonly listed=/var/lib/ronda-boot/$name.files
# Of this run; a file, because what puts may be at the end of a pipe, in a shell of its own.
readonly noted=$listed.now
rm -f "$noted"
# note_file PATH FILE: what is in FILE is about to be PATH.
note_file() {
  local sum
  sum=$(sha256sum < "$2")
  mkdir -p "\${listed%/*}"
  printf '%s  %s\\n' "\${sum%% *}" "$1" >> "$noted"
  grep -qsxF "\${sum%% *}  $1" "$listed" || printf '%s  %s\\n' "\${sum%% *}" "$1" >> "$listed"
}
forget_old_files() {
  local line path sum left=''
  local -A old=() now=()
  [ -f "$listed" ] || return 0
  [ ! -f "$noted" ] || while IFS= read -r line; do now[\${line#*  }]=yes; done < "$noted"
  while IFS= read -r line; do
    path=\${line#*  }
    [ -n "\${now[$path]:-}" ] || old[$path]+="\${line%%  *} "
  done < "$listed"
  for path in "\${!old[@]}"; do
    if [ ! -f "$path" ] || [ -L "$path" ] || put_by_another "$path"; then continue; fi
    sum=$(sha256sum < "$path")
    case \${old[$path]} in
      *"\${sum%% *} "*)
        case $path in
          /etc/systemd/system/*/*) ;;
          /etc/systemd/system/*.service | /etc/systemd/system/*.timer) stop_for_good "\${path##*/}" ;;
        esac
        rm -f "$path"
        did "removed $path, which is not wanted any more"
        ;;
      *)
        say "left $path, which is not wanted any more: somebody changed it; remove it by hand"
        for sum in \${old[$path]}; do left+="$sum  $path"$'\\n'; done
        ;;
    esac
  done
  touch "$noted"
  printf '%s' "$left" >> "$noted"
  mv -f "$noted" "$listed"
}
# put_by_another PATH: by the boot script of another host on this machine.
put_by_another() {
  local other
  for other in "\${listed%/*}"/*.files; do
    [ "$other" = "$listed" ] || ! cut -d ' ' -f 3- "$other" | grep -qxF "$1" || return 0
  done
  return 1
}
stop_for_good() {
  if [ -d /run/systemd/system ]; then systemctl --quiet disable --now "$1"; else systemctl --quiet disable "$1"; fi ||
    say "$1 cannot be disabled"
}`
