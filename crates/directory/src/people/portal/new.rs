//! Creating a person: look for them first, then their details, then a look at the answers.
//!
//! Every step is a POST that carries all answers in fields, so that nothing about a person stands in an address and
//! nothing is lost without script. Only the last step changes anything, under a key made for this one form, so that
//! pressing twice creates one person.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::random;
use kernel::refusal::{Error, Kind, Result, messages};
use maud::{Markup, html};
use ui::components::{
    Button, ButtonKind, Choice, Input, InputKind, InputWidth, Radios, Select, SummaryList,
    SummaryRow, button, button_group, input, inset_text, radios, select, summary_list,
};
use ui::form::{self, Problems, Values, day_input, form, typed_day};
use ui::frame::{Frame, Page, PageResponse};
use ui::when::day_text;

use super::{above_people, on_to, part, problems_of, title, typed, unit_choices, words};
use super::{first, like, policies};
use crate::people::commands::CreatePerson;
use crate::people::queries::{AddressProposal, Creating, MayCreate, PreviewPerson};

/// Every answer the flow carries.
const ANSWERS: [&str; 14] = [
    "given_name",
    "family_name",
    "job_title",
    "department",
    "unit",
    "telephone",
    "mobile",
    "staff_number",
    "listed",
    "policy",
    "like",
    "first_day-day",
    "first_day-month",
    "first_day-year",
];

/// The last step: the person is created, and their page follows.
const CREATE: &str = "create";
/// The same, followed by the page that makes their start code.
const CREATE_AND_START: &str = "create-and-start";

/// What every step needs.
struct Flow<'a> {
    app: &'a App,
    caller: &'a Caller,
    frame: &'a Frame,
    creating: Creating,
    values: Values,
}

async fn flow<'a>(
    app: &'a App,
    caller: &'a Caller,
    frame: &'a Frame,
    code: &str,
    values: Values,
) -> Result<Flow<'a>> {
    let query = MayCreate { organisation: code.to_owned() };
    let creating = app.door.ask(&caller.call(&app.door), &query).await?;
    if !creating.is_open {
        return Err(crate::people::messages::ORGANISATION_NOT_OPEN.refuse().into());
    }
    if !creating.may_create {
        return Err(messages::NOT_ALLOWED.refuse().into());
    }
    Ok(Flow { app, caller, frame, creating, values })
}

pub(super) async fn start(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let flow = flow(&app, &caller, &frame, &code, Values::default()).await?;
    Ok(flow.ask_name(&Problems::new()))
}

pub(super) async fn step(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let step = values.one("step").to_owned();
    let flow = flow(&app, &caller, &frame, &code, values).await?;
    match step.as_str() {
        "find" => flow.find().await.map(PageResponse::into_response),
        "check" => flow.check().await.map(PageResponse::into_response),
        CREATE | CREATE_AND_START => flow.create(&step).await,
        _ => flow.details(&Problems::new()).await.map(PageResponse::into_response),
    }
}

