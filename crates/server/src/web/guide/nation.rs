//! Guides for those who run the service.

use super::Guide;

pub(super) const GUIDES: &[Guide] = &[
    Guide {
        name: "organisations",
        title: "Organisations of the service",
        intro: "Every organisation of the register, how far it is on its way into the service or out of it, and whose turn it is.",
        questions: &[
            (
                "How does an organisation join?",
                "Find it under All organisations and record its application. Look at the checks, record or waive each, begin to open it, and open it. Invite its first administrator in the same step.",
            ),
            (
                "How do I open many of the same kind?",
                "Open one, then choose Open others like this one on its page and paste their codes. Each gets an outcome of its own.",
            ),
            (
                "How is an organisation closed?",
                "Begin to close it with a day. Its administrators agree for each person whether they move or leave. It can be closed when nobody is left inside.",
            ),
            (
                "What does administered nationally mean?",
                "A small organisation without administrators is looked after by the national administration service. Each change needs a record of who asked and how they were checked.",
            ),
        ],
    },
    Guide {
        name: "register",
        title: "The register",
        intro: "Organisations come from files of the official register. An import changes no account.",
        questions: &[
            (
                "What happens with an older file?",
                "It fills gaps only. Files can be imported in any order, and the end is the same.",
            ),
            (
                "The register has closed a member",
                "It stands under Changes in the register until somebody has dealt with it: the people inside go on working.",
            ),
        ],
    },
    Guide {
        name: "national-licences",
        title: "Licences of the nation",
        intro: "What was bought, by whom, how it is shared out, and what is in use.",
        questions: &[
            (
                "How do organisations get licences?",
                "From a national purchase in blocks, as they need them, or by hand. What an organisation bought itself is its own.",
            ),
            (
                "What if fewer are bought than are in use?",
                "Nobody loses one. New people wait until the numbers fit again.",
            ),
        ],
    },
    Guide {
        name: "rules",
        title: "Policies and rules",
        intro: "Every number that the service goes by: what it is now, what it will be, since when, where it comes from and whom it concerns.",
        questions: &[
            (
                "How do I change a number?",
                "Open the rule, type the new value and the day from which it counts. Without a day it counts at once.",
            ),
            (
                "Can it be different for one organisation?",
                "Yes: name its code. Where an organisation may only be stricter, a wider value for it is refused.",
            ),
            (
                "What happens to passwords when their rules change?",
                "Those that people have go on working. The new rule counts when somebody next chooses a password; until then their page Change your password tells them.",
            ),
        ],
    },
    Guide {
        name: "national-roles",
        title: "Roles of the whole service",
        intro: "Who acts for every organisation, and what each role may do to whom.",
        questions: &[
            (
                "How does a supplier look at something?",
                "Give the role of a supplier engineer, for a ticket and for some hours. They can change nothing, and the organisation sees each look.",
            ),
            (
                "How do I see what a role may do?",
                "What roles may do lists every act and who may do it.",
            ),
        ],
    },
    Guide {
        name: "national-applications",
        title: "Applications",
        intro: "What people sign in to with their account here, who may use it, and what it is told about them.",
        questions: &[
            (
                "How do I register an application?",
                "Ask its makers for the addresses to return to and for what it has to know about people. Register it, and hand over the client id and the secret, which is shown once. They find everything else at the address of this service, under /.well-known/openid-configuration.",
            ),
            (
                "How do I register an application that speaks SAML?",
                "Ask its makers for its metadata, and paste it. Tell them where to read ours: it is at the address of this service, under /saml/metadata. To federate a Microsoft 365 domain, choose the key by which Microsoft 365 knows people.",
            ),
            (
                "Who can use it?",
                "Nobody, the people of the organisations that you name, or everybody. A change counts at once, also for people who are signed in to it.",
            ),
            (
                "What if its secret is lost or known to somebody?",
                "Make a new secret on its page. If somebody else knows the old one, enter 0 days and it stops at once; otherwise enter for how many days it goes on working while the new one is put in.",
            ),
            (
                "What if somebody else may have a key of the service?",
                "Withdraw it under Keys of signatures; a second person approves that. The page says first what happens to applications: most go on by themselves within a day, and those that were given a certificate by hand have to be called.",
            ),
            (
                "Somebody is told that the address is not registered",
                "The application sends another address than the one you registered. They have to be the same letter by letter. Change the application, or ask its makers to.",
            ),
            (
                "Can organisations register their own?",
                "If you let them: under Policies and rules, Whether organisations register applications of their own. You see all of them, and can hold one: nobody is let in until you release it.",
            ),
            (
                "When are people asked?",
                "Before an application of an organisation sees more than who they are. For one of the whole service, before it stays signed in without them, if you say so on its page: do that for applications of others.",
            ),
            (
                "How do I take an application away?",
                "Take it out of use. Nobody signs in to it any more, and this cannot be taken back.",
            ),
        ],
    },
    Guide {
        name: "national-microsoft-365",
        title: "Connection to Microsoft 365",
        intro: "What waits, what is on its way, what was not accepted, and the switch that holds everything back.",
        questions: &[
            (
                "When do I pause?",
                "When Microsoft 365 does something you do not expect. Nothing that people save is lost; it goes on from where it stood.",
            ),
            (
                "What if the connection is refused?",
                "Check the connection says which of its parts failed, in words, and what to do about it.",
            ),
        ],
    },
];
