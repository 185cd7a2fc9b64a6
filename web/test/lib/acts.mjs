// What administrators do, step by step, as more than one journey needs it.

import assert from 'node:assert/strict'
import { Authenticator } from './authenticator.mjs'
import { title } from './browser.mjs'

let made = 0

/** A family name that nobody has yet: letters only, as the rules for names want. */
export function freshFamilyName() {
  made += 1
  const letters = [...String(Date.now() % 1_000_000), ...String(made)]
  return `Test${letters.map((digit) => 'abcdefghij'[Number(digit)]).join('')}`
}

/** Presses a button and expects the page that follows it. */
export async function press(page, name, heading) {
  await page.getByRole('button', { name, exact: true }).click()
  if (heading) await title(page).filter({ hasText: heading }).waitFor()
}

/** Follows a link, whether it looks like one or like a button. */
export function follow(page, name) {
  const link = { name, exact: true }
  return page.getByRole('link', link).or(page.getByRole('button', link)).first().click()
}

/** Creates a person by the menu, as an administrator does; the page of the person is open afterwards. */
export async function createPerson(page, { organisation, given, family, jobTitle }) {
  await page.goto('/home')
  await page.getByRole('link', { name: 'Manage' }).click()
  await page.getByRole('link', { name: 'People', exact: true }).first().click()
  await page.getByRole('button', { name: 'Create person' }).or(page.getByRole('link', { name: 'Create person' })).first().click()
  await page.getByLabel('Given name').fill(given)
  await page.getByLabel('Family name').fill(family)
  await press(page, 'Find person')
  const asked = await title(page).innerText()
  if (asked.includes('Is it one of these people?')) {
    await press(page, 'None of these, create person', 'Details of the person')
  }
  await page.getByLabel('Job title (optional)').fill(jobTitle)
  await press(page, 'Continue', 'Check the details')
  const answers = await page.locator('main dl').innerText()
  assert.match(answers, new RegExp(`${given} ${family}`))
  assert.match(answers, new RegExp(jobTitle))
  await press(page, 'Create person', `${given} ${family}`)
  const address = page.url().split('?')[0]
  assert.match(address, new RegExp(`/o/${organisation}/people/[0-9a-f-]{36}$`))
  return new URL(address).pathname
}

/** Makes a user policy with the first base licence on offer; gives its name. */
export async function createPolicy(page, organisation, name) {
  await page.goto(`/o/${organisation}/policies/new`)
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('radio').first().check()
  await press(page, 'Continue', 'Check the new user policy')
  await press(page, 'Create user policy', name)
  return name
}

/** Sets the password with a start code; the home page is open afterwards. */
export async function startWork(page, { username, code }, password) {
  await page.goto('/')
  await page.getByRole('link', { name: 'I have a start code' }).click()
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Start code').fill(code)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await press(page, 'Set password and sign in')
  await intoWork(page)
}

/** Adds an authenticator app where signing in asks for one first; gives the app. */
export async function addSecondStep(page) {
  await page.waitForURL('**/sign-in/second-step*')
  await page.getByLabel('What do you call the app?').fill('My telephone')
  await press(page, 'Continue')
  await page.getByRole('img', { name: 'Picture to scan' }).waitFor()
  const app = new Authenticator(await page.locator('main code').textContent())
  await page.getByLabel('Code', { exact: true }).fill(app.next())
  await press(page, 'Add the app and sign in', 'The authenticator app was added')
  assert.equal(await page.locator('main ol code').count(), 10)
  await follow(page, 'I have kept my recovery codes')
  return app
}

/** After a first password: accepts the terms, and puts off what there is to do first, as the journeys that are not about it do. */
export async function intoWork(page) {
  await acceptTerms(page)
  if (new URL(page.url()).pathname === '/welcome') await press(page, 'Not now')
  await page.waitForURL('**/home')
}

/** Accepts the terms of use where they are asked for on the way in. */
export async function acceptTerms(page) {
  await page.waitForURL(/\/(home|welcome|sign-in\/terms)/)
  if (new URL(page.url()).pathname !== '/sign-in/terms') return
  await press(page, 'I accept')
  await page.waitForURL(/\/(home|welcome)/)
}

/** A register file of codes and names, in its published form: 27 columns, no headings. */
function registerFile(organisations) {
  const lines = organisations.map(([code, name]) => {
    const columns = Array(27).fill('')
    Object.assign(columns, { 0: code, 1: name.toUpperCase(), 10: '20130401', 12: 'A' })
    return columns.map((column) => `"${column}"`).join(',')
  })
  return { name: 'etr.csv', mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) }
}

/** Imports organisations, from the page of the register. */
export async function importRegisterOf(page, organisations) {
  await page.getByLabel('Register file').setInputFiles(registerFile(organisations))
  await page.getByLabel('Day of the file').fill('2026-06-01')
  await press(page, 'Show what would change', 'What would change')
  await page.getByLabel('Register file').setInputFiles(registerFile(organisations))
  await press(page, 'Import this file', 'What was imported')
}

/** Asks for a command through the API, as the administrator whose token it is. */
export async function command(demo, account, name, body) {
  const answer = await fetch(`${demo.api}/commands/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${account.api_token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  assert.equal(answer.status, 200, text)
  const said = JSON.parse(text)
  return said.output ?? said
}

/** Fills the three fields of a date with the day that lies so many days ahead. */
export async function fillDay(page, name, ahead) {
  const day = new Date(Date.now() + ahead * 86_400_000)
  await page.locator(`[name="${name}-day"]`).fill(String(day.getUTCDate()))
  await page.locator(`[name="${name}-month"]`).fill(String(day.getUTCMonth() + 1))
  await page.locator(`[name="${name}-year"]`).fill(String(day.getUTCFullYear()))
}
