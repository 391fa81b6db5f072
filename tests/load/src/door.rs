//! The way into class: by the join link, from some address of this machine.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::Context;
use protocol::{
    Consent,
    http::{JoinRequest, LinkSignIn, LinkSignInRequest, Seat},
};
use server_tests::visitor::Visitor;

use crate::subject::Subject;

/// Takes seats of the class.
#[derive(Clone)]
pub struct Door {
    http: reqwest::Client,
    url: String,
}

impl Door {
    /// A door without cookies, so that each seat is another visitor's.
    pub fn new(subject: &Subject) -> Self {
        Door::from_address(subject.web, &subject.code, Ipv4Addr::LOCALHOST.into())
    }

    /// A door at which people stand who come from this address.
    pub fn from_address(web: SocketAddr, code: &str, own: IpAddr) -> Self {
        let url = format!("http://{web}/api/join/{code}");
        let http = reqwest::Client::builder().local_address(own).build();
        Door { http: http.expect("an HTTP client"), url }
    }

    /// Asks for a guest's seat.
    pub async fn knock(&self, name: String) -> reqwest::Result<reqwest::Response> {
        let request = JoinRequest { name, consent: Consent::default(), consent_version: None };
        self.http.post(&self.url).json(&request).send().await
    }

    /// A guest's seat.
    pub async fn seat(&self, name: String) -> anyhow::Result<Seat> {
        let response = self.knock(name).await?;
        Ok(response.error_for_status().context("a seat was refused")?.json().await?)
    }
}

/// The owner's seat.
pub async fn instructors_seat(subject: &Subject) -> anyhow::Result<Seat> {
    let owner = Visitor::new(subject.web);
    let link = LinkSignInRequest { token: subject.owner_token.clone() };
    let entered: LinkSignIn =
        owner.post("/api/sign-in/link", &link).await.ok().context("the owner's link was refused")?;
    owner.join(&entered.code, "Instructor").await.ok().context("the owner's seat was refused")
}
