// Every role follows every link it is offered: none is dead, every page is sound, and axe-core has no complaint.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { axeProblems, inSession, signIn } from '../lib/browser.mjs'
import { checkPage } from '../lib/page_check.mjs'
import { test } from '../lib/runner.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Pages of one pattern that a role visits; more would be the same page about other people. */
const PER_PATTERN = 4

/** Addresses that are no pages of the portal. */
const NO_PAGE = /\.(csv|xlsx)$|\/proof\.json$|^\/assets\/|^\/api\/|^\/health\//

/** Pages of nobody in particular, and the addresses every role starts from. */
const SIGNED_OUT = ['/', '/sign-in', '/start', '/cannot-sign-in', '/help', '/accessibility', '/terms', '/privacy']
const SIGNED_IN = ['/home', '/me', '/people', '/people?search=an']

/** The address with everything that names one thing replaced, so that equal pages are equal. */
function pattern(address) {
  const [path, query] = address.split('?')
  const parts = path.split('/').map((part, place, all) => {
    if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(part)) return 'ID'
    if (['o', 'organisations', 'joining'].includes(all[place - 1])) return 'CODE'
    return ['rules', 'notices'].includes(all[place - 1]) ? 'NAME' : part
  })
  const names = [...new URLSearchParams(query).keys()].sort()
  return parts.join('/') + (names.length ? `?${[...new Set(names)].join('&')}` : '')
}

/** Follows the links from `starts` until nothing new is found; gives what is wrong. */
async function crawl(page, context, starts, visit) {
  const waiting = [...starts]
  const seen = new Set(waiting)
  const visited = new Map()
  const wrong = []
  let pages = 0
  while (waiting.length) {
    const address = waiting.shift()
    const kind = pattern(address)
    const before = visited.get(kind) ?? 0
    if (before >= PER_PATTERN) continue
    visited.set(kind, before + 1)
    pages += 1
    const answer = await context.request.get(address, { maxRedirects: 5 })
    if (answer.status() !== 200) wrong.push(`${answer.status()} ${address}`)
    if (NO_PAGE.test(address.split('?')[0])) continue
    const { faults, links } = await checkPage(page, await answer.text())
    wrong.push(...faults.map((fault) => `${address}: ${fault}`))
    const first = await visit(kind, address)
    wrong.push(...first.map((fault) => `${address}: ${fault}`))
    for (const link of links) {
      if (link.startsWith('mailto:') || link.startsWith('tel:')) continue
      const target = new URL(link, new URL(address, 'http://portal'))
      if (target.host !== 'portal') {
        wrong.push(`${address}: leads elsewhere: ${link}`)
        continue
      }
      const next = target.pathname + target.search
      if (!seen.has(next)) {
        seen.add(next)
        waiting.push(next)
      }
    }
  }
  return { wrong, pages }
}

/** Patterns that axe-core has seen, by whichever role came first. */
const examined = new Set()

async function follow(world, account, starts) {
  await inSession(world, {}, async (page, context) => {
    if (account) await signIn(page, account)
    // Pages are read here without loading them; those for axe-core are opened in a second tab.
    const reader = await context.newPage()
    await reader.goto('/assets/none')
    const visit = async (kind, address) => {
      if (examined.has(kind)) return []
      examined.add(kind)
      await page.goto(address)
      return axeProblems(page, axe)
    }
    const { wrong, pages } = await crawl(reader, context, starts, visit)
    assert.ok(pages >= starts.length)
    assert.deepEqual([...new Set(wrong)], [], `${pages} pages`)
  })
}

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
    follow(world, undefined, SIGNED_OUT)),
  ...ROLES.map((role) =>
    test(`every page a ${role} is offered is sound and every link leads somewhere`, (world) =>
      follow(world, world.demo.account(role), SIGNED_IN)),
  ),
  test('every role of the demonstration was crawled', async ({ demo }) => {
    assert.deepEqual([...new Set(demo.accounts.map(({ role }) => role))].sort(), [...ROLES].sort())
  }),
]
