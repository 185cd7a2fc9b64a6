// The browser tests: a demonstration, Chromium, and the journeys of people.
//
//   node web/test/run.mjs [PART OF A NAME]
//
// GUILDHALL_CHROMIUM names the browser. The program must be built before (`cargo build --package server`).
// `script/test browser` does both. Each test leaves the demonstration usable for the next one, but
// none needs another: any part of a name may be run alone.

import { applications } from './journeys/applications.mjs'
import { administering } from './journeys/administering.mjs'
import { asking } from './journeys/asking.mjs'
import { badInput } from './journeys/bad_input.mjs'
import { covering } from './journeys/covering.mjs'
import { crawling } from './journeys/crawl.mjs'
import { empty } from './journeys/empty.mjs'
import { firstDay } from './journeys/first_day.mjs'
import { firstMorning } from './journeys/first_morning.mjs'
import { forged } from './journeys/forged.mjs'
import { joining } from './journeys/joining.mjs'
import { lists } from './journeys/lists.mjs'
import { mainJob } from './journeys/main_job.mjs'
import { passwords } from './journeys/passwords.mjs'
import { passkeys } from './journeys/passkeys.mjs'
import { reach } from './journeys/reach.mjs'
import { recovery } from './journeys/recovery.mjs'
import { saml } from './journeys/saml.mjs'
import { secondFactor } from './journeys/second_factor.mjs'
import { secondStepPolicy } from './journeys/second_step_policy.mjs'
import { compromised } from './journeys/compromised.mjs'
import { helpDesk } from './journeys/help_desk.mjs'
import { stepUp } from './journeys/step_up.mjs'
import { starting } from './journeys/starting.mjs'
import { tenTasks } from './journeys/ten_tasks.mjs'
import { tenTasksOfMany } from './journeys/ten_tasks_of_many.mjs'
import { startBrowser } from './lib/browser.mjs'
import { startDemo } from './lib/demo.mjs'
import { runAll } from './lib/runner.mjs'

const demo = await startDemo()
let succeeded = false
try {
  const browser = await startBrowser()
  try {
    const tests = [
      ...mainJob, ...firstDay, ...firstMorning, ...starting, ...secondFactor, ...secondStepPolicy, ...stepUp, ...passkeys, ...recovery, ...passwords, ...helpDesk, ...compromised, ...applications, ...saml, ...tenTasks, ...administering, ...covering, ...asking, ...joining,
      // They use the licences up.
      ...tenTasksOfMany, ...lists, ...badInput, ...forged, ...reach, ...empty, ...crawling,
    ]
    succeeded = await runAll(tests, { demo, browser }, process.argv[2])
  } finally {
    await browser.close()
  }
} finally {
  await demo.stop()
}
process.exitCode = succeeded ? 0 : 1
