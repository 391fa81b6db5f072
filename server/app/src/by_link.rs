//! Who comes into a course by its link, and what lets them in.

use protocol::{ErrorCode, MemberState, Refusal, mail::EnteredCourse};
use store::{Admission, Agent, CourseRow, MemberRow, NewAccount, Person, PersonId};

use crate::{clock::unix_now, context::App, fields::is_of_domains, refusal};

/// Brings somebody in by the link of a course, as far as it lets them. [`ErrorCode::OtherDomain`] where it is for other addresses.
pub async fn enter(app: &App, course: &CourseRow, person: &Person, agent: &Agent) -> Result<MemberRow, Refusal> {
    must_be_of_domains(course, &person.email)?;
    let admission = admission(app, course, &person.name, person.email_confirmed).await?;
    app.store.enter_course(course.id, person, admission, agent, unix_now()).await.map_err(refusal::store)
}

/// Brings somebody in as [`enter`] does, with an account that is made for them; whoever is refused has none.
pub async fn enter_anew(
    app: &App,
    course: &CourseRow,
    account: &NewAccount<'_>,
    agent: &Agent,
) -> Result<(Person, MemberRow), Refusal> {
    must_be_of_domains(course, account.email)?;
    let admission = admission(app, course, account.name, false).await?;
    app.store.enter_course_anew(course.id, account, admission, agent, unix_now()).await.map_err(refusal::store)
}

fn must_be_of_domains(course: &CourseRow, email: &str) -> Result<(), ErrorCode> {
    if is_of_domains(email, &course.join_domains) { Ok(()) } else { Err(ErrorCode::OtherDomain) }
}

async fn admission(app: &App, course: &CourseRow, name: &str, email_confirmed: bool) -> Result<Admission, Refusal> {
    // Staff say whether somebody who is called like one of them is let in.
    let staff_names = app.store.staff_names(course.id).await.map_err(refusal::store)?;
    let poses = staff_names.iter().any(|staff| live::poses_as(name, staff));
    // Anybody can type an address of the school: until it is confirmed, it is none.
    let unproven = !course.join_domains.is_empty() && !email_confirmed;
    Ok(match (course.join_approval || poses, unproven) {
        (true, _) => Admission::ByStaff,
        (false, true) => Admission::OnceConfirmed,
        (false, false) => Admission::AtOnce,
    })
}

/// Lets somebody into the courses that waited for nothing but their address, if it is confirmed by now, and returns those. Where that
/// fails, they come in when they open the link again.
pub async fn enter_once_confirmed(app: &App, person: PersonId, agent: &Agent) -> Vec<EnteredCourse> {
    let mut entered = Vec::new();
    if let Err(error) = enter_all(app, person, agent, &mut entered).await {
        tracing::warn!(?error, "somebody whose address is confirmed is not in their courses so far");
    }
    entered
}

async fn enter_all(
    app: &App,
    person: PersonId,
    agent: &Agent,
    entered: &mut Vec<EnteredCourse>,
) -> Result<(), Refusal> {
    let person = app.store.person(person).await.map_err(refusal::store)?;
    let Some(person) = person.filter(|person| person.email_confirmed) else { return Ok(()) };
    for course in app.store.entered_once_confirmed(person.id).await.map_err(refusal::store)? {
        let course = app.store.course(course).await.map_err(refusal::store)?;
        // Where the link is off since, staff decide.
        let open = course.filter(|course| course.join_code.is_some());
        if let Some(course) = open.filter(|course| is_of_domains(&person.email, &course.join_domains)) {
            let line = enter(app, &course, &person, agent).await?;
            if line.state == MemberState::Active {
                entered.push(EnteredCourse { id: course.id, title: course.details.title });
            }
        }
    }
    Ok(())
}
