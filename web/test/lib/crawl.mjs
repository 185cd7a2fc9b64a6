// Following every link that somebody is offered: none is dead, every page is sound, and axe-core has no complaint.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { axeProblems, inSession, signIn } from './browser.mjs'
import { beyondTheColumn, checkPage } from './page_check.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Pages of one pattern that a role visits; more would be the same page about other people. */
const PER_PATTERN = 4

/** Addresses that are no pages of the portal. */
const NO_PAGE = /\.(csv|xlsx)$|\/proof\.json$|^\/requests\/[^/]+\/files\/|^\/assets\/|^\/api\/|^\/health\/|^\/saml\/start\//

/** The address with everything that names one thing replaced, so that equal pages are equal. */
function pattern(address) {
  const [path, query] = address.split('?')
  const parts = path.split('/').map((part, place, all) => {
    if (/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(part)) return 'ID'
    if (['o', 'organisations', 'joining'].includes(all[place - 1])) return 'CODE'
    return ['rules', 'notices', 'help'].includes(all[place - 1]) ? 'NAME' : part
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

/** The folder in which each page is pictured as axe-core sees it, if somebody wants to look at all of them. */
const PICTURES = process.env.GUILDHALL_PICTURES

async function picture(page, portal, kind) {
  if (!PICTURES) return
  const name = kind.replaceAll(/[^A-Za-z]+/g, '-').replaceAll(/^-|-$/g, '') || 'sign-in'
  await page.screenshot({ path: `${PICTURES}/${new URL(portal).port}-${name.slice(0, 90)}.png`, fullPage: true })
}

/** Patterns that axe-core has seen at each portal, by whichever role came first. */
const examined = new Map()

/** Signs in as somebody, or as nobody, and follows every link from these addresses. */
export async function crawlAs(world, account, starts) {
  await inSession(world, {}, async (page, context) => {
    if (account) await signIn(page, account)
    // Pages are read here without loading them; those for axe-core are opened in a second tab.
    const reader = await context.newPage()
    await reader.goto('/assets/none')
    const { portal } = world.demo
    const seen = examined.get(portal) ?? new Set()
    examined.set(portal, seen)
    const visit = async (kind, address) => {
      if (seen.has(kind)) return []
      seen.add(kind)
      await page.goto(address)
      await picture(page, portal, kind)
      return [...await page.evaluate(beyondTheColumn), ...await axeProblems(page, axe)]
    }
    const { wrong, pages } = await crawl(reader, context, starts, visit)
    assert.ok(pages >= starts.length)
    assert.deepEqual([...new Set(wrong)], [], `${pages} pages`)
  })
}

/** Where whoever is signed in begins. */
export const SIGNED_IN = ['/home', '/me', '/people', '/people?search=an']
