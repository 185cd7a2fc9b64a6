// A new password without the one before: with a code of the app, with a recovery code, with a passkey, and with a text message
// that the demonstration writes down.

import assert from 'node:assert/strict'

import { createPerson, follow, freshFamilyName, press, startWork } from '../lib/acts.mjs'
import { Authenticator } from '../lib/authenticator.mjs'
import { factOf, inSession, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

const PASSWORD = 'nine calm herons wade'
const PROBLEM = '.nhsuk-error-summary'

/** Creates somebody with a start code. */
async function create(world, options) {
  const family = freshFamilyName()
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

/** Adds an app; gives it and its recovery codes. */
async function addApp(page) {
  await page.goto('/me/second-step/add')
  await page.getByLabel('What do you call it?').fill('My telephone')
  await page.getByLabel('Your password', { exact: true }).fill(PASSWORD)
  await press(page, 'Continue')
  const app = new Authenticator(await page.locator('main code').textContent())
  await page.getByLabel('Code', { exact: true }).fill(app.next())
  await press(page, 'Add the app', 'The authenticator app was added')
  return { app, recovery: await page.locator('main ol code').allTextContents() }
}

/** From the sign-in page to the page that asks for a proof. */
async function begin(page, username) {
  await page.goto('/sign-in')
  await follow(page, 'I forgot my password')
  await title(page).filter({ hasText: 'Reset your password' }).waitFor()
  await press(page, 'Continue')
  await page.locator(PROBLEM).getByText('Enter your username.').waitFor()
  await page.getByLabel('Username').fill(username)
  await press(page, 'Continue', 'Show that it is you')
}

/** The new password, and the page that asks for it at sign-in. */
async function finish(page, username, password) {
  await title(page).filter({ hasText: 'Choose a new password' }).waitFor()
  await page.getByLabel('New password', { exact: true }).fill('short')
  await press(page, 'Set password')
  await page.locator(PROBLEM).getByText('characters').waitFor()
  await page.getByLabel('New password', { exact: true }).fill(password)
  await press(page, 'Set password', 'Sign in')
  await page.getByText('Your password is set').waitFor()
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await press(page, 'Sign in')
}

/** The code in the newest text message of the demonstration. */
async function newestCode(world, options, before) {
  for (let look = 0; look < 100; look += 1) {
    const found = await inSession(world, options, async (page) => {
      await page.goto('/demo/texts')
      const words = await page.locator('main li').first().textContent({ timeout: 5000 }).catch(() => '')
      return /: (\d{6}) is your code/.exec(words)?.[1]
    })
    if (found && found !== before) return found
  }
  throw new Error('No text message came.')
}

async function byApp(world, options) {
  const { username, code } = await create(world, options)
  const own = await inSession(world, options, async (page) => {
    await startWork(page, { username, code }, PASSWORD)
    return addApp(page)
  })
  await inSession(world, options, async (page) => {
    // Nobody learns from the page who has an account.
    await begin(page, 'nobody.at.all@guildhall.example')
    const asked = await page.locator('main').innerText()
    await page.getByLabel('Code', { exact: true }).fill('123456')
    await press(page, 'Continue')
    const refused = await page.locator(PROBLEM).innerText()
    await begin(page, username)
    assert.equal(await page.locator('main').innerText(), asked)
    await page.getByLabel('Code', { exact: true }).fill(own.app.wrong())
    await press(page, 'Continue')
    assert.equal(await page.locator(PROBLEM).innerText(), refused)
    await page.getByLabel('Code', { exact: true }).fill(own.app.next())
    await press(page, 'Continue')
    await finish(page, username, 'seven grey larks settle')
    await title(page).filter({ hasText: 'Enter your code' }).waitFor()
  })
  await inSession(world, options, async (page) => {
    await begin(page, username)
    await page.getByLabel('Code', { exact: true }).fill(own.recovery[0].toLowerCase())
    await press(page, 'Continue')
    await finish(page, username, 'eleven quiet otters drift')
    await page.getByLabel('Code', { exact: true }).fill(own.recovery[1])
    await press(page, 'Continue')
    await page.waitForURL('**/home')
  })
}

async function byText(world, options) {
  const { username, code } = await create(world, options)
  const recovery = await inSession(world, options, async (page) => {
    await startWork(page, { username, code }, PASSWORD)
    await page.goto('/me/second-step')
    await follow(page, 'Codes by text message, if you have neither')
    await follow(page, 'Add a mobile number')
    await page.getByLabel('Mobile number').fill('020 7946 0018')
    await page.getByLabel('The password you use now', { exact: true }).fill(PASSWORD)
    await press(page, 'Send a code')
    await page.locator(PROBLEM).getByText('Enter a mobile number').waitFor()
    await page.getByLabel('Mobile number').fill('07700 900123')
    await page.getByLabel('The password you use now', { exact: true }).fill(PASSWORD)
    await press(page, 'Send a code', 'Enter the code from the text message')
    await page.getByLabel('Code', { exact: true }).fill(await newestCode(world, options))
    await press(page, 'Add the number', 'The number was added')
    const codes = await page.locator('main ol code').allTextContents()
    await page.goto('/me/text-messages')
    await page.getByText('Codes are sent to your number that ends in 123').waitFor()
    return codes
  })
  assert.equal(new Set(recovery).size, 10)
  await inSession(world, options, async (page) => {
    await page.goto('/sign-in')
    await page.getByLabel('Username').fill(username)
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await press(page, 'Sign in', 'Enter your code')
    await page.getByText('Your number ends in 123').waitFor()
    // The one that confirmed the number was sent a moment ago.
    await press(page, 'Send me a text message')
    await page.getByText('A text message was sent a moment ago.').waitFor()
    await page.getByLabel('Code', { exact: true }).fill(recovery[0])
    await press(page, 'Continue')
    await page.waitForURL('**/home')
  })
  await inSession(world, options, async (page) => {
    await begin(page, username)
    await press(page, 'Send me a text message')
    await page.getByText('If this account has a telephone number for codes').waitFor()
    await page.getByLabel('Code', { exact: true }).fill(recovery[1])
    await press(page, 'Continue')
    await finish(page, username, 'seven grey larks settle')
    await title(page).filter({ hasText: 'Enter your code' }).waitFor()
  })
}

async function byPasskey(world) {
  const { username, code } = await create(world, {})
  await inSession(world, {}, async (page) => {
    const client = await page.context().newCDPSession(page)
    await client.send('WebAuthn.enable', { enableUI: false })
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    }
    await client.send('WebAuthn.addVirtualAuthenticator', { options })
    await startWork(page, { username, code }, PASSWORD)
    await page.goto('/me/passkeys/add')
    await page.getByLabel('What do you call it?').fill('My telephone')
    await page.getByLabel('Your password', { exact: true }).fill(PASSWORD)
    await press(page, 'Continue', 'Create the passkey')
    await page.getByRole('button', { name: 'Create the passkey' }).click()
    await title(page).filter({ hasText: 'The passkey was added' }).waitFor()
    await page.context().clearCookies()
    await page.goto('/recover')
    await page.getByLabel('Username').fill(username)
    await press(page, 'Continue', 'Show that it is you')
    await page.getByRole('button', { name: 'Use your passkey' }).click()
    await title(page).filter({ hasText: 'Choose a new password' }).waitFor()
    await page.getByLabel('New password', { exact: true }).fill('seven grey larks settle')
    // On the sign-in page, to which this leads, the device answers at once.
    await page.getByRole('button', { name: 'Set password' }).click()
    await page.waitForURL('**/home')
  })
}

export const recovery = [
  test('a new password with a code of the app and with a recovery code', (world) => byApp(world, {})),
  test('the same without JavaScript', (world) => byApp(world, { javaScriptEnabled: false })),
  test('a new password with a passkey', byPasskey),
  test('codes by text message, and a new password', (world) => byText(world, {})),
  test('the same without JavaScript', (world) => byText(world, { javaScriptEnabled: false })),
]
