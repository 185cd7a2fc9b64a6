// The main job: somebody new starts, and works in Microsoft 365. With JavaScript and without.

import assert from 'node:assert/strict'

import { createPerson, createPolicy, freshFamilyName, intoWork, press } from '../lib/acts.mjs'
import { factOf, inSession, reloadUntil, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'
import { peopleInTenant } from '../lib/tenant.mjs'

/** Seconds in which Microsoft 365 must have caught up. */
const LIVE = 60
const PASSWORD = 'three calm herons wade'

async function job(world, options) {
  const { demo } = world
  const administrator = demo.account('local administrator')
  const { organisation } = administrator
  const family = freshFamilyName()
  const name = `Asha ${family}`
  let [person, policy, username, code] = ['', '', '', '']

  await inSession(world, options, async (page) => {
    await signIn(page, administrator)
    person = await createPerson(page, { organisation, given: 'Asha', family, jobTitle: 'Staff nurse' })
    await page.getByText(`${name} was created.`).waitFor()

    policy = await createPolicy(page, organisation, `Wards ${family}`)
    await page.goto(person)
    await page.getByRole('link', { name: 'Move to another user policy' }).click()
    await page.getByLabel(policy).check()
    await press(page, 'Move')
    await page.goto(person)
    await page.getByText(policy).first().waitFor()
    await reloadUntil(page, page.getByText('Live in Microsoft 365'), LIVE)

    await page.getByRole('link', { name: 'Give a start code' }).click()
    await press(page, 'Make a start code', `Start code for ${name}`)
    username = await factOf(page, 'Username')
    code = await factOf(page, 'Start code')
  })

  await inSession(world, options, async (page) => {
    await page.goto('/')
    await page.getByRole('link', { name: 'I have a start code' }).click()
    await page.getByLabel('Username').fill(username)
    await page.getByLabel('Start code').fill(code.toLowerCase())
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await press(page, 'Set password and sign in')
    await intoWork(page)
    await page.getByText(`You are signed in as ${name}`).waitFor()

    await press(page, 'Sign out', 'Sign in')
    await signIn(page, { username, password: PASSWORD })
  })

  await inSession(world, options, async (page) => {
    await signIn(page, administrator)
    await page.goto(person)
    await page.getByRole('link', { name: 'History of this person' }).click()
    await title(page).filter({ hasText: 'History' }).waitFor()
    const history = await page.locator('main').innerText()
    const who = await page.locator('.nhsuk-header__account-link').innerText()
    const actor = who.split(',')[0].trim()
    assert.match(history, new RegExp(`${actor}[^\n]* created the account of ${name}`), history)
    for (const act of [`made a start code for ${name}`, `moved ${name} from National to ${policy}`]) {
      assert.ok(history.includes(`${actor} ${act}`), `${act}\n${history}`)
    }
  })

  await strangerSeesNothing(world, options, organisation, person)

  const [found, ...others] = await peopleInTenant(demo, username)
  assert.deepEqual(others, [])
  assert.equal(found?.name, name)
  assert.equal(found.isEnabled, true)
  assert.equal(found.licences.length, 1, `licences in the tenant: ${found.licences}`)
}

/** The administrator of another organisation learns nothing, not even that there is something. */
async function strangerSeesNothing(world, options, organisation, person) {
  const stranger = world.demo.accounts.find(
    (each) => each.role === 'local administrator' && each.organisation !== organisation,
  )
  await inSession(world, options, async (page) => {
    await signIn(page, stranger)
    const own = person.replace(`/o/${organisation}/`, `/o/${stranger.organisation}/`)
    const places = [person, `${person}/history`, `${person}/start-code`, own, `/o/${organisation}`, `/o/${organisation}/people`]
    for (const place of places) {
      const answer = await page.goto(place)
      assert.equal(answer.status(), 404, place)
      assert.equal(await title(page).innerText(), 'Page not found', place)
      const shown = await page.locator('body').innerText()
      assert.doesNotMatch(shown, /Asha/, place)
    }
  })
}

export const mainJob = [
  test('somebody new is created, licensed, live in Microsoft 365, and signs in', (world) => job(world, {})),
  test('the same is done without JavaScript', (world) => job(world, { javaScriptEnabled: false })),
]
