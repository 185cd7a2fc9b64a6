//! The authority matrix as one text, made for reading differences.

use std::fmt::Write as _;

use kernel::authority::{Action, Role, Span, Who};
use kernel::door::{Door, View};

const HEAD: &str = "\
Who may do what: every command and query, by role. Generated from the authority tables; do not edit.

Each role has three marks, for a thing that belongs to
  1. the organisation that the grant names,
  2. an organisation below it in the administrative tree,
  3. any other organisation.
Y  yes
d  only if the grant includes the organisations below
s  only if it is looked after nationally, in the sector that the grant names
-  no
A role of the whole service, and one for a sector, has the same mark three times.

Besides roles, a line can end with
  self      the person themself, about what is their own
  everyone  every account that can sign in
  anyone    nobody needs to be signed in
  operator  the operator on the host
  service   the service's own background work
and, for a query, with what it shows: record, card, own, nation.
";

/// The short name of a role at the head of its column.
const fn short(role: Role) -> &'static str {
    match role {
        Role::PlatformAdministrator => "Pla",
        Role::SecondPlatformApprover => "2nd",
        Role::NationalServiceDesk => "NSD",
        Role::PartnerReviewer => "Par",
        Role::CommunicationsAuthor => "Com",
        Role::IncidentManager => "Inc",
        Role::ClinicalSafetyOfficer => "CSO",
        Role::SupplierEngineer => "Sup",
        Role::NationalAdministrationService => "NAS",
        Role::PrimaryLocalAdministrator => "PLA",
        Role::LocalAdministrator => "LA",
        Role::LocalHelpDesk => "LHD",
        Role::LicenceAdministrator => "Lic",
        Role::SpendingApprover => "Spe",
        Role::Auditor => "Aud",
        Role::DirectoryFeed => "Fee",
        Role::ThreatApprover => "Thr",
        Role::PrimaryTelephonyAdministrator => "PTe",
        Role::TelephonyAdministrator => "Tel",
    }
}

struct Line {
    name: String,
    action: Action,
    view: Option<View>,
}

/// The whole matrix: one line for each command and query, in a stable order.
pub fn matrix_text(door: &Door) -> String {
    let commands = door.commands().map(|entry| Line {
        name: entry.name.to_owned(),
        action: entry.action,
        view: None,
    });
    let queries = door.queries().map(|entry| Line {
        name: entry.name.to_owned(),
        action: entry.action,
        view: Some(entry.view),
    });
    let (mut commands, mut queries): (Vec<Line>, Vec<Line>) =
        (commands.collect(), queries.collect());
    commands.sort_by(|one, other| one.name.cmp(&other.name));
    queries.sort_by(|one, other| one.name.cmp(&other.name));
    let width = commands.iter().chain(&queries).map(|line| line.name.len()).max().unwrap_or(0);
    let mut text = HEAD.to_owned();
    text.push('\n');
    for role in Role::ALL {
        let _ = writeln!(text, "{:4} {}", short(*role), role.name());
    }
    for (title, lines) in [("COMMANDS", &commands), ("QUERIES", &queries)] {
        let _ = write!(text, "\n{title:width$}");
        for role in Role::ALL {
            let _ = write!(text, "  {:3}", short(*role));
        }
        text.push('\n');
        for line in lines {
            write_line(&mut text, door, line, width);
        }
    }
    text
}

fn write_line(text: &mut String, door: &Door, line: &Line, width: usize) {
    let Some(who) = door.rules().who(line.action) else { return };
    let _ = write!(text, "{:width$}", line.name);
    for role in Role::ALL {
        let _ = write!(text, "  {}", marks(*role, who, line.view));
    }
    let mut rest = Vec::new();
    for (is_so, word) in [
        (who.oneself, "self"),
        (who.everyone, "everyone"),
        (who.anyone, "anyone"),
        (who.operator, "operator"),
        (who.service, "service"),
    ] {
        if is_so {
            rest.push(word.to_owned());
        }
    }
    if let Some(view) = line.view {
        rest.push(format!("{view:?}").to_lowercase());
    }
    if line.action.0 != line.name {
        rest.push(format!("(as {})", line.action.0));
    }
    if !rest.is_empty() {
        let _ = write!(text, "  {}", rest.join(" "));
    }
    text.push('\n');
}

/// The three marks of a role: own, below, any other organisation.
pub(super) fn marks(role: Role, who: &Who, view: Option<View>) -> &'static str {
    if who.everyone || who.anyone {
        return "YYY";
    }
    match (who.roles.has(role), role.span()) {
        (false, _) => "---",
        (true, Span::Nation) => "YYY",
        // What belongs to the service as a whole is shown to roles of the whole service only.
        (true, _) if view == Some(View::Nation) => "---",
        (true, Span::Sector) => "sss",
        (true, Span::Organisation) => "Yd-",
    }
}
