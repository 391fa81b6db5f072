//! What people may type into forms outside of class.

use std::collections::BTreeSet;

use protocol::{
    ErrorCode, Millis,
    consent::{ConsentText, LegalBasis},
    courses::{CourseDetails, Retention},
    limits,
    people::Profile,
};
use url::Url;

/// Checks that the mailer takes an address: all that can be checked without sending a message there. Whoever types one that no mail
/// can reach is told so while they can correct it.
pub fn valid_email(email: &str) -> Result<&str, ErrorCode> {
    let email = known_email(email)?;
    email.parse::<lettre::Address>().map(|_| email).map_err(|_| ErrorCode::EmailInvalid)
}

/// Checks that there is something before and after one `@`. Whoever signs in may have an address that former versions took and
/// [`valid_email`] refuses.
pub fn known_email(email: &str) -> Result<&str, ErrorCode> {
    let email = email.trim();
    let (local, domain) = email.split_once('@').ok_or(ErrorCode::EmailInvalid)?;
    // No character that cannot be seen: addresses that look alike would be two people's.
    let plain = email.chars().all(|c| c.is_alphanumeric() || c.is_ascii_graphic());
    // 254: the longest path that SMTP carries (RFC 5321, section 4.5.3.1.3, less the angle brackets).
    let fits = plain && !local.is_empty() && !domain.is_empty() && !domain.contains('@') && email.len() <= 254;
    fits.then_some(email).ok_or(ErrorCode::EmailInvalid)
}

/// Checks domains of mail addresses, and writes them as they are compared: in small letters, each once.
pub fn valid_domains(domains: &[String]) -> Result<Vec<String>, ErrorCode> {
    let valid = |domain: &String| {
        let domain = domain.trim().trim_start_matches('@').to_lowercase();
        let email = valid_email(&format!("a@{domain}")).is_ok();
        (email && domain.contains('.')).then_some(domain).ok_or(ErrorCode::DomainInvalid)
    };
    let valid: BTreeSet<String> = domains.iter().map(valid).collect::<Result<_, _>>()?;
    if valid.len() > limits::JOIN_DOMAINS { Err(ErrorCode::DomainInvalid) } else { Ok(valid.into_iter().collect()) }
}

/// Whether an address is of one of these domains; any is where there are none.
pub fn is_of_domains(email: &str, domains: &[String]) -> bool {
    let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain).to_lowercase();
    domains.is_empty() || domains.contains(&domain)
}

/// Checks a password's length.
pub fn valid_password(password: &str) -> Result<(), ErrorCode> {
    let allowed = limits::PASSWORD_MIN_BYTES..=limits::PASSWORD_MAX_BYTES;
    allowed.contains(&password.len()).then_some(()).ok_or(ErrorCode::PasswordInvalid)
}

/// What people are told before they are recorded, as it is kept.
pub fn valid_consent(told: ConsentText) -> Result<ConsentText, ErrorCode> {
    let line = |line: &str| if line.trim().is_empty() { Ok(String::new()) } else { live::text::valid_title(line) };
    let basis = match told.basis {
        Some(LegalBasis::Other { words }) => Some(LegalBasis::Other { words: live::text::valid_title(&words)? }),
        basis => basis,
    };
    let text = if told.text.trim().is_empty() {
        String::new()
    } else {
        live::text::valid_text(&told.text, limits::CONSENT_TEXT_BYTES)?
    };
    let contact = if told.contact.trim().is_empty() { String::new() } else { valid_email(&told.contact)?.to_owned() };
    Ok(ConsentText { text, basis, responsible: line(&told.responsible)?, contact })
}

/// The name of a group as it is kept; `None` for no group.
pub fn valid_group(group: &str) -> Result<Option<String>, ErrorCode> {
    if group.trim().is_empty() {
        return Ok(None);
    }
    if group.chars().count() > limits::GROUP_CHARS {
        return Err(ErrorCode::TextTooLong);
    }
    live::text::valid_title(group).map(Some)
}

