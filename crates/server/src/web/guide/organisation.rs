//! Guides for those who look after an organisation.

use super::Guide;

pub(super) const GUIDES: &[Guide] = &[
    Guide {
        name: "people",
        title: "People of an organisation",
        intro: "The page of a person begins with Can they work? Each line that is not OK says who has to act, and offers the one act that mends it.",
        questions: &[
            (
                "Somebody cannot sign in",
                "Find them, and read Can they work? A lock, a missing password and a disabled account each stand there with the button that ends it.",
            ),
            (
                "How do I create somebody?",
                "Choose Create person. The service looks for them first, because most people who join have an account already: then claim them or ask for a transfer instead. At the end you get a start sheet to hand over.",
            ),
            (
                "How do I find somebody who has changed their name?",
                "Search by the former name, the staff number or an old address. All of them are kept.",
            ),
            (
                "I did something by mistake",
                "The result offers Undo as long as nothing later depends on it; so does the history of the person. If it does not, it says what stands in the way.",
            ),
            (
                "How do I get the list as a file?",
                "Set the filters and choose Download as CSV or Download for Excel: the file holds everybody who matches, not the page you see. Make this regularly has the file made for you on working days, weekly or monthly.",
            ),
        ],
    },
    Guide {
        name: "joining-and-leaving",
        title: "Joiners, leavers and transfers",
        intro: "People keep one account for as long as they work in the service. Whoever changes the organisation is moved, not created again.",
        questions: &[
            (
                "Somebody leaves",
                "Choose Mark as leaver on their page. Say whether they go to another organisation of the service, leave on a day, or leave now. The page lists what they own and what needs somebody else.",
            ),
            (
                "Somebody joins us from another organisation",
                "If they are marked as a leaver there, claim them: Claim a person who is joining. If not, find them under Find people and ask for a transfer; the other organisation decides.",
            ),
            (
                "What happens to address, mailbox and licence?",
                "Account, address and mailbox stay the same. The licence comes from the new organisation and becomes free in the old one. Roles end.",
            ),
            (
                "Somebody was deleted by mistake",
                "Deleted people lists everybody who can still be restored, and until when.",
            ),
            (
                "Why do deletions wait?",
                "If many more accounts than usual would be deleted in one night, none is. Somebody looks at the list first and lets it go on or stops it.",
            ),
        ],
    },
    Guide {
        name: "many-people",
        title: "Changing many people at once",
        intro: "One change for a list of people, with what would happen shown first and an outcome for each afterwards.",
        questions: &[
            (
                "How do I choose the people?",
                "Select them in the list of people, take all who match a filter, paste addresses or staff numbers, or send a file.",
            ),
            (
                "Some of the list are wrong",
                "Nothing is lost: the preview says of each why it would be left out, and the others are changed.",
            ),
            (
                "Can I close the page?",
                "Yes. The change goes on. The page of the change shows how far it is, and for long ones you get a letter at the end. Download the outcome as CSV has a row for each person.",
            ),
        ],
    },
    Guide {
        name: "user-policies",
        title: "User policies",
        intro: "Each person is in one user policy. It says which licences they get and which Microsoft 365 applications are on.",
        questions: &[
            (
                "How do I move people?",
                "One person: from Can they work? on their page. Many: choose them in the list of people, or paste them under Bulk changes. A day ahead makes it a planned move.",
            ),
            (
                "Does anybody lose a licence by a move?",
                "No. Who has to wait for a licence of the new user policy keeps the one they have until then.",
            ),
            (
                "Why can I not remove a user policy?",
                "There are people in it, or new people start in it. Move them, or let new people start in another one, first.",
            ),
            (
                "Why can I not change the national one?",
                "It is the same for everybody. Create one of your own beside it.",
            ),
        ],
    },
    Guide {
        name: "own-applications",
        title: "Applications of your organisation",
        intro: "What your people sign in to with their account here, because your organisation registered it. Those who run the service say whether organisations may.",
        questions: &[
            (
                "How do I register one?",
                "Ask its makers for the addresses to return to, and for what it has to know about people. Register it, and hand over the client id and the secret, which is shown once.",
            ),
            (
                "Who can use it?",
                "People at work in your organisation and in those below it, or of those that you name. Choose nobody to switch it off for a time.",
            ),
            (
                "What are people asked?",
                "Each one is asked once before it sees more than who they are, and again when it wants to see more. You can allow it for everybody: on its page, Allow it for all.",
            ),
            (
                "What does it never see?",
                "The roles that people hold, and anything about people of other organisations.",
            ),
            (
                "It is held",
                "Those who run the service hold it while they look into something. Its page says why. Only they can release it.",
            ),
        ],
    },
    Guide {
        name: "licences",
        title: "Licences",
        intro: "What your organisation may use, what is in use, and who waits.",
        questions: &[
            (
                "There is none free",
                "Nobody is stopped: who needs one waits in line and gets the next. Look at who does not use theirs, move somebody to another user policy, or ask for more.",
            ),
            (
                "Who does not use theirs?",
                "Choose Who does not use it beside the product. The list can be downloaded and made regularly.",
            ),
            (
                "A purchase ends soon",
                "Licences says when, and you are written to before. Ask for more, or move people to another user policy, before that day.",
            ),
        ],
    },
    Guide {
        name: "reports",
        title: "Reports and views",
        intro: "Lists with a question behind them, and your own: every filtered list can be kept as a view, and made as a file regularly.",
        questions: &[
            (
                "How do I keep a list as I have set it?",
                "Set filters and columns, then choose Save this view. It stands above the list from then on, and under My views of lists.",
            ),
            (
                "How do I get a file every Monday?",
                "Choose Make this regularly above the list. You get a letter when the file is there. It holds what you may see on that day.",
            ),
            (
                "A scheduled report stopped",
                "If you may no longer see the list, or it has become too long, the file is not made and a letter says why.",
            ),
        ],
    },
    Guide {
        name: "administrators",
        title: "Administrators and cover",
        intro: "Who may do what here, from when until when, and who stands in while somebody is away.",
        questions: &[
            (
                "How many should there be?",
                "Two at least, so that nobody is stuck when one is away. With fewer, this organisation and the national team are told.",
            ),
            (
                "How do I give a role?",
                "Choose Give a role, or Access on the page of the person. You can give what you hold yourself, and less. A last day makes it end by itself.",
            ),
            (
                "I am going on holiday",
                "Choose Arrange cover while you are away. Your cover has your role for those days, and decides what waits for you.",
            ),
            (
                "Who from outside can see our data?",
                "People with a role of the whole service. Who looked lists each look, with the person, the role and the reason.",
            ),
            (
                "Who signed in, from where, and what was refused?",
                "Sign-ins lists each attempt of your people with its result, here and to an application. Something that is unusual says what it means and what to do. Search for a whole email address, or for a network address to see who else came from there. An account that is locked again and again is often tried by an old telephone: its network address and browser tell which.",
            ),
        ],
    },
    Guide {
        name: "organisation",
        title: "The organisation itself",
        intro: "What the register says, how people reach you, what is checked, and the rules that you can make stricter.",
        questions: &[
            (
                "Our name in the register is wrong",
                "The register is changed where it is kept. The next import brings the new name here.",
            ),
            (
                "What are units for?",
                "Parts of the organisation, such as wards. People can be in one, and lists can be filtered by it.",
            ),
            (
                "What are own rules?",
                "Numbers about which you can be stricter than the nation, such as the length of passwords. Where the nation becomes stricter, its number counts.",
            ),
            (
                "What are words in passwords?",
                "Words that your people may not use in a password, such as the name of your main building. They are kept by primary local administrators and count whenever somebody chooses a password.",
            ),
            (
                "Our organisation closes",
                "The page about closing lists everybody inside. For each you agree whether they move or leave. Nobody is deleted without your word.",
            ),
        ],
    },
    Guide {
        name: "messages",
        title: "Notices, letters and banners",
        intro: "Notices are the emails that the service writes by itself. Letters are those that were written. Banners stand above pages.",
        questions: &[
            (
                "Can I change what people read?",
                "You can add a paragraph of your own to each notice, and see how it will look.",
            ),
            (
                "Somebody did not get a letter",
                "Find it under Letters by their address. It says whether it waits, was sent, or came back, and why. One that came back can be sent again.",
            ),
            (
                "How do I tell everybody something now?",
                "Put up a banner. It stands above every page of your people until it ends, or until you take it down.",
            ),
        ],
    },
    Guide {
        name: "microsoft-365",
        title: "On the way to Microsoft 365",
        intro: "What was changed here and is not yet live in Microsoft 365, with what stands in the way.",
        questions: &[
            (
                "How long does it take?",
                "Minutes on most days. When very much is on its way it takes longer; the page says when the oldest was saved.",
            ),
            (
                "Something was not accepted",
                "The list says why, in words. Mend it and choose Try again; what the national team has to mend is said as well.",
            ),
        ],
    },
    Guide {
        name: "history",
        title: "History and proof",
        intro: "Everything that was done here, who did it, and when. Nothing can be changed or taken out.",
        questions: &[
            (
                "Who changed this person?",
                "History of this person, on their page, has every change with what was there before.",
            ),
            (
                "How do I undo something?",
                "Where it can be undone, the line offers it. Undoing is a new entry; the old one stays.",
            ),
            (
                "What is the proof file?",
                "All acts of the organisation with the proof that nothing was changed or left out. Anybody can check it without this service.",
            ),
        ],
    },
];
