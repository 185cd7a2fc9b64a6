// Signing in to an application that speaks OpenID Connect, with a client that others wrote: there and back through the
// browser, what it is told, staying signed in, giving back, signing out and being told of it; a request that it pushes, a
// device that is let in, and an application of an organisation, which asks.

import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import http from 'node:http'

import * as client from 'openid-client'

import { press } from '../lib/acts.mjs'
import { inSession, title } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

const SCOPES = 'openid profile email organisation roles offline_access'

/** Listens where the sample application does; `arrived` gives the next address that the browser came to. */
async function listen(redirectUri) {
  const waiting = []
  const told = []
  const server = http.createServer((request, response) => {
    const parts = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      response.setHeader('content-type', 'text/html')
      response.end('<!doctype html><title>Sample rota</title><h1>Sample rota</h1>')
      if (request.url.startsWith('/favicon')) return
      const form = Buffer.concat(parts).toString()
      if (request.url === '/backchannel-logout') {
        told.shift()?.(new URLSearchParams(form).get('logout_token'))
        return
      }
      waiting.shift()?.({ url: new URL(request.url, redirectUri), method: request.method, form })
    })
  })
  await new Promise((resolve) => server.listen(Number(new URL(redirectUri).port), 'localhost', resolve))
  const isTold = () => new Promise((resolve) => told.push(resolve))
  return { isTold, arrived: () => new Promise((resolve) => waiting.push(resolve)), stop: () => server.close() }
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

/** What a logout token says, once it is sure who signed it. */
async function logoutClaims(config, token) {
  const [header, claims, signature] = token.split('.')
  const read = (part) => JSON.parse(Buffer.from(part, 'base64url').toString())
  const { alg, kid, typ } = read(header)
  assert.equal(typ, 'logout+jwt')
  const { keys } = await (await fetch(config.serverMetadata().jwks_uri)).json()
  const key = createPublicKey({ key: keys.find((key) => key.kid === kid && key.alg === alg), format: 'jwk' })
  const signed = Buffer.from(`${header}.${claims}`)
  assert.ok(verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')))
  return read(claims)
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

      // It brings its request itself; nobody sees what it asks for, and it leads in once.
      const pushed = await begin(config, redirectUri, { prompt: 'none' })
      const asked = Object.fromEntries(new URL(pushed.address).searchParams)
      const brought = await client.buildAuthorizationUrlWithPAR(config, asked)
      assert.deepEqual([...brought.searchParams.keys()].sort(), ['client_id', 'request_uri'])
      const back = await there(page, redirectUri, () => page.goto(brought.href), site)
      await client.authorizationCodeGrant(config, back.url, pushed.checks)
      await page.goto(brought.href)
      await page.getByText('was used already').waitFor()

      // It signs the person out, who has to sign in again afterwards; and is told of it behind the browser's back.
      const isTold = site.isTold()
      const leave = client.buildEndSessionUrl(config, {
        id_token_hint: others.id_token, post_logout_redirect_uri: sample.post_logout_redirect_uris[0], state: 'done',
      })
      const left = await there(page, sample.post_logout_redirect_uris[0], () => page.goto(leave.href), site)
      assert.equal(left.url.searchParams.get('state'), 'done')
      const said = await logoutClaims(config, await isTold)
      assert.deepEqual([said.sub, said.aud, said.sid], [sub, sample.client_id, others.claims().sid])
      assert.ok('http://schemas.openid.net/event/backchannel-logout' in said.events)
      const last = await begin(config, redirectUri)
      await page.goto(last.address)
      await title(page).filter({ hasText: 'Sign in' }).waitFor()
    })
  } finally {
    site.stop()
  }
}

async function device(world, options) {
  const [sample] = world.demo.applications
  const account = world.demo.account('local administrator')
  const config = await client.discovery(new URL(world.demo.portal), sample.client_id, sample.client_secret, undefined, {
    execute: [client.allowInsecureRequests],
  })
  await inSession(world, options, async (page) => {
    const begun = await client.initiateDeviceAuthorization(config, { scope: 'openid email' })
    await page.goto(begun.verification_uri)
    await page.getByLabel('Username').fill(account.username)
    await page.getByLabel('Password', { exact: true }).fill(account.password)
    await press(page, 'Sign in', 'Sign in on a device')
    await page.getByLabel('Code').fill('BCDFGHJK')
    await press(page, 'Continue', 'Sign in on a device')
    await page.locator('.nhsuk-error-summary').getByText('Enter the eight letters').waitFor()
    await page.getByLabel('Code').fill(begun.user_code)
    await press(page, 'Continue', 'Is this the device before you?')
    await page.getByText('Sample rota', { exact: true }).waitFor()
    await press(page, 'Sign in on the device', 'You are signed in on the device')
    const tokens = await client.pollDeviceAuthorizationGrant(config, begun)
    const told = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)
    assert.equal(told.email, account.username)
  })
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

