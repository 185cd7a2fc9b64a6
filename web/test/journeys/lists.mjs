// Lists that people work with: a list that was pasted, and columns that are kept as a view.

import assert from 'node:assert/strict'

import { freshFamilyName, press } from '../lib/acts.mjs'
import { inSession, signIn } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

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
  test('a list that was pasted stays until it is looked at', (world) =>
    pastedStays(world, { viewport: { width: 320, height: 640 } })),
  test('columns are chosen and kept as a view', (world) => view(world, {})),
  test('the same view without JavaScript', (world) => view(world, { javaScriptEnabled: false })),
]
