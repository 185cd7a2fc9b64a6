// Nobody is stuck where there is nothing yet, nor where it comes to an end: each role at an organisation that has nobody
// else, in an installation without a licence, and at one that closes.

import assert from 'node:assert/strict'

import { command, importRegisterOf, startWork } from '../lib/acts.mjs'
import { inSession, signIn } from '../lib/browser.mjs'
import { SIGNED_IN, crawlAs } from '../lib/crawl.mjs'
import { beginInstallation } from '../lib/installation.mjs'
import { test } from '../lib/runner.mjs'

const PASSWORD = 'nine grey geese drift'

const ROLES = [
  'primary local administrator', 'local administrator', 'local help desk', 'licence administrator', 'spending approver',
  'auditor', 'directory feed', 'threat approver', 'primary telephony administrator', 'telephony administrator',
]

/** An organisation for each role, with one person: who holds it. */
const PLACES = ROLES.map((role, place) => ({ role, code: `RE${String(place).padStart(3, '0')}`, name: `Emptyfield ${place}` }))

/** As many of the first ones close afterwards: those with the roles that have something to do about it, and one that has not. */
const CLOSING = 3

/** Links of Home that lead to somebody's work, and not to themself or to everybody. */
async function nextSteps(page) {
  await page.goto('/home')
  const links = await page.locator('main a').evaluateAll((all) => all.map((link) => link.getAttribute('href')))
  const forms = await page.locator('main form').evaluateAll((all) => all.map((form) => form.getAttribute('action')))
  return [...links, ...forms].filter((href) => /^\/(o|national)\b/.test(href))
}

/** Opens the organisations and gives each its one person; gives what asks the interface with a token that lasts a day. */
async function fill(own, installation) {
  return inSession(own, {}, async (page) => {
    await startWork(page, installation, PASSWORD)
    await page.goto('/me/tokens')
    await page.getByLabel('What is it for?').fill('Setting up')
    await page.getByLabel('For how many days?').fill('1')
    await page.getByRole('button', { name: 'Make a token' }).click()
    const token = await page.locator('.nhsuk-panel code').innerText()
    const runner = { api_token: token.trim() }
    await page.goto('/national/register')
    await importRegisterOf(page, PLACES.map(({ code, name }) => [code, name]))
    const demo = { api: `${installation.portal}/api/v1` }
    const ask = (name, body) => command(demo, runner, name, body)
    for (const place of PLACES) {
      const organisation = place.code
      await ask('organisation.open', { organisation, tier: 'standard', waiver: 'Set up for a test' })
      const [family] = place.role.split(' ').slice(-1)
      const { id, address } = await ask('person.create', { organisation, given_name: 'Ines', family_name: family })
      await ask('grant.give', { person: id, role: place.role, organisation, reason: 'The only one' })
      const { code } = await ask('start-code.issue', { person: id })
      await inSession(own, {}, (other) => startWork(other, { username: address, code }, PASSWORD))
      Object.assign(place, { account: { username: address, password: PASSWORD } })
    }
    return ask
  })
}

async function look(own, { role, code, account }) {
  await inSession(own, {}, async (page) => {
    await signIn(page, account)
    const steps = await nextSteps(page)
    assert.ok(steps.length > 0, `${role}: Home leads nowhere: ${await page.locator('main').innerText()}`)
  })
  await crawlAs(own, account, [...SIGNED_IN, `/o/${code}`])
}

async function atEmptyOnes(world) {
  const installation = await beginInstallation()
  const own = { browser: world.browser, demo: installation }
  try {
    const ask = await fill(own, installation)
    const wrong = []
    const at = (place) => look(own, place).catch((error) => wrong.push(`${place.role}: ${error.message}`))
    const operator = { username: installation.username, password: PASSWORD }
    await at({ role: 'platform administrator', code: PLACES[0].code, account: operator })
    for (const place of PLACES) await at(place)
    for (const place of PLACES.slice(0, CLOSING)) {
      const reason = 'It merges with a neighbour'
      await ask('organisation.begin-closing', { organisation: place.code, day: '2040-03-31', reason })
      await at({ ...place, role: `${place.role} while it closes` })
    }
    await at({ role: 'platform administrator beside one that closes', code: PLACES[0].code, account: operator })
    assert.deepEqual(wrong, [])
  } finally {
    await installation.stop()
  }
}

export const empty = [test('nobody is stuck at an organisation that is empty', atEmptyOnes)]
