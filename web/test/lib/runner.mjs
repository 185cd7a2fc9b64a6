// Runs tests one after the other and says what each took.

/** A test: a sentence, and what makes it true. */
export function test(name, run) {
  return { name, run }
}

/** Runs those tests whose name holds `only`; true where none failed. */
export async function runAll(tests, world, only = '') {
  let [passed, failed] = [0, 0]
  const chosen = tests.filter(({ name }) => name.toLowerCase().includes(only.toLowerCase()))
  for (const { name, run } of chosen) {
    const start = performance.now()
    let problem
    try {
      await run(world)
    } catch (error) {
      problem = error
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6)
    console.log(`${problem ? 'FAILED' : 'ok    '} ${seconds} s  ${name}`)
    if (problem) {
      failed += 1
      console.log(String(problem.stack ?? problem).replace(/^/gm, '         '))
    } else {
      passed += 1
    }
  }
  console.log(`${passed} passed, ${failed} failed`)
  // A filter that fits no test must not look like a success.
  return failed === 0 && passed > 0
}
