// Sleeping by the event loop.

/** Lets the event loop turn for about `us` microseconds; below a millisecond, once. */
export async function pause(us: number): Promise<void> {
  await new Promise<void>((resolve) => {
    if (us < 1000) setImmediate(resolve)
    else setTimeout(resolve, us / 1000)
  })
}
