// Somebody asks, somebody else asks back and decides: with script and without, from the empty form to the new name.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'

import { freshFamilyName } from '../lib/acts.mjs'
import { inSession, reloadUntil, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

/** Waits until the page says it: forms lead back to pages of the same title. */
const says = (page, words) => page.locator('main').getByText(words).first().waitFor()
const problem = (page, words) => page.locator('.nhsuk-error-summary').getByText(words).waitFor()
/** A picture of one point, a page that is called a picture, and files that a browser sends for a while. */
const PICTURE = { name: 'Badge — photo.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') }
const NOTE = { name: 'shifts.csv', mimeType: 'text/csv', buffer: Buffer.from('day,from\nTuesday,7\n') }
const PAGE = { name: 'page.png', mimeType: 'image/png', buffer: Buffer.from('<html><script>alert(1)</script></html>') }
const SCAN = { name: 'scan.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(4 << 20, '%PDF-') }
const LARGE = { name: 'film.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(12 << 20, '%PDF-') }

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

/** The file behind a link, as it is kept. */
async function download(page, name) {
  const [kept] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: `Download ${name}`, exact: true }).click(),
  ])
  assert.equal(kept.suggestedFilename(), name)
  return readFile(await kept.path())
}

/** Asks with files: those that cannot be taken are named, what was typed stays, and the others arrive as they were. */
async function withFiles(world, options) {
  const words = `My badge does not open ward ${freshFamilyName()}.`
  const address = await inSession(world, options, async (page, context) => {
    const person = world.demo.account('person')
    await signIn(page, person)
    await page.goto('/ask/something-else')
    await page.getByLabel('What is it about?').fill('Badge')
    await page.getByLabel('What do you need?').fill(words)
    await page.getByLabel('Files (optional)').setInputFiles([PICTURE, PAGE])
    await send(page, 'Send')
    await problem(page, 'page.png does not hold what its name says')
    assert.equal(await page.getByLabel('What do you need?').inputValue(), words, 'what was typed stays')
    await page.getByLabel('Files (optional)').setInputFiles([LARGE])
    await send(page, 'Send')
    await problem(page, 'film.pdf is larger than 5 MB')
    await problem(page, 'Choose your files again')
    assert.equal(await page.getByLabel('What do you need?').inputValue(), words, 'what was typed stays')
    // The session ends while the form is open: the words are carried on, and the files are asked for again.
    await page.getByLabel('Files (optional)').setInputFiles([SCAN])
    await context.clearCookies()
    await send(page, 'Send')
    await title(page).filter({ hasText: 'You have been signed out' }).waitFor()
    await send(page, 'Sign in again')
    await page.getByLabel('Username').fill(person.username)
    await page.getByLabel('Password', { exact: true }).fill(person.password)
    await send(page, 'Sign in')
    await send(page, 'Go on with what you entered')
    await problem(page, 'Choose your files again')
    assert.equal(await page.getByLabel('What do you need?').inputValue(), words, 'what was typed stays')
    await page.getByLabel('Files (optional)').setInputFiles([PICTURE])
    await send(page, 'Send')
    await says(page, 'Your request was sent.')
    await says(page, 'PNG picture')
    assert.deepEqual(await download(page, PICTURE.name), PICTURE.buffer)
    return new URL(page.url()).pathname
  })
  await decide(world, options, address, async (page) => {
    assert.deepEqual(await download(page, PICTURE.name), PICTURE.buffer)
    await page.getByLabel('Message').fill('These are your shifts.')
    await page.getByLabel('Files (optional)').setInputFiles([NOTE])
    await send(page, 'Send message')
    await says(page, 'Your message was sent.')
    assert.deepEqual(await download(page, NOTE.name), NOTE.buffer)
    await page.getByLabel('Reason').fill('The badge office does it.')
    await send(page, 'Decline')
    await says(page, 'You declined the request.')
  })
}

export const asking = [
  test('a change of name is asked for, asked back about, approved and done', (world) =>
    rename(world, { viewport: { width: 320, height: 640 } })),
  test('the same without JavaScript', (world) => rename(world, { javaScriptEnabled: false })),
  test('asking and answering with files', (world) => withFiles(world, { viewport: { width: 320, height: 640 } })),
  test('asking and answering with files without JavaScript', (world) => withFiles(world, { javaScriptEnabled: false })),
]
