// From an empty installation to the first licensed person at a newly opened organisation: after `admin init` through
// the browser alone. What the list of steps says is looked at on the way.

import assert from 'node:assert/strict'

import { importRegisterOf, press, startWork } from '../lib/acts.mjs'
import { factOf, inSession, signIn, title } from '../lib/browser.mjs'
import { beginInstallation } from '../lib/installation.mjs'
import { test } from '../lib/runner.mjs'

const PASSWORD = 'seven slow otters drift'
const CODE = 'RXQ'
const NAME = 'Bramblewick Hospitals'
const LICENCE = 'Microsoft 365 E3'

const REGISTER = [[CODE, NAME], ['RXR', 'Elsewhere Hospitals']]

/** Sets the password with a start code; the home page is open afterwards. */
const start = (page, account) => startWork(page, account, PASSWORD)

/** What the list of steps says of each, from the home page. */
async function steps(page) {
  await page.goto('/home')
  await page.getByRole('link', { name: 'See all steps' }).click()
  await title(page).filter({ hasText: 'Set up the service' }).waitFor()
  const items = await page.locator('.nhsuk-task-list__item').all()
  const entries = items.map(async (item) => {
    const text = await item.locator('.nhsuk-task-list__link, .nhsuk-task-list__name-and-hint > div:first-child').first().innerText()
    return [text, await item.locator('.nhsuk-task-list__status').innerText()]
  })
  return Object.fromEntries(await Promise.all(entries))
}

/** Follows a step of the list. */
async function follow(page, step) {
  const before = await steps(page)
  assert.equal(before[step], 'Incomplete', JSON.stringify(before))
  await page.getByRole('link', { name: step }).click()
}

/** Creates somebody at the organisation and hands out a start code; gives what they need to begin. */
async function create(page, given, family) {
  await page.goto(`/o/${CODE}/people/new`)
  await page.getByLabel('Given name').fill(given)
  await page.getByLabel('Family name').fill(family)
  await press(page, 'Find person', 'Details of the person')
  await press(page, 'Continue', 'Check the details')
  await press(page, 'Create person', `${given} ${family}`)
  const person = new URL(page.url()).pathname
  await page.getByRole('link', { name: 'Give a start code' }).click()
  await press(page, 'Make a start code', `Start code for ${given} ${family}`)
  return { person, username: await factOf(page, 'Username'), code: await factOf(page, 'Start code') }
}

async function firstDayOf(world, options) {
  const installation = await beginInstallation()
  const own = { browser: world.browser, demo: installation }
  let [administrator, nurse] = [undefined, undefined]
  try {
    await inSession(own, options, async (page) => {
      await start(page, installation)
      await importRegister(page)
      await addPurchase(page)
      await openOrganisation(page)
      await shareOut(page)
      administrator = await appoint(page)
      const left = Object.entries(await steps(page)).filter(([, status]) => status === 'Incomplete')
      assert.deepEqual(
        left.map(([step]) => step),
        ['Name the service and its address', 'Name who else runs the service', 'Name a mail server', 'Connect Microsoft 365'],
        'what is left needs other people, or the settings file',
      )
    })
    await inSession(own, options, async (page) => {
      await start(page, administrator)
      nurse = await create(page, 'Ngozi', 'Okafor')
      await page.goto(nurse.person)
      assert.match(await page.locator('main').innerText(), new RegExp(LICENCE))
    })
    await inSession(own, options, async (page) => {
      await start(page, nurse)
      await page.getByText(`You are signed in as Ngozi Okafor`).waitFor()
      await press(page, 'Sign out', 'Sign in')
      await signIn(page, { username: nurse.username, password: PASSWORD })
    })
  } finally {
    await installation.stop()
  }
}

async function importRegister(page) {
  await follow(page, 'Import the register')
  await importRegisterOf(page, REGISTER)
}

async function addPurchase(page) {
  await follow(page, 'Record the licences that were bought')
  await page.getByRole('link', { name: 'Add a purchase' }).or(page.getByRole('button', { name: 'Add a purchase' })).first().click()
  await page.getByLabel('Product', { exact: true }).selectOption({ label: LICENCE })
  await page.getByLabel('Name of the purchase').fill('National 2026')
  await page.getByLabel('Number of licences').fill('500')
  await press(page, 'Continue')
  await press(page, 'Add purchase')
}

async function openOrganisation(page) {
  await follow(page, 'Open the first organisation')
  await page.getByLabel('Name or code').fill('bramble')
  await page.getByRole('button', { name: 'Search' }).click()
  await page.getByRole('link', { name: NAME }).click()
  await page.getByRole('link', { name: 'Open this organisation' }).or(page.getByRole('button', { name: 'Open this organisation' })).first().click()
  await page.getByLabel('Enhanced').check()
  await page.getByLabel('Why it may open although a check is missing').fill('First organisation; its form is on its way')
  await press(page, 'Continue')
  await press(page, 'Open this organisation', NAME)
  await page.getByText('The organisation is open.').waitFor()
}

/** Organisations get licences as they need them; this one is promised a part beyond that. */
async function shareOut(page) {
  const before = await steps(page)
  assert.equal(before['Share licences out to it'], 'Completed', 'a purchase is shared out by itself if nothing else is said')
  await page.getByRole('link', { name: 'Share licences out to it' }).click()
  await page.getByRole('link', { name: 'National 2026' }).click()
  await page.getByLabel('Code of the organisation').fill(CODE)
  await page.getByLabel('Licences it may use in all').fill('100')
  await press(page, 'Share out')
  await page.getByText(CODE).first().waitFor()
}

/** The first person of the organisation, who looks after it from then on. */
async function appoint(page) {
  await follow(page, 'Give it its first administrator')
  await page.getByRole('link', { name: NAME }).click()
  const made = await create(page, 'Pat', 'Morgan')
  await page.goto(`/o/${CODE}/administrators/new`)
  await page.getByLabel('Email address of the person').fill(made.username)
  await page.getByLabel('Role', { exact: true }).selectOption('primary local administrator')
  await page.getByLabel('Why').fill('First administrator, named by the chief executive')
  await press(page, 'Continue', 'Check before you give the role')
  await press(page, 'Give the role', 'Administrators')
  return made
}

export const firstDay = [
  test('from admin init to the first licensed person, through the browser alone', (world) => firstDayOf(world, {})),
  test('the same is done without JavaScript, from an empty installation', (world) => firstDayOf(world, { javaScriptEnabled: false })),
]
