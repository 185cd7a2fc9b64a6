// The first morning of somebody new: from the start code to Home in one go, with a telephone, without one, and broken off
// and gone on with in another browser. Nobody signs in twice, and nobody is asked for more than five things.

import assert from 'node:assert/strict'

import { acceptTerms, createPerson, follow, freshFamilyName, press } from '../lib/acts.mjs'
import { Authenticator } from '../lib/authenticator.mjs'
import { factOf, inSession, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

const PASSWORD = 'seven otters drift by'
const WORD = 'marigolds'
/** Pages that somebody may see from the start code to Home: fewer than five minutes of reading. */
const PAGES = 14

/** Somebody new, and a start code for them. */
function create(world, options, family) {
  return inSession(world, options, async (page) => {
    const administrator = world.demo.account('local administrator')
    await signIn(page, administrator)
    const person = await createPerson(page, { organisation: administrator.organisation, given: 'Mina', family, jobTitle: 'Nurse' })
    await page.goto(`${person}/start-code`)
    await press(page, 'Make a start code', `Start code for Mina ${family}`)
    return { person, username: await factOf(page, 'Username'), code: await factOf(page, 'Start code') }
  })
}

/** The documents that the window shows; a redirect is none. */
function countingPages(page) {
  const shown = []
  page.on('response', (response) => {
    const request = response.request()
    const isRedirect = response.status() >= 300 && response.status() < 400
    if (request.isNavigationRequest() && !isRedirect) shown.push(new URL(request.url()).pathname)
  })
  return shown
}

/** Fails if there were more pages than there may be, or somebody had to sign in more often than they changed browsers. */
function isShort(pages, way, signIns = 0) {
  assert.ok(pages.length <= PAGES, `${pages.length} pages: ${pages.join(', ')}`)
  assert.equal(pages.filter((path) => path === '/sign-in').length, signIns, `nobody signs in twice: ${pages.join(', ')}`)
  console.log(`       ${pages.length} of ${PAGES} pages  ${way}`)
}

/** A sheet of codes by a colleague of whoever gave the start code: nobody gives both. */
function handOver(world, options, person) {
  return inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('primary local administrator'))
    await page.goto(person)
    await follow(page, 'Hand over codes on paper')
    await press(page, 'Make the codes', 'Codes for Mina')
    const codes = await page.locator('main ol code').allInnerTexts()
    assert.equal(codes.length, 10)
    return codes
  })
}

/** From the sign-in page to the list, where a code on paper is asked for past it. */
async function begin(page, { username, code }, codes) {
  await page.goto('/')
  await page.getByRole('link', { name: 'I have a start code' }).click()
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Start code').fill(code)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  if (codes) {
    await press(page, 'Set password and sign in', 'Enter your code')
    await page.getByText('Take your sheet of codes').waitFor()
    await page.getByLabel('Code', { exact: true }).fill(codes[0])
    await press(page, 'Continue', 'Terms of use')
  } else {
    await press(page, 'Set password and sign in', 'Terms of use')
  }
  assert.equal(await page.locator('main ol li').count(), 10, 'ten sentences')
}

/** The state of each step by its words. */
async function steps(page) {
  await title(page).filter({ hasText: 'Welcome, Mina' }).waitFor()
  const items = await page.locator('.nhsuk-task-list__item').all()
  assert.ok(items.length <= 4, 'four steps, and work')
  const read = async (item) => [
    await item.getByRole('link').innerText(),
    (await item.locator('.nhsuk-task-list__status').innerText()).trim(),
  ]
  return Object.fromEntries(await Promise.all(items.map(read)))
}

async function lookOver(page) {
  await follow(page, 'Look over your details')
  await title(page).filter({ hasText: 'Look over your details' }).waitFor()
  await press(page, 'These are right', 'Welcome')
}

async function addApp(page) {
  await follow(page, 'Add an authenticator app')
  await page.getByLabel('What do you call it?').fill('My telephone')
  await page.getByLabel('Your password', { exact: true }).fill(PASSWORD)
  await press(page, 'Continue')
  const app = new Authenticator(await page.locator('main code').textContent())
  await page.getByLabel('Code', { exact: true }).fill(app.next())
  await press(page, 'Add the app', 'The authenticator app was added')
  await follow(page, 'Back to the list')
  return app
}

