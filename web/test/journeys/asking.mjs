// Somebody asks, somebody else asks back and decides: with script and without, from the empty form to the new name.

import assert from 'node:assert/strict'

import { freshFamilyName } from '../lib/acts.mjs'
import { inSession, reloadUntil, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

/** Waits until the page says it: forms lead back to pages of the same title. */
const says = (page, words) => page.locator('main').getByText(words).first().waitFor()
const problem = (page, words) => page.locator('.nhsuk-error-summary').getByText(words).waitFor()
const send = (page, name) => page.getByRole('button', { name, exact: true }).click()

async function ask(world, options, family) {
  return inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('person'))
    await page.getByRole('link', { name: 'Ask for something' }).first().click()
    await title(page).filter({ hasText: 'Ask for something' }).waitFor()
    await page.getByRole('link', { name: 'Change of name' }).click()
    await title(page).filter({ hasText: 'Change of name' }).waitFor()
    await send(page, 'Send')
    await problem(page, 'Enter the given name.')
    await page.getByLabel('Given name').fill('Ines')
    await page.getByLabel('Family name').fill(family)
    await send(page, 'Send')
    await problem(page, 'Choose whether the email address stays')
    assert.equal(await page.getByLabel('Family name').inputValue(), family, 'what was typed stays')
    await page.getByLabel('Keep the address as it is').check()
    await send(page, 'Send')
    await says(page, 'It waits for the administrators')
    return new URL(page.url()).pathname
  })
}

async function answer(world, options, address) {
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('person'))
    await page.getByRole('link', { name: /^See all \(\d+\)$/ }).first().click()
    await page.locator(`a[href="${address}"]`).click()
    await says(page, 'Is that how it is spelt?')
    await page.getByLabel('Message').fill('Yes, with one n.')
    await send(page, 'Send message')
    await says(page, 'Yes, with one n.')
  })
}

async function decide(world, options, address, act) {
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('primary local administrator'))
    await page.getByRole('link', { name: /^See all \(\d+\)$/ }).first().click()
    await title(page).filter({ hasText: 'To do' }).waitFor()
    await page.locator(`a[href="${address}"]`).click()
    await act(page)
  })
}

async function rename(world, options) {
  const family = freshFamilyName()
  const address = await ask(world, options, family)
  await decide(world, options, address, async (page) => {
    await page.getByLabel('Message').fill('Is that how it is spelt?')
    await send(page, 'Send message')
    await says(page, 'It waits for an answer')
  })
  await answer(world, options, address)
  await decide(world, options, address, async (page) => {
    await says(page, 'it is done at once, in your name')
    await send(page, 'Decline')
    await problem(page, 'Say why')
    await send(page, 'Approve')
    await says(page, 'You approved the request.')
    await reloadUntil(page, page.locator('main').getByText('The name is changed'), 30)
  })
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('person'))
    await page.goto('/me')
    await says(page, `Ines ${family}`)
    await page.getByRole('link', { name: 'My requests' }).first().click()
    await page.goto('/me/requests?state=done')
    assert.equal(await page.locator(`a[href="${address}"]`).count(), 1)
  })
}

export const asking = [
  test('a change of name is asked for, asked back about, approved and done', (world) =>
    rename(world, { viewport: { width: 320, height: 640 } })),
  test('the same without JavaScript', (world) => rename(world, { javaScriptEnabled: false })),
]
