// Somebody who signed in with a password alone, because an exception let them, shows that it is them before an act that would serve
// whoever found the browser open; with script and without.

import assert from 'node:assert/strict'

import { command, follow, freshFamilyName, press, startWork } from '../lib/acts.mjs'
import { Authenticator } from '../lib/authenticator.mjs'
import { inSession, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

const PASSWORD = 'seven green lamps glow'
const PROBLEM = '.nhsuk-error-summary'

async function create(world) {
  const administrator = world.demo.account('local administrator')
  const { organisation } = administrator
  const body = { organisation, given_name: 'Lena', family_name: freshFamilyName() }
  const { id, address } = await command(world.demo, administrator, 'person.create', body)
  const { code } = await command(world.demo, administrator, 'start-code.issue', { person: id })
  return { organisation, id, username: address, code }
}

async function addApp(page) {
  await page.goto('/me/second-step')
  await follow(page, 'Add an authenticator app')
  await page.getByLabel('What do you call it?').fill('My telephone')
  await page.getByLabel('Your password', { exact: true }).fill(PASSWORD)
  await press(page, 'Continue')
  await page.getByRole('img', { name: 'Picture to scan' }).waitFor()
  const app = new Authenticator(await page.locator('main code').textContent())
  await page.getByLabel('Code', { exact: true }).fill(app.next())
  await press(page, 'Add the app', 'The authenticator app was added')
  return app
}

/** A token is asked for, with a name to know it by. */
async function askForToken(page, name) {
  await page.goto('/me/tokens')
  await page.getByLabel('What is it for?').fill(name)
  await press(page, 'Make a token')
}

async function except(world, options, { organisation, id }) {
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('primary local administrator'))
    await page.goto(`/o/${organisation}/people/${id}/second-step`)
    await follow(page, 'Leave the second step out for a day')
    await page.locator('input[type=radio][value=no-signal]').check()
    await page.locator('input[type=radio][value=in-person]').check()
    await press(page, 'Leave it out for a day')
    await page.getByText('An exception counts').waitFor()
  })
}

async function steppingUp(world, options) {
  const person = await create(world)
  const app = await inSession(world, options, async (page) => {
    await startWork(page, person, PASSWORD)
    const added = await addApp(page)
    // Whoever has just shown a code is not asked again.
    await askForToken(page, 'Rota of ward 4')
    await page.getByRole('heading', { name: 'Your new token' }).waitFor()
    return added
  })
  await except(world, options, person)
  await inSession(world, options, async (page) => {
    await signIn(page, { username: person.username, password: PASSWORD })
    await askForToken(page, 'Rota of ward 5')
    await title(page).filter({ hasText: 'Show that it is you' }).waitFor()
    await follow(page, 'Go back to the page without doing it')
    await title(page).filter({ hasText: 'API tokens' }).waitFor()
    await askForToken(page, 'Rota of ward 5')
    await title(page).filter({ hasText: 'Show that it is you' }).waitFor()
    const asked = await page.locator('main').innerText()
    assert.match(asked, /Rota of ward 5/, 'what was entered is there to read')
    assert.doesNotMatch(asked, /Your new token/)
    await press(page, 'Continue')
    await page.locator(PROBLEM).getByText('Enter the 6 digits').waitFor()
    await page.getByLabel('Code', { exact: true }).fill(app.wrong())
    await press(page, 'Continue')
    await page.locator(PROBLEM).getByText('The code is not right').waitFor()
    await page.getByLabel('Code', { exact: true }).fill(app.next())
    await press(page, 'Continue', 'You have shown that it is you')
    await press(page, 'Go on')
    await page.getByRole('heading', { name: 'Your new token' }).waitFor()
    await askForToken(page, 'Rota of ward 6')
    await page.getByRole('heading', { name: 'Your new token' }).waitFor()
    const names = await page.locator('tbody tr td:first-child, tbody tr th').allInnerTexts()
    for (const ward of [4, 5, 6]) assert.ok(names.some((name) => name.includes(`Rota of ward ${ward}`)), names.join())
  })
}

export const stepUp = [
  test('whoever came with a password alone shows that it is them before a token is made', (world) => steppingUp(world, {})),
  test('the same about a token without JavaScript', (world) => steppingUp(world, { javaScriptEnabled: false })),
]
