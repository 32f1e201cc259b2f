// The kept pictures of a camera, for those who may read the console: never in a cache, never on the public page.
import type { Context, Hono } from 'hono'
import { iso } from './api/iso.ts'
import { pictureQuerySchema, readQuery } from './api/query.ts'
import type { PictureView } from './feed-view.ts'
import type { Live } from './live.ts'
import { refuse } from './reply.ts'

export function addPictures(app: Hono, live: Live): void {
  const picture = (kind: PictureView['kind']) => async (c: Context<object, string>) => {
    const { at } = readQuery(pictureQuerySchema, c.req.url)
    const found = await live.picture(c.req.param('id') ?? '', kind)
    if (found === undefined)
      return refuse(c, 404, 'not_found', `no ${kind} picture of a target with this id is kept`)
    // What is written beside a picture must be of this picture.
    if (at !== undefined && at !== iso(found.at))
      return refuse(c, 404, 'not_found', 'a newer picture has replaced the one of that time')
    return c.body(new Uint8Array(found.jpeg), 200, {
      'content-type': 'image/jpeg',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    })
  }
  app.get('/api/targets/:id/picture/good', picture('good'))
  app.get('/api/targets/:id/picture/bad', picture('bad'))
}
