// A demonstration of its own for the tests: a fresh folder, free ports, stopped at the end.

import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '../../..')

/** Milliseconds in which the demonstration must be ready. */
const START = 120_000
/** Milliseconds it may take to stop by itself. */
const STOP = 15_000

/** The program as cargo built it last. */
export function program() {
  if (process.env.GUILDHALL_PROGRAM) return process.env.GUILDHALL_PROGRAM
  const target = path.resolve(root, process.env.CARGO_TARGET_DIR ?? 'target')
  return path.join(target, 'debug', 'guildhall')
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** A free port. */
export async function freePort() {
  return (await freePorts()) + 2
}

/** Three free ports in a row: portal, tenant, tenant over https. */
async function freePorts() {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const first = 20_000 + Math.floor(Math.random() * 10_000) * 3
    const free = await Promise.all([first, first + 1, first + 2].map(isFree))
    if (free.every(Boolean)) return first
  }
  throw new Error('No three free ports in a row were found.')
}

/** Starts the demonstration and waits until it names its accounts. */
export async function startDemo({ people = 60 } = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'guildhall-browser-'))
  const port = await freePorts()
  const options = ['demo', '--json', '--people', String(people), '--data', path.join(folder, 'data')]
  const child = spawn(program(), [...options, '--port', String(port)], { cwd: folder })
  let errors = ''
  child.stderr.on('data', (chunk) => (errors = (errors + chunk).slice(-20_000)))
  const ended = new Promise((resolve) => child.once('close', resolve))
  const stop = async () => {
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), STOP)
    await ended
    clearTimeout(late)
    await rm(folder, { recursive: true, force: true })
  }
  // A test run that is broken off leaves nothing behind.
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => stop().finally(() => process.exit(1)))
  }
  process.once('exit', () => child.kill('SIGKILL'))
  try {
    const line = await firstLine(child, () => errors)
    const facts = JSON.parse(line)
    return { ...facts, account: (...sought) => account(facts, ...sought), errors: () => errors, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function firstLine(child, errors) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => fail('it was not ready in time'), START)
    let text = ''
    function fail(why) {
      clearTimeout(late)
      reject(new Error(`The demonstration did not start: ${why}\n${errors()}`))
    }
    child.once('error', (error) => fail(error.message))
    child.once('close', (code) => fail(`it ended with ${code}`))
    child.stdout.on('data', (chunk) => {
      text += chunk
      const [line, rest] = text.split('\n')
      if (rest === undefined) return
      clearTimeout(late)
      resolve(line)
    })
  })
}

/** The account with a role, at an organisation if one is named. */
function account(facts, role, organisation) {
  const found = facts.accounts.find(
    (each) => each.role === role && (!organisation || each.organisation === organisation),
  )
  if (!found) throw new Error(`The demonstration has no ${role} at ${organisation ?? 'any organisation'}.`)
  return found
}
