// An authenticator app, as a telephone has it: RFC 6238 with SHA-1, six digits, steps of 30 seconds.

import { createHmac } from 'node:crypto'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The bytes of a key in letters, grouped or not. */
function bytesOf(letters) {
  const bits = [...letters.replace(/\s/g, '')].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)))
}

/** An app that never shows a code twice: after the code of a step it shows that of the next one, as far as that is taken. */
export class Authenticator {
  constructor(letters) {
    this.key = bytesOf(letters)
    this.last = 0
  }

  /** The code of a step of time. */
  at(step) {
    const counter = Buffer.alloc(8)
    counter.writeBigInt64BE(BigInt(step))
    const tag = createHmac('sha1', this.key).update(counter).digest()
    const number = tag.readUInt32BE(tag[19] & 15) & 0x7fffffff
    return String(number % 1_000_000).padStart(6, '0')
  }

  /** A code that is taken now and was not shown before. */
  next() {
    this.last = Math.max(this.last + 1, Math.floor(Date.now() / 30_000))
    return this.at(this.last)
  }

  /** Six digits that are no code around now. */
  wrong() {
    const now = Math.floor(Date.now() / 30_000)
    const near = [-3, -2, -1, 0, 1, 2, 3].map((away) => this.at(now + away))
    return [...'0123456789'].map((digit) => `${digit}98765`).find((code) => !near.includes(code))
  }
}
