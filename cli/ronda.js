#!/usr/bin/env node
// The door of `ronda`: plain JavaScript, so that an old Node can still read it and say what is wrong.
import { open } from './door.js'

await open('./main.ts', import.meta.url)
