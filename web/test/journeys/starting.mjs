// Somebody without a password starts by a link in a letter: with script and without.

import assert from 'node:assert/strict'

import { freshFamilyName, press } from '../lib/acts.mjs'
import { inSession, reloadUntil, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

const PASSWORD = 'seven slow otters drift'

async function send(world, options, family, address) {
  await inSession(world, options, async (page) => {
    const administrator = world.demo.account('local administrator')
    await signIn(page, administrator)
    await page.goto(`/o/${administrator.organisation}/people/new`)
    await page.getByLabel('Given name').fill('Lena')
    await page.getByLabel('Family name').fill(family)
    await press(page, 'Find person', 'Details of the person')
    await press(page, 'Continue', 'Check the details')
    await press(page, 'Create person', `Lena ${family}`)
    await page.getByRole('link', { name: 'Give a start code' }).click()
    await page.getByRole('link', { name: 'Send a link to an email address outside' }).click()
    await title(page).filter({ hasText: 'Send a start link' }).waitFor()
    await press(page, 'Send the link')
    await page.locator('.nhsuk-error-summary').getByText('Enter an email address outside the service').waitFor()
    await page.getByLabel('Email address outside the service').fill(address)
    await press(page, 'Send the link', `A start link goes to Lena ${family}`)
    assert.match(await page.locator('main').innerText(), new RegExp(address))
    await page.getByRole('link', { name: `Go back to Lena ${family}` }).click()
    await page.getByText(`A link was sent to ${address}`).waitFor()
  })
}

async function startByLink(world, options) {
  const family = freshFamilyName()
  const address = `lena.${family.toLowerCase()}@home.example`
  await send(world, options, family, address)
  await inSession(world, options, async (page) => {
    await page.goto('/demo/mail')
    const letter = page.locator('details').filter({ hasText: address })
    await reloadUntil(page, letter, 30)
    await letter.locator('summary').click()
    assert.match(await letter.innerText(), /the link stands only in the letter itself/)
    await letter.getByRole('link', { name: 'Open the link of this letter' }).click()
    await title(page).filter({ hasText: 'Start' }).waitFor()
    await page.getByText('The link has filled this in for you').waitFor()
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
    await press(page, 'Set password and sign in')
    await page.waitForURL('**/home')
    await page.getByText(`You are signed in as Lena ${family}`).waitFor()
  })
}

export const starting = [
  test('somebody starts by a link in a letter', (world) => startByLink(world, {})),
  test('somebody starts by a link without JavaScript', (world) => startByLink(world, { javaScriptEnabled: false })),
]