async function signIn(page, account, next, heading) {
  await page.goto(`/sign-in?next=${next}`)
  await page.getByLabel('Username').fill(account.username)
  await page.getByLabel('Password', { exact: true }).fill(account.password)
  await press(page, 'Sign in', heading)
}

/** A primary administrator registers an application; somebody there is asked, sees what knows them, and takes it back. */
async function ofOrganisation(world, options) {
  const port = Number(new URL(world.demo.applications[0].redirect_uris[0]).port) + 20
  const redirectUri = `http://localhost:${port}/own`
  const primary = world.demo.account('primary local administrator')
  const name = `Rota of ${options.javaScriptEnabled === false ? 'paper' : 'screens'}`
  await inSession(world, options, async (page) => {
    await signIn(page, world.demo.account('platform administrator'), '/national/rules/application.by-organisations', 'Whether organisations register')
    await page.getByLabel('They do', { exact: true }).check()
    await press(page, 'Change the rule', 'Rules')
  })
  let made
  await inSession(world, options, async (page) => {
    await signIn(page, primary, `/o/${primary.organisation}/applications`, 'Applications')
    await page.getByRole('button', { name: 'Register an application' }).click()
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByLabel('Everybody at work in the organisation').check()
    await page.getByLabel('Addresses to return to').fill(redirectUri)
    await page.getByLabel('Stay signed in after they have left').check()
    await press(page, 'Register', 'The application is registered')
    const [id, secret] = await page.locator('main code').allInnerTexts()
    made = { id, secret }
  })
  const config = await client.discovery(new URL(world.demo.portal), made.id, made.secret, undefined, {
    execute: [client.allowInsecureRequests],
  })
  const site = await listen(redirectUri)
  try {
    await inSession(world, options, async (page) => {
      // Whoever is asked and says no is not let in.
      const first = await begin(config, redirectUri, { scope: 'openid profile offline_access' })
      await page.goto(first.address)
      await page.getByLabel('Username').fill(primary.username)
      await page.getByLabel('Password', { exact: true }).fill(primary.password)
      await press(page, 'Sign in', `Sign in to ${name}`)
      await page.getByText('registered it for its own people').waitFor()
      const no = await there(page, redirectUri, () => page.getByRole('button', { name: 'Do not allow' }).click(), site)
      assert.equal(no.url.searchParams.get('error'), 'access_denied')
      // Whoever says yes is, and is not asked again.
      const second = await begin(config, redirectUri, { scope: 'openid profile offline_access' })
      await page.goto(second.address)
      const yes = await there(page, redirectUri, () => page.getByRole('button', { name: 'Allow', exact: true }).click(), site)
      const tokens = await client.authorizationCodeGrant(config, yes.url, second.checks)
      const third = await begin(config, redirectUri, { scope: 'openid profile', prompt: 'none' })
      const again = await there(page, redirectUri, () => page.goto(third.address), site)
      await client.authorizationCodeGrant(config, again.url, third.checks)
      const more = await begin(config, redirectUri, { scope: 'openid email', prompt: 'none' })
      const asked = await there(page, redirectUri, () => page.goto(more.address), site)
      assert.equal(asked.url.searchParams.get('error'), 'consent_required')
      // Taken back, nothing of it counts any more.
      const renewed = await client.refreshTokenGrant(config, tokens.refresh_token)
      await page.goto(`${world.demo.portal}/me/allowed`)
      await page.getByRole('button', { name: `Do not allow it any more ${name}` }).click()
      await page.getByText('It is ended').waitFor()
      await assert.rejects(client.refreshTokenGrant(config, renewed.refresh_token))
    })
  } finally {
    site.stop()
  }
}

export const applications = [
  test('an application signs somebody in with OpenID Connect', (world) => wholeWay(world, {})),
  test('an application signs somebody in without JavaScript', (world) => wholeWay(world, { javaScriptEnabled: false })),
  test('a device that has no browser is let in', (world) => device(world, {})),
  test('a device that has no browser is let in without JavaScript', (world) => device(world, { javaScriptEnabled: false })),
  test('an application is registered and taken out of use', registering),
  test('an application of an organisation asks its people', (world) => ofOrganisation(world, {})),
  test('an application of an organisation asks without JavaScript', (world) => ofOrganisation(world, { javaScriptEnabled: false })),
]
