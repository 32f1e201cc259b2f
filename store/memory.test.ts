// The memory store keeps the contract of every store.
import { storeContract } from '../test/contracts/store.ts'
import { openMemoryStore } from './memory.ts'

storeContract(async () => openMemoryStore(), { skip: ['reopen'] })
