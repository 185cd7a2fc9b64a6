// What people get wrong: each time they are told which field, in words that say what to do, and nothing typed is lost.

import assert from 'node:assert/strict'

import { createPerson, freshFamilyName, press } from '../lib/acts.mjs'
import { inSession, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

const HUGE = 'x'.repeat(10_000)

/** Forms by who opens them: the address, the button that sends it, and fields that must be named when all is empty. */
const FORMS = [
  { role: 'local administrator', at: '/o/CODE/people/new', button: 'Find person', empty: ['given_name', 'family_name'] },
  { role: 'local administrator', at: '/o/CODE/policies/new', button: 'Continue', empty: ['name', 'base_product'] },
  { role: 'local administrator', at: '/o/CODE/organisation/units/new', empty: ['name'] },
  { role: 'local administrator', at: '/o/CODE/organisation/contacts', empty: [] },
  { role: 'primary local administrator', at: '/o/CODE/administrators/new', empty: ['person'] },
  { role: 'platform administrator', at: '/national/licences/new', empty: ['product'] },
  { role: 'platform administrator', at: '/national/administrators/new', empty: ['person'] },
  { role: 'person', at: '/me/password', empty: ['current', 'new'] },
  { role: 'person', at: '/me/details', empty: [] },
  { role: 'person', at: '/me/tokens', empty: ['name'] },
]

/** The form of the page itself, not those of its frame, and the button that sends it. */
function formOf(page, button) {
  const form = page.locator('main form[method=post]').last()
  // Not the buttons that show a password, which send nothing.
  const buttons = form.locator('button:not([type=button])')
  return { form, send: button ? buttons.filter({ hasText: button }).last() : buttons.first() }
}

/** The ids that the summary of problems leads to; each must say beside the field what the summary says. */
async function namedFields(page) {
  const links = page.locator('.nhsuk-error-summary a')
  const named = []
  for (const link of await links.all()) {
    const id = (await link.getAttribute('href')).slice(1)
    const target = page.locator(`[id="${id}"]`)
    assert.equal(await target.count(), 1, `the summary leads to #${id}`)
    const words = (await link.innerText()).trim()
    assert.match(words, /^[A-Z].*\.$/, words)
    const beside = page.locator('.nhsuk-error-message').filter({ hasText: words })
    assert.ok((await beside.count()) > 0, `“${words}” stands beside the field too`)
    named.push(id)
  }
  return named
}

async function expectProblems(page) {
  await page.locator('.nhsuk-error-summary').waitFor()
  assert.match(await page.title(), /^Error: /)
}

async function emptyForm({ demo, ...world }, { role, at, button, empty }) {
  const account = demo.account(role)
  await inSession({ demo, ...world }, {}, async (page) => {
    await signIn(page, account)
    await page.goto(at.replace('CODE', account.organisation))
    const { form, send } = formOf(page, button)
    for (const field of await form.locator('input[type=text], input[type=email], input[type=tel], input[type=password], textarea').all()) {
      if (await field.isVisible()) await field.fill('')
    }
    const [answer] = await Promise.all([page.waitForResponse((each) => each.request().method() === 'POST'), send.click()])
    assert.ok(answer.status() < 500, `${answer.status()} ${at}`)
    if (empty.length === 0) return
    await expectProblems(page)
    const named = await namedFields(page)
    for (const field of empty) {
      assert.ok(named.some((id) => id.startsWith(field)), `${at} names ${field}: ${named}`)
    }
  })
}

async function hugeForm({ demo, ...world }, { role, at, button }) {
  const account = demo.account(role)
  await inSession({ demo, ...world }, {}, async (page) => {
    await signIn(page, account)
    await page.goto(at.replace('CODE', account.organisation))
    const { form, send } = formOf(page, button)
    const names = []
    for (const field of await form.locator('input[type=text], input[type=email], input[type=tel], input:not([type]), textarea').all()) {
      if (!(await field.isVisible())) continue
      await field.evaluate((element) => element.removeAttribute('maxlength'))
      await field.fill(HUGE)
      names.push(await field.getAttribute('name'))
    }
    const [answer] = await Promise.all([page.waitForResponse((each) => each.request().method() === 'POST'), send.click()])
    assert.ok(answer.status() >= 400 && answer.status() < 500, `${answer.status()} ${at}`)
    if (names.length === 0) return
    await expectProblems(page)
    assert.ok((await namedFields(page)).length > 0, at)
    for (const name of names) {
      assert.equal((await page.locator(`main [name="${name}"]`).last().inputValue()).length, HUGE.length, `${at} keeps ${name}`)
    }
  })
}

async function signInWrongly(world) {
  await inSession(world, {}, async (page) => {
    await page.goto('/sign-in')
    await press(page, 'Sign in')
    await expectProblems(page)
    assert.deepEqual(await namedFields(page), ['username', 'password'])

    await page.getByLabel('Username').fill('nobody.here@guildhall.example')
    await page.getByLabel('Password', { exact: true }).fill('not the password')
    await press(page, 'Sign in')
    await expectProblems(page)
    assert.equal(await page.getByLabel('Username').inputValue(), 'nobody.here@guildhall.example')
    assert.equal(await page.getByLabel('Password', { exact: true }).inputValue(), '')

    await page.goto('/start')
    await press(page, 'Set password and sign in')
    await expectProblems(page)
    assert.deepEqual(await namedFields(page), ['username', 'code', 'password'])
    await page.getByLabel('Username').fill('nobody.here@guildhall.example')
    await page.getByLabel('Start code').fill('AAAA-BBBB-CCCC-DD')
    await page.getByLabel('Password', { exact: true }).fill('three calm herons wade')
    await press(page, 'Set password and sign in')
    await expectProblems(page)
    assert.equal(await page.getByLabel('Start code').inputValue(), 'AAAA-BBBB-CCCC-DD')
  })
}

async function wrongMobile(world) {
  const administrator = world.demo.account('local administrator')
  await inSession(world, {}, async (page) => {
    await signIn(page, administrator)
    await page.goto(`/o/${administrator.organisation}/people/new`)
    await page.getByLabel('Given name').fill('Mina')
    await page.getByLabel('Family name').fill(freshFamilyName())
    await press(page, 'Find person', 'Details of the person')
    await page.getByLabel('Job title (optional)').fill('Porter')
    await page.getByLabel('Mobile number (optional)').fill('12')
    await press(page, 'Continue')
    await expectProblems(page)
    assert.deepEqual(await namedFields(page), ['mobile'])
    assert.equal(await page.getByLabel('Mobile number (optional)').inputValue(), '12')
    assert.equal(await page.getByLabel('Job title (optional)').inputValue(), 'Porter')
  })
}

async function staleEdit(world) {
  const administrator = world.demo.account('local administrator')
  const { organisation } = administrator
  await inSession(world, {}, async (page, context) => {
    await signIn(page, administrator)
    const person = await createPerson(page, { organisation, given: 'Sol', family: freshFamilyName(), jobTitle: 'Porter' })
    const other = await context.newPage()
    for (const tab of [page, other]) await tab.goto(`${person}/change`)
    await page.getByLabel('Job title').fill('Head porter')
    await press(page, 'Save', 'Sol')
    await other.getByLabel('Department').fill('Estates')
    await press(other, 'Save')
    await expectProblems(other)
    const words = await other.locator('.nhsuk-error-summary').innerText()
    assert.match(words, /changed/i, words)
    assert.equal(await other.getByLabel('Department').inputValue(), 'Estates')
    await page.goto(person)
    const details = await page.locator('main').innerText()
    assert.match(details, /Head porter/)
    assert.doesNotMatch(details, /Estates/)
  })
}

async function wrongAddresses(world) {
  const administrator = world.demo.account('primary local administrator')
  const at = `/o/${administrator.organisation}`
  const unknown = '01a1fe3a-0000-7000-8000-000000000000'
  await inSession(world, {}, async (page) => {
    await signIn(page, administrator)
    for (const address of [
      '/nothing',
      '/o/NOPE',
      '/o/NOPE/people',
      '/o/%00/people',
      `${at}/people/zzz`,
      `${at}/people/${unknown}`,
      `${at}/people/${unknown}/change`,
      `${at}/people/${unknown}/policy`,
      `${at}/people/${unknown}/access`,
      `${at}/people/${unknown}/history`,
      `${at}/people/${unknown}/start-code`,
      `${at}/policies/zzz`,
      `${at}/policies/${unknown}/edit`,
      `${at}/licences/zzz/waiting`,
      `${at}/administrators/zzz/end`,
      `${at}/organisation/units/zzz`,
      '/people/card/zzz',
      `/people/card/${unknown}`,
      '/national',
      '/national/organisations',
      '/national/rules/nothing',
    ]) {
      const answer = await page.goto(address)
      assert.ok([403, 404].includes(answer.status()), `${answer.status()} ${address}`)
      assert.match(await title(page).innerText(), /^(Page not found|You cannot do this)$/, address)
    }
  })
}

export const badInput = [
  test('wrong sign-ins and start codes are explained and what was typed is kept', signInWrongly),
  ...FORMS.map((form) => test(`an empty form is explained: ${form.at}`, (world) => emptyForm(world, form))),
  ...FORMS.map((form) => test(`ten thousand letters in a field are explained: ${form.at}`, (world) => hugeForm(world, form))),
  test('a wrong mobile number is named and the other answers are kept', wrongMobile),
  test('a second tab cannot overwrite what was changed meanwhile, and keeps what was typed', staleEdit),
  test('an address of nothing is a page that says so', wrongAddresses),
]
