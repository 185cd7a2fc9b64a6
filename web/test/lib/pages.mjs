// How far a task is from Home: the pages that somebody opens on the way.

import assert from 'node:assert/strict'

/**
 * Opens Home and counts from there on: each document that the window shows is a page, however it was asked for. A
 * redirect is none, for nobody sees it, and neither is the same page loaded again to see how far something is. Home
 * itself does not count. A page that no link or form led to is a mistake of the test.
 */
export async function fromHome(page) {
  await page.goto('/home')
  const pages = []
  let shown = page.url()
  page.on('response', (response) => {
    const request = response.request()
    if (!request.isNavigationRequest() || request.frame() !== page.mainFrame()) return
    const isRedirect = response.status() >= 300 && response.status() < 400
    const isDocument = (response.headers()['content-type'] ?? '').startsWith('text/html')
    if (isRedirect || !isDocument) return
    const isAgain = request.method() === 'GET' && !request.redirectedFrom() && request.url() === shown
    shown = request.url()
    if (isAgain) return
    const from = request.headers().referer
    const { pathname } = new URL(request.url())
    pages.push({ text: `${request.method()} ${pathname}`, isLedTo: from !== undefined })
  })
  return {
    /** Fails if the task took more pages than it may; says how many it took. */
    atMost(allowed, task) {
      const ways = pages.map(({ text }) => text)
      assert.deepEqual(pages.filter(({ isLedTo }) => !isLedTo), [], 'every page was led to')
      assert.ok(ways.length > 0, `${task}: no page was opened`)
      assert.ok(ways.length <= allowed, `${task}: ${ways.length} pages from Home, not ${allowed}: ${ways.join(', ')}`)
      console.log(`       ${ways.length} of ${allowed} pages  ${task}`)
    },
  }
}

/** Counts the forms that are sent from now on and change something. */
export function countingForms(page) {
  let sent = 0
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.method() === 'POST' && request.frame() === page.mainFrame()) sent += 1
  })
  return () => sent
}
