// Asks the browser for a passkey where a page has a part for it, puts the answer
// into the hidden field of that part and sends its form. Every word that people
// see stands in the page; what is right is for the server to say.

const fromText = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const listed = (credentials = []) => credentials.map((one) => ({ ...one, id: fromText(one.id) }))

function optionsOf(part) {
  const options = JSON.parse(part.dataset.passkeyOptions)
  const read = {
    ...options,
    challenge: fromText(options.challenge),
    allowCredentials: listed(options.allowCredentials),
    excludeCredentials: listed(options.excludeCredentials)
  }
  if (options.user) read.user = { ...options.user, id: fromText(options.user.id) }
  return read
}

function answerOf({ rawId, response }) {
  const answer = { id: toText(rawId), clientDataJSON: toText(response.clientDataJSON) }
  if (response.attestationObject) {
    answer.attestationObject = toText(response.attestationObject)
    answer.transports = response.getTransports?.() ?? []
  } else {
    answer.authenticatorData = toText(response.authenticatorData)
    answer.signature = toText(response.signature)
    if (response.userHandle) answer.userHandle = toText(response.userHandle)
  }
  return JSON.stringify(answer)
}

function send(part, credential) {
  part.querySelector('[name="passkey-answer"]').value = answerOf(credential)
  part.closest('form').submit()
}

// One question at a time: a browser refuses a second one beside it.
let asked

async function ask(part, more = {}) {
  asked?.abort()
  const question = new AbortController()
  asked = question
  const publicKey = optionsOf(part)
  const all = { publicKey, signal: question.signal, ...more }
  const credential = await (part.dataset.passkey === 'create'
    ? navigator.credentials.create(all)
    : navigator.credentials.get(all))
  // The page may have asked for something else meanwhile.
  if (credential && asked === question) send(part, credential)
}

async function press(part, event) {
  event.preventDefault()
  const status = part.querySelector('[data-passkey-part="status"]')
  status.textContent = ''
  try {
    await ask(part)
  } catch {
    status.textContent = part.dataset.passkeyStopped
  }
}

// Passkeys among the names that the browser offers for the username. That it does
// not offer any, or is asked by the button instead, is nothing to tell.
async function offer(part) {
  try {
    if (await PublicKeyCredential.isConditionalMediationAvailable?.()) {
      await ask(part, { mediation: 'conditional' })
    }
  } catch {
    // The button is still there.
  }
}

export function initPasskeys() {
  const isThere = Boolean(window.PublicKeyCredential && navigator.credentials)
  for (const part of document.querySelectorAll('[data-passkey]')) {
    const the = (name) => part.querySelector(`[data-passkey-part="${name}"]`)
    the('without').hidden = true
    the(isThere ? 'can' : 'cannot').hidden = false
    if (!isThere) continue
    part.querySelector('button').addEventListener('click', (event) => press(part, event))
    if (part.dataset.passkeyAtOnce) offer(part)
  }
}
