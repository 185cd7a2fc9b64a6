// Seeing who of the national staff looked.

import assert from 'node:assert/strict'

import { press } from '../lib/acts.mjs'
import { inSession, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

/** Somebody of the desk looks at a person; the organisation and the person see it. */
async function looked(world, options) {
  const desk = world.demo.account('incident manager')
  const leader = world.demo.account('primary local administrator')
  const code = leader.organisation
  await inSession(world, options, async (page) => {
    await signIn(page, desk)
    await page.goto('/home')
    await page.locator('main').getByRole('link', { name: 'Find an organisation' }).click()
    await title(page).filter({ hasText: 'Organisations' }).waitFor()
    await page.goto(`/o/${code}/people`)
    await page.locator('tbody tr').first().getByRole('link').first().click()
    await title(page).waitFor()
  })
  await inSession(world, options, async (page) => {
    await signIn(page, leader)
    await page.goto('/home')
    await page.locator('main').getByRole('link', { name: 'See who looked' }).click()
    await title(page).filter({ hasText: 'National staff who looked at our data' }).waitFor()
    await page.getByLabel('Role').selectOption('incident manager')
    await press(page, 'Apply filters', 'National staff who looked at our data')
    const rows = await page.locator('tbody tr').allInnerTexts()
    assert.ok(rows.length > 0 && rows.every((row) => row.includes('Incident manager')), rows.join('\n'))
    await page.goto('/me')
    await page.getByRole('link', { name: 'National staff who looked at my record' }).click()
    await title(page).filter({ hasText: 'National staff who looked at my record' }).waitFor()
  })
}

export const covering = [
  test('an organisation sees who of the national staff looked', (world) => looked(world, {})),
  test('the same list of looks without JavaScript', (world) => looked(world, { javaScriptEnabled: false })),
]
