// An organisation asks its people for a second step: whoever has none adds one on the way in, and an exception of a day lets
// them in without; with script and without.

import assert from 'node:assert/strict'

import { addSecondStep, command, follow, freshFamilyName, press, startWork } from '../lib/acts.mjs'
import { inSession, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

const PASSWORD = 'four slow badgers hum'
const PROBLEM = '.nhsuk-error-summary'

/** The password, and where it leads. */
async function givePassword(page, username) {
  await page.goto('/sign-in')
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await press(page, 'Sign in')
}

/** Asks it of one person only, so that other journeys of the organisation go on as they are. */
async function askOf(world, options, { organisation, person, name }) {
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('local administrator'))
    await page.goto(`/o/${organisation}/second-step`)
    await title(page).filter({ hasText: 'Second step of signing in' }).waitFor()
    await follow(page, 'Change what is asked')
    await page.locator('input[type=radio][value=standard]').check()
    await page.getByLabel('Day', { exact: true }).fill('1')
    await page.getByLabel('Month', { exact: true }).fill('1')
    await page.getByLabel('Year', { exact: true }).fill('2001')
    await press(page, 'Save')
    await page.locator(PROBLEM).getByText('Enter today or a later day').waitFor()
    assert.ok(await page.locator('input[type=radio][value=standard]').isChecked(), 'what was chosen is kept')
    await follow(page, 'Cancel')
    await page.getByLabel('Name or email address').fill(name)
    await press(page, 'Search')
    await follow(page, name)
    await press(page, 'Ask this person for a second step at every sign-in')
    await page.getByText('Asked of this person').waitFor()
    await page.getByText('The password, and then to add a second step').waitFor()
  })
}

/** Whoever gave the start code does not do the other half as well: a colleague does. */
async function exceptedForADay(world, options, { organisation, person }) {
  await inSession(world, options, async (page) => {
    const colleague = world.demo.account('primary local administrator')
    assert.equal(colleague.organisation, organisation)
    await signIn(page, colleague)
    await page.goto(`/o/${organisation}/people/${person}/second-step`)
    await follow(page, 'Leave the second step out for a day')
    await press(page, 'Leave it out for a day')
    await page.locator(PROBLEM).getByText('Choose why the second step is left out').waitFor()
    await page.locator('input[type=radio][value=no-signal]').check()
    await page.locator('input[type=radio][value=in-person]').check()
    await press(page, 'Leave it out for a day')
    await page.getByText('An exception counts').waitFor()
    await page.getByText(/\(23 hours and \d+ minutes? left\)|\(24 hours left\)|\(1 day left\)/).waitFor()
  })
}

/** A long one: asked for with a day on which it ends, decided by somebody who runs the service, and seen in the daily report. */
async function exceptedForLong(world, options, { organisation, person, name }) {
  const last = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10)
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('local administrator'))
    await page.goto(`/o/${organisation}/people/${person}/second-step`)
    await press(page, 'End the exception now')
    await follow(page, 'Ask for a long exception')
    await page.locator('input[type=radio][value=secure-area]').check()
    await page.getByLabel('In words', { exact: true }).fill('They work where no device is let in.')
    await page.getByLabel('The last day on which it counts (optional)').fill('2001-01-01')
    await press(page, 'Ask for it')
    await page.locator(PROBLEM).getByText('Enter the last day on which it is to count').waitFor()
    assert.equal(await page.getByLabel('In words', { exact: true }).inputValue(), 'They work where no device is let in.')
    await page.getByLabel('The last day on which it counts (optional)').fill(last)
    await press(page, 'Ask for it')
    await page.getByText('Waits for a decision').waitFor()
  })
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('platform administrator'))
    await page.goto('/national/second-step')
    await follow(page, 'Networks and exceptions that wait for a decision')
    const approve = page.getByRole('button', { name: new RegExp(`^Approve\\s+${name}$`) })
    await approve.click()
    await approve.waitFor({ state: 'detached' })
  })
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('local administrator'))
    await page.goto(`/o/${organisation}/second-step`)
    await follow(page, 'What needs looking at')
    await page.getByRole('link', { name, exact: true }).waitFor()
    await page.getByText('An exception ends').first().waitFor()
  })
}

async function policy(world, options) {
  const administrator = world.demo.account('local administrator')
  const { organisation } = administrator
  const family = freshFamilyName()
  const body = { organisation, given_name: 'Priya', family_name: family }
  const { id: person, address } = await command(world.demo, administrator, 'person.create', body)
  const { code } = await command(world.demo, administrator, 'start-code.issue', { person })
  await inSession(world, options, (page) => startWork(page, { username: address, code }, PASSWORD))
  await askOf(world, options, { organisation, person, name: `Priya ${family}` })
  const app = await inSession(world, options, async (page, context) => {
    await givePassword(page, address)
    await title(page).filter({ hasText: 'Add a second step to sign in' }).waitFor()
    // The password alone leads nowhere.
    await page.goto('/me')
    assert.doesNotMatch(await page.locator('main').innerText(), /My details/)
    await page.goto('/sign-in/second-step')
    const added = await addSecondStep(page)
    await page.waitForURL(/\/(home|welcome)/)
    const names = (await context.cookies()).map((cookie) => cookie.name)
    assert.deepEqual(names.filter((name) => name.includes('step')), [])
    return added
  })
  await inSession(world, options, async (page) => {
    await givePassword(page, address)
    await title(page).filter({ hasText: 'Enter your code' }).waitFor()
    await page.getByLabel('Code', { exact: true }).fill(app.next())
    await press(page, 'Continue')
    await page.waitForURL(/\/(home|welcome)/)
  })
  const isIn = () => inSession(world, options, async (page) => {
    await givePassword(page, address)
    await page.waitForURL(/\/(home|welcome)/)
  })
  await exceptedForADay(world, options, { organisation, person })
  await isIn()
  await exceptedForLong(world, options, { organisation, person, name: `Priya ${family}` })
  await isIn()
}

export const secondStepPolicy = [
  test('a second step that is asked is added on the way in, and an exception lets in without it', (world) => policy(world, {})),
  test('the same without JavaScript', (world) => policy(world, { javaScriptEnabled: false })),
]