/// What people say of themselves, as it is kept.
pub fn valid_profile(profile: Profile) -> Result<Profile, ErrorCode> {
    let pronouns = if profile.pronouns.trim().is_empty() {
        String::new()
    } else if profile.pronouns.chars().count() > limits::PRONOUNS_CHARS {
        return Err(ErrorCode::TextTooLong);
    } else {
        live::text::valid_title(&profile.pronouns)?
    };
    let zone = profile.zone.as_deref().map(valid_zone).transpose()?;
    Ok(Profile { pronouns, zone, ..profile })
}

/// The name of a zone as the IANA database writes it.
pub fn valid_zone(zone: &str) -> Result<String, ErrorCode> {
    calendar::zone_name(zone).map_err(|_| ErrorCode::UnknownZone)
}

/// A web address as it is kept: whoever follows it sees where it leads, so it has no name and password before its host.
pub fn valid_link(link: &str) -> Result<String, ErrorCode> {
    let link = link.trim();
    if link.len() > limits::PREPARATION_LINK_BYTES {
        return Err(ErrorCode::TextTooLong);
    }
    let url = Url::parse(link).map_err(|_| ErrorCode::BadLink)?;
    let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    let fits = plain && url.as_str().len() <= limits::PREPARATION_LINK_BYTES;
    fits.then(|| url.into()).ok_or(ErrorCode::BadLink)
}

/// What staff say of a course at this time, as it is kept.
pub fn valid_course(details: CourseDetails, now_unix: Millis) -> Result<CourseDetails, ErrorCode> {
    let title = live::text::valid_title(&details.title)?;
    let description = if details.description.trim().is_empty() {
        String::new()
    } else {
        live::text::valid_text(&details.description, limits::COURSE_TEXT_BYTES)?
    };
    let days = [&details.from, &details.to, &details.recordings_until]
        .map(|day| day.as_deref().map(|day| day_of(day).ok_or(ErrorCode::CourseInvalid)).transpose());
    let [Ok(from), Ok(to), Ok(last)] = days else { return Err(ErrorCode::CourseInvalid) };
    let in_order = from.is_none() || to.is_none() || from <= to;
    let zone = calendar::zone_name(&details.zone).map_err(|_| ErrorCode::CourseInvalid)?;
    let latest = now_unix + limits::OPEN_RECORDING_MOST_MS;
    if last.is_some_and(|day| calendar::end_of_day(day, &zone).map_or(true, |end| end > latest)) {
        return Err(ErrorCode::BadTime);
    }
    let kept = match details.retention {
        Some(Retention::Days { days }) => (1..=limits::RETENTION_DAYS_MAX).contains(&days),
        _ => true,
    };
    let counted = details.ledger.is_none_or(|rule| (1..=100).contains(&rule.percent));
    let fits = in_order && kept && counted && details.colour < limits::COURSE_COLOURS;
    fits.then_some(CourseDetails { title, description, zone, ..details }).ok_or(ErrorCode::CourseInvalid)
}