async function chooseWord(page, app) {
  await follow(page, 'Choose a telephone word')
  await page.getByLabel('Telephone word', { exact: true }).fill(WORD)
  if (app) await page.getByLabel('Code', { exact: true }).fill(app.next())
  else await page.getByLabel('Your password', { exact: true }).fill(PASSWORD)
  await press(page, 'Keep this word')
  await page.getByText('Your telephone word is kept').waitFor()
  await follow(page, 'Back to the list')
}

async function withTelephone(world, options) {
  const account = await create(world, options, freshFamilyName())
  await inSession(world, options, async (page) => {
    const pages = countingPages(page)
    await begin(page, account)
    await follow(page, 'I do not accept')
    await page.getByText('You are not signed in').waitFor()
    await page.goto('/home')
    assert.equal(await title(page).innerText(), 'You have been signed out', 'declining leads nowhere')
    await page.goto('/sign-in/terms')
    pages.length = 3
    await press(page, 'I accept')
    await page.waitForURL('**/welcome')
    assert.equal((await steps(page))['Look over your details'], 'Incomplete')
    assert.equal(await page.getByRole('button', { name: 'Start work' }).count(), 0)
    await lookOver(page)
    const app = await addApp(page)
    await chooseWord(page, app)
    assert.deepEqual(new Set(Object.values(await steps(page))), new Set(['Completed']))
    await press(page, 'Start work', 'Home')
    isShort(pages, 'from the start code to Home')
    await page.goto('/me/terms')
    await page.getByText('Nothing waits for you').waitFor()
    await follow(page, 'Acceptable use of the service')
    await page.getByText('You accepted this on').waitFor()
  })
}

async function withoutTelephone(world, options) {
  const account = await create(world, options, freshFamilyName())
  await inSession(world, options, async (page) => {
    const pages = countingPages(page)
    await begin(page, account)
    await acceptTerms(page)
    await page.getByText('Without a telephone').waitFor()
    await lookOver(page)
    await chooseWord(page)
    assert.equal((await steps(page))['Add an authenticator app'], 'Incomplete')
    await press(page, 'Start work', 'Home')
    isShort(pages, 'from the start code to Home, without a telephone')
    await page.goto('/home')
    assert.equal(await title(page).innerText(), 'Home', 'it is finished')
  })
}

async function onPaper(world, options) {
  const account = await create(world, options, freshFamilyName())
  const codes = await handOver(world, options, account.person)
  await inSession(world, options, async (page) => {
    const pages = countingPages(page)
    await begin(page, account, codes)
    await acceptTerms(page)
    assert.equal((await steps(page))['Second step of signing in'], 'Completed')
    await lookOver(page)
    await follow(page, 'Choose a telephone word')
    await page.getByLabel('Telephone word', { exact: true }).fill(WORD)
    await page.getByLabel('Code', { exact: true }).fill(codes[1])
    await press(page, 'Keep this word')
    await follow(page, 'Back to the list')
    await press(page, 'Start work', 'Home')
    isShort(pages, 'from the start code to Home, with codes on paper')
    await page.goto('/me/second-step')
    await page.getByText('You have 8 left').waitFor()
  })
}

async function brokenOff(world, options) {
  const account = await create(world, options, freshFamilyName())
  const before = await inSession(world, options, async (page) => {
    const pages = countingPages(page)
    await begin(page, account)
    await acceptTerms(page)
    await lookOver(page)
    return pages
  })
  // In another browser, later: what was done is done, and Home leads to what is left.
  await inSession(world, options, async (page) => {
    const pages = countingPages(page)
    await page.goto('/sign-in')
    await page.getByLabel('Username').fill(account.username)
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await press(page, 'Sign in', 'Welcome')
    const found = await steps(page)
    assert.equal(found['Accept the terms of use'], 'Completed')
    assert.equal(found['Look over your details'], 'Completed')
    assert.equal(found['Choose a telephone word'], 'Incomplete')
    await chooseWord(page)
    await press(page, 'Not now', 'Home')
    // The other browser asks for the password once, and for nothing that was done in the first one.
    isShort([...before, ...pages], 'from the start code to Home, over two browsers', 1)
    await page.goto('/home')
    assert.equal(await title(page).innerText(), 'Home', 'it is put off')
  })
}

const WAYS = [
  ['a first morning with a telephone', withTelephone],
  ['a first morning without a telephone', withoutTelephone],
  ['a first morning with codes on paper', onPaper],
  ['a first morning that is broken off and goes on in another browser', brokenOff],
]

export const firstMorning = WAYS.flatMap(([name, journey]) => [
  test(name, (world) => journey(world, {})),
  test(`${name}, without JavaScript`, (world) => journey(world, { javaScriptEnabled: false })),
])
