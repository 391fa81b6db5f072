//! The configuration: from flags, `MERIDIAN_*`, and `meridian.toml`. For each setting the first of these that has it
//! decides.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use anyhow::Context;
use axum::http::Uri;
use clap::{Args, Parser, Subcommand, builder::BoolishValueParser};
use media::MediaConfig;
use serde::Deserialize;
use store::BucketSettings;

use crate::{
    bucket_settings::{self, KEY, KEY_ID, SaidOfBucket},
    mail::settings::MailSettings,
    push::endpoint::Reach,
};

/// Recordings that stay in the data folder once they are in the bucket, in GB: a term of a course or two, which people catch up on.
const MEDIA_CACHE_GB: u64 = 50;
const GB: u64 = 1_000_000_000;

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "meridian", version, about = "A live classroom that records itself, in one binary")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the server until SIGTERM or Ctrl-C; then tells everybody, finishes what is being recorded, and stops
    Serve(Box<ServeArgs>),
    /// Copies everything that is kept, while a server runs or not, and reads the copy again
    Backup {
        /// Folder to make; it must not exist yet
        to: PathBuf,
        #[command(flatten)]
        #[allow(missing_docs)]
        kept: KeptArgs,
    },
    /// Prints a link by which somebody who forgot their password chooses a new one, while a server runs or not
    PasswordLink {
        /// E-mail address of their account
        email: String,
        /// How browsers reach the server, as `meridian serve` has it
        #[arg(long, env = "MERIDIAN_PUBLIC_URL", value_name = "URL")]
        public_url: Option<String>,
        #[command(flatten)]
        #[allow(missing_docs)]
        kept: KeptArgs,
    },
    /// Makes the data folder of a backup; there must be none yet
    Restore {
        /// Folder that `meridian backup` made
        from: PathBuf,
        #[command(flatten)]
        #[allow(missing_docs)]
        kept: KeptArgs,
    },
}

/// Arguments that say where everything is kept, for commands that do not serve.
#[derive(Debug, Default, Args)]
pub struct KeptArgs {
    /// Folder of everything that is kept [default: data]
    #[arg(long, env = "MERIDIAN_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// PostgreSQL database, if there is one
    #[arg(long, env = "MERIDIAN_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// Configuration file, as `meridian serve` has it [default: meridian.toml, if there is one]
    #[arg(long, env = "MERIDIAN_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl KeptArgs {
    /// The configuration of the server that keeps everything there.
    pub fn resolve(self) -> anyhow::Result<Config> {
        self.resolve_at(None)
    }

    /// The same, of a server that browsers reach by this URL.
    pub fn resolve_at(self, public_url: Option<String>) -> anyhow::Result<Config> {
        let KeptArgs { data, database, config } = self;
        // What does not serve reaches no bucket, and needs no key of one.
        ServeArgs { data, database, config, public_url, ..ServeArgs::default() }.resolve_with(|_| Ok(None))
    }
}

