// Ten tasks that come up every week, each as few pages from Home as product and patience allow; with script and without.
// Here those about one person; `ten_tasks_of_many.mjs` has the others.

import assert from 'node:assert/strict'

import { command, fillDay, follow, freshFamilyName, press, startWork } from '../lib/acts.mjs'
import { inSession, signIn, title } from '../lib/browser.mjs'
import { fromHome } from '../lib/pages.mjs'
import { test } from '../lib/runner.mjs'

const PASSWORD = 'four brown hares leap'
/** Wrong passwords after which an account is locked. */
const GUESSES = 10

const says = (page, words) => page.locator('main').getByText(words).first().waitFor()
const at = (page, heading) => title(page).filter({ hasText: heading }).waitFor()

/** The administrator who does the tasks, and a neighbour who administers another organisation. */
function administrators({ demo }) {
  const own = demo.account('local administrator')
  const neighbour = demo.accounts.find(({ role, organisation }) => role === own.role && organisation !== own.organisation)
  return { own, neighbour }
}

/** Somebody new at the organisation of the account. */
async function newcomer(demo, account, family = freshFamilyName()) {
  const body = { organisation: account.organisation, given_name: 'Robin', family_name: family }
  const { id, address } = await command(demo, account, 'person.create', body)
  return { id, address, name: `Robin ${family}`, family }
}

/** Somebody new who has a password of their own. */
async function worker(world, account) {
  const person = await newcomer(world.demo, account)
  const { code } = await command(world.demo, account, 'start-code.issue', { person: person.id })
  await inSession(world, {}, (page) => startWork(page, { username: person.address, code }, PASSWORD))
  return person
}

async function lock(world, { address }) {
  await inSession(world, {}, async (page) => {
    await page.goto('/sign-in')
    for (let guess = 0; guess < GUESSES; guess += 1) {
      await page.getByLabel('Username').fill(address)
      await page.getByLabel('Password', { exact: true }).fill(`${PASSWORD} not`)
      await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Sign in', exact: true }).click()])
    }
  })
}

/** Finds somebody by the search that stands first on Home; nobody else has the name, so their page opens. */
async function find(page, { family, name }) {
  await page.locator('#card-people-search').fill(family)
  await page.locator('form').filter({ has: page.locator('#card-people-search') }).getByRole('button').click()
  await at(page, name)
}

async function whyNoSignIn(world, options) {
  const { own } = administrators(world)
  const person = await worker(world, own)
  await lock(world, person)
  await inSession(world, options, async (page) => {
    await signIn(page, own)
    const pages = await fromHome(page)
    await find(page, person)
    const first = page.locator('main h2').first()
    assert.match(await first.innerText(), /Can they work\?/, 'the answer stands on top')
    const line = page.locator('.app-ready__line').filter({ hasText: 'Locked until' })
    await line.getByText('after too many wrong passwords').waitFor()
    await line.getByRole('link', { name: 'Unlock now' }).waitFor()
    pages.atMost(2, 'find out why somebody cannot sign in')
  })
  return person
}

async function resetOrUnlock(world, options) {
  const { own } = administrators(world)
  const person = await whyNoSignIn(world, options)
  await inSession(world, options, async (page) => {
    await signIn(page, own)
    const unlocking = await fromHome(page)
    await find(page, person)
    await follow(page, 'Unlock now')
    await page.getByLabel('They are in front of me').check()
    await press(page, 'Unlock the account', person.name)
    await says(page, 'Not locked.')
    unlocking.atMost(3, 'unlock an account')
  })
  await inSession(world, options, async (page) => {
    await signIn(page, own)
    const resetting = await fromHome(page)
    await find(page, person)
    await follow(page, 'Reset the password')
    await says(page, 'stops working at once')
    await says(page, `you made sure that it is ${person.name}`)
    await press(page, 'Reset the password', `Start code for ${person.name}`)
    resetting.atMost(3, 'reset a password')
  })
}

