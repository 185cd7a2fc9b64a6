// Takes the pictures of the main pages; `script/screenshots` runs it.
//
//   node web/test/screenshots.mjs FOLDER

import { mkdir } from 'node:fs/promises'
import path from 'node:path'

import { createPolicy, press } from './lib/acts.mjs'
import { inSession, reloadUntil, signIn, startBrowser, title } from './lib/browser.mjs'
import { startDemo } from './lib/demo.mjs'

const WIDE = { viewport: { width: 1200, height: 800 } }
const NARROW = { viewport: { width: 320, height: 640 } }
/** Longer pages are cut off; their end shows more of the same. */
const TALLEST = 1600

const folder = process.argv[2] ?? 'docs/screenshots'
await mkdir(folder, { recursive: true })

async function picture(page, name) {
  const { width } = page.viewportSize()
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  const clip = { x: 0, y: 0, width, height: Math.min(height, TALLEST) }
  await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true, clip })
}

/** Opens each address and takes its picture. */
async function pictures(page, named) {
  for (const [name, address] of Object.entries(named)) {
    await page.goto(address)
    await picture(page, name)
  }
}

async function administrator(world) {
  const account = world.demo.account('primary local administrator')
  const { organisation } = account
  const at = `/o/${organisation}`
  return inSession(world, WIDE, async (page) => {
    await signIn(page, account)
    const policy = await createPolicy(page, organisation, 'Wards')
    await page.goto(`${at}/people/new`)
    await page.getByLabel('Given name').fill('Asha')
    await page.getByLabel('Family name').fill('Rao')
    await press(page, 'Find person', 'Details of the person')
    await picture(page, 'create-details')
    await page.getByLabel('Mobile number (optional)').fill('12')
    await press(page, 'Continue')
    await page.locator('.nhsuk-error-summary').waitFor()
    await picture(page, 'create-problem')
    await page.getByLabel('Mobile number (optional)').fill('')
    await page.getByLabel('Job title (optional)').fill('Staff nurse')
    await press(page, 'Continue', 'Check the details')
    await picture(page, 'create-check')
    await press(page, 'Create person', 'Asha Rao')
    await picture(page, 'person-created')
    const person = new URL(page.url()).pathname
    await page.goto(`${person}/policy`)
    await picture(page, 'move-policy')
    await page.getByLabel(policy).check()
    await press(page, 'Move')
    await page.goto(person)
    await reloadUntil(page, page.getByText('Live in Microsoft 365'), 60)
    await picture(page, 'person')
    await page.getByRole('link', { name: 'Give a start code' }).click()
    await press(page, 'Make a start code', 'Start code for')
    await picture(page, 'start-code')
    await pictures(page, {
      home: '/home',
      organisation: at,
      people: `${at}/people`,
      'person-delete': `${person}/delete`,
      policies: `${at}/policies`,
      'policy-new': `${at}/policies/new`,
      licences: `${at}/licences`,
      administrators: `${at}/administrators`,
      'organisation-details': `${at}/organisation`,
      'on-the-way': `${at}/on-the-way`,
      history: `${at}/history`,
      bulk: `${at}/bulk`,
      reports: `${at}/reports`,
      'unused-licences': `${at}/reports/licences`,
      'find-people': '/people?search=an',
      'search-own': '/o/search?search=an',
      'own-rules': `${at}/rules`,
      banners: `${at}/banners`,
      joining: `${at}/joining`,
      looked: `${at}/looked`,
      closing: `${at}/closing`,
      cover: '/me/cover',
      'cover-new': '/me/cover/new',
      'my-account': '/me',
      'schedule-report': `/me/reports/new?name=People&file=${encodeURIComponent(`${at}/people.csv`)}`,
      'people-by-day': `${at}/people?sort=-created`,
      'mailbox-read': '/me/mailbox',
      'my-organisation': '/my-organisation',
      'to-do': '/to-do',
      ask: '/ask',
      'ask-name': '/ask/name',
      'my-requests': '/me/requests',
      'coming-up': `${at}/people/coming`,
      transfers: `${at}/transfers`,
      'create-find': `${at}/people/new`,
      leavers: `${at}/people/leavers`,
      notices: `${at}/notices`,
      letters: `${at}/letters`,
      'not-found': '/o/NOPE/people',
    })
    for (const [name, list] of [['request', '/to-do'], ['transfer', `${at}/transfers`]]) {
      await page.goto(list)
      await page.locator('main tbody').getByRole('link').first().click()
      await picture(page, name)
    }
    await page.goto(`/me/reports/new?name=Everybody&file=${encodeURIComponent(`${at}/people.csv`)}`)
    await press(page, 'Schedule the report', 'My scheduled reports')
    await picture(page, 'scheduled-reports')
    const { username } = world.demo.account('local administrator')
    await page.goto(`${at}/people?search=${encodeURIComponent(username)}`)
    const holder = await page.locator('main tbody').getByRole('link').first().getAttribute('href')
    await page.goto(`${holder}/leave`)
    await picture(page, 'leave-with-roles')
    await page.goto(`${at}/policies`)
    await page.getByRole('link', { name: policy }).click()
    await title(page).filter({ hasText: policy }).waitFor()
    await picture(page, 'policy')
    return person
  })
}

async function narrow(world, person) {
  const account = world.demo.account('primary local administrator')
  const at = `/o/${account.organisation}`
  await inSession(world, NARROW, async (page) => {
    await pictures(page, { 'narrow-sign-in': '/' })
    await signIn(page, account)
    await pictures(page, {
      'narrow-home': '/home',
      'narrow-people': `${at}/people`,
      'narrow-person': person,
      'narrow-create': `${at}/people/new`,
      'narrow-licences': `${at}/licences`,
    })
  })
}

async function operator(world) {
  await inSession(world, WIDE, async (page) => {
    await pictures(page, { 'sign-in': '/', start: '/start', 'cannot-sign-in': '/cannot-sign-in?organisation=hospital' })
    await signIn(page, world.demo.account('platform administrator'))
    await pictures(page, {
      national: '/national',
      'national-set-up': '/national/set-up',
      'national-notices': '/national/notices',
      'national-letters': '/national/letters',
      'demo-mail': '/demo/mail',
      'national-organisations': '/national/organisations',
      'national-licences': '/national/licences',
      'national-rules': '/national/rules',
      'national-rule': '/national/rules/account.restore-days',
      'national-joining': '/national/joining',
      'national-joining-one': '/national/joining/XY001',
      'national-banners': '/national/banners',
      'few-administrators': '/national/few-administrators',
      'national-roles': '/national/roles',
      'national-tenant': '/national/tenant',
      'what-microsoft-365-sees': world.demo.tenant,
    })
  })
}

async function nationalAdministration(world) {
  await inSession(world, WIDE, async (page) => {
    await signIn(page, world.demo.account('national administration service'))
    await pictures(page, { 'national-administration-home': '/home', 'national-administration': '/national/administration' })
    await page.locator('main tbody').getByRole('link').first().click()
    await picture(page, 'administered-nationally')
    await page.goto(`${new URL(page.url()).pathname}/administration/request`.replace('/administration/administration', '/administration'))
    await picture(page, 'record-request')
  })
}

const demo = await startDemo()
try {
  const browser = await startBrowser()
  try {
    const world = { demo, browser }
    const person = await administrator(world)
    await narrow(world, person)
    await operator(world)
    await nationalAdministration(world)
  } finally {
    await browser.close()
  }
} finally {
  await demo.stop()
}