/// Arguments of `meridian serve`. Help texts are for operators.
#[derive(Debug, Default, Args, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ServeArgs {
    /// Address and TCP port of the web [default: 127.0.0.1:8080]
    #[arg(long, env = "MERIDIAN_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Folder of everything that is kept: database and recordings [default: data]
    #[arg(long, env = "MERIDIAN_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// PostgreSQL database, like postgres://USER:PASSWORD@HOST/DATABASE [default: SQLite, in the data folder]
    #[arg(long, env = "MERIDIAN_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// How browsers reach this server, for links [default: http://localhost:PORT]
    #[arg(long, env = "MERIDIAN_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Address at which audio and video are received [default: all of this machine's; but without --public-url, --trust-proxy
    /// and --announce-ip as the web: at its address, or from this machine alone]
    #[arg(long, env = "MERIDIAN_MEDIA_LISTEN", value_name = "IP")]
    pub media_listen: Option<IpAddr>,
    /// UDP port of audio and video [default: the same number as the web's port]
    #[arg(long, env = "MERIDIAN_MEDIA_PORT", value_name = "N")]
    pub media_port: Option<u16>,
    /// Address that browsers send media to; repeat for several [default: this machine's addresses]
    #[arg(long, env = "MERIDIAN_ANNOUNCE_IP", value_name = "IP", value_delimiter = ',')]
    pub announce_ip: Vec<IpAddr>,
    /// Mail server, like smtps://USER:PASSWORD@HOST or smtp://HOST?tls=required [default: no mail is sent]
    #[arg(long, env = "MERIDIAN_SMTP_URL", value_name = "URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// From whom mail is, like "Meridian <class@example.org>"; needed with --smtp-url
    #[arg(long, env = "MERIDIAN_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// The program that makes MP4 files of recordings [default: ffmpeg, on the path]
    #[arg(long, env = "MERIDIAN_FFMPEG", value_name = "FILE")]
    pub ffmpeg: Option<PathBuf>,
    /// Bucket of S3 in which recordings are kept, like NAME or NAME/FOLDER; its access key is AWS_ACCESS_KEY_ID and
    /// AWS_SECRET_ACCESS_KEY in the environment [default: recordings are in the data folder alone]
    #[arg(long, env = "MERIDIAN_MEDIA_S3_BUCKET", value_name = "NAME")]
    pub media_s3_bucket: Option<String>,
    /// URL of the service that has the bucket, like https://s3.example.org [default: Amazon's]
    #[arg(long, env = "MERIDIAN_MEDIA_S3_ENDPOINT", value_name = "URL")]
    pub media_s3_endpoint: Option<String>,
    /// Region of the bucket [default: us-east-1]
    #[arg(long, env = "MERIDIAN_MEDIA_S3_REGION", value_name = "NAME")]
    pub media_s3_region: Option<String>,
    /// How many GB of recordings stay in the data folder, too, once they are in the bucket: the latest [default: 50]
    #[arg(long, env = "MERIDIAN_MEDIA_CACHE_GB", value_name = "N")]
    pub media_cache_gb: Option<u64>,
    /// A reverse proxy stands before the web's port: take a client's address from the last entry of X-Forwarded-For
    #[arg(long, env = "MERIDIAN_TRUST_PROXY", value_parser = BoolishValueParser::new())]
    pub trust_proxy: bool,
    /// Make an owner and an open class at once, and print links into it: to try things out
    #[arg(long, env = "MERIDIAN_DEMO", value_parser = BoolishValueParser::new())]
    #[serde(skip)]
    pub demo: bool,
    /// Configuration file; its keys are the names of these flags [default: meridian.toml, if there is one]
    #[arg(long, env = "MERIDIAN_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
}

/// The configuration, with every source taken into account.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address and TCP port of the web.
    pub listen: SocketAddr,
    /// Folder of the database and the recordings.
    pub data: PathBuf,
    /// URL of a PostgreSQL database, which may have a password in it. `None`: SQLite in the data folder.
    pub database: Option<String>,
    /// Base of links, without a slash at the end. `None`: made from the port that was bound.
    pub public_url: Option<String>,
    /// Address at which media is received. `None`: see [`Config::media`].
    pub media_listen: Option<IpAddr>,
    /// UDP port of media. `None`: the number of the web's port.
    pub media_port: Option<u16>,
    /// Addresses that clients send media to. Empty: this machine's.
    pub announce: Vec<IpAddr>,
    /// How mail is sent. `None`: not at all.
    pub mail: Option<MailSettings>,
    /// Where pushes may go; tests alone say something else than the internet.
    pub push: Reach,
    /// The program that makes MP4 files of recordings: a path, or a name on the path.
    pub ffmpeg: PathBuf,
    /// The bucket of recordings. `None`: they are in the data folder alone.
    pub bucket: Option<BucketSettings>,
    /// The bytes of recordings that stay in the data folder once they are in the bucket.
    pub media_cache_bytes: u64,
    /// Whether clients' addresses come from the last entry of `X-Forwarded-For`, which the reverse proxy adds.
    pub trust_proxy: bool,
    /// Whether to make an owner and an open class at the start.
    pub demo: bool,
}

impl ServeArgs {
    /// Adds what the configuration file says, and the defaults.
    pub fn resolve(self) -> anyhow::Result<Config> {
        self.resolve_with(|said| bucket_settings::read(said, [KEY_ID, KEY].map(|name| std::env::var(name).ok())))
    }

