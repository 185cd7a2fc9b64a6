// Passkeys, with the virtual authenticator of Chromium: adding one, signing in with the password and it, signing in by it
// alone, and losing it.

import assert from 'node:assert/strict'

import { createPerson, follow, freshFamilyName, press, startWork } from '../lib/acts.mjs'
import { factOf, inSession, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

const PASSWORD = 'nine calm herons wade'
const PROBLEM = '.nhsuk-error-summary'

/** Creates somebody with a start code. */
async function create(world, family) {
  return inSession(world, {}, async (page) => {
    const administrator = world.demo.account('local administrator')
    await signIn(page, administrator)
    const { organisation } = administrator
    const person = await createPerson(page, { organisation, given: 'Nora', family, jobTitle: 'Nurse' })
    await page.goto(`${person}/start-code`)
    await press(page, 'Make a start code', `Start code for Nora ${family}`)
    return { person, username: await factOf(page, 'Username'), code: await factOf(page, 'Start code') }
  })
}

/** A device in this browser that is unlocked and does what is asked. */
async function withDevice(page, answersAtOnce) {
  const client = await page.context().newCDPSession(page)
  await client.send('WebAuthn.enable', { enableUI: false })
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: answersAtOnce,
  }
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', { options })
  return { client, authenticatorId }
}

async function keysOf({ client, authenticatorId }) {
  const { credentials } = await client.send('WebAuthn.getCredentials', { authenticatorId })
  return credentials
}

/** Adds a passkey; gives the recovery codes that came with it. */
async function addPasskey(page, device) {
  await page.goto('/me')
  await follow(page, 'Passkeys')
  await follow(page, 'Add a passkey')
  await press(page, 'Continue')
  await page.locator(PROBLEM).getByText('Enter a name').waitFor()
  await page.getByLabel('What do you call it?').fill('My telephone')
  await press(page, 'Continue')
  await page.locator(PROBLEM).getByText('Enter the password that you sign in with').waitFor()
  assert.equal(await page.getByLabel('What do you call it?').inputValue(), 'My telephone')
  await page.getByLabel('Your password', { exact: true }).fill(PASSWORD)
  await press(page, 'Continue', 'Create the passkey')
  await page.getByRole('button', { name: 'Create the passkey' }).click()
  await title(page).filter({ hasText: 'The passkey was added' }).waitFor()
  const codes = await page.locator('main ol code').allTextContents()
  assert.equal(new Set(codes).size, 10)
  const [key, ...others] = await keysOf(device)
  assert.equal(others.length, 0)
  assert.equal(key.isResidentCredential, true)
  assert.equal(key.rpId, 'localhost')
  await page.goto('/me/passkeys')
  await page.getByRole('cell', { name: 'My telephone', exact: true }).waitFor()
  return { codes, key }
}

async function givePassword(page, username) {
  await page.goto('/sign-in?next=/me/passkeys')
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await press(page, 'Sign in', 'Use your passkey')
}

/** In another browser, with the same key on its device. */
async function elsewhere(world, key, work) {
  return inSession(world, {}, async (page, context) => {
    const device = await withDevice(page, false)
    const { authenticatorId, client } = device
    await client.send('WebAuthn.addCredential', { authenticatorId, credential: key })
    await work(page, device, context)
    const [used] = await keysOf(device)
    return used ?? key
  })
}

/** The password, and then the passkey. */
async function afterThePassword(world, username, key) {
  return elsewhere(world, key, async (page, device) => {
    await givePassword(page, username)
    // The password alone leads nowhere.
    await page.goto('/me')
    assert.doesNotMatch(await page.locator('main').innerText(), /My details/)
    await page.goto('/sign-in/code?next=/me/passkeys')
    await unlocked(device)
    await page.getByRole('button', { name: 'Use your passkey' }).click()
    await page.waitForURL('**/me/passkeys')
    await page.getByRole('cell', { name: 'My telephone', exact: true }).waitFor()
  })
}

/** From now on the device answers whatever is asked; until then it waits for its owner. */
function unlocked({ client, authenticatorId }) {
  return client.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true })
}

/** The passkey alone: no username is typed. */
async function alone(world, key) {
  return elsewhere(world, key, async (page, device, context) => {
    const { authenticatorId, client } = device
    await client.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
    await page.goto('/sign-in?next=/me/passkeys')
    assert.equal(await page.getByLabel('Username').getAttribute('autocomplete'), 'username webauthn')
    await unlocked(device)
    const button = page.getByRole('button', { name: 'Sign in with a passkey' })
    await button.click()
    // Whoever the device does not know is not let in by it.
    await page.getByText('Your device did not answer, or you stopped it').waitFor()
    await client.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
    await button.click()
    await page.waitForURL('**/me/passkeys')
    await page.getByRole('cell', { name: 'My telephone', exact: true }).waitFor()
    const names = (await context.cookies()).map((cookie) => cookie.name)
    assert.ok(names.some((name) => name.endsWith('guildhall_session')))
  })
}

