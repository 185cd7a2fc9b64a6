// Every role follows every link it is offered: none is dead, every page is sound, and axe-core has no complaint.

import assert from 'node:assert/strict'

import { SIGNED_IN, crawlAs } from '../lib/crawl.mjs'
import { test } from '../lib/runner.mjs'

/** Pages of nobody in particular. */
const SIGNED_OUT = ['/', '/sign-in', '/start', '/recover', '/cannot-sign-in', '/help', '/accessibility', '/terms', '/privacy']

const ROLES = [
  'platform administrator',
  'second platform approver',
  'national service desk',
  'partner reviewer',
  'communications author',
  'incident manager',
  'clinical safety officer',
  'supplier engineer',
  'national administration service',
  'primary local administrator',
  'local administrator',
  'local help desk',
  'licence administrator',
  'spending approver',
  'auditor',
  'directory feed',
  'threat approver',
  'primary telephony administrator',
  'telephony administrator',
  'person',
]

export const crawling = [
  test('every page for somebody signed out is sound and every link leads somewhere', (world) =>
    crawlAs(world, undefined, SIGNED_OUT)),
  ...ROLES.map((role) =>
    test(`every page a ${role} is offered is sound and every link leads somewhere`, (world) =>
      crawlAs(world, world.demo.account(role), SIGNED_IN)),
  ),
  test('every role of the demonstration was crawled', async ({ demo }) => {
    assert.deepEqual([...new Set(demo.accounts.map(({ role }) => role))].sort(), [...ROLES].sort())
  }),
]
