// Changing a password, and what is not taken: with script and without.

import assert from 'node:assert/strict'

import { createPerson, follow, freshFamilyName, press, startWork } from '../lib/acts.mjs'
import { factOf, inSession, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

const FIRST = 'seven slow otters drift'
const SECOND = 'four brown hares leap'
const PROBLEM = '.nhsuk-error-summary'

/** Somebody new, and a start code for them. */
function create(world, options, family) {
  return inSession(world, options, async (page) => {
    const administrator = world.demo.account('local administrator')
    await signIn(page, administrator)
    const person = await createPerson(page, { organisation: administrator.organisation, given: 'Petra', family, jobTitle: 'Nurse' })
    await page.goto(`${person}/start-code`)
    await press(page, 'Make a start code', `Start code for Petra ${family}`)
    return { username: await factOf(page, 'Username'), code: await factOf(page, 'Start code') }
  })
}

/** Asks for a new password that is not taken. */
async function refused(page, next, words) {
  await page.getByLabel('The password you use now').fill(FIRST)
  await page.getByLabel('New password', { exact: true }).fill(next)
  await press(page, 'Change password')
  await page.locator(PROBLEM).getByText(words).waitFor()
  assert.equal(await page.getByLabel('New password', { exact: true }).inputValue(), '')
}

/** A word that nobody may use, kept by those who run the service. */
async function keepWord(world, options, word) {
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('platform administrator'))
    await page.goto('/national/password-words')
    await page.getByLabel('Words, one on each line').fill('ab')
    await press(page, 'Save the words')
    await page.locator(PROBLEM).getByText('Put this one right').waitFor()
    await page.getByLabel('Words, one on each line').fill(word)
    await press(page, 'Save the words', 'Words in passwords')
    await page.getByText('The words are saved').waitFor()
  })
}

async function change(world, options) {
  await keepWord(world, options, 'Puffin Rock')
  const family = freshFamilyName()
  const account = await create(world, options, family)
  await inSession(world, options, async (page) => {
    await startWork(page, account, FIRST)
    await page.goto('/me')
    await follow(page, 'Change my password')
    await title(page).filter({ hasText: 'Change your password' }).waitFor()
    await page.getByText('15 characters or more').waitFor()
    await refused(page, 'otters drift', 'Use 15 characters or more')
    await refused(page, `Petra-${family}`, 'harder to guess')
    await refused(page, 'three puffinrocks', 'nobody in the service may use')
    await refused(page, FIRST, 'different from the one you use now')
    await page.getByLabel('The password you use now').fill(FIRST)
    await page.getByLabel('New password', { exact: true }).fill(SECOND)
    await press(page, 'Change password')
    await page.getByText('Your password is changed').waitFor()
    await page.getByLabel('The password you use now').fill(SECOND)
    await page.getByLabel('New password', { exact: true }).fill(FIRST)
    await press(page, 'Change password')
    await page.locator(PROBLEM).getByText('You have used this password before').waitFor()
  })
  await inSession(world, options, (page) => signIn(page, { username: account.username, password: SECOND }))
}

export const passwords = [
  test('somebody changes their password and reads what is not taken', (world) => change(world, {})),
  test('the same about passwords without JavaScript', (world) => change(world, { javaScriptEnabled: false })),
]
