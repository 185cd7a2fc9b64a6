//! Guides for everyone with an account.

use super::Guide;

pub(super) const GUIDES: &[Guide] = &[
    Guide {
        name: "signing-in",
        title: "Signing in",
        intro: "You sign in with your email address at this service and your password.",
        questions: &[
            (
                "I am new and have no password",
                "Your administrator gives you a start sheet with a start code, or has a link sent to an address of yours outside the service. Choose I have a start code on the sign-in page, type the code and choose a password.",
            ),
            (
                "I forgot my password",
                "Ask one of your administrators. They check who you are and give you a start code, with which you choose a new password. Nobody can tell you the old one.",
            ),
            (
                "My account is locked",
                "After several wrong passwords in a row an account is locked for a while. Wait, or ask one of your administrators to unlock it. A telephone or a browser with an old password in it is often the cause.",
            ),
            (
                "How do I sign in without my password?",
                "Add a passkey under My account, Passkeys. From then on choose Sign in with a passkey, and your device asks for what unlocks it, such as a PIN or your fingerprint. If a device with a passkey is lost, remove its passkey there, or ask one of your administrators to.",
            ),
            (
                "I am asked for a code and have no telephone with me",
                "Type one of your recovery codes in its place; each works once. If you have none, ask one of your administrators to reset the second step.",
            ),
            (
                "What is my telephone word?",
                "A word that you choose under My account, Telephone word. When you call because you cannot sign in, you are asked for three letters of it, so that nobody else is helped into your account. Nobody ever asks for the whole word.",
            ),
            (
                "I am asked for a new password",
                "Where passwords end after a time, signing in asks for a new one when yours is over. Choose it there and you are signed in. Nobody asks you for a password in a letter or on the telephone.",
            ),
            (
                "I am asked to accept terms of use",
                "Everybody accepts them before they use the service, and again when they change. Read the sentences, open the full text if you want all of it, and choose I accept. You find what you have accepted under My account, Terms of use.",
            ),
            (
                "What I was typing is gone",
                "When your session ends while you are typing, sign in again on the page that says so: the form comes back with what was in it, and you send it once more.",
            ),
        ],
    },
    Guide {
        name: "home",
        title: "Home",
        intro: "Home shows what waits for you, and the ways to what you do most. What you see depends on what you look after.",
        questions: &[
            (
                "A card says that it is not answering",
                "The other cards are right all the same. Load the page again; if it stays, tell the service desk which card it is.",
            ),
            (
                "Somebody else has signed in with my account",
                "Choose Not you? on Home. It lists where you are signed in and the latest sign-ins. Sign out what you do not know, and change your password.",
            ),
            (
                "Who looks after my account?",
                "My organisation lists your administrators, with the telephone number and the hours of local support.",
            ),
        ],
    },
    Guide {
        name: "find-people",
        title: "Find people",
        intro: "Everybody in the service, unless they were left out of the directory: name, organisation, job title and how to reach them.",
        questions: &[
            (
                "How do I search?",
                "Type the beginning of any part of a name, in any order, or a whole email address. Accents, hyphens and apostrophes do not matter.",
            ),
            (
                "Somebody is missing",
                "They may have been left out of the directory, or not have started. Their administrator can see that.",
            ),
            (
                "Something about a person is wrong",
                "People change their own telephone numbers under My account. The rest is changed by the administrators of their organisation.",
            ),
        ],
    },
    Guide {
        name: "requests",
        title: "Asking and deciding",
        intro: "Whatever needs somebody else's decision is a request. It always says whose turn it is and since when.",
        questions: &[
            (
                "How do I ask for something?",
                "Choose Ask for something, then what it is. The page says who decides and by when. You can add files. You follow it under My requests.",
            ),
            (
                "Nobody answers",
                "Whoever decides is reminded. If they are away, their cover decides. You can add a message to the request at any time.",
            ),
            (
                "How do I decide?",
                "Open it from To do. Approving does what was asked for, where the service can do it by itself, and says what that was. When you decline, the reason goes to whoever asked. You cannot decide what you asked for yourself.",
            ),
        ],
    },
    Guide {
        name: "account",
        title: "My account",
        intro: "What the service knows of you, whether you can work, and what was done to your account.",
        questions: &[
            (
                "How do I change my password?",
                "Choose Change my password. You stay signed in here and are signed out of every other browser.",
            ),
            (
                "Why is my new password not taken?",
                "It has to be long enough, hard to guess, and none of your last few. The page says which of these it was. Three random words make a good password.",
            ),
            (
                "How do I make my account safer?",
                "Choose Second step of signing in. From then on a code from an app on your telephone is asked for after the password. A passkey is safer still: choose Passkeys.",
            ),
            (
                "My name has changed",
                "Choose Ask for something, then Change of name. Mail to your old address still reaches you.",
            ),
            (
                "Who can see my mobile number?",
                "Everyone who is signed in, unless you hide it under Change my details. Your administrators and the service desk see it in any case.",
            ),
            (
                "Who has changed or looked at my record?",
                "What was done to my account lists every change and who made it. National staff who looked at my record lists looks from outside your organisation.",
            ),
        ],
    },
];
