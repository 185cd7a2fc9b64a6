// The second step of signing in: adding an authenticator app, signing in with it, with a recovery code, in the middle of a
// form, and losing the telephone.

import assert from 'node:assert/strict'

import { createPerson, follow, freshFamilyName, press, startWork } from '../lib/acts.mjs'
import { Authenticator } from '../lib/authenticator.mjs'
import { factOf, inSession, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

const PASSWORD = 'nine calm herons wade'
const PROBLEM = '.nhsuk-error-summary'

/** Creates somebody with a start code; gives what they need to begin, and where their page is. */
async function create(world, options, family) {
  return inSession(world, options, async (page) => {
    const administrator = world.demo.account('local administrator')
    await signIn(page, administrator)
    const { organisation } = administrator
    const person = await createPerson(page, { organisation, given: 'Nora', family, jobTitle: 'Nurse' })
    await page.goto(`${person}/start-code`)
    await press(page, 'Make a start code', `Start code for Nora ${family}`)
    return { person, username: await factOf(page, 'Username'), code: await factOf(page, 'Start code') }
  })
}

/** Adds an app; the sheet of recovery codes has been read afterwards. */
async function addApp(page) {
  await page.goto('/me')
  await follow(page, 'Second step of signing in')
  await page.getByText('You sign in with your password only').waitFor()
  await follow(page, 'Add an authenticator app')
  await press(page, 'Continue')
  await page.locator(PROBLEM).getByText('Enter a name').waitFor()
  await page.getByLabel('What do you call it?').fill('My telephone')
  await press(page, 'Continue')
  await page.locator(PROBLEM).getByText('Enter the password that you sign in with').waitFor()
  await page.getByLabel('Your password', { exact: true }).fill(PASSWORD)
  await press(page, 'Continue')
  await page.getByRole('img', { name: 'Picture to scan' }).waitFor()
  const letters = await page.locator('main code').textContent()
  assert.match(letters, /^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/)
  const app = new Authenticator(letters)
  await page.getByLabel('Code', { exact: true }).fill(app.wrong())
  await press(page, 'Add the app')
  await page.locator(PROBLEM).getByText('The code is not right').waitFor()
  assert.equal(await page.locator('main svg[role=img]').count(), 0)
  await page.getByLabel('Code', { exact: true }).fill(app.next())
  await press(page, 'Add the app', 'The authenticator app was added')
  const recovery = await page.locator('main ol code').allTextContents()
  assert.equal(new Set(recovery).size, 10)
  await follow(page, 'I have kept my recovery codes')
  await page.getByText('You have 10 left').waitFor()
  return { app, recovery }
}

/** The password, and the page that asks for a code. */
async function givePassword(page, username) {
  await page.goto('/sign-in?next=/me/second-step')
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await press(page, 'Sign in', 'Enter your code')
}

async function giveCode(page, code) {
  await page.getByLabel('Code', { exact: true }).fill(code)
  await press(page, 'Continue')
}

async function withApp(world, options, { username, app, recovery }) {
  await inSession(world, options, async (page, context) => {
    await givePassword(page, username)
    // The password alone leads nowhere.
    await page.goto('/me')
    assert.doesNotMatch(await page.locator('main').innerText(), /My details/)
    await page.goto('/sign-in/code')
    await press(page, 'Continue')
    await page.locator(PROBLEM).getByText('Enter the 6 digits').waitFor()
    await giveCode(page, app.wrong())
    await page.locator(PROBLEM).getByText('The code is not right').waitFor()
    assert.equal(await page.getByLabel('Code', { exact: true }).inputValue(), '')
    await giveCode(page, app.next())
    await page.waitForURL('**/home')
    const names = (await context.cookies()).map((cookie) => cookie.name)
    assert.deepEqual(names.filter((name) => name.includes('step')), [])
  })
  await inSession(world, options, async (page, context) => {
    await givePassword(page, username)
    await giveCode(page, recovery[0].toLowerCase())
    await page.getByText('You have 9 left').waitFor()
    assert.equal(new URL(page.url()).pathname, '/me/second-step')
    await inTheMiddleOfAForm(page, context, username, recovery)
    await page.goto('/me/second-step')
    await follow(page, 'Remove My telephone')
    await press(page, 'Remove the app')
    await page.locator(PROBLEM).getByText('Enter the 6 digits').waitFor()
    await page.getByLabel('Code', { exact: true }).fill(recovery[1])
    await press(page, 'Remove the app')
    await page.locator(PROBLEM).getByText('The code is not right').waitFor()
    await follow(page, 'Cancel')
    await page.getByText('You have 8 left').waitFor()
  })
}

/** A session that ended takes nothing of what was typed with it, and signing in again asks for the code as well. */
async function inTheMiddleOfAForm(page, context, username, recovery) {
  await page.goto('/me/details')
  await page.getByLabel('Telephone', { exact: false }).first().fill('01632 960123')
  await context.clearCookies()
  await press(page, 'Save', 'You have been signed out')
  await press(page, 'Sign in again', 'Sign in again')
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await press(page, 'Sign in', 'Enter your code')
  await giveCode(page, 'ABCDE-FGHJK-MNPQ')
  await page.locator(PROBLEM).getByText('The code was not accepted').waitFor()
  await giveCode(page, recovery[1])
  await title(page).filter({ hasText: 'You are signed in again' }).waitFor()
  assert.match(await page.locator('main').innerText(), /01632 960123/)
}

/** The telephone is lost: an administrator, another one than gave the start code, takes the second step off, and the password is enough. */
async function lost(world, options, { person, username }) {
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('platform administrator'))
    await page.goto(person)
    await page.getByText('1 authenticator app, 8 recovery codes left.').waitFor()
    await follow(page, 'Reset the second step')
    await title(page).filter({ hasText: 'Reset the second step' }).waitFor()
    await press(page, 'Reset the second step')
    await page.locator(PROBLEM).getByText('Say how you made sure who is asking').waitFor()
    await page.getByLabel('They are in front of me').check()
    await press(page, 'Reset the second step')
    await page.getByText('Signs in with the password only.').waitFor()
  })
  await inSession(world, options, (page) => signIn(page, { username, password: PASSWORD }))
}

async function secondStep(world, options) {
  const account = await create(world, options, freshFamilyName())
  const own = await inSession(world, options, async (page) => {
    await startWork(page, account, PASSWORD)
    return addApp(page)
  })
  await withApp(world, options, { ...account, ...own })
  await lost(world, options, account)
}

export const secondFactor = [
  test('signing in asks for a code once somebody has an authenticator app', (world) => secondStep(world, {})),
  test('the same without JavaScript', (world) => secondStep(world, { javaScriptEnabled: false })),
]