/** Even where somebody of the same name is there already. */
async function createWithSheet(world, options) {
  const { own } = administrators(world)
  const { family, name } = await newcomer(world.demo, own)
  await inSession(world, options, async (page) => {
    await signIn(page, own)
    const pages = await fromHome(page)
    await page.locator('main').getByRole('link', { name: /^create person/ }).first().click()
    await page.getByLabel('Given name').fill('Robin')
    await page.getByLabel('Family name').fill(family)
    await press(page, 'Find person', 'Is it one of these people?')
    await press(page, 'None of these, create person', 'Details of the person')
    await press(page, 'Continue', 'Check the details')
    await press(page, 'Create person and give a start code', 'Give a start code')
    await page.getByText(`${name} was created.`).waitFor()
    await press(page, 'Make a start code', `Start code for ${name}`)
    pages.atMost(6, 'create a person and hand over a start sheet')

    await page.emulateMedia({ media: 'print' })
    const sheet = page.locator('main')
    for (const words of ['Username', 'Start code', 'Use it before']) {
      assert.ok(await sheet.locator('dt').getByText(words, { exact: true }).isVisible(), words)
    }
    for (const menu of ['nav.app-section', 'nav.nhsuk-header__navigation', '.nhsuk-breadcrumb', 'footer']) {
      assert.equal(await page.locator(menu).first().isVisible(), false, `${menu} is not printed`)
    }
  })
}

async function leaver(world, options) {
  const { own } = administrators(world)
  const person = await newcomer(world.demo, own)
  await inSession(world, options, async (page) => {
    await signIn(page, own)
    const pages = await fromHome(page)
    await find(page, person)
    await follow(page, 'Mark as leaver')
    await page.getByLabel('Out of the service, on a day').check()
    await fillDay(page, 'last_day', 14)
    await press(page, 'Mark as leaver', person.name)
    await page.getByText(`${person.name} is marked as a leaver.`).waitFor()
    await says(page, 'Last day')
    pages.atMost(4, 'mark a leaver with a last day')
  })
}

async function joiner(world, options) {
  const { own, neighbour } = administrators(world)
  const offered = await newcomer(world.demo, neighbour)
  await command(world.demo, neighbour, 'transfer.offer', { person: offered.id, organisation: own.organisation })
  await inSession(world, options, async (page) => {
    await signIn(page, own)
    const accepting = await fromHome(page)
    await page.locator('main').getByRole('link', { name: offered.name, exact: true }).first().click()
    await at(page, `Transfer of ${offered.name}`)
    await press(page, 'Accept, they move now', `Transfer of ${offered.name}`)
    await page.getByText('The person has moved.').waitFor()
    accepting.atMost(4, 'accept a joiner')
  })
  const wanted = await newcomer(world.demo, neighbour)
  await inSession(world, options, async (page) => {
    await signIn(page, own)
    const requesting = await fromHome(page)
    await page.locator('#card-find-search').fill(wanted.address)
    await page.locator('form').filter({ has: page.locator('#card-find-search') }).getByRole('button').click()
    await at(page, 'Find people')
    await page.locator('main').getByRole('link', { name: wanted.name }).click()
    await at(page, wanted.name)
    await page.getByRole('link', { name: /^Ask for a transfer to/ }).click()
    await at(page, `Ask for ${wanted.name}`)
    await press(page, 'Ask for a transfer', `Transfer of ${wanted.name}`)
    await page.getByText('You have asked for the person.').waitFor()
    requesting.atMost(4, 'ask for a joiner')
  })
}

async function whoChanged(world, options) {
  const { own } = administrators(world)
  const person = await newcomer(world.demo, own)
  await command(world.demo, own, 'person.disable', { person: person.id, reason: 'On leave' })
  await inSession(world, options, async (page) => {
    await signIn(page, own)
    const actor = (await page.locator('.nhsuk-header__account-link').innerText()).split(',')[0].trim()
    const pages = await fromHome(page)
    await find(page, person)
    await follow(page, 'History of this person')
    await at(page, 'History')
    const newest = page.locator('tbody tr').first()
    const words = await newest.innerText()
    assert.ok(words.includes(`${actor} disabled the account of ${person.name}`), words)
    assert.ok((await newest.locator('time').first().getAttribute('datetime')).startsWith('20'))
    pages.atMost(2, 'who changed this person and when')
  })
}

/** Each task with script and without. */
const both = (words, task) => [
  test(`ten tasks: ${words}`, (world) => task(world, {})),
  test(`ten tasks: ${words}, without JavaScript`, (world) => task(world, { javaScriptEnabled: false })),
]

export const tenTasks = [
  ...both('why somebody cannot sign in, and what mends it', resetOrUnlock),
  ...both('somebody is created and has a start sheet', createWithSheet),
  ...both('a leaver is marked with a last day', leaver),
  ...both('a joiner is accepted, and another is asked for', joiner),
  ...both('who changed somebody, and when', whoChanged),
]
