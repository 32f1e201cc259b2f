// The shell function by which a machine asks Debian for packages, bounded in every direction: for scripts at boot.

/** Bash or POSIX shell. `apt WORDS...`, as apt-get takes them; ends by itself whatever mirrors and locks do. */
export const APT = `apt() {
  timeout 1500 apt-get -q -o Acquire::Retries=5 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30 \\
    -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold "$@"
}
# What was cut off in the middle, by a timeout or a lost machine, is brought to its end before anything else.
mend_packages() {
  dpkg --configure -a --force-confold > /dev/null || say 'dpkg was interrupted and cannot go on yet'
}`