/// A day from `YYYY-MM-DD`.
fn day_of(text: &str) -> Option<calendar::Date> {
    text.parse().ok().filter(|day: &calendar::Date| day.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_address_has_something_on_both_sides() {
        assert_eq!(valid_email(" a@b "), Ok("a@b"));
        for bad in ["", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\n.c", "a@b\u{202e}", "a\u{200b}@b"] {
            assert_eq!(known_email(bad), Err(ErrorCode::EmailInvalid), "{bad:?}");
            assert_eq!(valid_email(bad), Err(ErrorCode::EmailInvalid), "{bad:?}");
        }
    }

    #[test]
    fn an_address_that_the_mailer_refuses_is_none() {
        let long = format!("{}@b.example", "a".repeat(65));
        let bad = ["a,b@x", "<q>@x", "a;b@x", "a:b@x", "a..b@x", ".a@x", "a.@x", "a@x..y", "a@-x", &long];
        for bad in bad {
            assert_eq!(valid_email(bad), Err(ErrorCode::EmailInvalid), "{bad:?}");
            assert_eq!(known_email(bad), Ok(bad), "whoever has it signs in");
        }
        for good in
            ["a.b+c@x.example", "o'neil@x-y.example", "a@localhost", "a@bücher.example", "ü@b.example", "a@[10.0.0.1]"]
        {
            assert_eq!(valid_email(good), Ok(good));
        }
    }

    /// 2026-01-01T00:00Z.
    const NOW: Millis = 1_767_225_600_000;

    #[test]
    fn pronouns_are_a_short_line_and_a_zone_is_known() {
        let profile =
            |pronouns: &str, zone: &str| Profile { pronouns: pronouns.into(), zone: Some(zone.into()), language: None };
        assert_eq!(valid_profile(profile(" she/her ", "europe/berlin")), Ok(profile("she/her", "Europe/Berlin")));
        assert_eq!(valid_profile(profile(" ", "UTC")), Ok(profile("", "UTC")));
        assert_eq!(valid_profile(Profile::default()), Ok(Profile::default()));
        assert_eq!(valid_profile(profile(&"x".repeat(40), "UTC")), Ok(profile(&"x".repeat(40), "UTC")));
        assert_eq!(valid_profile(profile(&"x".repeat(41), "UTC")), Err(ErrorCode::TextTooLong));
        assert_eq!(valid_profile(profile("she\nher", "UTC")), Err(ErrorCode::TextInvalid));
        assert_eq!(valid_profile(profile("", "Mars/Olympus")), Err(ErrorCode::UnknownZone));
    }

    #[test]
    fn a_link_leads_to_the_web_and_says_where() {
        for (typed, kept) in [
            (" https://example.org/a?b=c#d ", "https://example.org/a?b=c#d"),
            ("HTTP://Example.org", "http://example.org/"),
            ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ] {
            assert_eq!(valid_link(typed).as_deref(), Ok(kept));
        }
        for bad in [
            "",
            "example.org",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "https://",
            "https://bank.example@evil.example/",
        ] {
            assert_eq!(valid_link(bad), Err(ErrorCode::BadLink), "{bad:?}");
        }
        let long = format!("https://example.org/{}", "x".repeat(limits::PREPARATION_LINK_BYTES));
        assert_eq!(valid_link(&long), Err(ErrorCode::TextTooLong));
    }

    #[test]
    fn a_course_has_a_term_in_order_and_a_zone() {
        let details = |from: &str, to: &str, zone: &str| CourseDetails {
            title: " Analysis ".into(),
            description: String::new(),
            colour: 0,
            zone: zone.into(),
            from: (!from.is_empty()).then(|| from.into()),
            to: (!to.is_empty()).then(|| to.into()),
            recordings_until: None,
            guests_allowed: false,
            retention: None,
            ledger: None,
            study: None,
            practice: None,
            downloads: None,
        };
        for (from, to, zone) in
            [("", "", "UTC"), ("2026-09-01", "2026-09-01", "Europe/Berlin"), ("2024-02-29", "", "Etc/GMT+5")]
        {
            assert_eq!(valid_course(details(from, to, zone), NOW).unwrap().title, "Analysis");
        }
        for (from, to, zone) in [
            ("2026-09-02", "2026-09-01", "UTC"),
            ("2026-02-29", "", "UTC"),
            ("2026-9-1", "", "UTC"),
            ("+026-09-01", "", "UTC"),
            ("today", "", "UTC"),
            ("", "", ""),
            ("", "", "../etc"),
            ("", "", "Mars/Olympus"),
        ] {
            assert_eq!(valid_course(details(from, to, zone), NOW), Err(ErrorCode::CourseInvalid), "{from} {to} {zone}");
        }
        assert_eq!(
            valid_course(CourseDetails { colour: 8, ..details("", "", "UTC") }, NOW),
            Err(ErrorCode::CourseInvalid)
        );
        for (day, taken) in [("2020-01-01", Ok(())), ("2026-12-31", Ok(())), ("2027-01-02", Err(ErrorCode::BadTime))] {
            let open = CourseDetails { recordings_until: Some(day.into()), ..details("", "", "UTC") };
            assert_eq!(valid_course(open, NOW).map(drop), taken, "open until {day}");
        }
        for days in [0, limits::RETENTION_DAYS_MAX + 1] {
            let details = CourseDetails { retention: Some(Retention::Days { days }), ..details("", "", "UTC") };
            assert_eq!(valid_course(details, NOW), Err(ErrorCode::CourseInvalid));
        }
    }
}
