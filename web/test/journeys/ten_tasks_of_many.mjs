// Ten tasks that come up every week, each as few pages from Home as product and patience allow; with script and without.
// Here those about many people at once, about other administrators and about organisations; `ten_tasks.mjs` has those
// about one person.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'

import { command, createPolicy, fillDay, follow, freshFamilyName, importRegisterOf, press } from '../lib/acts.mjs'
import { inSession, reloadUntil, signIn, title } from '../lib/browser.mjs'
import { countingForms, fromHome } from '../lib/pages.mjs'
import { test } from '../lib/runner.mjs'

/** People moved with one list. */
const PEOPLE = 600
/** Seconds in which that must have been done. */
const MOVED = 120
/** Forms that may be sent to open an organisation. */
const STEPS = 8
/** People created at the same time. */
const TOGETHER = 8

let crowd

/** The addresses of so many new people of the administrator's organisation; made once. */
async function people(demo, account) {
  crowd ??= (async () => {
    const family = freshFamilyName()
    const made = []
    const body = { organisation: account.organisation, given_name: 'Kim', family_name: family }
    const one = async () => {
      while (made.length < PEOPLE) {
        const place = made.push('') - 1
        const answer = await command(demo, account, 'person.create', body)
        made[place] = answer.address
      }
    }
    await Promise.all(Array.from({ length: TOGETHER }, one))
    assert.equal(new Set(made).size, PEOPLE)
    return made
  })()
  return crowd
}

async function move(world, options) {
  const { demo } = world
  const account = demo.account('local administrator')
  const addresses = await people(demo, account)
  await inSession(world, options, async (page) => {
    await signIn(page, account)
    const policy = await createPolicy(page, account.organisation, `Research ${freshFamilyName()}`)
    const pages = await fromHome(page)
    await page.getByRole('link', { name: 'Manage' }).click()
    await page.getByRole('link', { name: 'Bulk changes', exact: true }).click()
    await title(page).filter({ hasText: 'Change many people at once' }).waitFor()
    const choice = page.getByLabel('User policy')
    const label = (await choice.locator('option').allInnerTexts()).find((option) => option.startsWith(policy))
    await choice.selectOption({ label })
    const list = [...addresses.slice(0, -1), `Kim Last <${addresses.at(-1)}>`, addresses[0], 'nobody.at.all@example.org']
    await page.getByLabel('Who?').fill(list.join('\n'))
    await press(page, 'See what would change', policy)
    // Entries are looked up beside the page, which says how far it is.
    await reloadUntil(page, page.locator('main').getByText('Now in '), 60)
    await press(page, `Change ${PEOPLE} people`, policy)
    pages.atMost(4, `move ${PEOPLE} people to a user policy from a pasted list`)
    await reloadUntil(page, page.locator('main').getByText('Everything was tried.'), MOVED)
    const words = await page.locator('main').innerText()
    assert.match(words, new RegExp(`Done\\s+${PEOPLE} people`))
    assert.match(words, /Left out\s+2 people/)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download the outcome as CSV' }).click(),
    ])
    const rows = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
    assert.equal(rows.length, PEOPLE + 3)
    assert.equal(rows.filter((row) => row.includes(',Done,')).length, PEOPLE)
    assert.match(rows.at(-1), /nobody\.at\.all@example\.org,,,Not found/)

    await page.goto(`/o/${account.organisation}/reports/policies`)
    await page.getByLabel('User policy').selectOption({ label: policy })
    await press(page, 'Apply filters')
    await page.locator('main').getByText('Kim').first().waitFor()
    await page.goto('/home')
    await page.locator('main').getByText(`${PEOPLE} done, 2 left out`).first().waitFor()
  })
}

async function unused(world, options) {
  const account = world.demo.account('licence administrator')
  await inSession(world, options, async (page) => {
    await signIn(page, account)
    const pages = await fromHome(page)
    await page.getByRole('link', { name: 'Manage' }).click()
    await title(page).filter({ hasNotText: 'Home' }).waitFor()
    await page.getByRole('link', { name: 'Licences', exact: true }).first().click()
    await page.getByRole('link', { name: /^Who does not use it/ }).first().click()
    await title(page).filter({ hasText: 'Licences that are not used' }).waitFor()
    for (const [name, head] of [['Download as CSV', 'name,address,product'], ['Download for Excel', 'PK']]) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name, exact: true }).click(),
      ])
      const file = await readFile(await download.path())
      assert.ok(file.subarray(0, head.length).toString() === head, name)
    }
    pages.atMost(3, 'who holds a licence and has not used it for 60 days, as CSV')
  })
}

