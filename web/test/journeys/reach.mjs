// Narrow screens, and hands that use the keyboard alone.

import assert from 'node:assert/strict'

import { freshFamilyName } from '../lib/acts.mjs'
import { inSession, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

const NARROW = { viewport: { width: 320, height: 640 } }

/** What sticks out to the right, if the page can be scrolled sideways. */
function sticksOut() {
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth <= clientWidth) return []
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
    .map((element) => `${element.tagName.toLowerCase()}.${element.className} to ${Math.round(element.getBoundingClientRect().right)}`)
    .slice(0, 5)
}

async function narrow(world, role, addresses) {
  const account = role ? world.demo.account(role) : undefined
  await inSession(world, NARROW, async (page) => {
    if (account) await signIn(page, account)
    const wrong = []
    for (let address of addresses) {
      address = address.replace('CODE', account?.organisation)
      if (address.includes('PERSON')) {
        await page.goto(`/o/${account.organisation}/people`)
        const person = await page.locator('main table tbody a').first().getAttribute('href')
        address = address.replace('PERSON', person)
      }
      const answer = await page.goto(address)
      assert.equal(answer.status(), 200, address)
      const found = await page.evaluate(sticksOut)
      if (found.length) wrong.push(`${address}: ${found.join(', ')}`)
    }
    assert.deepEqual(wrong, [])
  })
}

/** Presses Tab until the element has the focus, and checks that this can be seen. */
async function tabTo(page, locator) {
  for (let pressed = 0; pressed < 60; pressed += 1) {
    if (await locator.evaluate((element) => element === document.activeElement)) {
      const style = await locator.evaluate((element) => {
        const { outlineStyle, boxShadow, backgroundColor } = getComputedStyle(element)
        return { outlineStyle, boxShadow, backgroundColor }
      })
      assert.ok(style.boxShadow !== 'none' || style.outlineStyle !== 'none', `the focus on ${locator} can be seen`)
      return
    }
    await page.keyboard.press('Tab')
  }
  throw new Error(`Not reached by keyboard: ${locator}`)
}

async function keyboardOnly(world) {
  const administrator = world.demo.account('local administrator')
  const button = (page, name) => page.getByRole('button', { name, exact: true })
  const press = async (page, name, heading) => {
    await tabTo(page, button(page, name))
    await page.keyboard.press('Enter')
    await title(page).filter({ hasText: heading }).waitFor()
  }
  const type = async (page, label, text) => {
    await tabTo(page, page.getByLabel(label, { exact: true }))
    await page.keyboard.type(text)
  }
  await inSession(world, {}, async (page) => {
    await page.goto('/')
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to main content')
    await page.keyboard.press('Enter')
    await type(page, 'Username', administrator.username)
    await type(page, 'Password', administrator.password)
    await press(page, 'Sign in', 'Home')

    const follow = async (link, heading) => {
      await tabTo(page, link)
      await page.keyboard.press('Enter')
      await title(page).filter({ hasText: heading }).waitFor()
    }
    const organisation = (await page.locator('.nhsuk-header__account-link').innerText()).split(',').slice(1).join(',').trim()
    await follow(page.getByRole('link', { name: 'Manage' }), organisation)
    await follow(page.locator('nav.app-section').getByRole('link', { name: 'People', exact: true }), 'People')
    const create = page.getByRole('link', { name: 'Create person' }).or(page.getByRole('button', { name: 'Create person' }))
    await follow(create.first(), 'Create person')
    const family = freshFamilyName()
    await type(page, 'Given name', 'Kay')
    await type(page, 'Family name', family)
    await press(page, 'Find person', 'Details of the person')
    await type(page, 'Job title (optional)', 'Clerk')
    await press(page, 'Continue', 'Check the details')
    await press(page, 'Create person', `Kay ${family}`)
  })
}

export const reach = [
  test('nothing sticks out at 320 px for somebody signed out', (world) =>
    narrow(world, undefined, ['/', '/start', '/recover', '/cannot-sign-in', '/help', '/privacy'])),
  test('nothing sticks out at 320 px for a primary local administrator', (world) =>
    narrow(world, 'primary local administrator', [
      '/home', '/people', '/people?search=an', '/me', '/me/sessions', '/me/tokens', '/me/password', '/o/CODE', '/o/CODE/people',
      'PERSON', 'PERSON/change', 'PERSON/policy', 'PERSON/access', 'PERSON/history', 'PERSON/start-code', 'PERSON/delete',
      '/o/CODE/people/new', '/o/CODE/policies', '/o/CODE/policies/new', '/o/CODE/licences', '/o/CODE/administrators',
      '/o/CODE/administrators/new', '/o/CODE/organisation', '/o/CODE/organisation/units', '/o/CODE/on-the-way', '/o/CODE/history',
      '/o/CODE/bulk', '/o/CODE/reports', '/o/CODE/reports/licences', '/o/CODE/reports/policies', '/me/views',
    ])),
  test('nothing sticks out at 320 px for a platform administrator', (world) =>
    narrow(world, 'platform administrator', [
      '/home', '/o', '/national', '/national/organisations', '/national/organisations/CODE', '/national/register',
      '/national/licences', '/national/licences/new', '/national/licences/products', '/national/rules', '/national/roles',
      '/national/administrators', '/national/administrators/new', '/national/tenant', '/national/tenant/release',
    ])),
  test('somebody signs in and creates a person with the keyboard alone', keyboardOnly),
]
