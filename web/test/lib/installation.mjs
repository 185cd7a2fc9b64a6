// An installation of its own, as an operator begins one: empty, with its first platform administrator.

import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

import { freePort, program } from './demo.mjs'

/** Milliseconds in which the service must answer. */
const START = 30_000

/** Begins an installation and serves it; gives its address and what `admin init` said. */
export async function beginInstallation() {
  const folder = await mkdtemp(path.join(tmpdir(), 'guildhall-first-day-'))
  const data = path.join(folder, 'data')
  const port = await freePort()
  const init = ['admin', 'init', '--given-name', 'Asha', '--family-name', 'Rao', '--data', data]
  const { stdout } = await promisify(execFile)(program(), init, { cwd: folder })
  const said = (what) => stdout.match(new RegExp(`^${what}\\s+(\\S+)$`, 'm'))?.[1]
  const child = spawn(program(), ['serve', '--data', data, '--port', String(port)], { cwd: folder, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('close', resolve))
  process.once('exit', () => child.kill('SIGKILL'))
  const portal = `http://localhost:${port}`
  await answering(portal)
  return {
    portal,
    username: said('Platform administrator'),
    code: said('Start code'),
    async stop() {
      child.kill('SIGTERM')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answering(portal) {
  const end = Date.now() + START
  for (;;) {
    const answer = await fetch(`${portal}/health/ready`).catch(() => undefined)
    if (answer?.ok) return
    if (Date.now() > end) throw new Error('The installation did not answer in time.')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
