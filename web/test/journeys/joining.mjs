// An organisation applies, is looked at, opens, draws others after it, and closes with people inside: through the browser
// alone, in an installation of its own.

import assert from 'node:assert/strict'

import { freshFamilyName, importRegisterOf, intoWork, press, startWork } from '../lib/acts.mjs'
import { inSession, reloadUntil, signIn, title } from '../lib/browser.mjs'
import { beginInstallation } from '../lib/installation.mjs'
import { test } from '../lib/runner.mjs'

const PASSWORD = 'seven slow otters drift'
const CODE = 'RXQ'
const NAME = 'Bramblewick Hospitals'
const REGISTER = [[CODE, NAME], ['RXR', 'Elsewhere Hospitals'], ['RXS', 'Further Hospitals'], ['RXT', 'Last Hospitals']]

const says = (page, words) => page.locator('main').getByText(words).first().waitFor()
const problem = (page, words) => page.locator('.nhsuk-error-summary').getByText(words).first().waitFor()

/** Types a day in three fields whose names begin alike. */
async function fillDay(page, name, [day, month, year]) {
  for (const [part, value] of Object.entries({ day, month, year })) {
    await page.locator(`[name="${name}-${part}"]`).fill(String(value))
  }
}

/** A day so many months ahead: waivers and closings are never in the past. */
function ahead(months) {
  const now = new Date()
  const then = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 15))
  return [then.getUTCDate(), then.getUTCMonth() + 1, then.getUTCFullYear()]
}

async function apply(page) {
  await page.goto(`/national/organisations/${CODE}`)
  await page.getByRole('button', { name: 'Record an application' }).or(page.getByRole('link', { name: 'Record an application' })).first().click()
  await title(page).filter({ hasText: 'Record an application' }).waitFor()
  await page.getByLabel('Sector').selectOption('trust')
  await page.getByLabel('Enhanced').check()
  await press(page, 'Record the application')
  await problem(page, 'Enter who asked.')
  await problem(page, 'Enter an email address outside the service')
  assert.equal(await page.getByLabel('Enhanced').isChecked(), true, 'what was chosen stays')
  await page.getByLabel('Who asked').fill('A letter of the chief executive')
  await page.getByLabel('Name of the contact').fill('Rosa Alvarez')
  await page.getByLabel('Email address of the contact').fill('rosa@bramblewick.example')
  await page.getByLabel('Telephone number of the contact').fill('01632 960001')
  await page.getByLabel('How many people are expected').fill('120')
  await press(page, 'Record the application', NAME)
  await says(page, 'The national team acts next')
}

async function check(page) {
  await says(page, 'Every check has to hold or be waived first.')
  await page.getByRole('link', { name: 'Record or waive standing in data security' }).click()
  await page.getByLabel('It holds').check()
  await page.getByLabel('What shows it').fill('Looked up in the toolkit')
  await press(page, 'Record')
  await problem(page, 'Choose the standing in data security.')
  await page.getByLabel('Standards met').check()
  await press(page, 'Record', NAME)
  await page.getByRole('link', { name: 'Record or waive access form signed' }).click()
  await page.getByLabel('Why it need not hold for now').fill('The form is on its way')
  await fillDay(page, 'until', ahead(2))
  await press(page, 'Waive', NAME)
  await press(page, 'Begin to open', NAME)
  await says(page, 'Open the organisation')
}

async function open(page) {
  await page.getByRole('button', { name: 'Open this organisation' }).or(page.getByRole('link', { name: 'Open this organisation' })).first().click()
  assert.equal(await page.getByLabel('Enhanced').isChecked(), true, 'the tier that was asked for')
  assert.equal(await page.getByLabel('Why it may open although a check is missing').count(), 0)
  await says(page, 'The application names Rosa Alvarez, rosa@bramblewick.example')
  await fillAdministrator(page, { family: 'Alvarez', address: 'rosa' })
  await press(page, 'Continue')
  await press(page, 'Open this organisation', 'Open an organisation')
  await problem(page, 'Enter an email address outside the service')
  assert.equal(await page.getByLabel('Family name').inputValue(), 'Alvarez', 'what was typed stays')
  await page.getByLabel('Email address outside the service').fill('rosa@home.example')
  await press(page, 'Continue')
  await says(page, 'rosa@home.example')
  await press(page, 'Open this organisation', NAME)
  await says(page, 'The organisation is open, and its first administrator was invited.')
  await says(page, 'Has not signed in yet: it is their turn.')
  await followButton(page, 'Send the link again')
  await page.getByLabel('Email address outside the service').fill('rosa@elsewhere.example')
  await press(page, 'Send another link', NAME)
  await says(page, 'Another link is on its way.')
}

/** Follows what looks like a button and is a link. */
async function followButton(page, name) {
  await page.getByRole('button', { name }).or(page.getByRole('link', { name })).first().click()
}

/** Whom to invite, on the page of opening or of inviting. */
async function fillAdministrator(page, { family, address }) {
  await page.getByLabel('Given name').fill('Rosa')
  await page.getByLabel('Family name').fill(family)
  await page.getByLabel('Job title (optional)').fill('Practice manager')
  await page.getByLabel('Email address outside the service').fill(address)
}

