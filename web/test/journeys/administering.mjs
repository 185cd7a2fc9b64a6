// What administrators do besides the main job: look somebody up in the history, choose a user policy for somebody new,
// hand out a national role.

import assert from 'node:assert/strict'

import { freshFamilyName, press } from '../lib/acts.mjs'
import { inSession, reloadUntil, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

/** Creates somebody in another user policy than the usual one; gives the name and the address of their page. */
async function createWithPolicy(page, organisation) {
  const family = freshFamilyName()
  await page.goto(`/o/${organisation}/people/new`)
  await page.getByLabel('Given name').fill('Nora')
  await page.getByLabel('Family name').fill(family)
  await press(page, 'Find person', 'Details of the person')
  const choice = page.getByLabel('User policy')
  const options = await choice.locator('option').allInnerTexts()
  assert.match(options[0], /^National \(the usual one\): \d+ licences? free$/, options.join())
  assert.equal(await choice.locator('option:checked').innerText(), options[0])
  const other = options.find((option) => option.startsWith('Analysts'))
  await choice.selectOption({ label: other })
  await press(page, 'Continue', 'Check the details')
  assert.ok((await page.locator('main').innerText()).includes(other))
  await press(page, 'Create person', `Nora ${family}`)
  return { name: `Nora ${family}`, person: new URL(page.url()).pathname }
}

async function history(world, options) {
  const administrator = world.demo.account('local administrator')
  const { organisation } = administrator
  await inSession(world, options, async (page) => {
    await signIn(page, administrator)
    const { name, person } = await createWithPolicy(page, organisation)
    await page.goto(`${person}/policy`)
    await page.getByLabel('National').check()
    await press(page, 'Move')

    await page.goto(`/o/${organisation}/history`)
    await page.getByText('Filter', { exact: true }).click()
    await page.getByLabel('Done to').fill('Nobody Atall')
    await press(page, 'Apply filters', 'History')
    assert.match(await page.locator('.nhsuk-error-summary').innerText(), /Nobody in this organisation has this name/)
    await page.getByLabel('Done to').fill(name)
    await press(page, 'Apply filters', 'History')
    const asked = new URL(page.url()).searchParams
    assert.equal(asked.get('person'), person.split('/').at(-1))
    assert.equal(asked.has('done-to'), false, 'only the key stays in the address')
    assert.equal(await page.getByLabel('Done to').inputValue(), name)
    const acts = await page.locator('tbody tr').allInnerTexts()
    assert.equal(acts.length, 2, acts.join('\n'))
    assert.match(acts[0], new RegExp(` moved ${name} from Analysts to National`))
    assert.match(acts[1], new RegExp(` created the account of ${name}`))

    await page.getByLabel('Done to').fill('a')
    await press(page, 'Apply filters', 'History')
    if (options.viewport) {
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      assert.ok(width <= options.viewport.width, `${width} px`)
    }
    await page.locator('main li').filter({ hasText: '@' }).getByRole('link').first().click()
    assert.match(page.url(), /person=[0-9a-f-]{36}/)
  })
}

async function undo(world) {
  const administrator = world.demo.account('local administrator')
  await inSession(world, {}, async (page) => {
    await signIn(page, administrator)
    const { name, person } = await createWithPolicy(page, administrator.organisation)
    await page.goto(`${person}/disable`)
    await page.getByLabel('Reason, for other administrators').fill('On leave')
    await page.locator('main').getByRole('button').first().click()
    assert.match(await page.locator('main').innerText(), /Disabled/)
    await page.goto(`${person}/history`)
    const newest = page.locator('tbody tr').first()
    await newest.getByText('Details', { exact: true }).click()
    await newest.getByRole('link', { name: 'Undo this' }).click()
    await title(page).filter({ hasText: 'Undo this?' }).waitFor()
    assert.match(await page.locator('main').innerText(), new RegExp(`disabled the account of ${name}`))
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.goto(person)
    assert.match(await page.locator('main').innerText(), /Active/)
    await page.goto(`${person}/history`)
    const acts = await page.locator('tbody tr').allInnerTexts()
    assert.match(acts[0], new RegExp(`enabled the account of ${name}`))
    assert.doesNotMatch(acts[1], /Undo this/, 'what is undone is not offered again')
  })
}

async function nationalRole(world) {
  const operator = world.demo.account('platform administrator')
  const { username } = world.demo.account('person')
  await inSession(world, {}, async (page) => {
    await signIn(page, operator)
    await page.goto('/national')
    await page.getByRole('link', { name: 'National roles' }).first().click()
    await page.getByRole('button', { name: 'Give a role' }).or(page.getByRole('link', { name: 'Give a role' })).first().click()
    await page.getByLabel('Email address of the person').fill(username)
    await page.getByLabel('Role', { exact: true }).selectOption('national service desk')
    await page.getByLabel('Why').fill('Helps out at the desk')
    await press(page, 'Continue', 'Check before you give the role')
    // One person alone does not give a role of the whole service.
    await press(page, 'Give the role', 'Give a role of the whole service')
    await press(page, 'Ask for a second person')
    await page.locator('.nhsuk-error-summary').getByText('Say why').waitFor()
    await page.getByLabel('Why should this be done?').fill('The desk is short of people')
    await press(page, 'Ask for a second person')
    await page.getByText('Somebody else who may do it was asked to look at it').waitFor()
    await inSession(world, {}, async (second) => {
      await signIn(second, world.demo.account('second platform approver'))
      await second.goto('/home')
      await second.getByRole('link', { name: 'Look at what waits' }).click()
      await second.getByRole('link', { name: 'Give a role of the whole service' }).first().click()
      await second.getByText('The desk is short of people').waitFor()
      await press(second, 'Approve')
      await second.getByText(/This was approved and is done/).waitFor()
    })
    const row = page.locator('tbody tr').filter({ hasText: 'Helps out at the desk' })
    await page.goto('/national/administrators')
    await reloadUntil(page, row, 30)
    await row.getByRole('link', { name: 'End' }).click()
    await title(page).filter({ hasText: 'End a role' }).waitFor()
    await page.getByLabel('Why').fill('No longer needed')
    await press(page, 'End the role', 'National roles')
    assert.equal(await row.count(), 0)
  })
  await inSession(world, {}, async (page) => {
    await signIn(page, world.demo.account('local administrator'))
    assert.equal((await page.goto('/national/administrators')).status(), 403)
  })
}

export const administering = [
  test('the history of one person is found by their name', (world) => history(world, { viewport: { width: 320, height: 640 } })),
  test('the same without JavaScript', (world) => history(world, { javaScriptEnabled: false })),
  test('what was done to a person is undone from their history', undo),
  test('a national role is given and ended by those who may', nationalRole),
]