/** Cover for a holiday; the colleague sees it and gives it back. */
async function cover(world, options) {
  const administrator = world.demo.account('local administrator')
  const colleague = world.demo.accounts.find(
    ({ role, organisation }) => role === 'licence administrator' && organisation === administrator.organisation,
  )
  await inSession(world, options, async (page) => {
    await signIn(page, administrator)
    await page.goto('/me/cover/new')
    await press(page, 'Continue', 'Arrange cover')
    assert.match(await page.locator('.nhsuk-error-summary').innerText(), /Enter the last day/)

    const pages = await fromHome(page)
    await page.locator('main').getByRole('link', { name: 'Arrange cover' }).click()
    await title(page).filter({ hasText: 'Arrange cover' }).waitFor()
    assert.ok(await page.locator('[name="grants"]').first().isChecked(), 'what can be handed on is chosen')
    await page.getByLabel('Email address of your colleague').fill(colleague.username)
    await fillDay(page, 'starts_at', 2)
    await fillDay(page, 'ends_at', 9)
    await page.getByLabel('Why').fill('Holiday')
    await press(page, 'Continue', 'Check before you arrange cover')
    await press(page, 'Arrange cover', 'Cover while somebody is away')
    pages.atMost(3, 'appoint cover for a holiday')
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

let opened = 0

/** From a name in the register to an open organisation, on one page that says what is next. */
async function open(world, options) {
  opened += 1
  const code = `XT00${opened}`
  const name = `Thistlewood Hospitals ${opened}`
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('platform administrator'))
    await page.goto('/national/register')
    await importRegisterOf(page, [[code, name]])

    await page.goto(`/national/joining/${code}`)
    const sent = countingForms(page)
    await follow(page, 'Record an application')
    await page.getByLabel('Sector').selectOption('trust')
    await page.getByLabel('Enhanced').check()
    await page.getByLabel('Who asked').fill('A letter of the chief executive')
    await page.getByLabel('Name of the contact').fill('Rosa Alvarez')
    await page.getByLabel('Email address of the contact').fill(`rosa@${code.toLowerCase()}.example`)
    await page.getByLabel('Telephone number of the contact').fill(`01632 96000${opened}`)
    await page.getByLabel('How many people are expected').fill('120')
    await press(page, 'Record the application', name)
    await page.getByText('The application is recorded.').waitFor()
    await follow(page, 'Record or waive standing in data security')
    await page.getByLabel('It holds').check()
    await page.getByLabel('What shows it').fill('Looked up in the toolkit')
    await page.getByLabel('Standards met').check()
    await press(page, 'Record', name)
    await page.getByText('The check is recorded.').waitFor()
    await follow(page, 'Record or waive access form signed')
    await page.getByLabel('It holds').check()
    await page.getByLabel('What shows it').fill('Signed by the chief executive')
    await press(page, 'Record', name)
    await press(page, 'Begin to open', name)
    await page.getByText('Every check holds or is waived.').waitFor()
    await follow(page, 'Open this organisation')
    await press(page, 'Continue', 'Check before opening')
    await press(page, 'Open this organisation', name)
    await page.getByText('The organisation is open.').waitFor()
    assert.ok(sent() <= STEPS, `${sent()} forms were sent`)
    console.log(`       ${sent()} of ${STEPS} forms  open an organisation, from its one list`)
  })
}

/** Each task with script and without. */
const both = (words, task) => [
  test(`ten tasks: ${words}`, (world) => task(world, {})),
  test(`ten tasks: ${words}, without JavaScript`, (world) => task(world, { javaScriptEnabled: false })),
]

export const tenTasksOfMany = [
  ...both(`${PEOPLE} people are moved to a user policy from a pasted list`, move),
  ...both('who holds a licence and does not use it is a file', unused),
  ...both('cover is arranged for a holiday', cover),
  test('ten tasks: cover is arranged on a narrow screen', (world) => cover(world, { viewport: { width: 320, height: 640 } })),
  ...both('an organisation is opened from one list', open),
]
