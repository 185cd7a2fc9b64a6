// Somebody notices that another uses their account: it is shut from there, and opened again step by step by an
// administrator; with script and without.

import assert from 'node:assert/strict'

import { addSecondStep, command, follow, freshFamilyName, intoWork, press, startWork } from '../lib/acts.mjs'
import { inSession, signIn, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

const FIRST = 'five green otters swim'
const SECOND = 'seven red foxes climb'
const PROBLEM = '.nhsuk-error-summary'

async function drill(world, options) {
  const administrator = world.demo.account('local administrator')
  const { organisation } = administrator
  const family = freshFamilyName()
  const body = { organisation, given_name: 'Ines', family_name: family }
  const { id, address } = await command(world.demo, administrator, 'person.create', body)
  const { code } = await command(world.demo, administrator, 'start-code.issue', { person: id })
  await inSession(world, options, async (page) => {
    await startWork(page, { username: address, code }, FIRST)
    await page.goto('/me/compromised')
    await press(page, 'Shut my account now')
    await page.locator(PROBLEM).getByText('Say in a sentence or two').waitFor()
    await page.getByLabel('What did you notice?').fill('Letters in Sent that I did not write.')
    await press(page, 'Shut my account now', 'Your account is shut')
    await page.goto('/me')
    assert.doesNotMatch(await page.locator('main').innerText(), /My details/, 'the browser is out')
    await page.goto('/sign-in')
    await page.getByLabel('Username').fill(address)
    await page.getByLabel('Password', { exact: true }).fill(FIRST)
    await press(page, 'Sign in')
    await page.locator(PROBLEM).waitFor()
  })
  const start = await inSession(world, options, async (page) => {
    await signIn(page, administrator)
    await page.goto(`/o/${organisation}/compromised`)
    await follow(page, `Ines ${family}`)
    await title(page).filter({ hasText: 'Used by somebody else' }).waitFor()
    await page.getByText('Letters in Sent that I did not write.').waitFor()
    await press(page, 'Let them begin again')
    await page.locator(PROBLEM).getByText('Say how you made sure who is asking').waitFor()
    await page.locator('input[type=radio][value=in-person]').check()
    await press(page, 'Let them begin again')
    await page.getByText('They may begin again.').waitFor()
    await page.getByLabel('What was checked?').fill('Her laptop, by the security team: clean.')
    await press(page, 'Record the check')
    await page.getByText('The check of the devices is recorded.').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Close the case' }).count(), 0, 'not yet proved')
    return command(world.demo, administrator, 'start-code.issue', { person: id })
  })
  await inSession(world, options, async (page) => {
    await page.goto('/start')
    await page.getByLabel('Username').fill(address)
    await page.getByLabel('Start code').fill(start.code)
    await page.getByLabel('Password', { exact: true }).fill(SECOND)
    await press(page, 'Set password and sign in')
    await addSecondStep(page)
    await intoWork(page)
  })
}

export const compromised = [
  test('an account that somebody else uses is shut by its owner and opened again step by step', (world) => drill(world, {})),
  test('the same drill without JavaScript', (world) => drill(world, { javaScriptEnabled: false })),
]
