// Standing in for each other, and seeing who of the national staff looked.

import assert from 'node:assert/strict'

import { press } from '../lib/acts.mjs'
import { inSession, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

/** Fills the three fields of a date with the day that lies so many days ahead. */
async function fillDay(page, name, ahead) {
  const day = new Date(Date.now() + ahead * 86_400_000)
  await page.locator(`[name="${name}-day"]`).fill(String(day.getUTCDate()))
  await page.locator(`[name="${name}-month"]`).fill(String(day.getUTCMonth() + 1))
  await page.locator(`[name="${name}-year"]`).fill(String(day.getUTCFullYear()))
}

/** Cover for a holiday, three pages from home; the colleague sees it and gives it back. */
async function cover(world, options) {
  const administrator = world.demo.account('local administrator')
  const colleague = world.demo.accounts.find(
    ({ role, organisation }) => role === 'licence administrator' && organisation === administrator.organisation,
  )
  await inSession(world, options, async (page) => {
    await signIn(page, administrator)
    await page.goto('/home')
    await page.locator('main').getByRole('link', { name: 'Arrange cover' }).click()
    await title(page).filter({ hasText: 'Arrange cover' }).waitFor()
    assert.ok(await page.locator('[name="grants"]').first().isChecked(), 'what can be handed on is chosen')
    await press(page, 'Continue', 'Arrange cover')
    assert.match(await page.locator('.nhsuk-error-summary').innerText(), /Enter the last day/)
    await page.getByLabel('Email address of your colleague').fill(colleague.username)
    await fillDay(page, 'starts_at', 2)
    await fillDay(page, 'ends_at', 9)
    await page.getByLabel('Why').fill('Holiday')
    await press(page, 'Continue', 'Check before you arrange cover')
    await press(page, 'Arrange cover', 'Cover while somebody is away')
    assert.match(await page.locator('main').innerText(), /Local administrator|local administrator/)
    if (options.viewport) {
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(width <= options.viewport.width, `${width} px`)
    }
    await page.goto(`/o/${administrator.organisation}/administrators`)
    assert.match(await page.locator('main').innerText(), /Stands in for/)
  })
  await inSession(world, options, async (page) => {
    await signIn(page, colleague)
    await page.goto('/home')
    assert.match(await page.locator('main').innerText(), /You stand in for/)
    await page.goto('/me/cover')
    await page.getByRole('button', { name: /^End cover with/ }).click()
    await page.getByText('The cover was ended.').waitFor()
    assert.match(await page.locator('main').innerText(), /You stand in for nobody/)
  })
}

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
  test('cover for a holiday is three pages from home', (world) => cover(world, { viewport: { width: 320, height: 640 } })),
  test('cover without JavaScript', (world) => cover(world, { javaScriptEnabled: false })),
  test('an organisation sees who of the national staff looked', (world) => looked(world, {})),
  test('the same list of looks without JavaScript', (world) => looked(world, { javaScriptEnabled: false })),
]
