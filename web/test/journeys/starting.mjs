// Somebody without a password starts by a link in a letter: with script and without.

import assert from 'node:assert/strict'

import { freshFamilyName, intoWork, press } from '../lib/acts.mjs'
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
    await intoWork(page)
    await page.getByText(`You are signed in as Lena ${family}`).waitFor()
  })
}

/** Before signing in: how the service does, and whom to call. */
async function cannotSignIn(world, options) {
  await inSession(world, options, async (page) => {
    await page.goto('/')
    await page.getByText('No problems with the service are known at the moment.').waitFor()
    await page.getByRole('link', { name: 'I cannot sign in' }).click()
    await page.getByLabel('Your organisation').fill('no')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.locator('.nhsuk-error-summary').getByText('Enter 3 letters or more').waitFor()
    const { organisation } = world.demo.account('local administrator')
    await page.getByLabel('Your organisation').fill(organisation)
    await page.getByRole('button', { name: 'Search' }).click()
    await page.locator('tbody').getByText(`(${organisation})`).waitFor()
    await page.getByLabel('Your organisation').fill('nowhere at all')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByText('No organisation of the service matches').waitFor()
  })
}

/** The national team says what is wrong; everybody reads it, signed in or not, until it is taken down. */
async function banner(world, options) {
  const words = `Mail is slow ${freshFamilyName()}.`
  const readers = async (expected) => {
    await inSession(world, options, async (page) => {
      await page.goto('/')
      assert.equal(await page.getByText(words).count(), expected)
      assert.equal(await page.getByText('No problems with the service').count(), 1 - expected)
      await signIn(page, world.demo.account('person'))
      assert.equal(await page.getByText(words).count(), expected)
    })
  }
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('platform administrator'))
    await page.goto('/national')
    await page.getByRole('link', { name: 'Banners' }).first().click()
    await press(page, 'Put up', 'Banners')
    await page.locator('.nhsuk-error-summary').getByText('Write 1 to 300 characters').waitFor()
    await page.getByLabel('Words', { exact: true }).fill(words)
    await page.getByLabel('Kind').selectOption('Something does not work')
    await page.getByLabel('Also show it on the pages before signing in').check()
    await press(page, 'Put up', 'Banners')
    await readers(1)
    await page.getByRole('row').filter({ hasText: words }).getByRole('button', { name: 'Take down' }).click()
    await page.getByRole('row').filter({ hasText: words }).getByText('Over').waitFor()
    await readers(0)
  })
}

export const starting = [
  test('whoever cannot sign in learns how the service does and whom to call', (world) => cannotSignIn(world, {})),
  test('a banner stands above every page until it is taken down', (world) => banner(world, { javaScriptEnabled: false })),
  test('somebody starts by a link in a letter', (world) => startByLink(world, {})),
  test('somebody starts by a link without JavaScript', (world) => startByLink(world, { javaScriptEnabled: false })),
]
