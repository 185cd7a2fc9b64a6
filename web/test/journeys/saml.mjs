// Signing in to an application that speaks SAML: there and back through the browser, by address, by a form of another site,
// and without having been asked. Whether what it is told is signed as it should be is for a client of others to check
// (`crates/server/tests/it/saml`); here it is that browsers carry it.

import assert from 'node:assert/strict'
import http from 'node:http'
import zlib from 'node:zlib'

import { press } from '../lib/acts.mjs'
import { inSession } from '../lib/browser.mjs'
import { test } from '../lib/runner.mjs'

/** What the application asks. */
function request(sample, portal, id, more = '') {
  return `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${portal}/saml/sso" ${more}><saml:Issuer>${sample.entity_id}</saml:Issuer></samlp:AuthnRequest>`
}

function address(portal, xml) {
  const packed = zlib.deflateRawSync(Buffer.from(xml)).toString('base64')
  return `${portal}/saml/sso?SAMLRequest=${encodeURIComponent(packed)}&RelayState=${encodeURIComponent('here & there')}`
}

/** Listens where the sample application does; at `/send` it sends a form to the portal. */
async function listen(sample, form) {
  const waiting = []
  const server = http.createServer((request, response) => {
    const parts = []
    request.on('data', (part) => parts.push(part))
    request.on('end', () => {
      response.setHeader('content-type', 'text/html')
      if (request.url === '/send') return response.end(form())
      response.end('<!doctype html><title>Sample library</title><h1>Sample library</h1>')
      if (request.url !== new URL(sample.redirect_uris[0]).pathname) return
      waiting.shift()?.({ method: request.method, form: new URLSearchParams(Buffer.concat(parts).toString()) })
    })
  })
  await new Promise((resolve) => server.listen(Number(new URL(sample.redirect_uris[0]).port), resolve))
  return { arrived: () => new Promise((resolve) => waiting.push(resolve)), stop: () => server.close() }
}

/** What arrived, read as text. */
function said(came) {
  assert.equal(came.method, 'POST')
  const xml = Buffer.from(came.form.get('SAMLResponse'), 'base64').toString()
  assert.match(xml, /status:Success/)
  return xml
}

async function wholeWay(world, options) {
  const sample = world.demo.applications.find((one) => one.protocol === 'saml')
  const { portal } = world.demo
  const account = world.demo.account('local administrator')
  const hasScript = options.javaScriptEnabled !== false
  // Each request is answered once, and both tests ask the same demonstration.
  const id = (name) => `_${name}-${hasScript}`
  const sent = () => {
    const value = Buffer.from(request(sample, portal, id('form'))).toString('base64')
    return `<!doctype html><title>Sample library</title><form method="post" action="${portal}/saml/sso"><input type="hidden" name="SAMLRequest" value="${value}"><button>Continue</button></form>`
  }
  const site = await listen(sample, sent)
  try {
    await inSession(world, options, async (page) => {
      const on = async () => {
        if (!hasScript) await press(page, 'Continue')
      }
      // What arrived, once the browser is there, too.
      const there = async (arrived) => {
        const came = await arrived
        await page.waitForURL(sample.redirect_uris[0])
        return came
      }
      // Nobody is signed in: through the ordinary page, and on by itself.
      await page.goto(address(portal, request(sample, portal, id('first'))))
      await page.getByLabel('Username').fill(account.username)
      await page.getByLabel('Password', { exact: true }).fill(account.password)
      const first = site.arrived()
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await on()
      const came = await there(first)
      assert.equal(came.form.get('RelayState'), 'here & there')
      assert.match(said(came), new RegExp(`InResponseTo="${id('first')}"`))
      assert.ok(said(came).includes(account.username))

      // Signed in already: by a form of another site.
      const second = site.arrived()
      await page.goto(`http://127.0.0.1:${new URL(sample.redirect_uris[0]).port}/send`)
      await press(page, 'Continue')
      await on()
      assert.match(said(await there(second)), new RegExp(`InResponseTo="${id('form')}"`))

      // Opened from here.
      const third = site.arrived()
      await page.goto(sample.start_url)
      await on()
      assert.doesNotMatch(said(await there(third)), /InResponseTo/)

      // Whoever has to prove it once more is asked, although they are signed in.
      const last = site.arrived()
      await page.goto(address(portal, request(sample, portal, id('last'), 'ForceAuthn="true"')))
      await page.getByLabel('Username').fill(account.username)
      await page.getByLabel('Password', { exact: true }).fill(account.password)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await on()
      assert.match(said(await there(last)), new RegExp(`InResponseTo="${id('last')}"`))

      // Signing out names it: without a key it cannot say that it signed them out.
      await page.goto(`${portal}/home`)
      await press(page, 'Sign out', 'You are signed out')
      await page.getByRole('listitem').filter({ hasText: 'Sample library' }).waitFor()
    })
  } finally {
    site.stop()
  }
}

export const saml = [
  test('an application signs somebody in with SAML', (world) => wholeWay(world, {})),
  test('an application signs somebody in with SAML without JavaScript', (world) => wholeWay(world, { javaScriptEnabled: false })),
]
