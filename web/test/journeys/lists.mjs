// Lists that people work with: 600 moved to a user policy from a pasted list, and who holds a licence without using it.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'

import { createPolicy, freshFamilyName, press } from '../lib/acts.mjs'
import { inSession, reloadUntil, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

/** People moved with one list. */
const PEOPLE = 600
/** Seconds in which that must have been done. */
const MOVED = 120
/** People created at the same time. */
const TOGETHER = 8

/** Asks for a command through the API, as the administrator whose token it is. */
async function command(demo, account, name, body) {
  const answer = await fetch(`${demo.api}/commands/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${account.api_token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  assert.equal(answer.status, 200, text)
  return JSON.parse(text)
}

let crowd

/** The addresses of so many new people of the administrator's organisation; made once. */
async function people(demo, account) {
  crowd ??= (async () => {
    const family = freshFamilyName()
    const made = []
    const body = { organisation: account.organisation, given_name: 'Kim', family_name: family }
    const one = async () => {
      while (made.length < PEOPLE) {
        const place = made.push('') - 1
        const answer = await command(demo, account, 'person.create', body)
        made[place] = (answer.output ?? answer).address
      }
    }
    await Promise.all(Array.from({ length: TOGETHER }, one))
    assert.equal(new Set(made).size, PEOPLE)
    return made
  })()
  return crowd
}

/** Counts the pages that somebody opens after Home. */
function counting(page) {
  const seen = []
  page.on('framenavigated', (frame) => frame === page.mainFrame() && seen.push(new URL(frame.url()).pathname))
  return seen
}

async function move(world, options) {
  const { demo } = world
  const account = demo.account('local administrator')
  const addresses = await people(demo, account)
  await inSession(world, options, async (page) => {
    await signIn(page, account)
    const policy = await createPolicy(page, account.organisation, `Research ${freshFamilyName()}`)
    await page.goto('/home')
    const pages = counting(page)
    await page.getByRole('link', { name: 'Manage' }).click()
    await page.getByRole('link', { name: 'Bulk changes', exact: true }).click()
    await title(page).filter({ hasText: 'Change many people at once' }).waitFor()
    const choice = page.getByLabel('User policy')
    const label = (await choice.locator('option').allInnerTexts()).find((option) => option.startsWith(policy))
    await choice.selectOption({ label })
    const list = [...addresses.slice(0, -1), `Kim Last <${addresses.at(-1)}>`, addresses[0], 'nobody.at.all@example.org']
    await page.getByLabel('Who?').fill(list.join('\n'))
    await press(page, 'See what would change', policy)
    // Entries are looked up beside the page, which says how far it is.
    await reloadUntil(page, page.locator('main').getByText('Now in '), 60)
    await press(page, `Change ${PEOPLE} people`, policy)
    const opened = pages.filter((path, at) => path !== '/home' && path !== pages[at - 1])
    assert.ok(opened.length <= 4, opened.join(' '))
    await reloadUntil(page, page.locator('main').getByText('Everything was tried.'), MOVED)
    const words = await page.locator('main').innerText()
    assert.match(words, new RegExp(`Done\\s+${PEOPLE} people`))
    assert.match(words, /Left out\s+2 people/)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the outcome as CSV' }).click(),
    ])
    const rows = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
    assert.equal(rows.length, PEOPLE + 3)
    assert.equal(rows.filter((row) => row.includes(',Done,')).length, PEOPLE)
    assert.match(rows.at(-1), /nobody\.at\.all@example\.org,,,Not found/)

    await page.goto(`/o/${account.organisation}/reports/policies`)
    await page.getByLabel('User policy').selectOption({ label: policy })
    await press(page, 'Apply filters')
    await page.locator('main').getByText('Kim').first().waitFor()
    await page.goto('/home')
    await page.locator('main').getByText(`${PEOPLE} done, 2 left out`).first().waitFor()
  })
}

async function pastedStays(world, options) {
  const account = world.demo.account('local administrator')
  await inSession(world, options, async (page) => {
    await signIn(page, account)
    await page.goto(`/o/${account.organisation}/people`)
    await page.getByRole('button', { name: /^Change all who match/ }).click()
    const typed = await page.getByLabel('Who?').inputValue()
    assert.match(typed, /<[^>]+@[^>]+>/)
    await page.getByLabel('What should happen?').selectOption({ label: 'Mark as leavers on a day' })
    await press(page, 'Show its question')
    assert.equal(await page.getByLabel('Who?').inputValue(), typed, 'the list stays')
    await press(page, 'See what would change')
    await page.locator('.nhsuk-error-summary').getByText('Enter their last day.').waitFor()
    assert.equal(await page.getByLabel('Who?').inputValue(), typed, 'and stays when something is missing')
    await page.getByText('Take the people from a file').click()
    const csv = 'Name,Email address\nAsha,asha@example.org\nBen,ben@example.org\n'
    await page.getByLabel('CSV file').setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
    await press(page, 'Take the people from this file')
    assert.equal(await page.getByLabel('Who?').inputValue(), 'asha@example.org\nben@example.org')
    assert.equal(await page.getByLabel('What should happen?').inputValue(), 'leaver')
  })
}

async function unused(world, options) {
  const account = world.demo.account('licence administrator')
  await inSession(world, options, async (page) => {
    await signIn(page, account)
    const pages = counting(page)
    await page.getByRole('link', { name: 'Manage' }).click()
    await page.getByRole('link', { name: 'Licences', exact: true }).first().click()
    await page.getByRole('link', { name: /^Who does not use it/ }).first().click()
    await title(page).filter({ hasText: 'Licences that are not used' }).waitFor()
    assert.ok(pages.length <= 3, pages.join(' '))
    for (const [name, head] of [['Download as CSV', 'name,address,product'], ['Download for Excel', 'PK']]) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name, exact: true }).click(),
      ])
      const file = await readFile(await download.path())
      assert.ok(file.subarray(0, head.length).toString() === head, name)
    }
  })
}

async function view(world, options) {
  const account = world.demo.account('local administrator')
  await inSession(world, options, async (page) => {
    await signIn(page, account)
    await page.goto(`/o/${account.organisation}/people`)
    await page.getByText('Choose columns', { exact: true }).click()
    await page.getByLabel('Staff number', { exact: true }).check()
    await page.getByLabel('Job title', { exact: true }).uncheck()
    await press(page, 'Apply filters')
    await page.getByRole('columnheader', { name: 'Staff number' }).waitFor()
    const name = `Numbers ${freshFamilyName()}`
    await page.getByText('Save this view', { exact: true }).click()
    await page.getByLabel('Name', { exact: true }).fill(name)
    await press(page, 'Save view')
    await page.locator('strong').getByText(name).waitFor()
    await page.goto(`/o/${account.organisation}/people`)
    await page.getByRole('link', { name }).click()
    await page.getByRole('columnheader', { name: 'Staff number' }).waitFor()
    await page.getByRole('link', { name: 'Rename or remove views' }).click()
    await page.getByRole('button', { name: `Remove ${name}` }).click()
    await page.getByText(name).waitFor({ state: 'detached' })
  })
}

export const lists = [
  test('600 people are moved to a user policy from a pasted list, in four pages from Home', (world) => move(world, {})),
  test('the same without JavaScript', (world) => move(world, { javaScriptEnabled: false })),
  test('a list that was pasted stays until it is looked at', (world) =>
    pastedStays(world, { viewport: { width: 320, height: 640 } })),
  test('who holds a licence and does not use it is a file three pages from Home', (world) => unused(world, {})),
  test('the same report without JavaScript', (world) => unused(world, { javaScriptEnabled: false })),
  test('columns are chosen and kept as a view', (world) => view(world, {})),
  test('the same view without JavaScript', (world) => view(world, { javaScriptEnabled: false })),
]
