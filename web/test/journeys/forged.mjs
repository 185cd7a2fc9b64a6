// Forms without a session, without their token, from elsewhere, or sent twice.

import assert from 'node:assert/strict'

import { createPerson, freshFamilyName, press } from '../lib/acts.mjs'
import { inSession, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

async function endedSession(world, options = {}) {
  const administrator = world.demo.account('local administrator')
  const form = `/o/${administrator.organisation}/people/new`
  await inSession(world, options, async (page, context) => {
    await signIn(page, administrator)
    await page.goto(form)
    await page.getByLabel('Given name').fill('Ines')
    await page.getByLabel('Family name').fill('Keptwell')
    await context.clearCookies()
    await press(page, 'Find person', 'You have been signed out')
    const shown = await page.locator('main').innerText()
    assert.match(shown, /Ines/, shown)
    assert.match(shown, /Keptwell/, shown)
    await press(page, 'Sign in again', 'Sign in again')
    await page.getByLabel('Username').fill(administrator.username)
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await press(page, 'Sign in')
    await page.locator('.nhsuk-error-summary').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(administrator.password)
    await press(page, 'Sign in', 'You are signed in again')
    await press(page, 'Go on with what you entered', 'Details of the person')
    assert.equal(new URL(page.url()).pathname, form)
    assert.equal(await page.getByLabel('Given name').inputValue(), 'Ines')
    assert.equal(await page.getByLabel('Family name').inputValue(), 'Keptwell')
  })
}

/** Fills in the form of a new person in one window, and signs in as if for the first time in a second one. */
async function inTwoWindows(world, act) {
  const administrator = world.demo.account('local administrator')
  const form = `/o/${administrator.organisation}/people/new`
  await inSession(world, {}, async (page, context) => {
    await signIn(page, administrator)
    await page.goto(form)
    await page.getByLabel('Given name').fill('Ines')
    await page.getByLabel('Family name').fill('Keptwell')
    await context.clearCookies()
    const signInElsewhere = async () => signIn(await context.newPage(), administrator)
    await act(page, signInElsewhere)
    const shown = await page.locator('main').innerText()
    assert.match(shown, /Ines/, shown)
    assert.match(shown, /has not been saved yet/, shown)
    await press(page, 'Go on with what you entered', 'Details of the person')
    assert.equal(new URL(page.url()).pathname, form)
    assert.equal(await page.getByLabel('Given name').inputValue(), 'Ines')
    assert.equal(await page.getByLabel('Family name').inputValue(), 'Keptwell')
  })
}

async function signedInElsewhereMeanwhile(world) {
  await inTwoWindows(world, async (page, signInElsewhere) => {
    await press(page, 'Find person', 'You have been signed out')
    await signInElsewhere()
    await press(page, 'Sign in again', 'You are signed in again')
  })
}

async function signedInElsewhereBefore(world) {
  await inTwoWindows(world, async (page, signInElsewhere) => {
    await signInElsewhere()
    await press(page, 'Find person', 'You are signed in again')
  })
}

/** A confirmation shows nothing that was entered, so no page but its own may do what it confirms. */
async function confirmationsAreNotCarried(world) {
  const administrator = world.demo.account('local administrator')
  const { organisation } = administrator
  await inSession(world, {}, async (page, context) => {
    await signIn(page, administrator)
    const family = freshFamilyName()
    const person = await createPerson(page, { organisation, given: 'Olga', family, jobTitle: 'Nurse' })
    const confirmation = `${person}/delete`
    await page.goto(confirmation)
    const asked = await title(page).innerText()
    const button = page.locator('main form[method=post] button')
    assert.deepEqual(Object.keys(await fieldsOf(page)).sort(), ['csrf', 'version'])
    await context.clearCookies()
    await button.click()
    await title(page).filter({ hasText: 'You have been signed out' }).waitFor()
    assert.equal(await page.locator('main form').count(), 0)
    await page.getByRole('link', { name: 'Sign in again' }).click()
    await page.getByLabel('Username').fill(administrator.username)
    await page.getByLabel('Password', { exact: true }).fill(administrator.password)
    await press(page, 'Sign in', asked)
    assert.equal(new URL(page.url()).pathname, confirmation)

    await context.clearCookies()
    await signIn(await context.newPage(), administrator)
    await button.click()
    await title(page).filter({ hasText: 'You are signed in again' }).waitFor()
    assert.equal(await page.locator('main form').count(), 0)
    await page.getByRole('link', { name: 'Go back to the page' }).click()
    await title(page).filter({ hasText: asked }).waitFor()
    await page.goto(person)
    assert.match(await page.locator('main').innerText(), /Active/)
  })
}

async function anotherNameOfTheHost(world) {
  const administrator = world.demo.account('local administrator')
  const { portal } = world.demo
  const baseURL = portal.replace('localhost', '127.0.0.1')
  assert.notEqual(baseURL, portal)
  await inSession(world, { baseURL }, async (page) => {
    await page.goto('/sign-in')
    await page.getByLabel('Username').fill(administrator.username)
    await page.getByLabel('Password', { exact: true }).fill(administrator.password)
    await press(page, 'Sign in', 'This could not be done')
    await page.getByRole('main').getByRole('link', { name: portal }).click()
    await page.waitForURL(`${portal}/**`)
    await page.goto(`${portal}/sign-in`)
    await page.getByLabel('Username').fill(administrator.username)
    await page.getByLabel('Password', { exact: true }).fill(administrator.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.waitForURL(`${portal}/home`)
  })
}

/** Two windows wait at the sign-in page; the second one is used after the first has signed in. */
async function signedInTwice(world) {
  const administrator = world.demo.account('local administrator')
  await inSession(world, {}, async (page, context) => {
    await page.goto('/sign-in')
    await page.getByLabel('Username').fill(administrator.username)
    await page.getByLabel('Password', { exact: true }).fill(administrator.password)
    await signIn(await context.newPage(), administrator)
    await press(page, 'Sign in', 'You are signed in again')
    assert.equal((await page.locator('main').innerText()).includes(administrator.username), false)
    await page.getByRole('link', { name: 'Go to the home page' }).click()
    await page.waitForURL('**/home')
  })
}

async function endedSessionOfAReader(world) {
  await inSession(world, {}, async (page) => {
    const answer = await page.goto('/me/sessions')
    assert.equal(answer.status(), 401)
    await title(page).filter({ hasText: 'Sign in' }).or(title(page).filter({ hasText: 'You have been signed out' })).waitFor()
  })
}

/** The fields of the form on the page. */
function fieldsOf(page) {
  return page.locator('main form[method=post]').last().evaluate((form) => Object.fromEntries(new FormData(form)))
}

async function forgedForms(world) {
  const administrator = world.demo.account('local administrator')
  const { portal } = world.demo
  const form = `/o/${administrator.organisation}/people/new`
  await inSession(world, {}, async (page, context) => {
    await signIn(page, administrator)
    await page.goto(form)
    const { csrf, ...fields } = { ...(await fieldsOf(page)), given_name: 'Ines', family_name: 'Forged', step: 'find' }
    const send = async (fields, headers) => {
      const answer = await context.request.post(form, { form: fields, headers })
      return { status: answer.status(), text: await answer.text() }
    }
    const ours = { origin: portal, 'sec-fetch-site': 'same-origin' }
    assert.equal((await send({ csrf, ...fields }, ours)).status, 200)
    for (const [sent, headers] of [
      [fields, {}],
      [{ csrf: 'wrong', ...fields }, {}],
      [{ csrf, ...fields }, { origin: 'https://elsewhere.example' }],
      [{ csrf, ...fields }, { ...ours, 'sec-fetch-site': 'cross-site' }],
      [{ csrf, ...fields }, { origin: 'null' }],
    ]) {
      const { status, text } = await send(sent, headers)
      assert.equal(status, 403, JSON.stringify(headers))
      assert.match(text, /This form did not come from a page of yours/)
      assert.ok(text.includes(portal), text)
      assert.doesNotMatch(text, /Ines/)
    }
    // From a page of ours, under another session: given back, without what would skip a page.
    for (const sent of [fields, { csrf: 'wrong', ...fields }]) {
      const { status, text } = await send(sent, ours)
      assert.equal(status, 403)
      assert.match(text, /has not been saved yet/)
      assert.match(text, /name="given_name" value="Ines"/)
      assert.doesNotMatch(text, /name="step"/)
    }
    const kept = { 'kept-to': form, 'kept.given_name': 'Ines', 'kept.step': 'create' }
    const again = async (headers) => context.request.post('/sign-in/again', { form: kept, headers })
    const carried = await (await again(ours)).text()
    assert.match(carried, /name="given_name" value="Ines"/)
    assert.doesNotMatch(carried, /name="step"/)
    assert.equal((await again({})).status(), 403)
  })
}

async function sentTwice(world) {
  const administrator = world.demo.account('local administrator')
  const form = `/o/${administrator.organisation}/people/new`
  await inSession(world, {}, async (page, context) => {
    await signIn(page, administrator)
    await page.goto(form)
    const family = freshFamilyName()
    await page.getByLabel('Given name').fill('Twice')
    await page.getByLabel('Family name').fill(family)
    await press(page, 'Find person', 'Details of the person')
    await press(page, 'Continue', 'Check the details')
    const fields = { ...(await fieldsOf(page)), step: 'create' }
    const send = () => context.request.post(form, { form: fields, headers: { origin: world.demo.portal }, maxRedirects: 0 })
    const answers = await Promise.all([send(), send()])
    answers.push(await send())
    const places = answers.map((answer) => `${answer.status()} ${answer.headers().location}`)
    assert.equal(new Set(places).size, 1, places.join('\n'))
    assert.match(places[0], /^303 /)
    await page.goto(`/o/${administrator.organisation}/people?search=${family}`)
    assert.equal(await page.locator('main table tbody tr').count(), 1)
  })
}

export const forged = [
  test('a form sent after the session ended is kept, and is there again after signing in', (world) => endedSession(world)),
  test('the same without JavaScript', (world) => endedSession(world, { javaScriptEnabled: false })),
  test('a form is kept if its sender signs in again in another window after sending it', signedInElsewhereMeanwhile),
  test('a form is kept if its sender signed in again in another window before sending it', signedInElsewhereBefore),
  test('a confirmation is asked for again after signing in', confirmationsAreNotCarried),
  test('signing in twice in two windows ends on the home page', signedInTwice),
  test('a portal opened under another name of its host says its address', anotherNameOfTheHost),
  test('a page that needs a session says so', endedSessionOfAReader),
  test('a form without its token or from another site is refused', forgedForms),
  test('a form that is sent twice is done once', sentTwice),
]
