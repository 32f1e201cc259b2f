// CPU that ended children of this process have used, as the kernel adds it up when each is waited for.
import { readFileSync } from 'node:fs'

/** proc_pid_stat(5): fields 16 and 17, cutime and cstime; 14 and 15 where counting begins behind the name. */
const CHILDREN_USER = 13
const CHILDREN_SYSTEM = 14
/** USER_HZ, which Linux shows to programs on every architecture that Node runs on. */
const MS_PER_TICK = 10

/** Milliseconds of all children so far, whoever started them; 0 where there is no /proc. */
export function childrenCpuMs(): number {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1')
    // The name stands in parentheses, and may have anything in it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[CHILDREN_USER]) + Number(fields[CHILDREN_SYSTEM])) * MS_PER_TICK
  } catch {
    return 0
  }
}