async function openOthers(page) {
  await page.goto(`/national/organisations/${CODE}`)
  await page.getByRole('button', { name: 'Open others like this one' }).or(page.getByRole('link', { name: 'Open others like this one' })).first().click()
  await page.getByLabel('Codes of the organisations to open').fill('rxr\nRXS\nQQ9\nRXQ')
  await page.getByLabel('Why they may open although a check is missing').fill('Part of the first wave')
  await press(page, 'Show what would happen', 'Check before opening')
  await says(page, '2 of 4 would be opened')
  await press(page, 'Open 2 organisations', 'What was opened')
  await page.getByText('2 of 4 done.').first().waitFor()
  await says(page, 'The register does not have this code')
  const file = await page.getByRole('link', { name: 'Download as CSV' }).getAttribute('href')
  const answer = await page.context().request.get(new URL(file, page.url()).href)
  assert.match(await answer.text(), /RXR,Elsewhere Hospitals,open,/)
}

async function createPerson(page, given, family) {
  await page.goto(`/o/${CODE}/people/new`)
  await page.getByLabel('Given name').fill(given)
  await page.getByLabel('Family name').fill(family)
  await press(page, 'Find person', 'Details of the person')
  await press(page, 'Continue', 'Check the details')
  await press(page, 'Create person', `${given} ${family}`)
}

async function close(page) {
  await createPerson(page, 'Ngozi', 'Okafor')
  await createPerson(page, 'Pat', 'Morgan')
  await page.goto(`/o/${CODE}/closing`)
  await press(page, 'Begin to close')
  await problem(page, 'Enter why it closes.')
  await fillDay(page, 'day', ahead(3))
  await page.getByLabel('Why it closes').fill('It merges')
  await page.getByLabel('Code of the organisation that takes its place').fill('RXR')
  await press(page, 'Begin to close', 'Closing the organisation')
  await says(page, 'This organisation is closing')
  await page.goto(`/o/${CODE}/people/new`)
  await page.getByText('Nobody can be added to it').first().waitFor()
  await page.goto(`/o/${CODE}/closing`)
  await page.getByLabel('Ngozi Okafor').check()
  await page.getByLabel('They move to another organisation').check()
  assert.equal(await page.getByLabel('Code of the organisation they move to').inputValue(), 'RXR')
  await press(page, 'Agree for these people', 'What was agreed')
  await page.getByText('1 of 1 done.').first().waitFor()
  await page.getByRole('link', { name: 'Back to everybody inside' }).click()
  await page.getByLabel('Pat Morgan').check()
  await page.getByLabel('They leave').check()
  await fillDay(page, 'on', ahead(2))
  await press(page, 'Agree for these people', 'What was agreed')
  await page.goto(`/o/${CODE}/closing`)
  await says(page, 'Moves to Elsewhere Hospitals')
  await says(page, 'Leaves, until')
  await page.goto('/national/joining')
  await says(page, NAME)
  await page.goto(`/o/${CODE}/closing`)
  await press(page, 'Call the closing off', 'Closing the organisation')
  await says(page, 'The closing was called off.')
}

async function joinAndLeave(world, options) {
  const installation = await beginInstallation()
  const own = { browser: world.browser, demo: installation }
  try {
    await inSession(own, options, async (page) => {
      await startWork(page, installation, PASSWORD)
      await page.goto('/national/register')
      await importRegisterOf(page, REGISTER)
      await apply(page)
      await check(page)
      await open(page)
      await openOthers(page)
      await close(page)
    })
  } finally {
    await installation.stop()
  }
}

/** In the demonstration, whose letters can be read: invited as it opens, in by the link, and at work. */
async function inviteAndStart(world, options, code) {
  const family = freshFamilyName()
  const address = `rosa.${family.toLowerCase()}@home.example`
  const name = `Hollowbrook ${family} Surgery`
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('platform administrator'))
    await page.goto('/national/register')
    await importRegisterOf(page, [[code, name]])
    await page.goto(`/national/organisations/${code}/open`)
    await page.getByLabel('Standard').check()
    await page.getByLabel('Why it may open although a check is missing').fill('Part of the first wave')
    await fillAdministrator(page, { family, address })
    await press(page, 'Continue', 'Check before opening')
    await press(page, 'Open this organisation')
    await says(page, `Rosa ${family}, invited on`)
  })
  await inSession(world, options, async (page) => {
    await page.goto('/demo/mail')
    const letter = page.locator('details').filter({ hasText: address })
    await reloadUntil(page, letter, 30)
    await letter.locator('summary').click()
    await letter.getByRole('link', { name: 'Open the link of this letter' }).click()
    await title(page).filter({ hasText: 'Start' }).waitFor()
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await press(page, 'Set password and sign in')
    await intoWork(page)
    await page.getByText(`You are signed in as Rosa ${family}`).waitFor()
    // Home says what is to be done: there is one administrator, and nobody else yet.
    await says(page, name)
    await says(page, 'administer')
    await page.goto(`/o/${code}/people/new`)
    await page.getByLabel('Given name').fill('Second')
    await page.getByLabel('Family name').fill(family)
    await press(page, 'Find person', 'Details of the person')
    await page.goto(`/o/${code}/joining`)
    await says(page, 'Has signed in, first on')
    assert.equal(await page.getByText(address).count(), 0, 'the address outside is for those who invite')
  })
}

export const joining = [
  test('an organisation joins, others open like it, and it closes with people inside', (world) =>
    joinAndLeave(world, { viewport: { width: 320, height: 640 } })),
  test('whoever is invited as an organisation opens signs in by the link and is at work', (world) => inviteAndStart(world, {}, 'QWA')),
  test('whoever is invited signs in by the link without JavaScript', (world) =>
    inviteAndStart(world, { javaScriptEnabled: false }, 'QWB')),
  test('joining and leaving without JavaScript', (world) => joinAndLeave(world, { javaScriptEnabled: false })),
]
