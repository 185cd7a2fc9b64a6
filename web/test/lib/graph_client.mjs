// Asks the tenant with Microsoft's own client for the person whose address is given, and prints the
// answer as JSON. A program of its own, because Node.js reads NODE_EXTRA_CA_CERTS only when it starts.

import { Client } from '@microsoft/microsoft-graph-client'

const [tenant, address] = process.argv.slice(2)

const form = new URLSearchParams({
  grant_type: 'client_credentials',
  client_id: 'demo',
  client_secret: 'demo',
  scope: 'https://graph.microsoft.com/.default',
})
const granted = await fetch(`${tenant}/common/oauth2/v2.0/token`, { method: 'POST', body: form })
const { access_token: token } = await granted.json()

const client = Client.initWithMiddleware({
  baseUrl: tenant,
  customHosts: new Set([new URL(tenant).hostname]),
  authProvider: { getAccessToken: async () => token },
})
const users = await client
  .api('/users')
  .filter(`userPrincipalName eq '${address.replaceAll("'", "''")}'`)
  .select(['id', 'displayName', 'userPrincipalName', 'accountEnabled', 'assignedLicenses'])
  .get()
const skus = await client.api('/subscribedSkus').get()
console.log(JSON.stringify({ users: users.value, skus: skus.value }))
