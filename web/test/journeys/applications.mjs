// Signing in to an application that speaks OpenID Connect, with a client that others wrote: there and back through the
// browser, what it is told, staying signed in, giving back, signing out.

import assert from 'node:assert/strict'
import http from 'node:http'

import * as client from 'openid-client'

import { press } from '../lib/acts.mjs'
import { inSession, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

const SCOPES = 'openid profile email organisation roles offline_access'

/** Listens where the sample application does; `arrived` gives the next address that the browser came to. */
async function listen(redirectUri) {
  const waiting = []
  const server = http.createServer((request, response) => {
    const parts = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      response.setHeader('content-type', 'text/html')
      response.end('<!doctype html><title>Sample rota</title><h1>Sample rota</h1>')
      if (request.url.startsWith('/favicon')) return
      const form = Buffer.concat(parts).toString()
      waiting.shift()?.({ url: new URL(request.url, redirectUri), method: request.method, form })
    })
  })
  await new Promise((resolve) => server.listen(Number(new URL(redirectUri).port), 'localhost', resolve))
  return { arrived: () => new Promise((resolve) => waiting.push(resolve)), stop: () => server.close() }
}

/** What arrived, once the browser stands there too: it asks before it shows, and must not be sent on in between. */
async function there(page, redirectUri, act, site) {
  const [came] = await Promise.all([site.arrived(), act()])
  await page.waitForURL((url) => url.href.startsWith(redirectUri))
  return came
}

async function begin(config, redirectUri, more = {}) {
  const verifier = client.randomPKCECodeVerifier()
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: SCOPES,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    ...more,
  })
  return { address: address.href, checks: { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true } }
}

async function wholeWay(world, options) {
  const [sample] = world.demo.applications
  const [redirectUri] = sample.redirect_uris
  const account = world.demo.account('local administrator')
  const config = await client.discovery(new URL(world.demo.portal), sample.client_id, sample.client_secret, undefined, {
    execute: [client.allowInsecureRequests],
  })
  const site = await listen(redirectUri)
  try {
    await inSession(world, options, async (page) => {
      // Nobody is signed in: through the ordinary page, and on by itself.
      const first = await begin(config, redirectUri)
      await page.goto(first.address)
      await page.getByLabel('Username').fill(account.username)
      await page.getByLabel('Password', { exact: true }).fill(account.password)
      const came = await there(page, redirectUri, () => page.getByRole('button', { name: 'Sign in', exact: true }).click(), site)
      const tokens = await client.authorizationCodeGrant(config, came.url, first.checks)
      const { sub } = tokens.claims()
      const told = await client.fetchUserInfo(config, tokens.access_token, sub)
      assert.equal(told.email, account.username)
      assert.equal(told.organisation.code, account.organisation)
      assert.deepEqual(told.roles, [{ role: 'local administrator', organisation: account.organisation }])

      // Signed in already: there and back without a page, as the same person.
      const second = await begin(config, redirectUri, { prompt: 'none' })
      const again = await there(page, redirectUri, () => page.goto(second.address), site)
      const others = await client.authorizationCodeGrant(config, again.url, second.checks)
      assert.equal(others.claims().sub, sub)

      // The answer as a form.
      const third = await begin(config, redirectUri, { response_mode: 'form_post' })
      const posted = await there(page, redirectUri, async () => {
        await page.goto(third.address)
        if (options.javaScriptEnabled === false) await press(page, 'Continue')
      }, site)
      assert.equal(posted.method, 'POST')
      const body = new Request(redirectUri, {
        method: 'POST', body: posted.form, headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
      await client.authorizationCodeGrant(config, body, third.checks)

      // It stays signed in: each token once.
      const renewed = await client.refreshTokenGrant(config, tokens.refresh_token)
      assert.notEqual(renewed.refresh_token, tokens.refresh_token)
      assert.equal((await client.tokenIntrospection(config, renewed.access_token)).active, true)
      await client.tokenRevocation(config, renewed.refresh_token)
      assert.equal((await client.tokenIntrospection(config, renewed.access_token)).active, false)
      await assert.rejects(client.refreshTokenGrant(config, renewed.refresh_token))
      await assert.rejects(client.fetchUserInfo(config, renewed.access_token, sub))

      // It signs the person out, who has to sign in again afterwards.
      const leave = client.buildEndSessionUrl(config, {
        id_token_hint: others.id_token, post_logout_redirect_uri: sample.post_logout_redirect_uris[0], state: 'done',
      })
      const left = await there(page, sample.post_logout_redirect_uris[0], () => page.goto(leave.href), site)
      assert.equal(left.url.searchParams.get('state'), 'done')
      const last = await begin(config, redirectUri)
      await page.goto(last.address)
      await title(page).filter({ hasText: 'Sign in' }).waitFor()
    })
  } finally {
    site.stop()
  }
}

async function registering(world) {
  await inSession(world, {}, async (page) => {
    const account = world.demo.account('platform administrator')
    await page.goto('/sign-in?next=/national/applications')
    await page.getByLabel('Username').fill(account.username)
    await page.getByLabel('Password', { exact: true }).fill(account.password)
    await press(page, 'Sign in', 'Applications')
    await page.getByRole('button', { name: 'Register an application' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Rota of the north')
    await page.getByLabel('Everybody who has an account').check()
    await page.getByLabel('Addresses to return to').fill('https://*.rota.example/')
    await press(page, 'Register')
    await page.locator('.nhsuk-error-summary').getByText('Enter 1 to 20 addresses').waitFor()
    await page.getByLabel('Addresses to return to').fill('https://rota.example/callback')
    await press(page, 'Register', 'The application is registered')
    assert.match(await page.locator('main').innerText(), /ghs_/)
    await page.getByRole('link', { name: 'See the application' }).click()
    await title(page).filter({ hasText: 'Rota of the north' }).waitFor()
    assert.doesNotMatch(await page.locator('main').innerText(), /ghs_/)
    await page.getByRole('button', { name: 'Take out of use' }).click()
    await press(page, 'Take out of use', 'Rota of the north')
    await page.getByText('It was taken out of use').waitFor()
  })
}

export const applications = [
  test('an application signs somebody in with OpenID Connect', (world) => wholeWay(world, {})),
  test('an application signs somebody in without JavaScript', (world) => wholeWay(world, { javaScriptEnabled: false })),
  test('an application is registered and taken out of use', registering),
]
