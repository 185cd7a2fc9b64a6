// Chromium, and what every test does in it.

import { chromium } from 'playwright-core'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Starts the browser that GUILDHALL_CHROMIUM names. */
export function startBrowser() {
  const executablePath = process.env.GUILDHALL_CHROMIUM ?? '/usr/bin/chromium'
  return chromium.launch({ executablePath, args: FLAGS })
}

/** Runs `act` with a page of a session of its own, and closes that session whatever happens. */
export async function inSession({ browser, demo }, options, act) {
  const context = await browser.newContext({ baseURL: demo.portal, ...options })
  context.setDefaultTimeout(15_000)
  try {
    return await act(await context.newPage(), context)
  } finally {
    await context.close()
  }
}

/** Signs in by the form, as a person does. */
export async function signIn(page, account) {
  await page.goto('/sign-in')
  await page.getByLabel('Username').fill(account.username)
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.waitForURL('**/home')
}

/** The only first heading. */
export function title(page) {
  return page.locator('h1')
}

/** The answer beside a question in a list of facts. */
export function factOf(page, question) {
  const row = page.locator('.nhsuk-summary-list__row').filter({
    has: page.locator('dt').filter({ hasText: new RegExp(`^\\s*${question}\\s*$`) }),
  })
  return row.locator('dd').first().innerText()
}

/** Loads the page again until it says what is waited for. */
export async function reloadUntil(page, locator, seconds) {
  const end = Date.now() + seconds * 1000
  while ((await locator.count()) === 0) {
    if (Date.now() > end) {
      throw new Error(`Not seen within ${seconds} s on ${page.url()}: ${locator}\n${await page.locator('main').innerText()}`)
    }
    await page.waitForTimeout(250)
    await page.reload()
  }
}

/** Axe-core's complaints about the page, each with where it is. */
export async function axeProblems(page, source) {
  // A link under the pointer looks different from what people see first.
  await page.mouse.move(0, 0)
  await page.evaluate(source)
  const violations = await page.evaluate(async () => {
    const answer = await globalThis.axe.run(document, { resultTypes: ['violations'] })
    return answer.violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map((node) => node.html) }))
  })
  return violations.map(({ id, help, at }) => `${id}: ${help}: ${at.slice(0, 3).join(' | ').slice(0, 400)}`)
}
