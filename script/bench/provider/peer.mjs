// oidc-provider with everything in memory: two applications, tokens signed with ES256, and anybody signed in
// without being asked, so that the code flow of people with a live session can be measured.
//
//   node peer.mjs PORT
import Provider from 'oidc-provider'
import { generateKeyPairSync } from 'node:crypto'

const port = Number(process.argv[2])
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'bench' }
const client_secret = 'bench-secret-bench-secret'

// Its own adapter forgets people who are signed in as soon as it has a thousand entries, and goes through all that was given to a
// person each time. This one keeps everything for as long as the bench lasts, and finds it at once.
const kept = new Map()
const people = new Map()
const given = new Map()
class Memory {
  constructor(model) {
    this.model = model
  }
  key(id) {
    return `${this.model}:${id}`
  }
  async upsert(id, payload, seconds) {
    const key = this.key(id)
    kept.set(key, { payload, until: seconds ? Date.now() + seconds * 1000 : Infinity })
    if (this.model === 'Session') people.set(payload.uid, id)
    if (payload.grantId && this.model !== 'Grant') {
      const keys = given.get(payload.grantId)
      if (keys) keys.push(key)
      else given.set(payload.grantId, [key])
    }
  }
  async find(id) {
    const found = kept.get(this.key(id))
    return found && found.until > Date.now() ? found.payload : undefined
  }
  async findByUid(uid) {
    const id = people.get(uid)
    return id && this.find(id)
  }
  async consume(id) {
    kept.get(this.key(id)).payload.consumed = Math.floor(Date.now() / 1000)
  }
  async destroy(id) {
    kept.delete(this.key(id))
  }
  async revokeByGrantId(id) {
    for (const key of given.get(id) ?? []) kept.delete(key)
    given.delete(id)
  }
}

const provider = new Provider(`http://localhost:${port}`, {
  adapter: Memory,
  jwks: { keys: [key] },
  clients: [
    {
      client_id: 'web',
      client_secret,
      redirect_uris: ['https://rota.example/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      scope: 'openid profile email offline_access',
      id_token_signed_response_alg: 'ES256',
    },
    {
      client_id: 'service',
      client_secret,
      redirect_uris: [],
      response_types: [],
      grant_types: ['client_credentials'],
      id_token_signed_response_alg: 'ES256',
    },
  ],
  scopes: ['openid', 'profile', 'email', 'offline_access'],
  cookies: { keys: ['a key of the bench'] },
  claims: { profile: ['name'], email: ['email', 'email_verified'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: 'Bench', email: 'bench@rota.example' }) }),
  loadExistingGrant: async (ctx) => {
    const known = ctx.oidc.session.grantIdFor(ctx.oidc.client.clientId)
    if (known) return ctx.oidc.provider.Grant.find(known)
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId })
    grant.addOIDCScope('openid profile email offline_access')
    await grant.save()
    return grant
  },
  features: {
    devInteractions: { enabled: false },
    introspection: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx) => (ctx.oidc.client?.clientId === 'service' ? 'https://feed.example' : undefined),
      getResourceServerInfo: () => ({ scope: 'read', audience: 'https://feed.example', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }),
    },
  },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  ttl: { AccessToken: 600, ClientCredentials: 600, AuthorizationCode: 60, IdToken: 600, Session: 86400, Grant: 86400, RefreshToken: 86400, Interaction: 600 },
})
const others = provider.callback()
const { createServer } = await import('node:http')
const server = createServer(async (request, response) => {
  if (!request.url.startsWith('/interaction/')) return others(request, response)
  const { uid } = await provider.interactionDetails(request, response)
  await provider.interactionFinished(request, response, { login: { accountId: `bench-${uid}` } }, { mergeWithLastSubmission: false })
})
server.listen(port, '127.0.0.1', () => console.log('listens'))