/** The browser offers it where the username is typed, and nothing is pressed. */
async function offered(world, key) {
  return elsewhere(world, key, async (page, device) => {
    await unlocked(device)
    await page.goto('/sign-in?next=/me/passkeys')
    await page.waitForURL('**/me/passkeys')
  })
}

/** A helper sees it and takes it off; it lets nobody in any more, and the password is enough. */
async function lost(world, { person, username }, key) {
  await inSession(world, {}, async (page) => {
    await signIn(page, world.demo.account('platform administrator'))
    await page.goto(person)
    await page.getByText('1 passkey, 10 recovery codes left.').waitFor()
    await page.goto(`${person}/passkeys`)
    await follow(page, 'Remove My telephone')
    await press(page, 'Remove the passkey')
    await page.locator(PROBLEM).getByText('Say how you made sure who is asking').waitFor()
    await page.getByLabel('They are in front of me').check()
    await press(page, 'Remove the passkey')
    await page.getByText('has no passkeys').waitFor()
  })
  await elsewhere(world, key, async (page, device) => {
    // Otherwise the device answers again and again before anybody presses anything.
    await page.addInitScript(() => {
      globalThis.PublicKeyCredential.isConditionalMediationAvailable = async () => false
    })
    await unlocked(device)
    await page.goto('/sign-in')
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await page.locator(PROBLEM).getByText('The passkey was not accepted').waitFor()
  })
  await inSession(world, {}, (page) => signIn(page, { username, password: PASSWORD }))
}

async function passkey(world) {
  const account = await create(world, freshFamilyName())
  let key = await inSession(world, {}, async (page) => {
    const device = await withDevice(page, true)
    await startWork(page, account, PASSWORD)
    const added = await addPasskey(page, device)
    await follow(page, 'Rename My telephone')
    await page.getByLabel('What do you call it?').fill('')
    await press(page, 'Rename')
    await page.locator(PROBLEM).getByText('Enter a name').waitFor()
    await follow(page, 'Cancel')
    return added.key
  })
  key = await afterThePassword(world, account.username, key)
  key = await alone(world, key)
  key = await offered(world, key)
  key = await inTheMiddleOfAForm(world, account.username, key)
  await lost(world, account, key)
}

/** A session that ended takes nothing of what was typed with it, and a passkey does after the password. */
async function inTheMiddleOfAForm(world, username, key) {
  return elsewhere(world, key, async (page, device, context) => {
    await givePassword(page, username)
    await unlocked(device)
    await page.getByRole('button', { name: 'Use your passkey' }).click()
    await page.waitForURL('**/me/passkeys')
    await page.goto('/me/details')
    await page.getByLabel('Telephone', { exact: false }).first().fill('01632 960123')
    await context.clearCookies()
    await press(page, 'Save', 'You have been signed out')
    await press(page, 'Sign in again', 'Sign in again')
    await page.getByLabel('Username').fill(username)
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await press(page, 'Sign in', 'Enter your code')
    await page.getByRole('button', { name: 'Use your passkey' }).click()
    await title(page).filter({ hasText: 'You are signed in again' }).waitFor()
    assert.match(await page.locator('main').innerText(), /01632 960123/)
  })
}

/** Its owner removes it with itself. */
async function removed(world) {
  const account = await create(world, freshFamilyName())
  await inSession(world, {}, async (page) => {
    const device = await withDevice(page, true)
    await startWork(page, account, PASSWORD)
    await addPasskey(page, device)
    await follow(page, 'Remove My telephone')
    await page.getByText('This is your only passkey').waitFor()
    await press(page, 'Remove the passkey')
    await page.locator(PROBLEM).getByText('Enter the 6 digits').waitFor()
    await page.getByRole('button', { name: 'Use a passkey instead' }).click()
    await page.getByText('The passkey was removed').waitFor()
    await page.getByText('Nobody can guess it').waitFor()
  })
}

/** Without script the pages say so, and the recovery codes work. */
async function withoutScript(world) {
  const account = await create(world, freshFamilyName())
  const codes = await inSession(world, {}, async (page) => {
    const device = await withDevice(page, true)
    await startWork(page, account, PASSWORD)
    return (await addPasskey(page, device)).codes
  })
  await inSession(world, { javaScriptEnabled: false }, async (page) => {
    await page.goto('/sign-in')
    await page.getByText('To sign in with a passkey, turn on JavaScript').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Sign in with a passkey' }).count(), 0)
    await givePassword(page, account.username)
    await page.getByText('To use your passkey, turn on JavaScript').waitFor()
    await page.getByLabel('Code', { exact: true }).fill(codes[0])
    await press(page, 'Continue')
    await page.waitForURL('**/me/passkeys')
  })
}

export const passkeys = [
  test('a passkey signs in after the password and alone, until it is lost', passkey),
  test('a passkey is removed with itself', removed),
  test('without JavaScript a recovery code takes the place of a passkey', withoutScript),
]
