// Forms without a session, without their token, from elsewhere, or sent twice.

import assert from 'node:assert/strict'

import { freshFamilyName, press } from '../lib/acts.mjs'
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
      [fields, ours],
      [{ csrf: 'wrong', ...fields }, ours],
      [{ csrf, ...fields }, { origin: 'https://elsewhere.example' }],
      [{ csrf, ...fields }, { ...ours, 'sec-fetch-site': 'cross-site' }],
      [{ csrf, ...fields }, { origin: 'null' }],
    ]) {
      const { status, text } = await send(sent, headers)
      assert.equal(status, 403, JSON.stringify(headers))
      assert.match(text, /This form did not come from a page of yours/)
    }
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
  test('a page that needs a session says so', endedSessionOfAReader),
  test('a form without its token or from another site is refused', forgedForms),
  test('a form that is sent twice is done once', sentTwice),
]