    fn resolve_with(
        self,
        bucket: impl FnOnce(SaidOfBucket) -> anyhow::Result<Option<BucketSettings>>,
    ) -> anyhow::Result<Config> {
        let file = read_file(self.config.as_deref())?;
        Ok(Config {
            listen: self.listen.or(file.listen).unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8080))),
            data: self.data.or(file.data).unwrap_or_else(|| "data".into()),
            database: self.database.or(file.database),
            public_url: self.public_url.or(file.public_url).map(|url| base_url(&url)).transpose()?,
            media_listen: self.media_listen.or(file.media_listen),
            media_port: self.media_port.or(file.media_port),
            announce: if self.announce_ip.is_empty() { file.announce_ip } else { self.announce_ip },
            push: Reach::Internet,
            mail: mail(self.smtp_url.or(file.smtp_url), self.mail_from.or(file.mail_from))?,
            ffmpeg: self.ffmpeg.or(file.ffmpeg).unwrap_or_else(|| "ffmpeg".into()),
            bucket: bucket(SaidOfBucket {
                bucket: self.media_s3_bucket.or(file.media_s3_bucket),
                endpoint: self.media_s3_endpoint.or(file.media_s3_endpoint),
                region: self.media_s3_region.or(file.media_s3_region),
            })?,
            media_cache_bytes: self.media_cache_gb.or(file.media_cache_gb).unwrap_or(MEDIA_CACHE_GB).saturating_mul(GB),
            trust_proxy: self.trust_proxy || file.trust_proxy,
            demo: self.demo,
        })
    }
}

impl Config {
    /// The base of links, of a server whose web is on this port.
    pub fn links(&self, port: u16) -> String {
        self.public_url.clone().unwrap_or_else(|| format!("http://localhost:{port}"))
    }

    /// How media is received when the web is at this address. A port of the web that browsers reach by something else, such as
    /// a proxy, says nothing about how media reaches this machine. Otherwise media follows the web: who opens the web to this
    /// machine alone does not mean to open another port to the network.
    pub fn media(&self, web: SocketAddr) -> MediaConfig {
        let direct = self.public_url.is_none() && !self.trust_proxy && self.announce.iter().all(IpAddr::is_loopback);
        let (usual, this_machine_alone) = match web.ip() {
            ip if direct && !ip.is_loopback() => (ip, false),
            _ => (Ipv4Addr::UNSPECIFIED.into(), direct),
        };
        let ip = self.media_listen.unwrap_or(usual);
        MediaConfig {
            listen: SocketAddr::new(ip, self.media_port.unwrap_or(web.port())),
            this_machine_alone: this_machine_alone && self.media_listen.is_none(),
            announce: self.announce.clone(),
        }
    }
}

/// How mail is sent: the mail server needs to be told from whom it is.
fn mail(url: Option<String>, from: Option<String>) -> anyhow::Result<Option<MailSettings>> {
    let Some(url) = url else {
        anyhow::ensure!(from.is_none(), "--mail-from says from whom mail is, and no --smtp-url says how it is sent");
        return Ok(None);
    };
    let from = from.context("--smtp-url needs --mail-from: from whom mail is")?;
    MailSettings::read(url, &from).map(Some)
}

/// Checks that a URL is `http` or `https` and has a host and nothing else, as links are made by adding paths to it.
fn base_url(url: &str) -> anyhow::Result<String> {
    let parsed: Uri = url.parse().with_context(|| format!("the public URL {url:?} is none"))?;
    let is_web =
        matches!(parsed.scheme_str(), Some("http" | "https")) && parsed.host().is_some_and(|host| !host.is_empty());
    let is_base = parsed.path() == "/" && parsed.query().is_none() && !url.contains(['#', '@']);
    anyhow::ensure!(is_web && is_base, "the public URL {url:?} must be like https://class.example.org, without a path");
    Ok(url.trim_end_matches('/').to_owned())
}