impl Flow<'_> {
    fn page(&self, heading: &str, problems: &Problems, body: Markup) -> PageResponse {
        self.frame.page(Page {
            title: heading.to_owned(),
            caption: self.creating.organisation.clone(),
            breadcrumbs: above_people(
                &self.creating.organisation,
                &self.creating.organisation_name,
            ),
            notices: problems.summary(),
            error: !problems.is_empty(),
            body: html! { (title(heading, &self.creating.organisation_name)) (body) },
            ..Page::default()
        })
    }

    fn form(&self, carried: &[&str], body: Markup) -> Markup {
        let hidden = carried
            .iter()
            .map(|name| ((*name).to_owned(), self.values.one(name).to_owned()))
            .collect();
        let action = format!("/o/{}/people/new", part(&self.creating.organisation));
        form(self.frame, &form::Form { action, hidden, body, ..form::Form::default() })
    }

    fn field(&self, name: &'static str, label: &str, problems: &Problems) -> Input {
        Input { label: label.into(), ..Input::from(self.values.field(name, problems)) }
    }

    fn names(&self, problems: &Problems) -> Markup {
        html! {
            (input(&Input { autocomplete: Some("off"), no_spellcheck: true, ..self.field("given_name", "Given name", problems) }))
            (input(&Input { autocomplete: Some("off"), no_spellcheck: true, ..self.field("family_name", "Family name", problems) }))
        }
    }

    /// The first step: who is it?
    fn ask_name(&self, problems: &Problems) -> PageResponse {
        let known = Input {
            hint: Some("Theirs until now, if you know one. It finds people who are leaving another organisation.".into()),
            width: InputWidth::TwoThirds,
            ..self.field("known", "Email address or staff number (optional)", problems)
        };
        let body = html! {
            p { "Many people have an account already. Look for the person before you create one." }
            (self.form(&[], html! {
                (self.names(problems))
                (input(&known))
                (to_step("find", "Find person", ButtonKind::Primary))
            }))
        };
        self.page("Create person", problems, body)
    }

    /// The second step: is it one of these?
    async fn find(&self) -> Result<PageResponse> {
        let (given, family) = (self.values.one("given_name"), self.values.one("family_name"));
        if let Some(problems) = self.name_problems().await? {
            return Ok(self.ask_name(&problems));
        }
        let known = typed(&self.values, "known");
        let (app, caller, creating) = (self.app, self.caller, &self.creating);
        let name = format!("{given} {family}");
        let found = first::look(app, caller, creating, &name, known.as_deref()).await?;
        if found.is_empty() {
            return self.details(&Problems::new()).await;
        }
        let code = part(&creating.organisation);
        let body = html! {
            (found.shown(creating))
            (self.form(&ANSWERS, html! {
                (button_group(&[
                    to_step("details", "None of these, create person", ButtonKind::Primary),
                    button(&Button::secondary("Stop").to(format!("/o/{code}/people"))),
                ]))
            }))
        };
        Ok(self.page("Is it one of these people?", &Problems::new(), body))
    }

    /// The third step: details, with the address the person would get now.
    async fn details(&self, problems: &Problems) -> Result<PageResponse> {
        let proposal = self.proposal().await?;
        let code = &self.creating.organisation;
        let units = unit_choices(self.app, self.caller, code, "No unit").await?;
        let policies = policies::offered(self.app, self.caller, code).await?;
        // Only when it is asked for, so that what was chosen since stays.
        let like = match typed(&self.values, "like").filter(|_| self.values.one("step") == "like") {
            Some(search) => Some(like::colleague(self.app, self.caller, code, &search).await?),
            None => None,
        };
        let mut unit = self.values.field("unit", problems);
        let mut policy = self.values.field("policy", problems);
        if let Some(Some(colleague)) = &like {
            unit.value.clone_from(&colleague.unit);
            policy.value = colleague.policy.clone().unwrap_or_default();
        }
        let listed = self.values.field("listed", problems);
        let short = |name, label: &str| Input {
            width: InputWidth::TwoThirds,
            ..self.field(name, label, problems)
        };
        let telephone = |name, label: &str| Input {
            kind: InputKind::Telephone,
            width: InputWidth::Characters20,
            ..self.field(name, label, problems)
        };
        let fields = html! {
            (self.names(problems))
            @match &proposal {
                Some(address) => (inset_text(&format!("The email address will be {address}, unless somebody of this name is created first.").into())),
                None => {}
            }
            (to_step("details", "Update the email address", ButtonKind::Secondary))
            (input(&Input {
                hint: Some("The whole email address or staff number of somebody of this organisation. Their unit and user policy are filled in below, and you can change them.".into()),
                ..short("like", "Start like a colleague (optional)")
            }))
            @match &like {
                Some(Some(colleague)) => (inset_text(&format!("Unit and user policy are those of {}. Change what is different.", colleague.name).into())),
                Some(None) => (inset_text(&"Nobody of this organisation, or more than one person, is found by that. Enter a whole email address or staff number.".into())),
                None => {}
            }
            (to_step("like", "Fill in from colleague", ButtonKind::Secondary))
            (input(&short("job_title", "Job title (optional)")))
            (input(&short("department", "Department (optional)")))
            @if !units.is_empty() {
                (select(&Select {
                    label: "Unit (optional)".into(),
                    options: units.clone(),
                    ..Select::from(unit)
                }))
            }
            @if let Some(chosen) = policies::chosen(&policies, &policy.value) {
                (select(&Select {
                    label: "User policy".into(),
                    hint: Some("Which licences and applications they get".into()),
                    options: policies::choices(&policies),
                    value: chosen.value().to_owned(),
                    ..Select::from(policy)
                }))
            }
            (day_input(
                &self.values,
                problems,
                "first_day",
                "First day (optional)",
                "For example, 3 12 2027. Until then they cannot sign in and hold no licence. Leave it empty if they start now.",
            ))
            (input(&telephone("telephone", "Telephone (optional)")))
            (input(&Input {
                hint: Some("Used to check who somebody is when they ask for help".into()),
                ..telephone("mobile", "Mobile number (optional)")
            }))
            (input(&Input { width: InputWidth::Characters20, ..self.field("staff_number", "Staff number (optional)", problems) }))
            (radios(&Radios {
                legend: Some("Show in the national directory?".into()),
                choices: vec![Choice::new("yes", "Yes, colleagues everywhere can find this person"), Choice::new("no", "No")],
                value: if listed.value.is_empty() { "yes".to_owned() } else { listed.value.clone() },
                ..Radios::from(listed)
            }))
            (to_step("check", "Continue", ButtonKind::Primary))
        };
        Ok(self.page("Details of the person", problems, self.form(&[], fields)))
    }

    /// The fourth step: is all of it right?
    async fn check(&self) -> Result<PageResponse> {
        let command = self.command();
        let preview = PreviewPerson(command.clone());
        let preview = match self.app.door.ask(&self.caller.call(&self.app.door), &preview).await {
            Ok(preview) => preview,
            Err(error) => return self.details(&problems_of(error)?).await,
        };
        let address = self.proposal().await?.unwrap_or_default();
        let units =
            unit_choices(self.app, self.caller, &self.creating.organisation, "No unit").await?;
        let unit = units
            .iter()
            .find(|unit| unit.value == self.values.one("unit"))
            .map(|unit| unit.text.clone());
        let policies =
            policies::offered(self.app, self.caller, &self.creating.organisation).await?;
        let policy = policies::chosen(&policies, self.values.one("policy"));
        let row = |key: &str, value: Option<&str>| SummaryRow::new(key, words::or_none(value));
        let mut rows = vec![
            SummaryRow::new("Name", preview.display_name.as_str()),
            SummaryRow::new("Email address", address),
            row("Job title", command.job_title.as_deref()),
            row("Department", command.department.as_deref()),
            row("Unit", unit.as_deref()),
            row("Telephone", command.telephone.as_deref()),
            row("Mobile number", preview.mobile.as_deref()),
            row("Staff number", command.staff_number.as_deref()),
            SummaryRow::new(
                "In the national directory",
                if command.listed == Some(false) { "No" } else { "Yes" },
            ),
        ];
        rows.push(SummaryRow::new(
            "First day",
            preview.starts_on.as_deref().map_or_else(|| "Now".to_owned(), day_text),
        ));
        if let Some(policy) = policy {
            rows.push(SummaryRow::new("User policy", policies::words(policy)));
        }
        let body = html! {
            (summary_list(&SummaryList { rows, ..SummaryList::default() }))
            p {
                @match &preview.starts_on {
                    Some(day) => { "The person starts on " (day_text(day)) ". Until then they cannot sign in, are in no directory and hold no licence. " }
                    None => { "The person can start work at once. " }
                }
                @if policy.is_none() { "They join the default user policy of the organisation. " }
                "If no licence is free, they wait in the queue and get one when it is."
            }
            (self.form(&ANSWERS, html! {
                (form::hidden_field("key", &random::token()))
                (button_group(&[
                    to_step(CREATE, "Create person", ButtonKind::Primary),
                    to_step(CREATE_AND_START, "Create person and give a start code", ButtonKind::Secondary),
                    to_step("details", "Change details", ButtonKind::Secondary),
                ]))
            }))
        };
        Ok(self.page("Check the details", &Problems::new(), body))
    }

    /// The last step: the person is created.
    async fn create(&self, step: &str) -> Result<Response> {
        let mut call = self.caller.call(&self.app.door);
        call.key = typed(&self.values, "key");
        match self.app.door.perform(call, self.command()).await {
            Ok(done) => {
                let code = part(&self.creating.organisation);
                // Who may create somebody may make their start code, too.
                let then = if step == CREATE_AND_START { "/start-code" } else { "" };
                Ok(on_to(&format!("/o/{code}/people/{}{then}?done=created", done.output.id)))
            }
            Err(error) => Ok(self.details(&problems_of(error)?).await?.into_response()),
        }
    }

    /// What is wrong with the name alone.
    async fn name_problems(&self) -> Result<Option<Problems>> {
        let command = CreatePerson {
            organisation: self.creating.organisation.clone(),
            given_name: self.values.one("given_name").to_owned(),
            family_name: self.values.one("family_name").to_owned(),
            ..CreatePerson::default()
        };
        match self.app.door.ask(&self.caller.call(&self.app.door), &PreviewPerson(command)).await {
            Ok(_) => Ok(None),
            Err(error) => problems_of(error).map(Some),
        }
    }

    /// The address that the person would get now; none while the name cannot form one.
    async fn proposal(&self) -> Result<Option<String>> {
        let domain = self.app.door.ports().port::<crate::people::Domain>()?;
        let query = AddressProposal {
            given_name: self.values.one("given_name").to_owned(),
            family_name: self.values.one("family_name").to_owned(),
            domain: domain.0.clone(),
        };
        match self.app.door.ask(&self.caller.call(&self.app.door), &query).await {
            Ok(proposed) => Ok(Some(proposed.address)),
            Err(Error::Refused(refusal))
                if matches!(refusal.kind, Kind::Invalid | Kind::Conflict) =>
            {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn command(&self) -> CreatePerson {
        CreatePerson {
            organisation: self.creating.organisation.clone(),
            given_name: self.values.one("given_name").to_owned(),
            family_name: self.values.one("family_name").to_owned(),
            display_name: None,
            job_title: typed(&self.values, "job_title"),
            department: typed(&self.values, "department"),
            unit: typed(&self.values, "unit").and_then(|unit| unit.parse().ok()),
            telephone: typed(&self.values, "telephone"),
            mobile: typed(&self.values, "mobile"),
            staff_number: typed(&self.values, "staff_number"),
            listed: Some(self.values.one("listed") != "no"),
            first_day: typed_day(&self.values, "first_day"),
            policy: typed(&self.values, "policy").and_then(|policy| policy.parse().ok()),
        }
    }
}

/// A button that goes to a step.
fn to_step(step: &str, text: &str, kind: ButtonKind) -> Markup {
    button(&Button {
        text: text.to_owned(),
        kind,
        name: "step".to_owned(),
        value: step.to_owned(),
        prevent_double_click: matches!(step, CREATE | CREATE_AND_START),
        ..Button::default()
    })
}
