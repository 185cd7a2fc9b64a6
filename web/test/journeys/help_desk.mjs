// A call to the help desk: somebody who cannot sign in is helped once it is sure who is calling, by letters of their telephone
// word, in four pages from the name to the start code; with script and without.

import assert from 'node:assert/strict'

import { command, follow, freshFamilyName, press, startWork } from '../lib/acts.mjs'
import { inSession, signIn, title } from '../lib/browser.mjs'
import { fromHome } from '../lib/pages.mjs'
import { test } from '../lib/runner.mjs'

const PASSWORD = 'five green otters swim'
const WORD = 'Marmaladefox'
const PROBLEM = '.nhsuk-error-summary'

/** Somebody with a password and a telephone word of their own. */
async function caller(world, options, administrator) {
  const family = freshFamilyName()
  const body = { organisation: administrator.organisation, given_name: 'Robin', family_name: family }
  const { id, address } = await command(world.demo, administrator, 'person.create', body)
  const { code } = await command(world.demo, administrator, 'start-code.issue', { person: id })
  await inSession(world, options, async (page) => {
    await startWork(page, { username: address, code }, PASSWORD)
    await page.goto('/me')
    await follow(page, 'Telephone word')
    await page.getByText('You have none yet.').waitFor()
    await page.getByLabel('Telephone word', { exact: true }).fill(`robin${WORD}`)
    await page.getByLabel('Your password', { exact: true }).fill(PASSWORD)
    await press(page, 'Keep this word')
    await page.locator(PROBLEM).getByText('Choose a word without Robin in it').waitFor()
    await page.getByLabel('Telephone word', { exact: true }).fill(WORD)
    await page.getByLabel('Your password', { exact: true }).fill(PASSWORD)
    await press(page, 'Keep this word')
    await page.getByText('Your telephone word is kept.').waitFor()
    assert.doesNotMatch(await page.content(), new RegExp(WORD, 'i'))
  })
  return { id, family, address, name: `Robin ${family}` }
}

/** The letters that the page asks for, out of a word. */
async function lettersOf(page, word) {
  const label = await page.locator('label[for=letters]').innerText()
  return [...label.matchAll(/(\d+)(?:st|nd|rd|th)/g)].map(([, place]) => word[Number(place) - 1]).join('')
}

async function call(world, options) {
  const desk = world.demo.account('local help desk')
  const administrator = world.demo.accounts.find(
    ({ role, organisation }) => role === 'local administrator' && organisation === desk.organisation,
  )
  const person = await caller(world, options, administrator)
  const start = await inSession(world, options, async (page) => {
    await signIn(page, desk)
    const pages = await fromHome(page)
    await page.locator('#card-people-search').fill(person.family)
    await page.locator('form').filter({ has: page.locator('#card-people-search') }).getByRole('button').click()
    await title(page).filter({ hasText: person.name }).waitFor()
    await page.getByText('Make sure who is asking before you change how they sign in.').waitFor()
    await follow(page, 'Reset the password')
    await press(page, 'Reset the password')
    await page.locator(PROBLEM).getByText('Say how you made sure who is asking').waitFor()
    await page.getByLabel('Letters of their telephone word', { exact: true }).check()
    await page.locator('#letters').fill(await lettersOf(page, WORD))
    await press(page, 'Reset the password', `Start code for ${person.name}`)
    pages.atMost(4, 'a call, from the name to a start code')
    return { code: await page.locator('.nhsuk-panel strong').innerText() }
  })
  await inSession(world, options, async (page) => {
    await startWork(page, { username: person.address, code: start.code }, `${PASSWORD} far`)
    await page.goto('/me/history')
    await page.getByText('recorded a check of who was asking').first().waitFor()
  })
}

export const helpDesk = [
  test('a call to the help desk: from the name to a start code in four pages', (world) => call(world, {})),
  test('the same call without JavaScript', (world) => call(world, { javaScriptEnabled: false })),
]