fn read_file(named: Option<&Path>) -> anyhow::Result<ServeArgs> {
    let path = named.unwrap_or(Path::new("meridian.toml"));
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).with_context(|| format!("{} cannot be used", path.display())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound && named.is_none() => Ok(ServeArgs::default()),
        Err(e) => Err(e).with_context(|| format!("{} cannot be read", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_decides_over_the_file_and_the_file_over_the_default() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.toml");
        std::fs::write(
            &path,
            "listen = \"0.0.0.0:1\"\nmedia-listen = \"10.0.0.1\"\nmedia-port = 7\ntrust-proxy = true\npublic-url = \"https://class.example/\"
             database = \"postgres://h/d\"",
        )
        .unwrap();
        let args = ServeArgs { config: Some(path), media_port: Some(9), ..Default::default() };
        let config = args.resolve().unwrap();
        assert_eq!(config.listen.to_string(), "0.0.0.0:1");
        assert_eq!((config.media_listen, config.media_port), (Some([10, 0, 0, 1].into()), Some(9)));
        assert!(config.trust_proxy);
        assert_eq!(config.public_url.as_deref(), Some("https://class.example"));
        assert_eq!(config.data, PathBuf::from("data"));
        assert_eq!(config.database.as_deref(), Some("postgres://h/d"));
    }

    #[test]
    fn media_is_where_the_web_is_unless_browsers_reach_the_web_elsewhere() {
        let media = |change: fn(&mut ServeArgs), web: &str| {
            // The folder of the tests has no configuration file.
            let mut args = ServeArgs::default();
            change(&mut args);
            let media = args.resolve().unwrap().media(web.parse().unwrap());
            (media.listen.to_string(), media.this_machine_alone)
        };
        let all = |alone: bool| ("0.0.0.0:8080".to_owned(), alone);
        assert_eq!(media(|_| {}, "127.0.0.1:8080"), all(true));
        assert_eq!(media(|_| {}, "[::1]:8080"), all(true));
        assert_eq!(media(|args| args.announce_ip = vec![[127, 0, 0, 1].into()], "127.0.0.1:8080"), all(true));
        assert_eq!(media(|_| {}, "0.0.0.0:8080"), all(false));
        assert_eq!(media(|args| args.media_port = Some(9), "10.0.0.1:8080"), ("10.0.0.1:9".into(), false));
        let elsewhere: [fn(&mut ServeArgs); 3] = [
            |args| args.public_url = Some("https://class.example".into()),
            |args| args.trust_proxy = true,
            |args| args.announce_ip = vec![[203, 0, 113, 7].into()],
        ];
        for change in elsewhere {
            assert_eq!(media(change, "127.0.0.1:8080"), all(false));
            assert_eq!(media(change, "10.0.0.1:8080"), all(false));
        }
        let named = |args: &mut ServeArgs| args.media_listen = Some([10, 0, 0, 1].into());
        assert_eq!(media(named, "127.0.0.1:8080"), ("10.0.0.1:8080".into(), false));
    }

    #[test]
    fn a_public_url_is_the_base_of_links() {
        for (url, base) in [("https://h.example", "https://h.example"), ("http://h:8080/", "http://h:8080")] {
            assert_eq!(base_url(url).unwrap(), base);
        }
        for bad in
            ["", "foo", "javascript:alert(1)", "https://h/path", "https://h/?x", "https://h#y", "ftp://h", "https://"]
        {
            assert!(base_url(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn mail_needs_a_server_and_a_sender() {
        let resolve = |url: Option<&str>, from: Option<&str>| {
            let [smtp_url, mail_from] = [url, from].map(|text| text.map(str::to_owned));
            ServeArgs { smtp_url, mail_from, ..Default::default() }.resolve()
        };
        assert!(resolve(None, None).unwrap().mail.is_none());
        assert!(resolve(Some("smtps://a:b@h"), None).is_err() && resolve(None, Some("a@b.example")).is_err());
        let mail = resolve(Some("smtps://a:hidden@h"), Some("Class <a@b.example>")).unwrap();
        assert!(!format!("{mail:?}").contains("hidden"));
        assert_eq!(mail.mail.unwrap().from.to_string(), "Class <a@b.example>");
    }

    #[test]
    fn an_unknown_key_in_the_file_is_an_error_that_names_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("m.toml");
        std::fs::write(&path, "lisen = \"0.0.0.0:1\"").unwrap();
        let error = ServeArgs { config: Some(path), ..Default::default() }.resolve().unwrap_err();
        assert!(format!("{error:#}").contains("lisen"), "{error:#}");
    }
}
