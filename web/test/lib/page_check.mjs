// What must be true of every page that anybody ever sees, whatever it is about.

/** Words of the code and of other people's products, which product pages avoid ("Screen words"). */
const FORBIDDEN = [
  'desired', 'observed', 'shadow', 'drift', 'lane', 'treasury', 'guard', 'fact', 'door', 'refusal', 'face',
  'canary', 'sku', 'tenant', 'hash', 'global admin', 'tenant admin', 'step-up', 'four-eyes', 'break-glass',
  'ods code', 'aup', 'spoc', 'please', 'invalid', 'undefined', 'null', 'nan', 'migration pending', 'authorisation',
  'connector', 'audit role', 'account secret', 'named location', 're-arm', 'application account', 'application toggle',
  'attestation', 'census', 'stray', 'licence onboarding', 'true-down', 'over-supply', 'object object',
]

/** The problems of a document, in words; runs in the browser, which parses the text without loading it. */
function faultsOf([text, forbidden]) {
  const page = new DOMParser().parseFromString(text, 'text/html')
  const faults = []
  const all = (selector) => [...page.querySelectorAll(selector)]
  const count = (selector, wanted) => {
    const found = all(selector).length
    if (found !== wanted) faults.push(`${found} elements ${selector}, not ${wanted}`)
  }
  count('h1', 1)
  count('main', 1)
  if (!/^(Error: )?\S.*\S – Guildhall$/.test(page.title)) faults.push(`title: ${page.title}`)
  if (!page.documentElement.lang) faults.push('no language')

  const ids = all('[id]').map((element) => element.id)
  for (const id of new Set(ids)) {
    if (ids.filter((other) => other === id).length > 1) faults.push(`id used twice: ${id}`)
  }
  for (const attribute of ['for', 'aria-describedby', 'aria-labelledby', 'aria-controls']) {
    for (const element of all(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(/\s+/)) {
        if (!page.getElementById(id)) faults.push(`${attribute} names nothing: ${id}`)
      }
    }
  }
  for (const field of all('input:not([type=hidden]), select, textarea')) {
    const label = field.labels?.length || field.getAttribute('aria-label') || field.getAttribute('aria-labelledby')
    if (!label) faults.push(`no label: ${field.outerHTML.slice(0, 120)}`)
  }
  for (const act of all('a[href], button')) {
    if (!act.textContent.trim() && !act.getAttribute('aria-label')) faults.push(`no words: ${act.outerHTML.slice(0, 120)}`)
  }
  for (const link of all('a[href^="#"]')) {
    const id = link.getAttribute('href').slice(1)
    if (!page.getElementById(id)) faults.push(`link lands nowhere: #${id}`)
  }
  const isSignedIn = all('form[action="/sign-out"]').length > 0
  for (const form of all('form[method=post i]')) {
    if (isSignedIn && !form.querySelector('input[name=csrf][value]')) faults.push('a form without its token')
  }
  if (all('[style], style, script:not([src])').length) faults.push('inline style or script')

  all('script, style, template').forEach((element) => element.remove())
  const words = page.body.textContent.replace(/\s+/g, ' ')
  for (const word of forbidden) {
    const found = new RegExp(`.{0,40}(?<![\\w.@-])${word}s?(?![\\w@-]).{0,40}`, 'i').exec(words)
    if (found) faults.push(`forbidden word “${word}”: ${found[0].trim()}`)
  }
  const links = all('a[href]').map((link) => link.getAttribute('href'))
  return { faults, links, title: page.title }
}

/** What reaches beyond the right edge of the column that the page is set in; runs in a window of ordinary width. */
export function beyondTheColumn() {
  const main = document.querySelector('main')
  if (!main) return []
  const edge = main.getBoundingClientRect().right + 2
  // The grid, groups of buttons and arrows reach into the gutters; what stands in them does not.
  return [...main.querySelectorAll('*:not([class*=nhsuk-grid-], .nhsuk-button-group, svg, svg *)')]
    .filter((element) => element.getBoundingClientRect().right > edge)
    .map((element) => `sticks out to the right: ${element.tagName.toLowerCase()}.${element.className}`)
    .slice(0, 1)
}

/** The problems and the links of a page, which is given as text. */
export function checkPage(page, text) {
  return page.evaluate(faultsOf, [text, FORBIDDEN])
}
