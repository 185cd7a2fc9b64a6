// What the tenant says, over https, through Microsoft's own client.

import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const program = path.join(import.meta.dirname, 'graph_client.mjs')

/** The people with an address, and the part numbers of each one's licences. */
export async function peopleInTenant(demo, address) {
  const environment = { ...process.env, NODE_EXTRA_CA_CERTS: demo.tenant_ca }
  const { stdout } = await run(process.execPath, [program, demo.tenant_https, address], { env: environment })
  const { users, skus } = JSON.parse(stdout)
  const partNumber = new Map(skus.map((sku) => [sku.skuId, sku.skuPartNumber]))
  return users.map((user) => ({
    name: user.displayName,
    address: user.userPrincipalName,
    isEnabled: user.accountEnabled,
    licences: user.assignedLicenses.map((licence) => partNumber.get(licence.skuId)),
  }))
}
