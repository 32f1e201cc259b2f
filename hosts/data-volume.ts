// A volume of EBS that outlives its instance, mounted where a host keeps its data.
import type { HostPart } from './join-hosts.ts'

const ATTACHED_WITHIN_S = 600

export interface DataVolume {
  /** `vol-0123456789abcdef0`. */
  readonly id: string
  readonly folder: string
  /** `ronda:ronda`; of a package's user it exists only after the packages. */
  readonly owner: string
  readonly mode: string
}

/**
 * Waits until the volume is attached, makes a file system only where there is none of any kind, mounts it now and at every
 * start. Throws where `id` is none.
 */
export function dataVolume({ id, folder, owner, mode }: DataVolume): HostPart {
  if (!/^vol-[0-9a-f]+$/.test(id)) throw new Error(`"${id}" is no id of a volume`)
  const device = `/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${id.replace('-', '')}`
  return {
    steps: [
      {
        says: `mount volume ${id} at ${folder}`,
        shell: `device='${device}' folder='${folder}'
for _ in $(seq ${ATTACHED_WITHIN_S / 5}); do [ -e "$device" ] && break; sleep 5; done
[ -e "$device" ] || fail "volume ${id} is not attached after ${ATTACHED_WITHIN_S} s"
# blkid says 2 for nothing found, and for a volume that cannot be read: that must never be made anew.
dd if="$device" of=/dev/null bs=1M count=4 iflag=fullblock 2>/dev/null || fail "volume ${id} cannot be read"
found=0
kind=$(blkid -p -o value -s TYPE "$device") || found=$?
# Only a volume with nothing at all on it (2) is made ours.
if [ "$found" = 2 ]; then
  mkfs.ext4 -q -m 1 "$device"
  did "made a file system on ${id}"
elif [ "$found" != 0 ] || [ -z "$kind" ]; then
  fail "volume ${id} holds something that is no file system, or cannot be read: nothing is written to it"
fi
if ! grep -q " $folder " /etc/fstab; then
  printf '%s %s ext4 defaults,noatime,nofail,x-systemd.device-timeout=60 0 2\\n' "$device" "$folder" >> /etc/fstab
  did "wrote $folder into /etc/fstab"
fi
mkdir -p "$folder"
if ! mountpoint -q "$folder"; then
  mount "$folder"
  did "mounted $folder"
fi
# A volume that was made larger is used whole; one that was not is left as it is.
resize2fs "$device" > /dev/null 2>&1 || fail "the file system of ${id} cannot be grown to its volume"
if [ "$(stat -c %U:%G:%a "$folder")" != '${owner}:${mode.replace(/^0/, '')}' ]; then
  chown '${owner}' "$folder"
  chmod ${mode} "$folder"
  did "gave $folder to ${owner}"
fi`,
      },
    ],
  }
}
