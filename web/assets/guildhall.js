// Wakes the vendored components up. Every page works without this file: it
// only adds comfort (focus on the error summary, show password, the menu that
// folds on narrow screens, conditional questions).
import { initAll } from './nhsuk-frontend/nhsuk-frontend.min.js'
import { initPasskeys } from './passkeys.js'

// The stylesheet hides and reveals by these two classes. They are set here and
// not by an inline script because the content security policy forbids one.
document.body.classList.add('js-enabled', 'nhsuk-frontend-supported')

initAll()
initPasskeys()

// An answer to an application that wants it as a form. Without script its
// button sends it.
document.querySelector('form[data-send-at-once]')?.submit()
